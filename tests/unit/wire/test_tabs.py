"""The cards in one Chrome; the tests play Chrome."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import CardShown, CardTroubled, PopFailed, TabClosed, TabKept, Trouble
from chatplugin.wire.tabs import MOST_MAKERS, Pages, Tabs

PAGES = Pages(
    title_script="(t) => {}",
    typing_script="() => {}",
    return_script="() => 0",
    look_script="(a) => look",
    page_script="() => page",
    page="<title>CRM</title>",
)
CARD = {
    "isErrorPage": False,
    "status": 200,
    "asksPassword": False,
    "isCard": True,
    "isAtCrm": True,
    "isTyped": False,
}
"""What `pages/look.js` finds where all is well."""

WHATSAPP = RaiseTab(ContactId("W1"), "https://crm.example.com/?user_id=1", "CRM WhatsApp")
EMAIL = RaiseTab(ContactId("E1"), "https://crm.example.com/?user_id=2", "CRM Email")


class PlayedChrome:
    """Answers as Chrome does. What it was asked since the last look is in `asked`."""

    def __init__(self, tabs: Tabs) -> None:
        self.tabs = tabs
        self.targets = 0
        self.first: list[dict[str, Any]] = []
        self.now = 0.0
        self.sight: dict[str, Any] = dict(CARD)
        self.loader = "L1"
        self.gone: set[str] = set()
        self.unreachable = False
        self.is_slow = False
        self.is_typed_in = False
        self.slow_target = ""
        self.withheld = b""
        self.on_navigation: Callable[[], None] = lambda: None

    def listen(self) -> list[dict[str, Any]]:
        """Answer until nothing more is asked, and return what was asked."""
        asked = []
        while messages := self.tabs.take_outgoing().split(b"\0")[:-1]:
            for message in map(json.loads, messages):
                asked.append(message)
                self._answer(message)
        return asked

    def tell(self, method: str, session: str = "", **params: Any) -> None:
        notice = {"method": method, "params": params, "sessionId": session}
        self.tabs.receive(json.dumps(notice).encode(), self.now)

    def close(self, target: str) -> None:
        self.gone.add(target)
        self.tell("Target.targetDestroyed", targetId=target)

    def _answer(self, message: dict[str, Any]) -> None:
        if message["method"] == "Page.navigate" and self.is_slow:
            return
        if message["method"] == "Page.navigate":
            self.on_navigation()
        answer: dict[str, Any] = {"id": message["id"]}
        if message["params"].get("targetId") in self.gone:
            answer["error"] = {"code": -32602, "message": "No target with given id found"}
        else:
            answer["result"] = self._result(message["method"], message["params"])
        encoded = json.dumps(answer).encode()
        if message["method"] == "Target.attachToTarget" and (
            message["params"]["targetId"] == self.slow_target
        ):
            self.withheld = encoded
        else:
            self.tabs.receive(encoded, self.now)

    def _result(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "Target.createTarget":
                self.targets += 1
                return {"targetId": f"T{self.targets}"}
            case "Target.attachToTarget":
                return {"sessionId": params["targetId"].replace("T", "S")}
            case "Page.getFrameTree":
                return {"frameTree": {"frame": {"id": "F"}}}
            case "Page.createIsolatedWorld":
                return {"executionContextId": 7}
            case "Runtime.evaluate" if "look" in params["expression"]:
                return {"result": {"type": "object", "value": self.sight}}
            case "Runtime.evaluate":
                return {"result": {"type": "boolean", "value": self.is_typed_in}}
            case "Page.navigate" if not self.unreachable:
                return {"frameId": "F", "loaderId": self.loader}
            case "Page.navigate":
                return {"frameId": "F", "errorText": "net::ERR_CONNECTION_REFUSED"}
            case _:
                return {}


@pytest.fixture
def chrome() -> PlayedChrome:
    played = PlayedChrome(Tabs(PAGES))
    played.tabs.connected(0)
    played.listen()
    return played


def _methods(asked: list[dict[str, Any]]) -> list[str]:
    return [message["method"] for message in asked]


def test_a_waiting_tab_is_ready_before_the_first_contact(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)

    asked = chrome.listen()

    assert _methods(asked)[:4] == [
        "Page.addScriptToEvaluateOnNewDocument",
        "Page.navigate",
        "Target.activateTarget",
        "Page.bringToFront",
    ]
    assert asked[0]["params"]["source"] == '((t) => {})("CRM WhatsApp");(() => {})();(() => 0)()'
    assert asked[1]["params"] == {"url": WHATSAPP.url}
    assert chrome.tabs.take_answers() == [CardShown(WHATSAPP.contact_id)]


def test_the_next_waiting_tab_is_prepared_behind_a_card(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    behind = chrome.listen()[4:]
    chrome.tabs.raise_tab(EMAIL, 0)
    second = chrome.listen()

    assert _methods(behind)[0] == "Target.createTarget"
    assert behind[0]["params"]["background"] is True
    assert second[1]["method"] == "Page.navigate"
    assert second[1]["sessionId"] == "S2"


def test_the_same_contact_again_only_brings_its_card_to_the_front(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()

    chrome.tabs.raise_tab(WHATSAPP, 0)

    assert _methods(chrome.listen()) == ["Target.activateTarget", "Page.bringToFront"]


def test_the_same_contact_twice_at_once_opens_one_tab(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.tabs.raise_tab(WHATSAPP, 0)

    assert _methods(chrome.listen()).count("Page.navigate") == 1


def test_a_card_in_the_background_leaves_the_operators_focus_alone(chrome: PlayedChrome) -> None:
    kept = RaiseTab(WHATSAPP.contact_id, WHATSAPP.url, WHATSAPP.title, Focus.KEPT)

    chrome.tabs.raise_tab(kept, 0)
    chrome.tabs.raise_tab(kept, 0)

    assert "Target.activateTarget" not in _methods(chrome.listen())


def test_a_card_that_the_operator_closed_is_opened_anew(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()
    chrome.tabs.take_answers()

    chrome.close("T1")
    chrome.tabs.raise_tab(WHATSAPP, 0)

    assert "Page.navigate" in _methods(chrome.listen())
    assert chrome.tabs.take_answers() == [
        TabClosed(WHATSAPP.contact_id),
        CardShown(WHATSAPP.contact_id),
    ]


def test_a_card_whose_closing_was_not_heard_of_yet_is_opened_anew(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()

    chrome.gone.add("T1")
    chrome.tabs.raise_tab(WHATSAPP, 0)

    assert _methods(chrome.listen()).count("Page.navigate") == 1


def test_a_crm_that_cannot_be_reached_is_reported(chrome: PlayedChrome) -> None:
    chrome.unreachable = True

    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()

    assert chrome.tabs.take_answers() == [
        CardTroubled(WHATSAPP.contact_id, Trouble.UNREACHABLE, "net::ERR_CONNECTION_REFUSED")
    ]


def test_a_slow_crm_does_not_hold_up_the_next_contact(chrome: PlayedChrome) -> None:
    chrome.is_slow = True

    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.tabs.raise_tab(EMAIL, 0)
    asked = chrome.listen()

    shown = [message["sessionId"] for message in asked if message["method"] == "Page.navigate"]
    assert shown == ["S1", "S2"]


def test_a_waiting_tab_that_the_operator_uses_is_left_to_the_operator(
    chrome: PlayedChrome,
) -> None:
    chrome.tell("Page.frameNavigated", "S1", frame={"id": "F", "url": "https://example.org/"})
    asked = chrome.listen()
    chrome.tabs.raise_tab(WHATSAPP, 0)

    assert _methods(asked)[:2] == ["Target.detachFromTarget", "Target.createTarget"]
    assert chrome.listen()[1]["sessionId"] == "S2"


def test_a_waiting_tab_that_the_operator_closes_does_not_come_back_by_itself(
    chrome: PlayedChrome,
) -> None:
    chrome.close("T1")
    asked = chrome.listen()
    chrome.tabs.raise_tab(WHATSAPP, 0)

    assert asked == []
    assert "Page.navigate" in _methods(chrome.listen())


def test_a_card_that_crashes_for_ever_is_shown_again_three_times(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()

    for _ in range(5):
        chrome.tell("Target.targetCrashed", targetId="T1")

    assert _methods(chrome.listen()) == ["Page.navigate"] * 3


def test_a_crash_before_chrome_has_answered_costs_neither_the_card_nor_its_title(
    chrome: PlayedChrome,
) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.tabs.take_outgoing()  # What was under way is never answered.
    chrome.tell("Target.targetCrashed", targetId="T1")

    asked = chrome.listen()

    titled = [m for m in asked if m["method"] == "Page.addScriptToEvaluateOnNewDocument"]
    assert [message["sessionId"] for message in titled] == ["S2"]
    assert {"Target.closeTarget", "Page.navigate"} <= set(_methods(asked))
    assert chrome.tabs.take_answers() == [CardShown(WHATSAPP.contact_id)]


def test_a_card_that_crashes_before_it_is_there_is_given_up_at_last(chrome: PlayedChrome) -> None:
    chrome.is_slow = True
    chrome.tabs.raise_tab(WHATSAPP, 0)
    for number in range(1, 5):
        chrome.listen()
        chrome.tell("Target.targetCrashed", targetId=f"T{number}")

    assert chrome.listen() == []
    assert [type(answer) for answer in chrome.tabs.take_answers()] == [PopFailed]


def test_cards_come_back_with_a_new_chrome_and_closed_ones_do_not(chrome: PlayedChrome) -> None:
    for command in (WHATSAPP, EMAIL):
        chrome.tabs.raise_tab(command, 0)
        chrome.listen()
    chrome.close("T1")

    chrome.tabs.disconnected()
    new = PlayedChrome(chrome.tabs)
    chrome.tabs.connected(0)
    asked = new.listen()

    urls = [message["params"]["url"] for message in asked if message["method"] == "Page.navigate"]
    assert urls == [EMAIL.url]


def test_a_contact_that_comes_while_chrome_is_away_is_shown_in_front_when_it_is_back(
    chrome: PlayedChrome,
) -> None:
    chrome.tabs.disconnected()
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.tabs.connected(0)

    assert {"Page.navigate", "Target.activateTarget"} <= set(_methods(chrome.listen()))


def test_a_tab_is_closed_when_the_desk_says_so(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()

    chrome.tabs.close_tab(WHATSAPP.contact_id)
    asked = chrome.listen()

    assert asked[-1]["method"] == "Target.closeTarget"
    assert asked[-1]["params"] == {"targetId": "T1"}


def test_a_tab_in_which_something_is_typed_is_never_closed(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()
    chrome.tabs.take_answers()
    chrome.is_typed_in = True

    chrome.tabs.close_tab(WHATSAPP.contact_id)

    assert "Target.closeTarget" not in _methods(chrome.listen())
    assert chrome.tabs.take_answers() == [TabKept(WHATSAPP.contact_id)]


def test_a_contact_that_comes_while_chrome_is_starting_is_shown_once(
    chrome: PlayedChrome,
) -> None:
    chrome.tabs.disconnected()
    new = PlayedChrome(chrome.tabs)
    new.slow_target = "T1"  # that of the contact, which asks for its tab first
    chrome.tabs.connected(0)
    chrome.tabs.raise_tab(WHATSAPP, 0)
    asked = new.listen()

    new.tabs.receive(new.withheld, 0)
    asked += new.listen()

    assert _methods(asked).count("Page.navigate") == 1


def test_a_login_page_that_is_gone_before_it_could_be_looked_at_is_followed(
    chrome: PlayedChrome,
) -> None:
    chrome.sight |= {"asksPassword": True, "isCard": False}
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()
    chrome.tell("Page.domContentEventFired", "S1", timestamp=0)
    chrome.listen()
    chrome.sight |= {"asksPassword": False}
    chrome.tell("Page.domContentEventFired", "S1", timestamp=0)
    assert "Page.navigate" in _methods(chrome.listen())

    chrome.tell("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L1"})
    chrome.tell("Page.frameNavigated", "S1", frame={"id": "inner", "loaderId": "L2"})
    chrome.tell("Page.frameRequestedNavigation", "S1", frameId="F", disposition="currentTab")
    chrome.tell("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L3"})
    chrome.tell("Page.domContentEventFired", "S1", timestamp=0)

    assert "Page.navigate" in _methods(chrome.listen())


def show(chrome: PlayedChrome) -> None:
    """A card comes up, and its document begins."""
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()
    chrome.tell("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L1"})
    chrome.tell("Page.domContentEventFired", "S1", timestamp=0)
    chrome.listen()
    chrome.tabs.take_answers()


def tell_by_script(chrome: PlayedChrome, word: str) -> None:
    told = {"name": "chatPluginTell", "payload": word, "executionContextId": 7}
    chrome.tell("Runtime.bindingCalled", "S1", **told)


def go_on(chrome: PlayedChrome, loader: str, **sight: object) -> list[str]:
    """Another document takes the card's place; what is asked then, and when its time has come."""
    chrome.sight |= sight
    chrome.tell("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": loader})
    chrome.tell("Page.domContentEventFired", "S1", timestamp=0)
    asked = chrome.listen()
    chrome.tabs.attend(5)
    return _methods([*asked, *chrome.listen()])


