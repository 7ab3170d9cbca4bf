"""
Let wine 10, which was linked with glibc 2.41, run with an older one: `older_glibc.py FILE...`.

Since glibc 2.38 a compiler writes `__isoc23_strtol` where it wrote `strtol`; they differ in binary
literals ("0b1") only. The linker then notes that GLIBC_2.38 is needed. Each such name is cut to its
older one, which is the end of its own text, so that no byte moves; and the need becomes a wish. Any
other name of a newer glibc is refused. The form of the files: man 5 elf, and the Linux Standard
Base, "Symbol Versioning".
"""

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PREFIX = b"__isoc23_"
OLDEST = b"GLIBC_2.2.5"
NEWER = {b"GLIBC_2.37", b"GLIBC_2.38", b"GLIBC_2.39", b"GLIBC_2.40", b"GLIBC_2.41"}

_ELF_64 = b"\x7fELF\x02"
_WEAK = 2
_SYMBOL = 24
_NUMBER_OF_VERSION = 0x7FFF


@dataclass(frozen=True, slots=True)
class Section:
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Need:
    """One version that the file needs of one library; *place* is where that is written."""

    place: int
    number: int
    library: bytes
    version: bytes


def main(files: list[str]) -> None:
    for name in files:
        data = bytearray(Path(name).read_bytes())
        if data.startswith(_ELF_64) and make_older(data):
            Path(name).write_bytes(data)


def make_older(data: bytearray) -> list[str]:
    """Change *data*; return the names that were cut. Raises SystemExit for a name it cannot cut."""
    sections = _sections(data)
    if ".gnu.version_r" not in sections:
        return []
    needs = list(_needs(data, sections))
    newer = [need for need in needs if need.version in NEWER]
    for need in newer:
        flags = struct.unpack_from("<H", data, need.place + 4)[0]
        struct.pack_into("<H", data, need.place + 4, flags | _WEAK)
    oldest = [n.number for n in needs if n.library == b"libc.so.6" and n.version == OLDEST]
    symbols = _symbols(data, sections, {need.number for need in newer})
    return [_cut(data, sections, at, oldest) for at in symbols]


def _cut(data: bytearray, sections: dict[str, Section], at: int, oldest: list[int]) -> str:
    """Give the symbol with the number *at* its older name and version."""
    symbol = sections[".dynsym"].offset + _SYMBOL * at
    version = sections[".gnu.version"].offset + 2 * at
    start = struct.unpack_from("<I", data, symbol)[0]
    name = _text(data, sections[".dynstr"].offset + start)
    if not name.startswith(PREFIX) or not oldest:
        raise SystemExit(f"{name.decode()} needs a newer glibc, and has no older name")
    struct.pack_into("<I", data, symbol, start + len(PREFIX))
    struct.pack_into("<H", data, version, oldest[0])
    return name.decode()


def _symbols(data: bytearray, sections: dict[str, Section], newer: set[int]) -> list[int]:
    versions = sections[".gnu.version"]
    numbers = range(sections[".dynsym"].size // _SYMBOL)
    return [n for n in numbers if _version_of(data, versions.offset + 2 * n) in newer]


def _version_of(data: bytearray, place: int) -> int:
    number: int = struct.unpack_from("<H", data, place)[0]
    return number & _NUMBER_OF_VERSION


def _needs(data: bytearray, sections: dict[str, Section]) -> Iterator[Need]:
    """Yield what is written in `.gnu.version_r`, a chain of libraries, each with its versions."""
    strings = sections[".dynstr"].offset
    library = sections[".gnu.version_r"].offset
    while True:
        _, count, file, first, following = struct.unpack_from("<HHIII", data, library)
        place = library + first
        for _ in range(count):
            _, _, number, name, step = struct.unpack_from("<IHHII", data, place)
            yield Need(place, number, _text(data, strings + file), _text(data, strings + name))
            place += step
        if not following:
            return
        library += following


def _sections(data: bytearray) -> dict[str, Section]:
    start = struct.unpack_from("<Q", data, 0x28)[0]
    size, count, names = struct.unpack_from("<HHH", data, 0x3A)
    heads = [struct.unpack_from("<IIQQQQ", data, start + size * n) for n in range(count)]
    strings = heads[names][4]
    return {_text(data, strings + head[0]).decode(): Section(head[4], head[5]) for head in heads}


def _text(data: bytearray, at: int) -> bytes:
    return bytes(data[at : data.index(b"\0", at)])


if __name__ == "__main__":
    main(sys.argv[1:])
