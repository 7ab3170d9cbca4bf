"""
Counts for `Telemetry.Endpoint`, where it is set; where it is not, nothing of this is loaded.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chatplugin.domain.commands import Command
from chatplugin.domain.events import Event, Incident
from chatplugin.service.ports import Say

if TYPE_CHECKING:
    from chatplugin.adapters.collector import Collector


class Telemetry:
    """Passes what happens on to whoever counts it for a collector, if there is one."""

    def __init__(self, now: Callable[[], float], *, say: Say) -> None:
        self._now = now
        self._say = say
        self._address = ""
        self._problems = 0
        self._collector: Collector | None = None

    def use(self, address: str) -> None:
        """Send to *address* from now on, to nobody if it is empty."""
        if address == self._address:
            return
        if self._collector:
            self._collector.leave()
            self._collector = None
        self._address = address
        if address:
            from chatplugin.adapters.collector import Collector  # noqa: PLC0415 - for those who ask

            self._collector = Collector(address, self._now, say=self._say)
            self._collector.take_problems(self._problems)

    def take(self, event: Event, commands: Sequence[Command], reported: float) -> None:
        if self._collector:
            self._collector.take(event, commands, reported)

    def take_incident(self, incident: Incident) -> None:
        if self._collector:
            self._collector.take_incident(incident)

    def take_problems(self, number: int) -> None:
        self._problems = number
        if self._collector:
            self._collector.take_problems(number)

    def close(self) -> None:
        if self._collector:
            self._collector.close()
            self._collector = None
