"""
What happens at an operator's desk, in the past tense. The desk takes these in, and nothing else.
"""

from msgspec import Struct

from chatplugin.domain.contact import Contact, ContactId, Operator
from chatplugin.domain.rules import PopRules
from chatplugin.domain.trouble import Trouble


class ContactOffered(Struct, frozen=True):
    contact: Contact


class ContactAccepted(Struct, frozen=True):
    contact: Contact


class ContactSelected(Struct, frozen=True):
    """The operator wants to see the contact's card, now."""

    contact_id: ContactId


class ContactEnded(Struct, frozen=True):
    contact_id: ContactId


class OperatorChanged(Struct, frozen=True):
    """Somebody has logged in at the desk; None after logging out."""

    operator: Operator | None


class RulesChanged(Struct, frozen=True):
    """The settings have changed. They count from the next contact on."""

    rules: PopRules


class CardShown(Struct, frozen=True):
    """The CRM has answered, and its card is in its tab."""

    contact_id: ContactId


class PopFailed(Struct, frozen=True):
    """The card could not be shown. `reason` carries no personal data."""

    contact_id: ContactId
    reason: str


class CardTroubled(Struct, frozen=True):
    """
    The card's tab is there, but the CRM does not show the card. `detail` has no personal data.

    It is told once for each kind of trouble; CardShown says that it is over.
    """

    contact_id: ContactId
    trouble: Trouble
    detail: str = ""


class TabClosed(Struct, frozen=True):
    """The contact's tab is gone, by the operator's hand or by ours."""

    contact_id: ContactId


class TabKept(Struct, frozen=True):
    """The contact's tab was to be closed, but the operator has typed something in it."""

    contact_id: ContactId


class PopsPaused(Struct, frozen=True):
    """The operator wants no card to come up by itself."""


class PopsResumed(Struct, frozen=True):
    """Cards come up by themselves again, from the next contact on."""


Event = (
    ContactOffered
    | ContactAccepted
    | ContactSelected
    | ContactEnded
    | OperatorChanged
    | RulesChanged
    | CardShown
    | PopFailed
    | CardTroubled
    | TabClosed
    | TabKept
    | PopsPaused
    | PopsResumed
)

Answer = (
    CardShown
    | PopFailed
    | CardTroubled
    | TabClosed
    | TabKept
    | ContactSelected
    | PopsPaused
    | PopsResumed
)
"""The events that a browser tells of; the last three come from the operator's page."""
