"""
The settings file that is edited: read once, written whole or not at all.

Whatever somebody else has written in the meantime is never overwritten without a word.
"""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.formats import text_of
from chatplugin.errors import ConfigurationError
from chatplugin.studio.section import IniFile, put_back, take_out

DRAFT = "ChatPlugin.ini"
"""What a draft without a file is called until it gets a name."""


class ChangedElsewhereError(Exception):
    """The file is no longer as it was read, or there is one where none was expected."""


class Document(Struct, frozen=True):
    """A settings file as it was read or written last. Without a path it is a draft."""

    path: Path | None
    section: str
    data: bytes | None
    """The whole file; None while there is none."""

    file: IniFile

    @property
    def name(self) -> str:
        return self.path.name if self.path else DRAFT

    @property
    def text(self) -> str:
        return self.file.text


def open_document(path: Path | None, section: str) -> Document:
    """
    Read the *section* of the file at *path*, which need not be there yet; None begins a draft.

    Raises ConfigurationError if it cannot be read, or is no INI file.
    """
    if path is None:
        return Document(None, section, None, _taken_apart(None, section, DRAFT))
    path = path.absolute()
    data = _read(path)
    return Document(path, section, data, _taken_apart(data, section, str(path)))


def save(document: Document, text: str, *, anyway: bool = False) -> Document:
    """
    Write *text* as the section of the document's file.

    Raises ChangedElsewhereError if somebody else has changed the file and not *anyway*, and
    ConfigurationError if it cannot be written.
    """
    if document.path is None:
        raise ConfigurationError("The draft has no file yet", remedy="Save it under a name")
    now = open_document(document.path, document.section)
    if now.data != document.data and not anyway:
        raise ChangedElsewhereError
    if not now.file.is_exact:
        raise ConfigurationError(
            f"{document.path} has characters that its charset, {now.file.charset}, does not have",
            remedy="Save under another name, so that nothing in it is lost",
        )
    # Put into the file as it is now: what others have changed outside the section stays.
    data = put_back(now.file, text)
    _replace(document.path, data)
    return Document(document.path, document.section, data, take_out(data, document.section))


def save_as(document: Document, path: Path, text: str, *, anyway: bool = False) -> Document:
    """Write *text* into another file. Raises what `save` raises; there must be none yet."""
    return save(replace(document, path=path.absolute(), data=None), text, anyway=anyway)


def _taken_apart(data: bytes | None, section: str, name: str) -> IniFile:
    if data is None:
        return IniFile(f"[{section}]\n", newline=os.linesep)
    if text_of(data[:64]).lstrip().startswith(("{", "--")):
        raise ConfigurationError(
            f"{name} is JSON or SQL, and the studio edits INI files",
            remedy="Start it without --settings, and write the keys as 'Key=value'",
        )
    return take_out(data, section)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error.strerror or type(error).__name__}",
            remedy="Name a file that may be read",
        ) from error


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file, then put it in its place: a crash leaves the old or the new one."""
    target = path.resolve()
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).chmod(_mode(target))
            Path(beside).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(beside).unlink()
            raise
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written: {error.strerror or type(error).__name__}",
            remedy="Save under another name, or close the program that holds the file",
        ) from error


def _mode(target: Path) -> int:
    """A new file is readable as the folder's owner would have it; `mkstemp` makes it private."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
