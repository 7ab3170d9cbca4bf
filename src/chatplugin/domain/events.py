"""
What goes into a desk and what comes out: events in the past tense, commands in the imperative.
"""

from enum import Enum, StrEnum, auto

from msgspec import Struct

from chatplugin.domain.contact import CardId, Contact, ContactId, Operator
from chatplugin.domain.rules import PopRules
from chatplugin.domain.screenpop import NoPop
from chatplugin.sentences import Said, said


class Again(Enum):
    """When a card is asked for again that Chrome could not show."""

    BY_ITSELF = auto()
    """After a pause: the CRM may be back."""

    WHEN_WANTED = auto()
    """When the operator wants the card: no attempt of ours would end otherwise."""

    NEVER = auto()
    """Chrome has asked the operator something, and what stands there must stay."""


class Trouble(StrEnum):
    """Why the CRM does not show a card, by its code in the catalogue of sentences."""

    UNREACHABLE = "trouble.unreachable"
    ERROR = "trouble.error"
    REFUSED = "trouble.refused"
    SLOW = "trouble.slow"
    LOGIN = "trouble.login"
    ELSEWHERE = "trouble.elsewhere"
    NO_PAGE = "trouble.no_page"
    SIGN_IN = "trouble.sign_in"
    """For the CRM or for a proxy: Chrome gives both the same name."""

    CERTIFICATE = "trouble.certificate"
    TLS = "trouble.tls"
    CLIENT_CERTIFICATE = "trouble.client_certificate"
    REDIRECT = "trouble.redirect"
    BLOCKED = "trouble.blocked"
    UNPROTECTED = "trouble.unprotected"

    def said(self, detail: str) -> Said:
        """Return the trouble with its detail, which has no personal data."""
        return self._detailed(detail) if detail else Said(self)

    def _detailed(self, detail: str) -> Said:
        return said("trouble.with_detail", reason=Said(self), detail=detail)

    @classmethod
    def of_net_error(cls, name: str, url: str) -> tuple["Trouble", Again]:
        """Return what Chrome's *name*, such as `net::ERR_CERT_DATE_INVALID`, means for *url*."""
        short = name.removeprefix("net::")
        if short == _HTTPS_ONLY and url.startswith("http:"):
            return cls.UNPROTECTED, Again.NEVER
        found = (error for start, error in _NET_ERRORS.items() if short.startswith(start))
        return next(found, (cls.UNREACHABLE, Again.BY_ITSELF))


_HTTPS_ONLY = "ERR_BLOCKED_BY_CLIENT"
"""Chrome asks whether to go on without https. For https itself it is some extension's doing."""

_NET_ERRORS = {
    "ERR_INVALID_AUTH_CREDENTIALS": (Trouble.SIGN_IN, Again.NEVER),
    "ERR_PROXY_AUTH_": (Trouble.SIGN_IN, Again.NEVER),
    "ERR_CERT": (Trouble.CERTIFICATE, Again.NEVER),
    "ERR_SSL_CLIENT_AUTH": (Trouble.CLIENT_CERTIFICATE, Again.WHEN_WANTED),
    "ERR_BAD_SSL_CLIENT_AUTH_CERT": (Trouble.CLIENT_CERTIFICATE, Again.WHEN_WANTED),
    "ERR_SSL_": (Trouble.TLS, Again.WHEN_WANTED),
    "ERR_TOO_MANY_REDIRECTS": (Trouble.REDIRECT, Again.WHEN_WANTED),
    "ERR_UNSAFE_REDIRECT": (Trouble.REDIRECT, Again.WHEN_WANTED),
    "ERR_INVALID_REDIRECT": (Trouble.REDIRECT, Again.WHEN_WANTED),
    "ERR_BLOCKED_BY_": (Trouble.BLOCKED, Again.WHEN_WANTED),
    "ERR_UNSAFE_PORT": (Trouble.BLOCKED, Again.WHEN_WANTED),
    "Chrome itself has ended the request": (Trouble.BLOCKED, Again.WHEN_WANTED),
}
"""
The errors that no attempt mends, by the beginnings of their names (Chromium,
net/base/net_error_list.h). The first that fits counts. The last is the extension's, which does not
hear more.
"""


class Incident(StrEnum):
    """What happened to the browser or the service and is over, or has been got round."""

    RESTARTED = "restarted"
    SILENT = "silent"
    NOT_STARTED = "not started"
    SLOW_START = "slow start"
    EVERYDAY = "everyday"
    """Cards went over to the operator's everyday browser: in one of our own they cannot open."""

    KEPT_OUT = "kept out"
    """The browser lets nobody look into the CRM's pages."""

    BACK = "back"
    """Cards come up in the browser of our own again."""

    HUNG = "hung"
    """The plug-in has ended a service that did not answer, and started this one."""


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
    reason: Said


class CardTroubled(Struct, frozen=True):
    """
    The card's tab is there, but the CRM does not show the card.

    `detail` is the number or the name of the error, and has no personal data. It comes once for
    each kind of trouble. With CardShown the trouble is over.
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
    is_out_of_reach: bool = False
    """Whether it is for another reason: cards go to Chrome by a way that closes no tab."""


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


class Focus(StrEnum):
    """Whether a card comes to the front, or the operator's focus is kept where it is."""

    FRONT = "front"
    IN_A_PAUSE = "in a pause"
    """To the front, but not while the operator types: `Front` says when."""

    FLASH = "flash"
    """Kept. The card's tab is marked, and Chrome's window asks for attention."""

    KEPT = "kept"
    """Its tab is marked until the operator has seen it."""

    UNCHANGED = "unchanged"
    """Kept. The operator has had the card before, and it may be there still: it is not marked."""


MARKED = frozenset({Focus.FLASH, Focus.KEPT})
"""With these the card's tab is marked until the operator has seen it."""


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


class ForgetLogins(Struct, frozen=True):
    """Let Chrome forget all logins, and what the CRMs at `origins` have kept in it."""

    origins: tuple[str, ...]


class Fate(StrEnum):
    """What became of a contact, as the journal has it."""

    RAISED = "raised"
    JOINED = "joined"
    """A card that is open serves this contact, too, or serves it again."""

    SHOWN = "shown"
    NOT_SHOWN = "not shown"
    FAILED = "failed"
    CLOSED = "closed"
    KEPT = "kept"
    ENDED = "ended"


class Record(Struct, frozen=True):
    """
    A line of the journal.

    `url`, `title` and the customer's `user_id` belong to a card that was raised. `reason` says why
    there is none, or why it was closed early or kept; `refusal` is what was decided. `rule` chose
    the template; `failed_rules` could not be worked out. `no_account` says why a card that asks for
    the account of a letter has none. `card` is the one that a contact has joined.
    """

    contact_id: ContactId
    fate: Fate
    channel_type: str = ""
    url: str = ""
    title: str = ""
    reason: Said | None = None
    refusal: NoPop | None = None
    user_id: str = ""
    rule: str = ""
    failed_rules: tuple[str, ...] = ()
    no_account: Said | None = None
    card: str = ""
    operator: str = ""
    """The AgentID of whoever sat at the desk."""


Command = RaiseTab | CloseTab | ForgetLogins | Record
