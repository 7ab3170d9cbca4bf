"""
The native messaging host: carries messages between Chrome's extension and the service.

Chrome starts it (https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging):
on its standard input and output a message is four bytes of length, in the machine's order, and
JSON. The relay does not read what is in them, and loads little. It waits for the service of its
own login session until Chrome closes it, and ends when Chrome or the service ends.

`Registration` makes Chrome find it. A manifest cannot hold arguments, so it names a small launcher;
where Chrome looks for manifests is known to `platform`.
"""

import os
import re
import struct
import sys
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import BinaryIO, NamedTuple, NoReturn, Protocol

from chatplugin.adapters.machine import Folders, replace_file
from chatplugin.adapters.platform import SYSTEM
from chatplugin.domain.errors import ChromeError
from chatplugin.sentences import Said, said

_DOOR_FILE = "relay.door"
"""The file in the service's folder that tells a relay where to connect: a key, then the address."""

_SIZE = 32
"""Octets of a key, of a number that is used once, and of a proof by HMAC-SHA-256."""

GOODBYE = b""
"""An empty message asks a relay to end. To close a line wakes no thread that reads from it."""

_LENGTH = struct.Struct("=I")
_SECONDS_BETWEEN_TRIES = 0.25


class _Connection(Protocol):
    """
    One end of the connection between service and relay.

    `multiprocessing.connection` has another class for it on Windows.
    """

    def send_bytes(self, buf: bytes, /) -> None: ...
    def recv_bytes(self, longest: int | None = None, /) -> bytes: ...
    def close(self) -> None: ...


class Door(NamedTuple):
    """
    The way into a service: its *key*, which is new with each service, and its *address*.

    Both ends prove that they know the key, the caller first: each by HMAC-SHA-256 over its part in
    the talk and the two numbers of both. Python's own proof is HMAC-MD5 up to 3.11, which Windows
    with FIPS forbids.
    """

    key: bytes
    address: str

    @classmethod
    def new(cls, address: str) -> "Door":
        return cls(os.urandom(_SIZE), address)

    @classmethod
    def read(cls, home: Path) -> "Door":
        """Return that of the service whose folder is *home*. Raises OSError or ValueError."""
        content = (home / _DOOR_FILE).read_bytes()
        return cls(content[:_SIZE], content[_SIZE:].decode())

    def write(self, home: Path) -> None:
        """Raises OSError."""
        replace_file(home / _DOOR_FILE, self.key + self.address.encode())

    def enter(self) -> _Connection:
        """
        Return a line to the service.

        Raises OSError, EOFError or AuthenticationError, if what listens there is none of ours.
        """
        service: _Connection = Client(self.address)
        try:
            numbers = service.recv_bytes(_SIZE) + os.urandom(_SIZE)
            service.send_bytes(numbers[_SIZE:] + self._proof(b"relay", numbers))
            self._check(service.recv_bytes(_SIZE), b"service", numbers)
        except (OSError, EOFError, AuthenticationError):
            service.close()
            raise
        return service

    def admit(self, caller: _Connection) -> None:
        """Raises AuthenticationError for one without the key, OSError or EOFError if it goes."""
        number = os.urandom(_SIZE)
        caller.send_bytes(number)
        answer = caller.recv_bytes(2 * _SIZE)
        numbers = number + answer[:_SIZE]
        self._check(answer[_SIZE:], b"relay", numbers)
        caller.send_bytes(self._proof(b"service", numbers))

    def _proof(self, part: bytes, numbers: bytes) -> bytes:
        import hmac  # noqa: PLC0415 - the extension alone needs it

        return hmac.digest(self.key, part + numbers, "sha256")

    def _check(self, proof: bytes, part: bytes, numbers: bytes) -> None:
        import hmac  # noqa: PLC0415 - likewise

        if not hmac.compare_digest(proof, self._proof(part, numbers)):
            raise AuthenticationError

    @staticmethod
    def homes(folders: Folders, session: str) -> list[Path]:
        """
        Return where a service of *session* may be, the newest first.

        A folder that names no session is that of a service which knew none, and so the only one.
        """
        files = [
            each.home / _DOOR_FILE
            for each in folders.of_sessions()
            if each.session in {"", session}
        ]
        there = [(file.stat().st_mtime_ns, file.parent) for file in files if file.exists()]
        return [home for _, home in sorted(there, reverse=True)]


