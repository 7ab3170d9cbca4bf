"""
The section as EMC keeps it: every key that can be set, each with a value and a comment of help.

Keys that the settings do not name are there too, empty: an empty value is no value, and a key must
exist in EMC before an administrator can fill it in, for all or for one operator only. The section
is written as a fragment of `ASGUIHost.ini`, and as T-SQL for the database ACS.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from chatplugin.config.layers import DEFAULTS
from chatplugin.config.settings import Reading
from chatplugin.config.table import KEYS, cards, program
from chatplugin.config.table.find import Setting, names_of
from chatplugin.config.table.key import NOTHING, Key
from chatplugin.domain.contact import shown
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Language, Said, Words, said

APPLICATION = "CC Elite Multichannel Desktop"
"""What EMC calls the template of its desktops."""

DATABASE = "ACS"
"""EMC's configuration database. A copy of it on the same server has another name."""

PLUG_INS = "Plug In Assembly List"
"""EMC's section that names the sections of all plug-ins."""

_LONGEST_NAME = 100
_FIRST_VALUES = {program.ASSEMBLY: "ChatPlugin.dll", cards.ENABLED: "true"}
"""What EMC itself needs; no value that EMC already has is changed to these."""

_WITHOUT = Words(" Without it: {}.", " Без него: {}.")


class EmcKey(NamedTuple):
    """
    A key of the section.

    `is_settled` tells that the settings name it: EMC then gets this value. Otherwise `value` is
    only for a key that EMC does not have yet.
    """

    name: str
    value: str
    comment: str
    is_settled: bool
    example: str = ""

    @classmethod
    def all_of(cls, reading: Reading, language: Language) -> "list[EmcKey]":
        """Return the keys in the order of the reference; what EMC itself needs comes first."""
        written = _written(reading)
        return [
            emc_key
            for key in (*_FIRST_VALUES, *[key for key in KEYS if key not in _FIRST_VALUES])
            for emc_key in _of(key, written, language)
        ]


class Installation(NamedTuple):
    """The *section* of one *application* of EMC. `empties_others`: keys that are not named."""

    application: str
    section: str
    keys: Sequence[EmcKey] = ()
    empties_others: bool = False
    database: str = DATABASE

    def check_names(self) -> None:
        """Raise ConfigurationError for what cannot be such a name."""
        _check_name("emc.application_name", self.application)
        _check_name("emc.section_name", self.section)
        _check_name("emc.database_name", self.database)

    def ini_fragment(self, language: Language) -> str:
        """Return the text. Raises ConfigurationError for what an INI file cannot hold."""
        section = self.section
        _check(said("emc.the_section"), section)
        notes = [words.of(language) for words in (_LIST_NOTE, _SECTION_NOTE)]
        lines = [notes[0], f"[{PLUG_INS}]", f"{section}={section}", ""]
        lines += [notes[1], f"[{section}]"]
        comment = ""
        for key in self.keys:
            if key.comment != comment:
                comment = key.comment
                lines.append(f"; {comment}")
            lines.append(_line(key))
        text = "\n".join(lines) + "\n"
        return text if text.isascii() else f"{_CHARSET_NOTE.of(language)}\n{text}"

    def sql(self) -> str:
        """Return the script. Raises ConfigurationError for a text that has no literal."""
        rows = [_row(place, key) for place, key in enumerate(self.keys, _FIRST_PLACE)]
        return _filled(
            "install.sql",
            {
                **self._names,
                "<empty others>": str(int(self.empties_others)),
                "<keys>": "\n".join(rows),
            },
        )

    def rollback_sql(self) -> str:
        """Return the script that takes the latest change back; the keys do not matter to it."""
        return _filled("rollback.sql", self._names)

    @property
    def _names(self) -> dict[str, str]:
        is_plain = re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", self.database)
        return {
            "<database>": self.database if is_plain else f"[{self.database}]",
            "<application>": _literal(self.application),
            "<section>": _literal(self.section),
        }


def _written(reading: Reading) -> dict[Setting, str]:
    entries = [entry for entry in reading.sources.values() if entry.layer != DEFAULTS]
    names = names_of(entries)
    settings = [(Setting.find(entry, names), entry.text) for entry in entries]
    return {setting: text for setting, text in settings if isinstance(setting, Setting)}


def _of(key: Key[object], written: dict[Setting, str], language: Language) -> Iterator[EmcKey]:
    comment = _comment(key, language)
    members = [(setting, text) for setting, text in written.items() if setting.key is key]
    for setting, text in members:
        yield EmcKey(setting.text, text, comment, is_settled=True, example=key.example)
    if not members and not key.family:
        yield EmcKey(
            key.name, _FIRST_VALUES.get(key, ""), comment, is_settled=False, example=key.example
        )


def _comment(key: Key[object], language: Language) -> str:
    text, without = key.help.of(language), key.without.of(language)
    if without != NOTHING:
        text += _WITHOUT.of(language).format(without)
    return text.replace("`", "")


