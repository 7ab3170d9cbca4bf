"""
What the CRM was asked for, for tests, the benchmark and curious developers.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TextIO

from examples.crm.contract import Pairs

CARD_PATHS = ("/card", "/slow", "/error", "/csp", "/popup")
"""The pages that a template may point to; the others are reached from them."""


@dataclass(frozen=True, slots=True)
class Record:
    """
    A request. *at* is when its first byte came, in milliseconds since 1970; *query* is as it came.

    *body* is that of a card's form (POST), as it came; *parameters* are read from it then.
    """

    at: float
    method: str
    path: str
    query: str
    parameters: Pairs
    body: str = ""

    @property
    def sent(self) -> str:
        """What carries the parameters."""
        return self.body if self.method == "POST" else self.query

    def __getitem__(self, name: str) -> str:
        return dict(self.parameters)[name]


class Records:
    """
    The pages that were asked for, and what their scripts signalled, in the order of arrival.
    """

    def __init__(self, log: TextIO | None = None) -> None:
        self._log = log
        self._pages: list[Record] = []
        self._signals: list[Record] = []
        self._changed = threading.Condition()

    def add_page(self, record: Record) -> None:
        with self._changed:
            self._pages.append(record)
            if self._log:
                print(json.dumps(asdict(record), ensure_ascii=False), file=self._log, flush=True)
            self._changed.notify_all()

    def add_signal(self, record: Record) -> None:
        with self._changed:
            self._signals.append(record)
            self._changed.notify_all()

    def pages(self) -> list[Record]:
        with self._changed:
            return self._pages[:]

    def cards(self) -> list[Record]:
        return [record for record in self.pages() if record.path in CARD_PATHS]

    def signals(self) -> list[Record]:
        with self._changed:
            return self._signals[:]

    def wait(self, until: Callable[[], bool], within: float) -> bool:
        """
        Whether *until* came true within so many seconds; it is asked again after every request.
        """
        with self._changed:
            return self._changed.wait_for(until, timeout=within)
