"""The operator's desk: events in, commands out."""

from msgspec.structs import replace

from chatplugin.domain.contact import CardId, ContactId, Operator
from chatplugin.domain.desk import Desk, OpenCard
from chatplugin.domain.events import (
    AccountChosen,
    CardShown,
    CloseTab,
    Command,
    ContactAccepted,
    ContactEnded,
    ContactOffered,
    ContactSelected,
    Fate,
    Focus,
    ForgetLogins,
    OperatorChanged,
    PopFailed,
    PopsPaused,
    PopsResumed,
    RaiseTab,
    Record,
    RulesChanged,
    TabClosed,
    TabKept,
)
from chatplugin.sentences import said
from tests.played.desk import NOTHING, Playbook
from tests.unit.domain.samples import CARD, MAIL, WHATSAPP, rules

MAIL_TAB = RaiseTab(
    CardId("E1"),
    CARD + "?channel_type=email&user_id=anna%40example.com&PersonalAccount=1234567890",
    "CRM Email",
)
CHAT_TAB = RaiseTab(
    CardId("W1"),
    CARD + "?channel_type=whatsapp&user_id=%2B79000000001&segment=vip",
    "CRM WhatsApp",
)
ACCOUNT = "&PersonalAccount=1234567890"
UNDECIDED = replace(MAIL, personal_account=None, candidates=("1234567890", "9876548836"))
WITHOUT_ACCOUNT = replace(MAIL_TAB, url=MAIL_TAB.url.removesuffix(ACCOUNT))
FIRST_ACCOUNT = replace(MAIL_TAB, card=CardId("E1 (2)"))
SECOND_ACCOUNT = replace(FIRST_ACCOUNT, url=WITHOUT_ACCOUNT.url + "&PersonalAccount=9876548836")


def desk(**settings: str) -> Desk:
    return Desk(rules(**settings))


def test_an_offered_email_raises_its_card_and_is_in_the_journal() -> None:
    [card, record] = desk().handle(ContactOffered(MAIL))

    assert card == MAIL_TAB
    assert isinstance(record, Record)
    assert (record.contact_id, record.fate, record.url) == ("E1", Fate.RAISED, MAIL_TAB.url)


def test_the_operator_who_logged_in_goes_into_the_address_until_logging_out() -> None:
    with_operator = CHAT_TAB.url.replace("&segment", "&operator=4021&segment")

    assert (
        Playbook(desk(TabReuse="none"))
        >> OperatorChanged(Operator("4021"))
        << NOTHING
        >> ContactOffered(WHATSAPP)
        << (replace(CHAT_TAB, url=with_operator), Fate.RAISED)
        >> ContactEnded(WHATSAPP.id)
        << Fate.ENDED
        >> OperatorChanged(None)
        << NOTHING
        >> ContactOffered(WHATSAPP)
        << (replace(CHAT_TAB, card=CardId("W1 (2)")), Fate.RAISED)
    )


def test_the_next_operator_finds_no_card_of_the_one_before() -> None:
    first = CHAT_TAB.url.replace("&segment", "&operator=4021&segment")
    second = first.replace("4021", "4022")

    assert (
        Playbook(desk(TabReuse="customer"))
        >> OperatorChanged(Operator("4021"))
        << NOTHING
        >> ContactOffered(WHATSAPP)
        << (replace(CHAT_TAB, url=first), Fate.RAISED)
        >> OperatorChanged(None)
        << NOTHING
        >> OperatorChanged(Operator("4021"))  # after a break
        << NOTHING
        >> OperatorChanged(Operator("4022"))
        << CloseTab(CHAT_TAB.card)
        >> TabKept(CHAT_TAB.card)
        << Fate.KEPT
        >> ContactOffered(WHATSAPP)  # handed over
        << (replace(CHAT_TAB, card=CardId("W1 (2)"), url=second), Fate.RAISED)
    )


