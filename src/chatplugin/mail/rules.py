r"""
What the administrator says of accounts and senders: `PersonalAccount.…` and `Sender.…`.

Each text is parsed once, when settings are read. Raises BadValue for what cannot be used.

The administrator's own pattern runs in RE2: its time is linear, whatever pattern and letter are.
RE2 has no look-around and no back-references, and its `\d`, `\w`, `\s`, `\b` are ASCII only.
Letters have been `normalised`, so `\s` meets no other blanks; a Russian letter is `\pL`.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Any

from msgspec import Struct

from chatplugin.domain.errors import BadValue, Span, nearest
from chatplugin.mail import limits

DEFAULT_LABELS = (
    "лицевой счет", "лицевой", "лиц. счет", "лиц. сч", "лицевой сч", "лиц/с", "елс", "л/с", "л/сч",
    "л/счет",
    "personal account", "account number", "account no", "account num", "account nr",
    "account id", "account",
    "acct", "acc. no", "acc. number", "a/c", "licevoj schet", "licevoi schet", "licevoy schet",
    "litsevoy schet", "litsevoj schet", "l/s",
)  # fmt: skip
"""What `PersonalAccount.Labels` is when it is not set."""


class LabelSet(StrEnum):
    """Other words for the account, which an administrator switches on: they mean more than it."""

    ACCOUNT = "account"
    PAYER = "payer"
    SUBSCRIBER = "subscriber"
    CLIENT = "client"
    CONTRACT = "contract"
    UKRAINIAN = "ukrainian"
    BELARUSIAN = "belarusian"
    KAZAKH = "kazakh"
    KYRGYZ = "kyrgyz"
    UZBEK = "uzbek"

    @classmethod
    def parse(cls, text: str) -> tuple["LabelSet", ...]:
        """Return the sets of `payer; contract`."""
        found: dict[LabelSet, None] = {}
        for word in re.finditer(r"[^;,\s]+", text):
            name = word[0].lower()
            if name not in set(cls):
                allowed = tuple(each.value for each in cls)
                span, meant = Span(*word.span()), nearest(name, allowed)
                raise BadValue("choice.none", span, meant=meant, allowed=allowed)
            found[cls(name)] = None
        return tuple(found)

    @property
    def words(self) -> tuple[str, ...]:
        return _WORDS[self]


_WORDS = {
    LabelSet.ACCOUNT: (
        "номер счета", "мой счет", "наш счет", "счет абонента", "счет потребителя", "счет №", "флс",
        "фин. лицевой счет",
    ),
    LabelSet.PAYER: (
        "код плательщика", "номер плательщика", "идентификатор плательщика", "ид плательщика",
        "плательщик", "payer code", "payer id",
    ),
    LabelSet.SUBSCRIBER: (
        "номер абонента", "код абонента", "абонентский номер", "абонентский счет", "абонент",
        "аб. номер", "subscriber number", "subscriber id",
    ),
    LabelSet.CLIENT: (
        "номер клиента", "код клиента", "клиентский номер", "id клиента", "client number",
        "client id", "customer number", "customer id",
    ),
    LabelSet.CONTRACT: (
        "номер договора", "договор", "дог. №", "contract number", "contract no", "contract",
    ),
    LabelSet.UKRAINIAN: ("особовий рахунок", "особ. рахунок", "особовий", "о/р", "о/рахунок"),
    LabelSet.BELARUSIAN: ("асабовы рахунак", "асаб. рахунак", "асабовы"),
    LabelSet.KAZAKH: (
        "жеке шот", "жеке шотым", "дербес шот", "дербес шотым", "жеке есепшот", "дербес есепшот",
    ),
    LabelSet.KYRGYZ: ("жеке эсеп", "өздүк эсеп", "эсеп номери"),
    LabelSet.UZBEK: ("shaxsiy hisob raqami", "shaxsiy hisob", "hisob raqami", "шахсий ҳисоб"),
}  # fmt: skip

_LABELS = 50
_LABEL_CHARACTERS = 60
_LONGEST = 40
_EXAMPLE = r"(?=.*[0-9]{2})[0-9A-Za-zА-ЯЁа-яё][0-9A-Za-zА-ЯЁа-яё ./-]{2,39}"
_EXAMPLES = 10
# Leading figures of two accounts are the same by chance in one of a hundred sites.
_LEADING = 2
_LENGTH = r"(?i)\s*(\d{1,3})\s*(?:(?:-|–|—|\.\.\.?|to|до|,)\s*(\d{1,3})\s*)?"

_PATTERN_CHARACTERS = 1_000
_MEMORY = 4 << 20
_ACCOUNT_CHARACTERS = 40
_SEPARATED = "[0-9][0-9 .‐‑‒–-]*"
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

_HALF = "[\ud800-\udfff]"
_GROUP = "(?P<account>"
_BRACKET = r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]"


class Ambiguous(StrEnum):
    """What two different accounts in the newest text mean: no account, or the first of them."""

    NONE = "none"
    FIRST = "first"


class Length(Struct, frozen=True):
    """How many figures, and letters where they are allowed, an account has."""

    least: int = 5
    most: int = 20

    @classmethod
    def parse(cls, text: str) -> "Length":
        """Return the length of `10` or `5-20`."""
        match = re.fullmatch(_LENGTH, text)
        least, most = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= least <= most <= _LONGEST:
            raise BadValue("length.none", written=text.strip()[:_LONGEST], most=_LONGEST)
        return cls(least, most)


class Examples(Struct, frozen=True):
    """
    What some accounts of the site have in common.

    *sizes* are how many figures and letters they have, *groups* how these are grouped, *leading*
    the figures that all of them begin with.
    """

    written: tuple[str, ...]
    sizes: frozenset[int]
    letters: bool
    groups: frozenset[tuple[int, ...]]
    leading: str = ""

    @property
    def length(self) -> Length:
        return Length(min(self.sizes), max(self.sizes))

    @classmethod
    def parse(cls, text: str) -> "Examples | None":
        """Return what the accounts of `40271-58836; 40271-58901` have in common."""
        words = [word for word in re.finditer(r"[^;,\n]+", text) if word[0].strip()]
        if len(words) > _EXAMPLES:
            raise BadValue("examples.too_many", number=len(words), most=_EXAMPLES)
        for word in words:
            if not re.fullmatch(_EXAMPLE, word[0].strip()):
                raise BadValue("examples.none", Span(*word.span()), written=word[0].strip())
        return _learnt(tuple(word[0].strip() for word in words)) if words else None


class AccountRules(Struct, frozen=True):
    """
    How accounts look.

    *pattern*, a checked RE2 pattern with a group `account`, takes the place of labels and length.
    """

    labels: tuple[str, ...] = DEFAULT_LABELS
    pattern: str | None = None
    length: Length = Length()
    letters: bool = False
    ambiguous: Ambiguous = Ambiguous.NONE
    examples: Examples | None = None

    def pattern_matches(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Find the accounts in *text* by `pattern`, at most `limits.PATTERN_MATCHES`."""
        if self.pattern is None:
            return
        matches = _compiled(self.pattern).finditer(text[: limits.PATTERN_CHARACTERS])
        for number, match in enumerate(matches):
            if number >= limits.PATTERN_MATCHES:
                return
            found = match.group("account")
            if found and found.strip() and len(found) <= _ACCOUNT_CHARACTERS:
                yield _plain(found.strip()), *_span(match, found)


