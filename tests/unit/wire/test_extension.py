"""The cards in the everyday Chrome; the tests play the extension."""

import json
from typing import Any

import pytest

from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import ProtocolError, RequestError
from chatplugin.domain.events import (
    CardShown,
    CardTroubled,
    ContactSelected,
    PopFailed,
    TabClosed,
    TabKept,
    Trouble,
)
from chatplugin.domain.request import CardRequest, Prepare, plainly
from chatplugin.wire.extension import ExtensionTabs

URL = "https://crm.example.com/?user_id="
WHATSAPP = RaiseTab(ContactId("W1"), f"{URL}1", "CRM WhatsApp")
EMAIL = RaiseTab(ContactId("E1"), f"{URL}2", "CRM Email")
ERROR_PAGE = "Chrome shows an error page"


CARD = {
    "isErrorPage": False,
    "status": 200,
    "asksPassword": False,
    "isCard": True,
    "isAtCrm": True,
    "isTyped": False,
}
"""What `pages/look.js` finds where all is well."""


class PlayedExtension:
    """Keeps cards as the extension does. What it was asked since the last look is in `asked`."""

    def __init__(self, prepare: Prepare = plainly) -> None:
        self.tabs = ExtensionTabs("0.1.0", prepare)
        self.browser = "first"
        self.protocol = 1
        self.cards: dict[str, str] = {}
        self.opened: list[str] = []
        self.is_typed_in = False
        self.retried: list[str] = []
        self.refuses = False
        self.now = 0.0

    def connect(self) -> None:
        self.tabs.connected()
        self.listen()

    def listen(self) -> list[dict[str, Any]]:
        """Answer until nothing more is asked, and return what was asked."""
        asked = []
        while messages := self.tabs.take_outgoing():
            for message in map(json.loads, messages):
                asked.append(message)
                self._answer(message)
        return asked

    def restart_chrome(self) -> None:
        self.tabs.disconnected()
        self.browser = "second"
        self.cards.clear()
        self.connect()

    def close(self, card: str) -> None:
        del self.cards[card]
        self.tell("card/closed", card=card)

    def show(self, card: str, *, held: bool = True, document: int = 1, **sight: object) -> None:
        """A document arrives in the card's tab; *sight* is what is unusual with it."""
        self.cards[card] = "shown"
        self.tell("card/shown", card=card, held=held)
        if held:
            self.tell("card/seen", card=card, document=document, sight={**CARD, **sight})

    def lead(self, card: str, **sight: object) -> None:
        """The operator leads the card's tab to another document."""
        seen = {"document": 2, "byOperator": True, "sight": {**CARD, **sight}}
        self.tell("card/seen", card=card, **seen)

    def fail(self, card: str, reason: str = ERROR_PAGE, **document: object) -> None:
        self.cards[card] = "failed"
        self.tell("card/failed", card=card, reason=reason, **document)

    def wait(self) -> None:
        """Let the time come at which a card is asked for again."""
        due = self.tabs.next_look()
        assert due is not None
        self.now = due
        self.tabs.attend(due)
        self.listen()

    def tell(self, method: str, **params: Any) -> None:
        self.say({"jsonrpc": "2.0", "method": method, "params": params})

    def say(self, message: Any) -> None:
        self.tabs.receive(json.dumps(message).encode(), self.now)

    def _answer(self, message: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": message["id"]}
        if self.refuses and message["method"] == "card/raise":
            answer["error"] = {"code": -32603, "message": "No window"}
        else:
            answer["result"] = self._result(message["method"], message["params"])
        self.say(answer)

    def _result(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        if method == "initialize":
            cards = list(self.cards)
            return {"protocol": self.protocol, "session": self.browser, "cards": cards}
        if method == "card/close":
            return {"closed": not self.is_typed_in}
        if method == "card/retry":
            self.retried += [] if self.is_typed_in else [params["card"]]
            return {"asked": not self.is_typed_in}
        if method == "page/show":
            return {}
        is_open = params["card"] in self.cards
        if not is_open:
            self.opened.append(params["card"])
            self.cards[params["card"]] = "opening"
        return {"opened": not is_open, "state": self.cards[params["card"]]}


@pytest.fixture
def extension() -> PlayedExtension:
    played = PlayedExtension()
    played.connect()
    return played


def test_a_card_is_opened_and_told_as_shown_once(extension: PlayedExtension) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)

    [asked] = extension.listen()
    extension.tell("card/shown", card="W1", held=True)
    extension.tell("card/shown", card="W1", held=True)

    assert asked["method"] == "card/raise"
    assert asked["params"] == {
        "card": "W1",
        "url": WHATSAPP.url,
        "title": "CRM WhatsApp",
        "front": True,
    }
    assert extension.tabs.take_answers() == [CardShown(WHATSAPP.contact_id)]


def test_cards_that_are_raised_before_the_extension_is_there_come_up_with_it() -> None:
    extension = PlayedExtension()
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.tabs.raise_tab(EMAIL, 0)
    assert extension.listen() == []
    assert extension.tabs.has_due_cards

    extension.connect()

    assert extension.opened == ["W1", "E1"]
    assert not extension.tabs.has_due_cards


def test_a_card_that_is_open_is_not_asked_for_again_behind_the_operators_work(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    kept = RaiseTab(WHATSAPP.contact_id, WHATSAPP.url, WHATSAPP.title, Focus.KEPT)
    extension.tabs.raise_tab(kept, 0)

    assert extension.listen() == []


def test_a_card_that_the_operator_closed_is_opened_anew(extension: PlayedExtension) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    extension.close("W1")
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    assert extension.tabs.take_answers() == [TabClosed(WHATSAPP.contact_id)]
    assert extension.opened == ["W1", "W1"]


def test_a_tab_that_is_closed_while_its_card_is_asked_for_again_is_not_told(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.close("W1")
    extension.listen()
    extension.tell("card/shown", card="W1", held=True)

    assert extension.opened == ["W1", "W1"]
    assert extension.tabs.take_answers() == [CardShown(WHATSAPP.contact_id)]


def test_what_was_asked_when_the_relay_was_killed_is_asked_again(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.tabs.disconnected()
    assert extension.tabs.has_due_cards

    extension.connect()

    assert extension.opened == ["W1"]


def test_a_tab_that_was_closed_while_nobody_listened_is_told_afterwards(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.tabs.disconnected()
    del extension.cards["W1"]

    extension.connect()

    assert extension.tabs.take_answers() == [TabClosed(WHATSAPP.contact_id)]
    assert extension.opened == ["W1"]


def test_open_cards_come_back_behind_the_operators_work_in_a_new_chrome(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.tabs.raise_tab(EMAIL, 0)
    extension.listen()
    extension.close("E1")
    extension.tabs.disconnected()
    extension.browser = "second"
    extension.cards.clear()

    extension.tabs.connected()
    asked = extension.listen()

    assert [(message["method"], message["params"].get("front")) for message in asked] == [
        ("initialize", None),
        ("card/raise", False),
    ]
    assert extension.opened == ["W1", "E1", "W1"]


def test_a_new_service_finds_a_card_where_an_earlier_one_left_it() -> None:
    extension = PlayedExtension()
    extension.cards["W1"] = "shown"
    extension.tabs.raise_tab(WHATSAPP, 0)

    extension.connect()

    assert extension.opened == []
    assert extension.tabs.take_answers() == [CardShown(WHATSAPP.contact_id)]


def test_a_chrome_that_hangs_is_not_asked_more_than_its_pipe_can_hold(
    extension: PlayedExtension,
) -> None:
    for number in range(1000):
        extension.tabs.raise_tab(RaiseTab(ContactId(f"E{number}"), URL, "CRM Email"), 0)

    assert len(extension.tabs.take_outgoing()) == 16
    assert extension.tabs.is_waiting


def test_a_thousand_cards_are_opened_once_each(extension: PlayedExtension) -> None:
    for number in range(1000):
        extension.tabs.raise_tab(RaiseTab(ContactId(f"E{number}"), URL, "CRM Email"), 0)
    extension.listen()

    assert extension.opened == [f"E{number}" for number in range(1000)]


def test_a_card_in_which_something_is_typed_is_kept(extension: PlayedExtension) -> None:
    extension.is_typed_in = True
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    extension.tabs.close_tab(WHATSAPP.contact_id)
    extension.listen()

    assert extension.tabs.take_answers() == [TabKept(WHATSAPP.contact_id)]


def test_a_card_is_closed_by_its_tab(extension: PlayedExtension) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    extension.tabs.close_tab(WHATSAPP.contact_id)
    extension.listen()
    extension.close("W1")

    assert extension.tabs.take_answers() == [TabClosed(WHATSAPP.contact_id)]


def test_a_card_whose_contact_ends_before_it_is_there_is_shown_and_then_closed(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.tabs.close_tab(WHATSAPP.contact_id)

    asked = [message["method"] for message in extension.listen()]

    assert asked == ["card/raise", "card/close"]


def test_a_card_whose_contact_ends_while_nobody_listens_is_closed_afterwards(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.tabs.disconnected()
    extension.tabs.close_tab(WHATSAPP.contact_id)

    extension.tabs.connected()

    assert extension.listen()[-1]["method"] == "card/close"


def test_a_card_whose_contact_ends_while_chrome_is_away_does_not_come_back(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.tabs.disconnected()
    extension.tabs.close_tab(WHATSAPP.contact_id)

    extension.restart_chrome()

    assert extension.opened == ["W1"]
    assert extension.tabs.take_answers() == [TabClosed(WHATSAPP.contact_id)]


def test_a_crm_that_does_not_answer_is_asked_again_until_it_does(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.fail("W1")
    extension.wait()
    extension.fail("W1")
    extension.wait()

    extension.show("W1")

    assert extension.retried == ["W1", "W1"]
    assert extension.tabs.take_answers() == [
        CardTroubled(WHATSAPP.contact_id, Trouble.UNREACHABLE, ERROR_PAGE),
        CardShown(WHATSAPP.contact_id),
    ]


def test_a_page_that_the_extension_may_not_enter_ends_the_attempts(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.fail("W1")
    extension.wait()

    extension.show("W1", held=False)

    assert extension.tabs.take_answers()[-1] == CardShown(WHATSAPP.contact_id)


def test_nothing_is_asked_again_over_typed_text(extension: PlayedExtension) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.show("W1", status=503)
    extension.is_typed_in = True

    extension.wait()

    assert extension.retried == []
    assert extension.tabs.next_look() is None


def test_a_crm_that_says_nothing_is_slow_until_it_answers(extension: PlayedExtension) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    extension.wait()
    extension.show("W1")

    assert extension.retried == []
    assert extension.tabs.take_answers() == [
        CardTroubled(WHATSAPP.contact_id, Trouble.SLOW),
        CardShown(WHATSAPP.contact_id),
    ]


def test_after_a_login_the_card_is_asked_for_again(extension: PlayedExtension) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.show("W1", isCard=False, asksPassword=True)

    extension.show("W1", document=2, isCard=False)
    extension.listen()
    extension.show("W1")

    assert extension.retried == ["W1"]
    assert extension.tabs.take_answers() == [
        CardShown(WHATSAPP.contact_id),
        CardTroubled(WHATSAPP.contact_id, Trouble.LOGIN),
        CardShown(WHATSAPP.contact_id),
    ]


def test_a_login_that_was_filled_in_before_it_was_looked_at_is_followed(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.show("W1", isCard=False, asksPassword=True)
    extension.show("W1", document=2, isCard=False)
    extension.listen()

    extension.show("W1", document=2, isCard=False)
    extension.listen()

    assert extension.retried == ["W1", "W1"]


def test_the_operator_who_wants_a_failed_card_has_its_crm_asked_at_once(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.show("W1", status=404)

    extension.tabs.raise_tab(WHATSAPP, 1)
    extension.listen()
    extension.show("W1")

    assert extension.retried == ["W1"]
    assert extension.tabs.take_answers()[-1] == CardShown(WHATSAPP.contact_id)


def test_the_operator_who_wants_a_card_that_asks_for_a_login_only_sees_it(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.show("W1", isCard=False, asksPassword=True)

    extension.tabs.raise_tab(WHATSAPP, 1)
    extension.listen()

    assert extension.retried == []


def test_what_became_of_a_card_while_the_line_was_lost_is_asked(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.fail("W1")
    extension.wait()
    extension.tabs.disconnected()
    assert extension.tabs.next_look() is None
    extension.cards["W1"] = "shown"

    extension.tabs.connected()
    asked = extension.listen()
    extension.show("W1")

    assert asked[-1]["method"] == "card/raise"
    assert not asked[-1]["params"]["front"]
    assert extension.tabs.take_answers()[-1] == CardShown(WHATSAPP.contact_id)


def test_the_operators_page_is_kept_up_to_date_with_one_message_at_a_time(
    extension: PlayedExtension,
) -> None:
    for number in range(5):
        extension.tabs.show_page(f"page {number}")

    shown = [message["params"]["model"] for message in extension.listen()]
    extension.tabs.disconnected()
    extension.tabs.connected()
    again = extension.listen()

    assert shown == ["page 0", "page 4"]
    assert again[-1]["params"] == {"model": "page 4"}


def test_a_button_of_the_operators_page_is_heard(extension: PlayedExtension) -> None:
    extension.tell("page/pressed", button='{"do":"show","contact":"W1"}')
    extension.tell("page/pressed", button="nonsense")

    assert extension.tabs.take_answers() == [ContactSelected(WHATSAPP.contact_id)]


def test_a_tab_that_chrome_does_not_open_is_told_and_may_be_asked_for_again(
    extension: PlayedExtension,
) -> None:
    extension.refuses = True
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.refuses = False
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    [failed] = extension.tabs.take_answers()
    assert failed == PopFailed(WHATSAPP.contact_id, "Chrome refused to open a tab: No window")
    assert extension.opened == ["W1"]


def test_an_address_that_chrome_would_not_take_is_refused(extension: PlayedExtension) -> None:
    extension.tabs.raise_tab(RaiseTab(ContactId("W1"), URL + "a" * 1024 * 1024, "CRM"), 0)

    assert extension.tabs.take_outgoing() == []
    assert extension.tabs.take_answers() == [PopFailed(ContactId("W1"), "The address is too long")]


def test_an_extension_of_another_protocol_is_refused() -> None:
    extension = PlayedExtension()
    extension.protocol = 2

    with pytest.raises(ProtocolError, match="speaks protocol 2, this service 1"):
        extension.connect()

    assert not extension.tabs.is_introduced


@pytest.mark.parametrize(
    "message",
    [
        "nonsense",
        {"jsonrpc": "2.0", "method": "card/closed", "params": {}},
        {"jsonrpc": "2.0", "method": "card/failed", "params": {"card": "W1"}},
        {"jsonrpc": "2.0", "method": "card/seen", "params": {"card": "W1", "document": 1}},
        {"jsonrpc": "2.0", "method": "page/pressed", "params": {}},
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}},
        {"jsonrpc": "2.0", "id": "1", "result": {}},
    ],
)
def test_a_message_that_does_not_keep_the_protocol_is_refused(
    extension: PlayedExtension, message: Any
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    with pytest.raises(ProtocolError):
        extension.say(message)


def test_what_a_newer_extension_tells_and_of_unknown_cards_changes_nothing(
    extension: PlayedExtension,
) -> None:
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    extension.tell("card/moved", card="W1")
    extension.tell("card/closed", card="of an earlier run of EMC Desktop")

    assert extension.tabs.take_answers() == []


def test_a_form_is_refused_because_the_extension_could_only_ask_without_it() -> None:
    extension = PlayedExtension(prepare=lambda url: CardRequest(url, form="user_id=1"))
    extension.connect()

    extension.tabs.raise_tab(WHATSAPP, 0)

    assert extension.listen() == []
    reason = (
        "Chrome's extension cannot send a form (Method=POST),"
        " and the card is not asked for without it"
    )
    assert extension.tabs.take_answers() == [PopFailed(WHATSAPP.contact_id, reason)]


def test_a_card_that_cannot_be_signed_is_not_asked_for() -> None:
    def prepare(url: str) -> CardRequest:
        raise RequestError("There is no key")

    extension = PlayedExtension(prepare=prepare)
    extension.connect()

    extension.tabs.raise_tab(WHATSAPP, 0)

    assert extension.listen() == []
    assert extension.tabs.take_answers() == [PopFailed(WHATSAPP.contact_id, "There is no key")]


def test_every_attempt_is_signed_anew() -> None:
    made: list[str] = []

    def prepare(url: str) -> CardRequest:
        made.append(f"{url}&sig={len(made)}")
        return CardRequest(made[-1], is_signed=True)

    extension = PlayedExtension(prepare=prepare)
    extension.connect()
    extension.tabs.raise_tab(WHATSAPP, 0)
    [raised] = extension.listen()
    extension.tell("card/failed", card="W1", reason="Chrome shows an error page")

    extension.tabs.attend(5)
    [retried] = extension.listen()

    assert raised["params"]["url"] == f"{WHATSAPP.url}&sig=0"
    assert raised["params"]["page"] == WHATSAPP.url
    assert "nonce" in raised["params"]["passing"]
    assert retried["method"] == "card/retry"
    assert retried["params"] == {"card": "W1", "url": f"{WHATSAPP.url}&sig=1"}


def test_a_page_that_the_operator_went_to_is_never_judged() -> None:
    extension = PlayedExtension()
    extension.connect()
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.show("W1")
    extension.tabs.take_answers()

    extension.lead("W1", status=503)
    extension.fail("W1", document=3, byOperator=True)

    assert extension.tabs.take_answers() == []
    assert extension.tabs.next_look() is None


def test_a_card_that_is_loaded_again_is_judged_again() -> None:
    extension = PlayedExtension()
    extension.connect()
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()
    extension.show("W1")
    extension.tabs.take_answers()

    extension.lead("W1", status=503, isReload=True)

    assert extension.tabs.take_answers() == [
        CardTroubled(WHATSAPP.contact_id, Trouble.ERROR, "503")
    ]


def test_chromes_own_sign_in_dialog_is_not_reloaded_under_the_operators_hands() -> None:
    extension = PlayedExtension()
    extension.connect()
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    extension.fail("W1", "net::ERR_INVALID_AUTH_CREDENTIALS")
    extension.tabs.raise_tab(WHATSAPP, 0)
    extension.listen()

    assert extension.retried == []
    assert extension.tabs.next_look() is None
    assert extension.tabs.take_answers()[0] == CardTroubled(
        WHATSAPP.contact_id, Trouble.SIGN_IN, "net::ERR_INVALID_AUTH_CREDENTIALS"
    )
