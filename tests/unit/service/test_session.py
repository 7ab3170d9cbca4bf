"""One run of EMC Desktop: what becomes of contacts is in the journal, also on a full disk."""

import math
from queue import SimpleQueue

import pytest

from chatplugin.browser.driver import ChromeGone, FromChrome
from chatplugin.config.settings import ChromeDriver
from chatplugin.desktop.plugin import WorkItemKind
from chatplugin.domain.contact import CardId, Moment, Operator
from chatplugin.domain.events import CardShown, Fate, Focus, PopFailed, TabClosed
from chatplugin.sentences import said
from chatplugin.service.loop import Service
from chatplugin.service.ports import FromPlugin, PluginGone, Signal
from chatplugin.service.session import MOST_WAITING
from tests.played.service import MAIL, SETTINGS, Desktop


def test_a_full_disk_is_said_once_and_cards_still_come_up(desktop: Desktop) -> None:
    desktop.journal.room = 0

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.email(Moment.OFFERED, "E2", MAIL),
    )

    assert len(desktop.chrome.raised) == 2
    assert desktop.said == [
        "The journal cannot be written: No space left on device. Cards still come up"
    ]


def test_a_card_comes_to_the_front_once_the_operator_does_not_type_any_more(
    desktop: Desktop,
) -> None:
    desktop.rest = 0.1

    def a_second_passes() -> None:
        desktop.seconds += 1
        desktop.rest = 0.1 if desktop.seconds < 3 else 1.0

    desktop.chrome.on_receive = a_second_passes
    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        *[FromChrome(1, [])] * 5,
    )

    assert [command.focus for command in desktop.chrome.raised] == [Focus.FLASH, Focus.FRONT]
    allowed = [m for m in desktop.written if m.get("method") == "foreground/allow"]
    assert len(allowed) == 1


def test_a_card_that_the_command_line_opens_waits_for_no_pause(desktop: Desktop) -> None:
    desktop.rest = 0.1
    desktop.chrome.way = ChromeDriver.COMMAND

    desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", MAIL))

    assert [command.focus for command in desktop.chrome.raised] == [Focus.FRONT]


def test_a_card_that_was_closed_while_it_waited_is_not_opened_again(desktop: Desktop) -> None:
    desktop.rest = 0.1
    desktop.chrome.answers = [TabClosed(CardId("E1"))]

    def a_second_passes() -> None:
        desktop.seconds += 1
        desktop.rest = 9

    desktop.chrome.on_receive = a_second_passes
    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        *[FromChrome(1, [])] * 5,
    )

    assert [command.focus for command in desktop.chrome.raised] == [Focus.FLASH]


def test_no_event_is_acknowledged_while_the_journal_cannot_be_written(desktop: Desktop) -> None:
    desktop.journal.room = 1

    desktop.serve(
        desktop.initialize(SETTINGS),
        *[desktop.email(Moment.OFFERED, f"E{number}", MAIL) for number in range(1, 4)],
    )

    assert len(desktop.chrome.raised) == 3
    assert [record.contact_id for record in desktop.journal.records] == ["E1"]
    assert desktop.acknowledged() == [1]


def test_what_waited_for_room_is_journalled_in_order_and_acknowledged_without_a_new_contact(
    desktop: Desktop,
) -> None:
    desktop.journal.room = 1
    desktop.chrome.answers = [CardShown(CardId("E2"))]

    def room_after_two_seconds() -> None:
        desktop.seconds += 1
        desktop.journal.room = 9 if desktop.seconds > 2 else 1

    desktop.chrome.on_receive = room_after_two_seconds
    desktop.serve(
        desktop.initialize(SETTINGS),
        *[desktop.email(Moment.OFFERED, f"E{number}", MAIL) for number in range(1, 4)],
        *[FromChrome(1, [])] * 3,
    )

    kept = [(record.contact_id, record.fate) for record in desktop.journal.records]
    assert kept[:4] == [
        ("E1", Fate.RAISED),
        ("E2", Fate.RAISED),
        ("E3", Fate.RAISED),
        ("E2", Fate.SHOWN),
    ]
    assert desktop.acknowledged() == [1, 3]
    assert desktop.said[-1] == "The journal can be written again"


def test_a_journal_that_has_room_again_is_written_though_nothing_else_happens(
    desktop: Desktop,
) -> None:
    inbox: SimpleQueue[Signal] = SimpleQueue()
    desktop.journal.room = 0

    def time_passes() -> None:
        desktop.seconds += 1
        desktop.journal.room = 9 if desktop.seconds > 5 else 0
        if desktop.acknowledged() or desktop.seconds > 20:
            inbox.put(PluginGone())

    desktop.chrome.on_tick = time_passes
    desktop.chrome.due = 0.0
    inbox.put(FromPlugin([desktop.initialize(SETTINGS)], 1.0))
    inbox.put(FromPlugin([desktop.email(Moment.OFFERED, "E1", MAIL)], 1.0))
    Service(desktop.ports(), []).run(inbox)

    assert [record.contact_id for record in desktop.journal.records] == ["E1"]
    assert desktop.acknowledged() == [1]


