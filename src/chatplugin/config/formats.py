"""
The forms that settings are written in: an INI file like EMC's `ASGUIHost.ini`, or JSON.

Bytes go in, a layer comes out, with the problems of its form. An INI file is read by its lines:
settings are made of them, the studio's editor marks problems by them, and the file is put together
again from them. Nothing is interpolated: `%`, `{` and `=` in a value are themselves.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.layers import Layer, Place, Problem, Severity
from chatplugin.domain.contact import shown
from chatplugin.domain.errors import BadValue, nearest
from chatplugin.sentences import Said, said

_ROW = r"([^\r\n]*)(\r\n|\r|\n|\Z)"

# EMC's own names, which an alias ends with, may have a colon.
_WITH_COLON = r"(?i)\s*(?!Channel\.Alias\.)[A-Za-z][\w.]*\s*:(?!//)"


class Line(Struct, frozen=True):
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

    @classmethod
    def all_in(cls, text: str, section: str) -> "list[Line]":
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
            line = cls(len(lines) + 1, row.start(), row[1], row[2], is_ours, name)
            lines.append(_setting(line) if line.is_setting else line)
        return lines

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
        return self.is_setting and re.match(_WITH_COLON, self.text) is not None

    @property
    def sets(self) -> bool:
        return bool(self.key) and "=" in self.text and not self.has_colon


def _rows(text: str) -> Iterator[re.Match[str]]:
    """A text that ends with a line break has an empty line last, as in an editor."""
    for row in re.finditer(_ROW, text):
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
    return replace(
        line, key=key.strip(), key_start=key_start, value=value.strip(), value_start=value_start
    )


SECTION = "ChatPlugin"

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


_BINARY = r"[\x00-\x08\x0e-\x1f]"


def text_of(data: bytes) -> str:
    """Decode a file that Windows' Notepad, EMC's tools or a person may have written."""
    mark, charset = encoding_of(data)
    return data[len(mark) :].decode(charset, "replace")


def encoding_of(data: bytes) -> tuple[bytes, str]:
    """
    Return the byte order mark of a file, if any, and its charset.

    By that mark; else UTF-16 where every other byte is zero, UTF-8, Windows-1251.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return mark, charset
    head = data[:512]
    if head[1::2].count(0) > len(head) // 4:
        return b"", "utf-16-le"
    if head[::2].count(0) > len(head) // 4:
        return b"", "utf-16-be"
    try:
        data.decode()
    except UnicodeDecodeError:
        return b"", "cp1251"
    return b"", "utf-8"


def read_ini(data: bytes, section: str = SECTION, *, source: str) -> Layer:
    """
    Return the settings of one *section* of an INI file; *source* is what people call the file.

    Sections and keys match in any case; where a section comes twice, both count. A file without any
    section is taken as this section.
    """
    text = text_of(data)
    if what := _of_another_form(text):
        return Layer(source, {}, (Problem(what, source),))
    lines = Line.all_in(text, section)
    settings = [line for line in lines if line.sets]
    return Layer(
        source,
        {line.key: line.value for line in settings},
        tuple(_problems_of(lines, section, source)),
        {line.key: _place_of(line) for line in settings},
    )


def _of_another_form(text: str) -> Said | None:
    """A file that is no text, or XML, is said so once, and not line by line."""
    if text.lstrip().startswith("<"):
        return said("ini.xml")
    return said("ini.no_text") if re.search(_BINARY, text) else None


def _place_of(line: Line) -> Place:
    return Place(line.number, line.key_start - line.start + 1, line.value_start - line.start + 1)


def _problems_of(lines: Sequence[Line], section: str, source: str) -> Iterator[Problem]:
    if not any(line.is_ours for line in lines):
        yield _no_section(lines, section, source)
        return
    if above := _first_above(lines):
        yield _doubt(said("ini.above", section=section), above, source)
    first, seen = 0, set[str]()
    for line in lines:
        if line.is_ours and line.section is not None:
            if first:
                what = said("ini.second_section", section=line.section, line=first)
                yield _doubt(what, line, source)
            first = first or line.number
        elif line.has_colon:
            what = said("ini.colon", key=shown(line.key))
            yield replace(_doubt(what, line, source), severity=Severity.ERROR)
        elif line.is_setting and not line.sets:
            doubt = _doubt(said("ini.no_setting", written=shown(line.text.strip())), line, source)
            yield replace(doubt, fix=_as_remark(line.text))
        elif line.sets and line.key in seen:
            yield _doubt(said("ini.twice", key=shown(line.key)), line, source)
        elif line.sets:
            seen.add(line.key)


def _as_remark(text: str) -> str | None:
    """`#` and `//` begin a remark elsewhere."""
    found = re.fullmatch(r"(\s*)(?:#|//)+(.*)", text)
    return f"{found[1]};{found[2]}" if found else None


def _no_section(lines: Sequence[Line], section: str, source: str) -> Problem:
    names = list(dict.fromkeys(f"[{line.section}]" for line in lines if line.section is not None))
    # A letter of another alphabet is taken for its Latin twin, never meant.
    twin = next((name for name in names if not name.isascii()), "")
    meant = nearest(twin, [f"[{section}]"], cutoff=0.8) if twin else None
    return Problem(
        said("ini.no_section", section=section, others=shown(", ".join(names))),
        source,
        remedy=said("meant", fix=meant) if meant else None,
        severity=Severity.ERROR if meant else Severity.WARNING,
    )


