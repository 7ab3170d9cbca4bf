"""
The forms that settings are written in: an INI file like EMC's `ASGUIHost.ini`, or JSON.

Bytes go in, a layer comes out, with the problems of its form.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from msgspec.structs import replace

from chatplugin.config.ini import Line, lines_of
from chatplugin.config.layers import Layer
from chatplugin.config.problems import Place, Problem, Severity, of_value, shown, stumbled
from chatplugin.domain.errors import BadValue, nearest
from chatplugin.sentences import Said, said

SECTION = "ChatPlugin"

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")


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
    lines = lines_of(text, section)
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
    return said("ini.no_text") if _BINARY.search(text) else None


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
            yield _doubt(said("ini.no_setting", written=shown(line.text.strip())), line, source)
        elif line.sets and line.key in seen:
            yield _doubt(said("ini.twice", key=shown(line.key)), line, source)
        elif line.sets:
            seen.add(line.key)


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
    try:
        settings = _settings(json.loads(text_of(data), object_pairs_hook=_once), section)
    except BadValue as error:
        return Layer(source, {}, (of_value(error, source, "", ""),))
    except json.JSONDecodeError as error:
        place = Place(error.lineno, error.colno, error.colno)
        return Layer(source, {}, (Problem(said("json.broken"), source, place=place),))
    except (ValueError, RecursionError):
        return Layer(source, {}, (Problem(said("json.broken"), source),))
    problems: list[Problem] = []
    values: dict[str, str] = {}
    for key, value in settings.items():
        try:
            values[_key(key)] = _text(value)
        except BadValue as error:
            problems.append(of_value(error, source, shown(key), ""))
    return Layer(source, values, tuple(problems))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadValue("json.twice", key=shown(key))
        found[key] = value
    return found


def _settings(document: object, section: str) -> Mapping[str, object]:
    if isinstance(document, dict):
        inner = document.get(section, document)
        if isinstance(inner, dict):
            return inner
    raise BadValue("json.no_object")


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
        return Layer(source, {}, (stumbled("", error, source),))


def _read_layer(data: bytes, section: str, source: str) -> Layer:
    begin = text_of(data[:64]).lstrip()
    if begin.startswith("--") or source.lower().endswith(".sql"):
        return Layer(source, {}, (Problem(said("file.sql"), source),))
    return (read_json if begin.startswith("{") else read_ini)(data, section, source=source)
