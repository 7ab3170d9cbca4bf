"""An operator who works in cards: what is typed or sent stays, and lands where it was meant to."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from rig.devtools import DevTools, TabView, chrome_with_a_port
from rig.emc_host import wait_until
from rig.lane import PIPE, Lane
from rig.loopback import Loopback
from rig.settings_server import SettingsServer
from rig.working_pages import EDITORS, WorkingPages
from rig.workplace import Desk, chrome_arguments
from tests.e2e.drivers import BOTH

pytestmark = pytest.mark.e2e

_UNDISTURBED = 3.0
"""Seconds in which the first attempts of a card that is asked for again would have come."""


@pytest.fixture
def pages() -> Iterator[WorkingPages]:
    with WorkingPages() as pages:
        yield pages


def work(desk: Desk, pages: WorkingPages) -> Desk:
    return desk.with_settings({"ChatTemplate": f"{pages.url}/card{{?user_id}}", "Language": "en"})


def offer(desk: Desk, page: str) -> None:
    desk.desktop.play(f"deliver message {page} media=WhatsApp author={page} text=Hi")
    desk.desktop.play(f"establish {page}")


def card(chrome: DevTools, pages: WorkingPages, page: str) -> TabView:
    return chrome.wait_for_tab("CRM WhatsApp", f"{pages.url}/card?user_id={page}")


def warning(chrome: DevTools, url: str) -> TabView:
    """Chrome's own page in the place of *url*, whatever its title is."""

    def found() -> list[str]:
        return [tab["id"] for tab in chrome.tabs() if tab["url"].startswith(url)]

    return TabView(chrome.port, wait_until(found, "Chrome warns of the page")[0])


def asked_for(pages: WorkingPages, what: str) -> None:
    wait_until(lambda: what in pages.asked, f"{what} is asked for")


def step_into(tab: TabView) -> None:
    """Click into the editor; before a page is painted, Chrome takes no click."""
    tab.wait_for("document.readyState === 'complete' && document.hasFocus()")

    def is_in() -> bool:
        tab.click("#field, #inside")
        return bool(tab.value("document.activeElement?.matches('#field, #inside')"))

    wait_until(is_in, "the editor has the keys")


@pytest.mark.case("typed")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_no_card_is_closed_over_text_in_whatever_editor_it_was_typed(
    lane: Lane, pages: WorkingPages
) -> None:
    work(lane.desk, pages).with_settings({"OnEnd": "close"})
    fates = {}
    with lane.running() as desk:
        for page in EDITORS:
            offer(desk, page)
            desk.wait_for_fate(page, "shown", within=30)
            with card(lane.devtools(), pages, page) as tab:
                step_into(tab)
            desk.screen.type("note")
            wait_until(partial(pages.typed.__contains__, page), f"text is in {page}")

            desk.desktop.play(f"remove {page}")

            wait_until(lambda: desk.journal()[-1]["fate"] in {"kept", "closed"}, "it has ended")
            fates[page] = desk.journal()[-1]["fate"]

    assert fates == dict.fromkeys(EDITORS, "kept")


@pytest.mark.case("typed")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_no_card_is_closed_that_its_page_would_not_let_go(lane: Lane, pages: WorkingPages) -> None:
    expected = dict.fromkeys(("chips", "asks", "framed"), "kept") | {"saved": "closed"}
    work(lane.desk, pages).with_settings({"OnEnd": "close"})
    fates = {}
    with lane.running() as desk:
        for page in expected:
            offer(desk, page)
            desk.wait_for_fate(page, "shown", within=30)
            with card(lane.devtools(), pages, page) as tab:
                tab.wait_for("document.readyState === 'complete' && document.hasFocus()")
                click_until_heard(tab, pages, page)

            desk.desktop.play(f"remove {page}")

            wait_until(lambda: desk.journal()[-1]["fate"] in {"kept", "closed"}, "it has ended")
            fates[page] = desk.journal()[-1]["fate"]

    assert fates == expected


def click_until_heard(tab: TabView, pages: WorkingPages, page: str) -> None:
    """Chrome leaves out a click on a page that has not been painted yet."""

    def is_heard() -> bool:
        if page not in pages.typed:
            tab.click("#send")
        return page in pages.typed

    wait_until(is_heard, f"{page} has changed", every=0.5)


@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_page_in_which_nothing_was_pressed_is_not_asked_whether_it_may_go(
    lane: Lane, pages: WorkingPages
) -> None:
    work(lane.desk, pages).with_settings({"OnEnd": "close"})
    with lane.running() as desk:
        offer(desk, "untouched")
        desk.wait_for_fate("untouched", "shown", within=30)
        wait_until(lambda: "untouched" in pages.typed, "the page has its guard")

        desk.desktop.play("remove untouched")

        desk.wait_for_fate("untouched", "closed")


