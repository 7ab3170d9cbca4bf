"""The last good overlay on disk."""

import os
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from chatplugin.adapters.settings_sources import CopyFile
from chatplugin.config.sources import OverlayCopy
from chatplugin.domain.errors import ConfigurationError

COPY = OverlayCopy("https://settings.example.com/x?key=1", b'\xff\n{"MaxTabs": 5}\n', 'W/"5"')

GOOD = (
    b'{"address": "https://settings.example.com/", "etag": "", "modified": "",'
    b' "checksum": 1341737681}\n{"MaxTabs": 5}'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "overlay.copy"


def test_what_is_written_is_read(path: Path) -> None:
    CopyFile(path).write(replace(COPY, data=b"older"))
    CopyFile(path).write(COPY)

    assert CopyFile(path).read() == COPY
    assert list(path.parent.iterdir()) == [path]


def test_there_need_not_be_a_copy(path: Path) -> None:
    assert CopyFile(path).read() is None


def test_the_form_on_disk_is_what_an_earlier_version_has_written(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(GOOD)

    assert CopyFile(path).read() == OverlayCopy("https://settings.example.com/", b'{"MaxTabs": 5}')


@pytest.mark.skipif(os.name == "nt", reason="rights there are those of the folder")
def test_only_its_owner_can_read_it(path: Path) -> None:
    CopyFile(path).write(COPY)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


GARBLED = {
    "empty": b"",
    "torn": GOOD[:-1],
    "changed": GOOD.replace(b"MaxTabs", b"MinTabs"),
    "list": b"[]\n" + GOOD,
    "object": b"{}\n" + GOOD,
    "zeros": bytes(len(GOOD)),
    "deep": b"[" * 5_000,
}


@pytest.mark.parametrize("garbled", GARBLED.values(), ids=GARBLED)
def test_a_garbled_copy_is_named_and_not_used(path: Path, garbled: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(garbled)

    with pytest.raises(ConfigurationError) as caught:
        CopyFile(path).read()

    assert str(caught.value) == (
        f"{path}: the copy of the last good settings cannot be used: it is garbled."
        " It is fetched again by itself"
    )


def test_a_copy_that_cannot_be_read_is_named(path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(ConfigurationError, match=r"used: (Is a directory|Permission denied)"):
        CopyFile(path).read()
