"""
Cut a stream of bytes into messages.

The plug-in ends a message with a line feed, Chrome's DevTools pipe with NUL. What a message
means is not known here.
"""

from msgspec import Struct

LINE_FEED = b"\n"
NUL = b"\0"


class Overlong(Struct, frozen=True):
    """A message that was skipped because it was longer than the limit. *size* is in bytes."""

    size: int


class Splitter:
    """
    Collect bytes until a message is complete.

    Each byte is looked at once, so an e-mail of 100 MB in pieces costs no more than its length.
    A message longer than *limit* bytes is dropped as it comes and reported as `Overlong`.
    """

    def __init__(self, delimiter: bytes, *, limit: int) -> None:
        self._delimiter = delimiter
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[bytes | Overlong]:
        """Return the messages that *data* completes, without their delimiter."""
        *ends, rest = data.split(self._delimiter)
        messages = []
        for end in ends:
            self._add(end)
            messages.append(self._complete())
        self._add(rest)
        return messages

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            self._pieces.clear()
        elif piece:
            self._pieces.append(piece)

    def _complete(self) -> bytes | Overlong:
        message = Overlong(self._size) if self._size > self._limit else b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return message
