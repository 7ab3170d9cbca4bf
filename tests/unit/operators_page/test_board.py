"""The latest contacts and what became of them, by way of a real desk."""

import pytest
from msgspec.structs import replace

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import EMAIL, CardId, ChannelType, Contact, ContactId, Operator
from chatplugin.domain.desk import Desk, OpenCard
from chatplugin.domain.events import (
    AccountChosen,
    CardShown,
    CardTroubled,
    ContactAccepted,
    ContactEnded,
    ContactOffered,
    ContactSelected,
    Event,
    Fate,
    Focus,
    OperatorChanged,
    PopsPaused,
    PopsResumed,
    RaiseTab,
    TabClosed,
    TabKept,
    Trouble,
)
from chatplugin.domain.screenpop import Reason
from chatplugin.operators_page.board import MOST_LINES, Board, ContactLine
from chatplugin.sentences import said

MAIL = Contact(ContactId("E1"), EMAIL, "anna@example.org")
SAME = Contact(ContactId("E2"), EMAIL, "anna@example.org")
WHATSAPP = Contact(ContactId("W1"), ChannelType("whatsapp"), "+79000000001")
UNDECIDED = Contact(
    ContactId("E1"), EMAIL, "anna@example.org", candidates=("1234567890", "9876548836")
)
WITH_ACCOUNT = "https://crm.example.com/{?user_id,PersonalAccount}"
UNREAD = Contact(ContactId("W1"), None, None)


class Played:
    """A desk with its board."""

    def __init__(self, **settings: str) -> None:
        templates = {"EmailTemplate": "https://crm.example.com/{?user_id}"}
        templates["ChatTemplate"] = templates["EmailTemplate"]
        reading = read_settings([Layer("test", templates | settings)])
        self.desk = Desk(reading.settings.rules)
        self.board = Board(reading.settings.rules)
        self.at = 0.0

    def play(self, *events: Event) -> list[ContactLine]:
        for event in events:
            self.at += 1
            commands = self.desk.handle(event)
            self.raised = [command for command in commands if isinstance(command, RaiseTab)]
            self.board.take(event, commands, self.at)
        return self.board.lines


@pytest.fixture
def desk() -> Played:
    return Played()


def test_the_newest_contact_comes_first(desk: Played) -> None:
    lines = desk.play(ContactOffered(MAIL), ContactAccepted(WHATSAPP), CardShown(CardId(MAIL.id)))

    assert [(line.channel_name, line.fate) for line in lines] == [
        ("WhatsApp", Fate.RAISED),
        ("Email", Fate.SHOWN),
    ]
    assert lines[1].url == "https://crm.example.com/?user_id=anna%40example.org"


def test_a_contact_keeps_its_place_when_it_is_accepted(desk: Played) -> None:
    lines = desk.play(ContactOffered(UNREAD), ContactOffered(MAIL), ContactAccepted(WHATSAPP))

    assert [(line.contact_id, line.user_id, line.since) for line in lines] == [
        (MAIL.id, MAIL.user_id, 2),
        (WHATSAPP.id, WHATSAPP.user_id, 1),
    ]


def test_a_contact_that_comes_back_after_its_end_is_the_newest_again(desk: Played) -> None:
    lines = desk.play(
        ContactOffered(MAIL), ContactOffered(WHATSAPP), ContactEnded(MAIL.id), ContactOffered(MAIL)
    )

    assert [line.contact_id for line in lines] == [MAIL.id, WHATSAPP.id]
    assert not lines[0].has_ended


def test_a_shared_card_is_told_of_each_of_its_contacts() -> None:
    desk = Played(TabReuse="customer")

    lines = desk.play(
        ContactOffered(MAIL),
        CardShown(CardId(MAIL.id)),
        ContactOffered(SAME),
        CardTroubled(CardId(MAIL.id), Trouble.LOGIN),
    )

    assert [(line.contact_id, line.card, line.trouble) for line in lines] == [
        (SAME.id, CardId(MAIL.id), Trouble.LOGIN),
        (MAIL.id, CardId(MAIL.id), Trouble.LOGIN),
    ]


def test_a_card_of_the_operator_before_that_is_kept_over_typed_text_is_told_until_it_is_closed(
    desk: Played,
) -> None:
    card = CardId("E1")
    desk.play(OperatorChanged(Operator("4021")), ContactOffered(MAIL), TabKept(card))
    assert desk.board.left == set()  # It is their own.

    desk.play(OperatorChanged(Operator("4022")), TabKept(card))
    assert desk.board.left == {card}

    desk.play(TabClosed(card))
    assert desk.board.left == set()


def test_trouble_is_over_once_the_card_is_shown(desk: Played) -> None:
    desk.play(ContactOffered(MAIL), CardTroubled(CardId(MAIL.id), Trouble.ERROR, "503"))
    assert [line.detail for line in desk.board.troubles] == ["503"]

    desk.play(CardShown(CardId(MAIL.id)))

    assert desk.board.troubles == []


