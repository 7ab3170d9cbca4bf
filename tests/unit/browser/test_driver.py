"""Which driver shows the cards; the drivers are played."""

from collections.abc import Callable

import pytest

from chatplugin.browser.driver import (
    BrowserSignal,
    ChromeGone,
    DriverChoice,
    DriverCommand,
    FromRelay,
    Instant,
    Reply,
    ShowPage,
    Turn,
)
from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import (
    BrowserEvent,
    CardShown,
    CloseTab,
    ForgetLogins,
    Incident,
    RaiseTab,
    TabClosed,
)
from chatplugin.sentences import Said, said

EMAIL = RaiseTab(CardId("E1"), "https://crm.example.com/1", "CRM Email")
WHATSAPP = RaiseTab(CardId("W1"), "https://crm.example.com/2", "CRM WhatsApp")
NOW = Instant(0.0)


def plain(text: str) -> Said:
    return said("plain", text=text)


class PlayedDriver:
    """Notes what it is to do, and tells what a test has put into `answers`."""

    due = None

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self.obstacle: Said | None = None
        self.is_idle = self.is_ready = False
        self.raised: list[str] = []
        self.closed: list[str] = []
        self.has_forgotten = False
        self.page = ""
        self.answers: list[BrowserEvent] = []
        self.is_stopped = False

    def start(self, settings: ChromeSettings) -> None: ...

    def do(self, command: DriverCommand) -> None:
        match command:
            case RaiseTab(contact_id):
                self.raised.append(contact_id)
            case ShowPage(model):
                self.page = model
            case CloseTab(contact_id):
                self.closed.append(contact_id)
            case ForgetLogins():
                self.has_forgotten = True

    def receive(self, signal: BrowserSignal) -> None:
        if isinstance(signal, ChromeGone):
            self.obstacle = said("chrome.pipe_silent")
        for answer in self.answers:
            self._turn.tell(answer)
        self.answers.clear()

    def tick(self) -> None: ...

    def flush(self) -> None: ...

    def stop(self) -> None:
        self.is_stopped = True


class Desktop:
    """Three drivers; those that are named have an obstacle from the beginning."""

    def __init__(self, *blocked: ChromeDriver) -> None:
        self.made: list[tuple[ChromeDriver, PlayedDriver]] = []
        self.blocked = blocked
        self.said: list[str] = []
        self.incidents: list[Incident] = []
        self.choice = DriverChoice({name: self._maker(name) for name in ChromeDriver})

    def start(self, name: ChromeDriver = ChromeDriver.AUTO) -> None:
        self._take(self.choice.use(ChromeSettings(driver=name), NOW))

    def do(self, command: DriverCommand) -> None:
        self._take(self.choice.do(command, NOW))

    def receive(self, signal: BrowserSignal) -> Reply:
        return self._take(self.choice.receive(signal, NOW))

    def tick(self, now: float = 0.0) -> Reply:
        return self._take(self.choice.tick(Instant(now)))

    def tell(self, name: ChromeDriver, *answers: BrowserEvent) -> None:
        """Let the driver tell *answers* of its own accord."""
        self.newest(name).answers = list(answers)
        self.receive(FromRelay(1, b"{}"))

    def newest(self, name: ChromeDriver) -> PlayedDriver:
        return [driver for made, driver in self.made if made is name][-1]

    def _take(self, reply: Reply) -> Reply:
        self.said += reply.sentences
        self.incidents += reply.incidents
        return reply

    def _maker(self, name: ChromeDriver) -> Callable[[Turn], PlayedDriver]:
        def make(turn: Turn) -> PlayedDriver:
            driver = PlayedDriver(turn)
            driver.obstacle = plain(f"No {name}") if name in self.blocked else None
            self.made.append((name, driver))
            return driver

        return make


PIPE, EXTENSION, COMMAND = ChromeDriver.PIPE, ChromeDriver.EXTENSION, ChromeDriver.COMMAND


@pytest.mark.parametrize("name", [PIPE, EXTENSION, COMMAND])
def test_the_driver_of_the_settings_is_the_only_one_that_is_made(name: ChromeDriver) -> None:
    desktop = Desktop()

    desktop.start(name)
    desktop.do(EMAIL)

    assert [made for made, _ in desktop.made] == [name]
    assert desktop.newest(name).raised == ["E1"]


