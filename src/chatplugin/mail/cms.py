"""
The letter inside an opaque S/MIME signature: CMS SignedData (RFC 5652 5).

Only the way to the content is read, and no signature is checked: whoever trusts the sender's
address in the headers trusts as much.
"""

from typing import Final

_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_EXPLICIT, _OCTETS, _PIECES = 0xA0, 0x04, 0x24
_MOST_PIECES: Final = 10_000


def signed_content(data: bytes) -> bytes | None:
    """The content of SignedData, as far as it has come; None if it is encrypted or detached."""
    signed = data.find(_SIGNED_DATA, 0, 64)
    at = data.find(_DATA, signed, signed + 2_000) if signed >= 0 else -1
    if at < 0:
        return None
    at += len(_DATA)
    if data[at : at + 1] != bytes([_EXPLICIT]):
        return None
    return _octets(data, _header(data, at)[0])


def _octets(data: bytes, at: int) -> bytes | None:
    """The OCTET STRING at *at*, in one piece or, where its length was not known yet, in many."""
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
    """
    Where the value of the element at *at* begins, and its length; 0 if indefinite (X.690 8.1.3).
    """
    first = data[at + 1] if at + 1 < len(data) else 0
    if first < 0x80:
        return at + 2, first
    size = first & 0x7F
    return at + 2 + size, int.from_bytes(data[at + 2 : at + 2 + min(size, 8)], "big")
