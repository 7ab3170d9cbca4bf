"""
The same contact again: from its event to the moment at which its card is visible.

Two cards are open; the operator goes from one to the other. The page itself tells when it becomes
visible (`visibilitychange`). The peer is told to activate the tab by nobody in between. What the
service itself takes, from the event in its queue to the order on Chrome's pipe, is measured in
services of this process: in one that asks when a key was last pressed, which is a question to X11
here, and in one that does not.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Protocol

from bench import report
from bench.plot import draw
from bench.pop import PAUSE, BareCreateTarget, by_extension, displayed, now
from chatplugin.adapters.journal import Journal
from chatplugin.adapters.machine import Folders
from chatplugin.browser.devtools.protocol import Dialogue, Target, TargetId
from chatplugin.browser.driver import DriverCommand, Instant, Reply
from chatplugin.cli.serve import service_ports
from chatplugin.desktop.played_desktop import PlayedDesktop
from chatplugin.domain.contact import CardId, Moment
from chatplugin.domain.events import RaiseTab
from chatplugin.service.loop import Service
from chatplugin.service.ports import FromPlugin, PluginGone, Signal
from rig.crm import SampleCrmProcess
from rig.emc_host import wait_until
from rig.screen import Screen
from rig.workplace import Workplace, chrome_arguments

WHAT = "the same contact again, event to visible card, ms"
OURS = "ChatPlugin, from the event in EMC"
EXTENSION = "ChatPlugin, by the extension"
INSIDE = "the service's own part"
AT_ONCE = "the service's own part, Raise.WaitForTyping=no"
BARE = "Target.activateTarget over a pipe"


def bench(rounds: int) -> None:
    times = measure(rounds)
    methods = report.rows(times)
    print(report.table(WHAT, methods))
    report.write("again", what=WHAT, rounds=rounds, methods=methods)
    draw({WHAT: times}, report.PLOTS / "bench-again.svg")


class Method(Protocol):
    def again(self, which: int) -> float:
        """Bring card 0 or 1 back; return when that was asked for, in ms since 1970-01-01 UTC."""


class _ChatPlugin:
    def __init__(self, workplace: Workplace[SampleCrmProcess]) -> None:
        self._workplace = workplace
        for which in (0, 1):
            workplace.desktop.play(
                f"deliver message W{which} media=WhatsApp author=+7900000000{which}"
            )
            workplace.desktop.play(f"establish W{which}")
            workplace.wait_for_fate(f"W{which}", "shown", within=30)

    def again(self, which: int) -> float:
        return self._workplace.desktop.raise_event(f"establish W{which}").at


class _Service:
    """A service with a Chrome of its own, fed by a played plug-in."""

    def __init__(self, url: str, home: Path, **settings: str) -> None:
        self._inbox: SimpleQueue[Signal] = SimpleQueue()
        self._orders: SimpleQueue[tuple[CardId, float]] = SimpleQueue()
        folders = Folders(home)
        journal = Journal(folders.journal, "bench", days=1)
        ports = service_ports(
            self._inbox, folders, write=lambda _: None, open_journal=lambda *_: journal
        )
        do = ports.driver.do

        def timed(command: DriverCommand, now: Instant) -> Reply:
            reply = do(command, now)
            if isinstance(command, RaiseTab):
                self._orders.put((command.card, time.perf_counter()))
            return reply

        ports.driver.do = timed  # type: ignore[method-assign]
        section = {
            "ChatTemplate": f"{url}/card{{?channel_type,user_id}}",
            "Chrome.Arguments": " ".join(chrome_arguments()),
            **settings,
        }
        self._plugin = PlayedDesktop(now)
        self._hear(self._plugin.initialize(section))
        arguments = [self._inbox]
        self._thread = threading.Thread(target=Service(ports, []).run, args=arguments)
        self._thread.start()
        for which in (0, 1):
            self.own_part(which)

    def own_part(self, which: int) -> float:
        """Return the milliseconds from the event to its order; an earlier one may come late."""
        line = self._plugin.chat(
            Moment.ACCEPTED, f"W{which}", media_type_name="WhatsApp", author=f"+7900000000{which}"
        )
        start = time.perf_counter()
        self._hear(line)
        card, at = self._orders.get(timeout=20)
        while at < start or card != f"W{which}":
            card, at = self._orders.get(timeout=20)
        time.sleep(PAUSE)  # What Chrome says of it is read in this process, too.
        return (at - start) * 1e3

    def close(self) -> None:
        self._inbox.put(PluginGone())
        self._thread.join(20)

    def _hear(self, line: bytes) -> None:
        self._inbox.put(FromPlugin([line], now()))


class _Bare(BareCreateTarget):
    def __init__(self, url: str, profile: str) -> None:
        super().__init__(url, profile)
        self._targets: list[TargetId] = []
        for which in (0, 1):
            self._run(self._create(f"{url}&bare={which}"))
            self._targets.append(self._target)

    def again(self, which: int) -> float:
        start = now()
        self._run(self._activate(which))
        return start

    def _activate(self, which: int) -> Dialogue:
        yield from Target.activate_target(self._targets[which])


def measure(rounds: int, warm_up: int = 4) -> dict[str, list[float]]:
    """Return the milliseconds of each counted round, by what was measured."""
    times: dict[str, list[float]] = {
        OURS: [],
        EXTENSION: [],
        INSIDE: [],
        AT_ONCE: [],
        BARE: [],
    }
    with SampleCrmProcess() as crm, _methods(crm) as methods:
        ours, extension, service, at_once, bare = methods
        for round_ in range(-warm_up, rounds):
            which = round_ % 2
            found = {
                OURS: _once(ours, which, crm),
                EXTENSION: _once(extension, which, crm),
                INSIDE: service.own_part(which),
                AT_ONCE: at_once.own_part(which),
                BARE: _once(bare, which, crm),
            }
            if round_ >= 0:
                for name, value in found.items():
                    times[name].append(value)
            print(f"\r  round {max(0, round_ + 1)} of {rounds}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return times


def _once(method: Method, which: int, crm: SampleCrmProcess) -> float:
    start = method.again(which)

    def seen() -> list[float]:
        """When a page became visible since: an earlier one may tell of itself late."""
        return [at for at in map(float, crm.signals("visible")) if at >= start]

    took = wait_until(seen, "the card is visible", 20)[0] - start
    time.sleep(PAUSE)
    return took


@contextmanager
def _methods(
    crm: SampleCrmProcess,
) -> Iterator[tuple[_ChatPlugin, _ChatPlugin, _Service, _Service, _Bare]]:
    with (
        TemporaryDirectory(prefix="chatplugin-bench-") as folder,
        Screen() as screen,
        displayed(screen),
        Workplace(crm, Path(folder), screen) as workplace,
        by_extension(crm, Path(folder) / "extension", screen) as everyday,
        ExitStack() as stack,
    ):
        bare = _Bare(f"{crm.url}/card?channel_type=whatsapp", str(Path(folder) / "bare"))
        stack.callback(bare.close)
        service = _Service(crm.url, Path(folder) / "service")
        stack.callback(service.close)
        waits_for_nothing = {"Raise.WaitForTyping": "no"}
        at_once = _Service(crm.url, Path(folder) / "at-once", **waits_for_nothing)
        stack.callback(at_once.close)
        ours = _ChatPlugin(workplace.wait_until_ready())
        yield ours, _ChatPlugin(everyday), service, at_once, bare
