"""
Where settings come from, apart from EMC: a local file, and the overlay of a settings server.

The file is in the form of `ASGUIHost.ini`, or of JSON. EMC's own section comes from the plug-in,
not from here.
"""

import time
from pathlib import Path

from chatplugin.adapters import threads
from chatplugin.adapters.files import MOST_SETTINGS, content_of
from chatplugin.adapters.machine import Folders
from chatplugin.adapters.settings_server import OverlayWatch, read_copy
from chatplugin.config.formats import SECTION, read_layer
from chatplugin.config.layers import Layer
from chatplugin.config.sources import (
    OverlayCopy,
)
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said
from chatplugin.service.ports import FromFile, Inbox, Say

_SECONDS_BETWEEN_LOOKS = 5.0
"""At a local file: its date and size, so that nobody has to restart a desktop to try something."""

_Signature = tuple[int, int, int] | None


def local_layers(path: Path | None, section: str = SECTION) -> list[Layer]:
    """Return the layer of the file at *path*, or of the default one where that exists."""
    if path is not None:
        return [_file_layer(path, section)]
    usual = Folders.of_operator().settings_file
    return [_file_layer(usual, section)] if usual.exists() else []


def _file_layer(path: Path, section: str = SECTION) -> Layer:
    """Read the file at *path*. Raises ConfigurationError if that cannot be done."""
    return read_layer(file_content(path), section, source=str(path))


class SettingsSources:
    """The sources of a desktop: the local *file*, and the overlay, whose *copy* is kept on disk."""

    def __init__(self, file: Path, copy: Path, inbox: Inbox, *, say: Say) -> None:
        self._file = FileWatch(file, inbox, say=say)
        self._copy_path = copy
        self._inbox = inbox
        self._say = say
        self._copy: OverlayCopy | None = None
        self._complaint = ""
        """Why the copy cannot be used. It does not matter where no server is asked."""

        self._overlay: OverlayWatch | None = None

    def local_layers(self) -> list[Layer]:
        return self._file.first()

    def watch(self) -> None:
        self._file.start()

    def copy(self) -> OverlayCopy | None:
        self._copy, self._complaint = None, ""
        try:
            self._copy = read_copy(self._copy_path)
        except ConfigurationError as error:
            self._complaint = str(error)
        return self._copy

    def follow(self, address: str) -> None:
        if address and self._complaint:
            self._say(self._complaint)
        if self._overlay is None and address:
            self._overlay = OverlayWatch(self._copy_path, self._inbox, say=self._say)
        if self._overlay is not None:
            is_known = self._copy is not None and self._copy.address == address
            self._overlay.follow(address, self._copy if is_known else None)

    def keep(self, address: str, data: bytes) -> None:
        if self._overlay is not None:
            self._overlay.keep(address, data)


class FileWatch:
    """
    Puts a local file into the inbox when it has changed, appeared or gone.

    A change counts when two looks in a row saw the same, because editors write in several steps.
    """

    def __init__(self, path: Path, inbox: Inbox, *, say: Say) -> None:
        self._path = path
        self._inbox = inbox
        self._say = say
        self._known: _Signature = None
        self._seen: _Signature = None
        self._has_complained = False

    def first(self) -> list[Layer]:
        """
        Read the file, if it is there.

        A file that cannot be read does not stop the desktop: EMC's section still counts.
        """
        self._seen = _signature(self._path)
        data = self._read(self._seen)
        return [read_layer(data, source=str(self._path))] if self._known and data else []

    def start(self) -> None:
        threads.start_lasting("settings file", self._run, self._say)

    def look(self) -> None:
        signature = _signature(self._path)
        is_settled = signature == self._seen
        self._seen = signature
        if signature == self._known or not is_settled:
            return
        data = self._read(signature)
        if data is not None:
            self._inbox.put(FromFile(str(self._path), data))

    def _read(self, signature: _Signature) -> bytes | None:
        """Return the content, nothing if the file is gone, None if it has to be tried again."""
        try:
            data = file_content(self._path) if signature else b""
        except ConfigurationError as error:
            if not self._has_complained:
                self._has_complained = True
                self._say(str(error))
            return None
        self._known = signature
        self._has_complained = False
        return data

    def _run(self) -> None:
        while True:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            self.look()


def file_content(path: Path) -> bytes:
    """Raises ConfigurationError if the file cannot be read."""
    try:
        return content_of(path, MOST_SETTINGS)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(
            said("file.settings_unreadable", path=str(path), reason=reason)
        ) from error


def _signature(path: Path) -> _Signature:
    """Return what changes with the file; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
