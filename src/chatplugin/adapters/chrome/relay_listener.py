"""
Listen for relays of the service's owner: on a domain socket, on Windows on a named pipe.

No port is opened. The address and a key, both new with each service, lie in a file of the service's
folder; so a relay finds the newest service. A caller without the key is refused, because the usual
rights of a Windows pipe let others read from it.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path
from typing import cast

from chatplugin.adapters import threads
from chatplugin.adapters.chrome.relay import ADDRESS_FILE, GOODBYE, KEY_SIZE, RelayConnection
from chatplugin.adapters.machine import make_private, replace_file
from chatplugin.adapters.platform import SYSTEM
from chatplugin.browser.driver import FromRelay, RelayGone, RelayHere
from chatplugin.domain.errors import ChromeError
from chatplugin.service.ports import Inbox, Say

_SECONDS_AFTER_A_REFUSAL = 0.1
"""The system may refuse each caller for a while: when no more files can be opened, for one."""


class RelayListener:
    """
    Puts the messages of relays into *inbox*. Each relay has the next of *numbers*.
    """

    def __init__(self, home: Path, inbox: Inbox, numbers: Iterator[int], say: Say) -> None:
        self._home = home
        self._inbox = inbox
        self._say = say
        self._numbers = numbers
        self._key = secrets.token_bytes(KEY_SIZE)
        self._listener: Listener | None = None
        self._relays: dict[int, RelayConnection] = {}

    @property
    def is_open(self) -> bool:
        return self._listener is not None

    def open(self) -> None:
        """Raises ChromeError if the system refuses."""
        try:
            make_private(self._home)
            self._listener = SYSTEM.listen_for_relays(self._home, secrets.token_hex(8))
            address = str(self._listener.address)
            replace_file(self._home / ADDRESS_FILE, self._key + address.encode())
        except OSError as error:
            reason = error.strerror or str(error)
            raise ChromeError(
                f"No way in for Chrome's extension could be made: {reason}"
            ) from error
        listener = self._listener
        threads.start_lasting("relays", lambda: self._welcome(listener), self._say)

    def send(self, relay: int, message: bytes) -> None:
        """Send *message*. A relay that is gone is noticed by its reader, not here."""
        if connection := self._relays.get(relay):
            with suppress(OSError):
                connection.send_bytes(message)

    def close(self) -> None:
        """Let the relays end. The extension connects again by itself."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.close()
            self._listener = None
        for connection in list(self._relays.values()):
            with suppress(OSError):
                connection.send_bytes(GOODBYE)

    def _welcome(self, listener: Listener) -> None:
        while True:
            try:
                connection = listener.accept()
            except OSError:
                if self._listener is not listener:
                    return
                time.sleep(_SECONDS_AFTER_A_REFUSAL)
                continue
            number = next(self._numbers)
            threads.start(f"relay-{number}", partial(self._read, number, connection))

    def _read(self, number: int, connection: RelayConnection) -> None:
        with closing(connection):
            caller = cast("Connection", connection)  # Or what Windows has instead.
            try:
                # In the caller's own thread, so that one that says nothing keeps nobody out.
                deliver_challenge(caller, self._key)
                answer_challenge(caller, self._key)
            except (OSError, EOFError, AuthenticationError):
                return
            self._carry(number, connection)

    def _carry(self, number: int, connection: RelayConnection) -> None:
        self._relays[number] = connection
        self._inbox.put(RelayHere(number))
        try:
            while True:
                self._inbox.put(FromRelay(number, connection.recv_bytes()))
        except (OSError, EOFError):
            pass
        finally:
            del self._relays[number]
            self._inbox.put(RelayGone(number))
