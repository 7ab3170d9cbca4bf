"""A desktop with the real service in it: plug-in, Chrome, journal and keys are played."""

import errno
import json
import math
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

from chatplugin.browser.driver import (
    ChromeGone,
    DriverCommand,
    DriverUsed,
    FromBrowser,
    FromChrome,
    Instant,
    Reply,
    ShowPage,
)
from chatplugin.config.layers import DESKTOP, Problem
from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.config.sources import OverlayCopy, Pace
from chatplugin.desktop.messages import Overlong
from chatplugin.desktop.played_desktop import PlayedDesktop
from chatplugin.domain.contact import CardId
from chatplugin.domain.desk import OpenCard
from chatplugin.domain.events import (
    BrowserEvent,
    CloseTab,
    Command,
    Event,
    ForgetLogins,
    Incident,
    PopFailed,
    RaiseTab,
    Record,
)
from chatplugin.domain.request import RequestRules
from chatplugin.sentences import said
from chatplugin.service.loop import Service
from chatplugin.service.ports import FromPlugin, PluginGone, Ports, Signal, Stamps
from chatplugin.service.status import SiteReport, Status

SETTINGS = {
    "ChatTemplate": "https://crm.example.com/card{?channel_type,user_id,operator}",
    "EmailTemplate": "https://crm.example.com/card{?channel_type,user_id,PersonalAccount}",
}
MAIL = b"From: anna@example.com\r\n\r\nPersonal account: 1234567890\r\n"


class PlayedDriver:
    """A driver that notes what it is to do, and tells what a test has put into `answers`."""

    def __init__(self) -> None:
        self.requests = PlayedRequests()
        self.raised: list[RaiseTab] = []
        self.closed: list[CardId] = []
        self.forgotten: list[list[CardId]] = []
        """What was closed already when logins were to be forgotten, each time."""
        self.pages: list[dict[str, Any]] = []
        self.answers: list[BrowserEvent] = []
        self.incidents: list[Incident] = []
        self.sentences: list[str] = []
        self.at_once: list[PopFailed] = []
        """What is told as soon as a card is to be raised."""
        self.at_start: list[Incident] = []
        self.on_receive: Callable[[], None] = lambda: None
        self.on_raise: Callable[[], None] = lambda: None
        self.on_tick: Callable[[], None] = lambda: None
        self.due: float | None = None
        self.settings: list[ChromeSettings] = []
        self.way = ChromeDriver.PIPE
        self.ended = 0
        self.is_closed = False
        self.pid: int | None = 6300

    @property
    def used(self) -> DriverUsed:
        return DriverUsed(self.way, ChromeDriver.AUTO)

    def key_problem(self) -> Problem | None:
        return self.requests.problem()

    def use(self, settings: ChromeSettings, rules: RequestRules, now: Instant) -> Reply:
        self.requests.use(rules)
        self.settings.append(settings)
        return Reply(incidents=self.at_start, due=self.due)

    def do(self, command: DriverCommand, now: Instant) -> Reply:
        match command:
            case RaiseTab(card, url):
                if "boom" in url:
                    raise ValueError("a customer's text: boom")
                self.on_raise()
                self.raised.append(command)
                events = [a for a in self.at_once if a.card == card]
                return Reply(events, due=self.due)
            case CloseTab(card):
                self.closed.append(card)
            case ForgetLogins():
                self.forgotten.append(list(self.closed))
            case ShowPage(model):
                self.pages.append(json.loads(model))
        return Reply(due=self.due)

    def receive(self, signal: FromBrowser, now: Instant) -> Reply:
        if isinstance(signal, ChromeGone):
            self.ended += 1
            return Reply(due=self.due)
        self.on_receive()
        return Reply(self.answers, self.incidents, self.sentences, self.due)

    def tick(self, now: Instant) -> Reply:
        self.on_tick()
        return Reply(due=self.due)

    def close(self) -> None:
        self.is_closed = True


class PlayedRequests:
    """A desktop whose keys are all there, but for those that a test puts into `lost`."""

    def __init__(self) -> None:
        self.used: list[RequestRules] = []
        self.lost: set[str] = set()

    def use(self, rules: RequestRules) -> None:
        self.used.append(rules)

    def problem(self) -> Problem | None:
        key = self.used[-1].key
        if key is None or key.name not in self.lost:
            return None
        return Problem(said("key.not_in_store", name=key.name), DESKTOP, "Sign.Key")


class PlayedJournal:
    def __init__(self) -> None:
        self.records: list[Record] = []
        self.stamps: list[Stamps] = []
        self.open: list[OpenCard] = []
        self.room: float = math.inf
        self.is_damaged = False

    def append(self, record: Record, stamps: Stamps) -> None:
        if len(self.records) >= self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.records.append(record)
        self.stamps.append(stamps)

    def open_cards(self) -> list[OpenCard]:
        if self.is_damaged:
            raise KeyError("url")
        return self.open

    def last_operator(self) -> str:
        return ""

    def prune(self) -> None: ...

    def close(self) -> None: ...


