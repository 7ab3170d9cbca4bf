"""
The T-SQL that puts the section into the database ACS, and takes it out again: two files, filled in.

Known from public scripts: the two procedures, `tblApplication`, `tblTemplateSection` and
`tblTemplatePrimary` with the columns that are named there. No procedure that changes a value is
known, so `install.sql` changes an existing value in its table. Whatever else EMC does in these
procedures is not known: each value is read back, and if one is not as it was given, nothing is
done. `rollback.sql` takes back the latest change from what `install.sql` kept in ChatPluginUndo;
run again, it takes back the change before.

A text as a literal must survive two readers. SQL Server wants quotes doubled, and cuts at 4,000
characters what is put together of shorter pieces. sqlcmd, before it, fills in `$(name)` even inside
a literal, and takes a line of its own `GO` as the end of a batch, even there. So `$(` is taken
apart, and line breaks and control characters are written as numbers: a literal is always one line.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said

# sqlcmd, its successor in Go, and Management Studio take this without a switch. UTF-8 would need
# `-f 65001` with the first, and older versions of the second do not know that switch.
SQL_CHARSET = "utf-16"

_FIRST_PLACE = 2
"""The entry in EMC's list of plug-ins is at 1."""


class SqlKey(NamedTuple):
    """A key as a row of the script; `is_settled` as in `section.EmcKey`."""

    name: str
    value: str
    comment: str
    is_settled: bool


class Installation(NamedTuple):
    """All that makes one script differ from another. `empties_others`: keys that are not named."""

    application: str
    section: str
    keys: Sequence[SqlKey]
    empties_others: bool = False


def installation_sql(installation: Installation) -> str:
    """Return the script. Raises ConfigurationError for a text that has no literal."""
    rows = [_row(place, key) for place, key in enumerate(installation.keys, _FIRST_PLACE)]
    return _filled(
        "install.sql",
        {
            "<application>": literal(installation.application),
            "<section>": literal(installation.section),
            "<empty others>": str(int(installation.empties_others)),
            "<keys>": "\n".join(rows),
        },
    )


def rollback_sql(application: str, section: str) -> str:
    texts = {"<application>": literal(application), "<section>": literal(section)}
    return _filled("rollback.sql", texts)


def _filled(name: str, texts: Mapping[str, str]) -> str:
    """
    Fill in the file *name*, which is a part of this package as its modules are.

    All at once: a text that looks like a place to fill in stays as it is.
    """
    script = files(__package__).joinpath(name).read_text("utf-8")
    return re.sub("<[a-z ]+>", lambda match: texts[match[0]], script)


def _row(place: int, key: SqlKey) -> str:
    try:
        texts = ", ".join(map(literal, (key.name, key.value, key.comment)))
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


def literal(text: str) -> str:
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
