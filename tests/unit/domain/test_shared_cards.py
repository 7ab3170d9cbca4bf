"""Which contacts share a card, and when a card goes: `TabReuse`, `OnEnd`, `MaxTabs`."""

import pytest
from msgspec.structs import replace

from chatplugin.domain.contact import CardId, ContactId, Operator
from chatplugin.domain.desk import Desk
from chatplugin.domain.events import (
    CloseTab,
    ContactAccepted,
    ContactEnded,
    ContactOffered,
    ContactSelected,
    Event,
    Fate,
    OperatorChanged,
    RaiseTab,
    TabClosed,
    TabKept,
)
from tests.played.desk import Expected, Playbook
from tests.unit.domain.samples import CARD, MAIL, rules

SECOND = replace(MAIL, id=ContactId("E2"))
TAB = RaiseTab(
    CardId("E1"),
    CARD + "?channel_type=email&user_id=anna%40example.com&PersonalAccount=1234567890",
    "CRM Email",
)
SECOND_TAB = replace(TAB, card=CardId("E2"))


def desk(**settings: str) -> Desk:
    return Desk(rules(**settings))


def test_two_contacts_of_one_customer_are_two_cards() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(SECOND)
        << (SECOND_TAB, Fate.RAISED)
    )


def test_two_contacts_of_one_customer_may_share_a_card() -> None:
    assert (
        Playbook(desk(TabReuse="customer"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(SECOND)
        << (TAB, Fate.JOINED)
    )


def test_another_account_of_the_same_customer_is_another_card() -> None:
    other = replace(SECOND, personal_account="9876543210")
    url = TAB.url.replace("1234567890", "9876543210")

    assert (
        Playbook(desk(TabReuse="customer"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(other)
        << (replace(SECOND_TAB, url=url), Fate.RAISED)
    )


def test_a_shared_card_stays_while_one_of_its_contacts_lives() -> None:
    assert (
        Playbook(desk(TabReuse="customer", OnEnd="close"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(SECOND)
        << (TAB, Fate.JOINED)
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
        >> ContactEnded(SECOND.id)
        << (Fate.ENDED, CloseTab(CardId("E1")))
    )


def test_one_tab_for_a_channel_closes_the_earlier_one_once_its_contact_has_ended() -> None:
    assert (
        Playbook(desk(TabReuse="channel"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(SECOND)
        << (SECOND_TAB, Fate.RAISED)
        >> ContactEnded(MAIL.id)
        << (Fate.ENDED, CloseTab(CardId("E1")))
    )


OTHER = replace(MAIL, id=ContactId("E2"), user_id="boris@example.com")
OTHER_TAB = replace(SECOND_TAB, url=TAB.url.replace("anna", "boris"))


def test_a_crm_that_bears_one_tab_gets_the_next_card_once_the_one_before_is_closed() -> None:
    assert (
        Playbook(desk(TabReuse="all"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(OTHER)
        << CloseTab(TAB.card)
        >> TabClosed(TAB.card)
        << (Fate.CLOSED, OTHER_TAB, Fate.RAISED)
        >> ContactAccepted(OTHER)
        << OTHER_TAB
        >> ContactSelected(MAIL.id)
        << CloseTab(OTHER_TAB.card)
        >> TabClosed(OTHER_TAB.card)
        << (Fate.CLOSED, TAB, Fate.RAISED)
    )


def test_over_typed_text_the_only_tab_stays_and_the_contact_waits_until_it_is_closed() -> None:
    assert (
        Playbook(desk(TabReuse="all"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(OTHER)
        << CloseTab(TAB.card)
        >> TabKept(TAB.card)
        << (Fate.KEPT, Fate.NOT_SHOWN)
        >> ContactSelected(OTHER.id)
        << CloseTab(TAB.card)
        >> TabKept(TAB.card)
        << (Fate.KEPT, Fate.NOT_SHOWN)
        >> TabClosed(TAB.card)  # by the operator
        << (Fate.CLOSED, OTHER_TAB, Fate.RAISED)
    )


def test_where_no_tab_can_be_closed_the_next_card_does_not_wait_for_the_only_one() -> None:
    left = TabKept(TAB.card, is_out_of_reach=True)

    assert (
        Playbook(desk(TabReuse="all"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(OTHER)
        << CloseTab(TAB.card)
        >> left
        << (Fate.KEPT, OTHER_TAB, Fate.RAISED)
    )


def test_a_contact_that_ends_while_it_waits_for_the_only_tab_gets_no_card() -> None:
    assert (
        Playbook(desk(TabReuse="all"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(OTHER)
        << CloseTab(TAB.card)
        >> ContactEnded(OTHER.id)
        << Fate.ENDED
        >> TabClosed(TAB.card)
        << Fate.CLOSED
    )


def test_a_contact_that_waits_for_the_only_tab_does_not_come_up_for_the_next_operator() -> None:
    with_operator = replace(TAB, url=TAB.url.replace("&Personal", "&operator=4021&Personal"))

    assert (
        Playbook(desk(TabReuse="all"))
        >> OperatorChanged(Operator("4021"))
        << ()
        >> ContactOffered(MAIL)
        << (with_operator, Fate.RAISED)
        >> ContactOffered(OTHER)
        << CloseTab(TAB.card)
        >> OperatorChanged(Operator("4022"))
        << CloseTab(TAB.card)
        >> TabClosed(TAB.card)
        << Fate.CLOSED
    )


def test_the_next_operator_finds_the_start_page_once_the_only_tab_is_free() -> None:
    first, second = CardId("start page 1"), CardId("start page 2")

    assert (
        Playbook(desk(TabReuse="all", StartPage="https://crm.example.com/home"))
        >> OperatorChanged(Operator("4021"))
        << RaiseTab(first, "https://crm.example.com/home", "CRM")
        >> OperatorChanged(Operator("4022"))
        << (CloseTab(first), CloseTab(first))
        >> TabClosed(first)
        << RaiseTab(second, "https://crm.example.com/home", "CRM")
    )


@pytest.mark.parametrize("event", [OperatorChanged(None), TabKept(CardId("start page 1"))])
def test_no_start_page_comes_where_nobody_is_or_long_after_logging_in(event: Event) -> None:
    start = CardId("start page 1")

    assert (
        Playbook(desk(TabReuse="all", StartPage="https://crm.example.com/home"))
        >> OperatorChanged(Operator("4021"))
        << RaiseTab(start, "https://crm.example.com/home", "CRM")
        >> OperatorChanged(Operator("4022"))
        << (CloseTab(start), CloseTab(start))
        >> event
        << ()
        >> TabClosed(start)
        << ()
    )


def test_the_start_page_gives_way_to_a_card_where_there_is_one_tab() -> None:
    start = CardId("start page 1")
    with_operator = replace(TAB, url=TAB.url.replace("&Personal", "&operator=4021&Personal"))

    assert (
        Playbook(desk(TabReuse="all", StartPage="https://crm.example.com/home"))
        >> OperatorChanged(Operator("4021"))
        << RaiseTab(start, "https://crm.example.com/home", "CRM")
        >> ContactOffered(MAIL)
        << CloseTab(start)
        >> TabClosed(start)
        << (with_operator, Fate.RAISED)
    )


def test_without_reuse_a_contact_that_comes_back_gets_a_new_tab() -> None:
    assert (
        Playbook(desk(TabReuse="none"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactAccepted(MAIL)
        << TAB
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
        >> ContactOffered(MAIL)
        << (replace(TAB, card=CardId("E1 (2)")), Fate.RAISED)
    )


@pytest.mark.parametrize(
    ("setting", "commands"),
    [
        ("keep", (Fate.ENDED,)),
        ("close", (Fate.ENDED, CloseTab(CardId("E1")))),
        ("close:30", (Fate.ENDED, CloseTab(CardId("E1"), 30))),
    ],
)
def test_a_card_is_kept_or_closed_when_its_contact_ends(
    setting: str, commands: tuple[Expected, ...]
) -> None:
    assert (
        Playbook(desk(OnEnd=setting))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactEnded(MAIL.id)
        << commands
    )


def test_too_many_cards_close_the_oldest_one_that_has_ended() -> None:
    third, fourth = (replace(MAIL, id=ContactId(name)) for name in ("E3", "E4"))

    assert (
        Playbook(desk(MaxTabs="2"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactOffered(SECOND)
        << (SECOND_TAB, Fate.RAISED)
        >> ContactOffered(third)
        << (replace(TAB, card=CardId("E3")), Fate.RAISED)
        >> ContactEnded(SECOND.id)
        << Fate.ENDED
        >> ContactOffered(fourth)
        << (replace(TAB, card=CardId("E4")), Fate.RAISED, CloseTab(CardId("E2")))
    )


def test_a_card_whose_page_hangs_keeps_no_other_from_being_asked_for_again() -> None:
    third, fourth = (replace(MAIL, id=ContactId(name)) for name in ("E3", "E4"))

    assert (
        Playbook(desk(MaxTabs="1"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
        >> ContactOffered(SECOND)
        << (SECOND_TAB, Fate.RAISED, CloseTab(CardId("E1")))
        >> ContactEnded(SECOND.id)
        << Fate.ENDED
        >> ContactOffered(third)
        << (
            replace(TAB, card=CardId("E3")),
            Fate.RAISED,
            CloseTab(CardId("E1")),
            CloseTab(CardId("E2")),
        )
        >> ContactOffered(fourth)
        << (replace(TAB, card=CardId("E4")), Fate.RAISED, CloseTab(CardId("E2")))
    )


def test_a_card_that_was_to_make_room_is_asked_for_again_as_long_as_it_is_open() -> None:
    third, fourth = (replace(MAIL, id=ContactId(name)) for name in ("E3", "E4"))

    assert (
        Playbook(desk(MaxTabs="1"))
        >> ContactOffered(MAIL)
        << (TAB, Fate.RAISED)
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
        >> ContactOffered(SECOND)
        << (SECOND_TAB, Fate.RAISED, CloseTab(CardId("E1")))
        >> ContactOffered(third)
        << (replace(TAB, card=CardId("E3")), Fate.RAISED, CloseTab(CardId("E1")))
        >> TabClosed(CardId("E1"))
        << Fate.CLOSED
        >> ContactOffered(fourth)
        << (replace(TAB, card=CardId("E4")), Fate.RAISED)
    )
