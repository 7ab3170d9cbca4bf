"""
An INI file by its lines: what each of them is, and where its key and its value stand.

The one reader of this form. Settings are made of it, the studio's editor marks problems by it, and
the file is put together again from it. Nothing is interpolated: `%`, `{` and `=` in a value are
themselves.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_ROW = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")

# EMC's own names, which an alias ends with, may have a colon.
_WITH_COLON = re.compile(r"\s*(?!Channel\.Alias\.)[A-Za-z][\w.]*\s*:(?!//)", re.IGNORECASE)


class Line(NamedTuple):
    """
    One line. Offsets count characters of the whole text, from 0; lines count from 1.

    `section` is the name where it begins one. `key` is empty where it sets nothing; what is neither
    blank, nor a remark, nor the beginning of a section is a setting, or is meant to be one.
    """

    number: int
    start: int
    text: str
    ending: str
    is_ours: bool
    """It stands in the section that is asked for, or begins it."""

    section: str | None = None
    key: str = ""
    key_start: int = 0
    value: str = ""
    value_start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_remark(self) -> bool:
        return self.text.lstrip().startswith(";")

    @property
    def is_setting(self) -> bool:
        """It sets something, or is meant to."""
        return (
            self.is_ours and self.section is None and not self.is_remark and bool(self.text.strip())
        )

    @property
    def has_colon(self) -> bool:
        """It is meant to set something, with ':' for '='."""
        return self.is_setting and _WITH_COLON.match(self.text) is not None

    @property
    def sets(self) -> bool:
        return bool(self.key) and "=" in self.text and not self.has_colon


def lines_of(text: str, section: str) -> list[Line]:
    """
    Take *text* apart. Sections match in any case; one that comes twice is ours both times.

    A text without any section is ours as a whole.
    """
    rows = [*_rows(text)]
    names = [_section_name(row[1]) for row in rows]
    is_ours = all(name is None for name in names)
    lines: list[Line] = []
    for row, name in zip(rows, names, strict=True):
        if name is not None:
            is_ours = name.lower() == section.lower()
        line = Line(len(lines) + 1, row.start(), row[1], row[2], is_ours, name)
        lines.append(_setting(line) if line.is_setting else line)
    return lines


def _rows(text: str) -> Iterator[re.Match[str]]:
    """A text that ends with a line break has an empty line last, as in an editor."""
    for row in _ROW.finditer(text):
        yield row
        if not row[2]:
            return


def _section_name(line: str) -> str | None:
    line = line.strip()
    return line[1:-1].strip() if line.startswith("[") and line.endswith("]") else None


def _setting(line: Line) -> Line:
    mark = ":" if line.has_colon else "="
    key, equals, value = line.text.partition(mark)
    key_start = line.start + len(key) - len(key.lstrip())
    value_start = line.start + len(key) + len(equals) + len(value) - len(value.lstrip())
    return line._replace(
        key=key.strip(), key_start=key_start, value=value.strip(), value_start=value_start
    )
