"""The log keeps to its size, whatever happens to its files."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatplugin.adapters.machine import open_log

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


def test_a_log_that_is_full_goes_on_in_another_file_and_three_are_kept(path: Path) -> None:
    open_log(path)
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

    open_log(path)
    logging.getLogger("chatplugin").warning("after")

    assert path.read_text("utf-8").startswith("before\n")
    assert path.read_text("utf-8").endswith("WARNING after\n")


def test_a_log_that_cannot_be_written_goes_to_standard_error(path: Path) -> None:
    path.parent.parent.joinpath("log").write_text("no folder", encoding="utf-8")

    open_log(path)

    assert type(logging.getLogger().handlers[-1]) is logging.StreamHandler


def test_a_full_log_whose_files_cannot_be_moved_goes_on_and_stops_nobody(path: Path) -> None:
    (path.parent / "chatplugin.log.2" / "held").mkdir(parents=True)
    (path.parent / "chatplugin.log.1").touch()

    open_log(path)
    for number in range(30):
        logging.getLogger("chatplugin").warning("%d %s", number, "x" * 50_000)

    assert "WARNING 29 x" in path.read_text("utf-8")
