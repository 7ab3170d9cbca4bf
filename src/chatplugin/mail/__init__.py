"""
Raw e-mail to the customer's address and account, each with its reason.

The reader itself is imported when it is first asked for: the service starts without it.
"""

from typing import TYPE_CHECKING

from chatplugin.mail.findings import (
    AccountCase,
    AccountFinding,
    AccountReason,
    Finding,
    PersonalAccount,
    Place,
    SenderFinding,
    SenderReason,
    masked,
)
from chatplugin.mail.rules import (
    DEFAULT_RULES,
    AccountRules,
    Ambiguous,
    Length,
    parse_ambiguous,
    parse_labels,
    parse_length,
    parse_letters,
    parse_pattern,
)

if TYPE_CHECKING:
    from chatplugin.mail.letter import Letter, read

__all__ = [
    "DEFAULT_RULES",
    "AccountCase",
    "AccountFinding",
    "AccountReason",
    "AccountRules",
    "Ambiguous",
    "Finding",
    "Length",
    "Letter",
    "PersonalAccount",
    "Place",
    "SenderFinding",
    "SenderReason",
    "masked",
    "parse_ambiguous",
    "parse_labels",
    "parse_length",
    "parse_letters",
    "parse_pattern",
    "read",
]


def __getattr__(name: str) -> object:
    if name not in ("Letter", "read"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from chatplugin.mail import letter  # noqa: PLC0415 - see the module's docstring

    return getattr(letter, name)
