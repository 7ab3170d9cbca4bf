"""The waiting tab as the operator's page, and cards in trouble; the tests play Chrome."""

import json

import pytest

from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import CardShown, CardTroubled, ContactSelected, PopsPaused, Trouble
from tests.played.chrome import (
    EMAIL,
    SIGHT,
    WHATSAPP,
    PlayedChrome,
    addresses,
    expressions,
    methods,
)

REFUSED = "net::ERR_CONNECTION_REFUSED"

SHOW_EMAIL = json.dumps({"do": "show", "contact": EMAIL.card})


@pytest.fixture
def chrome() -> PlayedChrome:
    played = PlayedChrome()
    played.show_page('{"lines":1}')
    played.connect()
    played.first = played.listen()
    return played


def press(chrome: PlayedChrome, payload: str, session: str = "S1", context: int = 7) -> None:
    told = {"name": "chatPluginPage", "payload": payload, "executionContextId": context}
    chrome.say("Runtime.bindingCalled", session, **told)


def test_the_page_is_drawn_once_its_tab_is_there(chrome: PlayedChrome) -> None:
    assert "Page.setDocumentContent" in methods(chrome.first)
    assert expressions(chrome.first) == ['globalThis.board=(() => page)();board.show({"lines":1})']


def test_what_changes_is_drawn_anew_and_what_does_not_is_not(chrome: PlayedChrome) -> None:
    chrome.show_page('{"lines":1}')
    assert chrome.listen() == []

    chrome.show_page('{"lines":2}')

    assert expressions(chrome.listen()) == ['board.show({"lines":2})']


def test_changes_that_come_while_the_page_is_drawn_are_drawn_together(
    chrome: PlayedChrome,
) -> None:
    for number in range(2, 9):
        chrome.show_page(json.dumps({"lines": number}))

    assert expressions(chrome.listen()) == ['board.show({"lines": 2})', 'board.show({"lines": 8})']


