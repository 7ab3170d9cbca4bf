"""
The parts of a message, as spans in its bytes: nothing is copied, and an attachment is stepped over.

RFC 2045 and 2046, read forgivingly: boundaries that are missing, wrong, unclosed or used twice. An
attached message is a leaf here; `opened` reads it when the letter around it has no text.
"""

import re
from collections.abc import Mapping

from msgspec import Struct, field

from chatplugin.mail import limits
from chatplugin.mail.mime.headers import Headers, front, main_type, parameters, read_headers

_GUESS = re.compile(
    rb"^--([^\s-][^\r\n]{0,69}|-{1,60}[^\r\n-][^\r\n]{0,69})\r*\n(?=content-)",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSED = re.compile(rb"(--)?[ \t]*\r*(?:\n|$)")


class Entity(Struct):
    """One part: its *headers*, its *type* in lower case, and the span of its body in *raw*."""

    raw: bytes
    headers: Headers
    type: str
    start: int
    end: int
    depth: int = 0
    children: list["Entity"] = field(default_factory=list)

    @property
    def parameters(self) -> Mapping[str, bytes]:
        return parameters(self.headers.raw("content-type"))

    @property
    def encoding(self) -> bytes:
        return self.headers.raw("content-transfer-encoding").lower().strip(b" \t\"'")

    @property
    def is_attachment(self) -> bool:
        return self.headers.raw("content-disposition")[:10].lower() == b"attachment"

    @property
    def name(self) -> bytes:
        """The name of the file, in lower case, for its ending only."""
        disposition = parameters(b";" + self.headers.raw("content-disposition"))
        return (disposition.get("filename") or self.parameters.get("name", b"")).lower()


def parse(raw: bytes, start: int = 0, end: int = limits.MESSAGE_BYTES, depth: int = 0) -> Entity:
    """Return the message between *start* and *end*; *depth* counts on inside an attached one."""
    return _Reader(raw).entity(front(raw, start), min(len(raw), end), depth)


class _Reader:
    """Spends the budgets of one message."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._parts = limits.PARTS
        self._delimiters = limits.DELIMITERS
        self._scanned = limits.SCANNED_BYTES

    def entity(self, start: int, end: int, depth: int) -> Entity:
        most = limits.PART_HEADER_BYTES if start else limits.HEADER_BYTES
        headers, body = read_headers(self._raw, start, end, most)
        found = Entity(self._raw, headers, main_type(headers.raw("content-type")), body, end, depth)
        if found.type.startswith("multipart/") and depth < limits.DEPTH:
            found.children = [self.entity(*span, depth + 1) for span in self._spans(found)]
        if found.type == "multipart/digest":
            _default_to_messages(found.children)
        return found

    def _spans(self, whole: Entity) -> list[tuple[int, int]]:
        boundary = whole.parameters.get("boundary", b"").rstrip()
        spans = self._between(b"--" + boundary, whole) if boundary else []
        if spans:
            return spans
        guess = _GUESS.search(
            self._raw, whole.start, min(whole.end, whole.start + limits.SAMPLE_BYTES)
        )
        return self._between(b"--" + guess[1].rstrip(), whole) if guess else []

    def _between(self, delimiter: bytes, whole: Entity) -> list[tuple[int, int]]:
        """
        Return the spans between lines that are *delimiter*.

        Text behind a closing one is no part, but parts may follow: some senders close each
        part.
        """
        raw, at, opened, spans = self._raw, whole.start, -1, list[tuple[int, int]]()
        while self._may_go_on() and (hit := raw.find(delimiter, at, self._end(at, whole))) >= 0:
            self._scanned -= hit - at
            self._delimiters -= 1
            at = hit + len(delimiter)
            line = _CLOSED.match(raw, at, min(whole.end, at + 100))
            if line is None or not (hit == whole.start or raw[hit - 1] in b"\r\n"):
                continue
            if opened >= 0:
                self._parts -= 1
                spans.append((opened, _before_newline(raw, hit, opened)))
            opened, at = (-1 if line[1] else line.end()), line.end()
        self._scanned -= max(0, whole.end - at)
        if opened >= 0:
            spans.append((opened, whole.end))
        return spans

    def _may_go_on(self) -> bool:
        return self._parts > 0 and self._delimiters > 0 and self._scanned > 0

    def _end(self, at: int, whole: Entity) -> int:
        return min(whole.end, at + self._scanned)


def _default_to_messages(parts: list[Entity]) -> None:
    """In a digest a part without a type is a message (RFC 2046 5.1.5)."""
    for part in parts:
        if "content-type" not in part.headers:
            part.type = "message/rfc822"


def _before_newline(raw: bytes, hit: int, opened: int) -> int:
    """The newline in front of a delimiter belongs to it (RFC 2046 5.1.1)."""
    if hit > opened and raw[hit - 1] == 10:
        hit -= 1
    if hit > opened and raw[hit - 1] == 13:
        hit -= 1
    return hit
