"""
What the running service leaves for the commands: how it is, and what EMC is like at this site.

Its status has the plug-in, EMC's section and the way to Chrome. The site's report says how EMC
raises events, what they carry, and what could not be read of them; the emulator can play it. It has
names, types, threads, counts and times only: a contact is a number, in the order in which contacts
came, and an attribute is its name alone.

Neither a secret nor anything of a customer or an operator is in either.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from chatplugin.browser.driver import DriverUsed
from chatplugin.config.layers import Entry, Layer, Problem
from chatplugin.config.table.find import Setting, names_of
from chatplugin.desktop.plugin import (
    ContactReport,
    EndReport,
    Initialize,
    OperatorReport,
    Report,
)
from chatplugin.domain.errors import BadValue
from chatplugin.sentences import Said

WITHHELD = "(withheld)"
"""In the place of a text that may be a secret. It can be read no more than that one could."""


class Section(Struct, frozen=True):
    """EMC's section as it is since `at`, in milliseconds since 1970-01-01 UTC."""

    name: str
    settings: Mapping[str, str]
    at: float
    is_enumerated: bool = True

    @classmethod
    def of(cls, layer: Layer, at: float, *, is_enumerated: bool) -> "Section":
        """Return *layer* without what may be a secret."""
        return cls(layer.name, _without_secrets(layer), at, is_enumerated)

    @property
    def layer(self) -> Layer:
        return Layer(self.name, self.settings)


class DesktopFacts(Struct, frozen=True):
    """What the plug-in has said of itself and of EMC Desktop's process."""

    plugin: str = ""
    clr: str = ""
    bits: int = 0
    os: str = ""
    culture: str = ""

    @classmethod
    def of(cls, facts: Mapping[str, object]) -> "DesktopFacts":
        """Return what is known of *facts*, which the plug-in has sent with `initialize`."""
        plugin, desktop = facts.get("plugin"), facts.get("desktop")
        said = desktop if isinstance(desktop, dict) else {}
        bits = said.get("bits")
        return cls(
            plugin if isinstance(plugin, str) else "",
            clr=str(said.get("clr") or ""),
            bits=bits if isinstance(bits, int) else 0,
            os=str(said.get("os") or ""),
            culture=str(said.get("culture") or ""),
        )


class DriverStatus(Struct, frozen=True):
    """The way to Chrome, since `since`, in milliseconds since 1970-01-01 UTC."""

    used: DriverUsed
    since: float


class Status(Struct, frozen=True):
    """
    The service of one run of EMC Desktop. Times are in milliseconds since 1970-01-01 UTC.

    `section` is None while EMC has not answered for all of it. `answered` names the last question
    that was put to the service. `overlay_trouble` says why the overlay cannot be fetched.
    """

    service: str
    pid: int
    started: float
    desktop: DesktopFacts
    section: Section | None = None
    local_file: str = ""
    driver: DriverStatus | None = None
    overlay_trouble: Said | None = None
    answered: str = ""
    ended: float | None = None


def _without_secrets(layer: Layer) -> dict[str, str]:
    """
    Return the settings of *layer*, but for what may be a secret.

    A key file's place is no secret. A text that is none, and that of an unknown key, may be one.
    """
    written = tuple(Entry.all_of([layer]))
    names = names_of(written)
    kept: dict[str, str] = {}
    for entry in written:
        setting = Setting.find(entry, names)
        if isinstance(setting, Problem):
            kept[entry.key] = WITHHELD
        elif not setting.key.kind.may_be_secret or _can_be_read(setting, entry.text):
            kept[entry.key] = entry.text
        else:
            kept[entry.key] = WITHHELD
    return kept


def _can_be_read(setting: Setting, text: str) -> bool:
    try:
        setting.key.kind.parse(text)
    except BadValue:
        return False
    return True


SITE_FORMAT = 1

MOST_EVENTS = 300
"""A day's beginning. What EMC is like does not change later, and the report stays small."""


class _SeenType(Struct, frozen=True):
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
    media_controller: _SeenType | None
    station: _SeenType | None
    types: Sequence[_SeenType] = ()
    events: Sequence[_SeenEvent] = ()


class Site(Struct):
    """Takes what the plug-in sends, and makes the report of it."""

    facts: Mapping[str, Any]
    is_enumerated: bool
    _types: dict[str, _SeenType] = field(default_factory=dict)
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
            SITE_FORMAT,
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


def _type_of(described: object) -> _SeenType | None:
    if not isinstance(described, dict) or not described.get("type"):
        return None
    return _SeenType(str(described["type"]), _texts(described.get("members")))


def _name(described: object) -> str:
    return str(described.get("type") or "") if isinstance(described, dict) else ""


def _texts(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else []
