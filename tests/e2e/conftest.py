from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.crm import SampleCrm
from rig.everyday import PackedExtension, pack_extension
from rig.headless import HeadlessChrome
from rig.screen import Screen
from rig.workplace import Desk


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> PackedExtension:
    return pack_extension(tmp_path_factory.mktemp("extension"))


@pytest.fixture(scope="module")
def chrome() -> Iterator[HeadlessChrome]:
    """The administrator's browser."""
    with HeadlessChrome() as chrome:
        yield chrome


@pytest.fixture
def crm() -> Iterator[SampleCrm]:
    with SampleCrm() as crm:
        yield crm


@pytest.fixture
def workplace(crm: SampleCrm, tmp_path: Path, screen: Screen) -> Desk:
    """A workplace that a test starts itself, so that it can change the settings before."""
    return Desk(crm, tmp_path, screen)