@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_what_a_script_of_the_page_makes_up_counts_as_nothing_typed(
    lane: Lane, pages: WorkingPages
) -> None:
    work(lane.desk, pages).with_settings({"OnEnd": "close"})
    with lane.running() as desk:
        offer(desk, "scripted")
        desk.wait_for_fate("scripted", "shown", within=30)
        wait_until(lambda: "scripted" in pages.typed, "the script has run")

        desk.desktop.play("remove scripted")

        desk.wait_for_fate("scripted", "closed")


@pytest.mark.case("sent")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
@pytest.mark.parametrize(
    ("page", "answer"),
    [("form", "POST /fails"), ("link", "/fails"), ("missing-link", "/missing")],
)
def test_a_page_that_the_operator_went_to_stays_whatever_the_crm_answers(
    lane: Lane, pages: WorkingPages, page: str, answer: str
) -> None:
    work(lane.desk, pages)
    with lane.running() as desk:
        offer(desk, page)
        desk.wait_for_fate(page, "shown", within=30)
        with card(lane.devtools(), pages, page) as tab:
            tab.wait_for("document.readyState === 'complete'")
            tab.click("#send")
            asked_for(pages, answer)
            offer(desk, "other")
            desk.wait_for_fate("other", "shown")
            offer(desk, page)
            tab.wait_for(f"performance.now() > {_UNDISTURBED * 1000}")

            assert tab.value("location.pathname") == answer.removeprefix("POST ")
        assert pages.cards(page) == 1
        assert [line["fate"] for line in desk.journal() if line["contact"] == page] == [
            "raised",
            "shown",
        ]


@pytest.mark.case("sign-in")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_sign_in_dialog_of_chrome_is_left_to_the_operator(
    lane: Lane, pages: WorkingPages
) -> None:
    work(lane.desk, pages)
    with lane.running() as desk:
        offer(desk, "sign-in")
        failed = desk.wait_for_fate("sign-in", "failed", within=30)
        offer(desk, "other")
        desk.wait_for_fate("other", "shown")
        with card(lane.devtools(), pages, "other") as tab:
            offer(desk, "sign-in")
            tab.wait_for("document.visibilityState === 'hidden'")
        desk.screen.wait_for_calm()  # The dialog is there, with the keys.
        assert pages.cards("sign-in") == 1

        desk.screen.type("operator4021\tsecret\n")

        wait_until(lambda: pages.cards("sign-in") == 2, "the card is asked for again")
        with lane.operators_page("ChatPlugin") as page:
            page.wait_for("document.querySelectorAll('.state').length === 2")
            page.wait_for("!document.querySelector('#lines').innerText.includes('sign-in in')")
    assert failed["reason"] == (
        "Chrome asks for a sign-in in its own dialog: net::ERR_INVALID_AUTH_CREDENTIALS"
    )


@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_warning_of_a_certificate_is_not_loaded_again_under_the_operators_hands(
    lane: Lane, tmp_path: Path
) -> None:
    with SettingsServer(tmp_path) as crm:  # Chrome does not trust it.
        lane.desk.with_settings({"ChatTemplate": f"{crm.url}{{?user_id}}"})
        with lane.running() as desk:
            offer(desk, "W1")
            failed = desk.wait_for_fate("W1", "failed", within=30)
            with warning(lane.devtools(), crm.url) as tab:
                tab.value("globalThis.mark = true")
                offer(desk, "W1")
                tab.wait_for(f"performance.now() > {_UNDISTURBED * 1000}")

                assert tab.value("globalThis.mark")
            assert failed["reason"] == (
                "Chrome does not trust the CRM's certificate: net::ERR_CERT_AUTHORITY_INVALID"
            )


@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_crm_that_redirects_in_a_circle_is_not_asked_without_end(
    lane: Lane, pages: WorkingPages
) -> None:
    work(lane.desk, pages)
    with lane.running() as desk:
        offer(desk, "circle")
        failed = desk.wait_for_fate("circle", "failed", within=30)
        offer(desk, "other")
        desk.wait_for_fate("other", "shown")

        assert [line["fate"] for line in desk.journal()].count("failed") == 1
        assert failed["reason"] in {
            "The CRM redirects Chrome to where it cannot go: net::ERR_TOO_MANY_REDIRECTS",
            "Chrome has blocked the CRM's page: Chrome itself has ended the request",
        }


@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_page_that_asks_for_a_password_without_end_delays_nobody(
    lane: Lane, pages: WorkingPages
) -> None:
    work(lane.desk, pages)
    with lane.running() as desk:
        offer(desk, "flood")
        desk.wait_for_fate("flood", "shown", within=30)
        with card(lane.devtools(), pages, "flood") as tab:
            tab.wait_for("performance.now() > 4000", within=30)

        for page in ("second", "third"):
            offer(desk, page)
            desk.wait_for_fate(page, "shown")


