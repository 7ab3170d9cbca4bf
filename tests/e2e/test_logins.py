"""Logins of every kind before a card: each is left alone, and the card comes after it."""

from collections.abc import Iterator

import pytest

from rig.devtools import DevTools, TabView
from rig.emc_host import wait_until
from rig.lane import Lane
from rig.login_pages import LoginPages
from rig.workplace import Desk
from tests.e2e.drivers import BOTH

pytestmark = [pytest.mark.e2e, pytest.mark.parametrize("lane", BOTH, indirect=True)]

TITLE = "CRM WhatsApp"


@pytest.fixture
def pages() -> Iterator[LoginPages]:
    with LoginPages() as pages:
        yield pages


def use(lane: Lane, pages: LoginPages) -> Lane:
    lane.desk.with_settings({"ChatTemplate": f"{pages.url}/card{{?user_id}}"})
    return lane


def offer(desk: Desk, kind: str) -> None:
    desk.desktop.play(f"deliver message W1 media=WhatsApp author={kind} text=Hi")
    desk.desktop.play("establish W1")


def tab_at(chrome: DevTools, url: str) -> TabView:
    """The card's tab, as soon as it shows a page at *url* that has been read."""
    tab = chrome.wait_for_tab(TITLE, url, within=20)
    tab.wait_for("document.readyState === 'complete' && document.body !== null")
    return tab


def send(chrome: DevTools, url: str, field: str, text: str) -> None:
    """Fill in the form at *url* by hand, and send it."""
    with tab_at(chrome, url) as tab:
        tab.wait_for("performance.now() > 1000")  # Nobody types before the page is there.
        tab.click(field)
        tab.call("Input.insertText", text=text)
        tab.click("#send")


def wait_for_card(chrome: DevTools, pages: LoginPages) -> None:
    with tab_at(chrome, f"{pages.url}/card") as tab:
        tab.wait_for("document.querySelector('h1')?.textContent === 'The customer'")


def state(lane: Lane, title: str, wanted: str) -> None:
    with lane.operators_page(title) as page:
        page.wait_for(f"document.querySelector('.state').textContent === '{wanted}'")


@pytest.mark.case("login-code")
def test_the_second_step_of_a_login_is_left_alone_and_the_card_comes_after_it(
    lane: Lane, pages: LoginPages
) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "code")
        desk.wait_for_fate("W1", "failed", within=30)
        chrome = lane.devtools()
        send(chrome, f"{pages.url}/login", "#password", "secret")
        with tab_at(chrome, f"{pages.url}/code") as tab:
            tab.wait_for("performance.now() > 3000")
        send(chrome, f"{pages.url}/code", "#code", "123456")

        wait_for_card(chrome, pages)
        state(lane, "ChatPlugin", "Card is open")
        assert pages.asked.count("/code") == 1
        assert len(pages.cards()) == 2


@pytest.mark.case("login-elsewhere")
def test_a_login_on_two_pages_of_another_server_may_take_its_time(
    lane: Lane, pages: LoginPages
) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "names")
        chrome = lane.devtools()
        with tab_at(chrome, f"{pages.elsewhere}/name") as tab:
            tab.wait_for("performance.now() > 12000")
        send(chrome, f"{pages.elsewhere}/name", "#user", "4021")
        send(chrome, f"{pages.elsewhere}/password", "#password", "secret")

        wait_for_card(chrome, pages)
        state(lane, "ChatPlugin", "Card is open")
        assert len(pages.cards()) == 2


@pytest.mark.case("login-callback")
def test_the_page_that_takes_the_answer_of_a_login_server_is_not_interrupted(
    lane: Lane, pages: LoginPages
) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "callback")
        desk.wait_for_fate("W1", "failed", within=30)
        chrome = lane.devtools()
        send(chrome, f"{pages.elsewhere}/authorise", "#password", "secret")

        wait_for_card(chrome, pages)
        state(lane, "ChatPlugin", "Card is open")
        assert pages.asked.count("POST /authorised") == 1
        assert len(pages.cards()) == 2


@pytest.mark.case("login-single-page")
def test_a_login_without_a_new_document_ends_with_the_cards_address(
    lane: Lane, pages: LoginPages
) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "single-page")
        desk.wait_for_fate("W1", "failed", within=30)
        chrome = lane.devtools()
        send(chrome, f"{pages.url}/login", "#password", "secret")

        state(lane, "ChatPlugin", "Card is open")
        with tab_at(chrome, f"{pages.url}/card") as tab:
            tab.click("#link")
        with tab_at(chrome, f"{pages.url}/history") as tab:
            tab.wait_for("performance.now() > 3000")
            assert tab.value("location.pathname") == "/history"
        assert len(pages.cards()) == 1


@pytest.mark.case("login-in-place")
def test_a_login_at_the_cards_own_address_is_told_and_the_card_comes_after_it(
    lane: Lane, pages: LoginPages
) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "in-place")
        failed = desk.wait_for_fate("W1", "failed", within=30)
        assert failed["reason"] == "The CRM asks for a login"
        chrome = lane.devtools()
        send(chrome, f"{pages.url}/card", "#password", "secret")

        wait_for_card(chrome, pages)
        state(lane, "ChatPlugin", "Card is open")
        assert len(pages.cards()) == 2


def test_a_login_in_two_dialogs_that_a_script_draws_is_told_and_left_alone(
    lane: Lane, pages: LoginPages
) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "dialogs")
        failed = desk.wait_for_fate("W1", "failed", within=30)
        assert failed["reason"] == "The CRM asks for a login"
        chrome = lane.devtools()
        for field in ("#login", "#password"):
            send(chrome, f"{pages.url}/card", field, "4021")

        wait_for_card(chrome, pages)
        state(lane, "ChatPlugin", "Card is open")
        assert len(pages.cards()) == 1


@pytest.mark.case("landed-elsewhere")
def test_a_card_that_lands_on_the_start_page_is_offered_and_comes_when_it_is_wanted(
    lane: Lane, pages: LoginPages
) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "silent")
        failed = desk.wait_for_fate("W1", "failed", within=30)
        assert failed["reason"] == "The CRM has opened another page than the card"
        with tab_at(lane.devtools(), f"{pages.url}/") as tab:
            tab.wait_for("performance.now() > 3000")
        assert len(pages.cards()) == 1

        desk.desktop.play("establish W1")

        wait_for_card(lane.devtools(), pages)
        state(lane, "ChatPlugin", "Card is open")


@pytest.mark.case("password-field")
def test_a_record_with_a_field_for_a_password_is_no_login(lane: Lane, pages: LoginPages) -> None:
    with use(lane, pages).running() as desk:
        offer(desk, "record")
        desk.wait_for_fate("W1", "shown", within=30)
        chrome = lane.devtools()
        with tab_at(chrome, f"{pages.url}/records/17") as tab:
            tab.wait_for("performance.now() > 3000")
            tab.click("#link")
        with tab_at(chrome, f"{pages.url}/history") as tab:
            tab.wait_for("performance.now() > 3000")
            assert tab.value("location.pathname") == "/history"

        wait_until(lambda: len(pages.cards()) == 1, "the card was asked for once")
        assert [line["fate"] for line in desk.journal()].count("failed") == 0
