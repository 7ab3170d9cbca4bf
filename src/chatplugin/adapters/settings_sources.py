"""
Where settings come from, apart from EMC: what the installer was given, a local file, an overlay.

The file is in the form of `ASGUIHost.ini`, or of JSON. EMC's own section comes from the plug-in,
not from here.

The settings server is asked in a thread of its own, at the pace of `config.pace`; what speaks HTTPS
is not loaded before the first question. What has come goes into the service's queue. What the
service has taken into force is kept on disk, for the days when a desktop starts and the server does
not: one file, readable by its owner only, a line of JSON that says what follows, then the overlay
as it came.
"""

import binascii
import json
import logging
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from chatplugin.adapters import threads
from chatplugin.adapters.machine import (
    Folders,
    file_content,
    make_private,
    replace_file,
)
from chatplugin.adapters.platform import SYSTEM
from chatplugin.adapters.signing import PublicKey
from chatplugin.config.formats import SECTION, read_layer
from chatplugin.config.layers import Layer, Problem
from chatplugin.config.sources import (
    FAILURES_BEFORE_TELLING,
    LONGEST,
    OverlayCopy,
    Pace,
    overlay_name,
)
from chatplugin.domain.errors import ChatPluginError, ConfigurationError
from chatplugin.sentences import Said, said
from chatplugin.service.ports import (
    FromFile,
    FromSettingsServer,
    Inbox,
    Say,
    SettingsServerTroubled,
)

if TYPE_CHECKING:
    from chatplugin.adapters.http import Client

_SECONDS_BETWEEN_LOOKS = 5.0
"""At a local file: its date and size, so that nobody has to restart a desktop to try something."""

_Stamp = tuple[int, int, int] | None


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
    """
    The sources of a desktop: the local *file*, and the overlay, whose *copy* is kept on disk.

    *new_pace* says how often a settings server is asked.
    """

    def __init__(
        self,
        file: Path,
        copy: Path,
        inbox: Inbox,
        *,
        say: Say,
        new_pace: "_NewPace | None" = None,
    ) -> None:
        self._file = _FileWatch(file, inbox, say=say)
        self._copy_path = copy
        self._inbox = inbox
        self._say = say
        self._new_pace = new_pace or _everyday_pace
        self._copy: OverlayCopy | None = None
        self._complaint = ""
        """Why the copy cannot be used. It does not matter where no server is asked."""

        self._overlay: _OverlayWatch | None = None

    @staticmethod
    def of_machine() -> list[Layer]:
        """Return the layer of this machine, where its installer was given settings."""
        name, values = SYSTEM.machine_settings()
        return [Layer(name, values)] if values else []

    def local_layers(self) -> list[Layer]:
        return [*self.of_machine(), *self._file.first()]

    def watch(self) -> None:
        threads.start_lasting("settings file", self._look_at_file, self._say)

    def look_at_file(self) -> None:
        """Put the local file into the inbox if it has changed and come to rest."""
        self._file.look()

    def copy(self) -> OverlayCopy | None:
        self._copy, self._complaint = None, ""
        try:
            self._copy = CopyFile(self._copy_path).read()
        except ConfigurationError as error:
            self._complaint = str(error)
        return self._copy

    def follow(self, address: str, key: bytes | None) -> None:
        if address and self._complaint:
            self._say(self._complaint)
        if self._overlay is None and address:
            self._overlay = _OverlayWatch(
                self._copy_path, self._inbox, say=self._say, new_pace=self._new_pace
            )
        if self._overlay is not None:
            self._overlay.follow(address, key, self._known(address, key))

    def _known(self, address: str, key: bytes | None) -> OverlayCopy | None:
        if self._copy is None or self._copy.counts_for(address, key):
            return self._copy
        if address and self._copy.address == address:
            self._say(str(_unusable(self._copy_path, said("overlay.copy_unsigned"))))
        return None

    def keep(self, address: str, data: bytes) -> None:
        if self._overlay is not None:
            self._overlay.keep(address, data)

    def _look_at_file(self) -> None:
        while True:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            self.look_at_file()


