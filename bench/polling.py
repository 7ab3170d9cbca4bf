"""
Ten thousand desktops that follow one overlay on a stock web server: `./dev bench polling`.

The desktops are simulated, and so is their clock: each one's moments are those of the real schedule
(`config.sources`), second by second, however long this machine takes for a second. The questions
are real: the service's own code asks a stock nginx over HTTPS on loopback. So requests a second,
bytes, and the time until all have a change are what a server would see; CPU is what nginx has used
here.

It plays the worst days: all start in the same second and have no copy; the overlay changes; the
server is away for two minutes, and comes back to all of them.
"""

import json
import os
import random
import socket
import statistics
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from heapq import heappop, heappush
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench import report
from bench.nginx import SNIPPET, Nginx
from bench.plot import draw_seconds
from chatplugin.adapters.http import Client, FetchFailed
from chatplugin.config.sources import LONGEST, Pace
from rig.settings_server import ECDSA, RSA

DESKTOPS = 10_000
THREADS = 8
QUESTIONS = 2_000

CERTIFICATES = {"RSA 2048": RSA, "ECDSA P-256": ECDSA}

FIRST, STEADY, CHANGED, AWAY, BACK = "first start", "steady", "changed", "away", "back"
PHASES = {FIRST: 60, STEADY: 120, CHANGED: 90, AWAY: 120, BACK: 240}
"""What happens, and for how many seconds of the desktops' clock."""

NEW, SAME, FAILED = "200", "304", "refused"


def bench(rounds: int) -> None:
    """One round is enough: each of its figures is of ten thousand desktops."""
    del rounds
    overlay = json.loads(SNIPPET.with_name("chatplugin.json").read_text("utf-8"))
    with _nginx(RSA, overlay) as nginx:
        traffic = _traffic(nginx)
        day = _Day(nginx, overlay)
        day.play()
    costs = {name: _cpu_of_one(kind, overlay) for name, kind in CERTIFICATES.items()}
    found = {name: _figures(phase) for name, phase in day.phases.items()}
    spread = _spread(day.seconds_to_change)
    _print(found, traffic, spread)
    print("nginx, CPU ms of one 304, by certificate:", costs)
    report.write(
        "polling",
        what=f"{DESKTOPS} desktops follow one overlay; seconds are those of their clock",
        desktops=DESKTOPS,
        server=f"nginx of Debian with its own configuration, {day.workers} workers, RSA 2048",
        overlay_bytes=len(json.dumps(overlay, indent=2)),
        bytes_of_one_question=traffic,
        nginx_cpu_ms_of_one_304_by_certificate=costs,
        phases=found,
        seconds_until_a_desktop_has_the_change=spread,
        seconds_until_all_are_back=round(day.seconds_to_return, 1),
    )
    marks = {name: phase.began for name, phase in day.phases.items()}
    draw_seconds(day.seconds, marks, report.PLOTS / "bench-polling.svg")


@contextmanager
def _nginx(kind: tuple[str, ...], overlay: Mapping[str, object]) -> Iterator[Nginx]:
    with TemporaryDirectory(prefix="chatplugin-bench-") as name, Nginx(Path(name), kind) as nginx:
        os.environ.update(nginx.environment)
        nginx.publish(json.dumps(overlay, indent=2))
        yield nginx


class _Phase(NamedTuple):
    """A part of the day: its counts by second, and the CPU time that nginx has used in it."""

    began: int
    seconds: list[Counter[str]]
    cpu_seconds: float


class _Desktop:
    def __init__(self, dice: random.Random) -> None:
        self.pace = Pace(dice.random, has_copy=False)
        self.etag = ""


class _Outcome(NamedTuple):
    """What came of a question; `wait` is how long the desktop then waits."""

    kind: str
    wait: float
    had_failed: bool


