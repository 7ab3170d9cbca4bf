"""
What the administrator says of accounts and senders: `PersonalAccount.…` and `Sender.…`.

Each text is parsed once, when settings are read. Raises BadValue for what cannot be used.
"""

import re
from enum import StrEnum

from msgspec import Struct

from chatplugin.domain.errors import BadValue

DEFAULT_LABELS = (
    "лицевой счет", "лицевой", "лиц. счет", "лиц. сч", "лицевой сч", "лиц/с", "елс", "л/с", "л/сч",
    "л/счет",
    "personal account", "account number", "account no", "account num", "account nr",
    "account id", "account",
    "acct", "acc. no", "acc. number", "a/c", "licevoj schet", "licevoi schet", "licevoy schet",
    "litsevoy schet", "litsevoj schet", "l/s",
)  # fmt: skip
"""What `PersonalAccount.Labels` is when it is not set."""

_LABELS = 50
_LABEL_CHARACTERS = 60
_LONGEST = 40
_LENGTH = re.compile(r"\s*(\d{1,3})\s*(?:(?:-|–|—|\.\.\.?|to|до|,)\s*(\d{1,3})\s*)?", re.IGNORECASE)


class Ambiguous(StrEnum):
    """What two different accounts in the newest text mean: no account, or the first of them."""

    NONE = "none"
    FIRST = "first"


class Length(Struct, frozen=True):
    """How many figures, and letters where they are allowed, an account has."""

    least: int = 5
    most: int = 20


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
