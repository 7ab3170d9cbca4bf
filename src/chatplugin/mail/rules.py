"""
What the administrator says of accounts and senders: `PersonalAccount.…` and `Sender.…`.

Each text is parsed once, when settings are read. Raises BadValue for what cannot be used.
"""

import re
from enum import StrEnum

from msgspec import Struct

from chatplugin.domain.errors import BadValue, Span, nearest

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
_EXAMPLE = re.compile(r"(?=.*[0-9]{2})[0-9A-Za-zА-ЯЁа-яё][0-9A-Za-zА-ЯЁа-яё ./-]{2,39}")
_EXAMPLES = 10
# Leading figures of two accounts are the same by chance in one of a hundred sites.
_LEADING = 2
_LENGTH = re.compile(r"\s*(\d{1,3})\s*(?:(?:-|–|—|\.\.\.?|to|до|,)\s*(\d{1,3})\s*)?", re.IGNORECASE)


class Ambiguous(StrEnum):
    """What two different accounts in the newest text mean: no account, or the first of them."""

    NONE = "none"
    FIRST = "first"


class Length(Struct, frozen=True):
    """How many figures, and letters where they are allowed, an account has."""

    least: int = 5
    most: int = 20


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


def parse_label_sets(text: str) -> tuple[LabelSet, ...]:
    """Return the sets of `payer; contract`."""
    found: dict[LabelSet, None] = {}
    for word in re.finditer(r"[^;,\s]+", text):
        name = word[0].lower()
        if name not in set(LabelSet):
            allowed = tuple(each.value for each in LabelSet)
            span, meant = Span(*word.span()), nearest(name, allowed)
            raise BadValue("choice.none", span, meant=meant, allowed=allowed)
        found[LabelSet(name)] = None
    return tuple(found)


def with_label_sets(labels: tuple[str, ...], sets: tuple[LabelSet, ...]) -> tuple[str, ...]:
    """Return *labels* and the words of *sets*."""
    return tuple(dict.fromkeys([*labels, *(word for each in sets for word in _WORDS[each])]))


def parse_examples(text: str) -> Examples | None:
    """Return what the accounts of `40271-58836; 40271-58901` have in common; None of no text."""
    words = [word for word in re.finditer(r"[^;,\n]+", text) if word[0].strip()]
    if len(words) > _EXAMPLES:
        raise BadValue("examples.too_many", number=len(words), most=_EXAMPLES)
    for word in words:
        if not _EXAMPLE.fullmatch(word[0].strip()):
            raise BadValue("examples.none", Span(*word.span()), written=word[0].strip())
    return _learnt(tuple(word[0].strip() for word in words)) if words else None


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
    from chatplugin.mail.pattern import checked  # noqa: PLC0415 - RE2 costs 30 ms and 4 MB, for few

    return checked(text.strip())


def parse_length(text: str) -> Length:
    """Return the length of `10` or `5-20`."""
    match = _LENGTH.fullmatch(text)
    least, most = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= least <= most <= _LONGEST:
        raise BadValue("length.none", written=text.strip()[:_LONGEST], most=_LONGEST)
    return Length(least, most)