def test_a_disk_that_stays_full_costs_what_chrome_tells_before_what_the_plugin_does(
    desktop: Desktop,
) -> None:
    desktop.journal.room = 0
    desktop.chrome.answers = [CardShown(CardId("E1"))] * (MOST_WAITING + 1)

    def make_room() -> None:
        desktop.journal.room = math.inf

    desktop.chrome.on_raise = make_room
    desktop.serve(
        desktop.initialize(SETTINGS),
        FromChrome(1, [b"{}"]),
        desktop.email(Moment.OFFERED, "E2", MAIL),
    )

    fates = [record.fate for record in desktop.journal.records]
    assert fates == [Fate.SHOWN] * MOST_WAITING + [Fate.RAISED]
    assert desktop.acknowledged() == [1]


def test_a_card_that_fails_at_once_is_in_the_journal_after_it_was_raised(
    desktop: Desktop,
) -> None:
    desktop.chrome.at_once = [PopFailed(CardId("E1"), said("key.none"))]

    desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", MAIL))

    assert [record.fate for record in desktop.journal.records] == [Fate.RAISED, Fate.FAILED]
    assert "contact E1 could not be shown: what is there is not a key" in desktop.said[-1]


def test_what_chrome_answers_is_kept_in_the_journal(desktop: Desktop) -> None:
    desktop.chrome.answers = [CardShown(CardId("E1"))]

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        FromChrome(1, [b"{}"]),
        desktop.ended("E1", WorkItemKind.EMAIL),
        ChromeGone(1),
    )

    fates = [record.fate for record in desktop.journal.records]
    assert fates == [Fate.RAISED, Fate.SHOWN, Fate.ENDED]
    assert desktop.chrome.ended == 1


def test_a_rule_that_cannot_be_worked_out_is_told_to_the_log_once(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    ruled = SETTINGS | {"Rule.10": "int(attributes.Age) > 17 -> none"}
    told = "Rule.10 cannot be worked out for a contact, and counts as not holding"

    desktop.serve(
        desktop.initialize(ruled),
        *[
            desktop.chat(
                Moment.ACCEPTED,
                f"W{number}",
                media_type_name="WhatsApp",
                author="anna",
                Age="secret",
            )
            for number in range(3)
        ],
    )

    assert len(desktop.chrome.raised) == 3
    assert [record.getMessage() for record in caplog.records].count(told) == 1
    assert "secret" not in caplog.text
    assert desktop.journal.records[0].failed_rules == ("Rule.10",)


def test_the_journal_names_the_rule_that_chose(desktop: Desktop) -> None:
    ruled = SETTINGS | {
        "Rule.10": 'user_id == "spam" -> none',
        "Rule.20": 'channel_type == "whatsapp" -> EmailTemplate',
    }

    desktop.serve(
        desktop.initialize(ruled),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="anna"),
        desktop.chat(Moment.ACCEPTED, "W2", media_type_name="WhatsApp", author="spam"),
        desktop.chat(Moment.ACCEPTED, "T1", media_type_name="Telegram", author="anna"),
    )

    assert [(record.fate, record.rule) for record in desktop.journal.records] == [
        (Fate.RAISED, "Rule.20"),
        (Fate.NOT_SHOWN, "Rule.10"),
        (Fate.RAISED, ""),
    ]


def test_the_cards_of_the_operator_before_are_closed_before_the_logins_are_forgotten(
    desktop: Desktop,
) -> None:
    desktop.serve(
        desktop.initialize({**SETTINGS, "OnOperatorChange": "clear"}),
        desktop.operator(Operator("4021")),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.operator(Operator("4022")),
    )

    assert desktop.chrome.forgotten == [[CardId("E1")]]


def test_a_card_that_waits_for_a_pause_and_is_to_be_closed_does_not_come_up_first(
    desktop: Desktop,
) -> None:
    desktop.rest = 0.1

    def hands_rest() -> None:
        desktop.seconds, desktop.rest = 1, 9

    desktop.chrome.on_raise = hands_rest
    lines = [
        desktop.initialize({**SETTINGS, "OnEnd": "close"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.ended("E1", WorkItemKind.EMAIL),
    ]
    desktop.serve(FromPlugin(lines, 1001.0))

    assert [command.focus for command in desktop.chrome.raised] == [Focus.FLASH]
    assert desktop.chrome.closed == [CardId("E1")]