def test_a_form_that_the_operator_has_sent_stays_whatever_the_crm_answers(
    chrome: PlayedChrome,
) -> None:
    show(chrome)
    tell_by_script(chrome, "touched")
    chrome.tell("Page.frameRequestedNavigation", "S1", frameId="F", disposition="currentTab")

    asked = go_on(chrome, "L2", status=503)

    assert "Page.navigate" not in asked
    assert chrome.tabs.take_answers() == []
    assert chrome.tabs.next_look() is None


def test_an_address_that_the_operator_has_typed_is_not_judged(chrome: PlayedChrome) -> None:
    show(chrome)

    go_on(chrome, "L2", status=404, isCard=False, isAtCrm=False)

    assert chrome.tabs.take_answers() == []


def test_a_page_that_a_script_of_the_card_leads_to_may_be_a_login(chrome: PlayedChrome) -> None:
    show(chrome)
    chrome.tell("Page.frameRequestedNavigation", "S1", frameId="F", disposition="currentTab")

    go_on(chrome, "L2", asksPassword=True, isCard=False)

    assert chrome.tabs.take_answers() == [CardTroubled(WHATSAPP.contact_id, Trouble.LOGIN)]


def test_a_link_that_opens_another_tab_is_no_way_out_of_the_card(chrome: PlayedChrome) -> None:
    show(chrome)
    chrome.tell("Page.frameRequestedNavigation", "S1", frameId="F", disposition="newTab")

    go_on(chrome, "L2", asksPassword=True, isCard=False)

    assert chrome.tabs.take_answers() == []


