"""
What fails on a desk, one fault at a time, and how each is mended some seconds later.

Processes are killed, stopped and starved from outside; the service knows nothing of it.
"""

import heapq
import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from typing import TypeVar

from examples.crm.pages import Answer
from examples.crm.records import CARD_PATHS
from examples.crm.server import Crm, Request
from rig.crm import SampleCrm
from rig.everyday import commands, relays
from rig.lane import COMMAND, EXTENSION, PIPE, Lane
from rig.load import tree
from rig.settings_server import SettingsServer, answer
from rig.workplace import children

T = TypeVar("T")


class Fault(StrEnum):
    SERVICE_KILLED = "service killed"
    SERVICE_STOPPED = "service stopped"
    MEMORY = "no memory for the service"
    CHROME_KILLED = "Chrome killed"
    CHROME_STOPPED = "Chrome stopped"
    PAGE_KILLED = "page killed"
    RELAY_KILLED = "relay killed"
    RELAY_STOPPED = "relay stopped"
    SERVER_CUT = "settings server cut off"
    SERVER_SILENT = "settings server silent"
    OVERLAY = "overlay broken"
    SECTION = "EMC's section broken"
    CRM_CUT = "CRM cut off"
    CRM_500 = "CRM answers 500"
    CRM_SLOW = "CRM slow"
    DISK = "disk full"
    CLOCK = "clock jumped"


_EVERYWHERE = {
    Fault.SERVICE_KILLED: 3,
    Fault.SERVICE_STOPPED: 3,
    Fault.MEMORY: 2,
    Fault.CHROME_KILLED: 2,
    Fault.SERVER_CUT: 2,
    Fault.SERVER_SILENT: 2,
    Fault.OVERLAY: 4,
    Fault.SECTION: 2,
    Fault.CRM_CUT: 2,
    Fault.CRM_500: 2,
    Fault.CRM_SLOW: 2,
    Fault.DISK: 3,
    Fault.CLOCK: 2,
}
FAULTS = {
    PIPE: _EVERYWHERE | {Fault.CHROME_STOPPED: 2, Fault.PAGE_KILLED: 2},
    EXTENSION: _EVERYWHERE
    | {Fault.RELAY_KILLED: 3, Fault.RELAY_STOPPED: 3, Fault.CHROME_STOPPED: 2},
    COMMAND: _EVERYWHERE,
}
"""Those of each way to Chrome, and how often they come beside each other."""

GOOD = '{"TabTitle": "CRM {user_id}"}'
_BAD = (
    "{",
    "<html>",
    '{"MaxTabs": "many"}',
    '{"TabTitle": "CRM {nobody}", "ChatTemplate": "https://elsewhere.example/{user_id}"}',
    '{"ChatTemplate": 7, "PersonalAccount.Pattern": "("}',
    '{"Unknown' + "x" * 5000 + '": ""}',
)
_DAY = 24 * 60 * 60
_JUMPS = (-_DAY, -3600, 3600, _DAY, 20 * _DAY, 3653 * _DAY)
"""Of the clock, in seconds."""

_MEGABYTE = 1 << 20


class TroubledCrm(SampleCrm):
    """The sample CRM, which fails on demand for those who ask for a card."""

    def __init__(self) -> None:
        super().__init__(kind=_Troubled)

    def be(self, fault: Fault | None) -> None:
        assert isinstance(self._crm, _Troubled)
        self._crm.fault = fault


class _Troubled(Crm):
    fault: Fault | None = None

    def answer(self, request: Request) -> Answer:
        page = super().answer(request)
        if request.record.path not in CARD_PATHS:
            return page
        if self.fault is Fault.CRM_CUT:
            raise ConnectionError("as if the line were cut")
        if self.fault is Fault.CRM_500:
            return replace(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)
        if self.fault is Fault.CRM_SLOW:
            time.sleep(3)
        return page