class _FileWatch:
    """
    Puts a local file into the inbox when it has changed, appeared or gone.

    A change counts when two looks in a row saw the same, because editors write in several steps.
    """

    def __init__(self, path: Path, inbox: Inbox, *, say: Say) -> None:
        self._path = path
        self._inbox = inbox
        self._say = say
        self._known: _Stamp = None
        self._seen: _Stamp = None
        self._has_complained = False

    def first(self) -> list[Layer]:
        """
        Read the file, if it is there.

        A file that cannot be read does not stop the desktop: EMC's section still counts.
        """
        self._seen = _stamp(self._path)
        data = self._read(self._seen)
        return [read_layer(data, source=str(self._path))] if self._known and data else []

    def look(self) -> None:
        stamp = _stamp(self._path)
        is_settled = stamp == self._seen
        self._seen = stamp
        if stamp == self._known or not is_settled:
            return
        data = self._read(stamp)
        if data is not None:
            self._inbox.put(FromFile(str(self._path), data))

    def _read(self, stamp: _Stamp) -> bytes | None:
        """Return the content, nothing if the file is gone, None if it has to be tried again."""
        try:
            data = file_content(self._path) if stamp else b""
        except ConfigurationError as error:
            if not self._has_complained:
                self._has_complained = True
                self._say(str(error))
            return None
        self._known = stamp
        self._has_complained = False
        return data


