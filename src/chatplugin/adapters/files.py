"""
Files that a person names: regular ones only, and never more of them than can be meant.

A device or a pipe would be read without end.
"""

import errno
import stat
from pathlib import Path

MOST_SETTINGS = 4 << 20
"""Bytes of a settings file."""

MOST_MAIL = 100 << 20
"""Bytes of an e-mail that is named on the command line."""


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
