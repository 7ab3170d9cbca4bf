"""
Ask the settings server for the overlay, in a thread of its own, at the pace of `config.sources`.

What has come goes into the service's queue. What the service has taken into force is kept on disk,
for the days when a desktop starts and the server does not: one file, readable by its owner only, a
line of JSON that says what follows, then the overlay as it came.
"""

import logging
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple, Protocol

from chatplugin.adapters import threads
from chatplugin.config.sources import (
    FAILURES_BEFORE_TELLING,
    LONGEST,
    OverlayCopy,
    Pace,
    overlay_name,
    unreachable,
)
from chatplugin.service.ports import (
    FromSettingsServer,
    Inbox,
    Say,
    SettingsServerBack,
    SettingsServerSilent,
)

if TYPE_CHECKING:
    from chatplugin.adapters.http import Answer, Client
import binascii
import json

from chatplugin.adapters.files import replace_file
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Said, said

log = logging.getLogger(__name__)


class _Follow(NamedTuple):
    address: str
    copy: OverlayCopy | None


class _Keep(NamedTuple):
    address: str
    data: bytes


class _NewPace(Protocol):
    def __call__(self, *, has_copy: bool) -> Pace: ...


def _everyday_pace(*, has_copy: bool) -> Pace:
    from random import random  # noqa: PLC0415 - 3 ms, for the few that have a settings server

    return Pace(random, has_copy=has_copy)


class OverlayWatch:
    """
    Follows one address at a time. Its methods leave an order for the thread, and return at once.

    *copy* is where the last good overlay is kept.
    """

    def __init__(
        self, copy: Path, inbox: Inbox, *, say: Say, new_pace: _NewPace = _everyday_pace
    ) -> None:
        self._copy = copy
        self._inbox = inbox
        self._say = say
        self._new_pace = new_pace
        self._orders: SimpleQueue[_Follow | _Keep] = SimpleQueue()
        self._client: Client | None = None
        self._followed: _Followed | None = None
        threads.start_lasting("overlay", self._run, say)

    def follow(self, address: str, copy: OverlayCopy | None) -> None:
        """Ask *address* from now on, nobody if it is empty; *copy* is what is known of it."""
        self._orders.put(_Follow(address, copy))

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
            case _Follow(address, copy):
                pace = self._new_pace(has_copy=copy is not None)
                self._followed = _Followed(address, copy, pace) if address else None
            case _Keep(address, data):
                followed = self._followed
                if followed and (followed.known.address, followed.known.data) == (address, data):
                    self._write(followed.known)

    def _write(self, copy: OverlayCopy) -> None:
        try:
            write_copy(self._copy, copy)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._say(f"The last good settings cannot be kept in {self._copy}: {reason}")

    def _ask(self, followed: "_Followed") -> None:
        """Ask once, and set when to ask again."""
        from chatplugin.adapters.http import Client, FetchFailed  # noqa: PLC0415 - 30 ms

        self._client = self._client or Client()
        known = followed.known
        try:
            answer = self._client.fetch(followed.address, known.etag, LONGEST)
        except FetchFailed as error:
            followed.wait(followed.pace.after_failure(error.retry_after))
            self._take_failure(followed, str(unreachable(known.address, error.said)))
        else:
            followed.wait(followed.pace.after_answer(answer.max_age))
            self._take_answer(followed, answer)

    def _take_answer(self, followed: "_Followed", answer: "Answer") -> None:
        if followed.is_reported:
            followed.is_reported = False
            self._inbox.put(SettingsServerBack(followed.address))
        if answer.data is None:
            return
        before = followed.known.data if followed.has_anything else None
        followed.known = OverlayCopy(followed.address, answer.data, answer.etag)
        followed.has_anything = True
        if answer.data != before:
            log.info("%s: %d bytes", overlay_name(followed.address), len(answer.data))
            self._inbox.put(FromSettingsServer(followed.address, answer.data))

    def _take_failure(self, followed: "_Followed", sentence: str) -> None:
        if followed.pace.failures < FAILURES_BEFORE_TELLING:
            log.info("%s", sentence)
        elif not followed.is_reported:
            followed.is_reported = True
            self._inbox.put(SettingsServerSilent(followed.address, sentence))


class _Followed:
    """An address while it is asked. `known` is what came last, not always what is in force."""

    def __init__(self, address: str, copy: OverlayCopy | None, pace: Pace) -> None:
        self.address = address
        self.known = copy or OverlayCopy(address, b"")
        self.has_anything = copy is not None
        self.pace = pace
        self.is_reported = False
        self.due = 0.0
        self.wait(pace.first())

    def wait(self, seconds: float) -> None:
        self.due = time.monotonic() + seconds


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
