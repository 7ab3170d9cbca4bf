r"""
Text that is wrapped: in Outlook's winmail.dat, in its RTF, or in an opaque S/MIME signature.

- TNEF, as [MS-OXTNEF] has it. Attachments in it are stepped over.
- RTF, and its packing in TNEF ([MS-OXRTFCP]). Control words for lines and cells count, `\'e0` and
  `\u1072` are letters, and tables of fonts, styles and pictures are left out.
- CMS SignedData (RFC 5652 5). Only the content is read. No signature is checked: nobody checks the
  address in From either.
"""

import re
import struct
from collections.abc import Iterator

from chatplugin.mail.mime.encoding import codec

_SIGNATURE = 0x223E9F78
_MESSAGE_LEVEL = 1
_BODY, _PROPERTIES, _CODE_PAGE = 0x0002800C, 0x00069003, 0x00069007
_TEXT, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRINGS = frozenset({0x1E, 0x1F, 0x0D, 0x102})
_WIDE = 0x1F
_MANY = 0x1000
_NAMED = 0x8000
_MOST_PROPERTIES = 2_000

Text = tuple[str, bytes, str]
"""A MIME type, the bytes and their charset."""

_PACKED, _STORED = 0x75465A4C, 0x414C454D
_WINDOW = 4096
_RTF_BYTES = 200_000
_PRESET = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern "
    rb"\fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?"
    rb"|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_ANSI_CODE_PAGE = re.compile(rb"\\ansicpg([0-9]{3,5})")
_LEFT_OUT = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer listtable listoverridetable"
    b" themedata generator fldinst".split()
)
_BREAKS = {
    b"par": "\n",
    b"line": "\n",
    b"row": "\n",
    b"cell": "\t",
    b"tab": "\t",
    b"sect": "\n",
    b"page": "\n",
}
_SIGNS = {b"~": "\xa0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}"}

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_EXPLICIT, _OCTETS, _PIECES = 0xA0, 0x04, 0x24
_MOST_PIECES = 10_000


def texts_of_tnef(data: bytes) -> Iterator[Text]:
    """Find the forms in which *data* holds the letter's text. A damaged file ends early."""
    found: list[Text] = []
    charset = ""
    for kind, value in _attributes(data):
        if kind == _CODE_PAGE and len(value) >= 4:
            charset = f"cp{int.from_bytes(value[:4], 'little')}"
        elif kind == _BODY:
            found.append(("text/plain", value.rstrip(b"\0"), charset))
        elif kind == _PROPERTIES:
            found += _texts(value, charset)
    yield from found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Find the attributes of the message: level, kind, length, value and two bytes of a sum."""
    if len(data) < 6 or int.from_bytes(data[:4], "little") != _SIGNATURE:
        return
    at = 6
    for _ in range(_MOST_PROPERTIES):
        if at + 9 > len(data):
            return
        level, kind, length = struct.unpack_from("<BII", data, at)
        if level == _MESSAGE_LEVEL:
            yield kind, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _texts(data: bytes, charset: str) -> Iterator[Text]:
    try:
        for kind, name, value in _properties(data):
            if name == _TEXT:
                wide = kind == _WIDE
                yield (
                    "text/plain",
                    value if wide else value.rstrip(b"\0"),
                    "utf-16-le" if wide else charset,
                )
            elif name == _HTML:
                yield "text/html", value, charset
            elif name == _RTF:
                yield (
                    "text/plain",
                    text_of_rtf(_decompressed(value)).encode("utf-8", "replace"),
                    "utf-8",
                )
    except struct.error:
        return


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """
    Find the MAPI properties: type, id, bytes. Raises struct.error where *data* ends too early.
    """
    at = 4
    for _ in range(min(int.from_bytes(data[:4], "little"), _MOST_PROPERTIES)):
        kind, name = struct.unpack_from("<HH", data, at)
        at += 4
        if name >= _NAMED:
            at = _behind_name(data, at)
        values, at = _values(data, at, kind)
        if values:
            yield kind, name, values[0]


def _behind_name(data: bytes, at: int) -> int:
    """Skip the name of a property: a GUID, and a number or a text."""
    (kind,) = struct.unpack_from("<I", data, at + 16)
    (length,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + (_padded(length) if kind else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    base = kind & ~_MANY
    count = 1
    if kind & _MANY or base in _STRINGS:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values: list[bytes] = []
    for _ in range(min(count, _MOST_PROPERTIES)):
        if base in _STRINGS:
            (length,) = struct.unpack_from("<I", data, at)
            values.append(data[at + 4 : at + 4 + length])
            at += 4 + _padded(length)
        else:
            at += _padded(_FIXED.get(base, 4))
    return values, at


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _decompressed(data: bytes) -> bytes:
    """Return the RTF in *data*, as far as it is whole."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == _STORED:
        return data[16 : 16 + min(size, _RTF_BYTES)]
    return _unpacked(data, min(size, _RTF_BYTES)) if kind == _PACKED else b""


