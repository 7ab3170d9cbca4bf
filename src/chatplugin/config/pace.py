"""
When a settings server is asked: often enough that a change is everywhere soon, never all at once.

Ten thousand desktops start within minutes of each other, and a server that was away comes back to
all of them. So every delay has a random part, and grows while the server fails. The server can set
the pace itself, by `Cache-Control: max-age` and `Retry-After`.

All times are in seconds. docs/explanation/overlay.md has the arithmetic, and what was measured.
"""

from collections.abc import Callable

from chatplugin.domain.errors import back_off

INTERVAL = 60.0
SHORTEST_INTERVAL, LONGEST_INTERVAL = 10.0, 3600.0

START = 2.0
"""What the first card may need comes first."""

SPREAD = 60.0
SPREAD_WITHOUT_COPY = 10.0
"""A desktop that knows no overlay at all waits less: its operator may have no card until then."""

LONGEST_BACK_OFF = 900.0

FAILURES_BEFORE_TELLING = 2
"""One may be a Wi-Fi that is not up yet, or a server that is being restarted."""


class Pace:
    """
    The pace of one desktop. *random* returns numbers from 0 up to 1.

    *has_copy* says whether the desktop has settings of this server from an earlier day.
    """

    def __init__(self, random: Callable[[], float], *, has_copy: bool) -> None:
        self._random = random
        self._interval = INTERVAL
        self._has_settings = has_copy
        self.failures = 0

    def first(self) -> float:
        """Return how long after its start a desktop asks first."""
        spread = SPREAD if self._has_settings else SPREAD_WITHOUT_COPY
        return START + (spread - START) * self._random()

    def after_answer(self, max_age: float | None) -> float:
        """Return how long to wait after an answer, which may live for *max_age*."""
        had_settings, self._has_settings = self._has_settings, True
        self.failures = 0
        self._interval = _within(max_age or INTERVAL, SHORTEST_INTERVAL, LONGEST_INTERVAL)
        if not had_settings:
            # Those who hurried are close together: without this, they would be for many minutes.
            return self._interval * (0.25 + self._random())
        return self._interval * (0.75 + 0.5 * self._random())

    def after_failure(self, retry_after: float | None) -> float:
        """Return how long to wait after a failure; the server may have asked for *retry_after*."""
        base = self._interval if self._has_settings else SPREAD_WITHOUT_COPY
        longest = max(LONGEST_BACK_OFF, self._interval)
        self.failures += 1
        wait = back_off(base, self.failures, longest)
        asked = min(retry_after or 0.0, LONGEST_INTERVAL)
        if asked > wait:
            return asked * (1 + 0.25 * self._random())
        return wait * (0.5 + 0.5 * self._random())


def _within(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))
