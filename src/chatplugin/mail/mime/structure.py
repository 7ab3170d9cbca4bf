"""
The parts of a message and their headers, as spans in its bytes. Nothing is copied.

RFC 5322, 2045, 2046 and 2047, read forgivingly. Boundaries may be missing, wrong, unclosed or used
twice. A header block may have a byte order mark, blank lines or an mbox `From ` line in front of
it, lines that are no field, and no blank line behind it. Fields stay bytes until somebody asks for
them. An attached message is a leaf here, and an attachment is stepped over.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice

from msgspec import Struct, field

from chatplugin.mail import limits
from chatplugin.mail.mime.encoding import codec, guessed

_GUESS = re.compile(
    rb"^--([^\s-][^\r\n]{0,69}|-{1,60}[^\r\n-][^\r\n]{0,69})\r*\n(?=content-)",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSED = re.compile(rb"(--)?[ \t]*\r*(?:\n|$)")

# The blank line; CR CR LF comes from relays that convert twice.
_BLANK = re.compile(rb"\n\r*\n")
# A name that begins with `--` is a boundary with a colon in it.
_NAME_AND_VALUE = rb"(?!--)([!-9;-~]{1,80})[ \t]*:([^\n]*(?:\n[ \t]+[^\s][^\n]*)*)"
_FIELD = re.compile(rb"^" + _NAME_AND_VALUE, re.MULTILINE)
# `^` is no place behind a byte order mark or a blank.
_FIRST_FIELD = re.compile(_NAME_AND_VALUE)
_FRONT = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?:>?From [^\s:][^\n]*\n)?[\r\n]*")
_KNOWN = re.compile(
    rb"^(?:content-[a-z-]+|mime-version|from|to|cc|date|subject|sender|reply-to|message-id|return-path"
    rb"|received|delivered-to|references|in-reply-to|user-agent|importance"
    rb"|dkim-signature|x-[a-z0-9-]+)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_FIRST_PART = re.compile(rb"^--[^\r\n]{1,200}\r*\ncontent-", re.MULTILINE | re.IGNORECASE)
_PARAMETER = re.compile(rb"""[;\s]([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|([^;\s"]*))""")
_FOLD = re.compile(rb"\r*\n[ \t]+")
# Python looks for a number among bytes ten times as fast as for a piece of one byte.
_NEWLINE = ord("\n")
_JUNK_LINES = 4

_WORD = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]*)?\?([bBqQ])\?([^?\n]*)\?=")
# White space between two encoded words is no text (RFC 2047 6.2).
_BETWEEN = re.compile(r"(\?=)[ \t]+(?==\?)")


class Headers(Mapping[str, str]):
    """
    The fields of one header block by their names in lower case, decoded when asked for.

    Of a repeated field the first counts. Values are cut at `limits.FIELD_BYTES`.
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, bytes]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return decoded(_unfolded(self._fields[name.lower()]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def raw(self, name: str) -> bytes:
        """Return the field *name* as it stands, unfolded; empty if there is none."""
        value = self._fields.get(name)
        return _unfolded(value) if value else b""


class Entity(Struct):
    """One part: its *headers*, its *type* in lower case, and the span of its body in *raw*."""

    raw: bytes
    headers: Headers
    type: str
    start: int
    end: int
    depth: int = 0
    children: list["Entity"] = field(default_factory=list)

    @staticmethod
    def parse(
        raw: bytes, start: int = 0, end: int = limits.MESSAGE_BYTES, depth: int = 0
    ) -> "Entity":
        """Return the message from *start* to *end*; *depth* counts on inside an attached one."""
        return _Reader(raw).entity(_front(raw, start), min(len(raw), end), depth)

    @property
    def parameters(self) -> Mapping[str, bytes]:
        return _parameters(self.headers.raw("content-type"))

    @property
    def encoding(self) -> bytes:
        return self.headers.raw("content-transfer-encoding").lower().strip(b" \t\"'")

    @property
    def is_attachment(self) -> bool:
        return self.headers.raw("content-disposition")[:10].lower() == b"attachment"

    @property
    def name(self) -> bytes:
        """The name of the file, in lower case, for its ending only."""
        disposition = _parameters(b";" + self.headers.raw("content-disposition"))
        return (disposition.get("filename") or self.parameters.get("name", b"")).lower()


class _Reader:
    """Spends the budgets of one message."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._parts = limits.PARTS
        self._delimiters = limits.DELIMITERS
        self._scanned = limits.SCANNED_BYTES

    def entity(self, start: int, end: int, depth: int) -> Entity:
        most = limits.PART_HEADER_BYTES if start else limits.HEADER_BYTES
        headers, body = _read_headers(self._raw, start, end, most)
        kind = _main_type(headers.raw("content-type"))
        found = Entity(self._raw, headers, kind, body, end, depth)
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
        spans: list[tuple[int, int]] = []
        raw, at, opened = self._raw, whole.start, -1
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


def _unfolded(value: bytes) -> bytes:
    """Return *value* on one line (RFC 5322 2.2.3), cut at `limits.FIELD_BYTES`."""
    value = value[: limits.FIELD_BYTES]
    return (_FOLD.sub(b" ", value) if _NEWLINE in value else value).strip()


def _front(raw: bytes, start: int) -> int:
    """Return where a message begins behind a byte order mark, blank lines and the mbox line."""
    match = _FRONT.match(raw, start, start + limits.FIELD_BYTES)
    return match.end() if match else start


def _read_headers(raw: bytes, start: int, end: int, most: int) -> tuple[Headers, int]:
    """Return the header block at *start*, of *most* bytes, and where the body begins."""
    if raw.startswith((b"\n", b"\r\n"), start, end):
        return Headers({}), raw.index(b"\n", start, end) + 1
    stop = min(end, start + most)
    blank = _BLANK.search(raw, start, stop)
    block_end, body = (blank.start() + 1, blank.end()) if blank else (stop, stop)
    fields: dict[str, bytes] = {}
    at = start
    found = list(islice(_fields(raw, start, block_end), limits.FIELDS))
    for match in found:
        begin, end_of_field = match.span()
        if begin > at and _body_begins(raw, at, block_end):
            return Headers(fields), at
        fields.setdefault(match[1].lower().decode(), match[2])
        at = end_of_field + 1
    if at < block_end and len(found) < limits.FIELDS and _body_begins(raw, at, block_end):
        return Headers(fields), at
    return Headers(fields), body


def _fields(raw: bytes, start: int, end: int) -> Iterator["re.Match[bytes]"]:
    """Find the fields between *start* and *end*."""
    if start and (first := _FIRST_FIELD.match(raw, start, end)):
        return chain([first], _FIELD.finditer(raw, first.end(), end))
    return _FIELD.finditer(raw, start, end)


def _body_begins(raw: bytes, at: int, end: int) -> bool:
    """
    Return whether the line at *at*, which is no field, is the body.

    `This line is junk` between two fields is skipped: a known field follows closely. Text below
    the last field is a body without its blank line, and so is a boundary, whose part has fields.
    """
    stop = at
    for _ in range(_JUNK_LINES):
        stop = raw.find(b"\n", stop, end) + 1 or end
    if _FIRST_PART.search(raw, at, min(stop + 40, end)):
        return True
    return raw[at:stop].strip() != b"" and _KNOWN.search(raw, at, min(stop + 40, end)) is None


@lru_cache(maxsize=64)
def _parameters(field: bytes) -> Mapping[str, bytes]:
    """
    Return the parameters of a Content-Type or Content-Disposition by their names in lower case.

    Continuations (RFC 2231 3) are put together. Charset marks are left in: only file names have
    them.
    """
    found: dict[str, bytes] = {}
    for match in _PARAMETER.finditer(field):
        name, quoted, bare = match.groups()
        value = bare if quoted is None else re.sub(rb"\\(.)", rb"\1", quoted)
        base = name.decode("latin-1").lower().partition("*")[0]
        found[base] = found.get(base, b"") + value if b"*" in name else value
    return found


@lru_cache(maxsize=64)
def _main_type(field: bytes) -> str:
    """
    Return `text/html` of a Content-Type, in lower case.

    What is no type, or a bare `text`, is `text/plain` (RFC 2045 5.2).
    """
    word = re.split(rb"[;\s(]", field.strip(), maxsplit=1)[0].decode("latin-1").lower().strip('"')
    if word == "html":
        return "text/html"
    return word if re.fullmatch(r"[\w.+-]+/[\w.+-]+", word) else "text/plain"


def decoded(value: bytes) -> str:
    """Return *value* as a person reads it. What cannot be decoded stays as it is."""
    text = guessed(value)
    if "=?" not in text:
        return text
    text = _BETWEEN.sub(r"\1", text)
    pieces: list[str] = []
    pending: tuple[str, bytes] = ("", b"")
    at = 0
    for match in _WORD.finditer(text):
        name, data = match[1].lower(), _bytes(match[2], match[3])
        if match.start() != at or name != pending[0]:
            # A letter may be cut in two by neighbouring words, so bytes of one charset are joined
            # first.
            pieces += [_text(*pending), text[at : match.start()]]
            pending = (name, b"")
        pending = (name, pending[1] + data)
        at = match.end()
    return "".join([*pieces, _text(*pending), text[at:]])


def _bytes(kind: str, data: str) -> bytes:
    raw = data.encode("latin-1", "replace")
    if kind in "qQ":
        return binascii.a2b_qp(raw, header=True)
    raw = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    return binascii.a2b_base64(raw[: len(raw) - (len(raw) % 4 == 1)] + b"===")


def _text(name: str, data: bytes) -> str:
    known = codec(name)
    if known is None:
        return guessed(data)
    try:
        return data.decode(known)
    except (UnicodeDecodeError, ValueError):
        return guessed(data)