def carry(folders: Folders, session: str) -> NoReturn:
    """Carry messages until Chrome or the service goes: that of *session*, with one of *folders*."""
    chrome, output = sys.stdin.buffer, _own_output()
    services: list[_Connection] = []
    reader = threading.Thread(target=_from_chrome, args=(chrome, services), daemon=True)
    reader.start()
    service = _wait_for_service(folders, session)
    services.append(service)
    try:
        while (message := service.recv_bytes()) != GOODBYE:
            output.write(_LENGTH.pack(len(message)) + message)
            output.flush()
    except (EOFError, OSError):
        pass
    # Not `return`: the other thread still reads, and Python would stumble over it.
    os._exit(0)


def _connect(home: Path) -> _Connection | None:
    """Return a line to the service whose folder is *home*, None if no service answers."""
    try:
        return Door.read(home).enter()
    except (OSError, EOFError, ValueError, AuthenticationError):
        return None


def _from_chrome(chrome: BinaryIO, services: list[_Connection]) -> None:
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


def _wait_for_service(folders: Folders, session: str) -> _Connection:
    while True:
        for home in Door.homes(folders, session):
            if service := _connect(home):
                return service
        time.sleep(_SECONDS_BETWEEN_TRIES)


def _own_output() -> BinaryIO:
    """Keep standard output for messages alone: whatever else is printed goes to standard error."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output


HOST = "com.chatplugin.relay"

_EXTENSION_ID = re.compile("[a-p]{32}")


class Registration(NamedTuple):
    """
    Lets an extension start the relay of the service whose folder is *home*.

    Without *home* it is the relay that is installed, for the extension of everybody on this
    machine. *profile* is a Chrome's folder of its own (`--user-data-dir`), which is where that
    Chrome looks; None means the usual ones.
    """

    home: Path | None
    profile: Path | None = None

    def write(self, extension_id: str = "") -> list[str]:
        """
        Write manifest and launcher, the launcher into *home*, for the extension of that id.

        Returns where Chrome finds the relay. Raises ChromeError.
        """
        try:
            if self.home is None:
                return _register_installed()
            return self._register(self.home, extension_id)
        except OSError as error:
            raise _failure("relay.cannot_be_written", error) from error

    def remove(self) -> list[str]:
        """Take back what `write` wrote; return what is gone. Raises ChromeError."""
        try:
            if self.home is None:
                return SYSTEM.unregister_installed_host(HOST)
            return SYSTEM.unregister_host(HOST, self.home, self.profile)
        except OSError as error:
            raise _failure("relay.cannot_be_removed", error) from error

    def _register(self, home: Path, extension_id: str) -> list[str]:
        if not _EXTENSION_ID.fullmatch(extension_id):
            raise ChromeError(said("relay.bad_id", name=extension_id))
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifest = _manifest(SYSTEM.write_launcher(home), extension_id)
        return SYSTEM.register_host(HOST, manifest, home, self.profile)


def _register_installed() -> list[str]:
    places = SYSTEM.register_installed_host(HOST)
    if not places:
        raise ChromeError(said("relay.not_installed"))
    return places


def _failure(code: str, error: OSError) -> ChromeError:
    reason = Said.of(error)
    if error.filename:  # Windows' registry tells none.
        reason = said("os.at", reason=reason, path=str(error.filename))
    return ChromeError(said(code, reason=reason))


class Registered(NamedTuple):
    """
    What Chrome would start for `extension`, whose id is empty where the manifest names none.

    `launcher` is empty if it is not there.
    """

    manifest: str
    extension: str = ""
    launcher: str = ""
    is_for_all: bool = False

    @classmethod
    def find(cls, profile: str = "") -> "Registered | None":
        """Return what the Chrome of *profile* would find, registered here or for the machine."""
        import json  # noqa: PLC0415 - the relay itself has no need of it

        found = SYSTEM.registered_host(HOST, profile)
        if found is None:
            return None
        manifest, is_for_all = found
        try:
            content = json.loads(manifest.read_bytes())
            launcher = manifest.parent / str(content["path"])
            origin = _EXTENSION_ID.search(str(content["allowed_origins"]))
        except (OSError, ValueError, RecursionError, LookupError, TypeError):
            return cls(str(manifest), is_for_all=is_for_all)
        extension = origin[0] if origin else ""
        there = str(launcher) if launcher.is_file() else ""
        return cls(str(manifest), extension, there, is_for_all)


def _manifest(launcher: Path, extension_id: str) -> str:
    import json  # noqa: PLC0415 - the relay itself has no need of it

    content = {
        "name": HOST,
        "description": "ChatPlugin: carries messages between Chrome and the service",
        "path": str(launcher),
        "type": "stdio",
        "allowed_origins": [f"chrome-extension://{extension_id}/"],
    }
    return json.dumps(content, indent=2) + "\n"
