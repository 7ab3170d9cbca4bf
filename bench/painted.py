"""
From a contact to the card that is painted (first contentful paint), with the CRM at a distance.

The CRM speaks TLS and is 0, 20 and 60 ms away (round trip). Its page has styles of 60 KB and
scripts of 300 KB, which Chrome has kept since the rounds that are not counted. Between two contacts
the CRM closes its idle connections, as after the minutes of a working day.
"""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import report
from bench.plot import draw
from bench.pop import BareCreateTarget, ChatPlugin, Method, StartChrome, displayed
from rig.distant_crm import IDLE, DistantCrm
from rig.emc_host import wait_until
from rig.screen import Screen
from rig.workplace import CHAT_PARAMETERS, Workplace, chrome_arguments

WHAT = "contact to the painted card, ms"
ROUND_TRIPS = (0, 20, 60)
WARM_UP = 2


def bench(rounds: int) -> None:
    times = {f"{far} ms to the CRM": measure(far, rounds) for far in ROUND_TRIPS}
    distances = {distance: report.rows(methods) for distance, methods in times.items()}
    for distance, methods in distances.items():
        print(report.table(f"{WHAT}; {distance}", methods))
    report.write("painted", what=f"{WHAT}, Chrome warm", rounds=rounds, distances=distances)
    draw(times, report.PLOTS / "bench-painted.svg")


def measure(round_trip: float, rounds: int) -> dict[str, list[float]]:
    """Return, by method, the milliseconds from the contact to the painted card."""
    times: dict[str, list[float]] = {}
    with DistantCrm(round_trip) as crm, Screen() as screen, _methods(crm, screen) as methods:
        for round_ in range(-WARM_UP, rounds):
            for name, method in methods.items():
                start = method.pop(round_ + WARM_UP)
                painted = crm.wait_for_paint()
                if round_ >= 0:
                    times.setdefault(name, []).append(painted - start)
                method.clean_up()
                time.sleep(1.5 * IDLE)
            print(f"\r  round {max(0, round_ + 1)} of {rounds}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return times


@contextmanager
def _methods(crm: DistantCrm, screen: Screen) -> Iterator[Mapping[str, Method]]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="chatplugin-bench-")))
        stack.enter_context(displayed(screen))
        url = f"{crm.url}/card?channel_type=whatsapp&user_id=%2B79000000001&operator=4021"
        settings = {
            "ChatTemplate": f"{crm.url}/card{{?{CHAT_PARAMETERS}}}",
            "EmailTemplate": None,
            "Chrome.Arguments": " ".join([*chrome_arguments(), crm.switch]),
        }
        workplace = Workplace(crm, home, screen).with_settings(settings)
        ours = ChatPlugin(stack.enter_context(workplace).wait_until_ready())
        bare = BareCreateTarget(url, str(home / "bare"), crm.switch)
        stack.callback(bare.close)
        started = StartChrome(url, str(home / "start"), screen, crm.switch)
        stack.callback(started.close)
        wait_until(lambda: len(screen.windows()) == 3, "each Chrome has its window", timeout=30)
        time.sleep(1)  # A window that has just opened can still come to the front.
        yield {
            "ChatPlugin, from the event in EMC": ours,
            "Target.createTarget over a pipe": bare,
            "starting chrome URL": started,
        }