class Faults:
    """Those of *lane*. A `chance` from 0 to 1 says where each comes, and for how long."""

    def __init__(self, lane: Lane, crm: TroubledCrm, server: SettingsServer) -> None:
        self._lane = lane
        self._desk = lane.desk
        self._crm = crm
        self._server = server
        self._mends: list[tuple[float, int, Callable[[], object]]] = []
        """With the moments of `time.monotonic`, the first one first."""

        self._numbers = count()
        server.publish(GOOD, Cache_Control="max-age=1")

    @property
    def due(self) -> float | None:
        """The moment of the next mend, by `time.monotonic`."""
        return self._mends[0][0] if self._mends else None

    def mend(self, until: float | None = None) -> None:
        """Mend what is due *until* that moment; all of it if none is given."""
        while self._mends and (until is None or self._mends[0][0] <= until):
            heapq.heappop(self._mends)[2]()

    def come(self, fault: Fault, chance: float) -> None:
        """Let *fault* happen. Where there is no such process just now, nothing does."""
        with suppress(ProcessLookupError):
            self._come(fault, chance, seconds=0.5 + 4 * chance)

    def end_everyday_chrome(self) -> None:
        """Kill it, whoever has opened it."""
        self._lane.everyday.kill()
        for pid in self._lane.everyday.browsers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _come(self, fault: Fault, chance: float, seconds: float) -> None:
        match fault:
            case Fault.SERVICE_KILLED:
                os.kill(self._service, signal.SIGKILL)
            case Fault.SERVICE_STOPPED:
                self._stop(self._service, seconds)
            case Fault.MEMORY:
                self._limit_memory(self._service, seconds)
            case Fault.CHROME_KILLED:
                self._kill_chrome(seconds)
            case Fault.CHROME_STOPPED:
                self._stop(self._chrome(), 26 if chance > 0.8 else seconds)
            case Fault.PAGE_KILLED:
                os.kill(_one_of(self._renderers(), chance), signal.SIGKILL)
            case Fault.RELAY_KILLED:
                os.kill(_one_of(relays(self._desk.home), chance), signal.SIGKILL)
            case Fault.RELAY_STOPPED:
                self._stop(_one_of(relays(self._desk.home), chance), seconds)
            case _:
                self._surround(fault, chance, seconds)

    def _surround(self, fault: Fault, chance: float, seconds: float) -> None:
        """What is around the processes fails."""
        match fault:
            case Fault.SECTION:
                self._desk.desktop.play('set ChatPlugin Journal.Days "x"')
                right = 'set ChatPlugin Journal.Days "7"'
                self._later(seconds, lambda: self._desk.desktop.play(right))
            case Fault.CRM_CUT | Fault.CRM_500 | Fault.CRM_SLOW:
                self._crm.be(fault)
                self._later(seconds, lambda: self._crm.be(None))
            case Fault.DISK:
                self._fill_disk(seconds)
            case Fault.CLOCK:
                self._set_clock(_one_of(_JUMPS, chance))
                self._later(2 * seconds, lambda: self._set_clock(0))
            case _:
                self._serve_wrongly(fault, chance, seconds)

    def _later(self, seconds: float, mend: Callable[[], object]) -> None:
        heapq.heappush(self._mends, (time.monotonic() + seconds, next(self._numbers), mend))

    @property
    def _service(self) -> int:
        return self._desk.desktop.service_pids[-1]

    def _stop(self, pid: int, seconds: float) -> None:
        os.kill(pid, signal.SIGSTOP)

        def go_on() -> None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

        self._later(seconds, go_on)

    def _limit_memory(self, pid: int, seconds: float) -> None:
        """Leave it a megabyte."""
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[0])
        except OSError:
            return
        _, hard = resource.prlimit(pid, resource.RLIMIT_AS)
        limit = pages * resource.getpagesize() + _MEGABYTE
        resource.prlimit(pid, resource.RLIMIT_AS, (limit, hard))

        def lift() -> None:
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_AS, (hard, hard))

        self._later(seconds, lift)

    def _chrome(self) -> int:
        if self._lane.driver != PIPE:
            return _one_of(self._lane.everyday.browsers(), 0)
        return _one_of(children(self._service), 0)

    def _kill_chrome(self, seconds: float) -> None:
        if self._lane.driver == PIPE:
            os.kill(self._chrome(), signal.SIGKILL)
            return
        self.end_everyday_chrome()
        self._later(seconds, self._open_everyday_chrome)

    def _open_everyday_chrome(self) -> None:
        """Unless the service has opened it meanwhile, for a card."""
        if not self._lane.everyday.browsers():
            self._lane.everyday.start()

    def _renderers(self) -> list[int]:
        own = set(tree(self._chrome()))
        return [pid for pid, words in commands() if "--type=renderer" in words and pid in own]

    def _serve_wrongly(self, fault: Fault, chance: float, seconds: float) -> None:
        broken = answer(200, _one_of(_BAD, chance).encode(), Cache_Control="max-age=1")
        answers = {Fault.SERVER_CUT: _cut, Fault.SERVER_SILENT: _keep_silent}
        self._server.answer_with(answers.get(fault, broken))
        # A desktop asks every ten seconds at most.
        self._later(10 + seconds, lambda: self._server.publish(GOOD, Cache_Control="max-age=1"))

    def _fill_disk(self, seconds: float) -> None:
        filler = self._desk.home / "filler"
        if not self._desk.home.is_mount() or filler.exists():
            return
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        self._later(seconds, lambda: filler.unlink(missing_ok=True))

    def _set_clock(self, seconds: int) -> None:
        new = self._desk.folder / "clock.new"
        new.write_text(str(seconds), "ascii")
        new.rename(self._desk.folder / "clock")


def _one_of(things: Sequence[T], chance: float) -> T:
    if not things:
        raise ProcessLookupError
    return things[int(chance * len(things))]


def _cut(request: BaseHTTPRequestHandler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


def _keep_silent(request: BaseHTTPRequestHandler) -> None:
    time.sleep(12)
    _cut(request)
