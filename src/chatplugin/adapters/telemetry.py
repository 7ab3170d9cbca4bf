"""
Send the tally to an OpenTelemetry collector, in a thread of its own: OTLP over HTTP, in JSON.

Every number is a total, so nothing is kept for a collector that is away: the next message has it
all. The answers are handled as the OTLP specification has it: `429`, `502`, `503` and `504` mean
another try, later, and `Retry-After` when.

Loaded only where a collector is set, as most desktops have none: nothing is counted without one.
"""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chatplugin import __version__
from chatplugin.adapters import threads
from chatplugin.config.table.program import without_query
from chatplugin.domain.errors import back_off
from chatplugin.domain.events import Command, Event, Incident
from chatplugin.service.metrics import Tally
from chatplugin.service.ports import Say

if TYPE_CHECKING:
    from chatplugin.adapters.http import Client

log = logging.getLogger(__name__)

_PATH = "/v1/metrics"
_INTERVAL = 60.0
_LONGEST_BACK_OFF = 900.0
"""Seconds; each wait has a random part, so that desktops do not come all at once."""

_SECONDS_FOR_THE_LAST = 0.4
"""A desktop that is closed waits no longer: everything has to end within a second."""


class Telemetry:
    """
    Counts for the collector at *address*, and sends until `close`.

    *now* is in milliseconds since 1970-01-01 UTC, *interval* in seconds.
    """

    def __init__(
        self, address: str, now: Callable[[], float], *, say: Say, interval: float = _INTERVAL
    ) -> None:
        self._address = _of_metrics(address)
        self._now = now
        self._say = say
        self._interval = interval
        self._tally = Tally(__version__, os.urandom(16).hex(), now())
        self._counting = threading.Lock()
        self._closing = threading.Event()
        self._client: Client | None = None
        self._failures = 0
        self._has_sent_the_last = False
        self._thread = threads.start_lasting("telemetry", self._run, say)

    def take(self, event: Event, commands: Sequence[Command], reported: float) -> None:
        with self._counting:
            self._tally.take(event, commands, reported, self._now())

    def take_incident(self, incident: Incident) -> None:
        with self._counting:
            self._tally.take_incident(incident)

    def take_problems(self, number: int) -> None:
        with self._counting:
            self._tally.take_problems(number)

    def leave(self) -> None:
        """Send once more, and then no more; nobody waits for it."""
        self._closing.set()

    def close(self) -> None:
        """Send once more, if that is a matter of moments."""
        self.leave()
        self._thread.join(_SECONDS_FOR_THE_LAST)

    def _run(self) -> None:
        wait = _spread(self._interval, 0.0, 1.0)
        while not self._closing.wait(wait):
            wait = self._send()
        if not self._has_sent_the_last:
            self._has_sent_the_last = True
            self._send()

    def _send(self) -> float:
        """Send what there is, and return in how many seconds to do it again."""
        from chatplugin.adapters.http import Client, FetchFailed  # noqa: PLC0415 - 30 ms, for few

        self._client = self._client or Client()
        with self._counting:
            body = self._tally.encoded(self._now())
        try:
            self._client.post(self._address, body)
        except FetchFailed as error:
            return self._after_failure(str(error), error.retry_after or 0.0)
        if self._failures:
            self._failures = 0
            log.info("%s takes telemetry again", self._name())
        return _spread(self._interval, 0.75, 1.25)

    def _after_failure(self, sentence: str, retry_after: float) -> float:
        self._failures += 1
        if self._failures == 1:
            self._say(f"{self._name()}: {sentence}. Cards come up all the same")
        wait = back_off(2 * self._interval, self._failures, _LONGEST_BACK_OFF)
        return _spread(max(wait, retry_after), 1.0, 1.5)

    def _name(self) -> str:
        return f"Telemetry.Endpoint {without_query(self._address)}"


def _of_metrics(address: str) -> str:
    """Return where metrics go: OTLP names the collector, and each kind of signal has its path."""
    return address if address.endswith(_PATH) else address.rstrip("/") + _PATH


def _spread(seconds: float, least: float, most: float) -> float:
    """Return *seconds* times a random number from *least* to *most*."""
    from random import SystemRandom  # noqa: PLC0415 - 3 ms, for few

    return seconds * SystemRandom().uniform(least, most)
