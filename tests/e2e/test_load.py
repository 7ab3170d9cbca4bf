"""More contacts than any operator has: none is lost, none shown twice, nothing piles up."""

import pytest

from rig.emc_host import wait_until
from rig.load import Traffic
from rig.workplace import Desk

pytestmark = pytest.mark.e2e

MOST_TABS = 5


def test_a_burst_of_contacts_is_shown_card_by_card_and_each_once(workplace: Desk) -> None:
    with workplace.with_settings({"MaxTabs": MOST_TABS}):
        workplace.wait_until_ready()
        traffic = Traffic(workplace)

        traffic.burst(60, seconds=0.6)

        assert traffic.asked() == dict.fromkeys(traffic.customers(), 1)
        wait_until(lambda: traffic.footprint().tabs <= MOST_TABS, "older tabs are closed", 30)


def test_nothing_piles_up_from_contact_to_contact(workplace: Desk) -> None:
    with workplace.with_settings({"MaxTabs": MOST_TABS}):
        workplace.wait_until_ready()
        traffic = Traffic(workplace)
        traffic.one_after_the_other(15)
        before = traffic.footprint()

        traffic.one_after_the_other(30)

        after = traffic.footprint()
        assert traffic.asked() == dict.fromkeys(traffic.customers(), 1)
        assert after.service_files <= before.service_files
        assert after.service_threads <= before.service_threads
        assert after.service_mb < before.service_mb + 1.5
        assert after.tabs <= MOST_TABS + 1
        assert after.chrome_processes <= before.chrome_processes + 3
