"""
The forms that settings are written in: an INI file like EMC's `ASGUIHost.ini`, or JSON.

Bytes go in, a layer comes out, with the problems of its form. Nothing is interpolated: `%`, `{` and
`=` in a value are themselves.
"""

import json
import re
from collections.abc import Mapping

from chatplugin.config.layers import Layer
from chatplugin.config.problems import Problem, Severity, shown, stumbled
from chatplugin.domain.errors import ConfigurationError, nearest

SECTION = "ChatPlugin"

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
# EMC's own names, which an alias ends with, may have a colon.
_WITH_COLON = re.compile(r"(?!Channel\.Alias\.)([A-Za-z][\w.]*)\s*:(?!//)", re.IGNORECASE)


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
    if problem := _of_another_form(text, source):
        return Layer(source, {}, (problem,))
    lines = text.splitlines()
    reader = _Ini(
        source, section, has_sections=any(section_name(line) is not None for line in lines)
    )
    for number, line in enumerate(lines, 1):
        reader.take(number, line)
    reader.end()
    return Layer(source, reader.values, tuple(reader.problems))


def _of_another_form(text: str, source: str) -> Problem | None:
    """A file that is no text, or XML, is said so once, and not line by line."""
    if text.lstrip().startswith("<"):
        what = "this is XML, not an INI file"
    elif _BINARY.search(text):
        what = "this is no text file"
    else:
        return None
    remedy = "Write the settings as 'Key=value' under [ChatPlugin]"
    return Problem("", "", what, remedy, source)


def section_name(line: str) -> str | None:
    """Return the name of the section that begins with *line*, if one does."""
    line = line.strip()
    return line[1:-1].strip() if line.startswith("[") and line.endswith("]") else None


class _Ini:
    """An INI file on its way through, a line at a time."""

    def __init__(self, name: str, section: str, *, has_sections: bool) -> None:
        self.values: dict[str, str] = {}
        self.problems: list[Problem] = []
        self._name = name
        self._section = section
        self._inside = not has_sections
        self._seen: list[int] = []
        self._others: list[str] = []
        self._above = 0
        self._has_sections = has_sections

    def take(self, number: int, line: str) -> None:
        line = line.strip()
        if (section := section_name(line)) is not None:
            self._enter(number, section)
        elif self._inside and line and not line.startswith(";"):
            self._setting(number, line)
        elif "=" in line and not self._others and not line.startswith(";"):
            self._above = self._above or number

    def end(self) -> None:
        if self._above and self._others[0].lower() == f"[{self._section}]".lower():
            self._complain(
                f"line {self._above}: this stands above [{self._section}] and is not read",
                f"Move it below [{self._section}]",
            )
        if not self._has_sections or self._seen:
            return
        others = ", ".join(dict.fromkeys(self._others))
        twin = next((name for name in self._others if not name.isascii()), "")
        meant = twin and nearest(twin, [f"[{self._section}]"], cutoff=0.8)
        self._complain(
            f"there is no section [{self._section}], only {shown(others)}",
            f"Did you mean '{meant}'?" if meant else f"Write [{self._section}] above the settings",
            Severity.ERROR if meant else Severity.WARNING,
        )

    def _enter(self, number: int, section: str) -> None:
        self._others.append(f"[{section}]")
        self._inside = section.lower() == self._section.lower()
        if not self._inside:
            return
        self._seen.append(number)
        if len(self._seen) > 1:
            self._complain(
                f"line {number}: the section [{section}] comes a second time",
                f"Put its settings under line {self._seen[0]}; both count now",
            )

    def _setting(self, number: int, line: str) -> None:
        key, equals, value = line.partition("=")
        key, value = key.strip(), value.strip()
        if colon := _WITH_COLON.match(line):
            self._complain(
                f"line {number}: '{shown(colon[1])}' is followed by ':'",
                f"Write '{shown(colon[1])}='",
                Severity.ERROR,
            )
            return
        if not equals or not key:
            self._complain(
                f"line {number}: '{shown(line)}' is not a setting",
                "Write 'Key=value', or ';' before a comment",
            )
            return
        if key in self.values:
            self._complain(
                f"line {number}: '{shown(key)}' is set a second time, and the second one counts",
                "Keep one of them",
            )
        self.values[key] = value

    def _complain(self, sentence: str, remedy: str, severity: Severity = Severity.WARNING) -> None:
        self.problems.append(Problem("", "", sentence, remedy, self._name, severity))


def read_json(data: bytes, section: str = SECTION, *, source: str) -> Layer:
    """
    Return the settings of a JSON overlay: one object of keys, or such an object by *section*.

    `true` and `false` are on and off, numbers are written out, `null` is not set.
    """
    problems: list[Problem] = []
    try:
        settings = _settings(json.loads(text_of(data), object_pairs_hook=_once), section)
    except ConfigurationError as error:
        return Layer(source, {}, (Problem("", "", error.what, error.remedy, source),))
    except (ValueError, RecursionError) as error:
        place = ""
        if isinstance(error, json.JSONDecodeError):
            place = f" at line {error.lineno}, character {error.colno}"
        remedy = "Write one object of texts, and check it with 'chatplugin check'"
        return Layer(source, {}, (Problem("", "", f"this is not JSON{place}", remedy, source),))
    values: dict[str, str] = {}
    for key, value in settings.items():
        try:
            values[_key(key)] = _text(value)
        except ConfigurationError as error:
            sentence = f"{shown(key)}: {error.what}"
            problems.append(Problem(shown(key), "", sentence, error.remedy, source))
    return Layer(source, values, tuple(problems))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ConfigurationError(
                f"'{shown(key)}' is written twice", remedy="Keep the one that is meant"
            )
        found[key] = value
    return found


def _settings(document: object, section: str) -> Mapping[str, object]:
    if isinstance(document, dict):
        inner = document.get(section, document)
        if isinstance(inner, dict):
            return inner
    raise ConfigurationError(
        "this is not an object of settings", remedy='Write {"TabTitle": "CRM {channel_name}"}'
    )


def _key(key: str) -> str:
    """A line break in a name would begin a new line in a log."""
    if not key.isprintable():
        raise ConfigurationError(
            "there are characters in this name that cannot be seen", remedy="Take them out"
        )
    return key


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case str() if any("\ud800" <= character <= "\udfff" for character in value):
            # JSON can say `"\ud800"`, half a character; nothing can be written with it.
            raise ConfigurationError("there is half a character in it", remedy="Write it whole")
        case str():
            return value
        case int() | float():
            return str(value)
        case _:
            raise ConfigurationError("this is not one value", remedy="Write it as one text")


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
        remedy = "Give the settings that `chatplugin emc sql` has written it from"
        return Layer(source, {}, (Problem("", "", "this is SQL, not settings", remedy, source),))
    return (read_json if begin.startswith("{") else read_ini)(data, section, source=source)
