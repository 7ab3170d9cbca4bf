"""
What is wrong with a condition: what, where, and what to write instead.

People bring the habits of other languages: `and`, `=`, `<>`, `“…”`, `headers.x-priority`.
"""

import re
from collections.abc import Sequence

from chatplugin.config.conditions.tokens import Kind, Token, Type
from chatplugin.domain.errors import BadValue, Span, nearest
from chatplugin.domain.screenpop import ATTRIBUTES, HEADERS, NAMES
from chatplugin.sentences import said

_TESTS = ("startsWith", "endsWith", "contains", "matches")
_CONVERSIONS = ("size", "int", "double")
HAS = "has"
LOOPS = frozenset({"all", "exists", "exists_one", "existsOne", "filter", "map"})

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


def not_expected(text: str, words: Sequence[Token], number: int) -> BadValue:
    """Return what to say of the word with this *number*, which cannot stand there."""
    word = words[number]
    if word.kind is Kind.END:
        return BadValue("condition.ends", word.span)
    if word.text in {'"', "'"}:
        return BadValue("condition.no_closing_quote", word.span, quote=word.text)
    if word.text in _CURLY:
        return BadValue("condition.curly_quote", word.span, fix='"', written=word.text)
    before = [earlier.text for earlier in words[number - 3 : number - 1]]
    if word.text == "-" and before == [HEADERS, "."]:
        start = words[number - 1].place
        if header := _HEADER.match(text, start):
            name, span = header[0], Span(words[number - 3].place, header.end())
            right = f'{HEADERS}["{name}"]'
            return BadValue("condition.header_with_dash", span, fix=right, written=word.text)
    habit = _HABITS.get(word.text.lower(), "habit.none")
    better = _BETTER.get(word.text.lower())
    return BadValue("condition.unexpected", word.span, fix=better, remedy=habit, written=word.text)


def missing(sign: str, place: int) -> BadValue:
    return BadValue("condition.missing", Span(place, place), sign=sign)


def no_name(word: Token, table: str = "") -> BadValue:
    """Return what to say of letters that no name has; behind *table* and a '.', if given."""
    if table:
        span = Span(word.place - len(table) - 1, word.place + len(word.text))
        better = f'{table}["{word.text}"]'
        return BadValue("condition.letters_in_table", span, fix=better, name=word.text)
    return BadValue("condition.letters", word.span, fix=f'"{word.text}"', name=word.text)


def unknown_name(words: Sequence[Token], number: int) -> BadValue:
    """Return what to say of a name that nothing has: of a text without its quotes, perhaps."""
    word, after = words[number], words[number + 1].text
    before = words[number - 1].text if number else ""
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


def unknown_function(word: Token) -> BadValue:
    """Return what to say of a function that there is not, or that stands in the wrong place."""
    used = {test: f'user_id.{test}("…")' for test in _TESTS}
    used |= {conversion: f"{conversion}(user_id)" for conversion in _CONVERSIONS}
    if example := used.get(word.text):
        return BadValue("condition.used_otherwise", word.span, name=word.text, example=example)
    meant = nearest(word.text, _FUNCTIONS)
    return BadValue(
        "condition.unknown_function", word.span, meant=meant, name=word.text, all=_FUNCTIONS
    )


def mismatch(sign: Token, *types: Type) -> BadValue:
    """Return what to say of a sign or a function between, or with, values of such *types*."""
    if sign.text in {"&&", "||", "!"} and Type.TEXT in types:
        return BadValue("condition.beside_text", sign.span, sign=sign.text)
    remedy = _remedy_of_mismatch(sign.text, {*types})
    if len(types) == 1:
        only = said(types[0])
        return BadValue(
            "condition.mismatch_of_one", sign.span, remedy=remedy, sign=sign.text, type=only
        )
    first, second = map(said, types)
    return BadValue(
        "condition.mismatch", sign.span, remedy=remedy, sign=sign.text, first=first, second=second
    )


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
