"""
The whole line on Windows' own programs, under wine: `./dev windows` runs these tests.

EMC's emulator runs on Microsoft's CLR for Windows, the service in CPython for Windows, and cards
come up in Chromium for Windows. Wine is not Windows: what passes here is not plainly wrong, and no
more.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from rig.crm import SampleCrm
from rig.emc_host import EmcHostFailure, wait_until
from rig.everyday import PackedExtension, pack_extension
from rig.screen import Screen
from rig.windows import PICTURES, Windows, desk_on_windows
from rig.workplace import Desk
from tests.windows.line.day import Picture
from tests.windows.line.installed import LOCAL_FILES, InstalledDesk, build, build_newer
from tests.windows.line.installed import installed_desk as make_installed_desk

EMPTY_PAGE = 25_000
"""Bytes of a picture."""


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture(scope="session")
def running_windows(screen: Screen) -> Iterator[Windows]:
    with Windows(screen) as windows:
        windows.uninstall_all()
        yield windows


@pytest.fixture
def windows(running_windows: Windows) -> Iterator[Windows]:
    yield running_windows
    running_windows.forget()


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> PackedExtension:
    return pack_extension(tmp_path_factory.mktemp("extension"))


@pytest.fixture
def crm() -> Iterator[SampleCrm]:
    with SampleCrm() as crm:
        yield crm


@pytest.fixture
def desk(windows: Windows, crm: SampleCrm, tmp_path: Path) -> Desk:
    """A workplace on Windows, whose folder has Cyrillic letters as an operator's own may have."""
    folder = tmp_path / "Жанна"
    folder.mkdir()
    return desk_on_windows(Desk(crm, folder, windows.screen))


@pytest.fixture
def picture(screen: Screen) -> Picture:
    """Keep what the screen shows now, for people to look at."""

    def keep(name: str) -> Path:
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        # Wine paints late at times, and an empty page makes a small file.
        with suppress(EmcHostFailure):
            wait_until(lambda: screen.screenshot(path).stat().st_size > EMPTY_PAGE, "a page", 5)
        return path

    return keep


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension's, made for these tests."""
    return tmp_path_factory.mktemp("key") / "extension.pem"


@pytest.fixture(scope="session")
def installer(tmp_path_factory: pytest.TempPathFactory, key: Path) -> Path:
    return build(tmp_path_factory.mktemp("package") / "dist", key, "--keep-folder")


@pytest.fixture(scope="session")
def newer_installer(installer: Path) -> Path:
    folder = installer.parent / "work" / "ChatPlugin"
    return build_newer(shutil.copytree(folder, installer.parent / "work" / "newer"))


@pytest.fixture
def installed_desk(windows: Windows, crm: SampleCrm, tmp_path: Path) -> Iterator[Desk]:
    yield make_installed_desk(InstalledDesk(crm, tmp_path, windows.screen))
    shutil.rmtree(LOCAL_FILES / "ChatPlugin", ignore_errors=True)
