"""
The text of the editor by its lines: where each key and each value stands.

Offsets count characters of the whole text, from 0; lines count from 1, as editors do.
"""

from collections.abc import Iterator
from typing import NamedTuple

from chatplugin.config.formats import section_name


class Line(NamedTuple):
    """One line. `key` is empty where it sets nothing of ours; then so is `value`."""

    number: int
    start: int
    text: str
    key: str = ""
    key_start: int = 0
    value: str = ""
    value_start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def lines_of(text: str, section: str) -> list[Line]:
    """Take *text* apart as `config.formats` reads a file with that *section*."""
    return list(_lines(text, section))


def _lines(text: str, section: str) -> Iterator[Line]:
    rows = text.split("\n")
    inside = all(section_name(row) is None for row in rows)
    start = 0
    for number, row in enumerate(rows, 1):
        name = section_name(row)
        if name is not None:
            inside = name.lower() == section.lower()
        is_setting = inside and name is None and row.strip() and not row.strip().startswith(";")
        yield _setting(number, start, row) if is_setting else Line(number, start, row)
        start += len(row) + 1


def _setting(number: int, start: int, row: str) -> Line:
    key, equals, value = row.partition("=")
    key_start = start + len(key) - len(key.lstrip())
    value_start = start + len(key) + len(equals) + len(value) - len(value.lstrip())
    return Line(number, start, row, key.strip(), key_start, value.strip(), value_start)