def test_a_card_that_is_loaded_again_is_judged_again(chrome: PlayedChrome) -> None:
    show(chrome)
    tell_by_script(chrome, "touched")  # by F5
    chrome.tell(
        "Page.frameStartedNavigating",
        "S1",
        frameId="F",
        loaderId="L2",
        navigationType="reload",
        url=WHATSAPP.url,
    )

    asked = go_on(chrome, "L2", status=503)

    assert "Page.navigate" in asked
    assert chrome.tabs.take_answers()[0] == CardTroubled(WHATSAPP.contact_id, Trouble.ERROR, "503")


def test_a_page_that_asks_for_looks_without_end_gets_one_at_a_time(chrome: PlayedChrome) -> None:
    show(chrome)

    for _ in range(1000):
        tell_by_script(chrome, "password")
        chrome.tell("Page.domContentEventFired", "S1", timestamp=0)

    assert chrome.tabs.take_outgoing().count(b"\0") == 1
    assert len(chrome.listen()) < 10


def test_a_card_that_has_crashed_and_come_back_is_judged_like_another(
    chrome: PlayedChrome,
) -> None:
    show(chrome)
    chrome.loader = "L2"
    chrome.tell("Target.targetCrashed", targetId="T1")
    chrome.listen()

    asked = go_on(chrome, "L2", status=503)

    assert "Page.navigate" in asked


