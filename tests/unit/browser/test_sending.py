"""How a card's requests leave Chrome, which is played with the messages of a real one."""

import json
from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chatplugin.browser.devtools.protocol import (
    Connection,
    DevToolsEvent,
    Fetch,
    FrameId,
    Page,
    SessionId,
    TargetId,
)
from chatplugin.browser.devtools.tab import Sending, Tab
from chatplugin.browser.driver import Turn
from chatplugin.domain.contact import CardId
from chatplugin.domain.errors import RequestError
from chatplugin.domain.events import CardShown, CardTroubled, PopFailed, RaiseTab, Trouble
from chatplugin.domain.request import Asking, KeySource, Method, RequestRules, SigningKey
from chatplugin.sentences import said
from tests.played.chrome import SIGHT, Message, PlayedChrome, addresses, methods

URL = "https://crm.example.com/card?user_id=%2B79000000001"
ACTION = "https://crm.example.com/card"
TAB = Tab(TargetId("T1"), SessionId("S1"), FrameId("F"))
W1 = CardId("W1")
WHATSAPP = RaiseTab(W1, URL, "CRM WhatsApp")

KEY = SigningKey("2026-11", b"a-secret-of-tests-that-is-long-enough")
SOURCE = KeySource("file", "crm.key")
SIGNED = Asking(RequestRules(key=SOURCE), KEY)
FORM = Asking(RequestRules(Method.POST, SOURCE), KEY)
KEYLESS = Asking(RequestRules(key=SOURCE), complaint=said("key.none"))


def prepared(asking: Asking, url: str = URL) -> Sending:
    sending = Sending(url, Turn(asking=asking))
    sending.prepare()
    return sending


def number_of(query: str) -> int:
    """Return the signature's nonce, which is the number of the request where none was drawn."""
    return int(parse_qs(query)["nonce"][0], 16)


def numbers_of(asked: list[Message]) -> list[int]:
    return [number_of(urlsplit(address).query) for address in addresses(asked)]


def body_of(call: Message) -> str:
    return b64decode(call["postData"]).decode()


def paused(url: str, **changes: Any) -> Message:
    request = {"url": url, "method": "GET", "headers": {"Accept": "*/*", "Cookie": "a=1"}}
    return {"requestId": "R", "frameId": "F", "request": request, **changes}


def started(kind: str, loader: str = "L2") -> Message:
    return {"frameId": "F", "url": ACTION, "loaderId": loader, "navigationType": kind}


def read(method: str, params: Message) -> DevToolsEvent | None:
    message = {"method": method, "params": params, "sessionId": "S1"}
    return Connection().receive(json.dumps(message).encode())


def pause(url: str, **changes: Any) -> Fetch.RequestPaused:
    event = read("Fetch.requestPaused", paused(url, **changes))
    assert isinstance(event, Fetch.RequestPaused)
    return event


def start(kind: str, loader: str = "L2") -> Page.FrameStartedNavigating:
    event = read("Page.frameStartedNavigating", started(kind, loader))
    assert isinstance(event, Page.FrameStartedNavigating)
    return event


def test_a_plain_card_is_navigated_to_and_nothing_else() -> None:
    sending = prepared(Asking())

    [call] = sending.calls(TAB)

    assert (call.method, call.params) == ("Page.navigate", {"url": URL})
    assert sending.calls_behind(TAB) == []


def test_a_signed_card_is_navigated_to_as_it_is_signed_now() -> None:
    sending = prepared(SIGNED)
    signed = sending.request.url

    pausing, navigation = sending.calls(TAB)
    call, document = sending.go_on(pause(signed), TAB)

    assert pausing.params["patterns"] == [
        {"urlPattern": "https://crm.example.com/card\\?*", "resourceType": "Document"}
    ]
    assert number_of(urlsplit(signed).query) == 1
    assert navigation.params["url"] == signed
    assert call.params == {"requestId": "R", "url": signed}
    assert document == ""
    assert sending.arrived()


