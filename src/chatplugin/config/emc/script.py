"""
The T-SQL of `install` and `rollback`, filled in; and such an installation read back.

Only what `installation` writes is read: whatever the file may hold, it is this script with other
texts, or it is refused. Nobody then has to wonder what a checked file does besides.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from chatplugin.config.emc.install import INSTALL
from chatplugin.config.emc.literal import literal, read_literal
from chatplugin.config.emc.rollback import ROLLBACK
from chatplugin.config.layers import Layer
from chatplugin.config.problems import Problem
from chatplugin.errors import ConfigurationError

# sqlcmd, its successor in Go, and Management Studio take this without a switch. UTF-8 would need
# `-f 65001` with the first, and older versions of the second do not know that switch.
SQL_CHARSET = "utf-16"

_FIRST_PLACE = 2
"""The entry in EMC's list of plug-ins is at 1."""

_APPLICATION = "DECLARE @Application nvarchar(200) = "
_SECTION = "DECLARE @Section nvarchar(200) = "
_EMPTY_OTHERS = "DECLARE @EmptyOthers bit = "
_KEY = re.compile(r"INSERT INTO @Wanted VALUES \([0-9]+, ([01]), @Section, ")
_COMMA = ", "


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
        INSTALL,
        {
            "<application>": literal(installation.application),
            "<section>": literal(installation.section),
            "<empty others>": str(int(installation.empties_others)),
            "<keys>": "\n".join(rows),
        },
    )


def rollback_sql(application: str, section: str) -> str:
    texts = {"<application>": literal(application), "<section>": literal(section)}
    return _filled(ROLLBACK, texts)


def _filled(script: str, texts: Mapping[str, str]) -> str:
    """Fill in all at once: a text that looks like a place to fill in stays as it is."""
    return re.sub("<[a-z ]+>", lambda match: texts[match[0]], script)


def _row(place: int, key: SqlKey) -> str:
    try:
        texts = ", ".join(map(literal, (key.name, key.value, key.comment)))
    except ConfigurationError as error:
        raise ConfigurationError(f"{key.name}: {error.what}", remedy=error.remedy) from error
    row = f"{place}, {int(key.is_settled)}, @Section, {texts}"
    return f"INSERT INTO @Wanted VALUES ({row});"  # noqa: S608 - each text in it is a literal


def read_sql(text: str, *, source: str) -> Layer:
    """Return the settings of a script, or as a problem of the layer that it is none of ours."""
    lines = text.splitlines()
    found = _parsed(lines)
    if found is None:
        return _foreign(source, "this is not SQL that `chatplugin emc sql` has written")
    # What was taken from the lines is written again: so nothing in them has gone unread.
    ours = installation_sql(found).splitlines()
    for number, (line, our_line) in enumerate(zip_longest(lines, ours), 1):
        if line != our_line:
            return _foreign(source, f"line {number} is not as `chatplugin emc sql` writes it")
    return Layer(source, {key.name: key.value for key in found.keys})


def _parsed(lines: Sequence[str]) -> Installation | None:
    application = section = None
    keys: list[SqlKey] = []
    for line in lines:
        if line.startswith(_APPLICATION):
            application = read_literal(line, len(_APPLICATION))
        elif line.startswith(_SECTION):
            section = read_literal(line, len(_SECTION))
        elif (row := _KEY.match(line)) and (key := _key(line, row)):
            keys.append(key)
    if application is None or section is None:
        return None
    return Installation(application[0], section[0], keys, f"{_EMPTY_OTHERS}1;" in lines)


def _key(line: str, row: re.Match[str]) -> SqlKey | None:
    texts: list[str] = []
    place = row.end()
    while found := read_literal(line, place):
        texts.append(found[0])
        place = found[1] + len(_COMMA)
    if len(texts) != 3:
        return None
    name, value, comment = texts
    return SqlKey(name, value, comment, is_settled=row[1] == "1")


def _foreign(source: str, what: str) -> Layer:
    remedy = "Write it anew from the settings by `chatplugin emc sql`"
    return Layer(source, {}, (Problem("", "", what, remedy, source),))
