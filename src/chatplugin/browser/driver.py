"""
The driver of a browser: what it takes in and gives out, and which of three ways shows the cards.

The way is the one of `Chrome.Driver`, or with `auto` the best that works: the pipe, then the
extension, then Chrome's command line. A way is left when it says why it cannot show cards, and the
next one shows what it had to show. From the last one, the command line, an extension takes over
that comes later, and so does the pipe, which is tried again from time to time. When the settings
change, all begins anew, but not before the cards are closed that would end with the way (decisions
0403, 0405).

A driver decides, and does no input or output. What is to be done on the machine goes out as tasks;
`adapters` carry them out. The time comes in with each call.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.desktop.messages import Overlong
from chatplugin.domain.contact import CardId
from chatplugin.domain.errors import back_off
from chatplugin.domain.events import (
    BrowserEvent,
    CardShown,
    CardTroubled,
    CloseTab,
    ForgetLogins,
    Incident,
    PopFailed,
    RaiseTab,
    TabClosed,
)
from chatplugin.domain.request import Asking, CardRequest
from chatplugin.sentences import Said, stopped

_ORDER = (ChromeDriver.PIPE, ChromeDriver.EXTENSION, ChromeDriver.COMMAND)

_IN_WORDS = {
    ChromeDriver.PIPE: "Chrome's pipe",
    ChromeDriver.EXTENSION: "Chrome's extension",
    ChromeDriver.COMMAND: "Chrome's command line",
}

SECONDS_OVERSLEPT = 5.0
"""After its end a wait is no longer one: the computer has slept, and nobody could answer."""

_SECONDS_TO_PIPE_AGAIN = 15 * 60.0
_LONGEST_TO_PIPE_AGAIN = 60 * 60.0
"""Each attempt starts a Chrome without a window."""

_WAITS = (
    "The settings of Chrome have changed. They count as soon as the cards are closed "
    "that are open in ChatPlugin's own Chrome"
)

_NONCES = 2**128


class Instant(Struct, frozen=True):
    """
    When a driver is called.

    `now` is in seconds that only grow, `unix` in seconds since 1970-01-01 UTC.
    """

    now: float
    unix: float = 0.0


class ShowPage(Struct, frozen=True):
    """Keep the operator's page to `model`, which `operators_page.page` has made."""

    model: str


DriverCommand = RaiseTab | CloseTab | ForgetLogins | ShowPage


class FindPolicy(Struct, frozen=True):
    """See whether a policy forbids the pipe to Chrome: `PolicyFound`."""

    settings: ChromeSettings


class StartChrome(Struct, frozen=True):
    """Start a Chrome of our own: `ChromeStarted` or `TaskFailed`."""

    settings: ChromeSettings


class WriteToChrome(Struct, frozen=True):
    launch: int
    data: bytes


class KillChrome(Struct, frozen=True):
    launch: int


class EndChrome(Struct, frozen=True):
    """Let Chrome leave, so that its profile stays clean. It may be gone already."""

    launch: int


class DrawAttention(Struct, frozen=True):
    """Let the windows of our own Chrome ask for attention in the taskbar."""


class OpenDoor(Struct, frozen=True):
    """Take in the relays of Chrome's extension: `DoorOpened` or `TaskFailed`."""

    settings: ChromeSettings


class SendToRelay(Struct, frozen=True):
    relay: int
    message: bytes


class CloseDoor(Struct, frozen=True):
    """Send the relays away."""


class OpenEverydayChrome(Struct, frozen=True):
    """Open `addresses` in the operator's everyday Chrome: `TaskFailed`, or nothing."""

    settings: ChromeSettings
    addresses: tuple[str, ...] = ()
    card: CardId | None = None


OwnChromeTask = FindPolicy | StartChrome | WriteToChrome | KillChrome | EndChrome
EverydayChromeTask = OpenDoor | SendToRelay | CloseDoor | OpenEverydayChrome

Task = OwnChromeTask | EverydayChromeTask | DrawAttention


