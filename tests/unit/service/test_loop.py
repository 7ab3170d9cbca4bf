"""The service's loop, with a played plug-in before it and a played Chrome behind it."""

import json

import pytest

from chatplugin.browser.driver import FromChrome
from chatplugin.desktop.messages import Overlong
from chatplugin.desktop.plugin import WorkItemKind
from chatplugin.domain.contact import CardId, Moment, Operator
from chatplugin.domain.desk import OpenCard
from chatplugin.domain.events import Fate, Incident, RaiseTab
from chatplugin.service.ports import Stamps
from tests.played.service import MAIL, SETTINGS, Desktop


def test_a_contact_becomes_a_card_and_is_acknowledged_once_it_is_in_the_journal(
    desktop: Desktop,
) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.operator(Operator("4021")),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith(
        "?channel_type=email&user_id=anna%40example.com&PersonalAccount=1234567890"
    )
    assert [record.fate for record in desktop.journal.records] == [Fate.RAISED]
    assert desktop.journal.stamps == [Stamps(reported=1000.0, received=1001.0, sent=1002.0)]
    assert desktop.acknowledged() == [1, 2]


def test_windows_is_asked_to_let_chrome_come_to_the_front_before_each_card(
    desktop: Desktop,
) -> None:
    written_when_raised: list[int] = []
    desktop.chrome.on_raise = lambda: written_when_raised.append(len(desktop.written))

    written = desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", MAIL))

    assert written[1] == {
        "jsonrpc": "2.0",
        "method": "foreground/allow",
        "params": {"pid": 6300},
    }
    assert written_when_raised == [2]


