"""
What can happen at a desk, in the past tense; and the troubles that some events carry.
"""

from enum import Enum, StrEnum, auto
from typing import NamedTuple

from msgspec import Struct

from chatplugin.domain.contact import CardId, Contact, ContactId, Operator
from chatplugin.domain.rules import PopRules


class Trouble(StrEnum):
    """The text goes before the detail, which has no personal data."""

    UNREACHABLE = "The CRM did not answer"
    ERROR = "The CRM answered with an error"
    REFUSED = "The CRM does not show this card"
    SLOW = "The CRM has not answered yet"
    LOGIN = "The CRM asks for a login"
    SIGN_IN = "The CRM asks for a sign-in in Chrome's own dialog"
    CERTIFICATE = "Chrome does not trust the CRM's certificate"
    TLS = "Chrome and the CRM agree on no safe connection"
    CLIENT_CERTIFICATE = "The CRM does not accept this computer's certificate"
    REDIRECT = "The CRM redirects Chrome to where it cannot go"
    BLOCKED = "Chrome has blocked the CRM's page"

    def describe(self, detail: str) -> str:
        return f"{self}: {detail}" if detail else str(self)


class Again(Enum):
    """When a card is asked for again that Chrome could not show."""

    BY_ITSELF = auto()
    """After a pause: the CRM may be back."""

    WHEN_WANTED = auto()
    """When the operator wants the card: no attempt of ours would end otherwise."""

    NEVER = auto()
    """Chrome has asked the operator something, and what stands there must stay."""


class NetError(NamedTuple):
    """What an error of Chrome means."""

    trouble: Trouble
    again: Again


_NET_ERRORS = {
    "ERR_INVALID_AUTH_CREDENTIALS": NetError(Trouble.SIGN_IN, Again.NEVER),
    "ERR_PROXY_AUTH_": NetError(Trouble.SIGN_IN, Again.NEVER),
    "ERR_CERT": NetError(Trouble.CERTIFICATE, Again.NEVER),
    "ERR_SSL_CLIENT_AUTH": NetError(Trouble.CLIENT_CERTIFICATE, Again.WHEN_WANTED),
    "ERR_BAD_SSL_CLIENT_AUTH_CERT": NetError(Trouble.CLIENT_CERTIFICATE, Again.WHEN_WANTED),
    "ERR_SSL_": NetError(Trouble.TLS, Again.WHEN_WANTED),
    "ERR_TOO_MANY_REDIRECTS": NetError(Trouble.REDIRECT, Again.WHEN_WANTED),
    "ERR_UNSAFE_REDIRECT": NetError(Trouble.REDIRECT, Again.WHEN_WANTED),
    "ERR_INVALID_REDIRECT": NetError(Trouble.REDIRECT, Again.WHEN_WANTED),
    "ERR_BLOCKED_BY_": NetError(Trouble.BLOCKED, Again.WHEN_WANTED),
    "ERR_UNSAFE_PORT": NetError(Trouble.BLOCKED, Again.WHEN_WANTED),
    "Chrome itself has ended the request": NetError(Trouble.BLOCKED, Again.WHEN_WANTED),
}
"""
The errors that no attempt mends, by the beginnings of their names (Chromium,
net/base/net_error_list.h). The first that fits counts. The last is the extension's, which does not
hear more.
"""


def net_error(name: str) -> NetError:
    """Return what *name*, such as `net::ERR_CERT_DATE_INVALID`, means; any other may pass."""
    short = name.removeprefix("net::")
    found = (error for start, error in _NET_ERRORS.items() if short.startswith(start))
    return next(found, NetError(Trouble.UNREACHABLE, Again.BY_ITSELF))


class Incident(StrEnum):
    """What happened to the browser and is over, or has been got round."""

    RESTARTED = "restarted"
    SILENT = "silent"
    NOT_STARTED = "not started"
    EVERYDAY = "everyday"
    """Cards went over to the operator's everyday browser: in one of our own they cannot open."""


class ContactOffered(Struct, frozen=True):
    contact: Contact


class ContactAccepted(Struct, frozen=True):
    contact: Contact


class ContactSelected(Struct, frozen=True):
    """The operator wants to see the contact's card, now."""

    contact_id: ContactId


class AccountChosen(Struct, frozen=True):
    """
    The operator has chosen the account that the contact's letter is about.

    `index` is its place among the contact's candidates.
    """

    contact_id: ContactId
    index: int


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

    card: CardId


class PopFailed(Struct, frozen=True):
    """The card could not be shown. `reason` carries no personal data."""

    card: CardId
    reason: str


class CardTroubled(Struct, frozen=True):
    """
    The card's tab is there, but the CRM does not show the card. `detail` has no personal data.

    It comes once for each kind of trouble. With CardShown the trouble is over.
    """

    card: CardId
    trouble: Trouble
    detail: str = ""


class TabClosed(Struct, frozen=True):
    """The card's tab is gone, by the operator's hand or by ours."""

    card: CardId


class TabKept(Struct, frozen=True):
    """The card's tab was to be closed, but the operator has typed something in it."""

    card: CardId


class PopsPaused(Struct, frozen=True):
    """The operator wants no card to come up by itself."""


class PopsResumed(Struct, frozen=True):
    """Cards come up by themselves again, from the next contact on."""


Event = (
    ContactOffered
    | ContactAccepted
    | ContactSelected
    | AccountChosen
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

BrowserEvent = (
    CardShown
    | PopFailed
    | CardTroubled
    | TabClosed
    | TabKept
    | ContactSelected
    | AccountChosen
    | PopsPaused
    | PopsResumed
)
"""The events that come from a browser; the last four from the operator's page."""
