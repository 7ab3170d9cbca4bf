"""The preferences of a Chrome profile of our own."""

import json
import os
from pathlib import Path

import pytest

from chatplugin.adapters.chrome.installed_chrome import prepare_profile

NOW, DAY = 1_800_000_000.0, 24 * 60 * 60


@pytest.fixture
def preferences(tmp_path: Path) -> Path:
    return tmp_path / "chrome" / "Default" / "Preferences"


def test_a_new_profile_sends_nothing_that_is_typed_and_keeps_it(
    tmp_path: Path, preferences: Path
) -> None:
    prepare_profile(tmp_path / "chrome", 7, NOW)

    kept = json.loads(preferences.read_text("utf-8"))
    assert kept["search"]["suggest_enabled"] is False
    assert kept["net"]["network_prediction_options"] == 2
    assert kept["performance_tuning"]["high_efficiency_mode"]["state"] == 0


def test_all_else_in_a_profile_stays_as_it_is(tmp_path: Path, preferences: Path) -> None:
    preferences.parent.mkdir(parents=True)
    before = {"search": {"suggest_enabled": True, "other": 1}, "profile": {"name": "Анна"}}
    preferences.write_text(json.dumps(before), "utf-8")

    prepare_profile(tmp_path / "chrome", 7, NOW)

    kept = json.loads(preferences.read_text("utf-8"))
    assert kept["search"] == {"suggest_enabled": False, "other": 1}
    assert kept["profile"] == {"name": "Анна"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"search": 7}', "\udcff"])
def test_a_file_that_cannot_be_read_is_left_to_chrome(
    tmp_path: Path, preferences: Path, text: str
) -> None:
    preferences.parent.mkdir(parents=True)
    preferences.write_bytes(text.encode("utf-8", "surrogateescape"))

    prepare_profile(tmp_path / "chrome", 7, NOW)

    assert preferences.read_bytes() == text.encode("utf-8", "surrogateescape")


def test_a_profile_that_is_in_order_is_not_written_again(tmp_path: Path, preferences: Path) -> None:
    prepare_profile(tmp_path / "chrome", 7, NOW)
    written = preferences.stat().st_ino

    prepare_profile(tmp_path / "chrome", 7, NOW)

    assert preferences.stat().st_ino == written


VISITS = ("Default/History", "Default/Cache/data_1", "Default/Sessions/Tabs_1", "Crashpad/1.dmp")
KEPT = ("Default/Cookies", "Default/Preferences", "Local State")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile that has kept visits for six days and some hours."""
    for name in (*VISITS, *KEPT, "visits"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("anna@example.com", "utf-8")
    os.utime(tmp_path / "visits", (NOW - 6.5 * DAY,) * 2)
    return tmp_path


def files_of(profile: Path) -> set[str]:
    return {path.relative_to(profile).as_posix() for path in profile.rglob("*") if path.is_file()}


def test_the_pages_that_were_shown_are_kept_as_long_as_the_journal_and_logins_longer(
    profile: Path,
) -> None:
    prepare_profile(profile, 7, NOW)
    assert files_of(profile) == {*VISITS, *KEPT, "visits"}

    prepare_profile(profile, 7, NOW + DAY)

    assert files_of(profile) == {*KEPT, "visits"}


def test_a_new_profile_forgets_nothing_before_its_time(profile: Path) -> None:
    (profile / "visits").unlink()

    prepare_profile(profile, 1, NOW - 100 * 365 * DAY)

    assert files_of(profile) == {*VISITS, *KEPT, "visits"}


def test_a_profile_that_cannot_be_made_is_left_to_chrome(tmp_path: Path) -> None:
    (tmp_path / "chrome").write_text("no folder", "utf-8")

    prepare_profile(tmp_path / "chrome", 1, NOW)

    assert (tmp_path / "chrome").read_text("utf-8") == "no folder"
