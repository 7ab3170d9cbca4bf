"""
What EMC is like at a site: how it raises events, what they carry, what could not be read of them.

Only names, types, threads, counts and times are kept. A contact is a number, in the order in which
contacts came; an attribute is its name alone. The emulator can play such a report.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from chatplugin.desktop.plugin import (
    ContactReport,
    EndReport,
    Initialize,
    OperatorReport,
    Report,
)

FORMAT = 1

MOST_EVENTS = 300
"""A day's beginning. What EMC is like does not change later, and the report stays small."""


class SeenType(Struct, frozen=True):
    """A type of EMC's and its public members, as .NET writes them."""

    type: str
    members: Sequence[str] = ()


class _SeenEvent(Struct, frozen=True, omit_defaults=True):
    """
    One event. `after` is in milliseconds since the first one, `read` how long it took to read.

    `contact` counts the contacts. `has` names what the event brought: author, media type, e-mail.
    """

    event: str
    after: float = 0.0
    contact: int = 0
    kind: str = ""
    place: str = ""
    handler: str = ""
    thread: str = ""
    read: float = 0.0
    arguments: str = ""
    work_item: str = ""
    attributes: Sequence[str] = ()
    unread: Sequence[str] = ()
    has: Sequence[str] = ()
    problem: str = ""


class SiteReport(Struct, frozen=True):
    """All that was seen of EMC in one run of the service."""

    format: int
    plugin: str
    clr: str
    bits: int
    os: str
    culture: str
    is_enumerated: bool
    assemblies: Sequence[str]
    media_controller: SeenType | None
    station: SeenType | None
    types: Sequence[SeenType] = ()
    events: Sequence[_SeenEvent] = ()


class Site(Struct):
    """Takes what the plug-in sends, and makes the report of it."""

    facts: Mapping[str, Any]
    is_enumerated: bool
    _types: dict[str, SeenType] = field(default_factory=dict)
    _events: list[_SeenEvent] = field(default_factory=list)
    _contacts: dict[str, int] = field(default_factory=dict)
    _began: float | None = None

    @classmethod
    def of(cls, message: Initialize) -> "Site":
        return cls(message.facts, message.asked is None)

    def take(self, report: Report) -> None:
        """Note how EMC has raised *report*, if the plug-in says so and there is room."""
        if not report.seen or len(self._events) >= MOST_EVENTS:
            return
        self._began = report.at if self._began is None else self._began
        for name in ("arguments", "workItem"):
            self._learn(report.seen.get(name))
        self._events.append(self._event(report))

    def report(self) -> SiteReport:
        desktop, emc = _members(self.facts, "desktop"), _members(self.facts, "emc")
        bits = desktop.get("bits")
        return SiteReport(
            FORMAT,
            plugin=str(self.facts.get("plugin") or ""),
            clr=str(desktop.get("clr") or ""),
            bits=bits if isinstance(bits, int) else 0,
            os=str(desktop.get("os") or ""),
            culture=str(desktop.get("culture") or ""),
            is_enumerated=self.is_enumerated,
            assemblies=_texts(emc.get("assemblies")),
            media_controller=_type_of(self.facts.get("mediaController")),
            station=_type_of(emc.get("station")),
            types=[*self._types.values()],
            events=[*self._events],
        )

    def _learn(self, described: object) -> None:
        seen = _type_of(described)
        if seen and (seen.members or seen.type not in self._types):
            self._types[seen.type] = seen

    def _event(self, report: Report) -> _SeenEvent:
        seen = report.seen
        read = seen.get("readMs")
        common = _SeenEvent(
            _name_of(report),
            after=round(report.at - (self._began or report.at), 3),
            place=str(seen.get("place") or ""),
            handler=str(seen.get("handler") or ""),
            thread=str(seen.get("thread") or ""),
            read=float(read) if isinstance(read, int | float) else 0.0,
            arguments=_name(seen.get("arguments")),
            work_item=_name(seen.get("workItem")),
            unread=_texts(seen.get("unread")),
        )
        match report:
            case ContactReport():
                return _with_contact(common, report, self._number(report.contact_id))
            case EndReport():
                return replace(common, contact=self._number(report.contact_id))
            case OperatorReport():
                return common

    def _number(self, contact_id: str) -> int:
        return self._contacts.setdefault(contact_id, len(self._contacts) + 1)


def _with_contact(event: _SeenEvent, report: ContactReport, number: int) -> _SeenEvent:
    brought = {
        "author": report.author,
        "media type": report.media_type_name,
        "e-mail": report.email,
    }
    return replace(
        event,
        contact=number,
        kind=report.kind.value,
        attributes=sorted(report.attributes),
        has=[name for name, value in brought.items() if value],
        problem=report.problem or "",
    )


def _name_of(report: Report) -> str:
    match report:
        case ContactReport():
            return report.moment.value
        case EndReport():
            return "ended"
        case OperatorReport():
            return "operator"


def _members(facts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = facts.get(name)
    return value if isinstance(value, dict) else {}


def _type_of(described: object) -> SeenType | None:
    if not isinstance(described, dict) or not described.get("type"):
        return None
    return SeenType(str(described["type"]), _texts(described.get("members")))


def _name(described: object) -> str:
    return str(described.get("type") or "") if isinstance(described, dict) else ""


def _texts(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else []