def test_a_card_that_crashed_under_a_look_is_looked_at_again(chrome: PlayedChrome) -> None:
    show(chrome)
    tell_by_script(chrome, "password")
    chrome.tabs.take_outgoing()  # It is never answered.
    chrome.tell("Target.targetCrashed", targetId="T1")
    chrome.listen()

    tell_by_script(chrome, "password")

    assert "Runtime.evaluate" in _methods(chrome.listen())


def burst(n: int) -> list[RaiseTab]:
    return [
        RaiseTab(ContactId(f"W{i}"), f"https://crm.example.com/?n={i}", "CRM") for i in range(n)
    ]


def test_many_contacts_at_once_get_their_tabs_a_few_at_a_time(chrome: PlayedChrome) -> None:
    for command in burst(50):
        chrome.tabs.raise_tab(command, 0)

    first = chrome.tabs.take_outgoing().count(b'"Target.createTarget"')

    assert first == MOST_MAKERS


def test_many_contacts_at_once_are_all_shown_and_once(chrome: PlayedChrome) -> None:
    cards = burst(50)
    for command in cards:
        chrome.tabs.raise_tab(command, 0)

    asked = chrome.listen()

    urls = [m["params"]["url"] for m in asked if m["method"] == "Page.navigate"]
    assert sorted(urls) == sorted(command.url for command in cards)
    assert len(chrome.tabs.take_answers()) == 50


