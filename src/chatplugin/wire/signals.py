"""
What reaches the service's one queue: bytes that a reader thread has read, or word that they ended.

*at* is when the bytes were read, in milliseconds since 1970-01-01 UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from chatplugin.domain.events import Answer
from chatplugin.domain.trouble import Incident
from chatplugin.wire.framing import Overlong


@dataclass(frozen=True, slots=True)
class FromPlugin:
    lines: Sequence[bytes | Overlong]
    at: float


@dataclass(frozen=True, slots=True)
class PluginGone:
    """End of input: the order to exit."""


@dataclass(frozen=True, slots=True)
class FromChrome:
    """`launch` counts the Chromes that were started, so that a late word of an old one shows."""

    launch: int
    messages: Sequence[bytes | Overlong]


@dataclass(frozen=True, slots=True)
class ChromeGone:
    launch: int


@dataclass(frozen=True, slots=True)
class RelayHere:
    """Chrome's extension has reached the service. `relay` counts those that did."""

    relay: int


@dataclass(frozen=True, slots=True)
class FromRelay:
    relay: int
    message: bytes


@dataclass(frozen=True, slots=True)
class RelayGone:
    relay: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What a driver has to tell without having heard anything from Chrome."""

    answers: Sequence[Answer]


class Happened(NamedTuple):
    """What a driver has to tell the operator of its browser."""

    incident: Incident


class FromFile(NamedTuple):
    """A local file of settings is another than before; without `data`, it is gone."""

    source: str
    data: bytes


class FromSettingsServer(NamedTuple):
    """What stands at `address` is another than before."""

    address: str
    data: bytes


class SettingsServerSilent(NamedTuple):
    """Nothing usable comes from `address`, as `sentence` says. Told once."""

    address: str
    sentence: str


class SettingsServerBack(NamedTuple):
    address: str


FromBrowser = FromChrome | RelayHere | FromRelay | Answered
BrowserGone = ChromeGone | RelayGone

FromSources = FromFile | FromSettingsServer | SettingsServerSilent | SettingsServerBack

Signal = FromPlugin | PluginGone | FromBrowser | BrowserGone | Happened | FromSources


class Inbox(Protocol):
    """The service's queue, as reader threads see it."""

    def put(self, signal: Signal) -> None: ...
