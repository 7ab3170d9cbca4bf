"""
The service's ways in and out: what its one queue takes, and what the service writes to.

Who is behind the ways out is decided in `cli.serve`.
"""

from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Protocol, TypeAlias

from msgspec import Struct, field

from chatplugin.browser.driver import DriverCommand, DriverUsed, FromBrowser, Instant, Reply
from chatplugin.config.layers import Problem
from chatplugin.config.settings import ChromeSettings
from chatplugin.config.sources import OverlayCopy
from chatplugin.desktop.messages import Overlong
from chatplugin.desktop.plugin import ContactReport
from chatplugin.domain.desk import OpenCard
from chatplugin.domain.events import Command, Event, Incident, Record
from chatplugin.domain.request import RequestRules
from chatplugin.sentences import Language
from chatplugin.service.status import SiteReport, Status


class FromPlugin(Struct, frozen=True):
    lines: Sequence[bytes | Overlong]
    at: float


class PluginGone(Struct, frozen=True):
    """End of input: the order to exit."""


class FromFile(Struct, frozen=True):
    """A local file of settings has changed; without `data`, it is gone."""

    source: str
    data: bytes


class FromSettingsServer(Struct, frozen=True):
    """What stands at `address` has changed; it has a good signature for `key`, if that is set."""

    address: str
    data: bytes
    key: bytes | None = None


class SettingsServerTroubled(Struct, frozen=True):
    """Nothing usable comes from `address`, as `trouble` says; None once it answers again."""

    address: str
    trouble: Problem | None
    key: bytes | None = None


FromSources = FromFile | FromSettingsServer | SettingsServerTroubled


class Asked(Struct, frozen=True):
    """
    A command asks how the service is: its status answers with the same `question`.

    A `contact` is to be shown as if EMC had offered it.
    """

    question: str
    contact: ContactReport | None = None


Work = FromPlugin | FromBrowser | FromSources | Asked
"""Whatever there is to do: all but the order to exit."""

Signal = Work | PluginGone


Inbox: TypeAlias = SimpleQueue[Signal]
"""The service's one queue. Reader threads put in, the loop takes out."""


class Stamps(Struct, frozen=True):
    """
    When a card was on its way, in milliseconds since 1970-01-01 UTC.

    EMC's event was *reported* by the plug-in and *received* by the service, both None for an event
    that is not EMC's; the card was *sent* to the browser, None until then.
    """

    reported: float | None = None
    received: float | None = None
    sent: float | None = None


class _Driver(Protocol):
    """Shows cards in a browser, and keeps it running. See `adapters.chrome.browser`."""

    @property
    def pid(self) -> int | None:
        """The browser's process; None where it is not known, as with the operator's own Chrome."""

    @property
    def used(self) -> DriverUsed:
        """The way that the cards go now, and why."""

    def use(self, settings: ChromeSettings, rules: RequestRules, instant: Instant, /) -> Reply:
        """
        Show cards by *settings*, and ask CRMs by *rules*.

        Once a Chrome shows cards, other settings count as soon as no work is lost.
        """

    def key_problem(self) -> Problem | None:
        """Return what is wrong with the key now; None if it can be read, or none is wanted."""

    def do(self, command: DriverCommand, instant: Instant, /) -> Reply: ...
    def receive(self, signal: FromBrowser, instant: Instant, /) -> Reply: ...
    def tick(self, instant: Instant, /) -> Reply:
        """Do what is due at *instant*."""

    def close(self) -> None: ...


class Journal(Protocol):
    """Keeps what was shown. See `adapters.journal`."""

    def append(self, record: Record, stamps: Stamps) -> None: ...
    def open_cards(self) -> list[OpenCard]: ...
    def last_operator(self) -> str:
        """Return the AgentID of who sat here last; empty if nobody is known."""

    def prune(self) -> None: ...
    def close(self) -> None: ...


class SettingsSources(Protocol):
    """Where settings come from, apart from EMC. See `adapters.settings_sources`."""

    def watch(self) -> None:
        """Put changes of local files into the queue from now on."""

    def copy(self) -> OverlayCopy | None:
        """Return the last good overlay, as it is kept on disk; None if nothing usable is."""

    def follow(self, address: str, key: bytes | None, /) -> None:
        """
        Ask *address* for the overlay from now on; nobody if it is empty.

        With a *key*, take it with a good signature only.
        """

    def keep(self, address: str, data: bytes, /) -> None:
        """Keep *data* of *address* on disk: it is in force."""


class _NoSources:
    """Nothing but what was given at the start: for test contacts, which end soon."""

    def watch(self) -> None: ...

    def copy(self) -> None: ...

    def follow(self, _address: str, _key: bytes | None, /) -> None: ...

    def keep(self, _address: str, _data: bytes, /) -> None: ...


class Telemetry(Protocol):
    """Counts for those who look after many desktops. See `adapters.telemetry`."""

    def take(self, event: Event, commands: Sequence[Command], reported: float, /) -> None:
        """Count what became of contacts; *reported* is the time of EMC's event, in milliseconds."""

    def take_incident(self, incident: Incident, /) -> None: ...
    def take_problems(self, number: int, /) -> None:
        """Take the number of settings that cannot be used."""

    def leave(self) -> None:
        """Send once more, and then no more; nobody waits for it."""

    def close(self) -> None: ...


def _uncounted(_address: str) -> None:
    """Test contacts are no work, and are not counted."""


def _unreported(_report: Status | SiteReport) -> None:
    """Nobody asks how a service is that shows test contacts."""


Say = Callable[[str], None]
"""Writes a sentence to the log and to EMC's error log."""


class Ports(Struct, frozen=True):
    """
    The service's ways out.

    `open_journal` takes the session's name and `Journal.Days`; `write` sends bytes to the plug-in.
    `now` is in milliseconds since 1970-01-01 UTC; `clock` in seconds that only grow.
    """

    driver: _Driver
    open_journal: Callable[[str, int], Journal]
    write: Callable[[bytes], None]
    say: Say
    now: Callable[[], float]
    clock: Callable[[], float]
    pid: int
    rest: Callable[[], float | None] = lambda: None
    """For how many seconds keyboard and mouse have rested; None where that is not known."""

    language: Language = Language.ENGLISH
    """That of the desktop, `ru` or `en`, for the operator's page."""
    sources: SettingsSources = field(default_factory=_NoSources)
    open_telemetry: Callable[[str], Telemetry | None] = _uncounted
    """Returns what counts for the collector at an address; None where there is none."""

    report: Callable[[Status], None] = _unreported
    """Leaves the status where commands look for it."""

    report_site: Callable[[SiteReport], None] = _unreported
    """Leaves what EMC is like there, too."""

    local_file: str = ""
    """The local layer of settings. It need not exist."""
