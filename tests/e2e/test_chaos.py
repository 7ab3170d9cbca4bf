"""A minute of `./dev chaos` in a few seconds: parts fail at random, and no contact is lost."""

from pathlib import Path

import pytest

from rig.chaos import Act, Step, chaos
from rig.everyday import PackedExtension
from rig.faults import Fault
from rig.lane import PIPE
from rig.screen import Screen

pytestmark = pytest.mark.e2e

HURRY = 0.1
"""Seconds between two steps."""

FAULTS = (
    Fault.DISK,
    Fault.CHROME_KILLED,
    Fault.CLOCK,
    Fault.CRM_500,
    Fault.SERVICE_KILLED,
    Fault.OVERLAY,
    Fault.MEMORY,
    Fault.PAGE_KILLED,
    Fault.SERVICE_STOPPED,
)


def test_whatever_fails_no_contact_is_lost_or_shown_twice_and_nobody_is_given_away(
    tmp_path: Path, screen: Screen, extension: PackedExtension
) -> None:
    steps = [
        Step(HURRY, what, chance=0.3)
        for fault in FAULTS
        for what in (Act.EMAIL, fault, Act.MESSAGE, Act.AGAIN)
    ]

    outcome = chaos(PIPE, steps, folder=tmp_path, screen=screen, extension=extension)

    assert outcome.failures == {}, "\n".join(outcome.notes)
    assert outcome.contacts == 2 * len(FAULTS) + 1
    assert outcome.services > 1
