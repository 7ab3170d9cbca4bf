"""
What a driver of a browser takes in and gives out, and what it has around it while it does.

A driver decides, and does no input or output. What is to be done on the machine goes out as tasks;
whoever carries them out is in `adapters`. The time comes in with each call.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct, field

from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import BrowserEvent, CloseTab, Incident, RaiseTab
from chatplugin.domain.request import Asking, CardRequest
from chatplugin.wire.messages import Overlong

_NONCES = 2**128


class Instant(Struct, frozen=True):
    """
    When a driver is called.

    `now` is in seconds that only grow, `unix` in seconds since 1970-01-01 UTC.
    """

    now: float
    unix: float = 0.0
    chance: int = 0
    """A number of 128 bits that nobody can foretell."""


class ShowPage(Struct, frozen=True):
    """Keep the operator's page to `model`, which `operators_page.page` has made."""

    model: str


DriverCommand = RaiseTab | CloseTab | ShowPage


class FindPolicy(Struct, frozen=True):
    """See whether a policy forbids the pipe to Chrome: `PolicyFound`."""

    settings: ChromeSettings


class StartChrome(Struct, frozen=True):
    """Start a Chrome of our own: `ChromeStarted` or `ChromeNotStarted`."""

    settings: ChromeSettings


class WriteToChrome(Struct, frozen=True):
    launch: int
    data: bytes


class KillChrome(Struct, frozen=True):
    launch: int


class EndChrome(Struct, frozen=True):
    """Let Chrome leave, so that its profile stays clean. It may be gone already."""

    launch: int


class OpenDoor(Struct, frozen=True):
    """Take in the relays of Chrome's extension: `DoorOpened` or `DoorNotOpened`."""

    settings: ChromeSettings


class SendToRelay(Struct, frozen=True):
    relay: int
    message: bytes


class CloseDoor(Struct, frozen=True):
    """Send the relays away."""


class OpenEverydayChrome(Struct, frozen=True):
    """Open `addresses` in the operator's everyday Chrome: `EverydayChromeNotOpened`, or nothing."""

    settings: ChromeSettings
    addresses: tuple[str, ...] = ()
    card: CardId | None = None


OwnChromeTask = FindPolicy | StartChrome | WriteToChrome | KillChrome | EndChrome
EverydayChromeTask = OpenDoor | SendToRelay | CloseDoor | OpenEverydayChrome

Task = OwnChromeTask | EverydayChromeTask


class PolicyFound(Struct, frozen=True):
    """`where` is the file or registry key that forbids the pipe; empty if nothing does."""

    where: str


class ChromeStarted(Struct, frozen=True):
    """`launch` counts the Chromes that were started: a late word of an old one shows."""

    launch: int


class ChromeNotStarted(Struct, frozen=True):
    reason: str


class FromChrome(Struct, frozen=True):
    launch: int
    messages: Sequence[bytes | Overlong]


class ChromeGone(Struct, frozen=True):
    launch: int


class DoorOpened(Struct, frozen=True):
    """`is_known` says whether Chrome knows the relay that would come."""

    is_known: bool


class DoorNotOpened(Struct, frozen=True):
    reason: str


class RelayHere(Struct, frozen=True):
    """Chrome's extension has reached the service. `relay` counts those that did."""

    relay: int


class FromRelay(Struct, frozen=True):
    relay: int
    message: bytes


class RelayGone(Struct, frozen=True):
    relay: int


class EverydayChromeNotOpened(Struct, frozen=True):
    reason: str
    card: CardId | None = None


FromBrowser = FromChrome | ChromeGone | RelayHere | FromRelay | RelayGone
"""What a browser tells of itself, by the service's queue."""

OwnChromeSignal = PolicyFound | ChromeStarted | ChromeNotStarted | FromChrome | ChromeGone
EverydayChromeSignal = (
    DoorOpened | DoorNotOpened | RelayHere | FromRelay | RelayGone | EverydayChromeNotOpened
)

BrowserSignal = OwnChromeSignal | EverydayChromeSignal
"""What a browser tells of itself, and what has become of tasks."""


class Inbox(Protocol):
    """The service's queue, as those see it who listen to a browser."""

    def put(self, signal: FromBrowser, /) -> None: ...


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

    `obstacle` says why it cannot show cards for now; empty if it can. `wanted` is that of the
    settings.
    """

    name: ChromeDriver
    wanted: ChromeDriver
    reason: str = ""
    obstacle: str = ""


class Turn(Struct):
    """One call to a driver, while it is served. All parts of a driver share it."""

    instant: Instant = Instant(0.0)
    asking: Asking = Asking()
    events: list[BrowserEvent] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    _requests: int = 0

    @property
    def now(self) -> float:
        return self.instant.now

    def request(self, url: str) -> CardRequest:
        """Return what is sent for the card at *url*, made anew each time. Raises RequestError."""
        self._requests += 1
        nonce = (self.instant.chance + self._requests) % _NONCES
        return self.asking.request(url, self.instant.unix, f"{nonce:032x}")

    def tell(self, event: BrowserEvent) -> None:
        self.events.append(event)

    def say(self, sentence: str, incident: Incident | None = None) -> None:
        """Tell the administrator, and the operator if it is an *incident*."""
        self.sentences.append(sentence)
        if incident is not None:
            self.incidents.append(incident)

    def order(self, task: Task) -> None:
        self.tasks.append(task)

    def end(self, due: float | None) -> Reply:
        reply = Reply(self.events, self.incidents, self.sentences, due, self.tasks)
        self.events, self.incidents, self.sentences, self.tasks = [], [], [], []
        return reply


def earliest(*dues: float | None) -> float | None:
    return min((due for due in dues if due is not None), default=None)
