"""
The e-mails to try settings with: the studio's own, those dropped into it, and folders of them.

Dropped ones are customers' real letters. They stay in memory, a few of them, until the studio ends.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path

from msgspec import Struct

from chatplugin.adapters.files import content_of
from chatplugin.domain.errors import ConfigurationError
from chatplugin.mail import read
from chatplugin.sentences import Language, said

MOST_BYTES = 30 << 20
"""Of one e-mail. Mail servers refuse more than 25 to 50 MB."""

MOST_KEPT = 8
_MOST_BYTES_KEPT = 64 << 20

_SAMPLES = Path(__file__).with_name("samples")


class Mail(Struct, frozen=True):
    """An e-mail as it came. `name` is for people: a subject, or the name of a file."""

    id: str
    name: str
    raw: bytes


class Letters:
    """What there is to choose from."""

    def __init__(self) -> None:
        self._dropped: dict[str, Mail] = {}
        self._numbers = count(1)

    def drop(self, name: str, raw: bytes) -> Mail:
        """Keep one more e-mail, and let go of the oldest ones where there are too many."""
        mail = Mail(f"dropped-{next(self._numbers)}", name[:200], raw)
        self._dropped[mail.id] = mail
        while len(self._dropped) > MOST_KEPT or self._size() > _MOST_BYTES_KEPT:
            del self._dropped[next(iter(self._dropped))]
        return mail

    def dropped(self) -> Sequence[Mail]:
        """Return what was dropped, the newest first."""
        return [*reversed(self._dropped.values())]

    def find(self, mail_id: str) -> Mail | None:
        every = [*self._dropped.values(), *samples(Language.ENGLISH), *samples(Language.RUSSIAN)]
        return next((mail for mail in every if mail.id == mail_id), None)

    def _size(self) -> int:
        return sum(len(mail.raw) for mail in self._dropped.values())


@cache
def samples(language: Language) -> tuple[Mail, ...]:
    """Return the e-mails that come with the studio, of customers who do not exist."""
    paths = sorted(_SAMPLES.glob(f"*.{language}.eml"))
    raws = [path.read_bytes() for path in paths]
    return tuple(
        Mail(path.stem, read(raw).subject, raw) for path, raw in zip(paths, raws, strict=True)
    )


_MOST_MAILS = 20_000

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
        if len(found) == _MOST_MAILS:
            what = said("folder.too_many", most=_MOST_MAILS, folder=str(folder))
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
