"""
What is to be done for an operator's desk, as imperatives. The desk gives out nothing else.
"""

from enum import StrEnum

from msgspec import Struct

from chatplugin.domain.contact import ContactId
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
    Bring the contact's card to the operator; open its tab where there is none.

    A card that several contacts share goes by the first one's id.
    """

    contact_id: ContactId
    url: str
    title: str
    focus: Focus = Focus.FRONT


class CloseTab(Struct, frozen=True):
    """
    Close the contact's tab after so many seconds, unless something has been typed in it.

    A RaiseTab of the same contact that comes in the meantime takes it back.
    """

    contact_id: ContactId
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

    `url` and `title` belong to a card that was raised; `reason` says why there is none, and
    `refusal` says the same as a value. `user_id` is the customer's, where a card was raised.
    `rule` is the one that chose the template, `failed_rules` those that could not be worked out.
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
