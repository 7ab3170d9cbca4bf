"""Cards over the pipe, in a Chrome that the service has started."""

import json

import pytest

from rig.emc_host import wait_until
from rig.windows import chromes, kill_chrome
from rig.workplace import Desk
from tests.windows.line.day import CARDS, SLOW, Picture, addresses, show_both_cards

pytestmark = pytest.mark.windows


def test_an_email_and_a_whatsapp_contact_raise_their_cards(desk: Desk, picture: Picture) -> None:
    with desk:
        show_both_cards(desk)

        picture("pipe-two-cards")
        assert addresses(desk) == CARDS
        assert not [line for line in desk.desktop.log if line.startswith("fatal")]


def test_the_title_stays_when_the_page_names_itself(desk: Desk, picture: Picture) -> None:
    with desk:
        show_both_cards(desk)
        before = len(desk.crm.signals("title"))

        desk.screen.press("F5")

        own_titles = desk.crm.wait_for_signals("title", before + 1, SLOW)
        assert "Sample CRM" in own_titles[-1]
        desk.screen.wait_for_front("CRM WhatsApp - ")
        picture("pipe-title-held")


def test_the_same_contact_again_brings_up_its_tab_and_asks_for_no_page(desk: Desk) -> None:
    with desk:
        show_both_cards(desk)

        desk.desktop.play("establish E1")

        desk.screen.wait_for_front("CRM Email - ", SLOW)
        assert addresses(desk) == CARDS


def test_both_cards_come_back_when_chrome_was_killed(desk: Desk, picture: Picture) -> None:
    with desk:
        show_both_cards(desk)

        kill_chrome(desk.home / "chrome")

        desk.crm.wait_for_cards(4, SLOW)
        desk.screen.wait_for_front("CRM ", SLOW)
        picture("pipe-after-a-kill")
        assert sorted(addresses(desk)[2:]) == sorted(CARDS)


def test_chrome_leaves_cleanly_when_the_desktop_is_closed(desk: Desk) -> None:
    profile = desk.home / "chrome"
    with desk:
        show_both_cards(desk)
        assert chromes(profile)

        code = desk.desktop.stop()

        assert code == 0
        desk.desktop.wait_for_log("service ended with code 0")
        wait_until(lambda: not chromes(profile), "Chrome has left", SLOW)
    preferences = json.loads((profile / "Default" / "Preferences").read_bytes())
    assert preferences["profile"]["exit_type"] == "Normal"
    assert {line["contact"] for line in desk.journal()} == {"E1", "W1"}