class SearchEngines(Loopback):
    """A proxy through which Chrome would reach them. `asked` has the servers; none is reached."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                proxy.asked.append(self.path)
                self.send_error(403)

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)


@pytest.fixture
def engines() -> Iterator[SearchEngines]:
    with SearchEngines() as engines:
        yield engines


@pytest.fixture
def desk(workplace: Desk, pages: WorkingPages, engines: SearchEngines) -> Desk:
    """A desk whose Chrome of our own reaches nothing but the CRM."""
    program = chrome_with_a_port(workplace.folder)
    text = program.read_text()
    program.write_text(text.replace('"$@"', f'--proxy-server={engines.url} "$@"'))
    return work(workplace, pages).with_settings({"Chrome.Path": program})


def type_into(chrome: DevTools, desk: Desk, pages: WorkingPages, page: str, text: str) -> None:
    """Type into the card that has just come up, and come back when its field has the text."""
    with card(chrome, pages, page) as tab:
        # A page that has not been painted has the keys, and its field has not asked for them.
        tab.wait_for("document.activeElement?.id === 'field'")
        desk.screen.wait_for_front("CRM WhatsApp - ")
        desk.screen.type(text)
        tab.wait_for(f"document.querySelector('#field').value.endsWith({text!r})")


@pytest.mark.case("keys")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_what_is_typed_when_a_card_comes_up_lands_in_the_card(
    lane: Lane, pages: WorkingPages
) -> None:
    work(lane.desk, pages)
    with lane.running() as desk:
        offer(desk, "focused~1")
        type_into(lane.devtools(), desk, pages, "focused~1", "first")
        desk.screen.press("ctrl+w")
        desk.wait_for_fate("focused~1", "closed")

        offer(desk, "focused~2")

        type_into(lane.devtools(), desk, pages, "focused~2", "second")


@pytest.mark.driver(PIPE)
def test_a_card_that_comes_back_to_the_front_has_the_keys(desk: Desk, pages: WorkingPages) -> None:
    with desk:
        desk.wait_until_ready()
        offer(desk, "focused")
        type_into(ours(desk), desk, pages, "focused", "first")
        with ours(desk).wait_for_tab("ChatPlugin", "about:blank") as page:
            page.wait_for("document.body.hidden === false")

        desk.screen.press("alt+0")
        desk.screen.wait_for_front("ChatPlugin - ")
        desk.screen.press("Return")
        type_into(ours(desk), desk, pages, "focused", "shown")

        desk.screen.press("alt+0")
        desk.screen.wait_for_front("ChatPlugin - ")
        desk.desktop.play("establish focused")
        type_into(ours(desk), desk, pages, "focused", "again")

        os.kill(desk.chrome_pid(), signal.SIGKILL)
        wait_until(lambda: pages.cards("focused") == 2, "the card is restored", 30)
        desk.screen.wait_for_window("CRM WhatsApp - ")
        with ours(desk).wait_for_tab("ChatPlugin", "about:blank") as page:
            page.wait_for("document.body.hidden === false")
        desk.desktop.play("establish focused")
        type_into(ours(desk), desk, pages, "focused", "restored")


def ours(desk: Desk) -> DevTools:
    return DevTools(desk.home / "chrome")


@pytest.mark.driver(PIPE)
def test_what_is_typed_into_the_address_bar_goes_to_no_search_engine_by_itself(
    desk: Desk, pages: WorkingPages, engines: SearchEngines
) -> None:
    # What stands below the address bar is as operators have it.
    desk.with_settings({"Chrome.Arguments": " ".join(chrome_arguments())})
    with desk:
        desk.wait_until_ready()
        offer(desk, "focused")
        type_into(ours(desk), desk, pages, "focused", "note")

        desk.screen.press("ctrl+l")
        desk.screen.type("Ivanov passport 4510")

        preferences = desk.home / "chrome" / "Default" / "Preferences"
        with card(ours(desk), pages, "focused") as tab:
            tab.wait_for("performance.now() > 5000")
        assert '"suggest_enabled":false' in preferences.read_text("utf-8")
        assert [server for server in engines.asked if is_search_engine(server)] == []


def is_search_engine(server: str) -> bool:
    return any(name in server for name in ("duckduckgo", "www.google"))


@pytest.mark.case("only-tab")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_crm_that_bears_one_tab_never_has_two_and_keeps_what_is_typed(
    lane: Lane, pages: WorkingPages
) -> None:
    work(lane.desk, pages).with_settings({"TabReuse": "all"})

    def cards() -> list[str]:
        tabs = lane.devtools().tabs()
        return [tab["url"][-1] for tab in tabs if tab["url"].startswith(pages.url)]

    with lane.running() as desk:
        offer(desk, "focused~1")
        desk.wait_for_fate("focused~1", "shown", 30)
        offer(desk, "focused~2")
        desk.wait_for_fate("focused~2", "shown")
        wait_until(lambda: cards() == ["2"], "the second card is the only one")

        type_into(lane.devtools(), desk, pages, "focused~2", "note")
        offer(desk, "focused~3")

        refused = desk.wait_for_fate("focused~3", "not shown")
        assert "only tab" in refused["reason"]
        assert cards() == ["2"]
        desk.screen.press("ctrl+w")
        desk.wait_for_fate("focused~3", "shown")
        wait_until(lambda: cards() == ["3"], "the third card is in the only tab")