class PlayedTelemetry:
    """Counts for *address* whether and how often it was called."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.taken: list[str] = []

    def take(self, event: Event, _commands: Sequence[Command], _reported: float) -> None:
        self.taken.append(type(event).__name__)

    def take_incident(self, incident: Incident) -> None:
        self.taken.append(incident.name)

    def take_problems(self, number: int) -> None:
        self.taken.append(f"{number} problems")

    def leave(self) -> None:
        self.taken.append("left")

    def close(self) -> None:
        self.taken.append("closed")


class PlayedSources:
    """Sources of settings that hold what a test has put into `kept_copy`."""

    def __init__(self) -> None:
        self.kept_copy: OverlayCopy | None = None
        self.followed: list[str] = []
        self.keys: list[bytes | None] = []
        self.kept: list[tuple[str, bytes]] = []
        self.is_watching = False

    def watch(self) -> None:
        self.is_watching = True

    def copy(self) -> OverlayCopy | None:
        return self.kept_copy

    def follow(self, address: str, key: bytes | None) -> None:
        self.followed.append(address)
        self.keys.append(key)

    def keep(self, address: str, data: bytes) -> None:
        self.kept.append((address, data))


STUMBLE = 13.0
"""A `max-age` at which a hurried desktop stumbles."""


class Hurried(Pace):
    """Asks twenty times a second, whatever happens."""

    def __init__(self, *, has_copy: bool) -> None:
        super().__init__(lambda: 0.0, has_copy=has_copy)

    def first(self) -> float:
        return 0.0

    def after_answer(self, max_age: float | None) -> float:
        if max_age == STUMBLE:
            raise KeyError("a fault of our own")
        super().after_answer(max_age)
        return 0.05

    def after_failure(self, retry_after: float | None) -> float:
        super().after_failure(retry_after)
        return 0.05


class _Slow(SimpleQueue[Signal]):
    """Nothing waits behind what is being served, so that the operator's page is drawn."""

    def empty(self) -> bool:
        return True


class Desktop(PlayedDesktop):
    """A desktop with the service in it. `serve` plays lines and returns what was answered."""

    def __init__(self) -> None:
        super().__init__(now=lambda: 1000.0)
        self.chrome = PlayedDriver()
        self.journal = PlayedJournal()
        self.collectors: list[PlayedTelemetry] = []
        self.requests = self.chrome.requests
        self.said: list[str] = []
        self.reported: list[Status] = []
        self.sites: list[SiteReport] = []
        self.written: list[dict[str, Any]] = []
        self.seconds = 0.0
        self.rest: float | None = None

    def serve(self, *lines: bytes | Overlong | Signal) -> list[dict[str, Any]]:
        inbox: SimpleQueue[Signal] = SimpleQueue()
        for line in lines:
            signal = FromPlugin([line], 1001.0) if isinstance(line, bytes | Overlong) else line
            inbox.put(signal)
        inbox.put(PluginGone())
        Service(self.ports(), []).run(inbox)
        return self.written

    def serve_slowly(self, *signals: bytes | Signal) -> list[dict[str, Any]]:
        """Play *signals* one after the other; return the notes of the page after all of them."""
        inbox: SimpleQueue[Signal] = _Slow()
        for signal in signals:
            inbox.put(FromPlugin([signal], 1001.0) if isinstance(signal, bytes) else signal)
        inbox.put(PluginGone())
        Service(self.ports(), []).run(inbox)
        notes: list[dict[str, Any]] = self.chrome.pages[-1]["notes"]
        return notes

    def let_seconds_pass(self, seconds: int, *lines: bytes) -> list[list[CardId]]:
        """Play *lines*; return what had been closed at the beginning of each second after them."""
        closed: list[list[CardId]] = []

        def a_second_passes() -> None:
            closed.append(list(self.chrome.closed))
            self.seconds += 1

        self.chrome.on_receive = a_second_passes
        self.serve(*lines, *[FromChrome(1, [])] * seconds)
        return closed

    def acknowledged(self) -> list[int]:
        return [
            message["params"]["seq"]
            for message in self.written
            if message.get("method") == "event/acknowledged"
        ]

    def _open_telemetry(self, address: str) -> PlayedTelemetry | None:
        if not address:
            return None
        self.collectors.append(PlayedTelemetry(address))
        return self.collectors[-1]

    def ports(self) -> Ports:
        return Ports(
            driver=self.chrome,
            open_journal=lambda _session, _days: self.journal,
            open_telemetry=self._open_telemetry,
            write=lambda data: self.written.append(json.loads(data)),
            say=self.said.append,
            now=lambda: 1002.0,
            clock=lambda: self.seconds,
            rest=lambda: self.rest,
            pid=7,
            report=self.reported.append,
            report_site=self.sites.append,
        )
