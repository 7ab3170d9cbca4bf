"""
Two settings over many e-mails: which answers change, and how.
"""

import re
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from chatplugin.adapters.machine import content_of
from chatplugin.config.settings import Settings
from chatplugin.domain.contact import ContactId, Moment, Operator
from chatplugin.domain.screenpop import ScreenPop, decide
from chatplugin.mail import AccountRules, Letter, SenderRules, read
from chatplugin.sentences import Said
from chatplugin.service.intake import email_contact
from chatplugin.studio.workbench import MOST_BYTES

_PARAMETERS = re.compile(r"(?<=[?&])|(?=[?&])")


class Comparison(Struct, frozen=True):
    """The settings *before* and *after*, and who is at the desk."""

    before: Settings
    after: Settings
    operator: Operator | None

    def of(self, raw: bytes) -> "Change | None":
        """Return how the answer to the e-mail *raw* changes; None if it does not."""
        before_rules, after_rules = _rules(self.before), _rules(self.after)
        letter = read(raw, *before_rules)
        before = self._answer(letter, self.before)
        letter = letter if before_rules == after_rules else read(raw, *after_rules)
        after = self._answer(letter, self.after)
        return None if before == after else Change(_kind(before, after), before, after)

    def _answer(self, letter: Letter, settings: Settings) -> "_Answer":
        contact = email_contact(ContactId("sample"), letter, {})
        decision = decide(contact, self.operator, settings.rules, Moment.ACCEPTED)
        customer, account = letter.sender.value or "", letter.account.value or ""
        if isinstance(decision, ScreenPop):
            return _Answer(customer, account, decision.url, decision.title)
        return _Answer(customer, account, "", "", decision.said)


class Change(Struct, frozen=True):
    kind: "_Kind"
    before: "_Answer"
    after: "_Answer"


class _Answer(Struct, frozen=True):
    """What an e-mail comes to. `no_card` says why there is no card."""

    user_id: str
    account: str
    url: str
    title: str
    no_card: Said | None = None

    def parts_beside(self, other: "_Answer") -> list[tuple[str, bool]]:
        """Return the parts of the address, each with whether the *other* one has none like it."""
        known = {"?", "&", *_PARAMETERS.split(other.url)}
        return [(part, part not in known) for part in _PARAMETERS.split(self.url)]


class _Kind(StrEnum):
    """How an answer changes, the gravest first; each change has one kind."""

    LOST = "lost"
    """There was a card, and there is none now."""

    GAINED = "gained"
    ACCOUNT = "account"
    ADDRESS = "address"
    TITLE = "title"
    REASON = "reason"
    """There is no card, as before, but for another reason."""


def read_mail(path: Path) -> bytes | None:
    """Return the e-mail; None if it cannot be read, or is larger than any mail server takes."""
    try:
        return content_of(path, MOST_BYTES)
    except OSError:
        return None


def _rules(settings: Settings) -> tuple[AccountRules, SenderRules]:
    """Return what an e-mail is read by."""
    return settings.accounts, settings.senders


def _kind(before: _Answer, after: _Answer) -> _Kind:
    if before.no_card and after.no_card:
        return _Kind.ACCOUNT if before.account != after.account else _Kind.REASON
    if before.no_card or after.no_card:
        return _Kind.GAINED if before.no_card else _Kind.LOST
    if before.account != after.account:
        return _Kind.ACCOUNT
    return _Kind.ADDRESS if before.url != after.url else _Kind.TITLE
