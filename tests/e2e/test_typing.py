"""The operator types while cards come up: every character lands where it was meant to."""

import time
from collections.abc import Iterator

import pytest

from chatplugin.adapters.platform.posix import Posix
from rig.emc_host import wait_until
from rig.lane import EXTENSION, Lane
from rig.screen import Screen
from rig.typist import Typist, through_a_reply, through_a_sentence
from rig.working_pages import WorkingPages
from tests.e2e.drivers import BOTH

pytestmark = pytest.mark.e2e


@pytest.fixture
def pages() -> Iterator[WorkingPages]:
    with WorkingPages() as pages:
        yield pages


@pytest.mark.case("sentence")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_sentence_is_finished_in_the_card_in_which_it_was_begun(
    lane: Lane, pages: WorkingPages
) -> None:
    assert through_a_sentence(Typist(lane, pages), 2) == 2


@pytest.mark.case("sentence")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_reply_is_finished_in_the_program_in_which_it_was_begun(
    lane: Lane, pages: WorkingPages
) -> None:
    assert through_a_reply(Typist(lane, pages), 1) == 1


@pytest.mark.case("marked")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_the_tab_of_a_card_behind_another_program_is_marked_until_it_is_seen(
    lane: Lane, pages: WorkingPages
) -> None:
    typist = Typist(lane, pages)
    lane.desk.with_settings({"Raise.whatsapp": "background"})
    with lane.running() as desk:
        with desk.screen.covered():
            page = typist.offer()
            with typist.card(page) as tab:
                tab.wait_for("document.readyState === 'complete'")
                typist.wait_for_title(page, "● CRM WhatsApp")

                assert tab.value("document.title") == "Own"
                tab.value("location.reload()")
                tab.wait_for("performance.now() < 5000 && document.readyState === 'complete'")
                typist.wait_for_title(page, "● CRM WhatsApp")

        with typist.card(page) as tab:
            tab.call("Page.bringToFront")
            desk.screen.wait_for_front("CRM WhatsApp - ")
            typist.wait_for_title(page, "CRM WhatsApp")
            tab.value("location.reload()")
            tab.wait_for("performance.now() < 5000 && document.readyState === 'complete'")
            typist.wait_for_title(page, "CRM WhatsApp")


@pytest.mark.case("flash")
@pytest.mark.driver(EXTENSION)
@pytest.mark.parametrize("lane", [EXTENSION], indirect=True)
def test_chrome_asks_for_attention_in_the_taskbar(lane: Lane, pages: WorkingPages) -> None:
    typist = Typist(lane, pages)
    lane.desk.with_settings({"Raise": "flash"})
    with lane.running() as desk, desk.screen.covered():
        typist.offer()

        wait_until(desk.screen.is_attention_wanted, "a window asks for attention")

        assert desk.screen.in_front() == "Another program"


def test_x11_knows_for_how_long_the_operators_hands_have_rested() -> None:
    with Screen() as screen:
        desktop = Posix(screen.environment)
        screen.type("a")
        wait_until(lambda: (desktop.seconds_of_rest() or 0) > 0.3, "the hands have rested")
        before = time.monotonic()

        screen.type("a")

        rest = desktop.seconds_of_rest()
        assert rest is not None
        assert rest <= time.monotonic() - before
    assert desktop.seconds_of_rest() is None  # And this process lives on.
