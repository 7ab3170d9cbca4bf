"""The extension driver's patience; relays and clock are played."""

import pytest

from chatplugin.browser.driver import (
    BrowserSignal,
    DoorOpened,
    FromRelay,
    Instant,
    OpenDoor,
    OpenEverydayChrome,
    RelayGone,
    RelayHere,
    SendToRelay,
    Task,
    TaskFailed,
    Turn,
)
from chatplugin.browser.extension.everyday_chrome import SECONDS_TO_COMPLAINT, EverydayChrome
from chatplugin.config.settings import ChromeSettings
from chatplugin.desktop import messages
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import BrowserEvent, CardShown, Incident, RaiseTab
from chatplugin.sentences import said

EMAIL = RaiseTab(CardId("E1"), "https://crm.example.com/1", "CRM Email")
SETTINGS = ChromeSettings(profile="/home/operator/chrome")


NO_ROOM = said("extension.no_door", reason="No space left on device")


class Desktop:
    def __init__(self) -> None:
        self.turn = Turn()
        self.driver = EverydayChrome(self.turn)
        self.said: list[str] = []
        self.tasks: list[Task] = []
        self.events: list[BrowserEvent] = []
        self.incidents: list[Incident] = []
        self.driver.start(SETTINGS)
        self._end()

    @property
    def opened(self) -> list[Task]:
        return [task for task in self.tasks if isinstance(task, OpenEverydayChrome)]

    def raise_tab(self, command: RaiseTab) -> None:
        self.driver.do(command)
        self._end()

    def receive(self, signal: BrowserSignal) -> None:
        self.driver.receive(signal)
        self._end()

    def pass_time(self) -> None:
        """Let the time come at which the driver wants to be called."""
        due = self.driver.due
        assert due is not None
        self.turn.instant = Instant(due)
        self.driver.tick()
        self._end()

    def introduce(self, relay: int = 1, number: int = 1) -> None:
        self.receive(RelayHere(relay))
        result = {"protocol": 1, "session": "s", "cards": []}
        self.receive(FromRelay(relay, messages.Response(number, result).encode()))

    def _end(self) -> None:
        self.driver.flush()
        reply = self.turn.end(None)
        self.said += reply.sentences
        self.tasks += reply.tasks
        self.events += reply.events
        self.incidents += reply.incidents


@pytest.fixture
def desktop() -> Desktop:
    played = Desktop()
    played.receive(DoorOpened(is_known=True))
    return played


def test_the_door_is_opened_at_once(desktop: Desktop) -> None:
    assert desktop.tasks == [OpenDoor(SETTINGS)]


def test_a_relay_that_is_not_registered_is_told(desktop: Desktop) -> None:
    desktop.receive(DoorOpened(is_known=False))

    assert desktop.driver.obstacle == said("chrome.no_relay")


def test_a_door_that_cannot_be_opened_is_told(desktop: Desktop) -> None:
    desktop.receive(TaskFailed(OpenDoor(SETTINGS), NO_ROOM))

    assert desktop.driver.obstacle == NO_ROOM


def test_a_door_that_could_not_be_opened_is_tried_again_until_it_can(desktop: Desktop) -> None:
    failed = TaskFailed(OpenDoor(SETTINGS), NO_ROOM)
    desktop.receive(failed)
    desktop.pass_time()
    desktop.receive(failed)
    desktop.raise_tab(EMAIL)
    for _ in range(3):
        desktop.pass_time()
    assert desktop.driver.obstacle == NO_ROOM

    desktop.receive(DoorOpened(is_known=True))
    desktop.introduce()

    assert desktop.tasks.count(OpenDoor(SETTINGS)) == 3
    assert desktop.driver.obstacle is None
    assert CardShown(EMAIL.card) not in desktop.events  # It is asked for, which is enough here.


def test_chrome_is_not_opened_before_a_card_is_to_be_shown(desktop: Desktop) -> None:
    assert desktop.driver.due is None
    assert desktop.driver.obstacle is None


def test_chrome_is_opened_once_for_an_extension_that_does_not_come(desktop: Desktop) -> None:
    desktop.raise_tab(EMAIL)
    desktop.pass_time()
    assert desktop.opened == [OpenEverydayChrome(SETTINGS)]
    assert desktop.driver.obstacle is None

    desktop.pass_time()

    assert len(desktop.opened) == 1
    assert desktop.driver.obstacle == said("extension.not_there")


