"""The plug-in on Microsoft's CLR for Windows, in every EMC that can be played there."""

import pytest

from rig.workplace import Desk
from tests.played.ways_of_emc import WAYS
from tests.windows.line.day import (
    CARDS,
    SLOW,
    accept_whatsapp,
    addresses,
    log_in,
    offer_email,
)

pytestmark = pytest.mark.windows


@pytest.mark.parametrize("way", WAYS)
def test_contacts_of_every_emc_raise_their_cards(desk: Desk, way: str) -> None:
    with desk.with_emulator(WAYS[way]):
        log_in(desk)
        desk.desktop.wait_for_log("listens to WorkItemRefRemoved", SLOW)
        offer_email(desk)
        accept_whatsapp(desk)
        desk.wait_for_fate("W1", "shown", SLOW)

        code = desk.desktop.stop()

    assert code == 0
    assert addresses(desk) == CARDS
