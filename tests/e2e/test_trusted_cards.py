"""Cards that are signed, and cards that are asked for by a form: what the CRM gets and accepts."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from rig.crm import SampleCrm
from rig.devtools import DevTools, TabView, chrome_with_a_port
from rig.emc_host import wait_until
from rig.forgetful_crm import ForgetfulCrm
from rig.workplace import Desk

pytestmark = pytest.mark.e2e

KID, SECRET = "2026-11", "a-secret-of-tests-that-is-long-enough"
NUMBER = "+79000000001"
HAS_NUMBER = f"document.body?.innerText.includes({NUMBER!r})"
SHOWN = {"channel_type": ["whatsapp"], "user_id": [NUMBER]}


class Clock:
    """The CRM's clock, which can be put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def trusting(clock: Clock) -> Iterator[SampleCrm]:
    """A CRM that shows signed cards only."""
    with SampleCrm(keys={KID: SECRET}, clock=clock) as crm:
        yield crm


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "crm.key"
    path.write_text(f"{KID}:{SECRET}\n", "utf-8")
    return path


@pytest.fixture
def desk(workplace: Desk, key: Path) -> Desk:
    chrome = chrome_with_a_port(workplace.folder)
    settings = {"Chrome.Path": chrome, "Language": "en", "Sign.Key": f"file:{key}"}
    return workplace.with_settings(settings)


def use(desk: Desk, url: str, **settings: object) -> Desk:
    template = f"{url}/card{{?channel_type,user_id}}"
    return desk.with_settings({"ChatTemplate": template, **settings})


def accept(desk: Desk, contact: str = "W1") -> None:
    desk.desktop.play(f"deliver message {contact} media=WhatsApp author={NUMBER} text=Hi")
    desk.desktop.play(f"establish {contact}")


def card_tab(desk: Desk, url: str) -> TabView:
    return DevTools(desk.home / "chrome").wait_for_tab("CRM WhatsApp", url)


def addresses(tab: TabView) -> list[str]:
    """The addresses of its history: where Back and Forward lead to."""
    return [entry["url"] for entry in tab.call("Page.getNavigationHistory")["entries"]]


def heading(tab: TabView) -> str:
    tab.wait_for("document.readyState === 'complete'")
    return str(tab.value("document.querySelector('h1').textContent"))


def files_with(text: str, folder: Path) -> list[Path]:
    def has(path: Path) -> bool:
        octets = path.read_bytes()
        return text.encode() in octets or text.encode("utf-16-le") in octets

    return [path for path in folder.rglob("*") if path.is_file() and has(path)]


def test_a_signed_card_is_accepted_and_nothing_secret_stays_on_the_desk(
    desk: Desk, trusting: SampleCrm
) -> None:
    with use(desk, trusting.url):
        accept(desk)
        desk.wait_for_fate("W1", "shown", within=30)
        desk.screen.wait_for_front("CRM WhatsApp - ")
        with card_tab(desk, trusting.url) as tab:
            assert heading(tab) != "This link is not accepted"

        [card] = trusting.cards()
        assert card["kid"] == KID
        assert int(card["exp"]) - int(card["ts"]) == 60
        assert SECRET not in json.dumps(desk.journal()) + desk.log()
        assert card["nonce"] not in desk.log()
        assert NUMBER[1:] not in desk.log()


def test_a_card_that_is_reloaded_is_signed_anew(desk: Desk, trusting: SampleCrm) -> None:
    with use(desk, trusting.url):
        accept(desk)
        desk.wait_for_fate("W1", "shown", within=30)
        with card_tab(desk, trusting.url) as tab:
            tab.wait_for("document.readyState === 'complete'")

            tab.call("Page.reload")
            first, second = trusting.wait_for_cards(2)
            tab.wait_for("document.querySelector('.names') !== null")

            assert first["nonce"] != second["nonce"]


