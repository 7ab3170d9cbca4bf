"""
Two settings over many e-mails: which answers change, and how.
"""

import re
from enum import StrEnum

from msgspec import Struct

from chatplugin.config.settings import Settings
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.desktop.plugin import ContactReport
from chatplugin.domain.contact import EMAIL, Contact, Moment, Operator
from chatplugin.domain.screenpop import ScreenPop, decide
from chatplugin.mail import AccountRules, SenderRules
from chatplugin.sentences import Said
from chatplugin.service.intake import read_contact

_PARAMETERS = re.compile(r"(?<=[?&])|(?=[?&])")


class Comparison(Struct, frozen=True):
    """The settings *before* and *after*, and who is at the desk."""

    before: Settings
    after: Settings
    operator: Operator | None

    def of(self, raw: bytes) -> "_Change | None":
        """Return how the answer to the e-mail *raw* changes; None if it does not."""
        report = TestContact(EMAIL, mail=raw).report()
        contact = _contact(report, self.before)
        before = self._answer(contact, self.before)
        if _rules(self.before) != _rules(self.after):
            contact = _contact(report, self.after)
        after = self._answer(contact, self.after)
        return None if before == after else _Change(_kind(before, after), before, after)

    def _answer(self, contact: Contact, settings: Settings) -> "_Answer":
        decision = decide(contact, self.operator, settings.rules, Moment.ACCEPTED)
        customer, account = contact.user_id or "", contact.personal_account or ""
        if isinstance(decision, ScreenPop):
            return _Answer(customer, account, decision.url, decision.title)
        return _Answer(customer, account, "", "", decision.said)


class _Change(Struct, frozen=True):
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


def _contact(report: ContactReport, settings: Settings) -> Contact:
    _, contact = read_contact(report, settings)
    return contact


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
