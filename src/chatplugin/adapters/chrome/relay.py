"""
The native messaging host: carries messages between Chrome's extension and the service.

Chrome starts it (https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging):
on its standard input and output a message is four bytes of length, in the machine's order, and
JSON. The relay does not read what is in them, and loads little. It waits for the service until
Chrome closes it, and ends when Chrome or the service ends.
"""

import os
import struct
import sys
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import BinaryIO, NoReturn, Protocol

ADDRESS_FILE = "relay.door"
"""The file in the service's folder that tells a relay where to connect: a key, then the address."""

KEY_SIZE = 32

GOODBYE = b""
"""An empty message asks a relay to end. To close a line wakes no thread that reads from it."""

_LENGTH = struct.Struct("=I")
_SECONDS_BETWEEN_TRIES = 0.25


class Line(Protocol):
    """
    One end of a line.

    `multiprocessing.connection` has another class for it on Windows.
    """

    def send_bytes(self, buf: bytes, /) -> None: ...
    def recv_bytes(self) -> bytes: ...
    def close(self) -> None: ...


def carry(home: Path) -> NoReturn:
    """Carry messages until Chrome or the service whose folder is *home* goes."""
    chrome, output = sys.stdin.buffer, _own_output()
    services: list[Line] = []
    reader = threading.Thread(target=_from_chrome, args=(chrome, services), daemon=True)
    reader.start()
    service = _wait_for_service(home)
    services.append(service)
    try:
        while (message := service.recv_bytes()) != GOODBYE:
            output.write(_LENGTH.pack(len(message)) + message)
            output.flush()
    except (EOFError, OSError):
        pass
    # Not `return`: the other thread still reads, and Python would stumble over it.
    os._exit(0)


def connect(home: Path) -> Line | None:
    """Return a line to the service whose folder is *home*, None if no service answers."""
    try:
        content = (home / ADDRESS_FILE).read_bytes()
        return Client(content[KEY_SIZE:].decode(), authkey=content[:KEY_SIZE])
    except (OSError, EOFError, ValueError, AuthenticationError):
        return None


def _from_chrome(chrome: BinaryIO, services: list[Line]) -> None:
    """Before there is a service, Chrome sends nothing: the extension only answers questions."""
    try:
        while len(head := chrome.read(_LENGTH.size)) == _LENGTH.size:
            message = chrome.read(_LENGTH.unpack(head)[0])
            if services:
                services[0].send_bytes(message)
    except OSError:
        pass
    finally:
        # The other thread is blocked, and nothing is left to be done.
        os._exit(0)


def _wait_for_service(home: Path) -> Line:
    while (service := connect(home)) is None:
        time.sleep(_SECONDS_BETWEEN_TRIES)
    return service


def _own_output() -> BinaryIO:
    """Keep standard output for messages alone: whatever else is printed goes to standard error."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output
