"""
The words of a condition, for checks that the language's own checker does not make.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    TEXT = "text"
    NAME = "name"
    SIGN = "sign"


class Token(NamedTuple):
    kind: Kind
    text: str
    place: int

    @property
    def literal(self) -> str | None:
        """The text between plain quotes; None for what is no text, or has a backslash."""
        if self.kind is not Kind.TEXT or "\\" in self.text:
            return None
        return self.text[1:-1] if self.text[0] in "\"'" and self.text[:3] not in _TRIPLE else None


_TRIPLE: Final = ('"""', "'''")
_TOKEN: Final = re.compile(
    r"""
    (?P<text>
        (?:[rR][bB]?|[bB][rR]) (?: "{3}.*?"{3} | '{3}.*?'{3} | "[^"\n]*" | '[^'\n]*' )
      | [bB]? (?: "{3}(?:\\.|[^\\])*?"{3} | '{3}(?:\\.|[^\\])*?'{3}
                | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
    )
  | (?P<name> [A-Za-z_]\w* )
  | (?P<sign> // [^\n]* | && | \|\| | [=!<>]= | [0-9][\w.]* | \S )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(condition: str) -> tuple[Token, ...]:
    """Return the words of *condition* without blanks and remarks. Any text has some."""
    return tuple(
        Token(Kind(str(match.lastgroup)), match[0], match.start())
        for match in _TOKEN.finditer(condition)
        if not match[0].startswith("//")
    )
