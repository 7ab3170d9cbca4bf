"""
A CRM for tests: the sample CRM, inside the test's process or in one of its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

from examples.crm.contract import Pairs
from examples.crm.records import CARD_PATHS, Record, Records
from examples.crm.server import Crm

PROGRAM = Path(__file__).parents[1] / "examples" / "crm" / "crm.py"


class SampleCrm:
    """
    The sample CRM while `with` lasts. With *port* it comes back at the address that it had.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        login: bool = False,
        keys: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
        kind: type[Crm] = Crm,
    ) -> None:
        self._records = Records()
        self._crm = kind(self._records, port=port, login=login, keys=keys, clock=clock)
        self.url = self._crm.url
        self.port = int(self.url.rpartition(":")[2])

    def __enter__(self) -> Self:
        self._crm.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._crm.__exit__()

    def requests(self) -> list[Record]:
        """All pages that were asked for, moves inside the CRM and the login page included."""
        return self._records.pages()

    def cards(self) -> list[Record]:
        """The pages that a screen pop asked for."""
        return self._records.cards()

    def wait_for_cards(self, n: int, within: float = 10) -> list[Record]:
        if not self._records.wait(lambda: len(self.cards()) >= n, within):
            raise AssertionError(_too_few(n, within, self.cards()))
        return self.cards()

    def signals(self, name: str) -> list[str]:
        """
        What the pages' scripts told of `title` (its new text), `dirty`, `saved`, `beforeunload`.
        """
        return [signal["value"] for signal in self._records.signals() if signal["name"] == name]

    def wait_for_signals(self, name: str, n: int = 1, within: float = 10) -> list[str]:
        if not self._records.wait(lambda: len(self.signals(name)) >= n, within):
            raise AssertionError(f"{len(self.signals(name))} of {n} signals {name!r} in {within} s")
        return self.signals(name)


class SampleCrmProcess:
    """
    The sample CRM in a process of its own, so that a benchmark's work does not delay its clock.
    """

    def __init__(self, *arguments: str) -> None:
        self._command = [sys.executable, str(PROGRAM), *arguments]
        self._stack = ExitStack()
        self.url = ""

    def __enter__(self) -> Self:
        process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._stack.enter_context(process)
        self._stack.callback(process.terminate)
        assert process.stdout is not None
        self.url = process.stdout.readline().strip().removeprefix("listening on ")
        assert self.url, "the sample CRM did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def requests(self) -> list[Record]:
        return self._ask(cards=0, within=0)

    def cards(self) -> list[Record]:
        return _cards(self.requests())

    def signals(self, name: str) -> list[str]:
        """What the pages' scripts told of *name*, as `SampleCrm.signals` has it."""
        with closing(self._connection(within=0)) as connection:
            connection.request("GET", "/signals")
            told = [dict(_pairs(signal)) for signal in json.load(connection.getresponse())]
        return [signal["value"] for signal in told if signal["name"] == name]

    def wait_for_cards(self, n: int, within: float = 10) -> list[Record]:
        cards = _cards(self._ask(cards=n, within=within))
        if len(cards) < n:
            raise AssertionError(_too_few(n, within, cards))
        return cards

    def _ask(self, *, cards: int, within: float) -> list[Record]:
        with closing(self._connection(within)) as connection:
            connection.request("GET", f"/requests?cards={cards}&within={within * 1000:.0f}")
            records = json.load(connection.getresponse())
        return [Record(**{**record, "parameters": _pairs(record)}) for record in records]

    def _connection(self, within: float) -> HTTPConnection:
        return HTTPConnection(self.url.removeprefix("http://"), timeout=within + 10)


def _cards(records: list[Record]) -> list[Record]:
    return [record for record in records if record.path in CARD_PATHS]


def _pairs(record: dict[str, list[list[str]]]) -> Pairs:
    return tuple((name, value) for name, value in record["parameters"])


def _too_few(n: int, within: float, cards: list[Record]) -> str:
    asked = ", ".join(f"{card.path}?{card.query}" for card in cards) or "nothing"
    return f"{len(cards)} of {n} cards were asked for within {within} s: {asked}"
