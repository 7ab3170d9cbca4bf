"""How a card's requests leave Chrome; the tests play Chrome, with the messages of a real one."""

from base64 import b64decode
from typing import Any

import pytest

from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import RequestError
from chatplugin.domain.events import CardShown, CardTroubled, PopFailed, Trouble
from chatplugin.domain.request import CardRequest
from chatplugin.wire.sending import Sending
from chatplugin.wire.tab import Tab
from chatplugin.wire.tabs import Tabs
from tests.unit.wire.test_tabs import CARD, PAGES, PlayedChrome

URL = "https://crm.example.com/card?user_id=%2B79000000001"
ACTION = "https://crm.example.com/card"
TAB = Tab("T1", "S1", "F")
W1 = ContactId("W1")
WHATSAPP = RaiseTab(W1, URL, "CRM WhatsApp")


class Signer:
    """Signs with a number that grows; or says why it cannot."""

    def __init__(self) -> None:
        self.made = 0
        self.problem = ""
        self.is_form = False

    def __call__(self, url: str) -> CardRequest:
        if self.problem:
            raise RequestError(self.problem)
        self.made += 1
        signed = f"{url}&nonce={self.made}&sig={self.made}"
        if self.is_form:
            return CardRequest(ACTION, signed.partition("?")[2], is_signed=True)
        return CardRequest(signed, is_signed=True)


@pytest.fixture
def signer() -> Signer:
    return Signer()


def paused(url: str, **changes: Any) -> dict[str, Any]:
    request = {"url": url, "method": "GET", "headers": {"Accept": "*/*", "Cookie": "a=1"}}
    return {"requestId": "R", "frameId": "F", "request": request, **changes}


def started(kind: str, loader: str = "L2") -> dict[str, Any]:
    return {"frameId": "F", "url": ACTION, "loaderId": loader, "navigationType": kind}


def test_a_plain_card_is_navigated_to_and_nothing_else() -> None:
    sending = Sending(URL, CardRequest)

    [call] = sending.calls(TAB)

    assert (call.method, call.params) == ("Page.navigate", {"url": URL})
    assert sending.calls_behind(TAB) == []


def test_a_signed_card_is_navigated_to_as_it_is_signed_now(signer: Signer) -> None:
    sending = Sending(URL, signer)

    pausing, navigation = sending.calls(TAB)
    call, document = sending.go_on(paused(f"{URL}&nonce=1&sig=1"), TAB)

    assert pausing.params["patterns"] == [
        {"urlPattern": "https://crm.example.com/card\\?*", "resourceType": "Document"}
    ]
    assert navigation.params["url"] == f"{URL}&nonce=1&sig=1"
    assert call.params == {"requestId": "R", "url": f"{URL}&nonce=1&sig=1"}
    assert document == ""
    assert sending.arrived()


def test_a_form_goes_with_the_request_for_the_bare_address(signer: Signer) -> None:
    signer.is_form = True
    sending = Sending(URL, signer)

    calls = sending.calls(TAB)
    sending.started(started("differentDocument", "L7"))
    call, document = sending.go_on(paused(ACTION), TAB)

    assert [call.method for call in calls] == [
        "Fetch.enable",
        "Network.enable",
        "Network.setBypassServiceWorker",
        "Page.navigate",
    ]
    assert calls[0].params["patterns"][0]["urlPattern"] == ACTION
    assert calls[-1].params["url"] == ACTION
    assert call.params["method"] == "POST"
    assert b64decode(call.params["postData"]) == b"user_id=%2B79000000001&nonce=1&sig=1"
    assert call.params["headers"] == [
        {"name": "Accept", "value": "*/*"},
        {"name": "Content-Type", "value": "application/x-www-form-urlencoded"},
    ]
    assert document == "L7"
    assert sending.arrived()
    assert [call.method for call in sending.calls_behind(TAB)] == ["Network.disable"]


@pytest.mark.parametrize("kind", ["reload", "reloadBypassingCache", "historyDifferentDocument"])
def test_what_asks_for_the_card_again_is_signed_and_filled_anew(signer: Signer, kind: str) -> None:
    signer.is_form = True
    sending = Sending(URL, signer)
    sending.calls(TAB)
    sending.go_on(paused(ACTION), TAB)
    sending.arrived()

    sending.started(started(kind))
    call, document = sending.go_on(paused(ACTION), TAB)

    assert b"nonce=2" in b64decode(call.params["postData"])
    assert document == "L2"


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("differentDocument", {}),
        ("reload", {"frameId": "a frame of its page"}),
        ("reload", {"redirectedRequestId": "R0"}),
        ("reload", {"request": {"url": ACTION, "method": "POST", "headers": {}}}),
        ("reload", {"request": {"url": f"{ACTION}?page=2", "method": "GET", "headers": {}}}),
    ],
    ids=["a link", "a frame", "a redirection", "a form of the CRM", "another page"],
)
def test_what_the_crm_asks_for_itself_goes_on_as_it_is(
    signer: Signer, kind: str, change: dict[str, Any]
) -> None:
    signer.is_form = True
    sending = Sending(URL, signer)
    sending.calls(TAB)
    sending.go_on(paused(ACTION), TAB)
    sending.arrived()

    sending.started(started(kind))
    call, document = sending.go_on(paused(ACTION, **change), TAB)

    assert call.params == {"requestId": "R"}
    assert (document, signer.made) == ("", 1)


