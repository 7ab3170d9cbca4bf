"""
The words of a condition, each with its place, and what is said where one of them is wrong.

Any text has words; what is no word is a sign. People bring the habits of other languages: `and`,
`=`, `<>`, `“…”`, `headers.x-priority`.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from chatplugin.domain.errors import BadValue, Span, nearest
from chatplugin.domain.screenpop import ATTRIBUTES, HEADERS, NAMES
from chatplugin.sentences import said


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


class Token(NamedTuple):
    """A word, and what is said where it does not fit."""

    kind: str
    """`text`, `number`, `name`, `sign` or `end`."""

    text: str
    place: int

    @property
    def span(self) -> Span:
        return Span(self.place, self.place + len(self.text))

    def literal(self) -> str:
        """Return the text between the quotes. Raises BadValue for a backslash without meaning."""
        if self.text[0] in "rR":
            return self.text[2:-1]
        written = self.text[1:-1]
        for match in _ESCAPE.finditer(written):
            if match[3] and match[3] not in _ESCAPED:
                place = self.place + 1 + match.start()
                span = Span(place, place + len(match[0]))
                raise BadValue("condition.escape", span, written=match[0])
        return _ESCAPE.sub(_character, written)

    def unknown_function(self) -> BadValue:
        """Return what to say of a function that there is not, or that stands in the wrong place."""
        used = {test: f'user_id.{test}("…")' for test in _TESTS}
        used |= {conversion: f"{conversion}(user_id)" for conversion in _CONVERSIONS}
        if example := used.get(self.text):
            return BadValue("condition.used_otherwise", self.span, name=self.text, example=example)
        meant = nearest(self.text, _FUNCTIONS)
        return BadValue(
            "condition.unknown_function", self.span, meant=meant, name=self.text, all=_FUNCTIONS
        )

    def mismatch(self, *types: Type) -> BadValue:
        """Return what to say of a sign or a function between, or with, values of such *types*."""
        if self.text in {"&&", "||", "!"} and Type.TEXT in types:
            return BadValue("condition.beside_text", self.span, sign=self.text)
        remedy = _remedy_of_mismatch(self.text, {*types})
        if len(types) == 1:
            only = said(types[0])
            return BadValue(
                "condition.mismatch_of_one", self.span, remedy=remedy, sign=self.text, type=only
            )
        first, second = map(said, types)
        return BadValue(
            "condition.mismatch",
            self.span,
            remedy=remedy,
            sign=self.text,
            first=first,
            second=second,
        )


class Tokens:
    """The words of a condition without blanks and remarks, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.all = _tokens(text)
        """The end of the condition is the last of them."""

        self._number = 0

    @property
    def next(self) -> Token:
        return self.all[self._number]

    @property
    def after_next(self) -> Token:
        """The next one is not the end."""
        return self.all[self._number + 1]

    def advance(self) -> Token:
        self._number += 1
        return self.all[self._number - 1]

    def take(self, *texts: str) -> Token | None:
        """Read the next word if it is one of *texts*."""
        return self.advance() if self.next.text in texts else None

    def name(self, table: str = "") -> Token:
        """Read a name; behind *table* and a '.', if given. Raises BadValue for another word."""
        if self.next.kind != "name":
            raise self.not_expected()
        if not self.next.text.isascii():
            raise _no_name(self.next, table)
        if self.next.text in _LOOPS and self.after_next.text == "(":
            raise BadValue("condition.loop", self.next.span, name=self.next.text)
        return self.advance()

    def close(self, bracket: str) -> None:
        """Read the *bracket*. Raises BadValue where it is missing."""
        if self.take(bracket) is None:
            if self.next.kind == "end":
                place = self.next.place
                raise BadValue("condition.missing", Span(place, place), sign=bracket)
            raise self.not_expected()

    def not_expected(self) -> BadValue:
        """Return what to say of the next word, which cannot stand there."""
        number, word = self._number, self.next
        if word.kind == "end":
            return BadValue("condition.ends", word.span)
        if word.text in {'"', "'"}:
            return BadValue("condition.no_closing_quote", word.span, quote=word.text)
        if word.text in _CURLY:
            return BadValue("condition.curly_quote", word.span, fix='"', written=word.text)
        before = [earlier.text for earlier in self.all[number - 3 : number - 1]]
        if word.text == "-" and before == [HEADERS, "."]:
            start = self.all[number - 1].place
            if header := _HEADER.match(self._text, start):
                span = Span(self.all[number - 3].place, header.end())
                right = f'{HEADERS}["{header[0]}"]'
                return BadValue("condition.header_with_dash", span, fix=right, written=word.text)
        habit = _HABITS.get(word.text.lower(), "habit.none")
        better = _BETTER.get(word.text.lower())
        return BadValue(
            "condition.unexpected", word.span, fix=better, remedy=habit, written=word.text
        )

    def unknown_name(self) -> BadValue:
        """Return what to say of the name just read: it is a text without its quotes, perhaps."""
        word, after = self.all[self._number - 1], self.next.text
        before = self.all[self._number - 2].text if self._number > 1 else ""
        code, name = "condition.unknown_name", word.text
        if meant := nearest(name, NAMES):
            return BadValue(code, word.span, meant=meant, name=name)
        if habit := _HABITS.get(name.lower()):
            better = _BETTER.get(name.lower())
            return BadValue(code, word.span, fix=better, remedy=habit, name=name)
        if before in {"==", "!=", "[", ",", "("} and after not in {"==", "!=", "."}:
            better = f'"{name}"'
            return BadValue(code, word.span, fix=better, remedy="condition.letters", name=name)
        return BadValue(code, word.span, fix=f"{ATTRIBUTES}.{name}", name=name, all=NAMES)


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


