"""
Whatever others write, the readers of `tests/fuzz/` refuse or read: `./dev fuzz [--minutes N]`.

The minutes are divided among the readers. An input at which one fails is made as small as can be
and put into `tests/corpus/found/`, where each run of the tests tries it again.
"""

import argparse
import hashlib
import logging
import random
import sys
import time
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, seed, settings

from bench import report
from tests.fuzz.readers import FOUND, READERS, Reader

_EXAMPLES = 300
"""Of one round. Hypothesis learns within a round what it need not try again."""


class _Run:
    """Inputs of one reader, one after the other, with the longest time that one took."""

    def __init__(self, name: str, reader: Reader) -> None:
        self.name = name
        self.inputs = 0
        self.slowest_ms = 0.0
        self.slowest_bytes = 0
        self.failures: list[str] = []
        self._reader = reader
        self._latest = b""

    def go_on(self, seconds: float, first_seed: int) -> None:
        deadline = time.monotonic() + seconds
        number = first_seed
        while time.monotonic() < deadline and not self.failures:
            number += 1
            self._round(number)

    def _round(self, number: int) -> None:
        @seed(number)
        @settings(max_examples=_EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
        @given(self._reader.inputs)
        def read(data: bytes) -> None:
            self._latest = data
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
        print(f"{run.name:<10}{run.inputs:>9,} inputs, {slowest}, {found}", flush=True)
    _write(runs, options.minutes, first_seed)
    return 1 if any(run.failures for run in runs) else 0


def _write(runs: list[_Run], minutes: float, first_seed: int) -> None:
    readers: dict[str, dict[str, Any]] = {
        run.name: {
            "inputs": run.inputs,
            "slowest_ms": round(run.slowest_ms, 1),
            "slowest_bytes": run.slowest_bytes,
            "failures": run.failures,
        }
        for run in runs
    }
    total = Counter({"inputs": sum(run.inputs for run in runs)})
    report.write("fuzz", minutes=minutes, seed=first_seed, **total, readers=readers)


if __name__ == "__main__":
    sys.exit(main())