class _Day:
    """Plays the phases, one second of the desktops' clock after the other."""

    def __init__(self, nginx: Nginx, overlay: Mapping[str, object]) -> None:
        self.phases: dict[str, _Phase] = {}
        self.seconds_to_change: list[float] = []
        self.seconds_to_return = 0.0
        self.workers = nginx.workers()
        self._nginx = nginx
        self._overlay = overlay
        self._clients = threading.local()
        dice = random.Random(20_26)  # The same day each time.
        self._due: list[tuple[float, int]] = []
        self._desktops = [_Desktop(dice) for _ in range(DESKTOPS)]
        for number, desktop in enumerate(self._desktops):
            heappush(self._due, (desktop.pace.first(), number))

    @property
    def seconds(self) -> list[Counter[str]]:
        return [second for phase in self.phases.values() for second in phase.seconds]

    def play(self) -> None:
        changes: dict[str, Callable[[], None]] = {
            CHANGED: self._change,
            AWAY: self._nginx.stop,
            BACK: self._nginx.start,
        }
        now = 0
        with ThreadPoolExecutor(THREADS) as pool:
            for name, length in PHASES.items():
                changes.get(name, lambda: None)()
                cpu = self._nginx.cpu_seconds()
                seconds = [self._second(pool, name, now, now + second) for second in range(length)]
                self.phases[name] = _Phase(now, seconds, self._nginx.cpu_seconds() - cpu)
                now += length
                print(f"  {name}: {sum(sum(s.values()) for s in seconds)} questions", flush=True)

    def _change(self) -> None:
        self._nginx.publish(json.dumps({**self._overlay, "MaxTabs": 30}, indent=2))

    def _second(self, pool: ThreadPoolExecutor, phase: str, began: int, now: int) -> Counter[str]:
        """Let all ask whose moment is in this second. None of them is due again in it."""
        due: list[tuple[float, int]] = []
        while self._due and self._due[0][0] < now + 1:
            due.append(heappop(self._due))
        outcomes = pool.map(self._ask, [number for _, number in due])
        counts: Counter[str] = Counter()
        for (at, number), outcome in zip(due, outcomes, strict=True):
            heappush(self._due, (at + outcome.wait, number))
            counts[outcome.kind] += 1
            if phase == CHANGED and outcome.kind == NEW:
                self.seconds_to_change.append(at - began)
            if phase == BACK and outcome.had_failed:
                self.seconds_to_return = max(self.seconds_to_return, at - began)
        return counts

    def _ask(self, number: int) -> _Outcome:
        """Ask as the service does."""
        desktop = self._desktops[number]
        had_failed = desktop.pace.failures > 0
        try:
            answer = self._client().fetch(self._nginx.url, desktop.etag, LONGEST)
        except FetchFailed as error:
            return _Outcome(FAILED, desktop.pace.after_failure(error.retry_after), had_failed)
        desktop.etag = answer.etag
        kind = SAME if answer.data is None else NEW
        return _Outcome(kind, desktop.pace.after_answer(answer.max_age), had_failed)

    def _client(self) -> Client:
        if not hasattr(self._clients, "own"):
            self._clients.own = Client()
        client: Client = self._clients.own
        return client


def _figures(phase: _Phase) -> dict[str, float]:
    by_second = [second.total() for second in phase.seconds]
    counts = sum(phase.seconds, Counter())
    answered = counts[NEW] + counts[SAME]
    return {
        "seconds": len(by_second),
        "questions a second": round(statistics.mean(by_second), 1),
        "in the busiest second": max(by_second),
        **{kind: counts[kind] for kind in (NEW, SAME, FAILED)},
        "nginx, CPU ms each": round(1000 * phase.cpu_seconds / answered, 2) if answered else 0.0,
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    assert len(ordered) == DESKTOPS, "a desktop has missed the change"
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(0.95 * len(ordered))], 1),
        "all": round(ordered[-1], 1),
    }


def _print(
    found: dict[str, dict[str, float]],
    traffic: dict[str, dict[str, int]],
    spread: dict[str, float],
) -> None:
    print(f"{'':<24}" + "".join(f"{name:>13}" for name in found))
    for row in next(iter(found.values())):
        print(f"{row:<24}" + "".join(f"{figures[row]:>13}" for figures in found.values()))
    for kind, sizes in traffic.items():
        print(f"a {kind}: {sizes['up']} bytes to the server, {sizes['down']} from it")
    print("seconds until a desktop has the change:", spread)


def _cpu_of_one(kind: tuple[str, ...], overlay: Mapping[str, object]) -> float:
    """Return nginx's CPU time of one question without news, in milliseconds."""
    with _nginx(kind, overlay) as nginx:
        client = Client()
        etag = client.fetch(nginx.url, "", LONGEST).etag
        before = nginx.cpu_seconds()
        for _ in range(QUESTIONS):
            client.fetch(nginx.url, etag, LONGEST)
        return round(1000 * (nginx.cpu_seconds() - before) / QUESTIONS, 2)


def _traffic(nginx: Nginx) -> dict[str, dict[str, int]]:
    """Return the bytes of one question with each answer, TLS and its handshake included."""
    client = Client()
    with _counted(nginx) as (url, counts):
        answer = client.fetch(url, "", LONGEST)
    new = dict(counts)
    with _counted(nginx) as (url, counts):
        client.fetch(url, answer.etag, LONGEST)
    return {NEW: new, SAME: dict(counts)}


@contextmanager
def _counted(nginx: Nginx) -> Iterator[tuple[str, Counter[str]]]:
    """Lead one connection to nginx through here, and count its bytes."""
    counts: Counter[str] = Counter()
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        carrier = threading.Thread(target=_carry, args=(door, nginx.port, counts))
        carrier.start()
        yield nginx.url.replace(str(nginx.port), str(door.getsockname()[1])), counts
        carrier.join(10)


def _carry(door: socket.socket, port: int, counts: Counter[str]) -> None:
    caller, _ = door.accept()
    server = socket.create_connection(("127.0.0.1", port))
    with closing(caller), closing(server):
        back = threading.Thread(target=_pump, args=(server, caller, counts, "down"))
        back.start()
        _pump(caller, server, counts, "up")
        back.join(10)


def _pump(source: socket.socket, target: socket.socket, counts: Counter[str], way: str) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            counts[way] += len(piece)
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
