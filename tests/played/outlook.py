"""Letters as Outlook saves them: a compound file (MS-CFB) with the properties of MS-OXMSG."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_LEAST = 4096
"""A shorter stream would lie in the file's mini stream, which these files do without."""

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ROOT, _STREAM = 5, 2


def outlook_letter(texts: Mapping[str, str], html: bytes = b"", charset: int = 65001) -> bytes:
    """Return a `.msg`; *texts* by the tags of their properties, such as `1000` for the text."""
    properties = bytes(32) + struct.pack("<IIII", 0x3FDE0003, 6, charset, 0)
    streams = {"__properties_version1.0": _filled(properties, b"\0")}
    for tag, text in texts.items():
        streams[f"__substg1.0_{tag}001F"] = _filled(text.encode("utf-16-le"), b"\n\0")
    if html:
        streams["__substg1.0_10130102"] = _filled(html, b"\n")
    return _container(streams)


def _filled(octets: bytes, filler: bytes) -> bytes:
    return octets + filler * max(0, (_LEAST - len(octets)) // len(filler))


def _container(streams: Mapping[str, bytes]) -> bytes:
    count = 1 + len(streams)
    directory_sectors = -(-count // 4)
    fat = [_FAT, *range(2, directory_sectors + 1), _END]
    directory, body = _entry("Root Entry", _ROOT, links=(_FREE, 1)), b""
    for place, (name, octets) in enumerate(sorted(streams.items(), key=_in_order), 1):
        first, sectors = len(fat), -(-len(octets) // _SECTOR)
        fat += [*range(first + 1, first + sectors), _END]
        following = place + 1 if place + 1 < count else _FREE
        directory += _entry(name, _STREAM, links=(following, _FREE), data=(first, len(octets)))
        body += octets.ljust(sectors * _SECTOR, b"\0")
    free = [_FREE] * (_SECTOR // 4 - len(fat))
    table = struct.pack(f"<{_SECTOR // 4}I", *fat, *free)
    return _header() + table + directory.ljust(directory_sectors * _SECTOR, b"\0") + body


def _in_order(stream: tuple[str, bytes]) -> tuple[int, str]:
    return len(stream[0]), stream[0].upper()


def _entry(
    name: str, kind: int, *, links: tuple[int, int], data: tuple[int, int] = (_END, 0)
) -> bytes:
    """*links* lead to the next entry and to the first one below; *data* has place and length."""
    written = name.encode("utf-16-le")
    head = struct.pack("<64sHBBIII", written, len(written) + 2, kind, 1, _FREE, *links)
    return head + struct.pack("<16sIQQIQ", b"", 0, 0, 0, *data)


def _header() -> bytes:
    mark = bytes.fromhex("d0cf11e0a1b11ae1")
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        mark, b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0, 0,
    )  # fmt: skip
    return head + struct.pack("<108I", *[_FREE] * 108)