def test_a_driver_of_the_settings_is_not_left_but_its_trouble_is_told_once() -> None:
    desktop = Desktop(EXTENSION)

    desktop.start(EXTENSION)
    desktop.tick()
    desktop.tick()

    assert desktop.said == ["No extension"]
    assert [made for made, _ in desktop.made] == [EXTENSION]


def test_the_pipe_comes_first() -> None:
    desktop = Desktop()

    desktop.start()
    desktop.do(EMAIL)

    assert [made for made, _ in desktop.made] == [PIPE]
    assert desktop.said == []


def test_what_the_pipe_could_not_show_is_shown_by_the_extension_once() -> None:
    desktop = Desktop()
    desktop.start()
    desktop.do(EMAIL)
    desktop.do(WHATSAPP)
    desktop.tell(PIPE, TabClosed(CardId("E1")))

    desktop.receive(ChromeGone(1))
    desktop.tick()

    assert desktop.newest(PIPE).is_stopped
    assert desktop.newest(EXTENSION).raised == ["W1"]
    assert desktop.said == [
        "Chrome does not answer over its pipe. Cards are shown by Chrome's extension from now on"
    ]
    assert desktop.incidents == [Incident.EVERYDAY]


def test_the_command_line_is_the_last_resort_and_says_why() -> None:
    desktop = Desktop(PIPE, EXTENSION, COMMAND)

    desktop.start()
    desktop.do(EMAIL)

    assert desktop.newest(COMMAND).raised == ["E1"]
    assert desktop.said[:2] == [
        "No pipe. Cards are shown by Chrome's extension from now on",
        "No extension. Cards are shown by Chrome's command line from now on",
    ]


def test_an_extension_that_comes_late_takes_over_what_comes_after_it() -> None:
    desktop = Desktop(PIPE, EXTENSION)
    desktop.start()
    desktop.do(EMAIL)

    late = desktop.newest(EXTENSION)
    late.obstacle, late.is_ready = None, True
    desktop.receive(FromRelay(1, b"{}"))
    desktop.do(WHATSAPP)

    assert desktop.newest(COMMAND).raised == ["E1"]
    assert late.raised == ["W1"]
    assert desktop.said[-1] == ("Chrome's extension works now. Cards are shown by it from now on")


def test_a_pipe_that_failed_in_the_morning_takes_over_from_the_command_line_later() -> None:
    desktop = Desktop(PIPE, EXTENSION)
    desktop.start()
    desktop.do(EMAIL)
    assert desktop.tick(899.0).due == 900

    desktop.blocked = ()
    desktop.tick(900.0)
    assert [made for made, _ in desktop.made].count(PIPE) == 2
    assert desktop.newest(PIPE).raised == []
    desktop.newest(PIPE).is_ready = True
    desktop.tick(901.0)
    desktop.do(WHATSAPP)

    assert desktop.newest(PIPE).raised == ["W1"]
    assert desktop.said[-1] == "Chrome's pipe works now. Cards are shown by it from now on"
    assert desktop.incidents[-1] is Incident.BACK
    assert desktop.choice.used.reason is None
    assert desktop.newest(EXTENSION).is_stopped
    assert desktop.tick(5000.0).due is None


@pytest.mark.parametrize("at", [10.0, 900.0])
def test_a_pipe_that_comes_back_forgets_the_operator_who_has_left_meanwhile(at: float) -> None:
    """Our own Chrome still has the logins of who worked in it before."""
    desktop = Desktop()
    desktop.start()
    desktop.blocked = (EXTENSION,)
    desktop.receive(ChromeGone(1))
    assert desktop.choice.used.name is COMMAND
    desktop.tick(at)

    desktop.do(ForgetLogins(("https://crm.example.com",)))
    desktop.tick(900.0)
    desktop.newest(PIPE).is_ready = True
    desktop.tick(901.0)

    assert desktop.choice.used.name is PIPE
    assert desktop.newest(PIPE).has_forgotten


def test_a_pipe_that_still_fails_is_tried_less_and_less_often() -> None:
    desktop = Desktop(PIPE, EXTENSION)
    desktop.start()

    tries = []
    for _ in range(5):
        due = desktop.tick().due
        assert due is not None
        tries.append(due)
        desktop.tick(due)

    pauses = [later - earlier for earlier, later in zip([0.0, *tries], tries, strict=False)]
    assert pauses == [900, 1800, 3600, 3600, 3600]
    pipes = [way for made, way in desktop.made if made is PIPE]
    assert len(pipes) == 6
    assert all(way.is_stopped for way in pipes)


