"""
How often the tab is seen with another title than ours, while cards of the sample CRM come up.

Its page gives itself a title by script, a while after it is loaded. The tab's title is read from
the screen about a thousand times a second. What is seen while the page begins is counted apart: the
address and the animation of a new tab are in it, and the page's `<title>`, if it is painted.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import report
from rig.crm import SampleCrm
from rig.everyday import PackedExtension, pack_extension
from rig.lane import EXTENSION, PIPE, Lane
from rig.screen import Box, Screen
from rig.workplace import Desk

WHAT = "rounds in which the tab showed another title than ours"
TITLES = {PIPE: Box(77, 8, 243, 34), EXTENSION: Box(314, 8, 480, 34)}
BEHIND = 0.5
"""Seconds behind the page's own title in which it may still be painted."""

BEFORE = 0.1
"""Seconds before a page tells of its title, in which it has set it."""

Others = tuple[float, float]
"""Seconds of other pictures than ours: while the page begins, and with its title by script."""


def bench(rounds: int) -> None:
    found = {driver: _measure(driver, rounds) for driver in TITLES}
    print(WHAT)
    for driver, counted in found.items():
        print(f"  {driver:<10}", ", ".join(f"{name}: {n}" for name, n in counted.items()))
    report.write("titles", what=WHAT, rounds=rounds, drivers=found)


def _measure(driver: str, rounds: int) -> dict[str, float]:
    with _running(driver) as (lane, crm):
        seen = [_round(lane, crm, n) for n in range(rounds)]
    beginning, by_script = zip(*seen, strict=True)
    return {
        "while the page begins": sum(map(bool, beginning)),
        "of that at the median, ms": round(statistics.median(beginning) * 1e3, 1),
        "by script": sum(map(bool, by_script)),
        "of that at most, ms": round(max(by_script) * 1e3, 1),
    }


@contextmanager
def _running(driver: str) -> Iterator[tuple[Lane, SampleCrm]]:
    with (
        TemporaryDirectory(prefix="chatplugin-bench-") as folder,
        Screen() as screen,
        SampleCrm() as crm,
    ):
        lane = Lane(driver, Desk(crm, Path(folder), screen), _packed(Path(folder)))
        lane.desk.with_settings({"OnEnd": "close"})
        with lane.running():
            yield lane, crm


def _packed(folder: Path) -> PackedExtension:
    (folder / "extension").mkdir()
    return pack_extension(folder / "extension")


def _round(lane: Lane, crm: SampleCrm, n: int) -> Others:
    desk, contact = lane.desk, f"W{n}"
    desk.screen.wait_for_calm()
    with desk.screen.watched(TITLES[lane.driver]) as title:
        desk.desktop.play(f"deliver message {contact} media=WhatsApp author={contact} text=Hi")
        desk.desktop.play(f"establish {contact}")
        crm.wait_for_signals("title", n + 1)
        told = time.monotonic()
        time.sleep(BEHIND)
    desk.desktop.play(f"remove {contact}")
    desk.wait_for_fate(contact, "closed")
    return _others([*title.pictures, (time.monotonic(), b"")], told - BEFORE)


def _others(pictures: Sequence[tuple[float, bytes]], script: float) -> Others:
    """Leave out what was there first, and our title, which is there at last."""
    ours = {pictures[0][1], pictures[-2][1]}
    spans = [
        (at, end - at) for (at, picture), (end, _) in pairwise(pictures) if picture not in ours
    ]
    return sum(s for at, s in spans if at < script), sum(s for at, s in spans if at >= script)