def test_a_card_that_keeps_the_focus_where_it_is_asks_for_nothing(desktop: Desktop) -> None:
    written = desktop.serve(
        desktop.initialize({**SETTINGS, "Raise": "background"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert len(desktop.chrome.raised) == 1
    assert "foreground/allow" not in [message.get("method") for message in written]


def test_an_event_that_comes_twice_is_acknowledged_and_shows_nothing_twice(
    desktop: Desktop,
) -> None:
    offered = desktop.email(Moment.OFFERED, "E1", MAIL)

    desktop.serve(desktop.initialize(SETTINGS), offered, offered)

    assert len(desktop.chrome.raised) == 1
    assert desktop.acknowledged() == [1, 1]


def test_a_service_that_is_started_again_restores_the_cards_of_the_same_run(
    desktop: Desktop,
) -> None:
    card = RaiseTab(CardId("E1"), "https://crm.example.com/card?user_id=1", "CRM Email")
    desktop.journal.open = [OpenCard(card, "email", has_ended=False)]

    desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", MAIL))

    assert {raised.url for raised in desktop.chrome.raised} == {card.url}
    assert {raised.card for raised in desktop.chrome.raised} == {card.card}


@pytest.mark.parametrize(
    "garbage",
    [b"garbage", b"{}", b'{"jsonrpc": "2.0", "method": "workItem/delivered"}', Overlong(10**9)],
)
def test_garbage_is_reported_and_the_next_contact_still_raises_its_card(
    desktop: Desktop, garbage: bytes | Overlong
) -> None:
    desktop.serve(desktop.initialize(SETTINGS), garbage, desktop.email(Moment.OFFERED, "E1", MAIL))

    assert len(desktop.said) == 1
    assert len(desktop.chrome.raised) == 1


def test_a_plugin_that_speaks_another_protocol_is_told_so(desktop: Desktop) -> None:
    [answer] = desktop.serve(desktop.initialize(SETTINGS, protocol=2))

    assert answer["error"] == {"code": -32001, "message": "This service speaks protocol 1, not 2"}
    assert desktop.chrome.settings == []


def test_a_request_of_a_newer_plugin_is_refused_and_a_notification_ignored(
    desktop: Desktop,
) -> None:
    answers = desktop.serve(
        b'{"jsonrpc": "2.0", "id": 9, "method": "screen/share"}',
        b'{"jsonrpc": "2.0", "method": "screen/shared"}',
    )

    assert [answer["error"]["code"] for answer in answers] == [-32601]


def test_an_event_before_initialize_is_said_and_not_acknowledged(desktop: Desktop) -> None:
    desktop.serve(desktop.email(Moment.OFFERED, "E1", MAIL))

    assert desktop.acknowledged() == []
    assert "before 'initialize'" in desktop.said[0]


def test_what_the_driver_has_to_say_is_said(desktop: Desktop) -> None:
    desktop.chrome.sentences = ["Chrome answers again"]

    desktop.serve(desktop.initialize(SETTINGS), FromChrome(1, []))

    assert desktop.said == ["Chrome answers again"]


def test_the_driver_is_called_when_its_time_has_come_and_not_before(desktop: Desktop) -> None:
    ticks: list[float] = []
    desktop.chrome.due = 2.0
    desktop.chrome.on_tick = lambda: ticks.append(desktop.seconds)

    desktop.let_seconds_pass(4, desktop.initialize(SETTINGS))

    assert ticks == [2.0, 3.0, 4.0]


def test_a_tab_is_closed_as_many_seconds_after_its_contact_as_the_settings_say(
    desktop: Desktop,
) -> None:
    closed = desktop.let_seconds_pass(
        3,
        desktop.initialize(SETTINGS | {"OnEnd": "close:2"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.ended("E1", WorkItemKind.EMAIL),
    )

    assert closed == [[], [], [CardId("E1")]]


def test_a_contact_that_comes_back_in_time_keeps_its_tab(desktop: Desktop) -> None:
    closed = desktop.let_seconds_pass(
        4,
        desktop.initialize(SETTINGS | {"OnEnd": "close:2"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.ended("E1", WorkItemKind.EMAIL),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert closed == [[], [], [], []]


def test_a_service_that_is_started_again_knows_who_sits_at_the_desk(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS, person=Operator("4021")),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="+79000000001"),
    )

    assert "operator=4021" in desktop.chrome.raised[0].url


CHECK = b'{"jsonrpc":"2.0","id":2,"method":"service/check","params":{}}\n'


def test_a_service_that_waits_for_nothing_says_so_before_and_after_it_has_begun(
    desktop: Desktop,
) -> None:
    answers = desktop.serve(CHECK, desktop.initialize(SETTINGS), CHECK)

    assert [each["result"] for each in answers if each.get("id") == 2] == [{"waitsFor": None}] * 2


def test_a_service_that_acknowledges_nothing_names_the_reason(desktop: Desktop) -> None:
    desktop.journal.room = 0

    answers = desktop.serve(
        desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", MAIL), CHECK
    )

    [answer] = [each["result"] for each in answers if each.get("id") == 2]
    assert answer == {"waitsFor": "the journal cannot be written"}


def test_a_service_whose_settings_emc_has_not_told_names_that(desktop: Desktop) -> None:
    answers = desktop.serve(desktop.initialize({}, asked=0), CHECK)

    [answer] = [each["result"] for each in answers if each.get("id") == 2]
    assert answer == {"waitsFor": "EMC has not answered for its settings"}


def test_the_operators_page_says_that_the_service_before_hung(desktop: Desktop) -> None:
    started = json.loads(desktop.initialize(SETTINGS))
    started["params"]["hangs"] = 2

    desktop.serve_slowly(json.dumps(started).encode() + b"\n", CHECK)

    [incident] = desktop.chrome.pages[-1]["lately"]
    assert incident["text"] == "ChatPlugin did not answer and was started again at"


def test_the_operators_page_says_what_happened_to_chrome(desktop: Desktop) -> None:
    desktop.chrome.at_start = [Incident.SILENT]
    desktop.chrome.incidents = [Incident.RESTARTED]

    desktop.serve_slowly(desktop.initialize(SETTINGS), FromChrome(1, []))

    lately = [incident["text"] for incident in desktop.chrome.pages[-1]["lately"]]
    assert lately == ["Chrome did not answer at", "Chrome was started again at"]