def test_a_link_that_is_too_old_is_refused_and_show_again_brings_a_new_one(
    desk: Desk, trusting: SampleCrm, clock: Clock
) -> None:
    clock.ahead = 3600
    with use(desk, trusting.url):
        accept(desk)
        refused = desk.wait_for_fate("W1", "failed", within=30)
        assert refused["reason"] == "The CRM does not show this card: 403"
        with card_tab(desk, trusting.url) as tab:
            assert heading(tab) == "This link is not accepted"
            assert "expired" in tab.value("document.body.innerText")

            clock.ahead = 0
            desk.desktop.play("establish W1")

            tab.wait_for("document.querySelector('.names') !== null")
        assert len(trusting.cards()) == 2


def test_the_same_link_opens_one_card_only(desk: Desk, trusting: SampleCrm) -> None:
    with use(desk, trusting.url):
        accept(desk)
        desk.wait_for_fate("W1", "shown", within=30)
        [card] = trusting.cards()
        with card_tab(desk, trusting.url) as tab:
            tab.call("Page.navigate", url=f"{trusting.url}/card?{card.query}")
            trusting.wait_for_cards(2)

            assert heading(tab) == "This link is not accepted"


def test_without_its_key_no_card_is_asked_for_until_the_key_is_there(
    desk: Desk, trusting: SampleCrm, key: Path
) -> None:
    content = key.read_text()
    key.unlink()
    with use(desk, trusting.url):
        accept(desk)
        failed = desk.wait_for_fate("W1", "failed", within=30)
        assert failed["reason"].startswith(f"the key in {key} cannot be read: No such file")
        with DevTools(desk.home / "chrome").wait_for_tab("ChatPlugin (1)", "about:blank") as page:
            assert "Sign.Key" in page.value("document.body.innerText")
        assert trusting.requests() == []

        key.write_text(content)
        desk.desktop.play("establish W1")

        desk.wait_for_fate("W1", "shown")
        assert trusting.wait_for_cards(1)[0]["kid"] == KID


def test_a_card_that_is_asked_for_by_a_form_leaves_no_trace_of_the_customer_in_chrome(
    desk: Desk, trusting: SampleCrm
) -> None:
    with use(desk, trusting.url, Method="POST"):
        accept(desk)
        desk.wait_for_fate("W1", "shown", within=30)
        desk.screen.wait_for_front("CRM WhatsApp - ")
        with card_tab(desk, f"{trusting.url}/card") as tab:
            tab.wait_for(HAS_NUMBER)
            # The empty page that the form was sent from goes, once Chrome has the card in it.
            wait_until(lambda: addresses(tab) == [f"{trusting.url}/card"], "only the card is there")

        [card] = trusting.cards()
        assert (card.method, card.query, card["user_id"]) == ("POST", "", NUMBER)
    profile = desk.home / "chrome"
    assert files_with("127.0.0.1", profile), "its history is there"
    assert files_with(NUMBER[1:], profile) == []


def test_a_form_comes_with_the_session_of_the_crm_and_again_when_it_is_reloaded(
    desk: Desk, key: Path
) -> None:
    with SampleCrm(keys={KID: SECRET}, login=True) as crm, use(desk, crm.url, Method="POST"):
        desk.wait_until_ready()
        with DevTools(desk.home / "chrome").wait_for_tab("ChatPlugin", "about:blank") as page:
            # The operator logs in before the first contact, in a tab of his own.
            page.call("Target.createTarget", url=f"{crm.url}/login?next=/")
        with DevTools(desk.home / "chrome").wait_for_tab("Sign in – Sample CRM", crm.url) as own:
            own.wait_for("document.forms.length === 1")
            own.value("document.forms[0].requestSubmit()")
            wait_until(lambda: crm.requests()[-1].path == "/", "the operator is logged in")
        accept(desk)
        desk.wait_for_fate("W1", "shown", within=30)
        with card_tab(desk, f"{crm.url}/card") as tab:
            tab.wait_for(HAS_NUMBER)

            tab.call("Page.reload")
            crm.wait_for_cards(2)
            tab.wait_for("document.querySelector('.names') !== null")

            tab.wait_for(HAS_NUMBER)
            assert [card.method for card in crm.cards()] == ["POST", "POST"]


