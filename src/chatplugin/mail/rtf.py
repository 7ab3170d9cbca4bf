r"""
The text of RTF, which Outlook puts into winmail.dat, and its packing there ([MS-OXRTFCP]).

Control words that make lines and cells do so, `\'e0` and `\u1072` are letters, tables of fonts,
styles and pictures are left out; all else is formatting.
"""

import re
import struct
from typing import Final

from chatplugin.mail.charset import codec

_PACKED, _STORED = 0x75465A4C, 0x414C454D
_WINDOW: Final = 4096
_MOST: Final = 200_000
_PRESET: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern "
    rb"\fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN: Final = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?"
    rb"|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_CODE_PAGE: Final = re.compile(rb"\\ansicpg([0-9]{3,5})")
_LEFT_OUT: Final = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer listtable listoverridetable"
    b" themedata generator fldinst".split()
)
_BREAKS: Final = {
    b"par": "\n",
    b"line": "\n",
    b"row": "\n",
    b"cell": "\t",
    b"tab": "\t",
    b"sect": "\n",
    b"page": "\n",
}
_SIGNS: Final = {b"~": "\xa0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}"}


def decompressed(data: bytes) -> bytes:
    """The RTF in *data*, as far as it has come."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == _STORED:
        return data[16 : 16 + min(size, _MOST)]
    return _unpacked(data, min(size, _MOST)) if kind == _PACKED else b""


def _unpacked(data: bytes, size: int) -> bytes:
    """Literals and references into a window of 4,096 bytes, eight to a byte of flags."""
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
    """The text of the RTF *data*."""
    page = _CODE_PAGE.search(data, 0, 2_000)
    charset = (codec("cp" + page[1].decode()) if page else None) or "cp1251"
    return "".join(_Reader(charset).pieces(data[:_MOST]))


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
