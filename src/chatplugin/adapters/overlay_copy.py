"""
The last good overlay on disk, for the days when a desktop starts and the settings server does not.

One file, readable by its owner only: a line of JSON that says what follows, then the overlay as it
came. It is written to the side and moved into place, so a power cut leaves the old one or the new.
"""

import binascii
import json
import os
from pathlib import Path
from typing import NamedTuple

from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Said, said

_BINARY: int = getattr(os, "O_BINARY", 0)


class OverlayCopy(NamedTuple):
    """An overlay, where it came from, and what its server knows it again by."""

    address: str
    data: bytes
    etag: str = ""
    modified: str = ""


def read_copy(path: Path) -> OverlayCopy | None:
    """Return the copy at *path*, if there is one. Raises ConfigurationError if it is garbled."""
    try:
        head, _, data = path.read_bytes().partition(b"\n")
        written = json.loads(head)
        checksum, address, etag, modified = (
            written[name] for name in ("checksum", "address", "etag", "modified")
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, error.strerror or type(error).__name__) from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _unusable(path, said("overlay.garbled")) from None
    if checksum != binascii.crc32(data):
        raise _unusable(path, said("overlay.garbled"))
    return OverlayCopy(str(address), data, str(etag), str(modified))


def write_copy(path: Path, copy: OverlayCopy) -> None:
    """Put *copy* in the place of the one before. Raises OSError, when the disk is full for one."""
    head = {
        "address": copy.address,
        "etag": copy.etag,
        "modified": copy.modified,
        "checksum": binascii.crc32(copy.data),
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # By process, because an operator may have two desktops open.
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n" + copy.data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _unusable(path: Path, why: Said | str) -> ConfigurationError:
    return ConfigurationError(said("overlay.copy", path=str(path), why=why))