class PolicyFound(Struct, frozen=True):
    """The policy `name` forbids the pipe, in the file or key `where`; empty if none does."""

    where: str
    name: str = "RemoteDebuggingAllowed"


class ChromeStarted(Struct, frozen=True):
    """`launch` counts the Chromes that were started: a late word of an old one shows."""

    launch: int


class FromChrome(Struct, frozen=True):
    launch: int
    messages: Sequence[bytes | Overlong]


class ChromeGone(Struct, frozen=True):
    launch: int


class DoorOpened(Struct, frozen=True):
    """
    `is_known` says whether Chrome knows the relay that would come.

    `forbidden` is the policy that keeps it or the extension away; None if none is seen.
    """

    is_known: bool
    forbidden: Said | None = None


class RelayHere(Struct, frozen=True):
    """Chrome's extension has reached the service. `relay` counts those that did."""

    relay: int


class FromRelay(Struct, frozen=True):
    relay: int
    message: bytes


class RelayGone(Struct, frozen=True):
    relay: int


class TaskFailed(Struct, frozen=True):
    """`task` could not be done. `reason` is for the administrator."""

    task: StartChrome | OpenDoor | OpenEverydayChrome
    reason: Said
    is_lasting: bool = False
    """Whether somebody has to act before another attempt can succeed."""


FromBrowser = FromChrome | ChromeGone | RelayHere | FromRelay | RelayGone
"""What a browser tells of itself, by the service's queue."""

BrowserSignal = FromBrowser | PolicyFound | ChromeStarted | DoorOpened | TaskFailed
"""What a browser tells of itself, and what has become of tasks."""


class Reply(Struct, frozen=True):
    """What has come of one call. `due` is when the next `tick` is, None if nothing is awaited."""

    events: Sequence[BrowserEvent] = ()
    """For the desk."""

    incidents: Sequence[Incident] = ()
    """For the operator's page and telemetry."""

    sentences: Sequence[str] = ()
    """For the administrator."""

    due: float | None = None
    tasks: Sequence[Task] = ()


class DriverUsed(Struct, frozen=True):
    """
    The driver that shows the cards, and `reason`: why not the one before it.

    `obstacle` says why it cannot show cards for now; None if it can. `wanted` is that of the
    settings.
    """

    name: ChromeDriver
    wanted: ChromeDriver
    reason: Said | None = None
    obstacle: Said | None = None


class Turn(Struct):
    """
    One call to a driver, while it is served. All parts of a driver share it.

    Nonces count up from `nonce`, so that none comes twice where that is drawn by chance.
    """

    instant: Instant = Instant(0.0)
    asking: Asking = Asking()
    events: list[BrowserEvent] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    nonce: int = 0

    @property
    def now(self) -> float:
        return self.instant.now

    def request(self, url: str) -> CardRequest:
        """Return what is sent for the card at *url*, made anew each time. Raises RequestError."""
        self.nonce = (self.nonce + 1) % _NONCES
        return self.asking.request(url, self.instant.unix, f"{self.nonce:032x}")

    def tell(self, event: BrowserEvent) -> None:
        self.events.append(event)

    def say(self, what: Said | str, incident: Incident | None = None) -> None:
        """Tell the administrator, in English, and the operator if it is an *incident*."""
        self.sentences.append(what.described() if isinstance(what, Said) else what)
        if incident is not None:
            self.incidents.append(incident)

    def order(self, task: Task) -> None:
        self.tasks.append(task)

    def end(self, due: float | None) -> Reply:
        reply = Reply(self.events, self.incidents, self.sentences, due, self.tasks)
        self.events, self.incidents, self.sentences, self.tasks = [], [], [], []
        return reply


class _Way(Protocol):
    """
    One way to Chrome, which shares a turn with whoever chooses it.

    `obstacle` says why it cannot show cards, and what to do; None if it can. `is_ready` says that
    a card would come up now, `is_idle` that it may be stopped without an open card that would
    go with it. `due` is when `tick` is.
    """

    @property
    def obstacle(self) -> Said | None: ...
    @property
    def is_ready(self) -> bool: ...
    @property
    def is_idle(self) -> bool: ...
    @property
    def due(self) -> float | None: ...
    def start(self, settings: ChromeSettings, /) -> None: ...
    def do(self, command: DriverCommand, /) -> None: ...
    def receive(self, signal: BrowserSignal, /) -> None: ...
    def tick(self) -> None: ...
    def flush(self) -> None:
        """Order what has to be written, after all else of a turn is done."""

    def stop(self) -> None: ...


