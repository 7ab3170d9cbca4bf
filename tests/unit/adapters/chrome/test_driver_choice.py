"""Which driver shows the cards; the tests play the drivers."""

from collections.abc import Callable, Sequence
from itertools import count
from queue import SimpleQueue

import pytest

from chatplugin.adapters.chrome.driver_choice import ChosenDriver
from chatplugin.adapters.chrome.driver_context import DriverContext
from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import CardShown, Event, Incident, TabClosed
from chatplugin.service.signals import (
    Answered,
    BrowserGone,
    ChromeGone,
    FromBrowser,
    FromRelay,
    Happened,
    Signal,
)

EMAIL = RaiseTab(ContactId("E1"), "https://crm.example.com/1", "CRM Email")
WHATSAPP = RaiseTab(ContactId("W1"), "https://crm.example.com/2", "CRM WhatsApp")


class PlayedDriver:
    def __init__(self) -> None:
        self.hopeless = ""
        self.is_idle = False
        self.raised: list[str] = []
        self.closed: list[str] = []
        self.page = ""
        self.is_started = False
        self.is_closed = False
        self.pid: int | None = 6300

    def start(self, settings: ChromeSettings) -> None:
        self.is_started = True

    def raise_tab(self, command: RaiseTab) -> None:
        self.raised.append(command.contact_id)

    def close_tab(self, contact_id: ContactId) -> None:
        self.closed.append(contact_id)

    def show_page(self, model: str) -> None:
        self.page = model

    def receive(self, signal: FromBrowser) -> Sequence[Event]:
        return signal.answers if isinstance(signal, Answered) else []

    def lose(self, signal: BrowserGone) -> None:
        self.hopeless = "Chrome does not answer over its pipe"

    def next_look(self) -> float | None:
        return None

    def attend(self) -> None: ...

    def close(self) -> None:
        self.is_closed = True


class Desktop:
    """Three drivers; those named in `hopeless` are so from the beginning."""

    def __init__(self, *hopeless: ChromeDriver) -> None:
        self.made: list[tuple[ChromeDriver, PlayedDriver]] = []
        self.hopeless = hopeless
        self.said: list[str] = []
        candidates = {name: self._maker(name) for name in ChromeDriver}
        self.inbox: SimpleQueue[Signal] = SimpleQueue()
        around = DriverContext(self.inbox, lambda: 0.0, self.said.append, count(1))
        self.driver = ChosenDriver(candidates, around)

    def start(self, name: ChromeDriver = ChromeDriver.AUTO) -> ChosenDriver:
        self.driver.start(ChromeSettings(driver=name))
        return self.driver

    def newest(self, name: ChromeDriver) -> PlayedDriver:
        return [driver for made, driver in self.made if made is name][-1]

    def _maker(self, name: ChromeDriver) -> Callable[[], PlayedDriver]:
        def make() -> PlayedDriver:
            driver = PlayedDriver()
            driver.hopeless = f"No {name}" if name in self.hopeless else ""
            self.made.append((name, driver))
            return driver

        return make


PIPE, EXTENSION, COMMAND = ChromeDriver.PIPE, ChromeDriver.EXTENSION, ChromeDriver.COMMAND


@pytest.mark.parametrize("name", [PIPE, EXTENSION, COMMAND])
def test_the_driver_of_the_settings_is_the_only_one_that_is_made(name: ChromeDriver) -> None:
    desktop = Desktop()

    desktop.start(name).raise_tab(EMAIL)

    assert [made for made, _ in desktop.made] == [name]
    assert desktop.newest(name).raised == ["E1"]


def test_a_driver_of_the_settings_is_not_left_but_its_trouble_is_told_once() -> None:
    desktop = Desktop(EXTENSION)

    driver = desktop.start(EXTENSION)
    driver.attend()
    driver.attend()

    assert desktop.said == ["No extension"]
    assert [made for made, _ in desktop.made] == [EXTENSION]


def test_the_pipe_comes_first() -> None:
    desktop = Desktop()

    desktop.start().raise_tab(EMAIL)

    assert [made for made, _ in desktop.made] == [PIPE]
    assert desktop.said == []


def test_what_the_pipe_could_not_show_is_shown_by_the_extension_once() -> None:
    desktop = Desktop()
    driver = desktop.start()
    driver.raise_tab(EMAIL)
    driver.raise_tab(WHATSAPP)
    driver.receive(Answered([TabClosed(ContactId("E1"))]))

    driver.lose(ChromeGone(1))
    driver.attend()

    assert desktop.newest(PIPE).is_closed
    assert desktop.newest(EXTENSION).raised == ["W1"]
    assert desktop.said == [
        "Chrome does not answer over its pipe. Cards are shown by Chrome's extension from now on"
    ]
    assert desktop.inbox.get_nowait() == Happened(Incident.EVERYDAY)


