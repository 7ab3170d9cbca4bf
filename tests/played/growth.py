"""
What a thing costs, for tests of what it costs when there is more of it.

Lines are counted where a count says it; they are the same on every machine. Where the work is done
inside C, times are compared with each other, and never with a limit.
"""

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

TIMES_LONGER = 4
# Four times as long takes four times as long, and sixteen times where the cost is the square.
TIMES_SLOWER = 9
TRIALS = 5


def grows_too_fast(do: Callable[[T], object], make: Callable[[int], T], size: int) -> bool:
    """Whether in none of some trials a longer thing cost what its length explains."""
    short, long = make(size), make(size * TIMES_LONGER)
    fastest_short = fastest_long = float("inf")
    for _ in range(TRIALS):
        fastest_short = min(fastest_short, _seconds(do, short))
        fastest_long = min(fastest_long, _seconds(do, long))
        if fastest_long <= TIMES_SLOWER * fastest_short:
            return False
    return True


def _seconds(do: Callable[[T], object], thing: T) -> float:
    start = time.process_time()
    do(thing)
    return time.process_time() - start


class Lines:
    """Counts the lines of Python that run between `begin` and `end`, in functions called there."""

    def __init__(self) -> None:
        self.counted = 0

    def begin(self) -> None:
        sys.settrace(self._trace)

    def end(self) -> None:
        sys.settrace(None)

    def of(self, work: Callable[[], object]) -> int:
        """Return how many lines *work* has."""
        before = self.counted
        self.begin()
        try:
            work()
        finally:
            self.end()
        return self.counted - before

    def _trace(self, _: FrameType, event: str, __: Any) -> Callable[..., Any]:
        self.counted += event == "line"
        return self._trace
