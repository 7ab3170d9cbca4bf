"""The package over the years: installed with properties, repaired, upgraded at work, gone back."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from chatplugin import __version__
from rig.crm import SampleCrm
from rig.emc_host import ROOT
from rig.windows import (
    CHROME_ARGUMENTS,
    CHROMIUM,
    INSTALLED,
    PROGRAM,
    Windows,
    on_windows,
)
from rig.workplace import Desk
from tests.windows.line.day import SLOW, Picture, addresses, show_both_cards
from tests.windows.line.installed import NEWER, traces

pytestmark = pytest.mark.windows

HOST = r"HKLM\Software\Google\Chrome\NativeMessagingHosts\com.chatplugin.relay"
SETTINGS = r"HKLM\Software\ChatPlugin\Settings"
PAGES = ROOT / "docs" / "howto"
COMMAND = re.compile(r"^ *(msiexec .*|\"%ProgramFiles%.*)$", re.MULTILINE)
URL = "https://settings.example.com/chatplugin.json"


@pytest.fixture
def both(windows: Windows, installer: Path, newer_installer: Path) -> Iterator[None]:
    """Whatever a test has installed goes at last."""
    yield
    for each in (installer, newer_installer):
        with suppress(subprocess.CalledProcessError):  # Where it is not there.
            windows.uninstall(each)


@pytest.mark.usefixtures("both")
def test_properties_outlive_a_repair_and_an_upgrade_and_nothing_stays_at_last(
    windows: Windows, installer: Path, newer_installer: Path, tmp_path: Path
) -> None:
    before = traces(windows)
    emc = tmp_path / "EMC"
    emc.mkdir()
    (emc / "ASGUIHost.exe").touch()
    wanted = {"Chrome.Driver": "extension", "Settings.Url": URL}
    properties = [f"EMCFOLDER={on_windows(emc)}", "DRIVER=extension", f"SETTINGSURL={URL}"]

    windows.install(installer, *properties)
    assert windows.values(SETTINGS) == wanted
    assert (emc / "ChatPlugin.dll").is_file()
    told = windows.run(on_windows(PROGRAM / "chatplugin.exe"), "settings")
    assert re.search(r"Chrome\.Driver +extension +\(HKLM\\SOFTWARE\\ChatPlugin\\Settings\)", told)

    (PROGRAM / "relay.json").unlink()
    windows.repair(installer)
    assert (PROGRAM / "relay.json").is_file()
    assert windows.values(SETTINGS) == wanted

    windows.install(newer_installer)
    assert sorted(path.name for path in INSTALLED.iterdir()) == [
        __version__,
        NEWER,
        "extension",
    ]
    assert windows.values(SETTINGS) == wanted
    windows.uninstall(installer)
    assert windows.values(SETTINGS) == wanted
    assert (emc / "ChatPlugin.dll").is_file()
    assert NEWER in windows.values(HOST)["(Default)"]

    windows.uninstall(newer_installer)
    assert traces(windows) - before == set()
    assert [path.name for path in emc.iterdir()] == ["ASGUIHost.exe"]


@pytest.mark.usefixtures("both")
def test_an_upgrade_at_work_loses_no_contact_and_going_back_is_to_take_the_new_one_away(
    installed_desk: Desk,
    windows: Windows,
    installer: Path,
    newer_installer: Path,
    picture: Picture,
) -> None:
    windows.install(installer)
    desk = installed_desk
    with desk:
        show_both_cards(desk)
        command = ["msiexec", "/i", on_windows(newer_installer), "/qn"]
        with windows.running(*command) as installation:
            for number in range(2, 8):
                show(desk, number)
            assert installation.wait(120) == 0
        assert versions(desk) == [__version__]

        windows.kill(desk.desktop.service_pids[-1])
        show(desk, 8)
        assert versions(desk) == [__version__, NEWER]
        desk.desktop.wait_for_log(f"service is version {NEWER} and this plug-in version")
        picture("upgraded-at-work")

    windows.uninstall(newer_installer)
    with desk:
        desk.desktop.play('operator 4021 "Ирина Соколова" station 5012')
        show(desk, 9)
        assert versions(desk) == [__version__]

    asked = " ".join(addresses(desk))
    assert [number for number in range(1, 10) if f"%2B{number_of(number)}" not in asked] == []
    raised = [line["contact"] for line in desk.journal() if line["fate"] == "raised"]
    assert sorted(raised) == ["E1", *(f"W{number}" for number in range(1, 10))]


def show(desk: Desk, number: int) -> None:
    author = f"author=+{number_of(number)}"
    desk.desktop.play(f"deliver message W{number} media=WhatsApp {author} text=Hello")
    desk.desktop.play(f"establish W{number}")
    desk.wait_for_fate(f"W{number}", "shown", SLOW)


def number_of(contact: int) -> str:
    return str(79_000_000_000 + contact)


def versions(desk: Desk) -> list[str]:
    """Return the version of each service that was ready on this desktop so far."""
    found = (re.search(r"service (\S+) is ready", line) for line in desk.desktop.log)
    return [match[1] for match in found if match]


@pytest.mark.usefixtures("both")
def test_the_relay_of_the_machine_is_registered_anew_after_going_back_and_can_be_taken_away(
    windows: Windows, installer: Path, newer_installer: Path
) -> None:
    program = on_windows(PROGRAM / "chatplugin.exe")
    windows.install(installer)
    windows.install(newer_installer)
    windows.uninstall(newer_installer)

    told = windows.run(program, "register", "--machine")

    assert r"HKEY_LOCAL_MACHINE\Software\Google\Chrome" in told
    assert windows.values(HOST)["(Default)"].endswith(rf"\ChatPlugin\{__version__}\relay.json")
    assert "removed HKEY_LOCAL_MACHINE" in windows.run(program, "unregister", "--machine")
    assert windows.values(HOST) == {}


@pytest.mark.usefixtures("both")
def test_an_operators_registration_is_taken_back_whole(windows: Windows, installer: Path) -> None:
    program = on_windows(PROGRAM / "chatplugin.exe")
    windows.install(installer)
    windows.run(program, "register", "--extension", "abcdefghijklmnop" * 2)

    told = windows.run(program, "unregister")

    assert told.count("removed HKEY_CURRENT_USER") == 2
    assert "com.chatplugin.relay.json" in told
    assert "nothing was registered" in windows.run(program, "unregister")


@pytest.mark.usefixtures("both")
def test_the_commands_of_the_pages_lead_from_nothing_to_a_card_and_back(
    windows: Windows, installer: Path, crm: SampleCrm, tmp_path: Path
) -> None:
    """Each as it stands, but for the path of ASGUIHost.ini, and `--stay` for an end."""
    page = (PAGES / "install.md").read_text("utf-8")
    [settings, *_] = re.findall(r"```ini\n(.*?)```", page, re.DOTALL)
    chrome = f"Chrome.Path={on_windows(CHROMIUM)}\nChrome.Arguments={' '.join(CHROME_ARGUMENTS)}\n"
    ini = tmp_path / "ASGUIHost.ini"
    ini.write_text(settings.replace("https://crm.example.com", crm.url) + chrome, "utf-8")
    repair = [line for line in commands_of("upgrade.md") if "REINSTALL" in line]
    lines = [*commands_of("install.md"), *repair, *commands_of("uninstall.md")]
    commands = [line.replace(r"C:\path\of\ASGUIHost.ini", on_windows(ini)) for line in lines]

    told = [give(windows, command, installer.parent, tmp_path) for command in commands]

    assert [command.split()[1] for command in commands] == [
        "/i",
        "help",
        "check",
        "pop",
        "/i",
        "/x",
    ]
    assert "usage: chatplugin" in told[1]
    [card] = crm.cards()
    assert dict(card.parameters)["user_id"] == "+79000000001"
    assert not INSTALLED.exists()


def commands_of(page: str) -> list[str]:
    return COMMAND.findall((PAGES / page).read_text("utf-8"))


def give(windows: Windows, command: str, folder: Path, scratch: Path) -> str:
    """Give *command* in a command prompt; it has to end with 0."""
    batch = scratch / "command.bat"
    stay = " --stay 1" if " pop " in command else ""
    lines = ["@echo off", f'cd /d "{on_windows(folder)}"', command + stay, "exit /b %errorlevel%"]
    batch.write_bytes("\r\n".join([*lines, ""]).encode())
    return windows.run("cmd", "/c", on_windows(batch), within=180)
