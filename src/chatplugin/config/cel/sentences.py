"""
What the checker of the language says, as a sentence for administrators: what, where, what to write.

Its own words are those of a parser's author ("mismatched input '<EOF>' expecting …").
"""

import re
from collections.abc import Sequence
from typing import Final

from chatplugin.config.cel.tokens import Kind, Token
from chatplugin.domain.choosing import ATTRIBUTES, HEADERS, NAMES
from chatplugin.domain.nearest import did_you_mean, nearest
from chatplugin.errors import BadCondition, ConfigurationError

FUNCTIONS: Final = (
    *("startsWith", "endsWith", "contains", "matches", "size", "has", "int", "double", "string"),
    *("bool", "timestamp", "duration", "type"),
)
OPERATORS: Final = "Compare with == or !=, join with && and ||, turn round with !"
ALL_NAMES: Final = f"There are {', '.join(NAMES[:-1])} and {NAMES[-1]}"

_ERROR: Final = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_FOUND: Final = re.compile(r"(?:input|error at:) '(.*?)'(?: expecting .*)?$", re.DOTALL)
_MISSING: Final = re.compile(r"missing '(.*?)' at")
_LETTERS: Final = re.compile(r"\w+")
_OVERLOAD: Final = re.compile(r"found no matching overload for '(.*)' applied to '\((.*)\)'")
_TYPES: Final = {
    "string": "a text",
    "int": "a number",
    "uint": "a number",
    "double": "a number",
    "bool": "true or false",
    "null_type": "null",
    "dyn": "anything",
    "type": "a type",
    "list": "a list",
    "map": "a map",
    "bytes": "bytes",
    "google.protobuf.timestamp": "a time",
    "timestamp": "a time",
    "google.protobuf.duration": "a duration",
    "duration": "a duration",
}
_HABITS: Final = {
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
    "}": "Write the name alone, without braces",
    "->": "Write '->' once, before the template's name",
    "if": "Write the condition alone; the template comes after '->'",
}
_CURLY: Final = "“”„«»‘’"


def refusal(message: str, text: str, words: Sequence[Token]) -> ConfigurationError:
    """Return what to say instead of the *message* about the condition *text*."""
    match = _ERROR.search(message)
    if "recursion" in message or match is None:
        what = "the condition has too many parts in one another"
        return ConfigurationError(what, remedy="Make two rules of it")
    line, column, what = int(match[1]), int(match[2]), match[3]
    lines = text.split("\n")
    place = sum(len(above) + 1 for above in lines[: line - 1]) + column - 1
    return _refusal(what, min(max(place, 0), len(text)), text, words)


def _refusal(what: str, place: int, text: str, words: Sequence[Token]) -> BadCondition:
    if what.startswith("undeclared reference"):
        return _unknown(_first_name(what), place, words)
    if match := _OVERLOAD.match(what):
        return _mismatch(match[1], match[2], place)
    if "select operation" in what:
        remedy = "Take out what stands after the '.', or write a function, as in .contains(\"…\")"
        return BadCondition("a text has nothing after a '.'", place=place, remedy=remedy)
    if "must be a field selection" in what:
        remedy = 'Write has(attributes.Name), or "name" in headers'
        return BadCondition("has() takes a name after a '.'", place=place, remedy=remedy)
    if what.startswith("reserved identifier"):
        return _not_expected(what.rpartition(" ")[2], place, words)
    if "invalid" in what:
        return BadCondition("this number is too long", place=place, remedy="Write it in quotes")
    if match := _MISSING.search(what):
        remedy = "Write it here, or take out its partner"
        return BadCondition(f"'{match[1]}' is missing", place=place, remedy=remedy)
    found = match[1].strip() if (match := _FOUND.search(what)) else ""
    return _no_token(found, place, text) or _not_expected(found, place, words)


def _first_name(what: str) -> str:
    """Return `foo` of "undeclared reference to 'foo.bar'"."""
    return what.partition("'")[2].partition("'")[0].partition(".")[0]


def _unknown(name: str, place: int, words: Sequence[Token]) -> BadCondition:
    """A name that nothing has: of a variable, of a function, or a text without its quotes."""
    index = _index_of(name, place, words)
    before = words[index - 1].text if index else ""
    after = words[index + 1].text if index + 1 < len(words) else ""
    place = words[index].place
    if after == "(":
        otherwise = f"There are {', '.join(FUNCTIONS[:6])} and others"
        if name in FUNCTIONS:
            return BadCondition(
                f"'{name}' is not used like this",
                place=place,
                remedy=f'Write it as user_id.{name}("…")' if name in FUNCTIONS[:4] else otherwise,
            )
        remedy = did_you_mean(name, FUNCTIONS, otherwise=otherwise)
        return BadCondition(f"there is no function '{name}'", place=place, remedy=remedy)
    return BadCondition(
        f"there is nothing called '{name}'",
        place=place,
        remedy=_meant(name, before, after, words[max(0, index - 4) : index]),
    )