def test_a_contact_without_a_card_says_why() -> None:
    desk = Played(**{"ChatTemplate.Enabled": "off"})

    [line] = desk.play(ContactAccepted(WHATSAPP))

    assert line.fate is Fate.NOT_SHOWN
    assert line.refusal is not None
    assert line.refusal.reason is Reason.CHANNEL_SWITCHED_OFF


def test_a_card_that_was_closed_and_a_contact_that_ended_are_told_apart(desk: Played) -> None:
    lines = desk.play(ContactOffered(MAIL), TabClosed(CardId(MAIL.id)), ContactEnded(MAIL.id))

    assert (lines[0].fate, lines[0].has_ended) == (Fate.CLOSED, True)


def test_the_accounts_of_a_letter_are_there_to_choose_from_until_the_contact_ends() -> None:
    desk = Played(EmailTemplate=WITH_ACCOUNT)

    [line] = desk.play(ContactOffered(UNDECIDED))
    assert (line.candidates, line.chosen) == (UNDECIDED.candidates, None)
    [line] = desk.play(ContactEnded(UNDECIDED.id))

    assert line.candidates == ()


def test_there_is_nothing_to_choose_where_no_card_has_an_account(desk: Played) -> None:
    [line] = desk.play(ContactOffered(UNDECIDED))

    assert line.candidates == ()


def test_a_card_without_the_account_that_it_asks_for_says_why_until_one_is_chosen() -> None:
    why = said("account.no_label")
    contact = replace(UNDECIDED, no_account=why)
    desk = Played(EmailTemplate=WITH_ACCOUNT)

    [line] = desk.play(ContactOffered(contact))
    assert line.no_account == why
    [line] = desk.play(AccountChosen(contact.id, 1))

    assert line.no_account is None
    assert Played().play(ContactOffered(contact))[0].no_account is None


def test_a_choice_leads_the_contact_to_its_new_card_and_away_from_the_old_one() -> None:
    desk = Played(EmailTemplate=WITH_ACCOUNT)
    old, new = CardId("E1"), CardId("E1 (2)")

    [line] = desk.play(ContactOffered(UNDECIDED), CardShown(old), AccountChosen(UNDECIDED.id, 1))
    assert (line.card, line.chosen, line.fate) == (new, 1, Fate.RAISED)
    assert line.url.endswith("PersonalAccount=9876548836")
    [line] = desk.play(CardShown(new), TabClosed(old))

    assert line.fate is Fate.SHOWN


def test_a_choice_that_leads_to_no_card_is_none() -> None:
    desk = Played(EmailTemplate=WITH_ACCOUNT)

    [line] = desk.play(ContactOffered(UNDECIDED), AccountChosen(UNDECIDED.id, 7))

    assert line.chosen is None


def test_a_card_of_a_chosen_account_is_listed_as_its_contacts_after_a_restart(
    desk: Played,
) -> None:
    cards = [
        OpenCard(
            RaiseTab(CardId(name), "https://crm.example.com/", "CRM"), "email", has_ended=False
        )
        for name in ("E1", "E1 (2)")
    ]

    desk.board.restore(cards, 9)

    assert [(line.contact_id, line.card) for line in desk.board.lines] == [("E1", "E1 (2)")]


def test_only_the_latest_contacts_are_kept(desk: Played) -> None:
    for number in range(MOST_LINES + 5):
        desk.play(ContactOffered(Contact(ContactId(str(number)), EMAIL, None)))

    assert len(desk.board.lines) == MOST_LINES
    assert desk.board.lines[0].contact_id == str(MOST_LINES + 4)


def test_what_an_earlier_service_left_open_is_listed(desk: Played) -> None:
    command = RaiseTab(CardId(MAIL.id), "https://crm.example.com/", "CRM Email")
    card = OpenCard(command, "email", has_ended=False, user_id="anna@example.org", raised_at=7)

    desk.board.restore([card], 9)

    [line] = desk.board.lines
    assert (line.channel_name, line.user_id, line.since) == ("Email", "anna@example.org", 7)


def test_while_paused_contacts_are_listed_and_no_card_comes_up(desk: Played) -> None:
    [line] = desk.play(PopsPaused(), ContactOffered(MAIL))

    assert desk.board.is_paused
    assert desk.raised == []
    assert line.refusal is not None
    assert line.refusal.reason is Reason.PAUSED


def test_while_paused_a_card_comes_to_the_front_for_whoever_asks() -> None:
    desk = Played(Raise="background")

    desk.play(PopsPaused(), ContactOffered(MAIL), ContactSelected(MAIL.id))

    assert [command.focus for command in desk.raised] == [Focus.FRONT]


def test_while_paused_a_card_that_is_there_stays_behind(desk: Played) -> None:
    desk.play(ContactOffered(MAIL), PopsPaused(), ContactAccepted(MAIL))

    assert desk.raised == []


def test_after_a_pause_the_next_card_comes_up_by_itself(desk: Played) -> None:
    desk.play(PopsPaused(), ContactOffered(MAIL), PopsResumed())
    assert desk.raised == []

    desk.play(ContactAccepted(MAIL))

    assert [command.card for command in desk.raised] == [CardId(MAIL.id)]
