"""The operator's desk: events in, commands out."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.domain.commands import CloseTab, Command, Fate, Focus, RaiseTab, Record
from chatplugin.domain.contact import EMAIL, CardId, ChannelType, Contact, ContactId, Operator
from chatplugin.domain.desk import Desk, OpenCard
from chatplugin.domain.events import (
    CardShown,
    ContactAccepted,
    ContactEnded,
    ContactOffered,
    ContactSelected,
    Event,
    OperatorChanged,
    PopFailed,
    RulesChanged,
    TabClosed,
    TabKept,
)
from chatplugin.domain.rules import PopRules

SECTION = {
    "ChatTemplate": "https://crm.example.com/card{?channel_type,user_id,operator}",
    "EmailTemplate": "https://crm.example.com/card{?channel_type,user_id,PersonalAccount}",
}
MAIL = Contact(ContactId("E1"), EMAIL, "anna@example.com", personal_account="1234567890")
WHATSAPP = Contact(ContactId("W1"), ChannelType("whatsapp"), "+79000000001")
UNREAD = Contact(ContactId("W1"), None, None)


def rules(**settings: str) -> PopRules:
    reading = read_settings([Layer("test", SECTION | settings)])
    assert reading.problems == ()
    return reading.settings.rules


@pytest.fixture
def desk() -> Desk:
    return Desk(rules())


def tabs(commands: Sequence[Command]) -> list[RaiseTab]:
    return [command for command in commands if isinstance(command, RaiseTab)]


def closings(commands: Sequence[Command]) -> list[CloseTab]:
    return [command for command in commands if isinstance(command, CloseTab)]


def fates(commands: Sequence[Command]) -> list[Fate]:
    return [command.fate for command in commands if isinstance(command, Record)]


def play(desk: Desk, *events: Event) -> list[Command]:
    """Return what the last event leads to."""
    *before, last = events
    for event in before:
        desk.handle(event)
    return desk.handle(last)


def test_an_offered_email_raises_its_card(desk: Desk) -> None:
    [card, record] = desk.handle(ContactOffered(MAIL))

    assert card == RaiseTab(
        CardId(MAIL.id),
        "https://crm.example.com/card"
        "?channel_type=email&user_id=anna%40example.com&PersonalAccount=1234567890",
        "CRM Email",
    )
    assert isinstance(record, Record)
    assert (record.fate, record.url) == (Fate.RAISED, card.url)


def test_the_operator_who_logged_in_goes_into_the_address(desk: Desk) -> None:
    commands = play(desk, OperatorChanged(Operator("4021")), ContactOffered(WHATSAPP))

    assert "operator=4021" in tabs(commands)[0].url


def test_nobody_is_named_after_logging_out(desk: Desk) -> None:
    commands = play(
        desk,
        OperatorChanged(Operator("4021")),
        OperatorChanged(None),
        ContactOffered(WHATSAPP),
    )

    assert "operator" not in tabs(commands)[0].url


def test_a_contact_offered_and_then_accepted_is_one_card(desk: Desk) -> None:
    first = tabs(desk.handle(ContactOffered(MAIL)))
    second = play(desk, ContactAccepted(MAIL))

    assert second == first


def test_what_is_learnt_later_does_not_change_a_card_that_is_shown(desk: Desk) -> None:
    first = tabs(desk.handle(ContactOffered(replace(MAIL, personal_account=None))))
    second = tabs(desk.handle(ContactAccepted(MAIL)))

    assert second == first


def test_a_messenger_contact_that_cannot_be_read_yet_waits_until_it_is_accepted(
    desk: Desk,
) -> None:
    offered = desk.handle(ContactOffered(UNREAD))
    accepted = desk.handle(ContactAccepted(WHATSAPP))

    assert offered == []
    assert tabs(accepted)[0].title == "CRM WhatsApp"


def test_what_was_known_when_offered_is_not_forgotten_when_accepted(desk: Desk) -> None:
    desk.handle(ContactOffered(replace(WHATSAPP, user_id=None)))

    accepted = desk.handle(ContactAccepted(replace(WHATSAPP, channel_type=None)))

    assert "channel_type=whatsapp&user_id=%2B79000000001" in tabs(accepted)[0].url


def test_two_contacts_are_two_cards(desk: Desk) -> None:
    mail = tabs(desk.handle(ContactOffered(MAIL)))
    chat = tabs(desk.handle(ContactOffered(WHATSAPP)))

    assert mail[0].card != chat[0].card


def test_cards_may_wait_until_the_contact_is_accepted() -> None:
    desk = Desk(rules(PopOn="accepted"))

    assert desk.handle(ContactOffered(MAIL)) == []
    assert len(tabs(desk.handle(ContactAccepted(MAIL)))) == 1


def test_cards_may_stay_in_the_background() -> None:
    desk = Desk(rules(Raise="background"))

    first = tabs(desk.handle(ContactOffered(MAIL)))
    again = tabs(desk.handle(ContactAccepted(MAIL)))

    assert [card.focus for card in (*first, *again)] == [Focus.KEPT, Focus.KEPT]


def test_why_there_is_no_card_is_kept_in_the_journal() -> None:
    desk = Desk(rules(**{"EmailTemplate.Enabled": "off"}))

    [record] = desk.handle(ContactOffered(MAIL))

    assert isinstance(record, Record)
    assert record.fate is Fate.NOT_SHOWN
    assert "EmailTemplate.Enabled" in record.reason


def test_new_settings_count_from_the_next_contact_on(desk: Desk) -> None:
    shown = tabs(desk.handle(ContactOffered(MAIL)))
    desk.handle(RulesChanged(rules(TabTitle="Card {channel_name}")))

    same = tabs(desk.handle(ContactAccepted(MAIL)))
    other = tabs(desk.handle(ContactOffered(WHATSAPP)))

    assert same == shown
    assert other[0].title == "Card WhatsApp"


def test_a_card_that_the_operator_closed_comes_up_again_when_the_contact_does(desk: Desk) -> None:
    commands = play(desk, ContactOffered(MAIL), TabClosed(CardId(MAIL.id)), ContactAccepted(MAIL))

    assert len(tabs(commands)) == 1
    assert fates(commands) == [Fate.RAISED]


def test_selecting_a_contact_brings_its_card_to_the_front(desk: Desk) -> None:
    commands = play(desk, ContactOffered(MAIL), ContactSelected(MAIL.id))

    assert [card.card for card in tabs(commands)] == [CardId(MAIL.id)]


def test_a_card_can_be_shown_again_after_its_contact_has_ended_and_it_was_closed(
    desk: Desk,
) -> None:
    shown = tabs(desk.handle(ContactOffered(MAIL)))

    again = play(desk, ContactEnded(MAIL.id), TabClosed(CardId(MAIL.id)), ContactSelected(MAIL.id))

    assert tabs(again) == shown


def test_selecting_a_contact_that_had_no_card_tries_again(desk: Desk) -> None:
    desk.handle(RulesChanged(rules(**{"EmailTemplate.Enabled": "off"})))
    desk.handle(ContactOffered(MAIL))

    commands = play(desk, RulesChanged(rules()), ContactSelected(MAIL.id))

    assert len(tabs(commands)) == 1


def test_two_contacts_of_one_customer_are_two_cards_unless_they_may_share_one() -> None:
    second = replace(MAIL, id=ContactId("E2"))

    apart = play(Desk(rules()), ContactOffered(MAIL), ContactOffered(second))
    shared = play(Desk(rules(TabReuse="customer")), ContactOffered(MAIL), ContactOffered(second))

    assert [card.card for card in tabs(apart)] == [CardId(second.id)]
    assert [card.card for card in tabs(shared)] == [CardId(MAIL.id)]


def test_another_account_of_the_same_customer_is_another_card() -> None:
    second = replace(MAIL, id=ContactId("E2"), personal_account="9876543210")

    commands = play(Desk(rules(TabReuse="customer")), ContactOffered(MAIL), ContactOffered(second))

    assert [card.card for card in tabs(commands)] == [CardId(second.id)]


def test_a_shared_card_stays_while_one_of_its_contacts_lives() -> None:
    desk = Desk(rules(TabReuse="customer", OnEnd="close"))
    second = replace(MAIL, id=ContactId("E2"))
    desk.handle(ContactOffered(MAIL))
    desk.handle(ContactOffered(second))

    first_ended = desk.handle(ContactEnded(MAIL.id))
    both_ended = desk.handle(ContactEnded(second.id))

    assert closings(first_ended) == []
    assert closings(both_ended) == [CloseTab(CardId(MAIL.id))]


def test_one_tab_for_a_channel_closes_the_earlier_one_once_its_contact_has_ended() -> None:
    desk = Desk(rules(TabReuse="channel"))
    second = replace(MAIL, id=ContactId("E2"))

    while_it_lives = play(desk, ContactOffered(MAIL), ContactOffered(second))
    ended = desk.handle(ContactEnded(MAIL.id))

    assert closings(while_it_lives) == []
    assert closings(ended) == [CloseTab(CardId(MAIL.id))]


def test_without_reuse_a_contact_that_comes_back_gets_a_new_tab() -> None:
    desk = Desk(rules(TabReuse="none"))

    same = play(desk, ContactOffered(MAIL), ContactAccepted(MAIL))
    back = play(desk, ContactEnded(MAIL.id), ContactOffered(MAIL))

    assert [card.card for card in tabs(same)] == [CardId(MAIL.id)]
    assert [card.card for card in tabs(back)] == [CardId("E1 (2)")]


@pytest.mark.parametrize(
    ("setting", "closed"),
    [
        ("keep", []),
        ("close", [CloseTab(CardId(MAIL.id))]),
        ("close:30", [CloseTab(CardId(MAIL.id), 30)]),
    ],
)
def test_a_card_is_kept_or_closed_when_its_contact_ends(
    setting: str, closed: list[CloseTab]
) -> None:
    commands = play(Desk(rules(OnEnd=setting)), ContactOffered(MAIL), ContactEnded(MAIL.id))

    assert closings(commands) == closed


def test_too_many_cards_close_the_oldest_one_that_has_ended() -> None:
    desk = Desk(rules(MaxTabs="2"))
    contacts = [replace(MAIL, id=ContactId(f"E{number}")) for number in range(4)]
    for contact in contacts[:3]:
        assert closings(desk.handle(ContactOffered(contact))) == []
    desk.handle(ContactEnded(contacts[1].id))

    commands = desk.handle(ContactOffered(contacts[3]))

    assert closings(commands) == [CloseTab(CardId(contacts[1].id))]


def test_a_desk_that_never_hears_of_an_end_does_not_grow_for_ever(desk: Desk) -> None:
    for number in range(3000):
        contact = replace(MAIL, id=ContactId(f"E{number}"))
        desk.handle(ContactOffered(contact))
        desk.handle(TabClosed(CardId(contact.id)))
        desk.handle(ContactEnded(contact.id))

    assert len(desk._cards) <= 201
    assert len(desk._contacts) <= 1000


def test_a_transferred_contact_that_comes_back_finds_its_card(desk: Desk) -> None:
    commands = play(desk, ContactOffered(MAIL), ContactEnded(MAIL.id), ContactOffered(MAIL))

    assert len(tabs(commands)) == 1
    assert fates(commands) == []


def test_an_end_of_a_contact_that_is_not_known_means_nothing(desk: Desk) -> None:
    assert desk.handle(ContactEnded(ContactId("E9"))) == []


def test_the_journal_has_what_became_of_a_card(desk: Desk) -> None:
    desk.handle(ContactOffered(MAIL))

    shown = desk.handle(CardShown(CardId(MAIL.id)))
    failed = desk.handle(PopFailed(CardId(MAIL.id), "net::ERR_CONNECTION_REFUSED"))
    kept = desk.handle(TabKept(CardId(MAIL.id)))
    closed = desk.handle(TabClosed(CardId(MAIL.id)))
    ended = desk.handle(ContactEnded(MAIL.id))

    assert fates([*shown, *failed, *kept, *closed, *ended]) == [
        Fate.SHOWN,
        Fate.FAILED,
        Fate.KEPT,
        Fate.CLOSED,
        Fate.ENDED,
    ]


def test_restored_cards_come_back_behind_the_operators_work(desk: Desk) -> None:
    card = RaiseTab(CardId(MAIL.id), "https://crm.example.com/card?user_id=1", "CRM Email")

    restored = desk.restore([OpenCard(card, "email", has_ended=False)])
    again = tabs(desk.handle(ContactOffered(MAIL)))

    assert restored == [replace(card, focus=Focus.RESTORED)]
    assert again == [card]
