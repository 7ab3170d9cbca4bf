"""A fault of the service's own costs one contact, never the next."""

from queue import SimpleQueue
from typing import cast

import pytest
from msgspec.structs import replace

from chatplugin.browser.driver import FromChrome
from chatplugin.domain.contact import CardId, Moment
from chatplugin.domain.errors import ChatPluginError
from chatplugin.domain.events import CardShown, Fate
from chatplugin.service.loop import Service
from chatplugin.service.ports import FromPlugin, PluginGone, Signal
from tests.played.service import MAIL, SETTINGS, Desktop, PlayedJournal, PlayedSources


def test_an_error_of_our_own_costs_one_contact_and_tells_no_customers_text(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="boom"),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert len(desktop.chrome.raised) == 1
    assert [(r.contact_id, r.fate) for r in desktop.journal.records] == [
        ("W1", Fate.FAILED),
        ("E1", Fate.RAISED),
    ]
    assert desktop.acknowledged() == [1, 2]
    assert "ValueError at do:" in desktop.said[0]
    assert "ValueError at do:" in caplog.text
    assert "boom" not in caplog.text + desktop.said[0]


def test_an_error_of_our_own_costs_none_of_the_contacts_in_the_same_read(desktop: Desktop) -> None:
    contacts = [
        desktop.chat(Moment.ACCEPTED, name, media_type_name="WhatsApp", author=author)
        for name, author in (("W1", "+79000000001"), ("W2", "boom"), ("W3", "+79000000003"))
    ]

    desktop.serve(desktop.initialize(SETTINGS), FromPlugin(contacts, 1001.0))

    assert [card.card for card in desktop.chrome.raised] == ["W1", "W3"]
    assert [(r.contact_id, r.fate) for r in desktop.journal.records] == [
        ("W1", Fate.RAISED),
        ("W2", Fate.FAILED),
        ("W3", Fate.RAISED),
    ]
    assert desktop.acknowledged() == [1, 2, 3]


def test_an_event_that_fails_is_not_acknowledged_before_that_is_in_the_journal(
    desktop: Desktop,
) -> None:
    desktop.journal.room = 0

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="boom"),
    )

    assert desktop.acknowledged() == []


def test_an_error_with_one_card_costs_none_of_the_others_that_chrome_tells_of(
    desktop: Desktop,
) -> None:
    unusable = cast("CardId", ["boom"])
    desktop.chrome.answers = [CardShown(unusable), CardShown(CardId("E2"))]

    written = desktop.serve(desktop.initialize(SETTINGS), *[FromChrome(1, [b"{}"])] * 2)

    assert [record.contact_id for record in desktop.journal.records] == ["E2", "E2"]
    told = [str(m["params"]["text"]) for m in written if m.get("method") == "log/write"]
    assert len(told) == 1
    assert told[0].startswith("An answer of Chrome could not be handled, by a fault of ChatPlugin")
    assert "boom" not in told[0]


def test_a_service_that_cannot_begin_says_so_and_ends(desktop: Desktop) -> None:
    def no_journal(_session: str, _days: int) -> PlayedJournal:
        raise KeyError("a customer's text: boom")

    inbox: SimpleQueue[Signal] = SimpleQueue()
    inbox.put(FromPlugin([desktop.initialize(SETTINGS)], 1.0))

    with pytest.raises(ChatPluginError, match="KeyError at no_journal"):
        Service(replace(desktop.ports(), open_journal=no_journal), []).run(inbox)

    [answer] = desktop.written
    assert answer["error"]["code"] == -32002
    assert "KeyError at no_journal" in answer["error"]["message"]
    assert "boom" not in answer["error"]["message"]


def test_cards_that_cannot_be_restored_cost_no_contact_and_no_change_of_settings(
    desktop: Desktop,
) -> None:
    desktop.journal.is_damaged = True
    sources = PlayedSources()
    inbox: SimpleQueue[Signal] = SimpleQueue()
    inbox.put(FromPlugin([desktop.initialize(SETTINGS)], 1.0))
    inbox.put(FromPlugin([desktop.email(Moment.OFFERED, "E1", MAIL)], 1.0))
    inbox.put(PluginGone())
    Service(replace(desktop.ports(), sources=sources), []).run(inbox)

    assert len(desktop.chrome.raised) == 1
    assert sources.is_watching
