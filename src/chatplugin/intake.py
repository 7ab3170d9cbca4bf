"""
Turn what has arrived into a contact: who wrote, on which channel, about which account.

Used wherever a contact comes from: the plug-in, a file given to `chatplugin explain`, the demo.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chatplugin.config.settings import Settings
from chatplugin.domain.contact import EMAIL, Contact, ContactId
from chatplugin.domain.events import ContactAccepted, ContactEnded, ContactOffered, Event
from chatplugin.domain.screenpop import channel_of
from chatplugin.wire.plugin import ContactReport, Kind, Moment

if TYPE_CHECKING:
    from chatplugin.mail import Letter


def event_of(report: ContactReport, settings: Settings) -> Event | None:
    """Return what has happened, in the desk's words; None where it concerns no card."""
    if report.moment is Moment.ENDED:
        return ContactEnded(report.contact_id)
    contact = contact_of(report, settings)
    if contact is None:
        return None
    return ContactOffered(contact) if report.moment is Moment.OFFERED else ContactAccepted(contact)


def contact_of(report: ContactReport, settings: Settings) -> Contact | None:
    """Return the contact that the desktop reports; None for a kind of work item without a card."""
    match report.kind:
        case Kind.EMAIL:
            letter = read_letter(report.email or b"", settings)
            return email_contact(report.contact_id, letter, report.attributes)
        case Kind.CHAT:
            return chat_contact(report, settings)
        case Kind.OTHER:
            return None


def read_letter(raw: bytes, settings: Settings) -> "Letter":
    from chatplugin.mail import read  # noqa: PLC0415 - costs a third of the time to start

    return read(raw, settings.accounts)


def warm_up(settings: Settings) -> None:
    """Read a letter that nobody wrote, so that the first customer's does not wait for imports."""
    read_letter(b"From: <a@example.com>\r\n\r\n\xeb/\xf1 1234567890\r\n", settings)


def email_contact(
    contact_id: ContactId, letter: "Letter", attributes: Mapping[str, str]
) -> Contact:
    return Contact(
        id=contact_id,
        channel_type=EMAIL,
        user_id=letter.sender.value,
        personal_account=letter.account.value,
        attributes=attributes,
        headers=letter.headers,
    )


def chat_contact(report: ContactReport, settings: Settings) -> Contact:
    attributes = dict(report.attributes)
    if report.author:
        attributes["author"] = report.author
    channel_type = None
    if report.media_type_name:
        attributes["media_type_name"] = report.media_type_name
        channel_type = channel_of(report.media_type_name, settings.rules)
    return Contact(report.contact_id, channel_type, user_id=report.author, attributes=attributes)
