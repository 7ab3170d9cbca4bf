"""
Read a file that a person has named, and put a file in the place of another.

Only regular files are read, and never more of one than can be meant: a device or a pipe would be
read without end.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

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
