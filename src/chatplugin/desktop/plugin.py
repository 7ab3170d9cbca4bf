"""
The plug-in's messages as values, and the service's answers as lines.

The contract is `protocol/plugin.md`. EMC's *work item* is named only here: from here on it is a
contact. What its bytes and names mean (who wrote, on which channel) is read elsewhere.
"""

import binascii
import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct

from chatplugin.desktop import messages
from chatplugin.domain.contact import ContactId, Moment, Operator
from chatplugin.domain.errors import ProtocolError

PROTOCOL = 1

LONGEST_LINE = 192 * 1024 * 1024
"""An e-mail of 128 MiB in base64, and its envelope."""

UNSUPPORTED_PROTOCOL = -32001
CANNOT_BEGIN = -32002
METHOD_NOT_FOUND = -32601

T = TypeVar("T")

_EMAIL_MEMBER = b',"email":"'
_LINE_END = b'"}}'
_BIG_LINE = 64 * 1024


METHODS = {Moment.OFFERED: "workItem/delivered", Moment.ACCEPTED: "workItem/established"}
"""The notifications by which the desktop reports a contact at each moment."""

_MOMENTS = {method: moment for moment, method in METHODS.items()}
ENDED = "workItem/removed"
WORK_ITEM_METHODS = frozenset({*_MOMENTS, ENDED})
"""The notifications about contacts."""


class WorkItemKind(StrEnum):
    """EMC's kinds of work items, as far as they matter here."""

    EMAIL = "email"
    CHAT = "simpleMessage"
    OTHER = "other"


class Initialize(Struct, frozen=True):
    """
    The plug-in's first message. `session` stays the same over one run of EMC Desktop.

    `asked` as in SettingsChanged. `hangs` counts the services that the plug-in has ended because
    they did not answer; 0 unless the one before this was one.
    """

    request_id: int | str
    protocol: int
    session: str
    section: str
    settings: Mapping[str, str]
    operator: Operator | None
    facts: Mapping[str, Any]
    asked: int | None = None
    hangs: int = 0

    def answer(self, *, version: str, pid: int) -> bytes:
        """Return the line that says which service is ready."""
        result = {"protocol": PROTOCOL, "service": version, "pid": pid}
        return messages.Response(self.request_id, result).encode()

    def refusal(self, code: int, text: str) -> bytes:
        """Return the line that says why this desktop is not served."""
        return _refusal(self.request_id, code, text)


class Check(Struct, frozen=True):
    """The plug-in asks why nothing was acknowledged, after all that it has sent before."""

    request_id: int | str

    def answer(self, waits_for: str) -> bytes:
        """Return the line that says what the service *waits_for*; nothing if it is empty."""
        return messages.Response(self.request_id, {"waitsFor": waits_for or None}).encode()


class SettingsChanged(Struct, frozen=True):
    """
    EMC's section has changed, or EMC has answered a list of wanted keys.

    `asked` is None where `settings` is the whole section. Otherwise it cannot be enumerated, and
    `asked` counts the lists that are answered.
    """

    settings: Mapping[str, str]
    asked: int | None = None


class ContactReport(Struct, frozen=True):
    """
    A contact at one moment. `at` is in milliseconds since 1970-01-01 UTC.

    `email` is the raw e-mail. `problem` says in one sentence what the plug-in could not read.
    `seq` numbers the events of one run of EMC Desktop; 0 is a contact that EMC did not report.
    `seen` says how EMC has raised the event, for `service.status` alone.
    """

    moment: Moment
    contact_id: ContactId
    kind: WorkItemKind
    attributes: Mapping[str, str]
    media_type_name: str | None = None
    author: str | None = None
    problem: str | None = None
    email: bytes | None = None
    seq: int = 0
    at: float = 0.0
    seen: Mapping[str, Any] = {}


class EndReport(Struct, frozen=True):
    """A contact has ended at this desk."""

    seq: int
    at: float
    contact_id: ContactId
    seen: Mapping[str, Any] = {}


class OperatorReport(Struct, frozen=True):
    """The operator at the desk is `operator` from now on; None after logging out."""

    seq: int
    at: float
    operator: Operator | None
    seen: Mapping[str, Any] = {}


Report = ContactReport | EndReport | OperatorReport
"""What has happened at the desk. Each is acknowledged once it is in the journal."""

PluginMessage = Initialize | Check | SettingsChanged | Report


class UnknownMethod(ProtocolError):
    """A method that this version does not have. `request_id` is None for a notification."""

    def __init__(self, method: str, request_id: int | str | None) -> None:
        super().__init__(f"The plug-in sent {method[:60]!r}, which this service does not know")
        self.request_id = request_id

    @property
    def refusal(self) -> bytes | None:
        """The line that answers a request; None for a notification, which wants no answer."""
        if self.request_id is None:
            return None
        return _refusal(self.request_id, METHOD_NOT_FOUND, str(self))


def _refusal(request_id: int | str, code: int, text: str) -> bytes:
    return messages.Response(request_id, error={"code": code, "message": text}).encode()


