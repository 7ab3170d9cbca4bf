"""
An OpenTelemetry collector for tests: it takes what is valid by the protocol's own definition.

On 127.0.0.1 only, like everything here.
"""

import json
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from itertools import accumulate
from typing import Any

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)

from rig.loopback import Loopback

Labels = tuple[tuple[str, str], ...]
Series = Mapping[tuple[tuple[str, str], ...], Any]
"""Values by attributes, in the attributes' order."""


class Collector(Loopback):
    """
    `status` and `headers` answer what is valid; `bodies` has all that came, as it came.

    What is not valid is answered with 400, as a collector does.
    """

    def __init__(self) -> None:
        self.status = 200
        self.headers: dict[str, str] = {}
        self.paths: list[str] = []
        self.bodies: list[bytes] = []
        self.messages: list[ExportMetricsServiceRequest] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.paths.append(self.path)
                collector.bodies.append(body)
                is_json = self.headers["Content-Type"] == "application/json"
                self.send_response(collector.take(body) if is_json else 415)
                for name, value in collector.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def do_GET(self) -> None:
                page = collector.page().encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)

    def take(self, body: bytes) -> int:
        """Return the status for *body*."""
        try:
            message = json_format.Parse(body, ExportMetricsServiceRequest())
        except json_format.ParseError:
            return 400
        self.messages.append(message)
        return self.status

    def sums(self, name: str) -> Series:
        """Return the newest totals of a sum or gauge; nothing if there are none yet."""
        for metric in metrics(self.messages[-1]) if self.messages else []:
            if metric.name == name:
                points = metric.sum.data_points or metric.gauge.data_points
                return {attributes(point): point.as_int for point in points}
        return {}

    def page(self) -> str:
        """
        Return the newest numbers of each desktop, as Prometheus reads them.

        Names follow OpenTelemetry's specification, "Prometheus and OpenMetrics Compatibility".
        """
        newest = {_resource(message)["service.instance.id"]: message for message in self.messages}
        return "".join(line + "\n" for message in newest.values() for line in _lines(message))


def _resource(message: ExportMetricsServiceRequest) -> dict[str, str]:
    [resource] = message.resource_metrics
    return {each.key: each.value.string_value for each in resource.resource.attributes}


def _lines(message: ExportMetricsServiceRequest) -> Iterator[str]:
    resource = _resource(message)
    sender = (("job", resource["service.name"]), ("instance", resource["service.instance.id"]))
    yield _line("target_info", (*sender, ("service_version", resource["service.version"])), 1)
    for metric in metrics(message):
        name = metric.name.replace(".", "_") + ("_seconds" if metric.unit == "s" else "")
        for point in metric.sum.data_points:
            yield _line(f"{name}_total", (*sender, *attributes(point)), point.as_int)
        for point in metric.gauge.data_points:
            yield _line(name, (*sender, *attributes(point)), point.as_int)
        for point in metric.histogram.data_points:
            yield from _histogram(name, (*sender, *attributes(point)), point)


def _histogram(name: str, labels: Labels, point: Any) -> Iterator[str]:
    bounds = [*map(str, point.explicit_bounds), "+Inf"]
    for bound, count in zip(bounds, accumulate(point.bucket_counts), strict=True):
        yield _line(f"{name}_bucket", (*labels, ("le", bound)), count)
    yield _line(f"{name}_sum", labels, point.sum)
    yield _line(f"{name}_count", labels, point.count)


def _line(name: str, labels: Labels, value: float) -> str:
    inside = ",".join(f"{key}={json.dumps(text, ensure_ascii=False)}" for key, text in labels)
    return f"{name}{{{inside}}} {value}"


def metrics(message: ExportMetricsServiceRequest) -> list[Any]:
    return [
        metric
        for resource in message.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    ]


def attributes(point: Any) -> tuple[tuple[str, str], ...]:
    return tuple((each.key, each.value.string_value) for each in point.attributes)
