"""The local file of settings while it changes, and the copy of the overlay."""

import os
import re
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue

import pytest

from chatplugin.adapters.settings_sources import CopyFile, SettingsSources
from chatplugin.config.sources import OverlayCopy
from chatplugin.service.ports import FromFile, Signal

ADDRESS = "https://settings.example.com/chatplugin.json"
COPY = OverlayCopy(ADDRESS, b'{"MaxTabs": 5}')


class Watched:
    """A file under watch, and what the service would hear of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[str] = []
        self._inbox: SimpleQueue[Signal] = SimpleQueue()
        copy = path.with_name("copy")
        self.sources = SettingsSources(path, copy, self._inbox, say=self.said.append)
        self._age = 0

    def write(self, text: str) -> None:
        self.path.write_text(text)
        self._age += 1
        os.utime(self.path, (self._age, self._age))

    def after_looks(self, n: int) -> list[Signal]:
        for _ in range(n):
            self.sources.look_at_file()
        return [self._inbox.get() for _ in range(self._inbox.qsize())]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "ChatPlugin.ini")


def test_a_file_that_stays_as_it_is_is_read_once(watched: Watched) -> None:
    watched.write("MaxTabs=5")

    [layer] = watched.sources.local_layers()

    assert (layer.name, layer.values) == (str(watched.path), {"MaxTabs": "5"})
    assert watched.after_looks(5) == []


def test_a_change_counts_once_the_file_has_come_to_rest(watched: Watched) -> None:
    watched.write("MaxTabs=5")
    watched.sources.local_layers()

    watched.write("")
    assert watched.after_looks(1) == []
    watched.write("MaxTabs=6")
    assert watched.after_looks(1) == []

    assert watched.after_looks(3) == [FromFile(str(watched.path), b"MaxTabs=6")]


def test_a_file_may_come_and_go(watched: Watched) -> None:
    assert watched.sources.local_layers() == []

    watched.write("MaxTabs=5")
    assert watched.after_looks(3) == [FromFile(str(watched.path), b"MaxTabs=5")]
    watched.path.unlink()

    assert watched.after_looks(3) == [FromFile(str(watched.path), b"")]
    assert watched.said == []


def test_a_file_that_cannot_be_read_is_said_once_and_tried_until_it_can(watched: Watched) -> None:
    watched.path.mkdir()

    assert watched.sources.local_layers() == []
    assert watched.after_looks(5) == []
    [said] = watched.said
    assert said.startswith(f"The settings in {watched.path} cannot be read: ")
    assert re.search("Is a directory|Permission denied", said)

    watched.path.rmdir()
    watched.write("MaxTabs=5")
    assert watched.after_looks(3) == [FromFile(str(watched.path), b"MaxTabs=5")]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def sources(tmp_path: Path, said: list[str]) -> SettingsSources:
    inbox: SimpleQueue[Signal] = SimpleQueue()
    return SettingsSources(tmp_path / "x.ini", tmp_path / "copy", inbox, say=said.append)


def test_the_copy_is_what_lies_on_disk(sources: SettingsSources, tmp_path: Path) -> None:
    assert sources.copy() is None

    CopyFile(tmp_path / "copy").write(COPY)

    assert sources.copy() == COPY


def test_a_garbled_copy_counts_as_none_and_is_said_where_a_server_is_asked(
    sources: SettingsSources, said: list[str], tmp_path: Path
) -> None:
    (tmp_path / "copy").write_bytes(b"garbled")

    assert sources.copy() is None
    sources.follow("", None)
    assert said == []
    sources.follow(ADDRESS, None)

    assert "cannot be used" in said[0]


def test_a_desktop_without_a_settings_server_loads_nothing_for_it() -> None:
    script = """
import sys
from pathlib import Path
from queue import SimpleQueue
import chatplugin.cli.serve
from chatplugin.adapters.settings_sources import SettingsSources
sources = SettingsSources(Path("none.ini"), Path("none"), SimpleQueue(), say=print)
sources.follow("", None)
print(*[name for name in ("ssl", "http.client", "random", "ctypes")
        if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.split() == []
