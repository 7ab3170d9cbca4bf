"""The cards in the everyday Chrome; its extension is played."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chatplugin.browser.extension.tabs import FORGETS_NOTHING
from chatplugin.domain.contact import CardId, ContactId
from chatplugin.domain.errors import ProtocolError
from chatplugin.domain.events import (
    CardShown,
    CardTroubled,
    ContactSelected,
    Focus,
    ForgetLogins,
    PopFailed,
    RaiseTab,
    TabClosed,
    TabKept,
    Trouble,
)
from chatplugin.domain.request import Asking, KeySource, Method, RequestRules, SigningKey
from chatplugin.sentences import said
from tests.played.chrome import SIGHT
from tests.played.extension import PlayedExtension

URL = "https://crm.example.com/?user_id="
WHATSAPP = RaiseTab(CardId("W1"), f"{URL}1", "CRM WhatsApp")
EMAIL = RaiseTab(CardId("E1"), f"{URL}2", "CRM Email")

KEY = SigningKey("2026-11", b"a-secret-of-tests-that-is-long-enough")
SIGNING = RequestRules(key=KeySource("file", "crm.key"))


@pytest.fixture
def extension() -> PlayedExtension:
    played = PlayedExtension()
    played.connect()
    return played


def test_an_empty_tab_that_is_gone_leaves_its_trouble_told_and_the_next_attempt_opens_another(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.fail("W1", "net::ERR_ABORTED")
    del extension.cards["W1"]

    extension.tell("card/closed", card="W1", empty=True)
    assert extension.told() == [CardTroubled(WHATSAPP.card, Trouble.NO_PAGE)]
    extension.raise_tab(WHATSAPP)
    extension.listen()

    assert extension.opened == ["W1", "W1"]


def test_a_card_is_opened_and_told_as_shown_once(extension: PlayedExtension) -> None:
    extension.raise_tab(WHATSAPP)

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
    assert extension.told() == [CardShown(WHATSAPP.card)]


def test_cards_that_are_raised_before_the_extension_is_there_come_up_with_it() -> None:
    extension = PlayedExtension()
    extension.raise_tab(WHATSAPP)
    extension.raise_tab(WHATSAPP)
    extension.raise_tab(EMAIL)
    assert extension.listen() == []
    assert extension.tabs.has_due_cards

    extension.tabs.connected()
    asked = [each["params"] for each in extension.listen() if each["method"] == "card/raise"]

    assert [(each["card"], each["front"]) for each in asked] == [("E1", True), ("W1", False)]
    assert extension.opened == ["E1", "W1"]
    assert not extension.tabs.has_due_cards


def test_a_card_that_is_open_is_not_asked_for_again_behind_the_operators_work(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()

    kept = RaiseTab(WHATSAPP.card, WHATSAPP.url, WHATSAPP.title, Focus.UNCHANGED)
    extension.raise_tab(kept)

    assert extension.listen() == []


def test_in_the_everyday_chrome_nothing_is_forgotten_and_that_is_said(
    extension: PlayedExtension,
) -> None:
    extension.tabs.do(ForgetLogins(("https://crm.example.com",)))

    assert extension.listen() == []
    assert extension.turn.sentences == [FORGETS_NOTHING]


def test_the_tab_of_a_card_that_is_wanted_behind_is_marked(extension: PlayedExtension) -> None:
    extension.raise_tab(RaiseTab(EMAIL.card, EMAIL.url, EMAIL.title, Focus.KEPT))
    [opened] = extension.listen()
    extension.raise_tab(RaiseTab(EMAIL.card, EMAIL.url, EMAIL.title, Focus.FLASH))
    [marked] = extension.listen()

    assert (opened["params"]["front"], opened["params"]["mark"]) == (False, True)
    assert (marked["params"]["mark"], marked["params"]["flash"]) == (True, True)


def test_a_card_that_the_operator_closed_is_opened_anew(extension: PlayedExtension) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()

    extension.close("W1")
    extension.raise_tab(WHATSAPP)
    extension.listen()

    assert extension.told() == [TabClosed(WHATSAPP.card)]
    assert extension.opened == ["W1", "W1"]


def test_a_tab_that_is_closed_while_its_card_is_asked_for_again_is_not_told(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()

    extension.raise_tab(WHATSAPP)
    extension.close("W1")
    extension.listen()
    extension.tell("card/shown", card="W1", held=True)

    assert extension.opened == ["W1", "W1"]
    assert extension.told() == [CardShown(WHATSAPP.card)]


def test_what_was_asked_when_the_relay_was_killed_is_asked_again(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.tabs.disconnected()
    assert extension.tabs.has_due_cards

    extension.connect()

    assert extension.opened == ["W1"]


def test_a_tab_that_was_closed_while_nobody_listened_is_told_afterwards(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.tabs.disconnected()
    del extension.cards["W1"]

    extension.connect()

    assert extension.told() == [TabClosed(WHATSAPP.card)]
    assert extension.opened == ["W1"]


def test_open_cards_come_back_behind_the_operators_work_in_a_new_chrome(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.raise_tab(EMAIL)
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
    extension.raise_tab(WHATSAPP)

    extension.connect()

    assert extension.opened == []
    assert extension.told() == [CardShown(WHATSAPP.card)]


def test_a_chrome_that_hangs_is_not_asked_more_than_its_pipe_can_hold(
    extension: PlayedExtension,
) -> None:
    for number in range(1000):
        extension.raise_tab(RaiseTab(CardId(f"E{number}"), URL, "CRM Email"))

    assert len(extension.tabs.take_outgoing()) == 4
    assert extension.tabs.is_waiting


def test_a_thousand_cards_are_opened_once_each_and_of_those_that_wait_the_newest_first(
    extension: PlayedExtension,
) -> None:
    for number in range(1000):
        extension.raise_tab(RaiseTab(CardId(f"E{number}"), URL, "CRM Email"))
    extension.listen()

    asked_at_once = ["E0", "E1", "E2", "E3"]
    assert extension.opened == asked_at_once + [f"E{number}" for number in range(999, 3, -1)]


def test_an_open_card_that_the_operator_asks_for_goes_before_those_that_wait(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    for number in range(50):
        extension.raise_tab(RaiseTab(CardId(f"E{number}"), URL, "CRM Email"))

    extension.raise_tab(WHATSAPP)
    asked = [each["params"] for each in extension.listen() if each["method"] == "card/raise"]

    assert [each["card"] for each in asked[:5]] == ["E0", "E1", "E2", "E3", "W1"]
    assert [each["card"] for each in asked if each["front"]][4:] == ["W1"]


def test_a_card_comes_to_the_front_where_the_newer_one_has_failed(
    extension: PlayedExtension,
) -> None:
    for number in range(4):
        extension.raise_tab(RaiseTab(CardId(f"E{number}"), URL, "CRM Email"))
    first = json.loads(extension.tabs.take_outgoing()[0])
    extension.raise_tab(RaiseTab(CardId("older"), URL, "CRM Email"))
    extension.raise_tab(RaiseTab(CardId("newer"), URL, "CRM Email"))
    extension.say({"jsonrpc": "2.0", "id": first["id"], "result": {"opened": 1, "state": "shown"}})
    [newer] = map(json.loads, extension.tabs.take_outgoing())

    refusal = {"code": -32603, "message": "No window"}
    extension.say({"jsonrpc": "2.0", "id": newer["id"], "error": refusal})
    [older] = map(json.loads, extension.tabs.take_outgoing())

    asked = [(each["params"]["card"], each["params"]["front"]) for each in (newer, older)]
    assert asked == [("newer", True), ("older", True)]


def test_pages_that_let_no_look_in_hold_up_no_other_card(extension: PlayedExtension) -> None:
    for number in range(4):
        extension.raise_tab(RaiseTab(CardId(f"E{number}"), URL, "CRM Email"))
    extension.listen()
    for number in range(4):
        extension.show(f"E{number}")
    extension.wait_until(100)
    looks = extension.tabs.take_outgoing()  # They are never answered.

    extension.raise_tab(WHATSAPP)
    [asked] = extension.tabs.take_outgoing()

    assert [b"card/look" in look for look in looks] == [True] * 4
    assert b"card/raise" in asked


def test_a_card_in_which_something_is_typed_is_kept(extension: PlayedExtension) -> None:
    extension.is_typed_in = True
    extension.raise_tab(WHATSAPP)
    extension.listen()

    extension.close_tab(WHATSAPP.card)
    extension.listen()

    assert extension.told() == [TabKept(WHATSAPP.card)]


def test_a_card_is_closed_by_its_tab(extension: PlayedExtension) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()

    extension.close_tab(WHATSAPP.card)
    extension.listen()
    extension.close("W1")

    assert extension.told() == [TabClosed(WHATSAPP.card)]


def test_a_card_whose_contact_ends_before_it_is_there_is_shown_and_then_closed(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.close_tab(WHATSAPP.card)

    asked = [message["method"] for message in extension.listen()]

    assert asked == ["card/raise", "card/close"]


def test_a_card_that_was_not_closed_when_the_relay_ended_is_closed_by_the_next(
    extension: PlayedExtension,
) -> None:
    extension.connect()
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1")
    extension.close_tab(WHATSAPP.card)
    extension.tabs.take_outgoing()  # They do not reach the extension.
    extension.tabs.disconnected()

    extension.tabs.connected()

    asked = [message["method"] for message in extension.listen()]
    assert asked == ["initialize", "card/close"]


def test_a_card_whose_contact_ends_while_nobody_listens_is_closed_afterwards(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.tabs.disconnected()
    extension.close_tab(WHATSAPP.card)

    extension.tabs.connected()

    assert extension.listen()[-1]["method"] == "card/close"


def test_a_card_whose_contact_ends_while_chrome_is_away_does_not_come_back(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.tabs.disconnected()
    extension.close_tab(WHATSAPP.card)

    extension.restart_chrome()

    assert extension.opened == ["W1"]
    assert extension.told() == [TabClosed(WHATSAPP.card)]


def test_a_crm_that_does_not_answer_is_asked_again_until_it_does(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.fail("W1")
    extension.wait()
    extension.fail("W1")
    extension.wait()

    extension.show("W1")

    assert extension.retried == ["W1", "W1"]
    assert extension.told() == [
        CardTroubled(WHATSAPP.card, Trouble.UNREACHABLE),
        CardShown(WHATSAPP.card),
    ]


def test_a_page_that_the_extension_may_not_enter_ends_the_attempts(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.fail("W1")
    extension.wait()

    extension.show("W1", held=False)

    assert extension.told()[-1] == CardShown(WHATSAPP.card)


def test_nothing_is_asked_again_over_typed_text(extension: PlayedExtension) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1", status=503)
    extension.is_typed_in = True

    extension.wait()

    assert extension.retried == []
    assert extension.tabs.due is None


def test_a_crm_that_says_nothing_is_slow_until_it_answers(extension: PlayedExtension) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()

    extension.wait()
    extension.show("W1")

    assert extension.retried == []
    assert extension.told() == [
        CardTroubled(WHATSAPP.card, Trouble.SLOW),
        CardShown(WHATSAPP.card),
    ]


def test_after_a_login_the_card_is_asked_for_again(extension: PlayedExtension) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1", isCard=False, asksPassword=True)

    extension.show("W1", document=2, isCard=False)
    extension.wait()
    extension.show("W1")

    assert extension.retried == ["W1"]
    assert extension.told() == [
        CardShown(WHATSAPP.card),
        CardTroubled(WHATSAPP.card, Trouble.LOGIN),
        CardShown(WHATSAPP.card),
    ]


def test_a_login_that_was_filled_in_before_it_was_looked_at_is_followed(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1", isCard=False, asksPassword=True)
    extension.show("W1", document=2, isCard=False)
    extension.wait()

    extension.show("W1", document=2, isCard=False)
    extension.wait()

    assert extension.retried == ["W1", "W1"]


def test_the_operator_who_wants_a_failed_card_has_its_crm_asked_at_once(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1", status=404)

    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1")

    assert extension.retried == ["W1"]
    assert extension.told()[-1] == CardShown(WHATSAPP.card)


def test_the_operator_who_wants_a_card_that_asks_for_a_login_only_sees_it(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1", isCard=False, asksPassword=True)

    extension.raise_tab(WHATSAPP)
    extension.listen()

    assert extension.retried == []


def test_what_became_of_a_card_while_the_line_was_lost_is_asked(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.fail("W1")
    extension.wait()
    extension.tabs.disconnected()
    assert extension.tabs.due is None
    extension.cards["W1"] = "shown"

    extension.tabs.connected()
    asked = extension.listen()
    extension.show("W1")

    assert asked[-1]["method"] == "card/raise"
    assert not asked[-1]["params"]["front"]
    assert extension.told()[-1] == CardShown(WHATSAPP.card)


def test_the_operators_page_is_kept_up_to_date_with_one_message_at_a_time(
    extension: PlayedExtension,
) -> None:
    for number in range(5):
        extension.show_page(f"page {number}")

    shown = [message["params"]["model"] for message in extension.listen()]
    extension.tabs.disconnected()
    extension.tabs.connected()
    again = extension.listen()

    assert shown == ["page 0", "page 4"]
    assert again[-1]["params"] == {"model": "page 4"}


def test_a_button_of_the_operators_page_is_heard(extension: PlayedExtension) -> None:
    extension.tell("page/pressed", button='{"do":"show","contact":"W1"}')
    extension.tell("page/pressed", button="nonsense")

    assert extension.told() == [ContactSelected(ContactId(WHATSAPP.card))]


def test_a_tab_that_chrome_does_not_open_is_told_and_may_be_asked_for_again(
    extension: PlayedExtension,
) -> None:
    extension.refusal = "No window"
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.refusal = ""
    extension.raise_tab(WHATSAPP)
    extension.listen()

    [failed] = extension.told()
    assert failed == PopFailed(WHATSAPP.card, said("chrome.refused_tab", reason="No window"))
    assert extension.opened == ["W1"]


@pytest.mark.parametrize(
    "words",
    [
        'Invalid url: "https://crm.example.com/?user_id=anna@example.com".',
        "Cannot open https://crm.example.com/?user_id=anna@example.com",
        'Invalid url: "crm?user_id=anna@example.com',
    ],
)
def test_what_chrome_quotes_of_an_address_is_not_told(
    extension: PlayedExtension, words: str
) -> None:
    extension.refusal = words
    extension.raise_tab(WHATSAPP)
    extension.listen()

    [failed] = extension.told()

    assert isinstance(failed, PopFailed)
    assert "Chrome refused to open a tab: " in str(failed.reason)
    assert "anna" not in str(failed.reason)


def test_an_address_that_chrome_would_not_take_is_refused(extension: PlayedExtension) -> None:
    extension.raise_tab(RaiseTab(CardId("W1"), URL + "a" * 1024 * 1024, "CRM"))

    assert extension.tabs.take_outgoing() == []
    assert extension.told() == [PopFailed(CardId("W1"), said("request.too_long"))]


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
    extension.raise_tab(WHATSAPP)
    extension.listen()

    with pytest.raises(ProtocolError):
        extension.say(message)


def test_what_a_newer_extension_tells_and_of_unknown_cards_changes_nothing(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()

    extension.tell("card/moved", card="W1")
    extension.tell("card/closed", card="of an earlier run of EMC Desktop")

    assert extension.told() == []


def test_a_form_is_refused_because_the_extension_could_only_ask_without_it() -> None:
    extension = PlayedExtension(Asking(RequestRules(Method.POST)))
    extension.connect()

    extension.raise_tab(WHATSAPP)

    assert extension.listen() == []
    assert extension.told() == [PopFailed(WHATSAPP.card, said("chrome.no_form"))]


def test_a_card_that_cannot_be_signed_is_not_asked_for() -> None:
    extension = PlayedExtension(Asking(SIGNING, complaint=said("key.none")))
    extension.connect()

    extension.raise_tab(WHATSAPP)

    assert extension.listen() == []
    assert extension.told() == [PopFailed(WHATSAPP.card, said("key.none"))]


def test_each_attempt_is_signed_once_and_anew() -> None:
    extension = PlayedExtension(Asking(SIGNING, KEY))
    extension.connect()
    extension.raise_tab(WHATSAPP)
    [raised] = extension.listen()
    extension.fail("W1")

    extension.wait_until(5)
    [retried] = extension.listen()

    nonces = [int(_query(asked)["nonce"][0], 16) for asked in (raised, retried)]
    assert nonces == [1, 2]
    assert raised["params"]["page"] == WHATSAPP.url
    assert "nonce" in raised["params"]["passing"]
    assert retried["method"] == "card/retry"


def test_a_login_that_is_drawn_late_is_told_until_the_operator_works_in_the_card(
    extension: PlayedExtension,
) -> None:
    form = {**SIGHT, "asksPassword": True, "isCard": False}
    for card in (WHATSAPP, EMAIL):
        extension.raise_tab(card)
        extension.listen()
        extension.show(card.card)
    extension.told()
    extension.tell("card/touched", card="E1")
    extension.listen()

    for card in (WHATSAPP, EMAIL):
        extension.tell("card/seen", card=card.card, document=1, sight=form)

    assert extension.told() == [CardTroubled(WHATSAPP.card, Trouble.LOGIN)]


def test_a_page_that_the_operator_went_to_is_never_judged(extension: PlayedExtension) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1")
    extension.told()

    extension.lead("W1", status=503)
    extension.fail("W1", document=3, byOperator=True)

    assert extension.told() == []
    assert extension.tabs.due is None


def test_a_card_that_is_loaded_again_is_judged_again(extension: PlayedExtension) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()
    extension.show("W1")
    extension.told()

    extension.lead("W1", status=503, isReload=True)

    assert extension.told() == [CardTroubled(WHATSAPP.card, Trouble.ERROR, "503")]


def test_chromes_own_sign_in_dialog_is_not_reloaded_under_the_operators_hands(
    extension: PlayedExtension,
) -> None:
    extension.raise_tab(WHATSAPP)
    extension.listen()

    extension.fail("W1", "net::ERR_INVALID_AUTH_CREDENTIALS")
    extension.raise_tab(WHATSAPP)
    extension.listen()

    assert extension.retried == []
    assert extension.tabs.due is None
    assert extension.told()[0] == CardTroubled(
        WHATSAPP.card, Trouble.SIGN_IN, "net::ERR_INVALID_AUTH_CREDENTIALS"
    )


def _query(asked: dict[str, Any]) -> dict[str, list[str]]:
    return parse_qs(urlsplit(asked["params"]["url"]).query)
