"""
Turn what has arrived into a contact: who wrote, on which channel, about which account.

Used wherever a contact comes from: the plug-in, a file given to `chatplugin explain`, the demo.
"""

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.settings import Settings
from chatplugin.desktop.plugin import ContactReport, EndReport, WorkItemKind
from chatplugin.domain.contact import EMAIL, Contact, ContactId, Moment
from chatplugin.domain.events import ContactAccepted, ContactEnded, ContactOffered, Event
from chatplugin.domain.screenpop import decide
from chatplugin.mail import AccountRules, SenderRules

if TYPE_CHECKING:
    from chatplugin.mail import AccountFinding, Letter


MOST_CANDIDATES = 9
"""Among more accounts nobody finds the right one by its last figures."""

MOST_LETTERS = 100
"""Letters that are remembered: more than an operator has open at a time."""


class _Known(Struct, frozen=True):
    """The contact that was made of a letter of *size* bytes, by *rules*."""

    size: int
    rules: tuple[AccountRules, SenderRules]
    contact: Contact


class Intake:
    """
    Makes events of reports. Reads each letter once, for all events of its contact.

    EMC sends the letter with each event, and a contact has one letter, so a letter of the same size
    is the same. It is read again when the rules of accounts have changed: an administrator's
    correction counts from the next event on.
    """

    def __init__(self) -> None:
        self._known: dict[ContactId, _Known] = {}

    def warm_up(self, settings: Settings) -> None:
        """
        Decide on a made-up letter and a made-up message.

        So no first customer waits for an import, or for a pattern that is compiled when asked for.
        """
        for report in _MADE_UP:
            _, contact = read_contact(report, settings)
            decide(contact, None, settings.rules, report.moment)

    def event_of(self, report: ContactReport | EndReport, settings: Settings) -> Event | None:
        """Return what has happened, in the desk's words; None where it concerns no card."""
        match report:
            case ContactReport():
                contact = self._contact_of(report, settings)
                return _event_at(report.moment, contact) if contact else None
            case EndReport():
                self._known.pop(report.contact_id, None)
                return ContactEnded(report.contact_id)

    def _contact_of(self, report: ContactReport, settings: Settings) -> Contact | None:
        match report.kind:
            case WorkItemKind.EMAIL:
                return self._email_contact(report, settings)
            case WorkItemKind.CHAT:
                return _chat_contact(report, settings)
            case WorkItemKind.OTHER:
                return None

    def _email_contact(self, report: ContactReport, settings: Settings) -> Contact:
        raw = report.email or b""
        rules = (settings.accounts, settings.senders)
        known = self._known.pop(report.contact_id, None)
        if known is None or (known.size, known.rules) != (len(raw), rules):
            _, contact = read_contact(report, settings)
            known = _Known(len(raw), rules, contact)
        self._known[report.contact_id] = known
        if len(self._known) > MOST_LETTERS:
            del self._known[next(iter(self._known))]
        return replace(known.contact, attributes=report.attributes)


_MADE_UP = (
    ContactReport(
        Moment.ACCEPTED,
        ContactId("E"),
        WorkItemKind.EMAIL,
        {},
        email=b"From: <a@example.com>\r\n\r\n\xeb/\xf1 1234567890\r\n",
    ),
    ContactReport(
        Moment.ACCEPTED, ContactId("C"), WorkItemKind.CHAT, {}, "WhatsApp Agent", author="anna"
    ),
)


def _event_at(moment: Moment, contact: Contact) -> Event:
    match moment:
        case Moment.OFFERED:
            return ContactOffered(contact)
        case Moment.ACCEPTED:
            return ContactAccepted(contact)


def _read_letter(raw: bytes, settings: Settings) -> "Letter":
    from chatplugin.mail import read  # noqa: PLC0415 - costs a third of the time to start

    return read(raw, settings.accounts, settings.senders)


def read_contact(report: ContactReport, settings: Settings) -> tuple["Letter | None", Contact]:
    """Return the contact of *report*, and what was read of its letter if it is an e-mail."""
    match report.kind:
        case WorkItemKind.EMAIL:
            letter = _read_letter(report.email or b"", settings)
            return letter, _email_contact(report, letter)
        case WorkItemKind.CHAT | WorkItemKind.OTHER:
            return None, _chat_contact(report, settings)


def _email_contact(report: ContactReport, letter: "Letter") -> Contact:
    return Contact(
        id=report.contact_id,
        channel_type=EMAIL,
        user_id=letter.sender.value,
        personal_account=letter.account.value,
        candidates=_to_choose_from(letter.account),
        no_account=None if letter.account.value else letter.account.said,
        attributes=report.attributes,
        headers=letter.headers,
    )


def _to_choose_from(account: "AccountFinding") -> tuple[str, ...]:
    """Return the accounts in question where there is a choice."""
    candidates = tuple(dict.fromkeys(account.candidates))
    return candidates if 2 <= len(candidates) <= MOST_CANDIDATES else ()


def _chat_contact(report: ContactReport, settings: Settings) -> Contact:
    attributes = dict(report.attributes)
    if report.author:
        attributes["author"] = report.author
    channel_type = None
    if report.media_type_name:
        attributes["media_type_name"] = report.media_type_name
        channel_type = settings.rules.channel_of(report.media_type_name)
    return Contact(report.contact_id, channel_type, user_id=report.author, attributes=attributes)
