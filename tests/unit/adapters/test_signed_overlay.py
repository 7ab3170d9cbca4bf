"""A desktop that believes signed overlays only, with a real settings server."""

import base64
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest
from msgspec.structs import replace

from chatplugin.adapters.settings_sources import CopyFile, SettingsSources
from chatplugin.adapters.signing import PrivateKey
from chatplugin.config.layers import Layer
from chatplugin.config.sources import OverlayCopy
from chatplugin.config.table import program
from chatplugin.service.live_settings import LiveSettings
from chatplugin.service.ports import FromSettingsServer, SettingsServerTroubled, Signal
from rig.emc_host import wait_until
from rig.settings_server import SettingsServer
from tests.played.service import Hurried

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server's key needs openssl")

KEY, OTHER = PrivateKey(bytes(range(32))), PrivateKey(bytes(32))
PUBLIC = program.SETTINGS_KEY.kind.write(KEY.public.octets)


def overlay(version: int, tabs: int) -> bytes:
    return b'{"Version": %d, "MaxTabs": %d}' % (version, tabs)


OLD, NEW, LATEST = overlay(1, 5), overlay(2, 6), overlay(3, 7)


def signed(data: bytes, key: PrivateKey = KEY) -> bytes:
    return base64.b64encode(key.sign(data)) + b"\n"


class Desk:
    """The settings of a desktop, followed as its service does."""

    def __init__(self, folder: Path, section: dict[str, str]) -> None:
        self.copy = folder / "overlay.copy"
        self.said: list[str] = []
        self._inbox: SimpleQueue[Signal] = SimpleQueue()
        self._sources = SettingsSources(
            folder / "none.ini", self.copy, self._inbox, say=self.said.append, new_pace=Hurried
        )
        self.settings = LiveSettings([], Layer("EMC", section), self._sources, self.said.append)
        self.settings.watch()

    @property
    def tabs(self) -> int:
        return self.settings.reading.settings.rules.max_tabs

    def serve(self) -> None:
        """Take the next thing that comes from the settings server."""
        signal = self._inbox.get(timeout=10)
        assert isinstance(signal, FromSettingsServer | SettingsServerTroubled)
        self.settings.take(signal)

    def wait_for_copy(self, data: bytes) -> None:
        wait_until(
            lambda: (copy := CopyFile(self.copy).read()) and copy.data == data, "there is a copy"
        )

    def close(self) -> None:
        self._sources.follow("", None)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture
def server(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsServer]:
    with SettingsServer(certificates) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        server.publish(OLD, signature=signed(OLD))
        yield server


@pytest.fixture
def section(server: SettingsServer) -> dict[str, str]:
    return {"Settings.Url": f"{server.url}?site=1", "Settings.Key": PUBLIC, "MaxTabs": "4"}


@pytest.fixture
def desk(section: dict[str, str], tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, section)
    yield desk
    desk.close()


def test_a_good_signature_is_believed_and_another_start_believes_the_copy(
    desk: Desk, server: SettingsServer, section: dict[str, str], tmp_path: Path
) -> None:
    desk.serve()
    assert desk.tabs == 5
    desk.wait_for_copy(OLD)
    server.publish(NEW, signature=signed(NEW))
    desk.serve()
    assert desk.tabs == 6
    desk.wait_for_copy(NEW)
    desk.close()

    again = Desk(tmp_path, section)
    again.close()

    assert again.tabs == 6
    assert again.said == []


@pytest.mark.parametrize("width", [76, 64])
def test_a_signature_is_believed_as_base64_and_openssl_break_its_lines(
    desk: Desk, server: SettingsServer, width: int
) -> None:
    text = signed(OLD).strip()
    server.publish(OLD, signature=text[:width] + b"\n" + text[width:] + b"\n")

    desk.serve()

    assert desk.tabs == 5


