"""
An OpenTelemetry collector for tests: it takes what is valid by the protocol's own definition.

On 127.0.0.1 only, like everything here.
"""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)

from rig.loopback import Loopback

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


def metrics(message: ExportMetricsServiceRequest) -> list[Any]:
    return [
        metric
        for resource in message.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    ]


def attributes(point: Any) -> tuple[tuple[str, str], ...]:
    return tuple((each.key, each.value.string_value) for each in point.attributes)
