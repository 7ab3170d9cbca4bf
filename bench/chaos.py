"""
A desk on which everything fails at random: `./dev chaos [--minutes N] [--seed S]`.

The minutes are divided among the ways to Chrome. What happened when is written to a file for each
day. Ends with an error if a contact was lost, came up twice or left no trace, if a process was
left, if a service grew, or if personal data stands where it may not.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import report
from rig.chaos import chaos, plan
from rig.everyday import pack_extension
from rig.lane import DRIVERS
from rig.screen import Screen
from rig.traces import Outcome


def main() -> int:
    parser = argparse.ArgumentParser("chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=6, help="in all; 6 if not given")
    parser.add_argument("--seed", type=int, default=1, help="another one makes another day")
    parser.add_argument("--lane", choices=DRIVERS, action="append", help="only this way to Chrome")
    options = parser.parse_args()
    drivers = options.lane or DRIVERS
    outcomes = [
        _day(driver, options.seed, options.minutes * 60 / len(drivers)) for driver in drivers
    ]
    failures = [name for outcome in outcomes for name in outcome.failures]
    return 1 if failures else 0


def _day(driver: str, seed: int, seconds: float) -> Outcome:
    with Screen() as screen, TemporaryDirectory(prefix="chatplugin-chaos-") as name:
        folder = Path(name)
        extension = pack_extension(folder / "extension")
        steps = plan(seed, driver, seconds)
        (folder / "desk").mkdir()
        outcome = chaos(driver, steps, folder=folder / "desk", screen=screen, extension=extension)
    _print(outcome, seed)
    _keep(outcome, seed)
    return outcome


def _print(outcome: Outcome, seed: int) -> None:
    faults = ", ".join(f"{times} × {fault}" for fault, times in sorted(outcome.faults.items()))
    print(
        f"{outcome.driver}, seed {seed}, {outcome.seconds} s: {outcome.contacts} contacts", end=""
    )
    print(f", {outcome.services} services, at most {outcome.peak_mb:.0f} MB; {faults}")
    print(f"  {outcome.shown} shown, of {outcome.contacts - outcome.shown} it is told why not")
    if life := outcome.longest_life:
        files, memory = (f"{one:g} to {last:g}" for one, last in (life.files, life.memory))
        held = ", ".join(f"{times} × {name}" for name, times in sorted(life.held.items()))
        print(f"  longest life, {life.minutes} minutes: {memory} MB, {files} files ({held})")
    for name, found in outcome.failures.items():
        print(f"  {name.replace('_', ' ')}: {', '.join(found)}")
    if not outcome.failures:
        print("  nothing lost, twice, without a trace, left open or over, grown or given away")
    report.RESULTS.mkdir(exist_ok=True)
    notes = report.RESULTS / f"chaos-{seed}-{outcome.driver}.txt"
    notes.write_text("\n".join(outcome.notes) + "\n", "utf-8")


def _keep(outcome: Outcome, seed: int) -> None:
    """Write the figures of the day among those of other days; each seed has one on each way."""
    day = {name: value for name, value in asdict(outcome).items() if name != "notes"}
    file = report.RESULTS / "chaos.json"
    days = json.loads(file.read_text("utf-8"))["days"] if file.exists() else []
    others = [each for each in days if (each["seed"], each["driver"]) != (seed, outcome.driver)]
    report.write("chaos", days=[*others, {"seed": seed, **day}])


if __name__ == "__main__":
    sys.exit(main())
