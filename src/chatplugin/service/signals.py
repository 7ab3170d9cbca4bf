"""
What reaches the service's one queue: bytes that a reader thread has read, or word that they ended.

*at* is when the bytes were read, in milliseconds since 1970-01-01 UTC.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct

from chatplugin.browser.driver import FromBrowser
from chatplugin.wire.messages import Overlong


class FromPlugin(Struct, frozen=True):
    lines: Sequence[bytes | Overlong]
    at: float


class PluginGone(Struct, frozen=True):
    """End of input: the order to exit."""


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


FromSources = FromFile | FromSettingsServer | SettingsServerSilent | SettingsServerBack

Work = FromPlugin | FromBrowser | FromSources
"""Whatever there is to do: all but the order to exit."""

Signal = Work | PluginGone


class Inbox(Protocol):
    """The service's queue, as reader threads see it."""

    def put(self, signal: Signal) -> None: ...
