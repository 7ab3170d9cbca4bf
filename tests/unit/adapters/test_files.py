"""A file is put in the place of another whole or not at all."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chatplugin.adapters.machine import replace_file


@contextmanager
def a_disk_that_takes(octets: int) -> Iterator[None]:
    if sys.platform == "win32":
        pytest.skip("such a limit is unknown there")
    import resource  # noqa: PLC0415 - exists on POSIX only

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "Настройки.ini"

    replace_file(file, b"old")
    replace_file(file, b"new\n\r\n")

    assert file.read_bytes() == b"new\n\r\n"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists instead")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_the_new_file_has_the_rights_that_are_asked_for(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "file"
    file.touch(0o666)

    replace_file(file, b"new", mode)

    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")

    with a_disk_that_takes(1000), pytest.raises(OSError, match="File too large"):
        replace_file(file, bytes(100_000))

    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_replaced_leaves_nothing_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    with pytest.raises(OSError, match=r"directory|denied"):
        replace_file(folder, b"new")

    assert list(tmp_path.iterdir()) == [folder]