class SenderRules(Struct, frozen=True):
    """
    Who is no customer, and where a web form names one.

    *own_domains* are in small letters and stand for their subdomains, too. *form_field* is what a
    form writes in front of the customer's address.
    """

    own_domains: tuple[str, ...] = ()
    form_field: str = ""


DEFAULT_RULES = AccountRules()
DEFAULT_SENDERS = SenderRules()


def parse_labels(text: str) -> tuple[str, ...]:
    """Return the labels of `л/с; лицевой счет`; the built-in ones of an empty text."""
    labels = tuple(
        dict.fromkeys(" ".join(part.split()) for part in re.split(r"[;,\n]", text) if part.strip())
    )
    if len(labels) > _LABELS:
        raise BadValue("labels.too_many", number=len(labels), most=_LABELS)
    for number, label in enumerate(labels, 1):
        if len(label) > _LABEL_CHARACTERS or not re.match(r"[^\W\d_].*[^\W_]", label):
            raise BadValue("labels.none", number=number, label=label[:_LABEL_CHARACTERS])
    return labels or DEFAULT_LABELS


def _common(accounts: list[str]) -> str:
    """Return what all *accounts* begin with."""
    first, last = min(accounts), max(accounts)
    at = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:at]


def _learnt(written: tuple[str, ...]) -> Examples:
    accounts = ["".join(filter(str.isalnum, each)) for each in written]
    leading = _common(accounts) if len(accounts) > 1 else ""
    # Accounts of one street may have more in common than those of the town.
    leading = leading[: min(map(len, accounts)) // 3]
    return Examples(
        written,
        frozenset(map(len, accounts)),
        any(not account.isdigit() for account in accounts),
        frozenset(tuple(map(len, re.findall("[0-9]+", each))) for each in written),
        leading if len(leading) >= _LEADING and leading.isdigit() else "",
    )


def parse_pattern(text: str) -> str | None:
    """Return a checked RE2 pattern; None of an empty text."""
    if not text.strip():
        return None
    return _checked(text.strip())


def _checked(pattern: str) -> str:
    """Return *pattern* itself if RE2 can run it and it has a group `account`; raises BadValue."""
    if len(pattern) > _PATTERN_CHARACTERS:
        raise BadValue("pattern.too_long", number=len(pattern), most=_PATTERN_CHARACTERS)
    if half := re.search(_HALF, pattern):
        raise BadValue("half_character", Span(*half.span()))
    re2 = _re2()

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


def _span(match: Any, found: str) -> tuple[int, int]:
    # `match.span('account')` raises; the group's number does not.
    start = match.start(match.re.groupindex["account"]) + len(found) - len(found.lstrip())
    return start, start + len(found.strip())


def _plain(found: str) -> str:
    """Return figures without what groups them, and anything else as it stands."""
    return re.sub("[^0-9]", "", found) if re.fullmatch(_SEPARATED, found) else found


def _re2() -> Any:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415 - costs 30 ms and 4 MB, few need it

    return re2


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> Any:
    re2 = _re2()
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
    for match in re.finditer(_BRACKET, pattern):
        if match[0] == "(":
            opened.append(match.start())
        elif match[0] == ")":
            if not opened:
                return match.start()
            opened.pop()
    return opened[-1] if opened else 0