def test_the_cards_of_the_operator_before_may_stay() -> None:
    assert (
        Playbook(desk(OnOperatorChange="keep"))
        >> OperatorChanged(Operator("4021"))
        << NOTHING
        >> ContactOffered(MAIL)
        << (replace(MAIL_TAB, url=MAIL_TAB.url.replace("&P", "&operator=4021&P")), Fate.RAISED)
        >> OperatorChanged(Operator("4022"))
        << NOTHING
    )


def test_chrome_may_forget_the_logins_of_who_sat_at_the_desktop_before() -> None:
    taken_over = desk(OnOperatorChange="clear")
    taken_over.remember("4021")

    assert taken_over.handle(OperatorChanged(Operator("4022"))) == [
        ForgetLogins(("https://crm.example.com",))
    ]


def test_an_operator_who_logs_in_finds_the_start_page_of_the_crm_once() -> None:
    page = RaiseTab(CardId("start page 1"), "https://crm.example.com/home?o=4021", "CRM")
    other = RaiseTab(CardId("start page 2"), "https://crm.example.com/home?o=4022", "CRM")

    assert (
        Playbook(desk(StartPage="https://crm.example.com/home?o={operator}"))
        >> OperatorChanged(None)
        << NOTHING
        >> OperatorChanged(Operator("4021"))
        << page
        >> CardShown(page.card)
        << NOTHING
        >> OperatorChanged(None)
        << NOTHING
        >> OperatorChanged(Operator("4021"))
        << NOTHING
        >> OperatorChanged(Operator("4022"))
        << (CloseTab(page.card), other)
        >> TabClosed(page.card)
        << NOTHING
    )


def test_cards_of_another_operator_are_not_restored() -> None:
    restarted = desk()
    restarted.handle(OperatorChanged(Operator("4022")))
    card = OpenCard(MAIL_TAB, "email", has_ended=False, operator="4021")

    assert restarted.restore([card]) == []
    assert restarted.restore([replace(card, operator="4022")]) != []


def test_a_contact_offered_and_then_accepted_is_one_card() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.RAISED)
        >> ContactAccepted(MAIL)
        << MAIL_TAB
    )


def test_offering_the_same_contact_twice_raises_one_tab() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.RAISED)
        >> ContactOffered(MAIL)
        << MAIL_TAB
    )


def test_what_is_learnt_later_does_not_change_a_card_that_is_shown() -> None:
    without_account = replace(MAIL_TAB, url=MAIL_TAB.url.removesuffix(ACCOUNT))

    assert (
        Playbook(desk())
        >> ContactOffered(replace(MAIL, personal_account=None))
        << (without_account, Fate.RAISED)
        >> ContactAccepted(MAIL)
        << without_account
    )


def test_a_messenger_contact_that_cannot_be_read_yet_waits_until_it_is_accepted() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(replace(WHATSAPP, channel_type=None, user_id=None))
        << NOTHING
        >> ContactAccepted(WHATSAPP)
        << (CHAT_TAB, Fate.RAISED)
    )


def test_what_was_known_when_offered_is_not_forgotten_when_accepted() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(replace(WHATSAPP, user_id=None))
        << NOTHING
        >> ContactAccepted(replace(WHATSAPP, channel_type=None))
        << (CHAT_TAB, Fate.RAISED)
    )


def test_cards_may_wait_until_the_contact_is_accepted() -> None:
    assert (
        Playbook(desk(PopOn="accepted"))
        >> ContactOffered(MAIL)
        << NOTHING
        >> ContactAccepted(MAIL)
        << (MAIL_TAB, Fate.RAISED)
    )


def test_cards_may_stay_in_the_background_until_the_operator_wants_to_see_one() -> None:
    behind = replace(MAIL_TAB, focus=Focus.KEPT)

    assert (
        Playbook(desk(Raise="background"))
        >> ContactOffered(MAIL)
        << (behind, Fate.RAISED)
        >> ContactAccepted(MAIL)
        << replace(behind, focus=Focus.UNCHANGED)
        >> ContactSelected(MAIL.id)
        << MAIL_TAB
    )