def test_a_form_goes_with_the_request_for_the_bare_address() -> None:
    sending = prepared(FORM)

    calls = sending.calls(TAB)
    sending.started(start("differentDocument", "L7"))
    call, document = sending.go_on(pause(ACTION), TAB)

    assert [call.method for call in calls] == [
        "Fetch.enable",
        "Network.enable",
        "Network.setBypassServiceWorker",
        "Page.navigate",
    ]
    assert [each["urlPattern"] for each in calls[0].params["patterns"]] == [ACTION, "*"]
    assert calls[-1].params["url"] == ACTION
    assert call.params["method"] == "POST"
    assert body_of({**call.params}).startswith("user_id=%2B79000000001&kid=2026-11&ts=0&")
    assert call.params["headers"] == [
        {"name": "Accept", "value": "*/*"},
        {"name": "Content-Type", "value": "application/x-www-form-urlencoded"},
    ]
    assert document == "L7"
    assert sending.arrived()
    assert [call.method for call in sending.calls_behind(TAB)] == ["Network.disable"]


@pytest.mark.parametrize("kind", ["reload", "reloadBypassingCache", "historyDifferentDocument"])
def test_what_asks_for_the_card_again_is_signed_and_filled_anew(kind: str) -> None:
    sending = prepared(FORM)
    sending.calls(TAB)
    sending.go_on(pause(ACTION), TAB)
    sending.arrived()

    sending.started(start(kind))
    call, document = sending.go_on(pause(ACTION), TAB)

    assert number_of(body_of({**call.params})) == 2
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
def test_what_the_crm_asks_for_itself_goes_on_as_it_is(kind: str, change: Message) -> None:
    sending = prepared(FORM)
    sending.calls(TAB)
    sending.go_on(pause(ACTION), TAB)
    sending.arrived()
    sent = sending.request

    sending.started(start(kind))
    call, document = sending.go_on(pause(ACTION, **change), TAB)

    assert call.params == {"requestId": "R"}
    assert (document, sending.request) == ("", sent)


ELSEWHERE = "https://evil.example.net/steal"


def redirected(url: str, method: str = "POST") -> Message:
    request = {"url": url, "method": method, "headers": {}}
    return {"redirectedRequestId": "R0", "request": request}


def sent_form(*hosts: str) -> Sending:
    sending = prepared(Asking(RequestRules(Method.POST, SOURCE, hosts=hosts), KEY))
    sending.calls(TAB)
    sending.go_on(pause(ACTION), TAB)
    return sending


@pytest.mark.parametrize(
    "url",
    [
        ELSEWHERE,
        "https://crm.example.com:8443/card",
        "http://crm.example.com/card",
        "https://crm.example.com@evil.example.net/",
        "https://notexample.org/",
    ],
)
def test_a_form_that_is_redirected_to_another_server_is_not_sent_on(url: str) -> None:
    sending = sent_form("*.example.org")

    with pytest.raises(RequestError, match="outside AllowedHosts"):
        sending.go_on(pause(url, **redirected(url)), TAB)


@pytest.mark.parametrize("url", ["https://crm.example.com/new", "https://a.example.org:8443/card"])
def test_a_form_that_is_redirected_within_the_allowed_servers_goes_on(url: str) -> None:
    call, _ = sent_form("*.example.org").go_on(pause(url, **redirected(url)), TAB)

    assert call.params == {"requestId": "R"}


def test_a_redirect_without_the_form_is_the_crms_own_affair() -> None:
    call, _ = sent_form().go_on(pause(ELSEWHERE, **redirected(ELSEWHERE, "GET")), TAB)

    assert call.params == {"requestId": "R"}


def test_signs_in_an_address_that_chrome_would_take_as_wildcards_are_escaped() -> None:
    sending = prepared(SIGNED, "https://crm.example.com/a*b?x=1")

    pattern = sending.calls(TAB)[0].params["patterns"][0]["urlPattern"]

    assert pattern == "https://crm.example.com/a\\*b\\?*"


@pytest.fixture
def chrome() -> PlayedChrome:
    played = PlayedChrome()
    played.ask_by(SIGNED)
    played.connect().listen()
    return played


