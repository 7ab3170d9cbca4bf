"""
A folder of sample e-mails, for comparing two settings over all of them.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from chatplugin.adapters.files import content_of
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said
from chatplugin.studio.letters import MOST_BYTES

MOST_MAILS = 20_000

MOST_FILES = 200_000
"""Looked at in search of e-mails. A whole disk is hardly meant, and holds the studio's end up."""


def mails_in(folder: Path) -> list[Path]:
    """
    Return the `.eml` files in *folder* and below, in order.

    Raises ConfigurationError if there are none, or too many to be meant.
    """
    if not folder.is_dir():
        raise ConfigurationError(said("folder.none", folder=str(folder)))
    found: list[Path] = []
    for path in _files(folder):
        if len(found) == MOST_MAILS:
            what = said("folder.too_many", most=MOST_MAILS, folder=str(folder))
            raise ConfigurationError(what)
        found.append(path)
    if not found:
        raise ConfigurationError(said("folder.empty", folder=str(folder)))
    return sorted(found)


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for at, folders, names in os.walk(folder):
        seen += len(folders) + len(names)
        if seen > MOST_FILES:
            what = said("folder.too_many_files", most=MOST_FILES, folder=str(folder))
            raise ConfigurationError(what)
        yield from (Path(at) / name for name in names if name.lower().endswith(".eml"))


def read_mail(path: Path) -> bytes | None:
    """Return the e-mail; None if it cannot be read, or is larger than any mail server takes."""
    try:
        return content_of(path, MOST_BYTES)
    except OSError:
        return None
