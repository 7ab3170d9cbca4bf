"""
The bytes of a part without their transfer encoding (RFC 2045 6), whatever state they are in.

base64 may be cut off, followed by a list's plain footer, or declared only; quoted-printable may be
broken.
"""

import binascii
import re

from chatplugin.mail import limits

_BASE64_LINES = re.compile(
    # Signs outside the alphabet count for nothing (RFC 2045 6.8), but a line of words is a footer.
    rb"(?:[ \t]*+(?:[A-Za-z0-9+/]++[^\sA-Za-z0-9+/=]{1,2}+|[A-Za-z0-9+/]*+={0,3}+)"
    rb"[ \t]*+\r*+(?:\n|\Z))*+"
)
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)
_JOINED = 50
_ALL_BASE64 = re.compile(
    rb"\s*+(?:[A-Za-z0-9+/]{60}|[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{72}|[A-Za-z0-9+/]{76})\r?\n[A-Za-z0-9+/\r\n]++={0,2}+\s*+"
)
# One line of base64 is a word that nobody writes.
_BASE64_LINE = re.compile(rb"\s*+(?=[A-Za-z/+]*[0-9])[A-Za-z0-9+/]{40,}={0,2}\s*")
_BASE64_AND_BLANKS = re.compile(rb"[A-Za-z0-9+/ \t\r\n]{8,}+[= \t\r\n]*+")
# Letters in a text have no control characters; words that are decoded as base64 do.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
# A word of letters beyond ASCII. Two of them are no accident.
_QUOTED = re.compile(3 * rb"=[89A-Fa-f][0-9A-Fa-f]")
_SIGNS = 200
_SOFT_BREAK = re.compile(rb"=[ \t]++\r*+\n")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n", re.MULTILINE)


def decode(raw: bytes, start: int, end: int, encoding: bytes) -> list[bytes]:
    """
    Return the text bytes between *start* and *end*, in pieces of one charset each.

    A footer that a mailing list put behind base64 has a charset of its own.
    """
    data = raw[start : min(end, start + limits.ENCODED_BYTES)]
    pieces = _decoded(data, _actual(data, encoding))
    if pieces[:1] == [data]:
        return pieces
    # Some gateways encode what is encoded already.
    return [inner for piece in pieces for inner in _decoded(piece, _actual(piece, b""))]


def _decoded(data: bytes, encoding: bytes) -> list[bytes]:
    if encoding.startswith(b"quoted"):
        return [_quoted_printable(data)]
    if encoding.startswith(b"base64"):
        return _base64(data)
    if encoding.startswith((b"x-uu", b"uu")):
        return [_uuencoded(data)]
    return [data]


def _actual(data: bytes, encoding: bytes) -> bytes:
    """
    Return *encoding*, or the one that the text plainly has.

    Some gateways rewrite the field but not the text, or the reverse.
    """
    front = data[: limits.SAMPLE_BYTES]
    if not encoding.startswith(b"quoted") and _is_quoted(front):
        return b"quoted-printable"
    if not encoding.startswith(b"base64") and (
        _ALL_BASE64.fullmatch(front) or _BASE64_LINE.fullmatch(front)
    ):
        return b"base64"
    return encoding


def _is_quoted(text: bytes) -> bool:
    first = _QUOTED.search(text)
    return first is not None and _QUOTED.search(text, first.end() + 1) is not None


def _quoted_printable(data: bytes) -> bytes:
    # `a2b_qp` keeps a soft break with blanks, and loses the text between one with a bare or doubled
    # CR and the next line.
    if data.count(b"=\r") != data.count(b"=\r\n"):
        data = data.replace(b"=\r\r\n", b"").replace(b"=\r\n", b"").replace(b"=\r", b"")
    if b"= " in data or b"=\t" in data:
        data = _SOFT_BREAK.sub(b"", data)
    return binascii.a2b_qp(data)


def _base64(data: bytes) -> list[bytes]:
    match = _BASE64_LINES.match(data)
    end = match.end() if match else 0
    encoded, rest = data[:end], data[end:]
    if rest.strip() and _BASE64_AND_BLANKS.fullmatch(data):
        # Blanks within a line count for nothing (RFC 2045 6.8), unless the line is one of words.
        whole = base64_bytes(data)
        if _is_text(whole[:_SIGNS]):
            return [whole]
    first = encoded.lstrip().partition(b"\n")[0].translate(None, _NOT_BASE64 + b"=")
    if rest.strip() and (len(first) + encoded.count(b"=", 0, 80)) % 4:
        # `Hello` on the first line of a plain letter is no encoding, whose lines are fours of
        # letters.
        return [data]
    return [piece for piece in (base64_bytes(encoded), rest) if piece.strip()]


def _is_text(data: bytes) -> bool:
    """Return whether *data* looks like letters: words that are decoded as base64 do not."""
    beyond = sum(byte >= 0x80 for byte in data)
    return not _CONTROL.search(data) and (beyond == 0 or 2 * beyond > len(data))


def base64_bytes(encoded: bytes) -> bytes:
    """
    Return the bytes of *encoded* up to where it is cut off.

    Each run between `=` is decoded alone: some senders join two encodings.
    """
    pieces, rest = list[bytes](), 0
    for run in encoded.split(b"=", _JOINED):
        letters = run.translate(None, _NOT_BASE64)
        rest = len(letters) % 4
        pieces.append(binascii.a2b_base64(letters[: len(letters) - (rest == 1)] + b"==="))
    if rest and not encoded.rstrip().endswith(b"="):
        pieces[-1] = _without_half_number(pieces[-1])
    return b"".join(pieces)


def _without_half_number(text: bytes) -> bytes:
    """A number at the end of text that was cut off may be half of one."""
    return text.rstrip(b"0123456789 .-")


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
