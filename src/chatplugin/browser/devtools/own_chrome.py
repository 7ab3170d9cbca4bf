"""
The pipe driver: keeps one Chrome of our own running, and shows the desk's cards in it.

What is said to Chrome is decided in `browser.devtools.tabs`; here it is started, watched over, and
started again when it ends. A slow Chrome is not killed soon: it may hold a form that is half filled
in (decision 0004).
"""

from collections.abc import Mapping
from enum import Enum, auto

from msgspec import Struct, field

from chatplugin.browser.devtools.protocol import Browser, Connection, Dialogue
from chatplugin.browser.devtools.tab import Pages
from chatplugin.browser.devtools.tabs import DevToolsTabs
from chatplugin.browser.driver import (
    SECONDS_OVERSLEPT,
    BrowserSignal,
    ChromeGone,
    ChromeStarted,
    DoorOpened,
    DriverCommand,
    EndChrome,
    FindPolicy,
    FromChrome,
    FromRelay,
    KillChrome,
    PolicyFound,
    RelayGone,
    RelayHere,
    StartChrome,
    TaskFailed,
    Turn,
    WriteToChrome,
    earliest,
)
from chatplugin.config.settings import ChromeSettings
from chatplugin.desktop.messages import Overlong
from chatplugin.domain.errors import ChromeError, ProtocolError, back_off
from chatplugin.domain.events import Incident
from chatplugin.sentences import Said, said

SECONDS_TO_SLOW_START = 10.0
"""After an update, or where a virus scanner reads all of Chrome, 40 seconds were seen."""

SECONDS_TO_FIRST_ANSWER = 60.0
"""In all. A Chrome whose policy forbids the pipe ends within a second (seen in Chromium 156)."""

SECONDS_TO_QUESTION = 1.0
"""A navigation is answered when the CRM answers: silence alone says nothing about Chrome."""

SECONDS_TO_COMPLAINT = 1.0
"""After a question that any Chrome answers at once."""

SECONDS_TO_KILL = 20.0
"""After the complaint. A Chrome that has said nothing for so long will not come back."""

LAUNCHES_TO_GIVE_UP = 3
"""That end without a word. The profile may be held by a Chrome that takes no orders from us."""

FIRST_BACK_OFF = 0.3
LONGEST_BACK_OFF = 30.0

POLICY = "RemoteDebuggingAllowed"
"""The policy of Chrome that forbids its pipe, if it is false."""

NEVER_SPOKE = (
    "Chrome has ended without an answer over its pipe. If chrome://policy shows "
    f"{POLICY} as false, ask for it to be allowed for this profile; otherwise end the Chrome that "
    "uses the profile"
)
FORBIDDEN = said("chrome.tabs_forbidden")
NO_ANSWER = said("chrome.pipe_silent")

_SILENT = (
    "Chrome does not answer. The card comes up when it does; after "
    f"{SECONDS_TO_KILL:.0f} seconds Chrome is started again"
)

_SLOW_START = "Chrome takes long to start. The card comes up when it is there"

_MOST_UNHEARD = 48 * 1024
"""Bytes written to a Chrome that says nothing. More would only lie in its pipe, and behind it."""


class _Mood(Enum):
    """How far patience with a silent Chrome has gone."""

    NEVER_HEARD = auto()
    LATE = auto()
    CALM = auto()
    ASKED = auto()
    COMPLAINED = auto()


_SPEAKS: Mapping[_Mood, str] = {
    _Mood.LATE: "Chrome has started",
    _Mood.COMPLAINED: "Chrome answers again",
}
"""What is said when Chrome ends its silence."""


class _Measure(Enum):
    """What is done when patience with a Chrome has come to its next end."""

    EXPLAIN = auto()
    """Say why there is no card yet."""

    ASK = auto()
    """A question that any Chrome answers at once."""

    COMPLAIN = auto()
    GIVE_UP = auto()
    """End it; it is not known that this Chrome could be spoken to at all."""

    KILL = auto()


_SECONDS_LATE = SECONDS_TO_FIRST_ANSWER - SECONDS_TO_SLOW_START