def test_a_pop_is_one_write_and_the_page_comes_after(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.show_page('{"lines":2}')

    assert methods(chrome.written()) == [
        "Page.addScriptToEvaluateOnNewDocument",
        "Page.addScriptToEvaluateOnNewDocument",
        "Page.navigate",
        "Target.activateTarget",
        "Page.bringToFront",
    ]


def test_buttons_of_the_page_become_events(chrome: PlayedChrome) -> None:
    press(chrome, SHOW_EMAIL)
    press(chrome, '{"do":"pause"}')

    assert chrome.told() == [ContactSelected(ContactId(EMAIL.card)), PopsPaused()]


def test_only_the_page_itself_is_heard(chrome: PlayedChrome) -> None:
    press(chrome, '{"do":"pause"}', context=8)
    press(chrome, '{"do":"pause"}', session="S9")
    chrome.raise_tab(WHATSAPP)
    press(chrome, '{"do":"pause"}')
    chrome.listen()
    press(chrome, '{"do":"pause"}')

    assert chrome.told() == [CardShown(WHATSAPP.card)]


def test_the_page_falls_silent_in_a_tab_that_has_become_a_card(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)

    removed = [m for m in chrome.listen() if m["method"] == "Runtime.removeBinding"]

    assert [(m["sessionId"], m["params"]["name"]) for m in removed] == [("S1", "chatPluginPage")]


def test_a_card_leads_back_to_its_contact_on_the_page(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.say("Page.loadEventFired", "S1")
    chrome.listen()
    told = {"name": "chatPluginTell", "payload": "return", "executionContextId": 3}

    chrome.say("Runtime.bindingCalled", "S1", **told)

    asked = chrome.listen()
    assert [(m["method"], m["sessionId"]) for m in asked] == [
        ("Page.bringToFront", "S2"),
        ("Runtime.evaluate", "S2"),
    ]
    assert expressions(asked) == ['board.focusCard("W1")']


def test_each_document_of_a_card_gets_the_way_back(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.say("Page.domContentEventFired", "S1")

    binding = next(m for m in chrome.listen() if m["method"] == "Runtime.addBinding")
    assert binding["params"] == {"name": "chatPluginTell", "executionContextName": "ChatPlugin"}


def test_a_card_is_asked_for_again_while_its_failure_stands(chrome: PlayedChrome) -> None:
    chrome.error = REFUSED
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    assert chrome.tabs.due == 1

    chrome.sight = SIGHT | {"isErrorPage": True}
    chrome.error = ""
    chrome.wait_until(1)

    assert "Page.navigate" in methods(chrome.listen())


def test_a_page_in_which_something_is_typed_is_not_navigated(chrome: PlayedChrome) -> None:
    chrome.error = REFUSED
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.sight = SIGHT | {"status": 500, "isTyped": True}
    chrome.wait_until(1)

    assert "Page.navigate" not in methods(chrome.listen())


def test_a_tab_that_is_closed_is_not_asked_for_again(chrome: PlayedChrome) -> None:
    chrome.error = REFUSED
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.close("T1")
    chrome.wait_until(chrome.tabs.due or 0)

    assert chrome.tabs.due is None
    assert addresses(chrome.listen()) == []


def test_an_operator_who_asks_for_a_failed_card_need_not_wait(chrome: PlayedChrome) -> None:
    chrome.error = REFUSED
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.sight = SIGHT | {"isErrorPage": True}
    chrome.raise_tab(WHATSAPP, 0.1)

    assert "Page.navigate" in methods(chrome.listen())


def test_a_login_is_told_and_the_card_comes_back_after_it(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.sight = SIGHT | {"asksPassword": True, "isCard": False}
    chrome.say("Page.domContentEventFired", "S1")
    chrome.listen()
    assert CardTroubled(WHATSAPP.card, Trouble.LOGIN) in chrome.told()

    chrome.sight = SIGHT | {"isCard": False}
    chrome.say("Page.domContentEventFired", "S1")
    chrome.listen()
    chrome.wait_until(2)

    asked = chrome.listen()
    assert [m["params"] for m in asked if m["method"] == "Page.navigate"] == [{"url": WHATSAPP.url}]


def test_the_page_is_there_while_a_crm_is_slow(chrome: PlayedChrome) -> None:
    chrome.is_slow = True
    chrome.raise_tab(WHATSAPP, 1)
    assert "Target.createTarget" not in methods(chrome.listen())

    chrome.wait_until(20)
    asked = chrome.listen()
    chrome.wait_until(21)

    assert methods(asked).count("Target.createTarget") == 1
    assert expressions(asked) == ['globalThis.board=(() => page)();board.show({"lines":1})']
    assert "Target.createTarget" not in methods(chrome.listen())


EMPTY = {"id": "F", "url": "about:blank", "urlFragment": "#ChatPlugin"}


def test_the_page_is_filled_again_when_the_operator_loads_it_anew(chrome: PlayedChrome) -> None:
    chrome.say("Page.frameNavigated", "S1", frame=EMPTY)

    asked = chrome.listen()
    assert methods(asked) == [
        "Page.setDocumentContent",
        "Page.createIsolatedWorld",
        "Runtime.addBinding",
        "Runtime.evaluate",
    ]
    assert {message["sessionId"] for message in asked} == {"S1"}
    assert expressions(asked) == ['globalThis.board=(() => page)();board.show({"lines":1})']


def test_a_tab_that_is_loaded_anew_once_it_is_a_cards_is_not_filled(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.say("Page.frameNavigated", "S1", frame=EMPTY)

    assert "Page.setDocumentContent" not in methods(chrome.listen())


def reopen(chrome: PlayedChrome, **more: object) -> list[str]:
    ours = {"targetId": "T9", "title": "", "url": "about:blank#ChatPlugin"}
    chrome.say("Target.targetCreated", targetInfo={**ours, **more})
    return methods(chrome.listen())


def test_the_page_that_was_closed_and_is_reopened_is_filled_again(chrome: PlayedChrome) -> None:
    chrome.close("T1")

    asked = reopen(chrome)

    assert asked[0] == "Target.attachToTarget"
    assert asked[-1] == "Runtime.evaluate"


@pytest.mark.parametrize("by_page", [{"openerId": "T1"}, {"canAccessOpener": True}])
def test_a_page_of_the_crm_gets_nothing_by_opening_our_address(
    chrome: PlayedChrome, by_page: dict[str, object]
) -> None:
    chrome.close("T1")

    assert reopen(chrome, **by_page) == []


def test_beside_the_page_another_of_its_address_is_left_alone(chrome: PlayedChrome) -> None:
    assert reopen(chrome) == []