def test_a_channel_may_have_a_way_of_its_own_to_come_up() -> None:
    assert (
        Playbook(desk(Raise="background", Raise__email="flash", Raise__telegram="front"))
        >> ContactOffered(MAIL)
        << (replace(MAIL_TAB, focus=Focus.FLASH), Fate.RAISED)
        >> ContactOffered(WHATSAPP)
        << (replace(CHAT_TAB, focus=Focus.KEPT), Fate.RAISED)
    )


def test_a_card_waits_for_a_pause_unless_the_operator_asks_for_it() -> None:
    assert (
        Playbook(desk(Raise__WaitForTyping="on"))
        >> ContactOffered(MAIL)
        << (replace(MAIL_TAB, focus=Focus.IN_A_PAUSE), Fate.RAISED)
        >> ContactSelected(MAIL.id)
        << MAIL_TAB
    )


def test_the_account_that_the_operator_chose_gets_a_card_of_its_own_beside_the_first() -> None:
    assert (
        Playbook(desk(Raise="background"))
        >> ContactOffered(UNDECIDED)
        << (replace(WITHOUT_ACCOUNT, focus=Focus.KEPT), Fate.RAISED)
        >> AccountChosen(MAIL.id, 1)
        << (SECOND_ACCOUNT, Fate.RAISED)
        >> ContactSelected(MAIL.id)
        << SECOND_ACCOUNT
        >> ContactAccepted(UNDECIDED)
        << replace(SECOND_ACCOUNT, focus=Focus.UNCHANGED)
    )


def test_a_choice_can_be_changed_and_a_card_that_is_there_is_not_opened_twice() -> None:
    third = replace(FIRST_ACCOUNT, card=CardId("E1 (3)"))

    assert (
        Playbook(desk())
        >> ContactOffered(UNDECIDED)
        << (WITHOUT_ACCOUNT, Fate.RAISED)
        >> AccountChosen(MAIL.id, 1)
        << (SECOND_ACCOUNT, Fate.RAISED)
        >> AccountChosen(MAIL.id, 0)
        << (third, Fate.RAISED)
        >> AccountChosen(MAIL.id, 1)
        << (SECOND_ACCOUNT, Fate.JOINED)
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
        >> ContactSelected(MAIL.id)
        << SECOND_ACCOUNT
    )


def test_a_card_that_was_left_for_the_chosen_account_goes_as_if_its_contact_had_ended() -> None:
    assert (
        Playbook(desk(OnEnd="close:5"))
        >> ContactOffered(UNDECIDED)
        << (WITHOUT_ACCOUNT, Fate.RAISED)
        >> AccountChosen(MAIL.id, 1)
        << (SECOND_ACCOUNT, Fate.RAISED, CloseTab(CardId("E1"), 5))
        >> TabKept(CardId("E1"))
        << Fate.KEPT
        >> ContactEnded(MAIL.id)
        << (Fate.ENDED, CloseTab(CardId("E1 (2)"), 5))
    )


def test_the_journal_has_why_a_card_has_no_account() -> None:
    contact = replace(UNDECIDED, no_account=said("account.no_label"))

    [_, with_account] = desk().handle(ContactOffered(contact))
    [_, without] = desk(EmailTemplate=CARD + "{?user_id}").handle(ContactOffered(contact))

    assert isinstance(with_account, Record)
    assert isinstance(without, Record)
    assert with_account.no_account == said("account.no_label")
    assert without.no_account is None


def test_a_shared_card_stays_with_its_other_contacts_when_one_chooses_an_account() -> None:
    settings = {"TabReuse": "customer", "OnEnd": "close"}
    second = replace(UNDECIDED, id=ContactId("E2"))

    assert (
        Playbook(desk(**settings))
        >> ContactOffered(UNDECIDED)
        << (WITHOUT_ACCOUNT, Fate.RAISED)
        >> ContactOffered(second)
        << (WITHOUT_ACCOUNT, Fate.JOINED)
        >> AccountChosen(second.id, 1)
        << (replace(SECOND_ACCOUNT, card=CardId("E2")), Fate.RAISED)
    )


