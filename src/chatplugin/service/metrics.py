"""
How often what happened and how long it took, and how OpenTelemetry writes it.

The numbers are for those who look after many desktops. Nothing here leads to a customer or an
operator: contacts are counted by channel and by what became of them, in the words of the settings
and of this program.

They are written as OTLP 1.x in its JSON encoding, as a collector takes it by HTTP. Sums and
histograms are cumulative, so a message that never arrives costs nothing but its moment. Integers of
64 bits are texts there, and moments nanoseconds (protobuf's JSON mapping, and opentelemetry-proto's
`metrics.proto`).
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import CardTroubled, Command, Event, Fate, Incident, Record

CONTENT_TYPE = "application/json"

_CUMULATIVE = 2
_SCOPE = "chatplugin"

_JsonValue = object

BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""In seconds: the last card of a slow CRM is as much of interest as the quickest one."""

MOST_CHANNELS: Final = 32
OTHER: Final = "other"
"""EMC names the channels, and each has a series. Those beyond MOST_CHANNELS share one."""

_MOST_WAITING: Final = 1000
"""Cards that are raised and not shown yet; of more than a desk has contacts the oldest go."""


class _Durations(Struct):
    """A histogram: `buckets` has one more than there are BOUNDS; `total` is in seconds."""

    count: int = 0
    total: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    def take(self, seconds: float) -> None:
        self.count += 1
        self.total += seconds
        self.buckets[bisect_left(BOUNDS, seconds)] += 1


class _ContactKey(Struct, frozen=True):
    """`reason` is a word for why there is no card, or what was wrong with the CRM; else empty."""

    channel_type: str
    fate: Fate
    reason: str = ""

    @property
    def labels(self) -> dict[str, str]:
        reason = {"reason": self.reason} if self.reason else {}
        return {"channel_type": self.channel_type, "fate": self.fate.value, **reason}


class Tally:
    """
    All that has been counted since *started*, in milliseconds since 1970-01-01 UTC.

    *version* is this program's, *instance* a name that leads to no machine and no person.
    """

    def __init__(self, version: str, instance: str, started: float) -> None:
        self._version = version
        self._instance = instance
        self._started = started
        self.contacts: Counter[_ContactKey] = Counter()
        self.durations: dict[str, _Durations] = {}
        """From the event in EMC until the card is shown, by channel."""

        self.incidents: Counter[Incident] = Counter()
        self.problems = 0
        """Of the settings, as they are now."""

        self._waiting: dict[ContactId, float] = {}
        self._channels: set[str] = set()

    def take(self, event: Event, commands: Sequence[Command], reported: float, now: float) -> None:
        """
        Count what *commands* say became of contacts by *event*.

        *reported* is when EMC told of it, *now* when it is counted, both in milliseconds.
        """
        for record in _records(commands):
            channel_type = self._channel(record.channel_type)
            self.contacts[_ContactKey(channel_type, record.fate, _reason(record, event))] += 1
            match record.fate:
                case Fate.RAISED:
                    self._wait_for(record.contact_id, reported)
                case Fate.SHOWN:
                    self._take_shown(record.contact_id, channel_type, now)
                case Fate.NOT_SHOWN | Fate.FAILED | Fate.CLOSED | Fate.KEPT | Fate.ENDED:
                    self._waiting.pop(record.contact_id, None)
                case Fate.JOINED:
                    pass  # `_records` has none.

    def take_incident(self, incident: Incident) -> None:
        self.incidents[incident] += 1

    def take_problems(self, number: int) -> None:
        self.problems = number

    def encoded(self, now: float) -> bytes:
        """Return all of it as the body of one request, *now* in milliseconds since 1970."""
        scope = {"name": _SCOPE, "version": self._version}
        resource = _attributes(
            {
                "service.name": "chatplugin",
                "service.version": self._version,
                "service.instance.id": self._instance,
            }
        )
        message = {
            "resourceMetrics": [
                {
                    "resource": {"attributes": resource},
                    "scopeMetrics": [{"scope": scope, "metrics": self._metrics(now)}],
                }
            ]
        }
        return json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")

    def _metrics(self, now: float) -> list[_JsonValue]:
        times = {
            "startTimeUnixNano": _nanoseconds(self._started),
            "timeUnixNano": _nanoseconds(now),
        }
        return [
            _sum(
                "chatplugin.contacts",
                "{contact}",
                "What became of contacts",
                (_point(times, number, **key.labels) for key, number in self.contacts.items()),
            ),
            _histogram(self.durations, times),
            _sum(
                "chatplugin.chrome.incidents",
                "{incident}",
                "What happened to Chrome",
                (
                    _point(times, number, incident=incident.name.lower())
                    for incident, number in self.incidents.items()
                    if incident is not Incident.HUNG
                ),
            ),
            _sum(
                "chatplugin.service.hangs",
                "{hang}",
                "Services that did not answer and were started again",
                [_point(times, self.incidents[Incident.HUNG])],
            ),
            {
                "name": "chatplugin.settings.problems",
                "unit": "{problem}",
                "description": "Settings that cannot be used as they are",
                "gauge": {"dataPoints": [_point(times, self.problems)]},
            },
        ]

    def _wait_for(self, contact_id: ContactId, since: float) -> None:
        self._waiting.setdefault(contact_id, since)
        if len(self._waiting) > _MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]

    def _take_shown(self, contact_id: ContactId, channel_type: str, now: float) -> None:
        since = self._waiting.pop(contact_id, None)
        if since is not None:
            durations = self.durations.setdefault(channel_type, _Durations())
            durations.take(max(0.0, now - since) / 1e3)

    def _channel(self, channel_type: str) -> str:
        if channel_type not in self._channels and len(self._channels) == MOST_CHANNELS:
            return OTHER
        self._channels.add(channel_type)
        return channel_type


def _records(commands: Sequence[Command]) -> Iterable[Record]:
    """A contact that joins a card is not counted: the card is, once."""
    records = (command for command in commands if isinstance(command, Record))
    return (record for record in records if record.fate is not Fate.JOINED)


def _reason(record: Record, event: Event) -> str:
    if record.refusal:
        return record.refusal.reason.name.lower()
    return event.trouble.name.lower() if isinstance(event, CardTroubled) else ""


def _sum(
    name: str, unit: str, description: str, points: Iterable[_JsonValue]
) -> dict[str, _JsonValue]:
    total = {
        "aggregationTemporality": _CUMULATIVE,
        "isMonotonic": True,
        "dataPoints": list(points),
    }
    return {"name": name, "unit": unit, "description": description, "sum": total}


def _histogram(durations: Mapping[str, _Durations], times: Mapping[str, str]) -> _JsonValue:
    points = [
        {
            **times,
            "attributes": _attributes({"channel_type": channel_type}),
            "count": str(each.count),
            "sum": each.total,
            "bucketCounts": [str(number) for number in each.buckets],
            "explicitBounds": list(BOUNDS),
        }
        for channel_type, each in durations.items()
    ]
    return {
        "name": "chatplugin.card.duration",
        "unit": "s",
        "description": "From the event in EMC until the CRM has shown the card",
        "histogram": {"aggregationTemporality": _CUMULATIVE, "dataPoints": points},
    }


def _point(times: Mapping[str, str], number: int, **attributes: str) -> dict[str, _JsonValue]:
    return {**times, "attributes": _attributes(attributes), "asInt": str(number)}


def _attributes(values: Mapping[str, str]) -> list[_JsonValue]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]


def _nanoseconds(milliseconds: float) -> str:
    return str(round(milliseconds) * 1_000_000)
