"""
The words of a condition, each with its place. Any text has some; what is no word is a sign.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from chatplugin.domain.errors import BadCondition


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    NAME = "name"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    kind: Kind
    text: str
    place: int


_TOKEN = re.compile(
    r"""
    (?P<blank> \s+ | // [^\n]* )
  | (?P<text> [rR] (?: "[^"\n]*" | '[^'\n]*' ) | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
  | (?P<number> [0-9]+ (?:\.[0-9]+)? )
  | (?P<name> [^\W\d]\w* )
  | (?P<sign> && | \|\| | [=!<>]= | <> | => | =~ | -> | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPED = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`", strict=True))


def tokens(condition: str) -> tuple[Token, ...]:
    """Return the words of *condition* without blanks and remarks, and its end as the last one."""
    words = [
        Token(Kind(str(match.lastgroup)), match[0], match.start())
        for match in _TOKEN.finditer(condition)
        if match.lastgroup != "blank"
    ]
    return (*words, Token(Kind.END, "", len(condition)))


def literal(token: Token) -> str:
    """Return the text between the quotes. Raises BadCondition for a backslash without meaning."""
    if token.text[0] in "rR":
        return token.text[2:-1]
    written = token.text[1:-1]
    for match in _ESCAPE.finditer(written):
        if match[3] and match[3] not in _ESCAPED:
            raise BadCondition(
                f"'{match[0]}' in a text means nothing",
                place=token.place + 1 + match.start(),
                remedy='Write the text as r"…"',
            )
    return _ESCAPE.sub(_character, written)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED[match[3]]
