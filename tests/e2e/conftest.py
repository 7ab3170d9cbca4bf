import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.crm import SampleCrm
from rig.everyday import PackedExtension, pack_extension
from rig.headless import HeadlessChrome
from rig.lane import Lane
from rig.screen import Screen, wait_until
from rig.workplace import LEAN, Desk, chrome_arguments
from tests.matrix import CASES
from tests.played.plugin_desk import PluginDesk


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A case that is tried must be one that is promised."""
    for item in items:
        if unknown := {case for case, _ in cells_of(item)} - CASES.keys():
            what = f"{item.nodeid}: there is no case {unknown.pop()!r}"
            raise pytest.UsageError(f"{what}. Write it into tests/matrix.toml, or correct the mark")


def cells_of(item: pytest.Item) -> list[tuple[str, str]]:
    """Return the cells of the matrix that the test tries: pairs of a case and a driver."""
    cases = [case for mark in item.iter_markers("case") for case in mark.args]
    driver = item.get_closest_marker("driver")
    return [(case, driver.args[0]) for case in cases] if driver else []


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture(autouse=True)
def tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """A window that one test leaves behind is a riddle in another one, so it fails the first."""
    if "screen" not in request.fixturenames:
        yield
        return
    screen: Screen = request.getfixturevalue("screen")
    before = screen.windows()
    yield
    wait_until(lambda: len(screen.windows()) <= len(before), "no window is left behind")


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
    lean = " ".join([*chrome_arguments(), LEAN])
    return Desk(crm, tmp_path, screen).with_settings({"Chrome.Arguments": lean})


@pytest.fixture
def lane(request: pytest.FixtureRequest, workplace: Desk, extension: PackedExtension) -> Lane:
    """A workplace whose cards go by the driver that is the test's parameter."""
    return Lane(request.param, workplace, extension)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB, as root may have one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def plugin_desk(tmp_path: Path) -> PluginDesk:
    """A desktop whose service only pretends, for tests of the plug-in alone."""
    return PluginDesk(tmp_path)
