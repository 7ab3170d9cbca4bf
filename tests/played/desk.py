"""A play for an operator's desk: what happens, and what must come of it, line by line."""

from chatplugin.domain.desk import Desk
from chatplugin.domain.events import (
    CloseTab,
    Command,
    Event,
    Fate,
    ForgetLogins,
    RaiseTab,
    Record,
)

Expected = RaiseTab | CloseTab | ForgetLogins | Fate
"""A fate stands for a record of it."""

NOTHING: tuple[Expected, ...] = ()


class Playbook:
    """
    `play >> event` lets something happen, `play << command` is what must come of it next.

    Several commands may stand in a tuple. Whatever a play does not expect must not come.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._came: list[Command] = []

    def __rshift__(self, event: Event) -> "Playbook":
        assert self._came == [], f"nobody expected {self._came}"
        self._came = self._desk.handle(event)
        return self

    def __lshift__(self, expected: Expected | tuple[Expected, ...]) -> "Playbook":
        for each in expected if isinstance(expected, tuple) else (expected,):
            assert self._came, f"{each} did not come"
            came = self._came.pop(0)
            assert (came.fate if isinstance(came, Record) else came) == each
        return self

    def __bool__(self) -> bool:
        assert self._came == [], f"nobody expected {self._came}"
        return True