def test_signs_in_an_address_that_chrome_would_take_as_wildcards_are_escaped(
    signer: Signer,
) -> None:
    sending = Sending("https://crm.example.com/a*b?x=1", signer)

    pattern = sending.calls(TAB)[0].params["patterns"][0]["urlPattern"]

    assert pattern == "https://crm.example.com/a\\*b\\?*"


@pytest.fixture
def chrome(signer: Signer) -> PlayedChrome:
    played = PlayedChrome(Tabs(PAGES, signer))
    played.tabs.connected(0)
    played.listen()
    return played


def raised(chrome: PlayedChrome) -> list[dict[str, Any]]:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    return chrome.listen()


def methods(asked: list[dict[str, Any]]) -> list[str]:
    return [message["method"] for message in asked]


def test_a_signed_card_comes_up_in_one_write(chrome: PlayedChrome) -> None:
    asked = methods(raised(chrome))

    assert asked[:4] == [
        "Page.addScriptToEvaluateOnNewDocument",
        "Fetch.enable",
        "Page.navigate",
        "Target.activateTarget",
    ]
    assert chrome.tabs.take_answers() == [CardShown(W1)]


def test_without_a_key_no_card_is_asked_for_and_the_waiting_tab_stays(
    chrome: PlayedChrome, signer: Signer
) -> None:
    signer.problem = "There is no key"

    assert raised(chrome) == []
    assert chrome.tabs.take_answers() == [PopFailed(W1, "There is no key")]

    signer.problem = ""
    assert "Page.navigate" in methods(raised(chrome))


def test_a_key_that_is_lost_while_chrome_starts_leaves_no_card_unsigned(signer: Signer) -> None:
    chrome = PlayedChrome(Tabs(PAGES, signer))
    chrome.tabs.raise_tab(WHATSAPP, 0)
    signer.problem = "There is no key"
    chrome.tabs.connected(0)

    asked = methods(chrome.listen())

    assert "Page.navigate" not in asked
    assert "Target.closeTarget" in asked
    assert chrome.tabs.take_answers() == [PopFailed(W1, "There is no key")]


def test_every_attempt_is_signed_anew(chrome: PlayedChrome) -> None:
    chrome.sight = {**CARD, "status": 503}
    first = raised(chrome)
    chrome.tell("Page.domContentEventFired", "S1")
    chrome.listen()

    chrome.tabs.attend(5)
    again = chrome.listen()

    addresses = [m["params"]["url"] for m in first + again if m["method"] == "Page.navigate"]
    assert addresses == [f"{URL}&nonce=2&sig=2", f"{URL}&nonce=3&sig=3"]


def test_a_refused_card_that_is_shown_again_is_signed_anew(chrome: PlayedChrome) -> None:
    chrome.sight = {**CARD, "status": 403}
    raised(chrome)
    chrome.tell("Page.domContentEventFired", "S1")
    chrome.listen()
    assert CardTroubled(W1, Trouble.REFUSED, "403") in chrome.tabs.take_answers()

    assert "Page.navigate" in methods(raised(chrome))

    chrome.sight = {**CARD, "status": 403, "isTyped": True}
    assert "Page.navigate" not in methods(raised(chrome))


def test_a_form_that_did_not_go_with_the_request_is_told(
    chrome: PlayedChrome, signer: Signer
) -> None:
    signer.is_form = True

    raised(chrome)

    reason = "Chrome has asked the CRM without the form of Method=POST"
    assert chrome.tabs.take_answers() == [PopFailed(W1, reason)]


def test_a_reload_that_cannot_be_signed_is_stopped(chrome: PlayedChrome, signer: Signer) -> None:
    raised(chrome)
    chrome.tabs.take_answers()
    signer.problem = "There is no key"

    chrome.tell("Page.frameStartedNavigating", "S1", **started("reload"))
    chrome.tell("Fetch.requestPaused", "S1", **paused(f"{URL}&nonce=2&sig=2"))
    [asked] = chrome.listen()

    assert asked["method"] == "Fetch.failRequest"
    assert chrome.tabs.take_answers() == [PopFailed(W1, "There is no key")]


def test_after_a_login_the_bare_address_is_not_taken_for_the_card(
    chrome: PlayedChrome, signer: Signer
) -> None:
    signer.is_form = True
    chrome.on_navigation = lambda: chrome.tell("Fetch.requestPaused", "S1", **paused(ACTION))
    chrome.sight = {**CARD, "isCard": False, "asksPassword": True}
    raised(chrome)
    chrome.tell("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L1"})
    chrome.tell("Page.domContentEventFired", "S1")
    chrome.listen()

    chrome.sight = dict(CARD)
    chrome.tell("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L9"})
    chrome.tell("Page.domContentEventFired", "S1")

    assert "Page.navigate" in methods(chrome.listen())
