"""The browser's side of the machine, with programs in Chrome's place."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from chatplugin.adapters.chrome.browser import Browser, ChromeProcess
from chatplugin.adapters.chrome.relay import Registration
from chatplugin.adapters.machine import Folders
from chatplugin.browser.devtools import own_chrome
from chatplugin.browser.driver import ChromeGone, DriverChoice, FromChrome, Instant, Reply, Ways
from chatplugin.browser.extension.everyday_chrome import CommandLine, EverydayChrome
from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import Incident, PopFailed, RaiseTab
from chatplugin.domain.request import KeySource, RequestRules
from chatplugin.service.ports import Signal
from rig.emc_host import wait_until
from tests.played.chrome import PAGES

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the programs are scripts of a shell")

NOW = Instant(0.0)
WAYS: Ways = {
    ChromeDriver.PIPE: lambda turn: own_chrome.OwnChrome(PAGES, turn),
    ChromeDriver.EXTENSION: EverydayChrome,
    ChromeDriver.COMMAND: CommandLine,
}
UNSIGNED = RequestRules()
CARD = RaiseTab(CardId("W1"), "https://crm.example.com/card?user_id=1", "CRM WhatsApp")


class Desktop:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inbox: SimpleQueue[Signal] = SimpleQueue()
        self.said: list[str] = []
        choice = DriverChoice(WAYS)
        self.browser = Browser(
            choice,
            Folders(folder),
            self.inbox,
            self.said.append,
        )

    def use(self, driver: ChromeDriver, script: str, rules: RequestRules = UNSIGNED) -> Reply:
        chrome = self.folder / "chrome"
        chrome.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        chrome.chmod(0o700)
        profile = str(self.folder / "profile")
        settings = ChromeSettings(driver, str(chrome), profile)
        return self.browser.use(settings, rules, NOW)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = Desktop(tmp_path)
    yield made
    made.browser.close()


def test_the_process_that_may_come_to_the_front_is_the_chrome_that_was_started(
    desktop: Desktop, tmp_path: Path
) -> None:
    assert desktop.browser.pid is None

    desktop.use(ChromeDriver.PIPE, f"echo $$ > {tmp_path}/pid\nexec cat <&3 >&4")
    assert isinstance(desktop.inbox.get(timeout=10), FromChrome)

    assert desktop.browser.pid == int((tmp_path / "pid").read_text())
    desktop.browser.close()
    assert desktop.browser.pid is None


@pytest.mark.parametrize(
    ("holder", "is_started"), [("desk-17-1234", False), (f"{os.uname().nodename}-1234", True)]
)
def test_no_chrome_is_started_on_a_profile_that_another_computer_has_locked(
    desktop: Desktop, tmp_path: Path, holder: str, is_started: bool
) -> None:
    """It would ask the operator in a dialog whether to unlock the profile, and wait."""
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "SingletonLock").symlink_to(holder)

    reply = desktop.use(ChromeDriver.PIPE, "exec cat <&3 >&4")

    assert (desktop.browser.pid is not None) is is_started
    told = "a Chrome on the computer desk-17 uses the profile of ChatPlugin's Chrome. End that"
    assert any(sentence.startswith(told) for sentence in reply.sentences) is not is_started


def test_chrome_gets_the_switches_that_a_pipe_needs_and_no_more(
    desktop: Desktop, tmp_path: Path
) -> None:
    """Of the last one Chrome warns in windows that it opens as it starts: it opens none."""
    desktop.use(ChromeDriver.PIPE, f'printf "%s\\n" "$@" > {tmp_path}/switches\nexec cat <&3 >&4')
    assert isinstance(desktop.inbox.get(timeout=10), FromChrome)

    assert (tmp_path / "switches").read_text().split() == [
        "--remote-debugging-pipe",
        "--no-startup-window",
        "--no-first-run",
        "--no-default-browser-check",
        "--hide-crash-restore-bubble",
        "--disable-blink-features=AutomationControlled",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]


def test_a_chrome_that_ends_is_told_and_started_again_when_that_is_due(desktop: Desktop) -> None:
    due = desktop.use(ChromeDriver.PIPE, "exit 0").due
    gone = desktop.inbox.get(timeout=10)
    assert isinstance(gone, ChromeGone)
    assert due is not None

    reply = desktop.browser.receive(gone, NOW)
    assert reply.incidents == [Incident.NOT_STARTED]
    assert reply.due is not None
    desktop.browser.tick(Instant(reply.due))

    assert desktop.inbox.get(timeout=10) == ChromeGone(gone.launch + 1)


def test_a_chrome_that_is_not_there_is_told_at_once(desktop: Desktop) -> None:
    settings = ChromeSettings(ChromeDriver.PIPE, str(desktop.folder / "nothing"))

    reply = desktop.browser.use(settings, UNSIGNED, NOW)

    assert reply.incidents == [Incident.NOT_STARTED]
    assert reply.due is not None
    assert reply.due > 0


def test_an_extension_whose_relay_chrome_does_not_know_is_told_at_once(desktop: Desktop) -> None:
    [sentence] = desktop.use(ChromeDriver.EXTENSION, "exit 0").sentences

    assert "Run `chatplugin register --extension ID`" in sentence


def test_an_extension_whose_relay_is_registered_is_waited_for(
    desktop: Desktop, tmp_path: Path
) -> None:
    Registration(tmp_path, tmp_path / "profile").write("a" * 32)

    assert desktop.use(ChromeDriver.EXTENSION, "exit 0") == Reply([], [], [], None, [])
    assert list(tmp_path.glob("relay*"))


def test_the_command_line_opens_a_card(desktop: Desktop, tmp_path: Path) -> None:
    desktop.use(ChromeDriver.COMMAND, f'echo "$@" > {tmp_path}/told')

    desktop.browser.do(CARD, NOW)

    told = tmp_path / "told"
    wait_until(lambda: told.exists() and told.read_text(), "Chrome was told")
    assert told.read_text().split()[-1] == CARD.url


def test_a_card_without_its_key_fails_until_the_key_is_there(
    desktop: Desktop, tmp_path: Path
) -> None:
    key = tmp_path / "crm.key"
    rules = RequestRules(key=KeySource("file", str(key)))
    desktop.use(ChromeDriver.COMMAND, f'echo "$@" > {tmp_path}/told', rules)
    [failed] = desktop.browser.do(CARD, NOW).events
    assert isinstance(failed, PopFailed)

    key.write_text("2026-11:a-secret-of-tests-that-is-long-enough", "utf-8")

    assert desktop.browser.do(CARD, NOW).events == []


def test_a_command_line_without_a_chrome_fails_each_card_at_once(desktop: Desktop) -> None:
    settings = ChromeSettings(ChromeDriver.COMMAND, str(desktop.folder / "nothing"))
    desktop.browser.use(settings, UNSIGNED, NOW)

    [failed] = desktop.browser.do(CARD, NOW).events

    assert isinstance(failed, PopFailed)


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[ChromeProcess]:
    """A Chrome that reads nothing until the file `awake` is there, and then all."""
    program = tmp_path / "sleeper"
    wait = f"while ! test -e {tmp_path}/awake; do sleep 0.02; done"
    program.write_text(f"#!/bin/sh\n{wait}\nexec cat <&3 > {tmp_path}/heard\n", "utf-8")
    program.chmod(0o700)
    chrome = ChromeProcess.start(str(program), str(tmp_path / "profile"), ())
    yield chrome
    chrome.close()


def test_a_chrome_that_reads_nothing_stops_nobody_and_later_hears_all_in_order(
    sleeper: ChromeProcess, tmp_path: Path
) -> None:
    pieces = [bytes([65 + number]) * 100_000 for number in range(10)]
    loop = threading.Thread(target=lambda: [*map(sleeper.write, pieces)], daemon=True)

    loop.start()
    loop.join(20)

    assert not loop.is_alive(), "to write to Chrome has stopped the service"
    (tmp_path / "awake").touch()
    heard = tmp_path / "heard"
    whole = b"".join(pieces)
    wait_until(lambda: heard.exists() and heard.stat().st_size == len(whole), "all was heard")
    assert heard.read_bytes() == whole


def test_a_chrome_that_never_wakes_is_left_at_once(sleeper: ChromeProcess) -> None:
    sleeper.write(b"x" * 1_000_000)

    sleeper.kill()
    sleeper.close()

    sleeper.write(b"too late")  # It is dropped, and nothing is raised.
    wait_until(
        lambda: "to Chrome" not in {thread.name for thread in threading.enumerate()},
        "nobody writes any more",
    )


def test_a_chrome_that_has_ended_leaves_no_descriptor_behind(desktop: Desktop) -> None:
    descriptors = Path("/proc/self/fd")
    before = len([*descriptors.iterdir()])
    for _ in range(5):
        reply = desktop.use(ChromeDriver.PIPE, "exit 0")
        gone = desktop.inbox.get(timeout=10)
        assert isinstance(gone, ChromeGone)
        desktop.browser.receive(gone, NOW)
        desktop.browser.close()
        assert reply.incidents == []

    assert len([*descriptors.iterdir()]) == before
