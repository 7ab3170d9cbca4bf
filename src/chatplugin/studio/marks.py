"""
Where in the editor's text a problem stands, and the edit that would put it right.

Problems come as sentences for people. A remedy such as "Did you mean 'TabTitle'?" is offered as a
click only if the text that it makes was read again and no longer has that problem.
"""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from chatplugin.config import keys
from chatplugin.config.keys import Setting
from chatplugin.config.layers import Entry
from chatplugin.config.problems import Problem, shown
from chatplugin.studio.lines import Line, lines_of
from chatplugin.studio.reading import Draft, read_draft

MOST_READ = 120
"""
Problems that are looked at again in search of fixes, all in all, while somebody is typing. Each
candidate costs a reading of the whole text: with four problems thirty can be tried, with sixty two.
"""

_LINE = re.compile(r"line (\d+)\b")
_PLACE = re.compile(r"at character (\d+), ")
_QUOTED = re.compile(r"'(.+?)'(?![A-Za-z])")
_REPLACEMENT = re.compile(
    r"Did you mean '(.+?)'\?|(?:Write|Use) '([^']+)'(?:, or '.*| without the blank)?\Z"
)
_WORD = re.compile(r"\w+|.")


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
    spelled = {line.number: _canonical(line, draft.parameters) for line in lines if line.key}
    marks: list[Mark] = []
    tries = iter(range(MOST_READ // max(1, len(draft.problems))))
    for problem in draft.problems:
        line = _line_of(problem, lines, spelled)
        start, end = _span(problem, line)
        candidates = [fix for fix, _ in zip(_candidates(problem, line, start), tries, strict=False)]
        marks.append(Mark(problem, line.number, start, end, _best(candidates, problem, draft)))
    for problem in also:
        line = _line_of(problem, lines, spelled)
        marks.append(Mark(problem, line.number, *_span(problem, line)))
    return sorted(marks, key=lambda mark: (mark.line, mark.start))


def _canonical(line: Line, parameters: Mapping[str, str]) -> str:
    setting = keys.find(Entry(line.key, line.value, ""), parameters)
    return setting.text if isinstance(setting, Setting) else line.key


def _line_of(problem: Problem, lines: Sequence[Line], spelled: Mapping[int, str]) -> Line:
    if not problem.key:
        match = _LINE.search(problem.sentence)
        return lines[min(int(match[1]), len(lines)) - 1] if match else lines[0]
    same = [line for line in lines if problem.key in (line.key, spelled.get(line.number))]
    exact = [line for line in same if problem.value and shown(line.value) == problem.value]
    return (exact or same or lines[:1])[-1]


def _span(problem: Problem, line: Line) -> tuple[int, int]:
    if not line.key or not problem.key:
        return line.start, line.end
    if not problem.value:
        return line.key_start, line.key_start + len(line.key)
    place = _place(problem)
    for word in _QUOTED.findall(_said(problem)):
        if (at := line.value.find(word, place)) >= 0 or (at := line.value.find(word)) >= 0:
            return line.value_start + at, line.value_start + at + len(word)
    if match := _WORD.match(line.value, place):
        return line.value_start + place, line.value_start + (
            match.end() if place else len(line.value)
        )
    return line.value_start, line.end


def _place(problem: Problem) -> int:
    match = _PLACE.search(_said(problem))
    return int(match[1]) - 1 if match else 0


def _said(problem: Problem) -> str:
    """The sentence behind `Key = 'value': `, which quotes the value as a whole."""
    return problem.sentence.removeprefix(f"{problem.key} = '{problem.value}': ")


def _candidates(problem: Problem, line: Line, start: int) -> list[Fix]:
    """Put the better word for the key, for a word that the sentence quotes, or for the value."""
    match = _REPLACEMENT.search(problem.remedy)
    if match is None or not problem.key:
        return []
    better = match[1] or match[2]
    words = [
        Fix(line.start + at, line.start + at + len(word), better)
        for word in _QUOTED.findall(_said(problem))
        for at in (line.text.find(word, start - line.start), line.text.find(word))
        if at >= 0
    ]
    key = Fix(line.key_start, line.key_start + len(line.key), better)
    value = Fix(line.value_start, line.value_start + len(line.value), better)
    return list(dict.fromkeys([*words, value] if problem.value else [key, *words]))


def _best(candidates: list[Fix], problem: Problem, draft: Draft) -> Fix | None:
    """The fix that leaves fewest problems, and not this one."""
    left: list[tuple[int, Fix]] = []
    for fix in candidates:
        now = read_draft(fix.applied(draft.text), draft.section).problems
        # A key that was unknown may have a value that nobody has looked at yet.
        if problem not in now and not any(p.key == fix.text and not p.value for p in now):
            left.append((len(now), fix))
    best = min(left, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] <= len(draft.problems) else None
