"""What stands in the registry: where Chrome is, what its policy forbids, and its native hosts."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from queue import SimpleQueue

import pytest

from chatplugin.adapters.chrome.installed_chrome import find_chrome
from chatplugin.adapters.chrome.relay import Registered, Registration
from chatplugin.adapters.chrome.relay_listener import RelayListener
from chatplugin.adapters.platform import SYSTEM
from chatplugin.adapters.settings_sources import SettingsSources
from chatplugin.browser.devtools.own_chrome import POLICY
from chatplugin.browser.driver import RelayHere
from chatplugin.domain.errors import ChromeError
from chatplugin.service.ports import Signal

assert sys.platform == "win32"
import winreg  # noqa: E402 - exists on Windows only

pytestmark = pytest.mark.usefixtures("registry")

ID = "abcdefghijklmnop" * 2
APP_PATH = r"Software\Microsoft\Windows\CurrentVersion\App Paths\chrome.exe"
POLICIES = r"Software\Policies\Google\Chrome"


def app_path(value: str) -> None:
    winreg.SetValue(winreg.HKEY_CURRENT_USER, APP_PATH, winreg.REG_SZ, value)


@pytest.fixture
def chrome(tmp_path: Path) -> Path:
    program = tmp_path / "Google Chrome" / "chrome.exe"
    program.parent.mkdir()
    program.write_bytes(b"MZ")
    return program


@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_chrome_is_found_by_its_app_path(chrome: Path, form: str) -> None:
    app_path(form.format(chrome))

    assert find_chrome("") == str(chrome)


def test_a_chrome_that_was_taken_away_is_not_found(chrome: Path) -> None:
    app_path(str(chrome))
    chrome.unlink()

    with pytest.raises(ChromeError, match="no Chrome on this machine"):
        find_chrome("")


@pytest.mark.parametrize("value", [0, 1])
def test_the_policy_is_read_where_group_policy_writes_it(value: int) -> None:
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, POLICIES) as key:
        winreg.SetValueEx(key, "RemoteDebuggingAllowed", 0, winreg.REG_DWORD, value)

    place = rf"HKCU\{POLICIES}"
    assert [*SYSTEM.policies([POLICY], r"C:\chrome.exe")] == [(POLICY, value, place)]


def test_a_list_is_read_as_group_policy_writes_it() -> None:
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"{POLICIES}\URLBlocklist") as key:
        winreg.SetValueEx(key, "1", 0, winreg.REG_SZ, "*")
        winreg.SetValueEx(key, "2", 0, winreg.REG_SZ, "crm.example.com")

    [(name, value, _)] = SYSTEM.policies(["URLBlocklist"], r"C:\chrome.exe")

    winreg.DeleteKey(winreg.HKEY_CURRENT_USER, rf"{POLICIES}\URLBlocklist")
    assert (name, value) == ("URLBlocklist", ["*", "crm.example.com"])


def test_without_a_policy_nothing_is_forbidden() -> None:
    assert [*SYSTEM.policies([POLICY], r"C:\chrome.exe")] == []


def test_the_relay_is_registered_where_chrome_looks(tmp_path: Path) -> None:
    assert not Registered.find()

    places = Registration(tmp_path / "home").write(ID)

    assert Registered.find()
    for place in places:
        key = place.removeprefix("HKEY_CURRENT_USER\\")
        manifest = json.loads(
            Path(winreg.QueryValue(winreg.HKEY_CURRENT_USER, key)).read_text("utf-8")
        )
        assert manifest["allowed_origins"] == [f"chrome-extension://{ID}/"]
        assert Path(manifest["path"]).is_file()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[Path, "SimpleQueue[Signal]"]]:
    home, inbox = tmp_path / "Жанна К.", SimpleQueue[Signal]()
    door = RelayListener(home, inbox, count(1), print)
    door.open()
    yield home, inbox
    door.close()


def test_the_relay_finds_a_service_whose_folder_has_any_letters(
    door: tuple[Path, "SimpleQueue[Signal]"],
) -> None:
    """As Chrome starts it: by cmd.exe, with the extension's address behind it."""
    home, inbox = door
    Registration(home).write(ID)
    command = ["cmd.exe", "/d", "/c", str(home / "relay.bat"), f"chrome-extension://{ID}/"]

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as relay:
        try:
            assert inbox.get(timeout=30) == RelayHere(1)
        finally:
            assert relay.stdin is not None
            relay.stdin.close()
            relay.wait(timeout=20)


def test_unregistering_leaves_no_key_and_no_file(tmp_path: Path) -> None:
    registration = Registration(tmp_path)
    registration.write(ID)

    gone = registration.remove()

    assert [place for place in gone if place.startswith("HKEY_CURRENT_USER")] == gone[:2]
    assert list(tmp_path.iterdir()) == []
    assert registration.remove() == []


def test_the_settings_of_the_machine_are_a_layer_of_their_own() -> None:
    place = r"SOFTWARE\ChatPlugin\Settings"
    with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
        winreg.SetValueEx(key, "Chrome.Driver", 0, winreg.REG_SZ, "extension")

    [layer] = SettingsSources.of_machine()

    winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, place)
    assert layer.name == rf"HKLM\{place}"
    assert layer.values == {"Chrome.Driver": "extension"}
    assert SettingsSources.of_machine() == []
