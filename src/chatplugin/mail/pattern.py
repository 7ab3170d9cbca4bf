r"""
The administrator's own pattern, run in RE2: linear whatever it says and whatever the letter holds.

RE2 has no look-around and no back-references, and `\d`, `\w`, `\s`, `\b` are ASCII only;
letters have been `normalised`, so `\s` meets no other blanks, and `\pL` stands for a Russian
letter.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]

from chatplugin.domain.errors import ConfigurationError
from chatplugin.mail import limits

_CHARACTERS: Final = 1_000
_MEMORY: Final = 4 << 20
_ACCOUNT_CHARACTERS: Final = 40
_SEPARATED: Final = re.compile("[0-9][0-9 .‐‑‒–-]*")
_REMEDIES: Final = {
    "invalid perl operator": "RE2 has no look-ahead and no look-behind; write what stands around"
    " the account itself",
    "invalid escape sequence": "RE2 has no back-references; a backslash of the text is written"
    " '\\\\'",
    "invalid character class range": "Write the lower end first, such as [0-9]",
    "invalid named capture group": "Write '(?P<account>' and ')'",
    "invalid repetition size": "Repeat at most 1,000 times in all",
    "missing ]": "Close the set with ']'",
    "missing )": "Close the group with ')'",
    "unexpected )": "Open the group with '(' or write '\\)'",
    "trailing \\": "A backslash needs something behind it",
    "no argument for repetition operator": "Put what is repeated in front of it, or write a"
    " backslash before it",
    "bad repetition operator": "Use only one of '*', '+', '?' and '{…}' behind another",
    "pattern too large": "Repeat less often; the pattern needs too much memory",
}
_HALF: Final = re.compile("[\ud800-\udfff]")
_GROUP: Final = "(?P<account>"
_BRACKET: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]", re.DOTALL)


def checked(pattern: str) -> str:
    """*pattern* itself if RE2 can run it and it has a group `account`."""
    if len(pattern) > _CHARACTERS:
        raise _error(f"has {len(pattern)} characters", _CHARACTERS, f"Write at most {_CHARACTERS}")
    if half := _HALF.search(pattern):
        raise _error("there is half a character in it", half.start(), "Write it whole")
    try:
        groups = _compiled(pattern).groupindex
    except re2.error as error:
        raise _refused(pattern, error) from None
    if "account" not in groups:
        remedy = f"Put '{_GROUP}' and ')' around the account's number"
        raise _error("has no group 'account'", max(pattern.find("("), 0), remedy)
    if pattern.count(_GROUP) > 1:
        raise _error("has two groups 'account'", pattern.rfind(_GROUP), "Use the name once")
    return pattern


def matches(text: str, pattern: str) -> Iterator[tuple[str, int, int]]:
    """The accounts in *text* with their places, at most `limits.PATTERN_MATCHES`."""
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
    """Figures without what groups them; anything else as it stands."""
    return re.sub("[^0-9]", "", found) if _SEPARATED.fullmatch(found) else found


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)


def _refused(pattern: str, error: Exception) -> ConfigurationError:
    """What RE2 says of *pattern*, with the place that its own text leaves out."""
    text = error.args[0] if error.args else b""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    kind, _, piece = text.partition(": ")
    place = _unbalanced(pattern) if piece == pattern else pattern.find(piece)
    remedy = next((words for start, words in _REMEDIES.items() if kind.startswith(start)), "")
    return _error(kind, max(place, 0), remedy or "See RE2's syntax")


def _unbalanced(pattern: str) -> int:
    """Where the bracket without a partner stands."""
    opened: list[int] = []
    for match in _BRACKET.finditer(pattern):
        if match[0] == "(":
            opened.append(match.start())
        elif match[0] == ")":
            if not opened:
                return match.start()
            opened.pop()
    return opened[-1] if opened else 0


def _error(what: str, place: int, remedy: str) -> ConfigurationError:
    return ConfigurationError(
        f"PersonalAccount.Pattern, at character {place + 1}: {what}", remedy=remedy
    )
