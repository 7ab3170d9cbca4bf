"""
The last good overlay on disk, for the days when a desktop starts and the settings server does not.

One file, readable by its owner only: a line of JSON that says what follows, then the overlay as it
came.
"""

import binascii
import json
from pathlib import Path

from chatplugin.adapters.files import replace_file
from chatplugin.config.sources import OverlayCopy
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Said, said


def read_copy(path: Path) -> OverlayCopy | None:
    """Return the copy at *path*, if there is one. Raises ConfigurationError if it is garbled."""
    try:
        head, _, data = path.read_bytes().partition(b"\n")
        written = json.loads(head)
        checksum, address, etag = (written[name] for name in ("checksum", "address", "etag"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, error.strerror or type(error).__name__) from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _unusable(path, said("overlay.garbled")) from None
    if checksum != binascii.crc32(data):
        raise _unusable(path, said("overlay.garbled"))
    return OverlayCopy(str(address), data, str(etag))


def write_copy(path: Path, copy: OverlayCopy) -> None:
    """Put *copy* in the place of the one before. Raises OSError, when the disk is full for one."""
    head = {
        "address": copy.address,
        "etag": copy.etag,
        "checksum": binascii.crc32(copy.data),
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, json.dumps(head).encode() + b"\n" + copy.data)


def _unusable(path: Path, why: Said | str) -> ConfigurationError:
    return ConfigurationError(said("overlay.copy", path=str(path), why=why))