BAD_SIGNATURES = {
    "tampered": (signed(OLD), "the signature at {} is not that of these settings and Settings.Key"),
    "other key": (
        signed(NEW, OTHER),
        "the signature at {} is not that of these settings and Settings.Key",
    ),
    "missing": (None, "their signature cannot be fetched from {}: it answers 404 Not Found"),
    "a web page": (b"<!DOCTYPE html>", "what stands at {} is no signature"),
    "empty": (b"", "the signature at {} is not that of these settings and Settings.Key"),
}


@pytest.mark.parametrize(("signature", "sentence"), BAD_SIGNATURES.values(), ids=BAD_SIGNATURES)
def test_without_a_good_signature_the_last_good_settings_stay_and_it_is_said(
    desk: Desk, server: SettingsServer, signature: bytes | None, sentence: str
) -> None:
    desk.serve()

    server.publish(NEW, signature=signature)
    desk.serve()

    [said] = desk.said
    start = f"overlay {server.url}: these settings are not taken: "
    assert said.startswith(start + sentence.format(f"{server.url}.sig"))
    assert str(desk.settings.server_trouble) == said
    assert desk.tabs == 5
    server.publish(NEW, signature=signed(NEW))
    desk.serve()
    assert desk.settings.server_trouble is None
    desk.serve()
    assert desk.tabs == 6


def test_an_older_overlay_is_refused_although_it_is_rightly_signed(
    desk: Desk, server: SettingsServer, section: dict[str, str], tmp_path: Path
) -> None:
    desk.serve()
    server.publish(NEW, signature=signed(NEW))
    desk.serve()
    desk.wait_for_copy(NEW)

    server.publish(OLD, signature=signed(OLD))
    desk.serve()

    assert desk.tabs == 6
    assert desk.said[0] == (
        f"overlay {server.url}: Version: this is version 1, and version 2 was in force before."
        " Write a higher Version, and sign the overlay anew."
    )
    desk.close()
    again = Desk(tmp_path, section)
    again.serve()
    again.close()
    assert again.tabs == 6, "the copy knows the version, too"
    assert "this is version 1" in again.said[0]
    server.publish(LATEST, signature=signed(LATEST))


COPIES = {
    "changed": lambda copy: replace(copy, data=LATEST),
    "of another key": lambda copy: replace(
        copy, signature=OTHER.sign(copy.data), key=OTHER.public.octets
    ),
    "unsigned": lambda copy: replace(copy, signature=b"", key=None),
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_copy_without_a_good_signature_does_not_count_and_is_named(
    desk: Desk, section: dict[str, str], tmp_path: Path, change: object
) -> None:
    assert callable(change)
    desk.serve()
    desk.wait_for_copy(OLD)
    desk.close()
    copy = CopyFile(desk.copy).read()
    changed = change(copy)
    assert isinstance(changed, OverlayCopy)
    CopyFile(desk.copy).write(changed)

    again = Desk(tmp_path, section)
    assert again.tabs == 4
    assert again.said[0].startswith(
        f"{desk.copy}: the copy of the last good settings cannot be used: it"
    )
    again.serve()
    again.close()

    assert again.tabs == 5


def test_a_key_that_comes_later_ends_what_is_not_signed(
    server: SettingsServer, section: dict[str, str], tmp_path: Path
) -> None:
    del section["Settings.Key"]
    desk = Desk(tmp_path, section)
    desk.serve()
    assert desk.tabs == 5
    server.publish(NEW)

    desk.settings.take_section(section | {"Settings.Key": PUBLIC})
    assert desk.tabs == 4
    desk.serve()

    assert "their signature cannot be fetched" in str(desk.settings.server_trouble)
    desk.close()


def test_a_key_that_cannot_be_read_lets_no_overlay_in(
    section: dict[str, str], tmp_path: Path
) -> None:
    desk = Desk(tmp_path, section | {"Settings.Key": "ed25519:secret"})
    desk.serve()
    desk.close()

    assert desk.tabs == 4
    assert desk.said[0] == (
        "EMC: Settings.Key: this is no public key of Ed25519. Write the line that 'chatplugin key"
        " --overlay' has shown. If a private key stood here, make a new one."
    )
    assert str(desk.settings.server_trouble).endswith(
        "Settings.Key cannot be read, so no signature can be checked. Correct Settings.Key."
    )