def _meant(name: str, before: str, after: str, earlier: Sequence[Token]) -> str:
    if before == "-" and [word.text for word in earlier[:2]] == [HEADERS, "."]:
        return f'Write {HEADERS}["{earlier[2].text}-{name}"]'
    if close := nearest(name, NAMES):
        return f"Did you mean '{close}'?"
    if name.lower() in _HABITS:
        return _HABITS[name.lower()]
    if before in {"==", "!=", "[", ",", "("} and after not in {"==", "!=", "."}:
        return f'Write a text in quotes: "{name}"'
    return f"Write an attribute as '{ATTRIBUTES}.{name}'. {ALL_NAMES}"


def _index_of(name: str, place: int, words: Sequence[Token]) -> int:
    """The checker points at the name, or at the '.' or '(' behind it."""
    named = [
        number
        for number, word in enumerate(words)
        if word.kind is Kind.NAME and word.text == name and word.place <= place
    ]
    return named[-1] if named else 0


def _mismatch(function: str, types: str, place: int) -> BadCondition:
    kinds = [_kind(kind) for kind in re.split(r", (?![^(]*\))", types)]
    sign = function.strip("_@").replace("_", "") or function
    if sign in {"&&", "||", "!"} and "a text" in kinds:
        return BadCondition(
            f"'{sign}' stands beside a text, which is neither true nor false",
            place=place,
            remedy='Compare the text, as in attributes.Segment == "VIP"',
        )
    what = f"'{sign}' does not go with {' and '.join(kinds)}"
    return BadCondition(what, place=place, remedy=_remedy_of_mismatch(sign, kinds))


def _remedy_of_mismatch(sign: str, kinds: Sequence[str]) -> str:
    if sign == "[]":
        return 'Write a function, as in user_id.startsWith("…")'
    if set(kinds) == {"a text", "a number"}:
        return "All values are texts: write the number in quotes, or int(…) around the text"
    if set(kinds) == {"a text", "true or false"}:
        return 'All values are texts: write "true" in quotes'
    if set(kinds) == {"a text", "null"}:
        return 'Write has(attributes.Name), or compare with an empty text, ""'
    if sign == "in":
        return 'Write a function, as in user_id.contains("…"), or a list, as in ["a", "b"]'
    return "Compare like with like"


def _kind(name: str) -> str:
    if name.startswith(("list(", "map(")):
        return f"a {name.partition('(')[0]}"
    return _TYPES.get(name.lower(), name)


def _no_token(found: str, place: int, text: str) -> BadCondition | None:
    """What is no word of the language at all: a text without its end, or other letters."""
    if found[:1] in {'"', "'"} and found[-1:] != found[0]:
        if found[-2:-1] == "\\":
            what = f"'{found[-2:]}' in a text means nothing"
            return BadCondition(what, place=place, remedy='Write the text as r"…"')
        what = "a text has no closing quote"
        return BadCondition(what, place=place, remedy=f"Write {found[0]} at its end")
    if found == "<EOF>":
        what = "the condition ends too soon"
        return BadCondition(what, place=place, remedy="Write what is missing, or take out the end")
    if found[:1] in set(_CURLY):
        return BadCondition(f"'{found[0]}' is not a quote", place=place, remedy='Write "')
    if found[:1].isalpha() and not found.isascii() and (letters := _LETTERS.match(text, place)):
        of_map = re.search(r"(attributes|headers)\.\Z", text[:place])
        remedy = f'{of_map[1]}["{letters[0]}"]' if of_map else f'a text in quotes: "{letters[0]}"'
        what = f"'{letters[0]}' cannot be a name"
        return BadCondition(what, place=place, remedy=f"Write {remedy}")
    return None


def _not_expected(found: str, place: int, words: Sequence[Token]) -> BadCondition:
    around = [word.text.lower() for word in words if word.place <= place][-2:]
    likely = ["".join(around), found.lower(), *reversed(around)]
    remedy = next((_HABITS[word] for word in likely if word in _HABITS), OPERATORS)
    return BadCondition(f"'{found}' is not expected here", place=place, remedy=remedy)


def refused_outcome(kind: str) -> ConfigurationError:
    """Return what to say of a condition that gives no yes or no."""
    given = _kind(kind.lower().partition("<")[0])
    return ConfigurationError(
        f"the condition gives {given}, not true or false",
        remedy='Compare it, as in attributes.Segment == "VIP"',
    )
