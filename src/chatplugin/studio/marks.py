"""
Where in the editor's text a problem stands, and the edit that would put it right.
"""

from collections.abc import Sequence

from msgspec import Struct

from chatplugin.config.ini import Line, lines_of
from chatplugin.config.problems import Problem
from chatplugin.studio.reading import Draft


class Fix(Struct, frozen=True):
    """Put `text` in place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str

    def applied(self, text: str) -> str:
        return text[: self.start] + self.text + text[self.end :]


class Mark(Struct, frozen=True):
    """One problem at its place: a line, and in it the characters from `start` to `end`."""

    problem: Problem
    line: int
    start: int
    end: int
    fix: Fix | None = None


def marks_of(draft: Draft, also: Sequence[Problem] = ()) -> list[Mark]:
    """Return the problems of *draft*, and *also* these, in the order of its lines."""
    lines = lines_of(draft.text, draft.section)
    marks = [_mark(problem, lines) for problem in (*draft.problems, *also)]
    return sorted(marks, key=lambda mark: (mark.line, mark.start))


def _mark(problem: Problem, lines: Sequence[Line]) -> Mark:
    line = lines[problem.place.line - 1] if problem.place else lines[0]
    start, end = _wrong(problem, line)
    fix = None if problem.fix is None else Fix(start, end, problem.fix)
    if start == end:
        start, end = _visible(line, start)
    return Mark(problem, line.number, start, end, fix)


def _wrong(problem: Problem, line: Line) -> tuple[int, int]:
    """Return what a fix would replace; nothing, where something is only missing."""
    if not (problem.key and line.key):
        return line.start, line.end
    if not problem.value:
        return line.key_start, line.key_start + len(line.key)
    start, end = problem.span or (0, len(line.value))
    return min(line.value_start + start, line.end), min(line.value_start + end, line.end)


def _visible(line: Line, at: int) -> tuple[int, int]:
    """Return something to underline where something is missing: the character there, or before."""
    if at < line.value_start + len(line.value):
        return at, at + 1
    return max(line.key_start, at - 1), at
