"""The thread that asks the settings server, with a real server and a hurried pace."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import pytest

from chatplugin.adapters.settings_sources import CopyFile, SettingsSources
from chatplugin.config.sources import OverlayCopy
from chatplugin.service.ports import (
    FromSettingsServer,
    SettingsServerTroubled,
    Signal,
)
from rig.emc_host import wait_until
from rig.settings_server import SettingsServer, answer
from tests.played.service import STUMBLE, Hurried

T = TypeVar("T", bound=Signal)
PATIENCE = 10
FIRST, SECOND = b'{"MaxTabs": 5}', b'{"MaxTabs": 6}'


class Desk:
    """What the service would see of the sources."""

    def __init__(self, folder: Path) -> None:
        self.copy = folder / "overlay.copy"
        self.inbox: SimpleQueue[Signal] = SimpleQueue()
        self.said: list[str] = []
        self.sources = SettingsSources(
            folder / "none.ini", self.copy, self.inbox, say=self.said.append, new_pace=Hurried
        )

    def hear(self, kind: type[T]) -> T:
        signal = self.inbox.get(timeout=PATIENCE)
        assert isinstance(signal, kind), signal
        return signal


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture
def server(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsServer]:
    with SettingsServer(certificates) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        server.publish(FIRST)
        yield server


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.sources.follow("", None)


def test_an_overlay_is_told_once_and_again_when_it_changes(
    server: SettingsServer, desk: Desk
) -> None:
    desk.sources.follow(server.url, None)

    assert desk.hear(FromSettingsServer) == FromSettingsServer(server.url, FIRST)
    later = server.wait_for_requests(3)
    assert all("If-None-Match" in headers for headers in later[1:])
    assert desk.inbox.empty()
    server.publish(SECOND)
    assert desk.hear(FromSettingsServer) == FromSettingsServer(server.url, SECOND)


def test_a_server_that_knows_no_etags_does_not_bring_the_same_twice(
    server: SettingsServer, desk: Desk
) -> None:
    server.answer_with(answer(200, FIRST))
    desk.sources.follow(server.url, None)

    desk.hear(FromSettingsServer)
    server.wait_for_requests(3)

    assert desk.inbox.empty()


def test_a_desktop_that_has_the_copy_is_told_of_changes_only(
    server: SettingsServer, desk: Desk
) -> None:
    desk.sources.follow(server.url, None)
    told = desk.hear(FromSettingsServer)
    desk.sources.keep(told.address, told.data)
    copy = wait_until(lambda: desk.copy.exists() and CopyFile(desk.copy).read(), "there is a copy")
    assert isinstance(copy, OverlayCopy)
    desk.sources.follow("", None)

    assert desk.sources.copy() == copy
    desk.sources.follow(server.url, None)
    headers = server.wait_for_requests(3)

    assert headers[-1]["If-None-Match"] == copy.etag
    assert desk.inbox.empty()
    assert copy.data == FIRST


def test_only_what_is_in_force_is_kept(server: SettingsServer, desk: Desk) -> None:
    desk.sources.follow(server.url, None)
    desk.hear(FromSettingsServer)
    server.publish(SECOND)
    desk.hear(FromSettingsServer)

    desk.sources.keep(server.url, FIRST)
    desk.sources.keep("https://settings.example.com/other", SECOND)
    server.wait_for_requests(2)

    assert not desk.copy.exists()


def test_a_copy_that_cannot_be_kept_is_said(server: SettingsServer, desk: Desk) -> None:
    desk.copy.mkdir()
    desk.sources.follow(server.url, None)
    told = desk.hear(FromSettingsServer)
    desk.sources.keep(told.address, told.data)

    [said] = wait_until(lambda: desk.said, "it is said")
    assert said.startswith(f"The last good settings cannot be kept in {desk.copy}: ")


def test_a_server_that_fails_is_told_once_and_its_return_too(
    server: SettingsServer, desk: Desk
) -> None:
    desk.sources.follow(server.url, None)
    desk.hear(FromSettingsServer)

    server.answer_with(answer(500))
    silent = desk.hear(SettingsServerTroubled)
    server.wait_for_requests(3)
    assert desk.inbox.empty()
    server.publish(FIRST)

    assert desk.hear(SettingsServerTroubled) == SettingsServerTroubled(server.url, None)
    assert silent.address == server.url
    assert str(silent.trouble) == (
        f"overlay {server.url}: the settings cannot be fetched:"
        " it answers 500 Internal Server Error. Look at the server's own log."
    )
    server.wait_for_requests(2)
    assert desk.inbox.empty()


def test_one_failure_is_nothing_to_tell(server: SettingsServer, desk: Desk) -> None:
    answers = iter([answer(503)])

    def send(request: BaseHTTPRequestHandler) -> None:
        next(answers, answer(200, FIRST))(request)

    server.answer_with(send)

    desk.sources.follow(server.url, None)

    assert desk.hear(FromSettingsServer) == FromSettingsServer(server.url, FIRST)


def test_another_address_is_asked_from_scratch(server: SettingsServer, desk: Desk) -> None:
    desk.sources.follow(server.url, None)
    desk.hear(FromSettingsServer)
    other = server.url + "?other"

    desk.sources.follow(other, None)

    assert desk.hear(FromSettingsServer) == FromSettingsServer(other, FIRST)


def test_nobody_is_asked_once_there_is_no_address(server: SettingsServer, desk: Desk) -> None:
    desk.sources.follow(server.url, None)
    desk.hear(FromSettingsServer)

    desk.sources.follow("", None)
    desk.sources.follow(server.url, None)
    desk.hear(FromSettingsServer)
    desk.sources.follow("", None)
    desk.sources.keep(server.url, FIRST)
    desk.copy.mkdir()  # What is kept without an address would be complained of.

    server.publish(SECOND)
    assert desk.inbox.empty()
    assert desk.said == []


def test_an_odd_time_to_come_again_ends_nothing(server: SettingsServer, desk: Desk) -> None:
    server.answer_with(answer(503, Retry_After="Mon, 01 Jan 2001 00:00:00 +99999999999999999999"))
    desk.sources.follow(server.url, None)
    server.wait_for_requests(1)

    server.publish(FIRST)

    assert desk.hear(FromSettingsServer) == FromSettingsServer(server.url, FIRST)
    assert desk.said == []


def test_the_server_is_asked_again_after_an_error_of_our_own(
    server: SettingsServer, desk: Desk
) -> None:
    server.publish(FIRST, Cache_Control=f"max-age={STUMBLE:.0f}")
    desk.sources.follow(server.url, None)
    wait_until(lambda: desk.said, "it is told")

    server.publish(SECOND)

    assert desk.hear(FromSettingsServer) == FromSettingsServer(server.url, SECOND)
    assert desk.said[0].startswith("The thread 'overlay' stopped, by a fault of ChatPlugin")
