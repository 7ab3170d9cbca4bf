"""Our own Chrome, started and watched over; processes and clock are played."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from chatplugin.browser.devtools.own_chrome import (
    FIRST_BACK_OFF,
    LAUNCHES_TO_GIVE_UP,
    LONGEST_BACK_OFF,
    NEVER_SPOKE,
    NO_ANSWER,
    SECONDS_TO_FIRST_ANSWER,
    SECONDS_TO_KILL,
    SECONDS_TO_SLOW_START,
    OwnChrome,
)
from chatplugin.browser.driver import (
    BrowserSignal,
    ChromeGone,
    ChromeStarted,
    EndChrome,
    FindPolicy,
    FromChrome,
    Instant,
    KillChrome,
    PolicyFound,
    Reply,
    StartChrome,
    Task,
    TaskFailed,
    Turn,
    WriteToChrome,
)
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.events import Incident, RaiseTab
from chatplugin.sentences import said
from tests.played.chrome import PAGES, WHATSAPP

SETTINGS = ChromeSettings(path="/opt/chrome")
NOT_FOUND = TaskFailed(StartChrome(SETTINGS), said("chrome.not_there"))
_LOCKED = said("chrome.held_elsewhere", host="a-desktop")
WORD = b'{"id": 1, "result": {}}'


class Desktop:
    """The driver and the time; what has come of each call is in `reply`."""

    def __init__(self) -> None:
        self.turn = Turn()
        self.driver = OwnChrome(PAGES, self.turn)
        self.driver.start(SETTINGS)
        self.reply = self._end()

    @property
    def tasks(self) -> list[Task]:
        """All but what is written to Chrome."""
        return [task for task in self.reply.tasks if not isinstance(task, WriteToChrome)]

    @property
    def written(self) -> bytes:
        return b"".join(task.data for task in self.reply.tasks if isinstance(task, WriteToChrome))

    def receive(self, *signals: BrowserSignal) -> "Desktop":
        for signal in signals:
            self.driver.receive(signal)
        self.reply = self._end()
        return self

    def raise_tabs(self, commands: Sequence[RaiseTab]) -> "Desktop":
        for command in commands:
            self.driver.do(command)
        self.reply = self._end()
        return self

    def pass_time(self) -> "Desktop":
        """Let the time come at which the driver wants to be called."""
        due = self.driver.due
        assert due is not None
        self.turn.instant = Instant(due)
        self.driver.tick()
        self.reply = self._end()
        return self

    def _end(self) -> Reply:
        self.driver.flush()
        return self.turn.end(self.driver.due)


@pytest.fixture
def desktop() -> Desktop:
    """Chrome is started, and was asked something."""
    return Desktop().receive(PolicyFound(""), ChromeStarted(1))


@pytest.fixture
def talking(desktop: Desktop) -> Desktop:
    """Chrome has answered, and owes the answer to what it was asked next."""
    return desktop.receive(FromChrome(1, [WORD]))


def test_chrome_is_started_where_no_policy_forbids_its_pipe() -> None:
    desktop = Desktop()
    assert desktop.tasks == [FindPolicy(SETTINGS)]

    desktop.receive(PolicyFound(""))

    assert desktop.tasks == [StartChrome(SETTINGS)]


def test_a_policy_is_told_and_chrome_is_started_all_the_same_where_there_is_no_other_way() -> None:
    desktop = Desktop().receive(PolicyFound("/etc/chromium/policies/managed/a.json"))

    assert str(desktop.driver.obstacle).startswith("the policy RemoteDebuggingAllowed in /etc")
    assert desktop.pass_time().tasks == [StartChrome(SETTINGS)]


def test_a_chrome_that_cannot_be_started_is_tried_again_later(desktop: Desktop) -> None:
    desktop = Desktop().receive(PolicyFound(""), NOT_FOUND)

    assert desktop.reply.incidents == [Incident.NOT_STARTED]
    assert desktop.driver.due == FIRST_BACK_OFF
    assert desktop.pass_time().tasks == [StartChrome(SETTINGS)]
    desktop.receive(NOT_FOUND)
    assert desktop.driver.due == FIRST_BACK_OFF + 2 * FIRST_BACK_OFF


def test_a_chrome_that_ends_is_started_again_and_its_cards_come_back(talking: Desktop) -> None:
    talking.raise_tabs([WHATSAPP])

    talking.receive(ChromeGone(1))

    assert talking.reply.sentences == ["Chrome has ended. It is started again"]
    assert talking.reply.incidents == [Incident.RESTARTED]
    assert talking.tasks == [EndChrome(1)]
    assert talking.pass_time().tasks == [StartChrome(SETTINGS)]
    assert b"Target.setDiscoverTargets" in talking.receive(ChromeStarted(2)).written


def test_a_late_word_of_an_earlier_chrome_changes_nothing(talking: Desktop) -> None:
    talking.receive(ChromeGone(1)).pass_time().receive(ChromeStarted(2))

    talking.receive(ChromeGone(1), FromChrome(1, [WORD]))

    assert talking.reply.tasks == []
    assert talking.reply.sentences == []


def test_chromes_that_end_without_a_word_are_an_obstacle_at_last(desktop: Desktop) -> None:
    for launch in range(1, LAUNCHES_TO_GIVE_UP + 1):
        assert desktop.driver.obstacle is None
        assert desktop.receive(ChromeGone(launch)).reply.sentences == [NEVER_SPOKE]
        desktop.pass_time().receive(ChromeStarted(launch + 1))

    assert desktop.driver.obstacle == NO_ANSWER


def test_a_chrome_that_says_nothing_in_a_minute_is_ended_and_an_obstacle(desktop: Desktop) -> None:
    assert desktop.driver.due == SECONDS_TO_SLOW_START

    desktop.pass_time()
    assert desktop.tasks == []
    assert desktop.driver.due == SECONDS_TO_FIRST_ANSWER
    desktop.pass_time()

    assert desktop.tasks == [KillChrome(1)]
    assert desktop.driver.obstacle == NO_ANSWER


def test_a_chrome_that_starts_in_40_seconds_is_waited_for_and_shows_the_card(
    desktop: Desktop,
) -> None:
    desktop.raise_tabs([WHATSAPP])
    assert b"Target.createTarget" in desktop.written

    desktop.pass_time()
    assert desktop.reply.incidents == [Incident.SLOW_START]
    assert desktop.reply.sentences == [
        "Chrome takes long to start. The card comes up when it is there"
    ]
    desktop.turn.instant = Instant(40.0)
    desktop.receive(FromChrome(1, [WORD, b'{"id": 2, "result": {"targetId": "T1"}}']))

    assert desktop.reply.sentences == ["Chrome has started"]
    assert b"Target.attachToTarget" in desktop.written
    assert [desktop.driver.obstacle, *desktop.tasks] == [None]


def test_a_profile_that_another_computer_has_locked_is_an_obstacle_and_tried_again() -> None:
    desktop = Desktop().receive(
        PolicyFound(""), TaskFailed(StartChrome(SETTINGS), _LOCKED, is_lasting=True)
    )

    assert desktop.driver.obstacle == _LOCKED
    assert desktop.reply.incidents == [Incident.NOT_STARTED]
    assert desktop.pass_time().tasks == [StartChrome(SETTINGS)]


@pytest.mark.parametrize("moments", [0, 1, 2])
def test_a_computer_that_has_slept_for_an_hour_kills_no_chrome_that_holds_a_form(
    talking: Desktop, moments: int
) -> None:
    """It slept while Chrome was waited for, was asked, or was complained of."""
    for _ in range(moments):
        talking.pass_time()

    talking.turn.instant = Instant(talking.turn.now + 3600)
    talking.driver.tick()

    reply = talking.turn.end(None)
    assert [*reply.tasks, *reply.sentences, *reply.incidents] == []
    assert talking.driver.due == talking.turn.now + (1, 1, SECONDS_TO_KILL)[moments]


def test_a_chrome_that_relaunches_for_an_update_is_waited_for_and_gets_its_cards_back(
    talking: Desktop,
) -> None:
    """The new one has the profile, and no pipe of ours: those that are started leave at once."""
    talking.raise_tabs([WHATSAPP])
    talking.receive(ChromeGone(1))
    for launch in range(2, 7):
        talking.pass_time().receive(ChromeStarted(launch), ChromeGone(launch))
        assert talking.driver.obstacle is None

    talking.pass_time().receive(ChromeStarted(7), FromChrome(7, [WORD]))

    assert talking.written.count(b"Target.createTarget") == 1


def test_a_contact_that_comes_while_chrome_relaunches_waits_for_it_and_this_is_told(
    talking: Desktop,
) -> None:
    assert talking.receive(ChromeGone(1)).reply.sentences == [
        "Chrome has ended. It is started again"
    ]
    talking.pass_time().receive(ChromeStarted(2), ChromeGone(2))
    assert talking.reply.sentences == [NEVER_SPOKE]
    assert talking.reply.incidents == [Incident.NOT_STARTED]

    assert talking.raise_tabs([WHATSAPP]).written == b""
    talking.pass_time().receive(ChromeStarted(3), FromChrome(3, [WORD]))

    assert talking.written.count(b"Target.createTarget") == 1


def test_a_chrome_that_has_once_answered_is_asked_then_complained_of_and_killed_at_last(
    talking: Desktop,
) -> None:
    """A form that is half filled in would be lost with it: decision 0004."""
    assert talking.driver.due == 1
    assert b"Browser.getVersion" in talking.pass_time().written

    assert talking.pass_time().reply.incidents == [Incident.SILENT]
    assert talking.turn.now == 2

    assert talking.pass_time().tasks == [KillChrome(1)]
    assert talking.turn.now == 2 + SECONDS_TO_KILL
    assert talking.driver.obstacle is None


def test_a_chrome_that_answers_after_a_complaint_is_left_alone(talking: Desktop) -> None:
    talking.pass_time().pass_time()

    talking.receive(FromChrome(1, [WORD]))

    assert talking.reply.sentences == ["Chrome answers again"]


def test_a_silent_chrome_is_not_written_more_than_its_pipe_can_hold(talking: Desktop) -> None:
    answers: dict[int, dict[str, Any]] = {
        2: {"targetId": "T"},
        3: {"sessionId": "S"},
        4: {},
        5: {"frameTree": {"frame": {"id": "F"}}},
        6: {},
        7: {"executionContextId": 7},
        8: {},
    }
    for number, result in answers.items():
        message = json.dumps({"id": number, "result": result}).encode()
        talking.receive(FromChrome(1, [message]))

    written = [talking.raise_tabs([WHATSAPP]).written for _ in range(2000)]

    assert 0 < sum(map(len, written)) < 64 * 1024
    assert written[-1] == b""
    assert talking.receive(FromChrome(1, [WORD])).written


def test_garbage_from_chrome_is_told_and_skipped(talking: Desktop) -> None:
    talking.receive(FromChrome(1, [b"garbage"]))

    assert talking.reply.sentences == ["Chrome sent 7 bytes that are no message"]


def test_a_driver_without_cards_may_be_left(talking: Desktop) -> None:
    assert talking.driver.is_idle

    talking.raise_tabs([WHATSAPP])

    assert not talking.driver.is_idle


def test_pauses_between_launches_grow_to_half_a_minute_and_start_anew_with_an_answer() -> None:
    desktop, pauses = Desktop().receive(PolicyFound("")), []
    for _ in range(20):
        desktop.receive(NOT_FOUND)
        pauses.append((desktop.driver.due or 0.0) - desktop.turn.now)
        desktop.pass_time()

    desktop.receive(ChromeStarted(1), FromChrome(1, [WORD]), ChromeGone(1))

    assert pauses[:3] == pytest.approx([0.3, 0.6, 1.2])
    assert pauses[-1] == LONGEST_BACK_OFF == 30.0
    assert desktop.driver.due == pytest.approx(desktop.turn.now + FIRST_BACK_OFF)
