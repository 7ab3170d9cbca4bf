"""
Read a file that a person has named, find e-mails in a folder, put a file in another's place.

Only regular files are read, and never more of one than can be meant: a device or a pipe would be
read without end.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said

MOST_SETTINGS = 4 << 20
"""Bytes of a settings file."""

MOST_MAIL = 100 << 20
"""Bytes of an e-mail that is named on the command line."""

PRIVATE = 0o600
"""The rights of a file that nobody but its owner may read. Windows has the folder's instead."""

BINARY: int = getattr(os, "O_BINARY", 0)
"""Without it, `os.open` on Windows would change the ends of lines."""


def content_of(path: Path, most: int) -> bytes:
    """Return what is in the file. Raises OSError, also for a larger one and for what is no file."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"larger than {most >> 20} MB", str(path))
    return data


_MOST_MAILS = 20_000

MOST_FILES = 200_000
"""Looked at in search of e-mails. A whole disk is hardly meant, and takes minutes."""


def mails_in(folder: Path) -> list[Path]:
    """
    Return the `.eml` files in *folder* and below, in order.

    Raises ConfigurationError if there are none, or too many to be meant.
    """
    if not folder.is_dir():
        raise ConfigurationError(said("folder.none", folder=str(folder)))
    found: list[Path] = []
    for path in _files(folder):
        if len(found) == _MOST_MAILS:
            what = said("folder.too_many", most=_MOST_MAILS, folder=str(folder))
            raise ConfigurationError(what)
        found.append(path)
    if not found:
        raise ConfigurationError(said("folder.empty", folder=str(folder)))
    return sorted(found, key=_in_order)


def _in_order(path: Path) -> list[tuple[int, str]]:
    """`m2` comes before `m11`, as in file managers."""
    pieces = re.split("([0-9]+)", str(path).casefold())
    return [(int(piece) if piece.isdecimal() else 0, piece) for piece in pieces]


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for at, folders, names in os.walk(folder):
        seen += len(folders) + len(names)
        if seen > MOST_FILES:
            what = said("folder.too_many_files", most=MOST_FILES, folder=str(folder))
            raise ConfigurationError(what)
        yield from (Path(at) / name for name in names if name.lower().endswith(".eml"))


def make_private(folder: Path) -> None:
    """
    Make the *folder*, and each that is missing above it, for its owner alone. Raises OSError.

    `mkdir(parents=True)` leaves those above to the umask.
    """
    for each in (*reversed(folder.parents), folder):
        if not each.is_dir():
            each.mkdir(mode=0o700, exist_ok=True)


def replace_file(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """
    Write *data* beside the file at *path* and move it into its place. Raises OSError.

    A power cut leaves the old file or the new one. The folder has to be there.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode != PRIVATE:
            beside.chmod(mode)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