class _Wait(Struct, frozen=True):
    seconds: float
    measure: _Measure
    then: _Mood


_WAITS: Mapping[_Mood, _Wait] = {
    _Mood.NEVER_HEARD: _Wait(SECONDS_TO_SLOW_START, _Measure.EXPLAIN, _Mood.LATE),
    _Mood.LATE: _Wait(_SECONDS_LATE, _Measure.GIVE_UP, _Mood.LATE),
    _Mood.CALM: _Wait(SECONDS_TO_QUESTION, _Measure.ASK, _Mood.ASKED),
    _Mood.ASKED: _Wait(SECONDS_TO_COMPLAINT, _Measure.COMPLAIN, _Mood.COMPLAINED),
    _Mood.COMPLAINED: _Wait(SECONDS_TO_KILL, _Measure.KILL, _Mood.COMPLAINED),
}


class _Running(Struct):
    """
    A Chrome that runs, and the patience with it: it has owed an answer since `since`.

    `unheard` counts the bytes that were written to it since it last said something.
    """

    launch: int
    since: float
    mood: _Mood = _Mood.NEVER_HEARD
    unheard: int = 0
    backlog: list[bytes] = field(default_factory=list)
    connection: Connection = field(default_factory=Connection)

    @property
    def due(self) -> float:
        """When patience with it ends, if it owes an answer."""
        return self.since + _WAITS[self.mood].seconds

    def hear(self, now: float) -> str:
        """Chrome has said something; return what is said of it, if its silence was told."""
        sentence = _SPEAKS.get(self.mood, "")
        self.mood, self.since, self.unheard = _Mood.CALM, now, 0
        return sentence

    def lose_patience(self, now: float) -> _Measure | None:
        """A wait is over; return what is to be done. In its sleep a computer waits for nothing."""
        has_slept = now - self.due > SECONDS_OVERSLEPT
        wait = _WAITS[self.mood]
        self.since = now
        if has_slept:
            return None
        self.mood = wait.then
        return wait.measure

    def take_writable(self) -> bytes:
        """Return what may be written now; the rest waits until Chrome says something."""
        pieces = []
        while self.backlog and self.unheard < _MOST_UNHEARD:
            pieces.append(self.backlog.pop(0))
            self.unheard += len(pieces[-1])
        return b"".join(pieces)


