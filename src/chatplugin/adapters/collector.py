"""
Send the tally to an OpenTelemetry collector, in a thread of its own: OTLP over HTTP, in JSON.

Every number is a total, so nothing is kept for a collector that is away: the next message has it
all. The answers are handled as the OTLP specification has it: `429`, `502`, `503` and `504` mean
another try, later, and `Retry-After` when.
"""

import logging
import random
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chatplugin import __version__
from chatplugin.adapters import threads
from chatplugin.config.table.addresses import without_query
from chatplugin.domain.commands import Command
from chatplugin.domain.events import Event, Incident
from chatplugin.service.ports import Say
from chatplugin.telemetry.otlp import METRICS_PATH, Sender, metrics
from chatplugin.telemetry.tally import Tally

if TYPE_CHECKING:
    from chatplugin.adapters.http import Client

log = logging.getLogger(__name__)

INTERVAL = 60.0
LONGEST_BACK_OFF = 900.0
"""Seconds; each wait is spread over a half more, so that desktops do not come all at once."""

SECONDS_FOR_THE_LAST = 0.4
"""A desktop that is closed waits no longer: everything has to end within a second."""


class Collector:
    """Counts for the collector at *address*, and sends until `close`."""

    def __init__(
        self,
        address: str,
        now: Callable[[], float],
        *,
        say: Say,
        interval: float = INTERVAL,
    ) -> None:
        self._address = metrics_address(address)
        self._now = now
        self._say = say
        self._interval = interval
        self._tally = Tally()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._sender = Sender(__version__, str(uuid.uuid4()), now())
        self._client: Client | None = None
        self._failures = 0
        self._has_sent_the_last = False
        self._thread = threads.start_lasting("telemetry", self._run, say)

    def take(self, event: Event, commands: Sequence[Command], reported: float) -> None:
        with self._lock:
            self._tally.take(event, commands, reported, self._now())

    def take_incident(self, incident: Incident) -> None:
        with self._lock:
            self._tally.take_incident(incident)

    def take_problems(self, number: int) -> None:
        with self._lock:
            self._tally.take_problems(number)

    def leave(self) -> None:
        """Send once more, and then no more; nobody waits for it."""
        self._closing.set()

    def close(self) -> None:
        """Send once more, if that is a matter of moments."""
        self.leave()
        self._thread.join(SECONDS_FOR_THE_LAST)

    def _run(self) -> None:
        wait = self._interval * random.random()  # noqa: S311 - no secret
        while not self._closing.wait(wait):
            wait = self._send()
        if not self._has_sent_the_last:
            self._has_sent_the_last = True
            self._send()

    def _send(self) -> float:
        """Send what there is, and return in how many seconds to do it again."""
        from chatplugin.adapters.http import Client, FetchFailed  # noqa: PLC0415 - 30 ms, for few

        self._client = self._client or Client()
        with self._lock:
            body = metrics(self._tally, self._sender, self._now())
        try:
            self._client.post(self._address, body)
        except FetchFailed as error:
            self._failures += 1
            if self._failures == 1:
                self._say(f"{self._name()}: {error}. Cards come up all the same")
            wait = min(self._interval * 2.0 ** min(self._failures, 10), LONGEST_BACK_OFF)
            return max(wait, error.retry_after or 0.0) * (1 + 0.5 * random.random())  # noqa: S311
        if self._failures:
            self._failures = 0
            log.info("%s takes telemetry again", self._name())
        return self._interval * (0.75 + 0.5 * random.random())  # noqa: S311

    def _name(self) -> str:
        return f"Telemetry.Endpoint {without_query(self._address)}"


def metrics_address(address: str) -> str:
    """Return where metrics go: OTLP names the collector, and each kind of signal has its path."""
    return address if address.endswith(METRICS_PATH) else address.rstrip("/") + METRICS_PATH