def _tokens(condition: str) -> tuple[Token, ...]:
    words = [
        Token(str(match.lastgroup), match[0], match.start())
        for match in _TOKEN.finditer(condition)
        if match.lastgroup != "blank"
    ]
    return (*words, Token("end", "", len(condition)))


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED[match[3]]


_TESTS = ("startsWith", "endsWith", "contains", "matches")
_CONVERSIONS = ("size", "int", "double")
HAS = "has"
_LOOPS = frozenset({"all", "exists", "exists_one", "existsOne", "filter", "map"})

_FUNCTIONS = (*_TESTS, HAS, *_CONVERSIONS)
_HABITS = {
    "and": "habit.and",
    "or": "habit.or",
    "not": "habit.not",
    "is": "habit.is",
    "like": "habit.contains",
    "matches": "habit.matches",
    "contains": "habit.contains_it",
    "=": "habit.equals",
    "=>": "habit.at_least",
    "=~": "habit.matches",
    "<>": "habit.is_not",
    "&": "habit.ampersand",
    "|": "habit.bar",
    "{": "habit.braces",
    "}": "habit.braces",
    "[": "habit.brackets",
    "->": "habit.arrow",
    "if": "habit.if",
}
"""Words of other languages, by the sentence whose remedy says what is written here."""

_BETTER = {
    "and": "&&",
    "or": "||",
    "is": "==",
    "=": "==",
    "=>": ">=",
    "<>": "!=",
    "&": "&&",
    "|": "||",
}
_CURLY = "“”„«»‘’"
_HEADER = re.compile(r"[\w-]+")


def _no_name(word: Token, table: str) -> BadValue:
    """Return what to say of letters that no name has."""
    if table:
        span = Span(word.place - len(table) - 1, word.place + len(word.text))
        better = f'{table}["{word.text}"]'
        return BadValue("condition.letters_in_table", span, fix=better, name=word.text)
    return BadValue("condition.letters", word.span, fix=f'"{word.text}"', name=word.text)


def _remedy_of_mismatch(sign: str, types: set[Type]) -> str:
    if types == {Type.TEXT, Type.NUMBER}:
        return "mismatch.number"
    if types == {Type.TEXT, Type.TRUTH}:
        return "mismatch.truth"
    if types == {Type.TEXT, Type.NULL}:
        return "mismatch.null"
    if Type.NAMES in types:
        return "mismatch.names"
    return "mismatch.in" if sign == "in" else "mismatch.other"
