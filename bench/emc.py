"""
How long EMC's own thread is held by one event: with the plug-in, and with the plug-in switched off.

On that thread the plug-in takes the time and queues the event; everything else is on its own. Both
run in the EMC host emulator under mono, one after the other in each round.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import report
from bench.plot import draw
from rig.emc_host import ROOT, EmcHost, desktop_sections, write_ini

WHAT = "EMC's thread held by one event, µs"
SERVICE = ROOT / "tests" / "played" / "pretend_service.py"
BIG_EVERY = 10
"""Rounds from one e-mail of 25 MB to the next."""


def bench(rounds: int) -> None:
    times = measure(rounds)
    methods = report.rows(times)
    print(report.table(WHAT, methods))
    report.write("emc", what=WHAT, rounds=rounds, methods=methods)
    draw({WHAT: times}, report.PLOTS / "bench-emc.svg")


def measure(rounds: int, warm_up: int = 20) -> dict[str, list[float]]:
    """Return the microseconds of each counted event, by what it was."""
    names = ["a message", "an e-mail of 1.5 KB", "an e-mail of 25 MB", "a message, plug-in off"]
    times: dict[str, list[float]] = {name: [] for name in names}
    with (
        TemporaryDirectory(prefix="chatplugin-bench-") as folder,
        _desktop(Path(folder), is_on=True) as ours,
        _desktop(Path(folder), is_on=False) as off,
    ):
        for round_ in range(-warm_up, rounds):
            number = round_ + warm_up
            message = f"message W{number} media=WhatsApp author=+79000000001 text=Hello"
            found = [
                ours.raise_event(f"deliver {message}").held_us,
                ours.raise_event(f"deliver email E{number} small.eml").held_us,
                ours.raise_event(f"deliver email B{number} big.eml").held_us
                if number % BIG_EVERY == 0
                else None,
                off.raise_event(f"deliver {message}").held_us,
            ]
            for name, held in zip(names, found, strict=True):
                if round_ >= 0 and held is not None:
                    times[name].append(held)
    return times


@contextmanager
def _desktop(folder: Path, *, is_on: bool) -> Iterator[EmcHost]:
    """An EMC host whose plug-in has a service that takes everything."""
    folder = folder / ("on" if is_on else "off")
    folder.mkdir()
    letter = b"From: anna@example.com\r\n\r\nHello\r\n"
    for name, size in (("small.eml", 1500), ("big.eml", 25 << 20)):
        (folder / name).write_bytes(letter + b"x" * (size - len(letter)))
    settings = {
        "Enabled": is_on,
        "Service.Path": sys.executable,
        "Service.Arguments": f'"{SERVICE}" "{folder / "record.jsonl"}"',
    }
    with EmcHost(write_ini(folder / "ASGUIHost.ini", desktop_sections(settings))) as desktop:
        yield desktop
