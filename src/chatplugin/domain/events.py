"""
What happens at an operator's desk, in the past tense. The desk takes these in, and nothing else.
"""

from dataclasses import dataclass

from chatplugin.domain.contact import Contact, ContactId, Operator
from chatplugin.domain.rules import PopRules
from chatplugin.domain.trouble import Trouble


@dataclass(frozen=True, slots=True)
class ContactOffered:
    contact: Contact


@dataclass(frozen=True, slots=True)
class ContactAccepted:
    contact: Contact


@dataclass(frozen=True, slots=True)
class ContactSelected:
    """The operator wants to see the contact's card, now."""

    contact_id: ContactId


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
class CardTroubled:
    """
    The card's tab is there, but the CRM does not show the card. `detail` has no personal data.

    It is told once for each kind of trouble; CardShown says that it is over.
    """

    contact_id: ContactId
    trouble: Trouble
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TabClosed:
    """The contact's tab is gone, by the operator's hand or by ours."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class TabKept:
    """The contact's tab was to be closed, but the operator has typed something in it."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class PopsPaused:
    """The operator wants no card to come up by itself."""


@dataclass(frozen=True, slots=True)
class PopsResumed:
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
