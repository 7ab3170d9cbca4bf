"""
Play the plug-in: the lines that it would send, for test contacts and for tests.

The service cannot tell them from real ones, so what they show is what operators will see.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from chatplugin.desktop.plugin import PROTOCOL, ContactReport, Kind, method_of
from chatplugin.domain.contact import ContactId, Moment, Operator
from chatplugin.wire import jsonrpc


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
        return jsonrpc.request(1, "initialize", params)

    def operator(self, person: Operator, change: str = "agentLoggedIn") -> bytes:
        return self._event("operator/changed", **_members(person, change))

    def settings_changed(self, settings: Mapping[str, str], asked: int | None = None) -> bytes:
        params = {"settings": dict(settings), **_asked(asked)}
        return jsonrpc.notification("settings/changed", params)

    def contact(self, report: ContactReport) -> bytes:
        """Return the line for *report*, but for its `seq` and `at`, which are this run's own."""
        email = report.email
        return self._event(
            method_of(report.moment),
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
        report = chat_report(moment, contact_id, attributes, media_type_name, author)
        return self.contact(report)

    def email(self, moment: Moment, contact_id: str, raw: bytes, **attributes: str) -> bytes:
        return self.contact(email_report(moment, contact_id, attributes, raw))

    def ended(self, contact_id: str, kind: Kind) -> bytes:
        return self._event("workItem/removed", workItem=_work_item(contact_id, kind))

    def _event(self, method: str, **params: Any) -> bytes:
        self._seq += 1
        return jsonrpc.notification(method, {"seq": self._seq, "at": self._now(), **params})


def chat_report(
    moment: Moment,
    contact_id: str,
    attributes: Mapping[str, str],
    media_type_name: str | None,
    author: str | None,
) -> ContactReport:
    """Return a multimedia contact as the desktop would report it."""
    return ContactReport(
        seq=0,
        at=0,
        moment=moment,
        contact_id=ContactId(contact_id),
        kind=Kind.CHAT,
        attributes=attributes,
        media_type_name=media_type_name,
        author=author,
    )


def email_report(
    moment: Moment, contact_id: str, attributes: Mapping[str, str], raw: bytes
) -> ContactReport:
    """Return an e-mail as the desktop would report it."""
    return ContactReport(
        seq=0,
        at=0,
        moment=moment,
        contact_id=ContactId(contact_id),
        kind=Kind.EMAIL,
        attributes=attributes,
        email=raw,
    )


def _asked(lists: int | None) -> dict[str, int]:
    return {} if lists is None else {"asked": lists}


def _members(person: Operator, change: str = "agentLoggedIn") -> dict[str, str | None]:
    return {
        "change": change,
        "agentId": person.agent_id,
        "agentName": person.name or None,
        "station": person.station or None,
    }


def _work_item(contact_id: str, kind: Kind) -> dict[str, str | int]:
    return {"id": contact_id, "type": kind, "typeCode": 0}
