"""What the commands make of an overlay, with a settings server that tests command."""

import base64
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatplugin.adapters.desktop_layers import DesktopLayers
from chatplugin.adapters.machine import Folders
from chatplugin.adapters.settings_sources import CopyFile
from chatplugin.adapters.signing import PrivateKey
from chatplugin.cli.main import main
from chatplugin.config.sources import OverlayCopy
from chatplugin.config.table import program
from rig.settings_server import SettingsServer, answer


def check(settings: Path | None, *more: str) -> int:
    named = [] if settings is None else ["--settings", str(settings)]
    return main(["check", *named, *more])


def show_settings(settings: Path | None) -> int:
    return main(["settings", *([] if settings is None else ["--settings", str(settings)])])


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server's key needs openssl")

MANY = "MaxTabs = 'many': this is not a whole number from 1 to 200. Write one, such as 20."
REFUSED = '{"TabTitle": "New", "MaxTabs": "many"}'


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture
def server(
    certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SettingsServer]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with SettingsServer(certificates) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        server.publish('{"TabTitle": "Card"}')
        yield server


@pytest.fixture
def section(server: SettingsServer, tmp_path: Path) -> Path:
    """EMC's section, which names the server, and a Chrome that is there."""
    (tmp_path / "chrome").write_text("#!/bin/sh\n")
    (tmp_path / "chrome").chmod(0o755)
    file = tmp_path / "ASGUIHost.ini"
    file.write_text(
        f"[ChatPlugin]\nSettings.Url={server.url}\nTabTitle=EMC\n"
        "ChatTemplate=https://crm/{?user_id}\nEmailTemplate=https://crm/{?user_id}\n"
        f"Chrome.Path={tmp_path}/chrome\n"
    )
    return file


def title_line(printed: str) -> str:
    [line] = [line for line in printed.splitlines() if line.startswith("TabTitle ")]
    return " ".join(line.split())


def keep_copy(server: SettingsServer) -> None:
    data = b'{"TabTitle": "Yesterday"}'
    CopyFile(Folders.of_operator().overlay_copy).write(OverlayCopy(server.url, data))


def test_the_overlay_is_fetched_and_each_value_says_that_it_came_from_there(
    server: SettingsServer, section: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(section) == 0
    assert show_settings(section) == 0

    printed = capsys.readouterr()
    assert title_line(printed.out) == f"TabTitle Card (overlay {server.url})"
    assert printed.err == ""


def test_a_broken_overlay_is_named_and_does_not_count(
    server: SettingsServer, section: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.publish(REFUSED)

    assert check(section) == 1
    assert f"ERROR  overlay {server.url}:1:33: {MANY}" in capsys.readouterr().out
    show_settings(section)

    printed = capsys.readouterr()
    assert title_line(printed.out) == f"TabTitle EMC ({section})"
    assert printed.err == f"overlay {server.url}:1:33: {MANY}\n"


def test_a_server_that_fails_is_named_and_the_copy_of_yesterday_counts(
    server: SettingsServer, section: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_copy(server)
    server.answer_with(answer(500))

    assert check(section) == 1
    assert "the settings cannot be fetched: it answers 500" in capsys.readouterr().out
    show_settings(section)

    assert title_line(capsys.readouterr().out) == f"TabTitle Yesterday (overlay {server.url})"


def test_a_signed_copy_does_not_hide_why_the_server_sends_nothing(
    server: SettingsServer, section: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, kept = PrivateKey(bytes(32)), b'{"TabTitle": "Yesterday", "Version": 5}'
    written = program.SETTINGS_KEY.kind.write(key.public.octets)
    section.write_text(f"{section.read_text()}Settings.Key={written}\n")
    copy = OverlayCopy(server.url, kept, "", key.sign(kept), key.public.octets)
    CopyFile(Folders.of_operator().overlay_copy).write(copy)

    server.answer_with(answer(500))
    assert check(section) == 1
    away = capsys.readouterr().out
    server.publish('{"TabTitle": "Today", "Version": 6}')
    assert check(section) == 1
    unsigned = capsys.readouterr().out

    assert "the settings cannot be fetched: it answers 500" in away
    assert "their signature cannot be fetched from" in unsigned
    assert "version 0" not in away + unsigned
    show_settings(section)
    assert title_line(capsys.readouterr().out) == f"TabTitle Yesterday (overlay {server.url})"


def test_an_overlay_counts_in_the_commands_too_only_with_its_signature(
    server: SettingsServer, section: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, overlay = PrivateKey(bytes(32)), b'{"TabTitle": "Signed", "Version": 3}'
    written = program.SETTINGS_KEY.kind.write(key.public.octets)
    section.write_text(f"{section.read_text()}Settings.Key={written}\n")
    server.publish(overlay)

    assert check(section) == 1
    assert "these settings are not taken: their signature cannot be fetched from" in (
        capsys.readouterr().out
    )
    server.publish(overlay, signature=base64.b64encode(key.sign(overlay)))
    assert check(section) == 0
    show_settings(section)

    printed = " ".join(capsys.readouterr().out.split())
    assert f"TabTitle Signed (overlay {server.url})" in printed
    assert f"Version 3 (overlay {server.url})" in printed


def test_a_garbled_copy_is_a_warning_where_the_server_fails(
    server: SettingsServer, section: Path
) -> None:
    keep_copy(server)
    Folders.of_operator().overlay_copy.write_bytes(b"garbled")
    server.answer_with(answer(500))

    problems = [
        problem for layer in DesktopLayers.read(section).layers for problem in layer.problems
    ]

    assert ["cannot be used" in str(problems[0]), "500" in str(problems[1])] == [True, True]
    assert problems[0].severity == "warning"


def test_an_overlay_can_be_checked_before_it_is_published(
    server: SettingsServer,
    section: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    proposed = tmp_path / "proposed.json"
    proposed.write_text(REFUSED)

    assert check(section, "--overlay", str(proposed)) == 1
    assert f"ERROR  overlay {proposed}:1:33: {MANY}" in capsys.readouterr().out
    proposed.write_text('{"TabTitle": "New"}')
    assert check(section, "--overlay", str(proposed)) == 0

    assert server.requests == []
