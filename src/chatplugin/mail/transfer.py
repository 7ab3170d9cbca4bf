"""
The bytes of a part without their transfer encoding (RFC 2045 6), whatever state they are in.

base64 may be cut off, followed by a list's plain footer, or declared only; quoted-printable may be broken.
"""

import binascii
import re
from typing import Final

from chatplugin.mail import limits

_BASE64_LINES: Final = re.compile(rb"(?:[ \t]*+[A-Za-z0-9+/]*+={0,3}+[ \t]*+\r*+(?:\n|\Z))*+")
_NOT_BASE64: Final = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)
_JOINED: Final = 50
_SOFT_BREAK: Final = re.compile(rb"=[ \t]*+\r*+\n")
_UU_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n", re.MULTILINE)


def decode(raw: bytes, start: int, end: int, encoding: bytes) -> list[bytes]:
    """
    The text bytes between *start* and *end* in pieces that may be of different charsets: a footer that a mailing
    list put behind base64 comes in its own.
    """
    data = raw[start : min(end, start + limits.ENCODED_BYTES)]
    if encoding.startswith(b"quoted"):
        return [_quoted_printable(data)]
    if encoding.startswith(b"base64"):
        return _base64(data)
    if encoding.startswith((b"x-uu", b"uu")):
        return [_uuencoded(data)]
    return [data]


def _quoted_printable(data: bytes) -> bytes:
    # `a2b_qp` keeps a soft break with blanks, and loses the text between one with a bare CR and the next line.
    if b"= " in data or b"=\t" in data:
        data = _SOFT_BREAK.sub(b"", data)
    if data.count(b"=\r") != data.count(b"=\r\n"):
        data = data.replace(b"=\r\n", b"").replace(b"=\r", b"")
    return binascii.a2b_qp(data)


def _base64(data: bytes) -> list[bytes]:
    match = _BASE64_LINES.match(data)
    end = match.end() if match else 0
    encoded, rest = data[:end], data[end:]
    if rest.strip() and len(encoded.lstrip().partition(b"\n")[0].strip()) % 4:
        # `Hello` on the first line of a plain letter is no encoding, whose lines are fours of letters.
        return [data]
    return [piece for piece in (base64_bytes(encoded), rest) if piece.strip()]


def base64_bytes(encoded: bytes) -> bytes:
    """
    *encoded* up to where it is cut off. Each run between `=` is decoded alone: some senders join two encodings.
    """
    pieces = []
    for run in encoded.split(b"=", _JOINED):
        letters = run.translate(None, _NOT_BASE64)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        pieces.append(binascii.a2b_base64(letters + b"==="))
    return b"".join(pieces)


def _uuencoded(data: bytes) -> bytes:
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return data
    lines = []
    for line in data[begin.end() :].splitlines():
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(lines)