def raised(chrome: PlayedChrome) -> list[Message]:
    chrome.raise_tab(WHATSAPP)
    return chrome.listen()


def test_a_signed_card_comes_up_in_one_write(chrome: PlayedChrome) -> None:
    asked = methods(raised(chrome))

    assert asked[:6] == [
        "Page.addScriptToEvaluateOnNewDocument",
        "Page.addScriptToEvaluateOnNewDocument",
        "Fetch.enable",
        "Page.navigate",
        "Target.activateTarget",
        "Page.bringToFront",
    ]
    assert chrome.told() == [CardShown(W1)]


def test_without_a_key_no_card_is_asked_for_and_the_waiting_tab_stays(
    chrome: PlayedChrome,
) -> None:
    chrome.ask_by(KEYLESS)

    assert raised(chrome) == []
    assert chrome.told() == [PopFailed(W1, said("key.none"))]

    chrome.ask_by(SIGNED)
    assert "Page.navigate" in methods(raised(chrome))


def test_a_key_that_is_lost_while_chrome_starts_leaves_no_card_unsigned() -> None:
    chrome = PlayedChrome()
    chrome.ask_by(SIGNED)
    chrome.raise_tab(WHATSAPP)
    chrome.ask_by(KEYLESS)
    chrome.connect()

    asked = methods(chrome.listen())

    assert "Page.navigate" not in asked
    assert "Target.closeTarget" in asked
    assert chrome.told() == [PopFailed(W1, said("key.none"))]


def test_each_attempt_is_signed_once_and_anew(chrome: PlayedChrome) -> None:
    chrome.sight = {**SIGHT, "status": 503}
    first = raised(chrome)
    chrome.say("Page.domContentEventFired", "S1")
    chrome.listen()

    chrome.wait_until(5)
    again = chrome.listen()

    assert numbers_of(first + again) == [1, 2]


def test_a_refused_card_that_is_shown_again_is_signed_anew(chrome: PlayedChrome) -> None:
    chrome.sight = {**SIGHT, "status": 403}
    raised(chrome)
    chrome.say("Page.domContentEventFired", "S1")
    chrome.listen()
    assert CardTroubled(W1, Trouble.REFUSED, "403") in chrome.told()

    assert "Page.navigate" in methods(raised(chrome))

    chrome.sight = {**SIGHT, "status": 403, "isTyped": True}
    assert "Page.navigate" not in methods(raised(chrome))


def test_a_form_that_did_not_go_with_the_request_is_told(
    chrome: PlayedChrome,
) -> None:
    chrome.ask_by(FORM)

    raised(chrome)

    assert chrome.told() == [PopFailed(W1, said("request.form_lost"))]


def test_a_reload_that_cannot_be_signed_is_stopped(chrome: PlayedChrome) -> None:
    raised(chrome)
    chrome.told()
    chrome.ask_by(KEYLESS)

    chrome.say("Page.frameStartedNavigating", "S1", **started("reload"))
    chrome.say("Fetch.requestPaused", "S1", **paused(f"{URL}&nonce=1&sig=1"))
    [asked] = chrome.listen()

    assert asked["method"] == "Fetch.failRequest"
    assert chrome.told() == [PopFailed(W1, said("key.none"))]


def test_after_a_login_the_bare_address_is_not_taken_for_the_card(
    chrome: PlayedChrome,
) -> None:
    chrome.ask_by(FORM)
    chrome.on_navigation = lambda: chrome.say("Fetch.requestPaused", "S1", **paused(ACTION))
    chrome.sight = {**SIGHT, "isCard": False, "asksPassword": True}
    raised(chrome)
    chrome.say("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L1"})
    chrome.say("Page.domContentEventFired", "S1")
    chrome.listen()

    chrome.sight = dict(SIGHT)
    chrome.say("Page.frameRequestedNavigation", "S1", frameId="F", disposition="currentTab")
    chrome.say("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L9"})
    chrome.say("Page.domContentEventFired", "S1")
    chrome.listen()
    chrome.wait_until(2)

    assert "Page.navigate" in methods(chrome.listen())
