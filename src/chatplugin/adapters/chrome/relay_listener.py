"""
Listen for relays of the service's owner: on a domain socket, on Windows on a named pipe.

No port is opened. The address and a key, both new with each service, lie in a file of the service's
folder; so a relay finds the newest service. The socket's folder and the pipe's access list keep
other people out. A caller without the key is refused all the same: we rely on no rights alone.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any, NamedTuple

from chatplugin.adapters import threads
from chatplugin.adapters.chrome.relay import GOODBYE, Door
from chatplugin.adapters.machine import make_private
from chatplugin.adapters.platform import SYSTEM
from chatplugin.browser.driver import FromRelay, RelayGone, RelayHere
from chatplugin.domain.errors import ChromeError
from chatplugin.sentences import Said, said
from chatplugin.service.ports import Inbox, Say

_SECONDS_AFTER_A_REFUSAL = 0.1
"""The system may refuse each caller for a while: when no more files can be opened, for one."""

_MOST_WAITING = 1024 * 1024
"""Bytes that wait for a relay; a card takes some 500."""

_MOST_CALLERS = 16
"""Callers at the door that have not proved yet that they know the key. A Chrome has one relay."""

_SECONDS_TO_PROVE = 5.0
"""A relay answers within milliseconds."""


class RelayListener:
    """
    Puts the messages of relays into *inbox*. Each relay has the next of *numbers*.

    A caller has *patience* seconds for each answer, until it has proved that it knows the key.
    """

    def __init__(
        self,
        home: Path,
        inbox: Inbox,
        numbers: Iterator[int],
        say: Say,
        *,
        patience: float = _SECONDS_TO_PROVE,
    ) -> None:
        self._home = home
        self._patience = patience
        self._callers = threading.Semaphore(_MOST_CALLERS)
        self._inbox = inbox
        self._say = say
        self._numbers = numbers
        self._listener: Listener | None = None
        self._relays: dict[int, threads.PatientWriter] = {}

    @property
    def is_open(self) -> bool:
        return self._listener is not None

    def open(self) -> None:
        """Raises ChromeError if the system refuses."""
        try:
            make_private(self._home)
            self._listener = SYSTEM.listen_for_relays(self._home, secrets.token_hex(8))
            door = Door.new(str(self._listener.address))
            door.write(self._home)
        except OSError as error:
            self.close()
            reason = Said.of(error)
            raise ChromeError(said("extension.no_door", reason=reason)) from error
        listener = self._listener
        threads.start_lasting("relays", lambda: self._welcome(listener, door), self._say)

    def send(self, relay: int, message: bytes) -> None:
        """
        Send *message*, without waiting. A relay that is gone is noticed by its reader, not here.

        One that reads no more, as under a Chrome that hangs, is given up: it ends when it reads
        again, and the extension comes back by another.
        """
        writer = self._relays.get(relay)
        if writer and not writer.write(message):
            writer.end_with(GOODBYE)
            self._leave(relay)

    def close(self) -> None:
        """Let the relays end. The extension connects again by itself."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.close()
            self._listener = None
        for writer in list(self._relays.values()):
            writer.write(GOODBYE)

    def _welcome(self, listener: Listener, door: Door) -> None:
        while True:
            try:
                connection = listener.accept()
            except OSError:
                if self._listener is not listener:
                    return
                time.sleep(_SECONDS_AFTER_A_REFUSAL)
                continue
            if not self._callers.acquire(blocking=False):
                connection.close()
                continue
            number = next(self._numbers)
            line: Any = connection  # Of another class on Windows.
            threads.start(f"relay-{number}", partial(self._read, number, line, door))

    def _read(self, number: int, connection: Connection, door: Door) -> None:
        with closing(connection):
            try:
                is_ours = self._knows_key(connection, door)
            finally:
                self._callers.release()
            if is_ours:
                self._carry(number, connection)

    def _knows_key(self, connection: Connection, door: Door) -> bool:
        """In the caller's own thread, so that one that says nothing keeps nobody out."""
        try:
            door.admit(_Impatient(connection, self._patience))
        except (OSError, EOFError, AuthenticationError):
            return False
        return True

    def _carry(self, number: int, connection: Connection) -> None:
        self._relays[number] = _writer_to(connection)
        self._inbox.put(RelayHere(number))
        try:
            while True:
                message = connection.recv_bytes()
                if number in self._relays:
                    self._inbox.put(FromRelay(number, message))
        except (OSError, EOFError):
            pass
        finally:
            self._leave(number)

    def _leave(self, relay: int) -> None:
        if self._relays.pop(relay, None):
            self._inbox.put(RelayGone(relay))


class _Impatient(NamedTuple):
    """A *connection* whose other end has so many *seconds* for each answer. Raises OSError."""

    connection: Connection
    seconds: float

    def send_bytes(self, data: bytes) -> None:
        self.connection.send_bytes(data)

    def recv_bytes(self, longest: int | None = None) -> bytes:
        if not self.connection.poll(self.seconds):
            raise TimeoutError
        return self.connection.recv_bytes(longest)

    def close(self) -> None:
        self.connection.close()


def _writer_to(connection: Connection) -> threads.PatientWriter:
    def in_time(message: bytes) -> None:
        with suppress(OSError):
            connection.send_bytes(message)

    def at_once(message: bytes) -> bytes | None:
        # To start a thread takes a fifth of a millisecond, in which the card waits.
        if SYSTEM.takes_at_once(connection, len(message)):
            in_time(message)
            return None
        return message

    return threads.PatientWriter("to a relay", at_once, in_time, _MOST_WAITING)
