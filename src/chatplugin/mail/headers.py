"""
The header block of a message or part: where it ends, its fields, the parameters of one.

It forgives what real mail does: a byte order mark, blank lines or an mbox `From ` line in front,
lines that are no field, and a body that begins without the blank line. Fields stay bytes until
somebody asks for them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from chatplugin.mail import limits
from chatplugin.mail.words import decoded

# The blank line; CR CR LF comes from relays that convert twice.
_BLANK: Final = re.compile(rb"\n\r*\n")
_FIELD: Final = re.compile(
    rb"^([!-9;-~]{1,80})[ \t]*:([^\n]*(?:\n[ \t]+[^\s][^\n]*)*)", re.MULTILINE
)
_FRONT: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?:>?From [^\s:][^\n]*\n)?[\r\n]*")
_KNOWN: Final = re.compile(
    rb"^(?:content-[a-z-]+|mime-version|from|to|cc|date|subject|sender|reply-to|message-id|return-path"
    rb"|received|delivered-to|references|in-reply-to|user-agent|importance"
    rb"|dkim-signature|x-[a-z0-9-]+)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_PARAMETER: Final = re.compile(
    rb"""[;\s]([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|([^;\s"]*))"""
)
_FOLD: Final = re.compile(rb"\r*\n[ \t]+")
_JUNK_LINES: Final = 4


class Headers(Mapping[str, str]):
    """
    The fields of one header block by their names in lower case, decoded when asked for.

    Of a field that is repeated the first counts. Values are cut at `limits.FIELD_BYTES`.
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, bytes]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return decoded(unfolded(self._fields[name.lower()]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def raw(self, name: str) -> bytes:
        """The field *name* as it stands, unfolded; empty if there is none."""
        value = self._fields.get(name)
        return unfolded(value) if value else b""


def unfolded(value: bytes) -> bytes:
    """RFC 5322 2.2.3, cut to what is read of one field."""
    value = value[: limits.FIELD_BYTES]
    return (_FOLD.sub(b" ", value) if b"\n" in value else value).strip()


def front(raw: bytes, start: int) -> int:
    """Where a message begins behind a byte order mark, blank lines and the mbox line."""
    match = _FRONT.match(raw, start, start + limits.FIELD_BYTES)
    return match.end() if match else start


def read_headers(raw: bytes, start: int, end: int, most: int) -> tuple[Headers, int]:
    """The header block at *start*, of *most* bytes, and where the body begins."""
    if raw.startswith((b"\n", b"\r\n"), start, end):
        return Headers({}), raw.index(b"\n", start, end) + 1
    stop = min(end, start + most)
    blank = _BLANK.search(raw, start, stop)
    block_end, body = (blank.start() + 1, blank.end()) if blank else (stop, stop)
    fields: dict[str, bytes] = {}
    at = start
    for number, match in enumerate(_FIELD.finditer(raw, start, block_end), 1):
        if match.start() > at and _body_begins(raw, at, block_end):
            return Headers(fields), at
        name, value = match.groups()
        fields.setdefault(str(name, "latin-1").lower(), value)
        at = match.end() + 1
        if number >= limits.FIELDS:
            return Headers(fields), body
    if at < block_end and _body_begins(raw, at, block_end):
        return Headers(fields), at
    return Headers(fields), body


def _body_begins(raw: bytes, at: int, end: int) -> bool:
    """
    Whether the line at *at*, no field, is the body: then no known field follows it closely.

    `This line is junk` between two fields is skipped; text below the last field was sent without
    its blank line.
    """
    stop = at
    for _ in range(_JUNK_LINES):
        stop = raw.find(b"\n", stop, end) + 1 or end
    return raw[at:stop].strip() != b"" and _KNOWN.search(raw, at, min(stop + 40, end)) is None


@lru_cache(maxsize=64)
def parameters(field: bytes) -> Mapping[str, bytes]:
    """
    The parameters of a Content-Type or Content-Disposition by their names in lower case.

    Continuations (RFC 2231 3) are put together; charset marks are left in, since only names of
    files have them.
    """
    found: dict[str, bytes] = {}
    for match in _PARAMETER.finditer(field):
        name, quoted, bare = match.groups()
        value = bare if quoted is None else re.sub(rb"\\(.)", rb"\1", quoted)
        base = name.decode("latin-1").lower().partition("*")[0]
        found[base] = found.get(base, b"") + value if b"*" in name else value
    return found


@lru_cache(maxsize=64)
def main_type(field: bytes) -> str:
    """
    `text/html` of a Content-Type, in lower case.

    What is no type, or a bare `text`, is `text/plain` (RFC 2045 5.2).
    """
    word = re.split(rb"[;\s(]", field.strip(), maxsplit=1)[0].decode("latin-1").lower().strip('"')
    if word == "html":
        return "text/html"
    return word if re.fullmatch(r"[\w.+-]+/[\w.+-]+", word) else "text/plain"