def test_one_tab_for_a_channel_stays_one_when_an_account_is_chosen() -> None:
    assert (
        Playbook(desk(TabReuse="channel"))
        >> ContactOffered(UNDECIDED)
        << (WITHOUT_ACCOUNT, Fate.RAISED)
        >> AccountChosen(MAIL.id, 1)
        << (SECOND_ACCOUNT, Fate.RAISED, CloseTab(CardId("E1")))
    )


def test_a_card_that_must_have_an_account_comes_with_the_chosen_one() -> None:
    assert (
        Playbook(desk(**{"Parameter.PersonalAccount.Missing": "nopop"}))
        >> ContactOffered(UNDECIDED)
        << Fate.NOT_SHOWN
        >> AccountChosen(MAIL.id, 1)
        << (replace(SECOND_ACCOUNT, card=CardId("E1")), Fate.RAISED)
    )


def test_no_account_can_be_chosen_that_is_not_in_question() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(UNDECIDED)
        << (WITHOUT_ACCOUNT, Fate.RAISED)
        >> AccountChosen(MAIL.id, 2)
        << NOTHING
        >> AccountChosen(MAIL.id, -1)
        << NOTHING
        >> AccountChosen(ContactId("E9"), 0)
        << NOTHING
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
        >> AccountChosen(MAIL.id, 0)
        << NOTHING
    )


def test_a_chosen_account_outlives_the_service() -> None:
    restarted = desk(OnEnd="close")
    cards = [OpenCard(tab, "email", has_ended=False) for tab in (WITHOUT_ACCOUNT, SECOND_ACCOUNT)]

    restarted.restore(cards)

    assert (
        Playbook(restarted)
        >> ContactAccepted(UNDECIDED)
        << SECOND_ACCOUNT
        >> ContactEnded(MAIL.id)
        << (Fate.ENDED, CloseTab(CardId("E1 (2)")))
    )


def test_a_pause_holds_a_new_card_back_and_leaves_the_others_where_they_are() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.RAISED)
        >> PopsPaused()
        << NOTHING
        >> ContactAccepted(MAIL)
        << NOTHING
        >> ContactOffered(WHATSAPP)
        << Fate.NOT_SHOWN
        >> ContactSelected(WHATSAPP.id)
        << (CHAT_TAB, Fate.RAISED)
        >> PopsResumed()
        << NOTHING
        >> ContactAccepted(MAIL)
        << MAIL_TAB
    )


def test_why_there_is_no_card_is_kept_in_the_journal() -> None:
    [record] = desk(**{"EmailTemplate.Enabled": "off"}).handle(ContactOffered(MAIL))

    assert isinstance(record, Record)
    assert record.fate is Fate.NOT_SHOWN
    assert "EmailTemplate.Enabled" in str(record.reason)


def test_new_settings_count_from_the_next_contact_on() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.RAISED)
        >> RulesChanged(rules(TabTitle="Card {channel_name}"))
        << NOTHING
        >> ContactAccepted(MAIL)
        << MAIL_TAB
        >> ContactOffered(WHATSAPP)
        << (replace(CHAT_TAB, title="Card WhatsApp"), Fate.RAISED)
    )


def test_a_card_that_the_operator_closed_comes_up_again_when_the_contact_does() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.RAISED)
        >> TabClosed(CardId("E1"))
        << Fate.CLOSED
        >> ContactAccepted(MAIL)
        << (MAIL_TAB, Fate.RAISED)
    )


def test_a_card_can_be_shown_again_after_its_contact_has_ended_and_it_was_closed() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.RAISED)
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
        >> TabClosed(CardId("E1"))
        << Fate.CLOSED
        >> ContactSelected(MAIL.id)
        << (MAIL_TAB, Fate.RAISED)
    )