def test_a_form_is_sent_again_after_a_failure_and_after_a_login(workplace: Desk) -> None:
    chrome = chrome_with_a_port(workplace.folder)
    settings = {"Chrome.Path": chrome, "Language": "en", "Method": "POST"}
    with (
        ForgetfulCrm(login=True, status=503) as crm,
        use(workplace.with_settings(settings), crm.url),
    ):
        accept(workplace)
        failed = workplace.wait_for_fate("W1", "failed", within=30)
        assert failed["reason"] == "The CRM asks for a login"
        with DevTools(workplace.home / "chrome").wait_for_tab("CRM WhatsApp", crm.url) as tab:
            tab.wait_for("document.forms.length === 1")
            tab.value("document.forms[0].requestSubmit()")
            wait_until(lambda: len(crm.forms) >= 3, "the form came after login and failure", 20)
            crm.status = 200
            workplace.wait_for_fate("W1", "shown", within=20)

            assert heading(tab) == "The customer"
        assert all(parse_qs(form) == SHOWN for form in crm.forms)
        assert "GET /card" not in crm.asked
        assert [path for path in crm.asked if path == "/card"] == []


def test_a_service_worker_of_the_crm_does_not_swallow_the_form(workplace: Desk) -> None:
    chrome = chrome_with_a_port(workplace.folder)
    settings = {"Chrome.Path": chrome, "Language": "en", "Method": "POST"}
    with ForgetfulCrm() as crm, use(workplace.with_settings(settings), crm.url):
        workplace.wait_until_ready()
        tabs = DevTools(workplace.home / "chrome")
        with tabs.wait_for_tab("ChatPlugin", "about:blank") as page:
            page.call("Target.createTarget", url=f"{crm.url}/home")
        with tabs.wait_for_tab("Home", crm.url) as own:
            own.value("navigator.serviceWorker.register('/worker.js').then(() => true)")
            own.wait_for("navigator.serviceWorker.controller !== null")

        accept(workplace)

        workplace.wait_for_fate("W1", "shown", within=30)
        assert [parse_qs(form) for form in crm.forms] == [SHOWN]
        assert "/card" not in crm.asked


class _SendsOn(BaseHTTPRequestHandler):
    """Answers the card with 307 to the same machine by another name, and writes down who asks."""

    asked: list[str]

    def do_GET(self) -> None:
        self._take("GET")

    def do_POST(self) -> None:
        self._take("POST")

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Nothing is to be read of it."""

    def _take(self, method: str) -> None:
        self.asked.append(f"{method} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        port = self.headers["Host"].rpartition(":")[2]
        self.send_response(200 if self.path == "/steal" else 307)
        self.send_header("Location", f"http://localhost:{port}/steal")
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def crm_that_sends_on() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = type("Handler", (_SendsOn,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
        thread.join()


def test_a_form_that_the_crm_redirects_to_another_server_is_stopped_and_that_is_told(
    desk: Desk,
) -> None:
    with crm_that_sends_on() as (url, asked), use(desk, url, Method="POST"):
        accept(desk)

        desk.wait_for_fate("W1", "failed")
        [line] = [line for line in desk.journal() if line["fate"] == "failed"]

    assert "outside AllowedHosts" in line["reason"]
    assert [each for each in asked if "steal" in each] == []


def test_a_form_may_go_to_another_server_that_is_allowed(desk: Desk) -> None:
    allowed = {"Method": "POST", "AllowedHosts": "127.0.0.1, localhost"}
    with crm_that_sends_on() as (url, asked), use(desk, url, **allowed):
        accept(desk)

        wait_until(lambda: "POST /steal" in asked, "the form was sent on")
