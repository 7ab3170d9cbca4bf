"""The log keeps to its size, and each session of an operator has a folder of its own."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatplugin.adapters.machine import MOST_SESSIONS, Folders
from chatplugin.domain.errors import ChatPluginError

MEGABYTE = 1024 * 1024


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield tmp_path / "log" / "chatplugin.log"
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder itself to its owner")
def test_only_its_owner_may_read_the_log_whatever_the_umask_is(path: Path) -> None:
    before = os.umask(0)
    try:
        Folders(path.parent.parent / "home").open_log()
        logging.getLogger("chatplugin").warning("something")
    finally:
        os.umask(before)

    file = path.parent.parent / "home" / "log" / path.name
    modes = [each.stat().st_mode & 0o777 for each in (file.parent.parent, file.parent, file)]
    assert modes == [0o700, 0o700, 0o600]


def test_a_log_that_is_full_goes_on_in_another_file_and_three_are_kept(path: Path) -> None:
    Folders(path.parent.parent).open_log()
    for number in range(100):
        logging.getLogger("chatplugin").warning("%d %s", number, "x" * 50_000)

    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == [f"chatplugin.log{end}" for end in ("", ".1", ".2")]
    assert all(file.stat().st_size < MEGABYTE + 60_000 for file in files)
    newest = max(files[:2], key=lambda file: file.stat().st_mtime_ns)
    assert "WARNING 99 x" in newest.read_text("utf-8")


def test_a_log_goes_on_in_the_file_of_the_day_before(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("before\n", encoding="utf-8")

    Folders(path.parent.parent).open_log()
    logging.getLogger("chatplugin").warning("after")

    assert path.read_text("utf-8").startswith("before\n")
    assert path.read_text("utf-8").endswith("WARNING after\n")


def test_a_log_that_cannot_be_written_goes_to_standard_error(path: Path) -> None:
    path.parent.parent.joinpath("log").write_text("no folder", encoding="utf-8")

    Folders(path.parent.parent).open_log()

    assert type(logging.getLogger().handlers[-1]) is logging.StreamHandler


def test_a_full_log_whose_files_cannot_be_moved_goes_on_and_stops_nobody(path: Path) -> None:
    (path.parent / "chatplugin.log.2" / "held").mkdir(parents=True)
    (path.parent / "chatplugin.log.1").touch()

    Folders(path.parent.parent).open_log()
    for number in range(30):
        logging.getLogger("chatplugin").warning("%d %s", number, "x" * 50_000)

    assert "WARNING 29 x" in path.read_text("utf-8")


class Service:
    """A process that holds a folder, as a service of that session does."""

    def __init__(self, usual: Folders, session: str) -> None:
        code = (
            "import sys; from pathlib import Path;"
            "from chatplugin.adapters.machine import Folders;"
            "print(Folders(Path(sys.argv[1])).take(sys.argv[2]).home, flush=True);"
            "sys.stdin.read()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(usual.home), session],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.home = Path(self.process.stdout.readline().strip())

    def end(self) -> None:
        self.process.communicate()


@pytest.fixture
def services() -> Iterator[list[Service]]:
    running: list[Service] = []
    yield running
    for each in running:
        each.end()


def test_each_session_of_an_operator_has_a_folder_of_its_own(
    services: list[Service], tmp_path: Path
) -> None:
    usual = Folders(tmp_path / "home")
    services += [Service(usual, session) for session in ("1", "2", "3")]

    names = [each.home.relative_to(tmp_path).as_posix() for each in services]
    assert names == ["home", "home/session-2", "home/session-3"]
    assert [Folders(each.home).session for each in services] == ["1", "2", "3"]


def test_a_service_that_starts_again_has_the_folder_of_its_session(
    services: list[Service], tmp_path: Path
) -> None:
    usual = Folders(tmp_path / "home")
    first, second = Service(usual, "1"), Service(usual, "2")
    first.end()
    second.end()

    services.append(Service(usual, "2"))

    assert services[0].home == second.home


def test_a_service_of_the_same_session_that_ends_just_now_is_waited_for(tmp_path: Path) -> None:
    usual = Folders(tmp_path / "home")
    first = Service(usual, "1")
    first.process.kill()

    assert usual.take("1") == usual
    first.end()


def test_a_tenth_session_is_refused(services: list[Service], tmp_path: Path) -> None:
    usual = Folders(tmp_path / "home")
    services += [Service(usual, str(number)) for number in range(MOST_SESSIONS)]

    with pytest.raises(ChatPluginError, match="Log out"):
        usual.take("another")


def test_a_folder_that_cannot_be_written_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    usual = Folders(tmp_path / "file" / "home")

    assert usual.take("1") == usual