def test_the_command_line_is_the_last_resort_and_says_why() -> None:
    desktop = Desktop(PIPE, EXTENSION, COMMAND)

    desktop.start().raise_tab(EMAIL)

    assert desktop.newest(COMMAND).raised == ["E1"]
    assert desktop.said[:2] == [
        "No pipe. Cards are shown by Chrome's extension from now on",
        "No extension. Cards are shown by Chrome's command line from now on",
    ]


def test_an_extension_that_comes_late_takes_over_what_comes_after_it() -> None:
    desktop = Desktop(PIPE, EXTENSION)
    driver = desktop.start()
    driver.raise_tab(EMAIL)

    late = desktop.newest(EXTENSION)
    late.hopeless = ""
    driver.receive(FromRelay(1, b"{}"))
    driver.raise_tab(WHATSAPP)

    assert desktop.newest(COMMAND).raised == ["E1"]
    assert late.raised == ["W1"]
    assert desktop.said[-1].startswith("The extension is there")


def test_a_card_that_the_extension_has_shown_is_not_shown_again_by_the_command_line() -> None:
    desktop = Desktop(PIPE)
    driver = desktop.start()
    driver.raise_tab(EMAIL)
    driver.receive(Answered([CardShown(EMAIL.contact_id)]))
    driver.raise_tab(WHATSAPP)

    desktop.newest(EXTENSION).hopeless = "It has not come"
    driver.attend()

    assert desktop.newest(COMMAND).raised == ["W1"]


def test_another_driver_waits_until_the_cards_are_closed_that_would_go_with_the_first() -> None:
    desktop = Desktop()
    driver = desktop.start(PIPE)
    driver.raise_tab(EMAIL)
    driver.receive(Answered([CardShown(EMAIL.contact_id)]))

    driver.start(ChromeSettings(driver=EXTENSION))
    assert not desktop.newest(PIPE).is_closed
    desktop.newest(PIPE).is_idle = True
    driver.receive(Answered([TabClosed(EMAIL.contact_id)]))
    driver.raise_tab(WHATSAPP)

    assert desktop.newest(PIPE).is_closed
    assert desktop.newest(EXTENSION).raised == ["W1"]
    waiting, gone_over = desktop.said
    assert "as soon as the cards are closed" in waiting
    assert "from now on" in gone_over


def test_a_change_of_the_driver_that_is_taken_back_changes_nothing() -> None:
    desktop = Desktop()
    driver = desktop.start(PIPE)
    driver.start(ChromeSettings(driver=EXTENSION))
    driver.start(ChromeSettings(driver=PIPE))

    desktop.newest(PIPE).is_idle = True
    driver.receive(Answered([]))

    assert [made for made, _ in desktop.made] == [PIPE]


def test_what_a_driver_never_showed_goes_over_to_the_one_that_is_chosen_instead() -> None:
    desktop = Desktop(PIPE)
    driver = desktop.start(PIPE)
    driver.raise_tab(EMAIL)
    desktop.newest(PIPE).is_idle = True

    driver.start(ChromeSettings(driver=EXTENSION))

    assert desktop.newest(EXTENSION).raised == ["E1"]


def test_the_operators_page_goes_along() -> None:
    desktop = Desktop()
    driver = desktop.start()
    driver.show_page("the latest contacts")

    driver.lose(ChromeGone(1))

    assert desktop.newest(EXTENSION).page == "the latest contacts"


def test_every_driver_is_closed_at_the_end() -> None:
    desktop = Desktop(PIPE, EXTENSION)

    desktop.start().close()

    assert all(driver.is_closed for _, driver in desktop.made)


def test_the_process_that_may_come_to_the_front_is_that_of_the_driver_in_use() -> None:
    desktop = Desktop(PIPE)
    assert desktop.driver.pid is None

    driver = desktop.start()
    desktop.newest(EXTENSION).pid = None

    assert driver.pid is None
    assert Desktop().start().pid == 6300


def test_nothing_can_be_shown_before_the_settings_are_known() -> None:
    driver = Desktop().driver

    driver.raise_tab(EMAIL)
    driver.close_tab(EMAIL.contact_id)
    driver.lose(ChromeGone(1))
    driver.attend()
    driver.close()

    assert driver.receive(FromRelay(1, b"{}")) == []
    assert driver.next_look() is None