def test_a_computer_that_has_slept_gives_the_extension_time_to_come_back(desktop: Desktop) -> None:
    desktop.raise_tab(EMAIL)
    desktop.pass_time()

    desktop.turn.instant = Instant(desktop.turn.now + 3600)
    desktop.driver.tick()

    assert desktop.driver.obstacle is None
    assert desktop.driver.due == desktop.turn.now + SECONDS_TO_COMPLAINT


def test_an_extension_that_comes_at_last_is_welcome(desktop: Desktop) -> None:
    desktop.raise_tab(EMAIL)
    desktop.pass_time()
    desktop.pass_time()

    desktop.introduce()

    assert desktop.driver.obstacle is None


def test_an_extension_that_does_not_answer_is_told_and_when_it_does_again(
    desktop: Desktop,
) -> None:
    desktop.introduce()
    desktop.raise_tab(EMAIL)
    desktop.pass_time()

    answer = messages.Response(2, {"opened": True, "state": "shown"}).encode()
    desktop.receive(FromRelay(1, answer))

    assert desktop.events == [CardShown(EMAIL.card)]
    assert desktop.said == [
        "The extension in Chrome does not answer. The card comes up when it does",
        "The extension in Chrome answers again",
    ]
    assert desktop.incidents == [Incident.SILENT]
    assert desktop.opened == []


def test_a_title_that_cannot_be_held_is_told_once(desktop: Desktop) -> None:
    desktop.introduce()
    desktop.raise_tab(EMAIL)

    shown = messages.Notification("card/shown", {"card": "E1", "held": False}).encode()
    desktop.receive(FromRelay(1, shown))
    desktop.receive(FromRelay(1, shown))

    [told] = desktop.said
    assert "has the page's own title" in told


def test_a_policy_that_keeps_the_extension_out_of_the_crms_pages_is_told_once(
    desktop: Desktop,
) -> None:
    desktop.introduce()
    desktop.raise_tab(EMAIL)

    shown = {"card": "E1", "held": False, "byPolicy": True}
    desktop.receive(FromRelay(1, messages.Notification("card/shown", shown).encode()))
    desktop.receive(FromRelay(1, messages.Notification("card/shown", shown).encode()))

    [told] = desktop.said
    assert told.startswith("The policy ExtensionSettings (runtime_blocked_hosts) keeps")
    assert desktop.incidents == [Incident.KEPT_OUT]
    assert desktop.events == [CardShown(EMAIL.card)]


def test_a_policy_that_keeps_the_extension_away_is_an_obstacle_at_once() -> None:
    desktop = Desktop()

    desktop.receive(DoorOpened(is_known=True, forbidden=said("policy.no_relay")))
    assert desktop.driver.obstacle == said("policy.no_relay")

    desktop.introduce()  # It is here all the same.
    assert desktop.driver.obstacle is None


def test_the_extension_of_another_profile_waits_until_the_first_is_gone(
    desktop: Desktop,
) -> None:
    desktop.introduce(relay=1)
    desktop.receive(RelayHere(2))
    desktop.receive(FromRelay(2, b"nonsense"))
    assert desktop.said == []

    desktop.receive(RelayGone(1))
    desktop.receive(FromRelay(2, b"nonsense"))

    assert desktop.driver.obstacle == said("extension.unclear")


def test_a_protocol_that_is_not_spoken_is_an_obstacle(desktop: Desktop) -> None:
    desktop.receive(RelayHere(1))

    result = {"protocol": 9, "session": "s", "cards": []}
    desktop.receive(FromRelay(1, messages.Response(1, result).encode()))

    assert "speaks protocol 9" in str(desktop.driver.obstacle)


def test_a_page_that_lets_no_look_in_is_no_silence_of_the_extension() -> None:
    desktop = Desktop()
    desktop.introduce()
    desktop.raise_tab(EMAIL)
    opened = messages.Response(2, {"opened": True, "state": "opening"})
    shown = messages.Notification("card/shown", {"card": EMAIL.card, "held": True})
    for message in (opened, shown):
        desktop.receive(FromRelay(1, message.encode()))

    desktop.pass_time()

    look = desktop.tasks[-1]
    assert isinstance(look, SendToRelay)
    assert b"card/look" in look.message
    assert desktop.driver.due is None