def read(line: bytes) -> PluginMessage:
    """
    Read one line of the plug-in.

    Raises ProtocolError, and UnknownMethod for a method of another version.
    """
    line = line.removeprefix(b"\xef\xbb\xbf")
    envelope, email = _detach_email(line)
    message = messages.parse(envelope)
    match message:
        case messages.Request(method="initialize"):
            return _initialize(message)
        case messages.Request(method="service/check"):
            return Check(message.id)
        case messages.Notification(method=method) if method in _MOMENTS:
            return _contact_report(message.params, _MOMENTS[method], email)
        case messages.Notification() if message.method == ENDED:
            return _end_report(message.params)
        case messages.Notification(method="settings/changed"):
            return _settings_changed(message.params)
        case messages.Notification(method="operator/changed"):
            return _operator_report(message.params)
        case messages.Request() | messages.Notification():
            raise UnknownMethod(message.method, getattr(message, "id", None))
        case messages.Response():
            raise ProtocolError("The plug-in answered a request that was never made")


def settings_wanted(keys: Sequence[str]) -> bytes:
    """Ask that EMC be asked for *keys*, in place of the list before."""
    return messages.Notification("settings/wanted", {"keys": keys}).encode()


def acknowledged(seq: int) -> bytes:
    return messages.Notification("event/acknowledged", {"seq": seq}).encode()


@lru_cache(maxsize=1)  # A card waits for it, and the process is nearly always the same.
def allow_foreground(pid: int | None) -> bytes:
    """Ask that the process *pid*, or any if it is not known, may bring its window to the front."""
    return messages.Notification("foreground/allow", {"pid": pid}).encode()


def log(level: str, text: str) -> bytes:
    """One line for EMC's error log; *level* is `information`, `status` or `fatal`."""
    return messages.Notification("log/write", {"level": level, "text": text}).encode()


def _detach_email(line: bytes) -> tuple[bytes, memoryview | None]:
    """
    Take the base64 of a big e-mail out of its line, so that 25 MB never become a JSON text.

    In JSON an unescaped `,"email":"` can only be a member. That it is the last one, as the
    protocol has it, shows in the line's end.
    """
    start = line.rfind(_EMAIL_MEMBER) if len(line) > _BIG_LINE else -1
    if start < 0:
        return line, None
    first, last = start + len(_EMAIL_MEMBER), len(line) - len(_LINE_END)
    if line.find(b'"', first) != last or not line.endswith(_LINE_END):
        return line, None
    return line[:start] + b"}}", memoryview(line)[first:last]


_FACTS = ("plugin", "desktop", "mediaController", "emc")


def _object(params: messages.JsonObject, name: str) -> messages.JsonObject:
    value = params.get(name)
    return value if isinstance(value, dict) else {}


def _initialize(message: messages.Request) -> Initialize:
    params = message.params
    return Initialize(
        request_id=message.id,
        protocol=_member(params, "protocol", int),
        session=_member(params, "session", str),
        section=_member(params, "section", str),
        settings=_texts(_member(params, "settings", dict)),
        operator=_operator(_object(params, "operator")),
        facts={name: params.get(name) for name in _FACTS},
        asked=_count(params, "asked"),
        hangs=_count(params, "hangs") or 0,
    )


def _settings_changed(params: messages.JsonObject) -> SettingsChanged:
    return SettingsChanged(_texts(_member(params, "settings", dict)), _count(params, "asked"))


def _contact_report(
    params: messages.JsonObject, moment: Moment, email: memoryview | None
) -> ContactReport:
    work_item = _member(params, "workItem", dict)
    attributes = _member(params, "attributes", dict) if params.get("attributes") else {}
    return ContactReport(
        seq=_member(params, "seq", int),
        seen=_object(params, "seen"),
        at=_number(params, "at"),
        moment=moment,
        contact_id=ContactId(_member(work_item, "id", str)),
        kind=_kind(work_item.get("type")),
        attributes=_texts(attributes),
        media_type_name=_text(params, "mediaTypeName"),
        author=_text(params, "author"),
        problem=_text(params, "problem"),
        email=_decode(email if email is not None else params.get("email")),
    )


def _end_report(params: messages.JsonObject) -> EndReport:
    contact_id = ContactId(_member(_member(params, "workItem", dict), "id", str))
    return EndReport(
        _member(params, "seq", int), _number(params, "at"), contact_id, _object(params, "seen")
    )


def _operator_report(params: messages.JsonObject) -> OperatorReport:
    return OperatorReport(
        _member(params, "seq", int),
        _number(params, "at"),
        _operator(params),
        _object(params, "seen"),
    )


def _operator(params: messages.JsonObject) -> Operator | None:
    agent_id = _text(params, "agentId")
    if not agent_id or params.get("change") == "agentLoggedOut":
        return None
    return Operator(agent_id, _text(params, "agentName") or "", _text(params, "station") or "")


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {str(key): str(value) for key, value in values.items() if value is not None}


def _kind(name: object) -> WorkItemKind:
    return next((kind for kind in WorkItemKind if kind == name), WorkItemKind.OTHER)


def _decode(base64: str | bytes | memoryview | None) -> bytes | None:
    if base64 is None:
        return None
    try:
        return binascii.a2b_base64(base64, strict_mode=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise ProtocolError("The e-mail of a work item is not base64") from error


def _member(params: messages.JsonObject, name: str, kind: type[T]) -> T:
    value = params.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ProtocolError(f"A message of the plug-in needs {name!r} as {kind.__name__}")
    return value


def _number(params: messages.JsonObject, name: str) -> float:
    """Return 0 for what is no number of this world: whole numbers of JSON have no end."""
    value = params.get(name)
    try:
        number = float(value) if isinstance(value, int | float) else 0.0
    except OverflowError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def _count(params: messages.JsonObject, name: str) -> int | None:
    return None if params.get(name) is None else _member(params, name, int)


def _text(params: messages.JsonObject, name: str) -> str | None:
    value = params.get(name)
    return value if isinstance(value, str) and value else None