def _check_name(what: str, name: str) -> None:
    is_plain = name.isprintable() and name == name.strip() and not set(name) & set("[]=%")
    if not (name and is_plain and len(name) <= _LONGEST_NAME):
        raise ConfigurationError(said(what, name=shown(name), most=_LONGEST_NAME))


CHARSET = "cp1251"

_CHARSET_NOTE = Words(
    "; The charset of this file (кодировка): windows-1251.",
    "; Кодировка этого файла: windows-1251.",
)
"""
In every file that needs the charset, with Russian letters. Read as UTF-8 it is no text, so readers
that try UTF-8 first, such as `config.formats`, cannot take a short Russian value for something
else.
"""

_LIST_NOTE = Words(
    "; 1. This line belongs in EMC's section of this name, which is there already.",
    "; 1. Эту строку добавьте в раздел EMC с этим именем: он уже есть.",
)
_SECTION_NOTE = Words(
    "; 2. This section stands in place of an earlier one of the same name.",
    "; 2. Этот раздел – вместо прежнего с тем же именем.",
)
_UNWRITABLE = frozenset({"Cc", "Zl", "Zp"})


def _line(key: EmcKey) -> str:
    if not key.value:
        return f";{key.name}={key.example}"
    for part in (key.name, key.value):
        _check(key.name, part)
    if "=" in key.name:
        raise _refused(key.name, said("emc.equals_in_name"))
    if len(key.value) > 1 and key.value[0] == key.value[-1] and key.value[0] in "\"'":
        raise _refused(key.name, said("emc.in_quotes"))
    return f"{key.name}={key.value}"


def _check(name: str | Said, text: str) -> None:
    for character in text:
        number = f"U+{ord(character):04X}"
        if unicodedata.category(character) in _UNWRITABLE:
            raise _refused(name, said("emc.not_in_a_line", number=number))
        if not _has(character):
            raise _refused(
                name, said("emc.not_in_charset", character=shown(character), number=number)
            )


def _has(character: str) -> bool:
    try:
        character.encode(CHARSET)
    except UnicodeEncodeError:
        return False
    return True


def _refused(name: str | Said, what: Said) -> ConfigurationError:
    return ConfigurationError(said("emc.no_room", key=name, what=what))


# sqlcmd, its successor in Go, and Management Studio take this without a switch. UTF-8 would need
# `-f 65001` with the first, and older versions of the second do not know that switch.
SQL_CHARSET = "utf-16"

_FIRST_PLACE = 2
"""The entry in EMC's list of plug-ins is at 1."""


def _filled(name: str, texts: Mapping[str, str]) -> str:
    """
    Fill in the file *name*, which is a part of this package as its modules are.

    All at once: a text that looks like a place to fill in stays as it is.
    """
    script = files(__package__).joinpath(name).read_text("utf-8")
    return re.sub("<[a-z ]+>", lambda match: texts[match[0]], script)


def _row(place: int, key: EmcKey) -> str:
    try:
        texts = ", ".join(map(_literal, (key.name, key.value, key.comment)))
    except ConfigurationError as error:
        what = said("emc.of_key", key=key.name, what=error.said)
        raise ConfigurationError(what, remedy=error.said) from error
    row = f"{place}, {int(key.is_settled)}, @Section, {texts}"
    return f"INSERT INTO @Wanted VALUES ({row});"  # noqa: S608 - each text in it is a literal


_NOT_WRITTEN = frozenset({"Cc", "Zl", "Zp"})
"""Categories of characters that end a line, or cannot be seen."""

_LONGEST_PUT_TOGETHER = 4000
_LONG = "CAST(N'' AS nvarchar(max))"
_PLUS = " + "


def _literal(text: str) -> str:
    """
    Return *text* as an expression of the type nvarchar.

    Raises ConfigurationError for half a surrogate pair, which is no character of any file.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ConfigurationError(said("half_character"), remedy=said("emc.half_character"))
    terms = _terms(text)
    if len(terms) > 1 and _length(text) > _LONGEST_PUT_TOGETHER:
        terms.insert(0, _LONG)
    return _PLUS.join(terms)


def _terms(text: str) -> list[str]:
    terms: list[str] = []
    plain = ""
    for place, character in enumerate(text):
        if unicodedata.category(character) in _NOT_WRITTEN:
            terms += [*_quoted(plain), f"NCHAR({ord(character)})"]
            plain = ""
        elif character == "(" and text[place - 1 : place] == "$":
            terms += _quoted(plain)
            plain = character
        else:
            plain += character
    return [*terms, *_quoted(plain)] or ["N''"]


def _quoted(plain: str) -> list[str]:
    return ["N'" + plain.replace("'", "''") + "'"] if plain else []


def _length(text: str) -> int:
    """Return the length as SQL Server counts it: two for what lies beyond U+FFFF."""
    return sum(2 if character > "\uffff" else 1 for character in text)
