"""
The plug-in as it is played, and contacts that are made up: for tests, demo and administrators.

The lines are those that a real plug-in would send, so what they show is what operators will see.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from typing import Any, ClassVar

from msgspec import Struct, field

from chatplugin.desktop import messages
from chatplugin.desktop.plugin import ENDED, METHODS, PROTOCOL, ContactReport, WorkItemKind
from chatplugin.domain.contact import EMAIL, ContactId, Moment, Operator


class PlayedDesktop:
    """
    One played run of EMC Desktop; each method returns a line of the protocol.

    *now* gives milliseconds since 1970-01-01 UTC.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._seq = 0

    def initialize(
        self,
        settings: Mapping[str, str],
        *,
        session: str = "played",
        protocol: int = PROTOCOL,
        person: Operator | None = None,
        asked: int | None = None,
    ) -> bytes:
        params = {
            "protocol": protocol,
            "plugin": "played",
            "session": session,
            "section": "ChatPlugin",
            "settings": dict(settings),
            "operator": _members(person) if person else {},
            "desktop": {},
            "mediaController": None,
            **_asked(asked),
        }
        return messages.Request(1, "initialize", params).encode()

    def operator(self, person: Operator, change: str = "agentLoggedIn") -> bytes:
        return self._event("operator/changed", **_members(person, change))

    def settings_changed(self, settings: Mapping[str, str], asked: int | None = None) -> bytes:
        params = {"settings": dict(settings), **_asked(asked)}
        return messages.Notification("settings/changed", params).encode()

    def contact(self, report: ContactReport) -> bytes:
        """Return the line for *report*, but for its `seq` and `at`, which are this run's own."""
        email = report.email
        return self._event(
            METHODS[report.moment],
            workItem=_work_item(report.contact_id, report.kind),
            attributes=dict(report.attributes),
            mediaTypeName=report.media_type_name,
            author=report.author,
            messages=None,
            problem=report.problem,
            **({} if email is None else {"email": base64.b64encode(email).decode()}),
        )

    def chat(
        self,
        moment: Moment,
        contact_id: str,
        *,
        media_type_name: str | None = None,
        author: str | None = None,
        **attributes: str,
    ) -> bytes:
        report = ContactReport(
            moment, ContactId(contact_id), WorkItemKind.CHAT, attributes, media_type_name, author
        )
        return self.contact(report)

    def email(self, moment: Moment, contact_id: str, raw: bytes, **attributes: str) -> bytes:
        report = ContactReport(
            moment, ContactId(contact_id), WorkItemKind.EMAIL, attributes, email=raw
        )
        return self.contact(report)

    def ended(self, contact_id: str, kind: WorkItemKind) -> bytes:
        return self._event(ENDED, workItem=_work_item(contact_id, kind))

    def _event(self, method: str, **params: Any) -> bytes:
        self._seq += 1
        return messages.Notification(
            method, {"seq": self._seq, "at": self._now(), **params}
        ).encode()


class TestContact(Struct, frozen=True):
    """
    What is known of a contact that does not exist.

    `channel` is `email` or EMC's name of a messenger. `mail` is the raw e-mail; without one, it is
    written in the name of `user_id`, and names `account`. `attributes` are those of EMC's objects,
    by their own names.
    """

    __test__: ClassVar[bool] = False
    """It is no class of tests, in spite of its name."""

    channel: str
    user_id: str = ""
    operator: Operator | None = None
    mail: bytes | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    account: str = ""

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
        accepted, test = Moment.ACCEPTED, ContactId("test")
        if self.is_email:
            mail = _written_mail(self.user_id, self.account) if self.mail is None else self.mail
            return ContactReport(accepted, test, WorkItemKind.EMAIL, self.attributes, email=mail)
        return ContactReport(
            accepted, test, WorkItemKind.CHAT, self.attributes, self.channel, self.user_id
        )


def _written_mail(user_id: str, account: str) -> bytes:
    """Return an e-mail of the customer *user_id* that names *account*, which may be empty."""
    mail = EmailMessage()
    mail["From"] = user_id
    mail["Subject"] = "Test contact"
    mail.set_content(f"Лицевой счёт: {account}\n" if account else "Test contact\n")
    return mail.as_bytes()


def _asked(lists: int | None) -> dict[str, int]:
    return {} if lists is None else {"asked": lists}


def _members(person: Operator, change: str = "agentLoggedIn") -> dict[str, str | None]:
    return {
        "change": change,
        "agentId": person.agent_id,
        "agentName": person.name or None,
        "station": person.station or None,
    }


def _work_item(contact_id: str, kind: WorkItemKind) -> dict[str, str | int]:
    return {"id": contact_id, "type": kind, "typeCode": 0}
