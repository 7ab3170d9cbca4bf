"""
Whether anybody still looks at the studio. It ends by itself when nobody does.
"""

from collections.abc import Callable

TO_OPEN = 10 * 60
"""Seconds for the link to be opened."""

TO_COME_BACK = 5
"""Seconds after the last page was closed: it may only be loaded again."""

TO_THINK = 12 * 3600
"""Seconds without a question while the page stays open."""


class Presence:
    """*clock* gives seconds, from any beginning."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pages = 0
        self._asked = clock()
        self._alone_since: float | None = None

    def asked(self) -> None:
        self._asked = self._clock()

    def came(self) -> None:
        self._pages += 1
        self.asked()

    def left(self) -> None:
        self._pages -= 1
        self._alone_since = self._clock()

    def why_to_end(self) -> str:
        """Return a reason to end, or nothing as long as there is none."""
        now = self._clock()
        if self._pages:
            return "nothing was done for 12 hours" if now - self._asked > TO_THINK else ""
        if self._alone_since is None:
            return (
                "the link was not opened within 10 minutes" if now - self._asked > TO_OPEN else ""
            )
        return "the page was closed" if now - self._alone_since > TO_COME_BACK else ""