def test_selecting_a_contact_that_had_no_card_tries_again() -> None:
    assert (
        Playbook(desk(**{"EmailTemplate.Enabled": "off"}))
        >> ContactOffered(MAIL)
        << Fate.NOT_SHOWN
        >> RulesChanged(rules())
        << NOTHING
        >> ContactSelected(MAIL.id)
        << (MAIL_TAB, Fate.RAISED)
    )


def test_a_transferred_contact_that_comes_back_finds_its_card() -> None:
    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.RAISED)
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.JOINED)
    )


def test_an_end_or_a_wish_for_a_contact_that_is_not_known_means_nothing() -> None:
    unknown = ContactId("E9")

    assert (
        Playbook(desk()) >> ContactEnded(unknown) << NOTHING >> ContactSelected(unknown) << NOTHING
    )


def test_the_journal_has_what_became_of_a_card() -> None:
    card = CardId("E1")

    assert (
        Playbook(desk())
        >> ContactOffered(MAIL)
        << (MAIL_TAB, Fate.RAISED)
        >> CardShown(card)
        << Fate.SHOWN
        >> PopFailed(card, said("chrome.crashes"))
        << Fate.FAILED
        >> TabKept(card)
        << Fate.KEPT
        >> TabClosed(card)
        << Fate.CLOSED
        >> ContactEnded(MAIL.id)
        << Fate.ENDED
    )


def test_restored_cards_come_back_behind_the_operators_work() -> None:
    restarted = desk()

    restored = restarted.restore([OpenCard(MAIL_TAB, "email", has_ended=False)])

    assert restored == [replace(MAIL_TAB, focus=Focus.UNCHANGED)]
    assert Playbook(restarted) >> ContactOffered(MAIL) << MAIL_TAB


def test_a_card_that_was_to_be_closed_when_the_service_ended_is_closed_by_the_next() -> None:
    card = OpenCard(MAIL_TAB, "email", has_ended=True)

    def restored(card: OpenCard, **settings: str) -> list[Command]:
        return desk(**settings).restore([card])

    behind = replace(MAIL_TAB, focus=Focus.UNCHANGED)
    assert restored(card, OnEnd="close:30") == [behind, CloseTab(MAIL_TAB.card, 30)]
    assert restored(replace(card, has_ended=False), OnEnd="close:30") == [behind]
    assert restored(replace(card, is_kept=True), OnEnd="close:30") == [behind]
    assert restored(card) == [behind]


def test_the_journal_says_so_when_a_card_is_closed_before_it_was_shown() -> None:
    def reasons(desk: Desk) -> list[str]:
        commands = desk.handle(TabClosed(MAIL_TAB.card))
        return [str(command.reason or "") for command in commands if isinstance(command, Record)]

    fresh, shown, restored, again = desk(), desk(), desk(), desk()
    for each in (fresh, shown, again):
        each.handle(ContactOffered(MAIL))
    shown.handle(CardShown(MAIL_TAB.card))
    restored.restore([OpenCard(MAIL_TAB, "email", has_ended=False, is_told=True)])
    for event in (CardShown(MAIL_TAB.card), TabClosed(MAIL_TAB.card), ContactAccepted(MAIL)):
        again.handle(event)

    assert reasons(fresh) == reasons(again) == ["before the CRM had shown the card"]
    assert reasons(shown) == reasons(restored) == [""]


def test_a_desk_that_never_receives_an_end_does_not_grow_for_ever() -> None:
    busy = desk()

    for number in range(3000):
        contact = replace(MAIL, id=ContactId(f"E{number}"))
        busy.handle(ContactOffered(contact))
        busy.handle(TabClosed(CardId(contact.id)))
        busy.handle(ContactEnded(contact.id))

    assert len(busy._cards) <= 201
    assert len(busy._contacts) <= 1000
