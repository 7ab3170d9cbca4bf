"""How Chrome finds the relay."""

import json
import os
from pathlib import Path

import pytest

from chatplugin.adapters.chrome.relay import Registered, Registration, _failure
from chatplugin.domain.errors import ChromeError

ID = "abcdefghijklmnop" * 2


@pytest.mark.skipif(os.name == "nt", reason="in the registry there: tests/windows")
def test_chrome_finds_a_program_that_only_this_extension_may_start(tmp_path: Path) -> None:
    home, profile = tmp_path / "its home", tmp_path / "profile"

    [place] = Registration(home, profile).write(ID)

    manifest = json.loads(Path(place).read_bytes())
    assert place == str(profile / "NativeMessagingHosts" / "com.chatplugin.relay.json")
    assert manifest["name"] == "com.chatplugin.relay"
    assert manifest["type"] == "stdio"
    assert manifest["allowed_origins"] == [f"chrome-extension://{ID}/"]
    assert os.access(manifest["path"], os.X_OK)
    assert f"relay --data '{home}'" in Path(manifest["path"]).read_text("utf-8")
    assert Registered.find(str(profile))


@pytest.mark.skipif(os.name == "nt", reason="in the registry there: tests/windows")
def test_a_profile_without_a_manifest_has_no_relay(tmp_path: Path) -> None:
    assert not Registered.find(str(tmp_path))


@pytest.mark.parametrize("identity", ["", "abc", "z" * 32, f"{ID}/", "A" * 32])
def test_what_is_no_id_of_an_extension_is_refused(tmp_path: Path, identity: str) -> None:
    with pytest.raises(ChromeError, match="32 letters"):
        Registration(tmp_path).write(identity)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("", "utf-8")

    with pytest.raises(ChromeError, match="cannot be registered"):
        Registration(home, tmp_path).write(ID)


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (PermissionError(13, ""), "Permission denied"),
        (PermissionError(13, "", "C:/x"), "Permission denied (C:/x)"),
    ],
)
def test_what_refuses_a_registration_is_told_with_its_place_if_it_has_one(
    refusal: OSError, told: str
) -> None:
    error = _failure("relay.cannot_be_written", refusal)

    assert error.what == f"The relay cannot be registered: {told}"


@pytest.mark.skipif(os.name == "nt", reason="in the registry there: tests/windows")
def test_unregistering_takes_back_all_that_was_written(tmp_path: Path) -> None:
    home, profile = tmp_path / "home", tmp_path / "profile"
    [place] = Registration(home, profile).write(ID)

    gone = Registration(home, profile).remove()

    assert gone == [place, str(home / "relay.sh")]
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    assert Registration(home, profile).remove() == []


def test_only_an_installed_program_is_registered_for_the_machine() -> None:
    with pytest.raises(ChromeError, match="was not installed for a whole machine"):
        Registration(None).write()