def _stamp(path: Path) -> _Stamp:
    """Return what changes with the file; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


log = logging.getLogger(__name__)


class _Follow(Struct, frozen=True):
    address: str
    key: bytes | None
    copy: OverlayCopy | None


class _Keep(Struct, frozen=True):
    address: str
    data: bytes


class _NewPace(Protocol):
    def __call__(self, *, has_copy: bool) -> Pace: ...


def _everyday_pace(*, has_copy: bool) -> Pace:
    from random import SystemRandom  # noqa: PLC0415 - 3 ms, for the few that have a settings server

    return Pace(SystemRandom().random, has_copy=has_copy)


class _OverlayWatch:
    """
    Follows one address at a time. Its methods leave an order for the thread, and return at once.

    *copy* is where the last good overlay is kept.
    """

    def __init__(self, copy: Path, inbox: Inbox, *, say: Say, new_pace: _NewPace) -> None:
        self._copy = copy
        self._inbox = inbox
        self._say = say
        self._new_pace = new_pace
        self._orders: SimpleQueue[_Follow | _Keep] = SimpleQueue()
        self._client: Client | None = None
        self._followed: _Followed | None = None
        threads.start_lasting("overlay", self._run, say)

    def follow(self, address: str, key: bytes | None, copy: OverlayCopy | None) -> None:
        """
        Ask *address* from now on, nobody if it is empty; *copy* is what is known of it.

        With a *key*, take what is signed for it only.
        """
        self._orders.put(_Follow(address, key, copy))

    def keep(self, address: str, data: bytes) -> None:
        """What came from *address* is in force: a desktop may start with it tomorrow."""
        self._orders.put(_Keep(address, data))

    def _run(self) -> None:
        while True:
            followed = self._followed
            timeout = max(0.0, followed.due - time.monotonic()) if followed else None
            try:
                order = self._orders.get(timeout=timeout)
            except Empty:
                if followed:
                    self._ask(followed)
            else:
                self._obey(order)

    def _obey(self, order: _Follow | _Keep) -> None:
        match order:
            case _Follow(address, key, copy):
                pace = self._new_pace(has_copy=copy is not None)
                self._followed = _Followed(address, key, copy, pace) if address else None
            case _Keep(address, data):
                followed = self._followed
                if followed and (followed.known.address, followed.known.data) == (address, data):
                    self._write(followed.known)

    def _write(self, copy: OverlayCopy) -> None:
        try:
            CopyFile(self._copy).write(copy)
        except OSError as error:
            reason = Said.of(error)
            self._say(f"The last good settings cannot be kept in {self._copy}: {reason}")

    def _ask(self, followed: "_Followed") -> None:
        """Ask once, and set when to ask again."""
        from chatplugin.adapters.http import Client, FetchFailed  # noqa: PLC0415 - 30 ms

        self._client = self._client or Client()
        known = followed.known
        try:
            answer = self._client.fetch(followed.address, known.etag, LONGEST, followed.key)
        except FetchFailed as error:
            followed.wait(followed.pace.after_failure(error.retry_after))
            self._take_failure(followed, error.of_overlay(known.address))
        else:
            followed.wait(followed.pace.after_answer(answer.max_age))
            if followed.is_reported:
                followed.is_reported = False
                self._inbox.put(SettingsServerTroubled(followed.address, None, followed.key))
            if answer.data is not None:
                proof = answer.signature, followed.key
                self._take(followed, OverlayCopy(known.address, answer.data, answer.etag, *proof))

    def _take(self, followed: "_Followed", newest: OverlayCopy) -> None:
        before = followed.known.data if followed.has_anything else None
        followed.known = newest
        followed.has_anything = True
        if newest.data != before:
            log.info("%s: %d bytes", overlay_name(newest.address), len(newest.data))
            self._inbox.put(FromSettingsServer(newest.address, newest.data, newest.key))

    def _take_failure(self, followed: "_Followed", problem: Problem) -> None:
        if followed.pace.failures < FAILURES_BEFORE_TELLING:
            log.info("%s", problem)
        elif not followed.is_reported:
            followed.is_reported = True
            self._inbox.put(SettingsServerTroubled(followed.address, problem, followed.key))


class _Followed:
    """An address while it is asked. `known` is what came last, not always what is in force."""

    def __init__(
        self, address: str, key: bytes | None, copy: OverlayCopy | None, pace: Pace
    ) -> None:
        self.address = address
        self.key = key
        self.known = copy or OverlayCopy(address, b"")
        self.has_anything = copy is not None
        self.pace = pace
        self.is_reported = False
        self.due = 0.0
        self.wait(pace.first())

    def wait(self, seconds: float) -> None:
        self.due = time.monotonic() + seconds


class CopyFile(Struct, frozen=True):
    """The file at *path* in which the overlay is kept."""

    path: Path

    def read(self) -> OverlayCopy | None:
        """
        Return the copy, if there is one.

        Raises ConfigurationError if it is garbled, or its signature is not that of its key.
        """
        try:
            head, _, data = self.path.read_bytes().partition(b"\n")
            written = json.loads(head)
            checksum, address, etag = (written[name] for name in ("checksum", "address", "etag"))
            signature, key = (bytes.fromhex(written.get(name, "")) for name in ("signature", "key"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(self.path, Said.of(error)) from error
        except (ValueError, KeyError, TypeError, RecursionError):
            raise _unusable(self.path, said("overlay.garbled")) from None
        if checksum != binascii.crc32(data):
            raise _unusable(self.path, said("overlay.garbled"))
        if key:
            self._prove(key, data, signature)
        return OverlayCopy(str(address), data, str(etag), signature, key or None)

    def _prove(self, key: bytes, data: bytes, signature: bytes) -> None:
        try:
            is_good = PublicKey(key).has_signed(data, signature)
        except ChatPluginError as error:
            raise _unusable(self.path, error.said) from error
        if not is_good:
            raise _unusable(self.path, said("overlay.forged"))

    def write(self, copy: OverlayCopy) -> None:
        """Put *copy* in the place of the one before. Raises OSError, if the disk is full say."""
        head = {
            "address": copy.address,
            "etag": copy.etag,
            "checksum": binascii.crc32(copy.data),
            "signature": copy.signature.hex(),
            "key": (copy.key or b"").hex(),
        }
        make_private(self.path.parent)
        replace_file(self.path, json.dumps(head).encode() + b"\n" + copy.data)


def _unusable(path: Path, why: Said | str) -> ConfigurationError:
    return ConfigurationError(said("overlay.copy", path=str(path), why=why))
