"""Raw e-mail to the customer's address and account, each with its reason."""

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
from chatplugin.mail.letter import Letter, read
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
