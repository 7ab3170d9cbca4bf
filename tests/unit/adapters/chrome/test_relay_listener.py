"""The door of the service, and relays that come to it."""

import hmac
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Protocol, TypeVar

import pytest

from chatplugin.adapters.chrome.relay import Door
from chatplugin.adapters.chrome.relay_listener import RelayListener
from chatplugin.adapters.machine import Folders
from chatplugin.browser.driver import FromRelay, RelayGone, RelayHere
from chatplugin.service.ports import Signal

T = TypeVar("T", bound=Signal)
PATIENCE = 10


class Service:
    """A service as far as its door is concerned."""

    def __init__(self, home: Path, *, patience: float = PATIENCE) -> None:
        self.inbox: SimpleQueue[Signal] = SimpleQueue()
        self.said: list[str] = []
        self.door = RelayListener(home, self.inbox, count(1), self.said.append, patience=patience)
        self.door.open()

    def hear(self, kind: type[T]) -> T:
        signal = self.inbox.get(timeout=PATIENCE)
        assert isinstance(signal, kind), signal
        return signal

    def send_all(self, relay: int, *messages: bytes) -> bool:
        """Send *messages* from a thread of their own; False where that has to wait."""

        def send() -> None:
            for message in messages:
                self.door.send(relay, message)

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        sender.join(PATIENCE)
        return not sender.is_alive()


class Line(Protocol):
    """What is used of a connection."""

    def send_bytes(self, buf: bytes, /) -> None: ...
    def recv_bytes(self) -> bytes: ...
    def close(self) -> None: ...


def connect(home: Path) -> Line:
    """Come to the door as a relay does."""
    return Door.read(home).enter()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def service(home: Path) -> Iterator[Service]:
    service = Service(home)
    yield service
    service.door.close()


