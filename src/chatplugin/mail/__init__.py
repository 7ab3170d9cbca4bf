"""
Raw e-mail to the customer's address and account, each with its reason. `read` is the door.

- `mime/`: bytes to parts and text
- `letter/`: what a person sees, and which of it is quoted history
- `sender`: the customer's address
- `account/`: the account in the text
- `rules`, `findings`: what settings ask for, and what the reader answers

It does not read attachments, and no message makes it raise. The reader and its findings are
imported when they are first asked for: the service starts without them.
"""

from typing import TYPE_CHECKING

from chatplugin.mail.rules import (
    DEFAULT_RULES,
    DEFAULT_SENDERS,
    AccountRules,
    Ambiguous,
    Examples,
    LabelSet,
    Length,
    SenderRules,
    parse_labels,
    parse_pattern,
)

if TYPE_CHECKING:
    from chatplugin.mail.findings import (
        AccountCase,
        AccountFinding,
        AccountReason,
        Age,
        Doubt,
        Finding,
        PersonalAccount,
        SenderFinding,
        SenderReason,
        Sureness,
        last_figures,
    )
    from chatplugin.mail.reader import Letter, read

__all__ = [
    "DEFAULT_RULES",
    "DEFAULT_SENDERS",
    "AccountCase",
    "AccountFinding",
    "AccountReason",
    "AccountRules",
    "Age",
    "Ambiguous",
    "Doubt",
    "Examples",
    "Finding",
    "LabelSet",
    "Length",
    "Letter",
    "PersonalAccount",
    "SenderFinding",
    "SenderReason",
    "SenderRules",
    "Sureness",
    "last_figures",
    "parse_labels",
    "parse_pattern",
    "read",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from chatplugin.mail import findings, reader  # noqa: PLC0415 - see the module's docstring

    return getattr(reader if name in ("Letter", "read") else findings, name)