def _first_above(lines: Sequence[Line]) -> Line | None:
    """Return the first setting above all sections, if the first one is ours."""
    above = list(takewhile(lambda line: line.section is None, lines))
    if len(above) == len(lines) or not lines[len(above)].is_ours:
        return None
    return next((line for line in above if "=" in line.text and not line.is_remark), None)


def _doubt(what: Said, line: Line, source: str) -> Problem:
    column = len(line.text) - len(line.text.lstrip()) + 1
    place = Place(line.number, column, column)
    return Problem(what, source, severity=Severity.WARNING, place=place)


def read_json(data: bytes, section: str = SECTION, *, source: str) -> Layer:
    """
    Return the settings of a JSON overlay: one object of keys, or such an object by *section*.

    `true` and `false` are on and off, numbers are written out, `null` is not set.
    """
    text = text_of(data)
    try:
        json.loads(text)
        members = _settings(text, section)
    except BadValue as error:
        return Layer(source, {}, (Problem.of(error, source, "", ""),))
    except json.JSONDecodeError as error:
        place = Place(error.lineno, error.colno, error.colno)
        return Layer(source, {}, (Problem(said("json.broken"), source, place=place),))
    except (ValueError, RecursionError):
        return Layer(source, {}, (Problem(said("json.broken"), source),))
    twice = _twice(members)
    if twice:
        what = said("json.twice", key=shown(twice.key))
        return Layer(source, {}, (Problem(what, source, place=twice.place(text)),))
    return _layer_of([member for member in members if member.is_ours], text, source)


def _layer_of(members: Sequence["_Member"], text: str, source: str) -> Layer:
    problems: list[Problem] = []
    values: dict[str, str] = {}
    places: dict[str, Place] = {}
    for member in members:
        place = member.place(text)
        try:
            key = _key(member.key)
            values[key] = _text(member.value)
            places[key] = place
        except BadValue as error:
            problem = Problem.of(error, source, shown(member.key), "")
            problems.append(replace(problem, place=place))
    return Layer(source, values, tuple(problems), places)


class _Member(Struct, frozen=True):
    """One member of an object; where its name and its value begin."""

    depth: int
    key: str
    value: object
    start: int
    value_start: int
    is_ours: bool = True

    def place(self, text: str) -> Place:
        """Characters of a value count from behind its quotation mark."""
        line_start = text.rfind("\n", 0, self.start) + 1
        value_start = self.value_start + (text[self.value_start] == '"')
        if "\n" in text[self.start : self.value_start]:
            value_start = self.start
        line = text.count("\n", 0, self.start) + 1
        return Place(line, self.start - line_start + 1, value_start - line_start + 1)


def _settings(text: str, section: str) -> list[_Member]:
    """Return the members of the whole, and of *section* where there is such an object in it."""
    start = _after_space(text, 0)
    if text[start] != "{":
        raise BadValue("json.no_object")
    outer = _members(text, start)
    named = next((member for member in outer if member.key == section), None)
    if named is None:
        return outer
    if not isinstance(named.value, dict):
        raise BadValue("json.no_object")
    inner = _members(text, named.value_start, depth=1)
    return [replace(member, is_ours=False) for member in outer] + inner


def _members(text: str, start: int, depth: int = 0) -> list[_Member]:
    """Take an object apart, which is known to be right."""
    decoder = json.JSONDecoder()
    members: list[_Member] = []
    position = _after_space(text, start + 1)
    while text[position] != "}":
        if text[position] == ",":
            position = _after_space(text, position + 1)
        key, end = decoder.raw_decode(text, position)
        value_start = _after_space(text, _after_space(text, end) + 1)
        value, end = decoder.raw_decode(text, value_start)
        members.append(_Member(depth, key, value, position, value_start))
        position = _after_space(text, end)
    return members


def _after_space(text: str, position: int) -> int:
    while text[position] in " \t\r\n":
        position += 1
    return position


def _twice(members: Sequence[_Member]) -> _Member | None:
    """Return the first member that has had its name before, in the same object."""
    seen = set[tuple[int, str]]()
    for member in members:
        if (member.depth, member.key) in seen:
            return member
        seen.add((member.depth, member.key))
    return None


def _key(key: str) -> str:
    """A line break in a name would begin a new line in a log."""
    if not key.isprintable():
        raise BadValue("json.unseen_in_name")
    return key


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case str() if any("\ud800" <= character <= "\udfff" for character in value):
            # JSON can say `"\ud800"`, half a character; nothing can be written with it.
            raise BadValue("half_character")
        case str():
            return value
        case int() | float():
            return str(value)
        case _:
            raise BadValue("json.not_one_value")


def read_layer(data: bytes, section: str = SECTION, *, source: str) -> Layer:
    """
    Return the settings of a file in either form: JSON begins with a brace. SQL is neither.

    Never raises, whatever the fault of its own reader is.
    """
    try:
        return _read_layer(data, section, source)
    except Exception as error:  # noqa: BLE001 - no file may stop a desktop
        return Layer(source, {}, (Problem.stumbled("", error, source),))


def _read_layer(data: bytes, section: str, source: str) -> Layer:
    begin = text_of(data[:64]).lstrip()
    if begin.startswith("--") or source.lower().endswith(".sql"):
        return Layer(source, {}, (Problem(said("file.sql"), source),))
    return (read_json if begin.startswith("{") else read_ini)(data, section, source=source)
