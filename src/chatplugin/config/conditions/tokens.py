"""
The words of a condition, each with its place. Any text has some; what is no word is a sign.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from chatplugin.domain.errors import BadValue, Span


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

    @property
    def span(self) -> Span:
        return Span(self.place, self.place + len(self.text))


class Type(StrEnum):
    """What a part of a condition gives, by its code in the catalogue of sentences."""

    TEXT = "type.text"
    NUMBER = "type.number"
    TRUTH = "type.truth"
    NULL = "type.null"
    TEXTS = "type.texts"
    NUMBERS = "type.numbers"
    NAMES = "type.names"
    """Of `attributes` or `headers` as a whole."""


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
    """Return the text between the quotes. Raises BadValue for a backslash without meaning."""
    if token.text[0] in "rR":
        return token.text[2:-1]
    written = token.text[1:-1]
    for match in _ESCAPE.finditer(written):
        if match[3] and match[3] not in _ESCAPED:
            place = token.place + 1 + match.start()
            span = Span(place, place + len(match[0]))
            raise BadValue("condition.escape", span, written=match[0])
    return _ESCAPE.sub(_character, written)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED[match[3]]
