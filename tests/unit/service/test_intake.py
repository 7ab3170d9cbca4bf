"""A contact is made of what the plug-in reports, and each letter is read once."""

import re
import subprocess
import sys

import pytest

from chatplugin.browser.driver import FromChrome
from chatplugin.config.settings import read_settings
from chatplugin.desktop import plugin
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.desktop.plugin import WorkItemKind
from chatplugin.domain.contact import ContactId, Moment
from chatplugin.domain.events import AccountChosen, ContactOffered
from chatplugin.service.intake import MOST_LETTERS, Intake, read_contact
from tests.played.service import MAIL, SETTINGS, Desktop


def test_a_letter_is_read_once_for_all_events_of_its_contact(desktop: Desktop) -> None:
    another_of_its_size = MAIL.replace(b"1234567890", b"9876543210")

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
    another_of_its_size = MAIL.replace(b"1234567890", b"9876543210")

    desktop.serve(
        desktop.initialize({**SETTINGS, "PopOn": "accepted"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.ended("E1", WorkItemKind.EMAIL),
        desktop.email(Moment.ACCEPTED, "E1", another_of_its_size),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=9876543210")


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


def test_the_operator_chooses_between_accounts_and_no_log_has_any(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    mail = MAIL + b"Personal account: 9876548836\r\n"
    desktop.chrome.answers = [AccountChosen(ContactId("E1"), 1)]

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", mail),
        FromChrome(1, []),
    )

    without, with_account = desktop.chrome.raised
    assert "PersonalAccount" not in without.url
    assert with_account.url.endswith("PersonalAccount=9876548836")
    assert desktop.journal.records[-1].url == with_account.url
    assert not {"9876548836", "1234567890"} & set(
        re.findall(r"\d+", caplog.text + str(desktop.said))
    )


@pytest.mark.parametrize(("number", "offered"), [(1, 0), (2, 2), (9, 9), (10, 0)])
def test_a_choice_is_offered_between_two_accounts_and_a_few_more(number: int, offered: int) -> None:
    text = "\r\n".join(f"Personal account: 12345678{each}1" for each in range(10, 10 + number))

    letter = TestContact("email", mail=b"\r\n\r\n" + text.encode())
    _, contact = read_contact(letter.report(), read_settings([]).settings)

    assert len(contact.candidates) == offered


def test_a_work_item_of_a_kind_without_a_card_is_acknowledged(desktop: Desktop) -> None:
    voice = desktop.chat(Moment.OFFERED, "V1").replace(b"simpleMessage", b"voice")

    desktop.serve(desktop.initialize(SETTINGS), voice)

    assert desktop.acknowledged() == [1]
    assert desktop.journal.records == []


WARMED_UP = """
import sys
from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.desktop.plugin import ContactReport, WorkItemKind
from chatplugin.domain.contact import ContactId, Moment
from chatplugin.domain.screenpop import ScreenPop, decide
from chatplugin.service.intake import Intake, read_contact

card = "https://crm.example.com/card{?channel_type,user_id,user_id_kind,PersonalAccount}"
written = {"ChatTemplate": card, "EmailTemplate": card, "PersonalAccount.Length": "10"}
settings = read_settings([Layer("x", written)]).settings
Intake().warm_up(settings)
loaded, compiled = set(sys.modules), []

def watch(frame, event, _):
    where = frame.f_globals.get("__name__"), frame.f_code.co_name
    if event == "call" and where == ("re._compiler", "compile"):
        compiled.append(frame.f_locals["p"])

mail = "From: Anna <anna@example.org>\\r\\n\\r\\nл/с 9876543210\\r\\n".encode()
offered = Moment.OFFERED
letter = ContactReport(offered, ContactId("1"), WorkItemKind.EMAIL, {}, email=mail)
chat = ContactReport(offered, ContactId("2"), WorkItemKind.CHAT, {}, "Telegram", "ivan_petrov")
sys.setprofile(watch)
for report in (letter, chat):
    _, contact = read_contact(report, settings)
    assert isinstance(decide(contact, None, settings.rules, report.moment), ScreenPop)
sys.setprofile(None)
print([*compiled, *sorted(set(sys.modules) - loaded)])
"""


def test_after_the_warming_up_no_card_waits_for_an_import_or_a_pattern() -> None:
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", WARMED_UP], capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "[]"