Ways = Mapping[ChromeDriver, Callable[[Turn], _Way]]
"""How to make each. Nothing of one is loaded before it is made."""


class DriverChoice:
    """
    Shows cards by the driver of the settings, or by the first that has no obstacle.

    Each call is a turn of its own, and returns all that has come of it. *nonce* is drawn by chance.
    """

    def __init__(self, ways: Ways, nonce: int = 0) -> None:
        self._ways = ways
        self._turn = Turn(nonce=nonce)
        self._settings = ChromeSettings()
        self._wanted: ChromeSettings | None = None
        self._left: list[ChromeDriver] = []
        self._used: _Way | None = None
        self._name = ChromeDriver.AUTO
        self._expected: dict[ChromeDriver, _Way] = {}
        self._pipe_at: float | None = None
        self._pipe_failures = 0
        self._unshown: dict[CardId, RaiseTab | CloseTab] = {}
        self._missed: ForgetLogins | None = None
        """What our own Chrome has to forget before it shows cards again."""
        self._page = ShowPage("")
        self._said: Said | None = None
        self._reason: Said | None = None

    @property
    def used(self) -> DriverUsed:
        """The driver that shows the cards now, and why."""
        obstacle = self._used.obstacle if self._used is not None else None
        return DriverUsed(self._name, self._settings.driver, self._reason, obstacle)

    def ask_by(self, asking: Asking) -> None:
        """Ask CRMs by *asking* from now on."""
        self._turn.asking = asking

    def use(self, settings: ChromeSettings, instant: Instant) -> Reply:
        """Show cards by *settings*. Once one does, others count as soon as no work is lost."""
        self._turn.instant = instant
        if self._used is None:
            self._begin(settings)
            return self._end()
        self._wanted = settings if settings != self._settings else None
        self._go_over()
        if self._wanted:
            self._turn.say(_WAITS)
        return self._end()

    def do(self, command: DriverCommand, instant: Instant) -> Reply:
        self._turn.instant = instant
        match command:
            case ShowPage():
                self._page = command
            case RaiseTab(card) if self._used and self._name is not ChromeDriver.COMMAND:
                self._unshown[card] = command
            case CloseTab(card) if card in self._unshown:
                self._unshown[card] = command  # The next way knows nothing of it, and says so.
            case ForgetLogins() if self._used and self._name is not ChromeDriver.PIPE:
                self._missed = command
                if pipe := self._expected.get(ChromeDriver.PIPE):
                    pipe.do(command)
            case RaiseTab() | CloseTab() | ForgetLogins():
                pass
        if self._used is not None:
            self._used.do(command)
        return self._end()

    def receive(self, signal: BrowserSignal, instant: Instant) -> Reply:
        self._turn.instant = instant
        for way in self._ways_there():
            way.receive(signal)
        return self._end()

    def tick(self, instant: Instant) -> Reply:
        self._turn.instant = instant
        for way in self._ways_there():
            way.tick()
        if self._pipe_at is not None and self._pipe_at <= instant.now:
            self._pipe_at = None
            self._expected[ChromeDriver.PIPE] = self._started(ChromeDriver.PIPE)
        return self._end()

    def close(self) -> Reply:
        """Let all go; the desk is closed."""
        self._stop()
        return self._turn.end(None)

    def _end(self) -> Reply:
        """End a turn: this is the one place where it is seen to what any call may have brought."""
        self._note_what_is_shown()
        self._leave_those_with_an_obstacle()
        self._welcome()
        self._go_over()
        ways = self._ways_there()
        for way in ways:
            way.flush()
        return self._turn.end(earliest(*(way.due for way in ways), self._pipe_at))

    def _ways_there(self) -> list[_Way]:
        return [*([self._used] if self._used else []), *self._expected.values()]

    def _note_what_is_shown(self) -> None:
        """What the pipe has shown goes with its Chrome; elsewhere a card that is there stays."""
        for event in self._turn.events:
            if isinstance(event, CardShown) and self._name is ChromeDriver.PIPE:
                continue
            if isinstance(event, CardShown | CardTroubled | PopFailed | TabClosed):
                self._unshown.pop(event.card, None)

    def _begin(self, settings: ChromeSettings) -> None:
        self._settings, self._wanted, self._reason = settings, None, None
        is_free = settings.driver is ChromeDriver.AUTO
        self._left = list(_ORDER) if is_free else [settings.driver]
        self._use(self._left.pop(0))

    def _go_over(self) -> None:
        """Begin anew with the settings that are wanted, if nothing is lost by it."""
        if self._wanted and self._used and self._used.is_idle:
            self._stop()
            self._turn.say("The settings of Chrome have changed: they count from now on")
            self._begin(self._wanted)

    def _use(self, name: ChromeDriver) -> None:
        self._used, self._name = self._started(name), name
        self._missed = None if name is ChromeDriver.PIPE else self._missed
        for command in self._unshown.values():
            self._used.do(command)
        if name is ChromeDriver.COMMAND:  # It tells nothing of what became of them.
            self._unshown.clear()

    def _started(self, name: ChromeDriver) -> _Way:
        driver = self._ways[name](self._turn)
        driver.start(self._settings)
        driver.do(self._page)
        if self._missed and name is ChromeDriver.PIPE:
            driver.do(self._missed)
        return driver

    def _stop(self) -> None:
        for way in self._ways_there():
            way.stop()
        self._used, self._expected, self._pipe_at = None, {}, None

    def _leave_those_with_an_obstacle(self) -> None:
        while self._used is not None and self._used.obstacle and self._left:
            reason, name = self._used.obstacle, self._left.pop(0)
            self._used.stop()
            self._reason = reason
            told = stopped(reason.described())
            told = f"{told[:1].upper()}{told[1:]}"
            sentence = f"{told} Cards are shown by {_IN_WORDS[name]} from now on"
            self._turn.say(sentence, Incident.EVERYDAY)
            self._use(name)
            if not self._left:
                self._expected[ChromeDriver.EXTENSION] = self._started(ChromeDriver.EXTENSION)
                self._expect_pipe()
        self._say_once(self._used.obstacle if self._used is not None else None)

    def _say_once(self, reason: Said | None) -> None:
        if reason and reason != self._said:
            self._turn.say(reason)
        self._said = reason

    def _expect_pipe(self) -> None:
        """Chrome may have been slow, or in use by another program, in the morning only."""
        self._pipe_failures += 1
        pause = back_off(_SECONDS_TO_PIPE_AGAIN, self._pipe_failures, _LONGEST_TO_PIPE_AGAIN)
        self._pipe_at = self._turn.now + pause

    def _welcome(self) -> None:
        """Let a better way take over that has come late."""
        for name, way in list(self._expected.items()):
            if way.is_ready and not way.obstacle:
                self._take_over(name, way)
                return
            if name is ChromeDriver.PIPE and way.obstacle:
                way.stop()
                del self._expected[name]
                self._expect_pipe()

    def _take_over(self, name: ChromeDriver, way: _Way) -> None:
        del self._expected[name]
        self._stop()
        self._used, self._name = way, name
        self._missed = None if name is ChromeDriver.PIPE else self._missed
        self._left = list(_ORDER[_ORDER.index(name) + 1 :])
        way.do(self._page)
        sentence = f"{_IN_WORDS[name]} works now. Cards are shown by it from now on"
        if name is ChromeDriver.PIPE:
            self._reason, self._pipe_failures = None, 0
            self._turn.say(sentence, Incident.BACK)
        else:
            self._turn.say(sentence)


def earliest(*dues: float | None) -> float | None:
    return min((due for due in dues if due is not None), default=None)
