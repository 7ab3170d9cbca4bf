"""
The text in Outlook's winmail.dat: TNEF, as [MS-OXTNEF] has it. Attachments in it are stepped over.
"""

import struct
from collections.abc import Iterator
from typing import Final

from chatplugin.mail.rtf import decompressed, text_of_rtf

_SIGNATURE: Final = 0x223E9F78
_MESSAGE_LEVEL: Final = 1
_BODY, _PROPERTIES, _CODE_PAGE = 0x0002800C, 0x00069003, 0x00069007
_TEXT, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_FIXED: Final = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRINGS: Final = frozenset({0x1E, 0x1F, 0x0D, 0x102})
_WIDE: Final = 0x1F
_MANY: Final = 0x1000
_NAMED: Final = 0x8000
_MOST: Final = 2_000

Text = tuple[str, bytes, str]
"""A MIME type, the bytes and their charset."""


def texts_of_tnef(data: bytes) -> Iterator[Text]:
    """
    The forms in which *data* holds the letter's text, plain ones first. A damaged file ends early.
    """
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
    """The attributes of the message itself: level, kind, length, value and two bytes of a sum."""
    if len(data) < 6 or int.from_bytes(data[:4], "little") != _SIGNATURE:
        return
    at = 6
    for _ in range(_MOST):
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
                    text_of_rtf(decompressed(value)).encode("utf-8", "replace"),
                    "utf-8",
                )
    except struct.error:
        return


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The MAPI properties: type, id, bytes. Raises struct.error where *data* ends too early."""
    at = 4
    for _ in range(min(int.from_bytes(data[:4], "little"), _MOST)):
        kind, name = struct.unpack_from("<HH", data, at)
        at += 4
        if name >= _NAMED:
            at = _behind_name(data, at)
        values, at = _values(data, at, kind)
        if values:
            yield kind, name, values[0]


def _behind_name(data: bytes, at: int) -> int:
    """A named property carries a GUID and a number or a name."""
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
    for _ in range(min(count, _MOST)):
        if base in _STRINGS:
            (length,) = struct.unpack_from("<I", data, at)
            values.append(data[at + 4 : at + 4 + length])
            at += 4 + _padded(length)
        else:
            at += _padded(_FIXED.get(base, 4))
    return values, at


def _padded(length: int) -> int:
    return (length + 3) & ~3
