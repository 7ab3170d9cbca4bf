"""The service is upgraded, killed and taken back at work: no contact is lost, none raised twice."""

from pathlib import Path

import pytest

from rig.emc_host import ROOT
from rig.upgrade import CONTACTS, NEW, OLD, Rounds, Versions
from rig.workplace import Desk
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The service. Its libraries are those of these tests."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "chatplugin").symlink_to(ROOT / "src" / "chatplugin")
    return folder


def test_three_rounds_lose_no_contact_and_raise_none_twice(
    workplace: Desk, library: Path, tmp_path: Path
) -> None:
    versions = Versions(tmp_path / "versions", library)

    outcome = Rounds(workplace, versions, Path(letter(tmp_path))).run(3)

    assert outcome.contacts == 3 * CONTACTS
    assert (outcome.lost, outcome.raised_twice, outcome.of_another_operator) == ([], [], [])
    assert {OLD, NEW} <= outcome.services.keys()
