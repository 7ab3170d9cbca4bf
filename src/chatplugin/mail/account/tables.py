"""
Tables: cells are a tab apart, and a value may stand below its heading instead of beside it.
"""

from chatplugin.mail import limits

_ROWS = 30
_COLUMNS = 40
_HEADING_CHARACTERS = 60


def is_row(text: str, at: int) -> bool:
    """Return whether the line around *at* is a row of several cells."""
    start, end = _line(text, at)
    return "\t" in text[start:end]


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
