"""
Turn what has arrived into a contact: who wrote, on which channel, about which account.

Used wherever a contact comes from: the plug-in, a file given to `chatplugin explain`, the demo.
"""

from collections.abc import Mapping

from chatplugin.config.settings import Settings
from chatplugin.domain.contact import EMAIL, Contact, ContactId
from chatplugin.domain.screenpop import channel_of
from chatplugin.mail import Letter, read
from chatplugin.wire.plugin import ContactReport, Kind


def contact_of(report: ContactReport, settings: Settings) -> Contact | None:
    """Return the contact that the desktop reports; None for a kind of work item without a card."""
    match report.kind:
        case Kind.EMAIL:
            letter = read(report.email or b"", settings.accounts)
            return email_contact(report.contact_id, letter, report.attributes)
        case Kind.CHAT:
            return _chat_contact(report, settings)
        case Kind.OTHER:
            return None


def email_contact(contact_id: ContactId, letter: Letter, attributes: Mapping[str, str]) -> Contact:
    return Contact(
        id=contact_id,
        channel_type=EMAIL,
        user_id=letter.sender.value,
        personal_account=letter.account.value,
        attributes=attributes,
        headers=letter.headers,
    )


def _chat_contact(report: ContactReport, settings: Settings) -> Contact:
    attributes = dict(report.attributes)
    if report.author:
        attributes["author"] = report.author
    channel_type = None
    if report.media_type_name:
        attributes["media_type_name"] = report.media_type_name
        channel_type = channel_of(report.media_type_name, settings.rules)
    return Contact(report.contact_id, channel_type, user_id=report.author, attributes=attributes)
