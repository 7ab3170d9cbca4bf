"""
Two settings and one e-mail: whether its answer changes, and how.
"""

import re
from enum import StrEnum

from msgspec import Struct

from chatplugin.config.settings import Settings
from chatplugin.domain.contact import ContactId, Moment, Operator
from chatplugin.domain.screenpop import ScreenPop, decide
from chatplugin.mail import Letter
from chatplugin.sentences import Said
from chatplugin.service.intake import email_contact, read_letter

_PARAMETERS = re.compile(r"(?<=[?&])|(?=[?&])")


class Answer(Struct, frozen=True):
    """What an e-mail comes to. `no_card` says why there is no card."""

    user_id: str
    account: str
    url: str
    title: str
    no_card: Said | None = None


class Kind(StrEnum):
    """How an answer changes, the gravest first; each change has one kind."""

    LOST = "lost"
    """There was a card, and there is none now."""

    GAINED = "gained"
    ACCOUNT = "account"
    ADDRESS = "address"
    TITLE = "title"
    REASON = "reason"
    """There is no card, as before, but for another reason."""


class Change(Struct, frozen=True):
    kind: Kind
    before: Answer
    after: Answer


class Comparison(Struct, frozen=True):
    """The settings *before* and *after*, and who is at the desk."""

    before: Settings
    after: Settings
    operator: Operator | None

    def of(self, raw: bytes) -> Change | None:
        """Return how the answer to the e-mail *raw* changes; None if it does not."""
        read_once = read_letter(raw, self.before)
        same = self.before.accounts == self.after.accounts
        before = self._answer(read_once, self.before)
        after = self._answer(read_once if same else read_letter(raw, self.after), self.after)
        return None if before == after else Change(_kind(before, after), before, after)

    def _answer(self, letter: Letter, settings: Settings) -> Answer:
        contact = email_contact(ContactId("sample"), letter, {})
        decision = decide(contact, self.operator, settings.rules, Moment.ACCEPTED)
        customer, account = letter.sender.value or "", letter.account.value or ""
        if isinstance(decision, ScreenPop):
            return Answer(customer, account, decision.url, decision.title)
        return Answer(customer, account, "", "", decision.said)


def apart(url: str, other: str) -> list[tuple[str, bool]]:
    """Return the parameters of *url*, each with whether it is not in the *other* address."""
    known = {*_PARAMETERS.split(other)}
    return [(piece, piece not in {"?", "&", *known}) for piece in _PARAMETERS.split(url)]


def _kind(before: Answer, after: Answer) -> Kind:
    if before.no_card and after.no_card:
        return Kind.ACCOUNT if before.account != after.account else Kind.REASON
    if before.no_card or after.no_card:
        return Kind.GAINED if before.no_card else Kind.LOST
    if before.account != after.account:
        return Kind.ACCOUNT
    return Kind.ADDRESS if before.url != after.url else Kind.TITLE
