"""
What is wrong with a condition, in sentences: what, where, and what to write instead.

People bring the habits of other languages: `and`, `=`, `<>`, `“…”`, `headers.x-priority`.
"""

import re
from collections.abc import Sequence

from chatplugin.config.conditions.tokens import Kind, Token
from chatplugin.domain.errors import BadCondition, did_you_mean, nearest
from chatplugin.domain.screenpop import ATTRIBUTES, HEADERS, NAMES

TESTS = ("startsWith", "endsWith", "contains", "matches")
CONVERSIONS = ("size", "int", "double")
HAS = "has"
LOOPS = frozenset({"all", "exists", "exists_one", "existsOne", "filter", "map"})

_FUNCTIONS = (*TESTS, HAS, *CONVERSIONS)
_ALL_FUNCTIONS = f"There are {', '.join(_FUNCTIONS[:-1])} and {_FUNCTIONS[-1]}"
_ALL_NAMES = f"There are {', '.join(NAMES[:-1])} and {NAMES[-1]}"
_OPERATORS = "Compare with == or !=, join with && and ||, turn round with !"
_HABITS = {
    "and": "Write && for 'and'",
    "or": "Write || for 'or'",
    "not": "Write ! for 'not', as in !(…)",
    "is": "Write == for 'is'",
    "like": 'Write a function, as in user_id.contains("…")',
    "matches": 'Write it as user_id.matches("…")',
    "contains": 'Write it as user_id.contains("…")',
    "=": "Write == to compare",
    "=>": "Write >= to compare",
    "=~": 'Write it as user_id.matches("…")',
    "<>": "Write != for 'is not'",
    "&": "Write &&",
    "|": "Write ||",
    "{": "Write the name alone, without braces",
    "}": "Write the name alone, without braces",
    "[": 'Write a function, as in user_id.startsWith("…")',
    "->": "Write '->' once, before the template's name",
    "if": "Write the condition alone; the template comes after '->'",
}
_CURLY = "“”„«»‘’"
_HEADER = re.compile(r"[\w-]+")


def not_expected(text: str, words: Sequence[Token], number: int) -> BadCondition:
    """Return what to say of the word with this *number*, which cannot stand there."""
    word = words[number]
    if word.kind is Kind.END:
        what, remedy = "the condition ends too soon", "Write what is missing, or take out the end"
    elif word.text in {'"', "'"}:
        what, remedy = "a text has no closing quote", f"Write {word.text} at its end"
    elif word.text in _CURLY:
        what, remedy = f"'{word.text}' is not a quote", 'Write "'
    else:
        what = f"'{word.text}' is not expected here"
        remedy = _HABITS.get(word.text.lower(), _OPERATORS)
    if word.text == "-" and [before.text for before in words[number - 3 : number - 1]] == [
        HEADERS,
        ".",
    ]:
        header = _HEADER.match(text, words[number - 1].place)
        remedy = f'Write {HEADERS}["{header[0]}"]' if header else remedy
    return BadCondition(what, place=word.place, remedy=remedy)


def missing(sign: str, place: int) -> BadCondition:
    remedy = "Write it here, or take out its partner"
    return BadCondition(f"'{sign}' is missing", place=place, remedy=remedy)


def no_name(word: Token, table: str = "") -> BadCondition:
    """Return what to say of letters that no name has; behind *table* and a '.', if given."""
    right = f'{table}["{word.text}"]' if table else f'a text in quotes: "{word.text}"'
    what = f"'{word.text}' cannot be a name"
    return BadCondition(what, place=word.place, remedy=f"Write {right}")


def unknown_name(words: Sequence[Token], number: int) -> BadCondition:
    """Return what to say of a name that nothing has: of a text without its quotes, perhaps."""
    word, after = words[number], words[number + 1].text
    before = words[number - 1].text if number else ""
    if close := nearest(word.text, NAMES):
        remedy = f"Did you mean '{close}'?"
    elif word.text.lower() in _HABITS:
        remedy = _HABITS[word.text.lower()]
    elif before in {"==", "!=", "[", ",", "("} and after not in {"==", "!=", "."}:
        remedy = f'Write a text in quotes: "{word.text}"'
    else:
        remedy = f"Write an attribute as '{ATTRIBUTES}.{word.text}'. {_ALL_NAMES}"
    return BadCondition(f"there is nothing called '{word.text}'", place=word.place, remedy=remedy)


def unknown_function(word: Token) -> BadCondition:
    """Return what to say of a function that there is not, or that stands in the wrong place."""
    used = {test: f'user_id.{test}("…")' for test in TESTS}
    used |= {conversion: f"{conversion}(user_id)" for conversion in CONVERSIONS}
    if word.text in used:
        what, remedy = f"'{word.text}' is not used like this", f"Write it as {used[word.text]}"
    else:
        what = f"there is no function '{word.text}'"
        remedy = did_you_mean(word.text, _FUNCTIONS, otherwise=_ALL_FUNCTIONS)
    return BadCondition(what, place=word.place, remedy=remedy)


def loop(word: Token) -> BadCondition:
    return BadCondition(
        f"conditions have no loops, such as '{word.text}'",
        place=word.place,
        remedy='Write a list, as in user_id in ["a", "b"], or a pattern in matches("…")',
    )


def not_behind_a_text(dot: Token) -> BadCondition:
    return BadCondition(
        "a text has nothing after a '.'",
        place=dot.place,
        remedy="Take out what stands after the '.', or write a function, as in .contains(\"…\")",
    )


def has_without_a_name(word: Token) -> BadCondition:
    return BadCondition(
        "has() takes a name after a '.'",
        place=word.place,
        remedy='Write has(attributes.Name), or "name" in headers',
    )


def header_with_capitals(name: str, word: Token) -> BadCondition:
    return BadCondition(
        f"the header '{name}' never comes: their names are in lower case",
        place=word.place,
        remedy=f"Write '{name.lower()}'",
    )


def pattern_without_quotes(word: Token) -> BadCondition:
    return BadCondition(
        "the pattern of 'matches' is not a text in quotes",
        place=word.place,
        remedy="Write the pattern itself: no value of a contact can be one",
    )


def mismatch(sign: Token, *kinds: str) -> BadCondition:
    """Return what to say of a sign or a function between, or with, values of such *kinds*."""
    if sign.text in {"&&", "||", "!"} and "a text" in kinds:
        return BadCondition(
            f"'{sign.text}' stands beside a text, which is neither true nor false",
            place=sign.place,
            remedy='Compare the text, as in attributes.Segment == "VIP"',
        )
    what = f"'{sign.text}' does not go with {' and '.join(kinds)}"
    return BadCondition(what, place=sign.place, remedy=_remedy_of_mismatch(sign.text, set(kinds)))


def _remedy_of_mismatch(sign: str, kinds: set[str]) -> str:
    if kinds == {"a text", "a number"}:
        return "All values are texts: write the number in quotes, or int(…) around the text"
    if kinds == {"a text", "true or false"}:
        return 'All values are texts: write "true" in quotes'
    if kinds == {"a text", "null"}:
        return 'Write has(attributes.Name), or compare with an empty text, ""'
    if "names" in kinds:
        return 'Write the name in quotes, as in "Segment" in attributes'
    if sign == "in":
        return 'Write a function, as in user_id.contains("…"), or a list, as in ["a", "b"]'
    return "Compare like with like"
