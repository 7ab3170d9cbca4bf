"""
The settings file that is edited: read once, written whole or not at all.

Whatever somebody else has written in the meantime is never overwritten without a word. What the
studio did not write itself is kept beside the file before it is replaced: the latest three of them.
"""

import itertools
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from chatplugin.adapters.files import MOST_SETTINGS, content_of
from chatplugin.config.formats import text_of
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said
from chatplugin.studio.section import IniFile, own_part, put_back, take_out

USUAL = Path("ChatPlugin.ini")
"""The file that is edited where none is named, in the folder where the studio was started."""

BACKUPS = (".bak", ".bak2", ".bak3")
"""What is put behind the file's name, for the latest backup first."""


class ChangedElsewhereError(Exception):
    """The file is no longer as it was read, or there is one where none was expected."""


class Document(Struct, frozen=True):
    """A settings file as it was read or written last. The studio writes no other one."""

    path: Path
    section: str
    data: bytes | None
    """The whole file; None while there is none."""

    file: IniFile
    is_ours: bool = False
    """It was this studio that wrote it last."""

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_there(self) -> bool:
        return self.data is not None

    @property
    def text(self) -> str:
        return self.file.text


def open_document(path: Path, section: str) -> Document:
    """
    Read the *section* of the file at *path*, which need not be there yet.

    Raises ConfigurationError if it cannot be read, or is no INI file.
    """
    path = path.absolute()
    data = _read(path)
    return Document(path, section, data, _taken_apart(data, section, str(path)))


def save(document: Document, text: str, *, anyway: bool = False) -> Document:
    """
    Write *text* as the section of the document's file.

    Raises ChangedElsewhereError if somebody else has changed the file and not *anyway*, and
    ConfigurationError if it cannot be written.
    """
    now = open_document(document.path, document.section)
    if now.data != document.data and not anyway:
        raise ChangedElsewhereError
    if not now.file.is_exact:
        what = said("file.charset", path=str(document.path), charset=now.file.charset)
        raise ConfigurationError(what)
    # Put into the file as it is now: what others have changed outside the section stays.
    data = put_back(now.file, own_part(text, document.section), document.section)
    with _told(document.path):
        target = document.path.resolve()
        if now.data is not None and not (document.is_ours and now.data == document.data):
            _back_up(target, now.data)
        _replace(target, data, _mode(target))
    file = take_out(data, document.section)
    return Document(document.path, document.section, data, file, is_ours=True)


def _taken_apart(data: bytes | None, section: str, name: str) -> IniFile:
    if data is None:
        return IniFile(f"[{section}]\n", newline=os.linesep)
    if text_of(data[:64]).lstrip().startswith(("{", "--")):
        raise ConfigurationError(said("file.no_ini", name=name))
    return take_out(data, section)


def _read(path: Path) -> bytes | None:
    try:
        return content_of(path, MOST_SETTINGS)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(said("file.unreadable", path=str(path), reason=reason)) from error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(said("file.unwritable", path=str(path), reason=reason)) from error


def _back_up(target: Path, data: bytes) -> None:
    """Keep *data* as the latest backup of the file; the oldest one makes room."""
    names = [target.with_name(target.name + ending) for ending in BACKUPS]
    for newer, older in reversed([*itertools.pairwise(names)]):
        with suppress(FileNotFoundError):
            newer.replace(older)
    _replace(names[0], data, _mode(target))


def _replace(target: Path, data: bytes, mode: int) -> None:
    """Write beside the file, then put it in its place: a crash leaves the old or the new one."""
    handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(mode)
        Path(beside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _mode(target: Path) -> int:
    """A new file is readable as the folder's owner would have it; `mkstemp` makes it private."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