class OwnChrome:
    """
    Shows cards in a Chrome with a profile of our own. It does not give up by itself.

    `obstacle` says why another driver should be tried, if there is one.
    """

    def __init__(self, pages: Pages, turn: Turn) -> None:
        self._tabs = DevToolsTabs(pages, turn)
        self._turn = turn
        self._settings = ChromeSettings()
        self._chrome: _Running | None = None
        self._silent_launches = 0
        self._has_ever_spoken = False
        self._retry_at: float | None = None
        self._failures = 0
        self.obstacle: Said | None = None

    @property
    def is_idle(self) -> bool:
        return bool(self.obstacle) or not self._tabs.has_cards

    @property
    def is_ready(self) -> bool:
        return self._tabs.is_ready

    @property
    def due(self) -> float | None:
        return earliest(self._patience_ends(), self._tabs.due)

    def start(self, settings: ChromeSettings) -> None:
        self._settings = settings
        self._turn.order(FindPolicy(settings))

    def do(self, command: DriverCommand) -> None:
        self._tabs.do(command)

    def receive(self, signal: BrowserSignal) -> None:
        match signal:
            case PolicyFound(where, name):
                self._learn_policy(where, name)
            case ChromeStarted(launch):
                self._chrome = _Running(launch, self._turn.now)
                self._tabs.connected(self._chrome.connection)
            case TaskFailed(StartChrome(), reason, is_lasting):
                self._turn.say(reason, Incident.NOT_STARTED)
                self._wait_to_retry()
                self.obstacle = reason if is_lasting else self.obstacle
            case FromChrome(launch, messages) if self._chrome and self._chrome.launch == launch:
                self._hear(self._chrome)
                for message in messages:
                    self._take_in(message, self._chrome.connection)
                if self._chrome.connection.is_forbidden:
                    self.obstacle = FORBIDDEN
            case ChromeGone(launch) if self._chrome and self._chrome.launch == launch:
                self._lose(self._chrome)
            case FromChrome() | ChromeGone():
                pass  # A late word of an earlier Chrome.
            case DoorOpened() | RelayHere() | FromRelay() | RelayGone() | TaskFailed():
                pass  # Another way's business.

    def tick(self) -> None:
        """Do what has become due: start Chrome again, complain of one that is silent, end it."""
        self._tabs.tick()
        due = self._patience_ends()
        if due is None or self._turn.now < due:
            return
        if self._retry_at is not None:
            self._launch()
        elif self._chrome is not None:
            self._lose_patience(self._chrome)

    def flush(self) -> None:
        """Write what there is to be said, in one piece."""
        chrome = self._chrome
        if chrome is None:
            return
        if data := chrome.connection.take_outgoing():
            if not chrome.unheard:
                chrome.since = self._turn.now
            chrome.backlog.append(data)
        if writable := chrome.take_writable():
            self._turn.order(WriteToChrome(chrome.launch, writable))

    def stop(self) -> None:
        if self._chrome is not None:
            self._turn.order(EndChrome(self._chrome.launch))
            self._chrome = None

    def _patience_ends(self) -> float | None:
        if self._retry_at is not None:
            return self._retry_at
        if self._chrome is None or not self._chrome.connection.is_waiting:
            return None
        return self._chrome.due

    def _learn_policy(self, where: str, name: str) -> None:
        if where:
            self.obstacle = said("chrome.pipe_forbidden", policy=name, where=where)
            self._retry_at = self._turn.now
        else:
            self._launch()

    def _wait_to_retry(self) -> None:
        self._failures += 1
        pause = back_off(FIRST_BACK_OFF, self._failures, LONGEST_BACK_OFF)
        self._retry_at = self._turn.now + pause

    def _launch(self) -> None:
        self._retry_at = None
        self._turn.order(StartChrome(self._settings))

    def _hear(self, chrome: _Running) -> None:
        if sentence := chrome.hear(self._turn.now):
            self._turn.say(sentence)
        self._has_ever_spoken = True
        self.obstacle = None
        self._failures = 0

    def _take_in(self, message: bytes | Overlong, connection: Connection) -> None:
        if isinstance(message, Overlong):
            return
        try:
            if event := connection.receive(message):
                self._tabs.notice(event)
        except (ChromeError, ProtocolError) as error:
            self._turn.say(str(error))

    def _lose(self, chrome: _Running) -> None:
        """Chrome is gone, however it went: start it again, and the cards come back."""
        self._turn.order(EndChrome(chrome.launch))
        self._chrome = None
        self._tabs.disconnected()
        if chrome.mood in {_Mood.NEVER_HEARD, _Mood.LATE}:
            self._turn.say(NEVER_SPOKE, Incident.NOT_STARTED)
            self._silent_launches += 1
        else:
            self._turn.say("Chrome has ended. It is started again", Incident.RESTARTED)
            self._silent_launches = 0
        self._wait_to_retry()
        if self._silent_launches >= LAUNCHES_TO_GIVE_UP:
            self._give_up()

    def _give_up(self) -> None:
        """Chrome answered before, so no policy forbids the pipe. It is only ill."""
        if not self._has_ever_spoken:
            self.obstacle = NO_ANSWER

    def _lose_patience(self, chrome: _Running) -> None:
        match chrome.lose_patience(self._turn.now):
            case _Measure.ASK:
                chrome.connection.begin(_sign_of_life())
            case _Measure.EXPLAIN:
                self._turn.say(_SLOW_START, Incident.SLOW_START)
            case _Measure.COMPLAIN:
                self._turn.say(_SILENT, Incident.SILENT)
            case _Measure.GIVE_UP:
                self._give_up()
                self._turn.order(KillChrome(chrome.launch))
            case _Measure.KILL:
                self._turn.order(KillChrome(chrome.launch))
            case None:
                pass


def _sign_of_life() -> Dialogue:
    """Chrome answers this at once, whatever its pages do."""
    yield from Browser.get_version()
