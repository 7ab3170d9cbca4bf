"""
What piles up: 1,000 contacts in 10 seconds, and a day's contacts one after the other.

Each on a desk of its own with real Chrome and the built-in settings, by which 20 tabs stay open.
The service is installed as on a desktop.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import report
from bench.installed import install
from bench.plot import draw_courses
from rig.crm import SampleCrmProcess
from rig.load import Footprint, Traffic
from rig.screen import Screen
from rig.workplace import Workplace

CONTACTS = 1_000
"""Eight hours of an operator who has one every half minute."""

SECONDS = 10.0
STEP = 50


def bench(rounds: int) -> None:
    """Every figure is of one day, so *rounds* says nothing here."""
    del rounds
    burst, day = _burst(), _day()
    footprints = [Footprint(**each) for each in day["footprints"]]
    _print(footprints)
    report.write("soak", what="memory is proportional, in MB", burst=burst, day=day)
    courses: dict[str, list[float]] = {
        "service, MB": [each.service_mb for each in footprints],
        "Chrome with 20 tabs, MB": [each.chrome_mb for each in footprints],
        "open files of the service": [each.service_files for each in footprints],
        "open files of Chrome": [each.chrome_files for each in footprints],
    }
    contacts = [each.contacts for each in footprints]
    draw_courses("contacts", contacts, courses, report.PLOTS / "bench-soak.svg")


def _burst() -> dict[str, Any]:
    with _desk() as traffic:
        before, start = traffic.footprint(), time.monotonic()
        newest = round(traffic.burst(CONTACTS, SECONDS), 1)
        took = round(time.monotonic() - start, 1)
        outcome = _outcome(traffic)
        print(f"{CONTACTS} contacts in {SECONDS:g} s, the last one shown after {newest} s more,")
        print(f"all shown after {took} s: {outcome}")
        return {
            "seconds_until_the_newest_was_shown": newest,
            "seconds_until_all_were_shown": took,
            **outcome,
            "before": asdict(before),
            "after": asdict(traffic.footprint()),
        }


def _day() -> dict[str, Any]:
    with _desk() as traffic:
        footprints = [traffic.footprint()]
        for _ in range(CONTACTS // STEP):
            traffic.one_after_the_other(STEP)
            footprints.append(traffic.footprint())
        return {**_outcome(traffic), "footprints": [asdict(each) for each in footprints]}


def _outcome(traffic: Traffic) -> dict[str, object]:
    asked = traffic.asked()
    return {
        "lost": sum(customer not in asked for customer in traffic.customers()),
        "shown_twice": sum(times > 1 for times in asked.values()),
    }


@contextmanager
def _desk() -> Iterator[Traffic]:
    with (
        SampleCrmProcess() as crm,
        Screen() as screen,
        TemporaryDirectory(prefix="chatplugin-bench-") as folder,
    ):
        service = install(Path(folder) / "installed") / "chatplugin"
        workplace = Workplace(crm, Path(folder), screen).with_settings({"Service.Path": service})
        with workplace:
            yield Traffic(workplace.wait_until_ready())


def _print(footprints: list[Footprint]) -> None:
    print(f"{'contacts':>9}{'service MB':>12}{'files':>7}{'Chrome MB':>11}{'files':>7}{'tabs':>6}")
    for each in footprints:
        print(
            f"{each.contacts:>9}{each.service_mb:>12.1f}{each.service_files:>7}"
            f"{each.chrome_mb:>11.0f}{each.chrome_files:>7}{each.tabs:>6}"
        )
