"""A contact is made of what the plug-in reports, and each letter is read once."""

from chatplugin.config.settings import read_settings
from chatplugin.desktop import plugin
from chatplugin.desktop.plugin import WorkItemKind
from chatplugin.domain.contact import Moment
from chatplugin.domain.events import ContactOffered
from chatplugin.service.intake import MOST_LETTERS, Intake
from tests.played.service import MAIL, SETTINGS, Desktop


def test_a_letter_is_read_once_for_all_events_of_its_contact(desktop: Desktop) -> None:
    another_of_its_size = MAIL.replace(b"1234567890", b"9999999999")

    desktop.serve(
        desktop.initialize({**SETTINGS, "PopOn": "accepted"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.email(Moment.ACCEPTED, "E1", another_of_its_size),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=1234567890")


def test_a_letter_is_read_again_when_the_rules_of_accounts_have_changed(desktop: Desktop) -> None:
    mail = b"From: anna@example.com\r\n\r\nPolicy 1234567890\r\n"
    before = {**SETTINGS, "PopOn": "accepted"}

    desktop.serve(
        desktop.initialize(before),
        desktop.email(Moment.OFFERED, "E1", mail),
        desktop.settings_changed({**before, "PersonalAccount.Labels": "policy"}),
        desktop.email(Moment.ACCEPTED, "E1", mail),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=1234567890")


def test_a_letter_that_found_no_room_at_first_is_read_when_it_comes(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize({**SETTINGS, "PopOn": "accepted"}),
        desktop.email(Moment.OFFERED, "E1", b""),
        desktop.email(Moment.ACCEPTED, "E1", MAIL),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=1234567890")


def test_a_contact_that_ended_and_comes_back_has_its_letter_read_again(desktop: Desktop) -> None:
    another_of_its_size = MAIL.replace(b"1234567890", b"9999999999")

    desktop.serve(
        desktop.initialize({**SETTINGS, "PopOn": "accepted"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.ended("E1", WorkItemKind.EMAIL),
        desktop.email(Moment.ACCEPTED, "E1", another_of_its_size),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=9999999999")


def test_only_so_many_letters_are_remembered() -> None:
    intake, settings, desktop = Intake(), read_settings([]).settings, Desktop()

    def headers(name: str) -> object:
        report = plugin.read(desktop.email(Moment.OFFERED, name, MAIL))
        assert isinstance(report, plugin.ContactReport)
        event = intake.event_of(report, settings)
        assert isinstance(event, ContactOffered)
        return event.contact.headers

    first = headers("E0")
    is_known_at_once = headers("E0") is first
    for number in range(1, MOST_LETTERS + 1):
        headers(f"E{number}")

    assert is_known_at_once
    assert headers("E0") is not first


def test_an_unreadable_email_still_raises_a_card_with_what_is_known(desktop: Desktop) -> None:
    desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", b"\xff\x00"))

    assert desktop.chrome.raised[0].url == "https://crm.example.com/card?channel_type=email"


def test_a_work_item_of_a_kind_without_a_card_is_acknowledged(desktop: Desktop) -> None:
    voice = desktop.chat(Moment.OFFERED, "V1").replace(b"simpleMessage", b"voice")

    desktop.serve(desktop.initialize(SETTINGS), voice)

    assert desktop.acknowledged() == [1]
    assert desktop.journal.records == []
