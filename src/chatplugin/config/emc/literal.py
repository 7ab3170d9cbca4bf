"""
Texts as literals of T-SQL.

A literal must survive two readers. SQL Server wants quotes doubled, and cuts at 4,000 characters
what is put together of shorter pieces. sqlcmd, before it, fills in `$(name)` even inside a literal,
and takes a line of its own `GO` as the end of a batch, even there. So `$(` is taken apart, and line
breaks and control characters are written as numbers: a literal is always one line.
"""

import unicodedata

from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said

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