def test_a_card_whose_contact_ends_before_it_is_there_is_shown_and_then_closed(
    chrome: PlayedChrome,
) -> None:
    cards = burst(9)
    for command in cards:
        chrome.tabs.raise_tab(command, 0)
    for command in cards:
        chrome.tabs.close_tab(command.contact_id)

    asked = _methods(chrome.listen())

    assert asked.count("Page.navigate") == 9
    assert asked.count("Target.closeTarget") == 9


def test_a_card_that_ends_while_chrome_is_away_does_not_come_back(chrome: PlayedChrome) -> None:
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()
    chrome.tabs.take_answers()
    chrome.tabs.disconnected()
    chrome.tabs.close_tab(WHATSAPP.contact_id)

    chrome.tabs.connected(0)

    assert chrome.tabs.take_answers() == [TabClosed(WHATSAPP.contact_id)]
    assert "Page.navigate" not in _methods(chrome.listen())


def test_a_card_that_the_crm_does_not_have_is_asked_for_again_when_the_operator_wants_it(
    chrome: PlayedChrome,
) -> None:
    chrome.sight["status"] = 404
    chrome.tabs.raise_tab(WHATSAPP, 0)
    chrome.listen()
    chrome.tell("Page.domContentEventFired", session="S1")
    chrome.listen()

    chrome.tabs.raise_tab(WHATSAPP, 0)

    assert _methods(chrome.listen())[-1] == "Page.navigate"
    assert chrome.tabs.take_answers() == [
        CardShown(WHATSAPP.contact_id),
        CardTroubled(WHATSAPP.contact_id, Trouble.REFUSED, "404"),
    ]
