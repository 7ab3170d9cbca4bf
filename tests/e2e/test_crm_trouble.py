"""A CRM that is away, fails, is slow or asks for a login: what the operator sees and gets."""

from collections.abc import Iterator

import pytest

from rig.devtools import DevTools, TabView, chrome_with_a_port
from rig.emc_host import wait_until
from rig.forgetful_crm import ForgetfulCrm
from rig.lane import Lane
from rig.workplace import Desk
from tests.e2e.drivers import BOTH

pytestmark = pytest.mark.e2e


@pytest.fixture
def desk(workplace: Desk) -> Desk:
    chrome = chrome_with_a_port(workplace.folder)
    return workplace.with_settings({"Chrome.Path": chrome, "Language": "en"})


@pytest.fixture
def forgetful() -> Iterator[ForgetfulCrm]:
    with ForgetfulCrm(login=True) as crm:
        yield crm


def use(desk: Desk, url: str, page: str = "card") -> Desk:
    return desk.with_settings({"ChatTemplate": f"{url}/{page}{{?channel_type,user_id}}"})


def accept(desk: Desk, contact: str = "W1") -> None:
    desk.desktop.play(f"deliver message {contact} media=WhatsApp author=+79000000001 text=Hi")
    desk.desktop.play(f"establish {contact}")


def devtools(desk: Desk) -> DevTools:
    return DevTools(desk.home / "chrome")


def operators_page(desk: Desk, title: str) -> TabView:
    page = devtools(desk).wait_for_tab(title, "about:blank")
    page.wait_for("document.body.hidden === false")
    return page


def wait_for_cards(crm: ForgetfulCrm, n: int) -> None:
    wait_until(lambda: len(crm.cards()) >= n, f"{n} cards were asked for", 20)


def log_in(chrome: DevTools, crm: ForgetfulCrm) -> None:
    with chrome.wait_for_tab("CRM WhatsApp", f"{crm.url}/login") as tab:
        tab.wait_for("document.querySelector('button') !== null")
        tab.value("document.forms[0].requestSubmit()")


@pytest.mark.case("crm-down")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_card_comes_by_itself_once_its_crm_is_back(lane: Lane) -> None:
    with ForgetfulCrm() as away:
        port = away.port
    use(lane.desk, f"http://127.0.0.1:{port}")
    with lane.running() as desk:
        accept(desk)
        failed = desk.wait_for_fate("W1", "failed", within=30)
        assert failed["reason"] == "The CRM did not answer: net::ERR_CONNECTION_REFUSED"
        with lane.operators_page("ChatPlugin (1)") as page:
            notes = page.wait_for("document.querySelector('#notes').innerText")
            assert "CRM does not answer" in notes

            with ForgetfulCrm(port=port) as back:
                wait_for_cards(back, 1)
                desk.wait_for_fate("W1", "shown", within=20)
                page.wait_for("document.title === 'ChatPlugin'")
        assert [line["fate"] for line in desk.journal()].count("failed") == 1


@pytest.mark.case("crm-error")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_card_that_the_crm_answers_with_an_error_is_asked_for_again(lane: Lane) -> None:
    with ForgetfulCrm(status=503) as crm:
        use(lane.desk, crm.url)
        with lane.running() as desk:
            accept(desk)
            failed = desk.wait_for_fate("W1", "failed", within=30)
            assert failed["reason"] == "The CRM answered with an error: 503"
            wait_for_cards(crm, 2)

            crm.status = 200
            with lane.operators_page("ChatPlugin") as page:
                page.wait_for("document.querySelector('.state').textContent === 'Card is open'")
            with lane.devtools().wait_for_tab("CRM WhatsApp", crm.url) as tab:
                assert tab.value("document.querySelector('h1').textContent") == "The customer"


def test_an_operator_who_has_gone_elsewhere_is_not_called_back(desk: Desk) -> None:
    with ForgetfulCrm(status=500) as crm, use(desk, crm.url):
        accept(desk)
        desk.wait_for_fate("W1", "failed", within=30)
        with devtools(desk).wait_for_tab("CRM WhatsApp", crm.url) as tab:
            tab.call("Page.navigate", url=f"{crm.url}/home")
            asked = len(crm.cards())
            with operators_page(desk, "ChatPlugin") as page:
                page.wait_for("document.querySelector('.state').textContent === 'Card is open'")

            assert tab.value("location.pathname") == "/home"
            assert len(crm.cards()) <= asked + 1


def test_nothing_that_was_typed_into_a_page_with_an_error_is_lost(desk: Desk) -> None:
    with ForgetfulCrm(status=500) as crm, use(desk, crm.url):
        accept(desk)
        with devtools(desk).wait_for_tab("CRM WhatsApp", crm.url) as tab:
            tab.wait_for("document.querySelector('#note') !== null")
            tab.value("document.querySelector('#note').focus()")
            tab.call("Input.insertText", text="half a sentence")
            crm.status = 200
            desk.wait_for_fate("W1", "failed", within=30)
            asked = len(crm.cards())
            accept(desk, "W2")
            desk.wait_for_fate("W2", "shown")

            assert tab.value("document.querySelector('#note').value") == "half a sentence"
            assert len(crm.cards()) == asked + 1


@pytest.mark.case("crm-slow")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_slow_crm_is_named_and_its_card_comes_when_it_answers(lane: Lane) -> None:
    with ForgetfulCrm() as crm:
        crm.awake.clear()
        use(lane.desk, crm.url)
        with lane.running() as desk:
            accept(desk)
            failed = desk.wait_for_fate("W1", "failed", within=40)
            with lane.operators_page("ChatPlugin") as page:
                notes = page.wait_for("document.querySelector('#notes').innerText")
                assert "CRM is slow" in notes

                crm.awake.set()

                desk.wait_for_fate("W1", "shown", within=20)
                page.wait_for("document.querySelector('#attention').hidden")

            assert failed["reason"] == "The CRM has not answered yet"
            assert len(crm.cards()) == 1


@pytest.mark.case("login")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_the_card_comes_back_by_itself_after_a_login(lane: Lane, forgetful: ForgetfulCrm) -> None:
    use(lane.desk, forgetful.url)
    with lane.running() as desk:
        accept(desk)
        failed = desk.wait_for_fate("W1", "failed", within=30)
        assert failed["reason"] == "The CRM asks for a login"
        desk.screen.wait_for_front("CRM WhatsApp - ")

        log_in(lane.devtools(), forgetful)

        with lane.devtools().wait_for_tab("CRM WhatsApp", f"{forgetful.url}/card") as tab:
            tab.wait_for("document.querySelector('h1')?.textContent === 'The customer'")
        with lane.operators_page("ChatPlugin") as page:
            page.wait_for("document.querySelector('.state').textContent === 'Card is open'")
        pages = [path for path in forgetful.asked if "favicon" not in path]
        assert pages[1:-1] == ["/login", "POST /login", "/home"]
        assert len(forgetful.cards()) == 2


def test_a_crm_whose_login_does_not_hold_is_asked_three_times_at_most(
    desk: Desk, forgetful: ForgetfulCrm
) -> None:
    forgetful.loops = True
    with use(desk, forgetful.url):
        accept(desk)
        desk.wait_for_fate("W1", "failed", within=30)

        for times in (2, 3):
            log_in(devtools(desk), forgetful)
            wait_for_cards(forgetful, times)
        log_in(devtools(desk), forgetful)

        with devtools(desk).wait_for_tab("CRM WhatsApp", f"{forgetful.url}/home") as tab:
            tab.wait_for("document.readyState === 'complete'")
        assert len(forgetful.cards()) == 3
