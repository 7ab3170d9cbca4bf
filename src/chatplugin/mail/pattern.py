r"""
The administrator's own pattern, run in RE2: linear whatever it says and whatever the letter holds.

RE2 has no look-around and no back-references, and `\d`, `\w`, `\s`, `\b` are ASCII only;
letters have been `normalised`, so `\s` meets no other blanks, and `\pL` stands for a Russian
letter.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

from chatplugin.domain.errors import BadValue, Span
from chatplugin.mail import limits

_CHARACTERS = 1_000
_MEMORY = 4 << 20
_ACCOUNT_CHARACTERS = 40
_SEPARATED = re.compile("[0-9][0-9 .‐‑‒–-]*")
_CODES = {
    "invalid perl operator": "pattern.operator",
    "invalid escape sequence": "pattern.escape",
    "invalid character class range": "pattern.range",
    "invalid named capture group": "pattern.group",
    "invalid repetition size": "pattern.repetitions",
    "missing ]": "pattern.missing_bracket",
    "missing )": "pattern.missing_parenthesis",
    "unexpected )": "pattern.unexpected_parenthesis",
    "trailing \\": "pattern.backslash",
    "no argument for repetition operator": "pattern.nothing_repeated",
    "bad repetition operator": "pattern.twice_repeated",
    "pattern too large": "pattern.too_large",
}
"""What RE2 says, by the beginning of its words."""

_HALF = re.compile("[\ud800-\udfff]")
_GROUP = "(?P<account>"
_BRACKET = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]", re.DOTALL)


def checked(pattern: str) -> str:
    """Return *pattern* itself if RE2 can run it and it has a group `account`; raises BadValue."""
    if len(pattern) > _CHARACTERS:
        raise BadValue("pattern.too_long", number=len(pattern), most=_CHARACTERS)
    if half := _HALF.search(pattern):
        raise BadValue("half_character", Span(*half.span()))
    try:
        groups = _compiled(pattern).groupindex
    except re2.error as error:
        raise _refused(pattern, error) from None
    if "account" not in groups:
        place = max(pattern.find("("), 0)
        raise BadValue("pattern.no_account", Span(place, place))
    if pattern.count(_GROUP) > 1:
        place = pattern.rfind(_GROUP)
        raise BadValue("pattern.two_accounts", Span(place, place + len(_GROUP)))
    return pattern


def matches(text: str, pattern: str) -> Iterator[tuple[str, int, int]]:
    """Find the accounts in *text* with their places, at most `limits.PATTERN_MATCHES`."""
    for number, match in enumerate(_compiled(pattern).finditer(text[: limits.PATTERN_CHARACTERS])):
        if number >= limits.PATTERN_MATCHES:
            return
        found = match.group("account")
        if found and found.strip() and len(found) <= _ACCOUNT_CHARACTERS:
            yield _plain(found.strip()), *_span(match, found)


def _span(match: Any, found: str) -> tuple[int, int]:
    # `match.span('account')` raises; the group's number does not.
    start = match.start(match.re.groupindex["account"]) + len(found) - len(found.lstrip())
    return start, start + len(found.strip())


def _plain(found: str) -> str:
    """Return figures without what groups them, and anything else as it stands."""
    return re.sub("[^0-9]", "", found) if _SEPARATED.fullmatch(found) else found


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)


def _refused(pattern: str, error: Exception) -> BadValue:
    """Return what RE2 says of *pattern*, with the place that its own text leaves out."""
    text = error.args[0] if error.args else b""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    kind, _, piece = text.partition(": ")
    code = next((code for words, code in _CODES.items() if kind.startswith(words)), "pattern.other")
    span = _span_of(pattern, piece)
    return BadValue(code, span, said=kind) if code == "pattern.other" else BadValue(code, span)


def _span_of(pattern: str, piece: str) -> Span | None:
    if piece == pattern:
        place = _unbalanced(pattern)
        return Span(place, place + 1)
    place = pattern.find(piece) if piece else -1
    return Span(place, place + len(piece)) if place >= 0 else None


def _unbalanced(pattern: str) -> int:
    """Return where the bracket without a partner stands."""
    opened: list[int] = []
    for match in _BRACKET.finditer(pattern):
        if match[0] == "(":
            opened.append(match.start())
        elif match[0] == ")":
            if not opened:
                return match.start()
            opened.pop()
    return opened[-1] if opened else 0