def test_an_extension_that_shows_cards_keeps_them_whatever_the_pipe_could_do_now() -> None:
    desktop = Desktop(PIPE)

    desktop.start()

    assert desktop.tick(100_000.0).due is None
    assert [made for made, _ in desktop.made] == [PIPE, EXTENSION]


def test_what_the_pipe_has_shown_goes_with_its_chrome_and_is_shown_by_the_next_way() -> None:
    """As where a policy cuts a tab off as soon as the CRM's page is in it."""
    desktop = Desktop()
    desktop.start()
    desktop.do(EMAIL)
    desktop.tell(PIPE, CardShown(EMAIL.card))

    desktop.newest(PIPE).obstacle = plain("A policy forbids it")
    desktop.tick()

    assert desktop.newest(EXTENSION).raised == ["E1"]


def test_a_card_that_was_to_be_closed_does_not_come_up_by_the_next_way() -> None:
    desktop = Desktop()
    desktop.start()
    desktop.do(EMAIL)
    desktop.do(WHATSAPP)
    desktop.do(CloseTab(EMAIL.card))

    desktop.receive(ChromeGone(1))

    extension = desktop.newest(EXTENSION)
    assert extension.raised == ["W1"]
    assert extension.closed == ["E1"]  # So that the desk is told that it is gone.


def test_a_card_that_the_extension_has_shown_is_not_shown_again_by_the_command_line() -> None:
    desktop = Desktop(PIPE)
    desktop.start()
    desktop.do(EMAIL)
    desktop.tell(EXTENSION, CardShown(EMAIL.card))
    desktop.do(WHATSAPP)

    desktop.newest(EXTENSION).obstacle = plain("It has not come")
    desktop.tick()

    assert desktop.newest(COMMAND).raised == ["W1"]


def test_another_driver_waits_until_the_cards_are_closed_that_would_go_with_the_first() -> None:
    desktop = Desktop()
    desktop.start(PIPE)
    desktop.do(EMAIL)
    desktop.tell(PIPE, CardShown(EMAIL.card))

    desktop.start(EXTENSION)
    assert not desktop.newest(PIPE).is_stopped
    desktop.newest(PIPE).is_idle = True
    desktop.tell(PIPE, TabClosed(EMAIL.card))
    desktop.do(WHATSAPP)

    assert desktop.newest(PIPE).is_stopped
    assert desktop.newest(EXTENSION).raised == ["W1"]
    waiting, gone_over = desktop.said
    assert "as soon as the cards are closed" in waiting
    assert "from now on" in gone_over


def test_a_change_of_the_driver_that_is_taken_back_changes_nothing() -> None:
    desktop = Desktop()
    desktop.start(PIPE)
    desktop.start(EXTENSION)
    desktop.start(PIPE)

    desktop.newest(PIPE).is_idle = True
    desktop.tell(PIPE)

    assert [made for made, _ in desktop.made] == [PIPE]


def test_what_a_driver_never_showed_goes_over_to_the_one_that_is_chosen_instead() -> None:
    desktop = Desktop(PIPE)
    desktop.start(PIPE)
    desktop.do(EMAIL)
    desktop.newest(PIPE).is_idle = True

    desktop.start(EXTENSION)

    assert desktop.newest(EXTENSION).raised == ["E1"]


def test_the_operators_page_goes_along() -> None:
    desktop = Desktop()
    desktop.start()
    desktop.do(ShowPage("the latest contacts"))

    desktop.receive(ChromeGone(1))

    assert desktop.newest(EXTENSION).page == "the latest contacts"


def test_every_driver_is_stopped_at_the_end() -> None:
    desktop = Desktop(PIPE, EXTENSION)

    desktop.start()
    desktop.choice.close()

    assert all(driver.is_stopped for _, driver in desktop.made)


def test_nothing_can_be_shown_before_the_settings_are_known() -> None:
    desktop = Desktop()

    desktop.do(EMAIL)
    desktop.do(CloseTab(EMAIL.card))
    desktop.tick()
    desktop.choice.close()

    assert desktop.receive(FromRelay(1, b"{}")) == Reply([], [], [], None, [])
    assert desktop.made == []
