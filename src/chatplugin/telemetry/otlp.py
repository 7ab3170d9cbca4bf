"""
A tally as OpenTelemetry's metrics: OTLP 1.x in its JSON encoding, as a collector takes it by HTTP.

Sums and histograms are cumulative, so a message that never arrives costs nothing but its moment.
Integers of 64 bits are texts there, and moments nanoseconds (protobuf's JSON mapping, and
opentelemetry-proto's `metrics.proto`).
"""

import json
from collections.abc import Iterable, Mapping

from msgspec import Struct

from chatplugin.telemetry.tally import BOUNDS, Durations, Tally

CONTENT_TYPE = "application/json"

_PATH = "/v1/metrics"
_CUMULATIVE = 2
_SCOPE = "chatplugin"

_JsonValue = object


class Sender(Struct, frozen=True):
    """Who sends. `instance` is a name that leads to no machine and no person."""

    version: str
    instance: str
    started: float
    """In milliseconds since 1970-01-01 UTC, as `now` below."""


def metrics_address(address: str) -> str:
    """Return where metrics go: OTLP names the collector, and each kind of signal has its path."""
    return address if address.endswith(_PATH) else address.rstrip("/") + _PATH


def metrics(tally: Tally, sender: Sender, now: float) -> bytes:
    """Return the body of one request."""
    times = {"startTimeUnixNano": _nanoseconds(sender.started), "timeUnixNano": _nanoseconds(now)}
    found = [
        _sum(
            "chatplugin.contacts",
            "{contact}",
            "What became of contacts",
            (
                _point(
                    times,
                    number,
                    channel_type=key.channel_type,
                    fate=key.fate.value,
                    **({"reason": key.reason} if key.reason else {}),
                )
                for key, number in tally.contacts.items()
            ),
        ),
        _histogram(tally.durations, times),
        _sum(
            "chatplugin.chrome.incidents",
            "{incident}",
            "What happened to Chrome",
            (
                _point(times, number, incident=incident.name.lower())
                for incident, number in tally.incidents.items()
            ),
        ),
        {
            "name": "chatplugin.settings.problems",
            "unit": "{problem}",
            "description": "Settings that cannot be used as they are",
            "gauge": {"dataPoints": [_point(times, tally.problems)]},
        },
    ]
    scope = {"name": _SCOPE, "version": sender.version}
    resource = _attributes(
        {
            "service.name": "chatplugin",
            "service.version": sender.version,
            "service.instance.id": sender.instance,
        }
    )
    message = {
        "resourceMetrics": [
            {
                "resource": {"attributes": resource},
                "scopeMetrics": [{"scope": scope, "metrics": found}],
            }
        ]
    }
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")


def _sum(
    name: str, unit: str, description: str, points: Iterable[_JsonValue]
) -> dict[str, _JsonValue]:
    total = {
        "aggregationTemporality": _CUMULATIVE,
        "isMonotonic": True,
        "dataPoints": list(points),
    }
    return {"name": name, "unit": unit, "description": description, "sum": total}


def _histogram(durations: Mapping[str, Durations], times: Mapping[str, str]) -> _JsonValue:
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
