"""
The fragment for `ASGUIHost.ini`: the section with all keys, and its entry in the list of plug-ins.

The charset is Windows-1251. What is known of EMC's reader is that it takes keys with blanks and `;`
comments. Windows' own functions for INI files, which it probably calls, read a file without a byte
order mark in the system's ANSI code page, know no UTF-8, and take a pair of quotes off a value.
Characters that this leaves no room for are refused: `chatplugin emc sql` has room for all.
"""

import unicodedata
from collections.abc import Sequence

from chatplugin.config.emc.section import PLUG_INS, EmcKey
from chatplugin.config.problems import shown
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Language, Said, Words, said

CHARSET = "cp1251"

_CHARSET_NOTE = "; Кодировка этого файла: windows-1251."
"""In every file that needs the charset. Read as UTF-8 it is no text, so readers that try UTF-8
first, such as `config.formats`, cannot take a short Russian value for something else."""

_LIST_NOTE = Words(
    "; 1. This line belongs into EMC's section of this name, which is there already.",
    "; 1. Эту строку добавьте в раздел EMC с этим именем: он уже есть.",
)
_SECTION_NOTE = Words(
    "; 2. This section stands in place of an earlier one of the same name.",
    "; 2. Этот раздел – вместо прежнего с тем же именем.",
)
_UNWRITABLE = frozenset({"Cc", "Zl", "Zp"})


def fragment(section: str, keys: Sequence[EmcKey], language: Language) -> str:
    """Return the text. Raises ConfigurationError for what an INI file cannot hold."""
    _check(said("emc.the_section"), section)
    notes = [words.of(language) for words in (_LIST_NOTE, _SECTION_NOTE)]
    lines = [notes[0], f"[{PLUG_INS}]", f"{section}={section}", ""]
    lines += [notes[1], f"[{section}]"]
    comment = ""
    for key in keys:
        if key.comment != comment:
            comment = key.comment
            lines.append(f"; {comment}")
        lines.append(_line(key))
    text = "\n".join(lines) + "\n"
    return text if text.isascii() else f"{_CHARSET_NOTE}\n{text}"


def _line(key: EmcKey) -> str:
    if not key.value:
        return f";{key.name}={key.key.example}"
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
