"""The service leaves what `check`, `settings` and `doctor` need, and nothing secret in it."""

import pytest

from chatplugin.browser.driver import DriverUsed, FromChrome
from chatplugin.config.layers import Layer
from chatplugin.config.settings import ChromeDriver
from chatplugin.desktop.plugin import ContactReport, WorkItemKind
from chatplugin.domain.contact import ContactId, Moment
from chatplugin.service.ports import Asked
from chatplugin.service.status import WITHHELD, DesktopFacts, Section
from tests.played.service import SETTINGS, Desktop


def test_the_status_has_emcs_section_and_the_way_to_chrome(desktop: Desktop) -> None:
    desktop.serve_slowly(desktop.initialize(SETTINGS))

    [running, ended] = desktop.reported
    assert running.section
    assert running.section.name == "EMC section ChatPlugin"
    assert running.section.settings == SETTINGS
    assert running.driver
    assert running.driver.used == DriverUsed(ChromeDriver.PIPE, ChromeDriver.AUTO)
    assert (running.ended, ended.ended) == (None, 1002.0)


def test_it_is_written_anew_when_something_has_changed_and_not_else(desktop: Desktop) -> None:
    def another_way() -> None:
        desktop.chrome.way = ChromeDriver.COMMAND

    desktop.chrome.on_receive = another_way

    desktop.serve_slowly(
        desktop.initialize(SETTINGS),
        desktop.chat(Moment.OFFERED, "W1"),
        FromChrome(1, []),
        desktop.settings_changed(SETTINGS | {"TabTitle": "Card"}),
    )

    first, by_command, changed, _ = desktop.reported
    assert first.driver
    assert by_command.driver
    assert (first.driver.used.name, by_command.driver.used.name) == ("pipe", "command")
    assert changed.section
    assert changed.section.settings["TabTitle"] == "Card"


def test_a_section_for_which_emc_has_not_answered_is_not_known(desktop: Desktop) -> None:
    desktop.serve(desktop.initialize({}, asked=0))

    assert [status.section for status in desktop.reported] == [None]


def test_no_status_is_left_before_a_plug_in_has_come(desktop: Desktop) -> None:
    desktop.serve()

    assert desktop.reported == []


def test_a_question_is_answered_by_the_status(desktop: Desktop) -> None:
    desktop.serve_slowly(desktop.initialize(SETTINGS), Asked("q1"))

    assert [status.answered for status in desktop.reported] == ["", "q1", "q1"]


def test_a_test_contact_comes_up_and_nothing_of_it_is_acknowledged(desktop: Desktop) -> None:
    contact = ContactReport(
        Moment.ACCEPTED, ContactId("doctor-q1"), WorkItemKind.CHAT, {}, "WhatsApp", "+79000000001"
    )

    desktop.serve_slowly(desktop.initialize(SETTINGS), Asked("q1", contact))

    assert [command.card for command in desktop.chrome.raised] == ["doctor-q1"]
    assert desktop.acknowledged() == []


@pytest.mark.parametrize(
    ("key", "text", "kept"),
    [
        ("Sign.Key", "file:C:\\keys\\crm.key", "file:C:\\keys\\crm.key"),
        ("sign.key", "store:crm", "store:crm"),
        ("Sign.Key", "crm1:0123456789abcdef0123456789abcdef", WITHHELD),
        ("Sign.Kye", "0123456789abcdef0123456789abcdef", WITHHELD),
        ("ChatTemplate", "https://crm/{?nobody}", "https://crm/{?nobody}"),
    ],
)
def test_what_may_be_a_secret_is_not_kept(key: str, text: str, kept: str) -> None:
    assert Section.of(Layer("EMC", {key: text}), 0, is_enumerated=True).settings == {key: kept}


@pytest.mark.parametrize("said", [None, [], {"clr": None, "bits": "x"}])
def test_facts_in_another_form_are_not_known(said: object) -> None:
    assert DesktopFacts.of({"plugin": None, "desktop": said}) == DesktopFacts()
