"""
What is to be done for an operator's desk, as imperatives: all that a desk returns.
"""

from enum import StrEnum

from msgspec import Struct

from chatplugin.domain.contact import CardId, ContactId
from chatplugin.domain.screenpop import NoPop


class Focus(StrEnum):
    """
    Whether a card comes to the front, or the operator's focus is kept where it is.

    `RESTORED` keeps it, too: an earlier service has shown the card, and it may be there still.
    """

    FRONT = "front"
    KEPT = "kept"
    RESTORED = "restored"


class RaiseTab(Struct, frozen=True):
    """
    Bring the card to the operator; open its tab where there is none.

    Several contacts may share a card.
    """

    card: CardId
    url: str
    title: str
    focus: Focus = Focus.FRONT


class CloseTab(Struct, frozen=True):
    """
    Close the card's tab after *after* seconds, unless the operator has typed something in it.

    A RaiseTab of the same card before that cancels it.
    """

    card: CardId
    after: float = 0


class Fate(StrEnum):
    """What became of a contact, as the journal has it."""

    RAISED = "raised"
    SHOWN = "shown"
    NOT_SHOWN = "not shown"
    FAILED = "failed"
    CLOSED = "closed"
    KEPT = "kept"
    ENDED = "ended"


class Record(Struct, frozen=True):
    """
    A line of the journal.

    `url`, `title` and the customer's `user_id` belong to a card that was raised. Without a card,
    `reason` is the sentence why, and `refusal` the same as a value. `rule` chose the template;
    `failed_rules` could not be worked out.
    """

    contact_id: ContactId
    fate: Fate
    channel_type: str = ""
    url: str = ""
    title: str = ""
    reason: str = ""
    refusal: NoPop | None = None
    user_id: str = ""
    rule: str = ""
    failed_rules: tuple[str, ...] = ()


Command = RaiseTab | CloseTab | Record
