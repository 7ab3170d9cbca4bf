"""Answers without a page, Back, dialogs and bursts: no tab stays behind that is of no use."""

from collections.abc import Iterator

import pytest

from rig.emc_host import wait_until
from rig.lane import Lane
from rig.working_pages import WorkingPages
from rig.workplace import Desk
from tests.e2e.drivers import BOTH, PIPE_ONLY

pytestmark = pytest.mark.e2e


ANSWERS = {"pipe": ("empty", "file", "other-program"), "extension": ("empty", "file")}
"""Chrome tells its extension nothing of an address that it hands to another program."""

OTHER_TABS = {"pipe": ["ChatPlugin (1)"], "extension": ["about:blank"]}
"""The operator's page, or what the operator has opened."""


@pytest.fixture
def pages() -> Iterator[WorkingPages]:
    with WorkingPages() as pages:
        yield pages


def use(lane: Lane, pages: WorkingPages, **settings: str) -> Lane:
    template = {"ChatTemplate": f"{pages.url}/card{{?user_id}}"}
    lane.desk.with_settings({**template, **settings})
    return lane


def offer(desk: Desk, page: str) -> None:
    desk.desktop.play(f"deliver message {page} media=WhatsApp author={page} text=Hi")
    desk.desktop.play(f"establish {page}")


@pytest.mark.case("no-page")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_an_answer_without_a_page_is_named_and_the_next_attempt_may_bring_one(
    lane: Lane, pages: WorkingPages
) -> None:
    with use(lane, pages).running() as desk:
        for page in ANSWERS[lane.driver]:
            offer(desk, page)
            failed = desk.wait_for_fate(page, "failed", within=30)

            assert failed["reason"] == "The CRM has sent no page"
        tabs = lane.devtools().tabs
        wait_until(lambda: [t["title"] for t in tabs()] == OTHER_TABS[lane.driver], "none is left")
        assert "closed" not in [line["fate"] for line in desk.journal()]
        asked = pages.cards("empty")
        desk.desktop.play("establish empty")

        wait_until(lambda: pages.cards("empty") == asked + 1, "the CRM is asked again")


@pytest.mark.case("back-on-card")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_back_on_a_card_stays_on_the_card(lane: Lane, pages: WorkingPages) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "customer")
        desk.wait_for_fate("customer", "shown", within=30)
        with lane.devtools().wait_for_tab("CRM WhatsApp", f"{pages.url}/card") as tab:
            tab.wait_for("document.visibilityState === 'visible'")
            desk.screen.wait_for_front("CRM WhatsApp - ")
            tab.wait_for("document.readyState === 'complete' && performance.now() > 500")

            desk.screen.press("alt+Left")

            tab.wait_for("performance.now() > 2000")
            assert tab.value("location.pathname") == "/card"


@pytest.mark.case("greeting")
@pytest.mark.parametrize("lane", [PIPE_ONLY], indirect=True)
def test_a_card_that_greets_with_a_dialog_is_shown_and_delays_no_other(
    lane: Lane, pages: WorkingPages
) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "greeting")
        desk.wait_for_fate("greeting", "shown", within=30)

        offer(desk, "customer")

        desk.wait_for_fate("customer", "shown", within=8)
        assert [line["fate"] for line in desk.journal()].count("failed") == 0


@pytest.mark.case("burst")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_of_five_contacts_at_once_the_newest_is_in_front(lane: Lane, pages: WorkingPages) -> None:
    settings = {"TabTitle": "CRM {user_id}", "Raise.WaitForTyping": "off"}
    with use(lane, pages, **settings).running() as desk:
        for n in range(5):
            offer(desk, f"c{n}")
        for n in range(5):
            desk.wait_for_fate(f"c{n}", "shown", within=30)

        desk.screen.wait_for_front("CRM c4 - ")


@pytest.mark.driver("pipe")
@pytest.mark.parametrize("lane", [PIPE_ONLY], indirect=True)
def test_chrome_offers_to_keep_no_password(lane: Lane, pages: WorkingPages) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "customer")
        desk.wait_for_fate("customer", "shown", within=30)

        preferences = desk.home / "chrome" / "Default" / "Preferences"
        assert '"credentials_enable_service":false' in preferences.read_text("utf-8")