def _unpacked(data: bytes, size: int) -> bytes:
    """Unpack literals and references into a window of 4,096 bytes, eight to a byte of flags."""
    out = bytearray(_PRESET)
    at, end = 16, len(data)
    while at < end and len(out) - len(_PRESET) < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= end:
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            word = int.from_bytes(data[at : at + 2], "big")
            at += 2
            back = (len(out) - (word >> 4)) % _WINDOW
            if back == 0:
                return bytes(out[len(_PRESET) :])
            for _ in range((word & 15) + 2):
                out.append(out[-back] if back <= len(out) else 32)
    return bytes(out[len(_PRESET) :])


def text_of_rtf(data: bytes) -> str:
    """Return the text of the RTF *data*."""
    page = _ANSI_CODE_PAGE.search(data, 0, 2_000)
    charset = (codec("cp" + page[1].decode()) if page else None) or "cp1251"
    return "".join(_Reader(charset).pieces(data[:_RTF_BYTES]))


class _Reader:
    def __init__(self, charset: str) -> None:
        self._charset = charset
        self._left_out = 0
        self._after_unicode = 0
        self._depth = 0
        self._pending = bytearray()
        self._out: list[str] = []

    def pieces(self, data: bytes) -> list[str]:
        for match in _TOKEN.finditer(data):
            hexadecimal, word, number, sign, brace, text = match.groups()
            if hexadecimal:
                self._bytes(bytes([int(hexadecimal, 16)]))
            elif text:
                self._bytes(text)
            elif brace:
                self._brace(brace)
            elif word:
                self._word(word, number)
            elif sign:
                self._sign(sign)
        self._flush()
        return self._out

    def _bytes(self, data: bytes) -> None:
        # The letters behind `\u1072` are for readers without Unicode.
        kept = data[self._after_unicode :]
        self._after_unicode -= len(data) - len(kept)
        if not self._left_out:
            self._pending += kept

    def _flush(self, text: str = "") -> None:
        self._out += [self._pending.decode(self._charset, "replace"), text]
        self._pending.clear()

    def _brace(self, brace: bytes) -> None:
        self._depth += 1 if brace == b"{" else -1
        if self._left_out and self._depth < self._left_out:
            self._left_out = 0

    def _word(self, word: bytes, number: bytes | None) -> None:
        if self._left_out:
            return
        if word in _LEFT_OUT:
            self._left_out = self._depth
        elif word == b"u" and number:
            self._flush(_character(int(number)))
            self._after_unicode = 1
        elif word in _BREAKS:
            self._flush(_BREAKS[word])

    def _sign(self, sign: bytes) -> None:
        if sign == b"*" and not self._left_out:
            self._left_out = self._depth
        elif not self._left_out and sign in _SIGNS:
            self._flush(_SIGNS[sign])


def _character(number: int) -> str:
    code = number % 65_536
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)


def signed_content(data: bytes) -> bytes | None:
    """Return the content of SignedData, as far as it is whole; None if encrypted or detached."""
    signed = data.find(_SIGNED_DATA, 0, 64)
    at = data.find(_DATA, signed, signed + 2_000) if signed >= 0 else -1
    if at < 0:
        return None
    at += len(_DATA)
    if data[at : at + 1] != bytes([_EXPLICIT]):
        return None
    return _octets(data, _header(data, at)[0])


def _octets(data: bytes, at: int) -> bytes | None:
    """
    Return the OCTET STRING at *at*, in one piece or, if its length was not known yet, in many.
    """
    tag = data[at] if at < len(data) else 0
    start, length = _header(data, at)
    if tag == _OCTETS:
        return data[start : start + length]
    if tag != _PIECES:
        return None
    pieces: list[bytes] = []
    while start < len(data) and data[start] == _OCTETS and len(pieces) < _MOST_PIECES:
        begin, length = _header(data, start)
        pieces.append(data[begin : begin + length])
        start = begin + length
    return b"".join(pieces) or None


def _header(data: bytes, at: int) -> tuple[int, int]:
    """Return where the element's value begins, and its length; 0 if indefinite (X.690 8.1.3)."""
    first = data[at + 1] if at + 1 < len(data) else 0
    if first < 0x80:
        return at + 2, first
    size = first & 0x7F
    return at + 2 + size, int.from_bytes(data[at + 2 : at + 2 + min(size, 8)], "big")
