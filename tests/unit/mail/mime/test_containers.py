"""Text wrapped in winmail.dat, RTF or a signature."""

# Tables of cases, one a line.
# ruff: noqa: E501

import struct

import pytest

from chatplugin.mail.mime.containers import signed_content, text_of_rtf, texts_of_tnef


def _tnef(name: int, value: bytes) -> bytes:
    """A winmail.dat with one MAPI property of bytes: *name*."""
    padded = value + bytes(-len(value) % 4)
    properties = struct.pack("<IHHII", 1, 0x102, name, 1, len(value)) + padded
    head = struct.pack("<IHBII", 0x223E9F78, 0, 1, 0x00069003, len(properties))
    return head + properties + b"\0\0"


@pytest.mark.parametrize(
    "data", [b"", b"\x30", b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", bytes(100)]
)
def test_what_is_no_signed_data_has_no_content(data: bytes) -> None:
    assert signed_content(data) is None


def test_packed_rtf_is_unpacked() -> None:
    # Eight literals `{\rtf1 a`, then `bcd`, a reference of two bytes back to `cd`, and `}`.
    start = len(
        rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
        rb"Times New RomanCourier{\colortbl\red0\green0\blue0"
        b"\r\n"
        rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
    )
    reference = struct.pack(">H", (start + 9) << 4)
    packed = b"\x00{\\rtf1 a" + b"\x08bcd" + reference + b"}"
    data = struct.pack("<IIII", len(packed) + 12, 14, 0x75465A4C, 0) + packed

    assert list(texts_of_tnef(_tnef(0x1009, data))) == [("text/plain", b"abcdcd", "utf-8")]


def test_rtf_is_read_as_text() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\*\generator x;}\b \'eb/\'f1\b0\tab 12\par \u1072?\~\{b\}}"

    assert text_of_rtf(rtf) == "л/с\t12\nа\xa0{b}"
