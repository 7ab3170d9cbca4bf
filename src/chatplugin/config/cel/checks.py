"""
What a condition must keep to beyond the language's own rules.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from chatplugin.config.cel.tokens import Kind, Token
from chatplugin.domain.choosing import HEADERS
from chatplugin.errors import BadCondition

MOST_INSTRUCTIONS: Final = 3_000
"""Of all patterns of one condition; RE2 makes them ready anew each time, at 2 to 5 µs each."""

_LOOPS: Final = frozenset({"all", "exists", "exists_one", "existsOne", "filter", "map"})


def check_words(words: Sequence[Token]) -> None:
    """Raise BadCondition for a loop, or a header's name that no e-mail can have."""
    for before, word, after in _threes(words):
        if word.text in _LOOPS and before == "." and after == "(":
            raise BadCondition(
                f"conditions have no loops, such as '{word.text}'",
                place=word.place,
                remedy='Write a list, as in user_id in ["a", "b"], or a pattern in matches("…")',
            )
    for name in _names_of_headers(words):
        text = name.literal if name.kind is Kind.TEXT else name.text
        if text and text != text.lower():
            raise BadCondition(
                f"the header '{text}' never comes: their names are in lower case",
                place=name.place,
                remedy=f"Write '{text.lower()}'",
            )


def check_patterns(words: Sequence[Token], value_of: Callable[[str], str]) -> int:
    """
    Return how many instructions the patterns have.

    Raises BadCondition for a pattern that is none of the administrator's, or costs too much.
    """
    instructions = 0
    for number, word in enumerate(words):
        if word.text == "matches" and number + 1 < len(words) and words[number + 1].text == "(":
            pattern = _last_argument(words, number + 1)
            if pattern is None:
                raise BadCondition(
                    "the pattern of 'matches' is not a text in quotes",
                    place=word.place,
                    remedy="Write the pattern itself: no value of a contact can be one",
                )
            instructions += _instructions(value_of(pattern.text), pattern.place)
            if instructions > MOST_INSTRUCTIONS:
                raise BadCondition(
                    "the patterns of this condition need too much time",
                    place=pattern.place,
                    remedy="Repeat less often, as in {1,20}, or write * for a repetition",
                )
    return instructions


def _threes(words: Sequence[Token]) -> Iterator[tuple[str, Token, str]]:
    texts = ["", *[word.text for word in words], ""]
    return zip(texts, words, texts[2:], strict=False)


def _names_of_headers(words: Sequence[Token]) -> Iterator[Token]:
    """Return `x` of `headers.x`, `headers["x"]` and `"x" in headers`."""
    for number, word in enumerate(words):
        if word.text != HEADERS or word.kind is not Kind.NAME:
            continue
        if number + 2 < len(words) and words[number + 1].text in {".", "["}:
            yield words[number + 2]
        if number > 1 and words[number - 1].text == "in":
            yield words[number - 2]


def _last_argument(words: Sequence[Token], opening: int) -> Token | None:
    """Return the text that is all of the last argument after the bracket at *opening*."""
    depth = 0
    for number in range(opening, len(words)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(words[number].text, 0)
        if depth == 0:
            last, before = words[number - 1], words[number - 2].text
            return last if last.kind is Kind.TEXT and before in {"(", ","} else None
    return None


def _instructions(pattern: str, place: int) -> int:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415 - only for patterns: 30 ms, 4 MB

    options = re2.Options()
    options.log_errors = False
    try:
        return int(re2.compile(pattern, options).programsize)
    except re2.error as error:
        said = error.args[0] if error.args else b""
        said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise BadCondition(
            f"the pattern cannot be used: {said}",
            place=place,
            remedy="Correct it; RE2 has no look-around and no back-references",
        ) from None
