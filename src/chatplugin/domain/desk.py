"""
The operator's desk: what happens to contacts goes in as events, what is to be done comes out.

One object holds the state of a desk. It does not know the time, Chrome, EMC or any file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from chatplugin.domain.contact import Contact, ContactId, Operator
from chatplugin.domain.screenpop import (
    NoPop,
    PopOn,
    PopRules,
    Raise,
    Reason,
    ScreenPop,
    decide,
)


@dataclass(frozen=True, slots=True)
class ContactOffered:
    contact: Contact


@dataclass(frozen=True, slots=True)
class ContactAccepted:
    contact: Contact


@dataclass(frozen=True, slots=True)
class ContactEnded:
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class OperatorChanged:
    """Somebody has logged in at the desk; None after logging out."""

    operator: Operator | None


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """The settings have changed. They count from the next contact on."""

    rules: PopRules


@dataclass(frozen=True, slots=True)
class CardShown:
    """The CRM has answered, and its card is in its tab."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class PopFailed:
    """The card could not be shown. `reason` carries no personal data."""

    contact_id: ContactId
    reason: str


@dataclass(frozen=True, slots=True)
class TabClosed:
    """The operator has closed the contact's tab."""

    contact_id: ContactId


Event = (
    ContactOffered
    | ContactAccepted
    | ContactEnded
    | OperatorChanged
    | RulesChanged
    | CardShown
    | PopFailed
    | TabClosed
)


class Focus(StrEnum):
    """Whether a card comes to the front, or the operator's focus is kept where it is."""

    FRONT = "front"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class RaiseTab:
    """Bring the contact's card to the operator; open its tab where there is none."""

    contact_id: ContactId
    url: str
    title: str
    focus: Focus = Focus.FRONT


class Fate(StrEnum):
    """What became of a contact, as the journal has it."""

    RAISED = "raised"
    SHOWN = "shown"
    NOT_SHOWN = "not shown"
    FAILED = "failed"
    CLOSED = "closed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Record:
    """
    A line of the journal.

    `url` and `title` belong to a card that was raised; `reason` says why there is none.
    """

    contact_id: ContactId
    fate: Fate
    channel_type: str = ""
    url: str = ""
    title: str = ""
    reason: str = ""


Command = RaiseTab | Record


class Desk:
    """One operator's contacts and cards. `handle` is its only door."""

    def __init__(self, rules: PopRules) -> None:
        self._rules = rules
        self._operator: Operator | None = None
        self._contacts: dict[ContactId, Contact] = {}
        self._cards: dict[ContactId, RaiseTab] = {}

    def handle(self, event: Event) -> list[Command]:
        """Take in *event* and return what is to be done, in order."""
        match event:
            case ContactOffered(contact):
                return self._meet(contact, PopOn.OFFERED)
            case ContactAccepted(contact):
                return self._meet(contact, PopOn.ACCEPTED)
            case ContactEnded(contact_id):
                return self._end(contact_id)
            case OperatorChanged(operator):
                self._operator = operator
                return []
            case RulesChanged(rules):
                self._rules = rules
                return []
            case CardShown(contact_id):
                return [self._record(contact_id, Fate.SHOWN)]
            case PopFailed(contact_id, reason):
                return [self._record(contact_id, Fate.FAILED, reason)]
            case TabClosed(contact_id):
                self._cards.pop(contact_id, None)
                return [self._record(contact_id, Fate.CLOSED)]

    def restore(self, cards: Iterable[RaiseTab]) -> list[Command]:
        """Show again the cards that were open when an earlier service of this desk ended."""
        restored = [replace(card, focus=Focus.KEPT) for card in cards]
        self._cards.update({card.contact_id: card for card in restored})
        return list(restored)

    def _meet(self, contact: Contact, moment: PopOn) -> list[Command]:
        known = self._contacts.get(contact.id)
        contact = _merged(known, contact) if known else contact
        self._contacts[contact.id] = contact
        if card := self._cards.get(contact.id):
            return [replace(card, focus=self._focus())]
        if moment is PopOn.OFFERED and self._rules.pop_on is PopOn.ACCEPTED:
            return []
        return self._pop(contact, moment)

    def _pop(self, contact: Contact, moment: PopOn) -> list[Command]:
        match decide(contact, self._operator, self._rules, moment):
            case ScreenPop() as pop:
                card = RaiseTab(contact.id, pop.url, pop.title, self._focus())
                self._cards[contact.id] = card
                return [card, self._record(contact.id, Fate.RAISED)]
            case NoPop(Reason.WAITING):
                return []
            case NoPop() as refusal:
                return [self._record(contact.id, Fate.NOT_SHOWN, refusal.describe())]

    def _end(self, contact_id: ContactId) -> list[Command]:
        if contact_id not in self._contacts and contact_id not in self._cards:
            return []
        record = self._record(contact_id, Fate.ENDED)
        self._contacts.pop(contact_id, None)
        return [record]

    def _focus(self) -> Focus:
        return Focus.FRONT if self._rules.raise_ is Raise.FRONT else Focus.KEPT

    def _record(self, contact_id: ContactId, fate: Fate, reason: str = "") -> Record:
        card = self._cards.get(contact_id)
        contact = self._contacts.get(contact_id)
        return Record(
            contact_id,
            fate,
            channel_type=(contact.channel_type if contact else None) or "",
            url=card.url if card else "",
            title=card.title if card else "",
            reason=reason,
        )


def _merged(known: Contact, later: Contact) -> Contact:
    """What is known of a contact grows: a later moment never takes a fact away."""
    return Contact(
        id=later.id,
        channel_type=later.channel_type or known.channel_type,
        user_id=later.user_id or known.user_id,
        personal_account=later.personal_account or known.personal_account,
        attributes={**known.attributes, **later.attributes},
        headers={**known.headers, **later.headers},
    )
