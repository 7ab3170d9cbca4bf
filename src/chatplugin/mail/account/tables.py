"""
Tables: cells are a tab apart, and a value may stand below its heading instead of beside it.

Forms on paper have a cell for each figure, or for each group of figures.
"""

import re

from chatplugin.mail import limits

_ROWS = 30
_COLUMNS = 40
_HEADING_CHARACTERS = 60
# A cell for each of five figures or more, or cells of groups none of which is an account itself.
_FIGURES = re.compile(r"[0-9](?:\t[0-9]){4,19}(?![0-9])(?=[\t ]*(?:\n|$|\t[^0-9\n]))")
_GROUPS = re.compile(r"[0-9]{2,4}(?:\t[0-9]{2,4}){2,4}(?=\t*(?:\n|$))")
_GROUPED = range(8, 13)
_VALUE_IN_FRONT = re.compile(r"(?:^|\n)(?:№[ ]?)?([0-9][0-9 .-]{3,30}[0-9])\t$")


def is_row(text: str, at: int) -> bool:
    """Return whether the line around *at* is a row of several cells."""
    start, end = _line(text, at)
    return "\t" in text[start:end]


def figures_in_cells(text: str, at: int) -> tuple[int, int] | None:
    """Return where a number stands that begins at *at* and goes on in the next cells of its row."""
    if match := _FIGURES.match(text, at):
        return match.span()
    match = _GROUPS.match(text, at)
    if match is None or sum(map(str.isdigit, match[0])) not in _GROUPED:
        return None
    start = _line(text, at)[0]
    is_headed = start > 0 and is_row(text, start - 1)
    return None if is_headed else match.span()


def alone_above(text: str, start: int, end: int) -> int | None:
    """Return where the next row begins if the label from *start* on has a row of its own."""
    row_start, row_end = _line(text, start)
    others = text[row_start:start] + text[end:row_end]
    return row_end + 1 if "\t" in others and not others.strip("\t :*№") else None


def value_in_front(text: str, start: int, end: int) -> int | None:
    """Return where the value begins in a row of two cells whose last is a label from *start* on."""
    line_end = _line(text, end)[1]
    if text[end:line_end].strip(" :*"):
        return None
    line_start = _line(text, start)[0]
    match = _VALUE_IN_FRONT.search(text, max(0, line_start - 1), start)
    return match.start(1) if match else None


def cells_below(text: str, start: int) -> list[tuple[int, int]]:
    """Return where the cells below the heading at *start* stand; none if it heads no column."""
    row_start, row_end = _line(text, start)
    row = text[row_start : min(row_end, row_start + limits.ROW_CHARACTERS)]
    if "\t" not in row or len(row) < row_end - row_start:
        return []
    cells = row.split("\t")
    column = text.count("\t", row_start, start)
    heading = cells[column]
    if (
        len(cells) > _COLUMNS
        or len(heading) > _HEADING_CHARACTERS
        or any(map(str.isdigit, heading))
    ):
        return []
    return _column(text, row_end + 1, column, len(cells))


def _column(text: str, at: int, column: int, width: int) -> list[tuple[int, int]]:
    cells: list[tuple[int, int]] = []
    for _ in range(_ROWS):
        start, end = at, _line(text, at)[1]
        row = text[start : min(end, start + limits.ROW_CHARACTERS)].split("\t")
        if len(row) < 2 or len(row) <= column or len(row) > width + (not row[-1]):
            break
        begin = start + sum(len(cell) + 1 for cell in row[:column])
        mark = len(row[column]) - len(row[column].lstrip(" №#N"))
        cells.append((begin + mark, begin + len(row[column])))
        at = end + 1
        if at >= len(text):
            break
    return cells


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end
