"""
Whatever others write, the readers of `tests/fuzz/` refuse or read: `./dev fuzz [--minutes N]`.

The minutes are divided among the readers. Each has a third of its time by hypothesis, which makes
things that are nearly right, and the rest by atheris, which begins with these and goes where code
is that no input has reached yet. An input at which a reader fails is put into
`tests/corpus/found/`, where each run of the tests tries it again.
"""

import argparse
import hashlib
import json
import logging
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, seed, settings

from bench import report
from tests.fuzz.readers import FOUND, READERS, Reader

_EXAMPLES = 100
"""Of one round of hypothesis."""

_MOST_SEEDS = 400
_LONGEST_INPUT = 16_384
_SECONDS_FOR_ONE = 10
_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


class _Run:
    """Inputs of one reader, one after the other, with the longest time that one took."""

    def __init__(self, name: str, reader: Reader) -> None:
        self.name = name
        self.inputs = 0
        self.slowest_ms = 0.0
        self.slowest_bytes = 0
        self.covered = 0
        """Inputs of atheris."""

        self.failures: list[str] = []
        self._reader = reader
        self._latest = b""
        self._seeds: dict[bytes, None] = {}

    def go_on(self, seconds: float, first_seed: int) -> None:
        deadline = time.monotonic() + seconds / 3
        number = first_seed
        while time.monotonic() < deadline and not self.failures:
            number += 1
            self._round(number)
        if not self.failures:
            with TemporaryDirectory() as name:
                self._cover(Path(name), round(deadline + seconds * 2 / 3 - time.monotonic()))

    def _cover(self, seeds: Path, seconds: int) -> None:
        for number, data in enumerate(self._seeds):
            (seeds / str(number)).write_bytes(data)
        place = FOUND / self.name
        place.mkdir(parents=True, exist_ok=True)
        options = [f"-max_total_time={seconds}", f"-max_len={_LONGEST_INPUT}"]
        options += [f"-timeout={_SECONDS_FOR_ONE}", "-print_final_stats=1", "-rss_limit_mb=0"]
        options.append(f"-artifact_prefix={place}/")
        command = [sys.executable, "-m", "bench.covered", self.name, *options, str(seeds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if match := _DONE.search(done.stderr):
            self.covered = int(match[1])
        found = [path for path in place.iterdir() if path.suffix != ".bin"]
        for path in found:
            path.rename(path.with_suffix(".bin"))
        self.failures += [f"{path.stem}.bin" for path in found]
        if done.returncode and not found:
            self.failures.append(done.stderr[-500:])
        if not any(place.iterdir()):
            place.rmdir()

    def _round(self, number: int) -> None:
        @seed(number)
        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(self._reader.inputs)
        def read(data: bytes) -> None:
            self._latest = data
            if len(self._seeds) < _MOST_SEEDS and len(data) < _LONGEST_INPUT:
                self._seeds[data] = None
            start = time.process_time()
            self._reader.read(data)
            self._note((time.process_time() - start) * 1000, data)

        try:
            read()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            self._keep(error)

    def _note(self, took: float, data: bytes) -> None:
        self.inputs += 1
        if took > self.slowest_ms:
            self.slowest_ms, self.slowest_bytes = took, len(data)

    def _keep(self, error: Exception) -> None:
        """The latest input is the smallest that fails."""
        folder = FOUND / self.name
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(self._latest).hexdigest()[:12]
        (folder / f"{digest}.bin").write_bytes(self._latest)
        self.failures.append(f"{type(error).__name__}: {digest}.bin")


def main() -> int:
    parser = argparse.ArgumentParser("fuzz", description=__doc__)
    parser.add_argument("reader", nargs="*", help=f"{', '.join(READERS)}; all if none is named")
    parser.add_argument("--minutes", type=float, default=5, help="in all; 5 if not given")
    parser.add_argument("--seed", type=int, help="another one each time, if not given")
    options = parser.parse_args()
    if unknown := set(options.reader) - READERS.keys():
        parser.error(f"there is no {unknown.pop()!r}; choose from {', '.join(READERS)}")
    logging.disable()
    names = options.reader or list(READERS)
    first_seed = random.randrange(1 << 30) if options.seed is None else options.seed
    runs = [_Run(name, READERS[name]) for name in names]
    for run in runs:
        run.go_on(options.minutes * 60 / len(runs), first_seed)
        found = ", ".join(run.failures) or "0 unexpected"
        slowest = f"slowest {run.slowest_ms:.0f} ms for {run.slowest_bytes:,} bytes"
        inputs = f"{run.inputs:>9,} + {run.covered:>9,} inputs"
        print(f"{run.name:<10}{inputs}, {slowest}, {found}", flush=True)
    _write(runs, options.minutes, first_seed)
    return 1 if any(run.failures for run in runs) else 0


def _write(runs: list[_Run], minutes: float, first_seed: int) -> None:
    """Write the figures of these readers among those of the others."""
    readers: dict[str, dict[str, Any]] = {
        run.name: {
            "minutes": round(minutes / len(runs), 1),
            "seed": first_seed,
            "inputs": run.inputs,
            "covered": run.covered,
            "slowest_ms": round(run.slowest_ms, 1),
            "slowest_bytes": run.slowest_bytes,
            "failures": run.failures,
        }
        for run in runs
    }
    file = report.RESULTS / "fuzz.json"
    others = json.loads(file.read_text("utf-8"))["readers"] if file.exists() else {}
    report.write("fuzz", readers={**others, **readers})


if __name__ == "__main__":
    sys.exit(main())
