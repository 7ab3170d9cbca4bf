"""
What reaches the service's one queue: bytes that a reader thread has read, or word that they ended.

*at* is when the bytes were read, in milliseconds since 1970-01-01 UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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


Signal = FromPlugin | PluginGone | FromChrome | ChromeGone


class Inbox(Protocol):
    """The service's queue, as reader threads see it."""

    def put(self, signal: Signal) -> None: ...
