"""
A contact for trying things out, made up by an administrator or read from the file of an e-mail.

It reaches the service as a real one would, in the plug-in's own lines.
"""

from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from typing import ClassVar

from msgspec import Struct, field

from chatplugin.desktop.played_desktop import PlayedDesktop, chat_report, email_report
from chatplugin.desktop.plugin import ContactReport
from chatplugin.domain.contact import EMAIL, Moment, Operator

_ID = "test"


class TestContact(Struct, frozen=True):
    """
    What is known of a contact that does not exist.

    `channel` is `email` or EMC's name of a messenger. `mail` is the raw e-mail, where there is one;
    `attributes` are those of EMC's objects, by their own names.
    """

    __test__: ClassVar[bool] = False
    """It is no class of tests, whatever a collector of tests makes of its name."""

    channel: str
    user_id: str = ""
    operator: Operator | None = None
    mail: bytes = b""
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_email(self) -> bool:
        return self.channel.lower() == EMAIL

    def lines(self, now: Callable[[], float]) -> Iterator[bytes]:
        """Return what the plug-in would send for it; *now* is in milliseconds since 1970."""
        desktop = PlayedDesktop(now)
        yield desktop.initialize({})
        if self.operator:
            yield desktop.operator(self.operator)
        yield desktop.contact(self.report())

    def report(self) -> ContactReport:
        """Return the contact as the service reads it from those lines."""
        if self.is_email:
            return email_report(Moment.ACCEPTED, _ID, self.attributes, self.mail)
        return chat_report(Moment.ACCEPTED, _ID, self.attributes, self.channel, self.user_id)


def written_mail(user_id: str, account: str) -> bytes:
    """Return an e-mail of the customer *user_id* that names *account*, which may be empty."""
    mail = EmailMessage()
    mail["From"] = user_id
    mail["Subject"] = "Test contact"
    mail.set_content(f"Лицевой счёт: {account}\n" if account else "Test contact\n")
    return mail.as_bytes()
