"""The preferences of a Chrome profile of our own."""

import json
from pathlib import Path

import pytest

from chatplugin.adapters.chrome.installed_chrome import keep_typing_safe


@pytest.fixture
def preferences(tmp_path: Path) -> Path:
    return tmp_path / "chrome" / "Default" / "Preferences"


def test_a_new_profile_sends_nothing_that_is_typed_and_keeps_it(
    tmp_path: Path, preferences: Path
) -> None:
    keep_typing_safe(tmp_path / "chrome")

    kept = json.loads(preferences.read_text("utf-8"))
    assert kept["search"]["suggest_enabled"] is False
    assert kept["net"]["network_prediction_options"] == 2
    assert kept["performance_tuning"]["high_efficiency_mode"]["state"] == 0


def test_all_else_in_a_profile_stays_as_it_is(tmp_path: Path, preferences: Path) -> None:
    preferences.parent.mkdir(parents=True)
    before = {"search": {"suggest_enabled": True, "other": 1}, "profile": {"name": "Анна"}}
    preferences.write_text(json.dumps(before), "utf-8")

    keep_typing_safe(tmp_path / "chrome")

    kept = json.loads(preferences.read_text("utf-8"))
    assert kept["search"] == {"suggest_enabled": False, "other": 1}
    assert kept["profile"] == {"name": "Анна"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"search": 7}', "\udcff"])
def test_a_file_that_cannot_be_read_is_left_to_chrome(
    tmp_path: Path, preferences: Path, text: str
) -> None:
    preferences.parent.mkdir(parents=True)
    preferences.write_bytes(text.encode("utf-8", "surrogateescape"))

    keep_typing_safe(tmp_path / "chrome")

    assert preferences.read_bytes() == text.encode("utf-8", "surrogateescape")


def test_a_profile_that_is_in_order_is_not_written_again(tmp_path: Path, preferences: Path) -> None:
    keep_typing_safe(tmp_path / "chrome")
    written = preferences.stat().st_ino

    keep_typing_safe(tmp_path / "chrome")

    assert preferences.stat().st_ino == written
