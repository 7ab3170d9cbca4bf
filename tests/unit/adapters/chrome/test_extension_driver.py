"""The extension driver's patience; the tests play the extension and the clock."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from queue import SimpleQueue

import pytest

from chatplugin.adapters.chrome.driver_context import DriverContext
from chatplugin.adapters.chrome.extension_driver import ExtensionDriver
from chatplugin.adapters.chrome.registration import Registration, register
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import CardShown
from chatplugin.service.signals import FromRelay, RelayGone, RelayHere, Signal
from chatplugin.wire import jsonrpc

EMAIL = RaiseTab(ContactId("E1"), "https://crm.example.com/1", "CRM Email")


class Desktop:
    def __init__(self, folder: Path) -> None:
        self.seconds = 0.0
        self.said: list[str] = []
        self.started: list[ChromeSettings] = []
        self.settings = ChromeSettings(profile=str(folder / "profile"))
        around = DriverContext(
            SimpleQueue[Signal](),
            clock=lambda: self.seconds,
            say=self.said.append,
            numbers=count(1),
        )
        self.driver = ExtensionDriver(
            folder / "home",
            around,
            start_chrome=self.started.append,
        )

    def pass_time(self) -> None:
        """Let the time come at which the driver wants to look."""
        due = self.driver.next_look()
        assert due is not None
        self.seconds = due
        self.driver.attend()

    def introduce(self, relay: int = 1, number: int = 1) -> None:
        self.driver.receive(RelayHere(relay))
        result = {"protocol": 1, "session": "s", "cards": []}
        self.driver.receive(FromRelay(relay, jsonrpc.result(number, result)))


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[], Desktop]]:
    made = []

    def desktop() -> Desktop:
        made.append(Desktop(tmp_path))
        made[-1].driver.start(made[-1].settings)
        return made[-1]

    yield desktop
    for one in made:
        one.driver.close()


@pytest.fixture
def desktop(make: Callable[[], Desktop], tmp_path: Path) -> Desktop:
    register(Registration("a" * 32, tmp_path / "home", tmp_path / "profile"))
    return make()


def test_a_relay_that_is_not_registered_is_told(make: Callable[[], Desktop]) -> None:
    assert make().driver.hopeless.endswith("Run `chatplugin register`")


def test_chrome_is_not_opened_before_a_card_is_to_be_shown(desktop: Desktop) -> None:
    assert desktop.driver.next_look() is None
    assert desktop.driver.hopeless == ""


def test_chrome_is_opened_once_for_an_extension_that_does_not_come(desktop: Desktop) -> None:
    desktop.driver.raise_tab(EMAIL)
    desktop.pass_time()
    assert desktop.started == [desktop.settings]
    assert desktop.driver.hopeless == ""

    desktop.pass_time()

    assert len(desktop.started) == 1
    assert "chrome://extensions" in desktop.driver.hopeless


def test_an_extension_that_comes_at_last_is_welcome(desktop: Desktop) -> None:
    desktop.driver.raise_tab(EMAIL)
    desktop.pass_time()
    desktop.pass_time()

    desktop.introduce()

    assert desktop.driver.hopeless == ""


def test_an_extension_that_does_not_answer_is_told_and_when_it_does_again(
    desktop: Desktop,
) -> None:
    desktop.introduce()
    desktop.driver.raise_tab(EMAIL)
    desktop.pass_time()

    answer = jsonrpc.result(2, {"opened": True, "state": "shown"})
    answers = desktop.driver.receive(FromRelay(1, answer))

    assert answers == [CardShown(EMAIL.contact_id)]
    assert desktop.said == [
        "The extension in Chrome does not answer. The card comes up when it does",
        "The extension in Chrome answers again",
    ]
    assert desktop.started == []


def test_a_title_that_cannot_be_held_is_told_once(desktop: Desktop) -> None:
    desktop.introduce()
    desktop.driver.raise_tab(EMAIL)

    shown = jsonrpc.notification("card/shown", {"card": "E1", "held": False})
    desktop.driver.receive(FromRelay(1, shown))
    desktop.driver.receive(FromRelay(1, shown))

    [told] = desktop.said
    assert "has the page's own title" in told


def test_the_extension_of_another_profile_waits_until_the_first_is_gone(
    desktop: Desktop,
) -> None:
    desktop.introduce(relay=1)
    desktop.driver.receive(RelayHere(2))
    desktop.driver.receive(FromRelay(2, b"nonsense"))
    assert desktop.said == []

    desktop.driver.lose(RelayGone(1))
    desktop.driver.receive(FromRelay(2, b"nonsense"))

    assert desktop.driver.hopeless.startswith("A message of 8 bytes is not JSON")


def test_a_protocol_that_is_not_spoken_is_hopeless(desktop: Desktop) -> None:
    desktop.driver.receive(RelayHere(1))

    result = {"protocol": 9, "session": "s", "cards": []}
    desktop.driver.receive(FromRelay(1, jsonrpc.result(1, result)))

    assert "speaks protocol 9" in desktop.driver.hopeless