@pytest.fixture
def relay(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "chatplugin", "relay", "--data", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def _stdin(relay: subprocess.Popen[bytes]) -> IO[bytes]:
    assert relay.stdin is not None
    return relay.stdin


def _say(relay: subprocess.Popen[bytes], message: bytes) -> None:
    _stdin(relay).write(struct.pack("=I", len(message)) + message)
    _stdin(relay).flush()


def _hear(relay: subprocess.Popen[bytes]) -> bytes:
    assert relay.stdout is not None
    return relay.stdout.read(struct.unpack("=I", relay.stdout.read(4))[0])


def test_messages_go_both_ways_whatever_is_in_them(
    service: Service, relay: subprocess.Popen[bytes]
) -> None:
    number = service.hear(RelayHere).relay
    large = "я\n\0".encode() * 100_000

    service.door.send(number, b'{"question": 1}')
    asked = _hear(relay)
    _say(relay, large)

    assert asked == b'{"question": 1}'
    assert service.hear(FromRelay) == FromRelay(number, large)


def test_a_relay_waits_for_a_service_that_is_not_there_yet(
    home: Path, relay: subprocess.Popen[bytes]
) -> None:
    assert relay.poll() is None

    service = Service(home)

    assert service.hear(RelayHere) == RelayHere(1)
    service.door.close()


def test_a_relay_ends_when_chrome_closes_its_input_though_it_waits(
    relay: subprocess.Popen[bytes],
) -> None:
    _stdin(relay).close()

    assert relay.wait(PATIENCE) == 0


def test_a_relay_ends_with_the_service(service: Service, relay: subprocess.Popen[bytes]) -> None:
    service.hear(RelayHere)

    service.door.close()

    assert relay.wait(PATIENCE) == 0


def test_the_service_hears_that_a_relay_was_killed(
    service: Service, relay: subprocess.Popen[bytes]
) -> None:
    number = service.hear(RelayHere).relay

    relay.kill()

    assert service.hear(RelayGone) == RelayGone(number)


@pytest.mark.skipif(os.name == "nt", reason="rights there are those of the folder")
def test_only_the_owner_may_come_near(service: Service, home: Path) -> None:
    rights = {path.suffix: path.stat().st_mode & 0o777 for path in home.iterdir()}

    assert home.stat().st_mode & 0o777 == 0o700
    assert set(rights) >= {".door"}  # A socket whose path would be too long has another folder.
    assert set(rights.values()) == {0o600}


def test_a_relay_under_a_chrome_that_hangs_holds_up_nobody(service: Service, home: Path) -> None:
    hung = connect(home)
    relay = service.hear(RelayHere).relay

    assert service.send_all(relay, *[b"x" * 100_000] * 10)

    assert service.inbox.empty()
    assert [len(hung.recv_bytes()) for _ in range(10)] == [100_000] * 10
    hung.close()


def test_a_relay_that_reads_no_more_is_given_up_and_ends_when_it_reads_again(
    service: Service, home: Path
) -> None:
    hung = connect(home)
    relay = service.hear(RelayHere).relay

    assert service.send_all(relay, *[b"x" * 500_000] * 5)

    assert service.hear(RelayGone) == RelayGone(relay)
    heard = [*iter(hung.recv_bytes, b"")]
    assert heard == [b"x" * 500_000]
    hung.send_bytes(b"late")
    hung.close()
    assert service.inbox.empty()


def test_callers_that_say_nothing_are_few_and_soon_sent_away(home: Path) -> None:
    service = Service(home, patience=0.3)
    address = (home / "relay.door").read_bytes()[32:].decode()

    silent = [Client(address) for _ in range(40)]

    for caller in silent:
        with suppress(EOFError, ConnectionError):
            while caller.poll(PATIENCE) and caller.recv_bytes():
                pass
    connect(home).close()
    service.hear(RelayHere)
    service.door.close()


def test_nobody_is_let_in_without_the_key(service: Service, home: Path) -> None:
    Door.new(Door.read(home).address).write(home)

    with pytest.raises((EOFError, ConnectionError)):
        connect(home)

    assert service.inbox.empty()


def test_both_prove_by_hmac_sha_256_that_they_know_the_key(service: Service, home: Path) -> None:
    door = Door.read(home)
    caller = Client(door.address)
    numbers = caller.recv_bytes() + os.urandom(32)

    caller.send_bytes(numbers[32:] + hmac.digest(door.key, b"relay" + numbers, "sha256"))

    assert caller.recv_bytes() == hmac.digest(door.key, b"service" + numbers, "sha256")
    assert service.hear(RelayHere) == RelayHere(1)
    caller.close()


@pytest.mark.parametrize("part", [b"", b"relay", b"other"])
def test_a_relay_does_not_believe_what_only_listens_at_the_address(part: bytes) -> None:
    """Not even one that sends back what the relay itself has proved."""
    with Listener() as listener:
        door = Door.new(str(listener.address))
        answer = b"" if part == b"other" else door.key

        def serve() -> None:
            with listener.accept() as connection:
                number = os.urandom(32)
                connection.send_bytes(number)
                numbers = number + connection.recv_bytes()[:32]
                connection.send_bytes(hmac.digest(answer, part + numbers, "sha256"))

        impostor = threading.Thread(target=serve)
        impostor.start()
        with pytest.raises(AuthenticationError):
            door.enter()
        impostor.join(PATIENCE)


def test_a_new_service_takes_the_place_of_one_that_was_killed(home: Path) -> None:
    killed = Service(home)
    newest = Service(home)

    line = connect(home)

    assert newest.hear(RelayHere) == RelayHere(1)
    assert killed.inbox.empty()
    line.close()
    newest.door.close()


@pytest.mark.skipif(sys.platform != "linux", reason="found by /proc")
def test_a_folder_with_a_long_name_has_its_door_too_and_it_goes_with_it(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 40)
    service = Service(home)
    assert [*home.glob("relay-*.sock")]

    line = connect(home)

    assert service.hear(RelayHere) == RelayHere(1)
    line.close()
    service.door.close()
    assert not [*home.glob("relay-*.sock")]


_LEAVE = """
import sys
from pathlib import Path
from chatplugin.adapters.platform import SYSTEM
listener = SYSTEM.listen_for_relays(Path(sys.argv[1]), "late")
"""


def test_a_folder_with_a_long_name_keeps_the_door_of_who_lives_and_no_other(
    tmp_path: Path,
) -> None:
    home = tmp_path / ("long" * 40)
    service = Service(home)
    door = Door.read(home)

    done = subprocess.run(
        [sys.executable, "-c", _LEAVE, home], capture_output=True, text=True, check=True, timeout=60
    )

    door.enter().close()
    service.hear(RelayHere)
    assert done.stderr == ""
    service.door.close()
    assert not [*home.glob("relay-*.sock")]


def test_a_relay_goes_to_the_service_of_its_own_session(home: Path) -> None:
    mine, other = Folders(home), Folders(home / "session-2")
    services = [Service(each.home) for each in (mine, other)]
    mine.holder.write_text("1", "utf-8")
    other.holder.write_text("2", "utf-8")

    assert Door.homes(mine, "1") == [mine.home]
    assert Door.homes(mine, "2") == [other.home]
    assert Door.homes(mine, "3") == []
    for each in services:
        each.door.close()


def test_a_relay_goes_to_a_service_that_knows_no_sessions(home: Path, service: Service) -> None:
    assert service.door.is_open

    assert Door.homes(Folders(home), "1") == [home]
