"""What Chrome's command line can promise: each card comes up, and in front."""

import os
import signal

import pytest

from rig.emc_host import is_running, wait_until
from rig.lane import Lane
from rig.workplace import Desk, close_window
from tests.e2e.drivers import COMMAND_ONLY
from tests.e2e.letters import letter

pytestmark = [pytest.mark.e2e, pytest.mark.parametrize("lane", [COMMAND_ONLY], indirect=True)]


def offer(desk: Desk, contact: str) -> None:
    desk.desktop.play(f"deliver email {contact} {letter(desk.folder)}")


def accept_whatsapp(desk: Desk) -> None:
    desk.desktop.play("deliver message W1 media=WhatsApp author=+79000000001 text=Hello")
    desk.desktop.play("establish W1")


def wait_for_card(desk: Desk, number: int) -> None:
    """
    Come back once so many cards were asked for, and the last one is in front.

    By the command line its tab has the CRM's own title, so it is the CRM that tells it.
    """
    desk.crm.wait_for_cards(number, within=30)
    desk.crm.wait_for_signals("title", number)
    desk.screen.wait_for_front(desk.crm.signals("title")[-1])


@pytest.mark.case("first", "channel", "closed", "behind", "minimised")
def test_each_card_comes_to_the_front(lane: Lane) -> None:
    with lane.running() as desk:
        with desk.screen.covered("Another program"):
            offer(desk, "E1")
            wait_for_card(desk, 1)
        accept_whatsapp(desk)
        wait_for_card(desk, 2)
        desk.screen.press("ctrl+w")
        desk.screen.minimise(desk.screen.windows()[-1].id)

        desk.desktop.play("establish W1")

        wait_for_card(desk, 3)
        channels = [dict(card.parameters)["channel_type"] for card in desk.crm.cards()]
        assert channels == ["email", "whatsapp", "whatsapp"]


@pytest.mark.case("service", "desktop")
def test_no_contact_is_lost_or_shown_twice(lane: Lane) -> None:
    with lane.running() as desk:
        offer(desk, "E1")
        wait_for_card(desk, 1)
        os.kill(desk.desktop.service_pids[0], signal.SIGKILL)
        offer(desk, "E2")
        desk.desktop.wait_for_service(2)
        offer(desk, "E3")
        wait_for_card(desk, 3)

        desk.desktop.kill()
        wait_until(lambda: not is_running(desk.desktop.service_pids[1]), "the service has ended", 1)

        assert is_running(lane.everyday.pid)
        assert len(desk.crm.cards()) == 3


@pytest.mark.case("away", "window-closed")
def test_chrome_is_opened_where_none_is(lane: Lane) -> None:
    with lane.desk as desk:
        offer(desk, "E1")
        wait_for_card(desk, 1)
        close_window(desk)

        offer(desk, "E2")

        wait_for_card(desk, 2)
        close_window(desk)
