"""Settings that change, and keys that come and go, while contacts are served."""

import pytest

from chatplugin.browser.driver import FromChrome
from chatplugin.config.layers import Problem
from chatplugin.domain.contact import Moment
from chatplugin.domain.request import KeySource, Method
from chatplugin.sentences import said
from chatplugin.service.ports import (
    FromFile,
    FromSettingsServer,
    SettingsServerTroubled,
)
from tests.played.service import MAIL, SETTINGS, Desktop


def test_a_bad_setting_is_said_and_stops_only_what_needs_it(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS | {"EmailTemplate": "https://{host}/", "TabTitel": "x"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="+79000000001"),
    )

    assert [card.title for card in desktop.chrome.raised] == ["CRM WhatsApp"]
    assert any("EmailTemplate" in text for text in desktop.said)
    assert any("TabTitle" in text for text in desktop.said)


@pytest.mark.parametrize("key", ["Field. segment", "Fıeld.segment", " Field .x"])
def test_a_blank_in_a_key_stops_no_card(desktop: Desktop, key: str) -> None:
    answer = desktop.serve(
        desktop.initialize({**SETTINGS, key: "{Segment}"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )[0]

    assert "result" in answer
    assert len(desktop.chrome.raised) == 1
    assert desktop.acknowledged() == [1]


def test_changed_settings_count_from_the_next_contact_on(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.settings_changed(SETTINGS | {"TabTitle": "Card"}),
        desktop.email(Moment.OFFERED, "E2", MAIL),
    )

    assert [card.title for card in desktop.chrome.raised] == ["CRM Email", "Card"]
    assert desktop.said == []


def test_a_broken_change_of_settings_is_refused_whole_and_said(desktop: Desktop) -> None:
    broken = SETTINGS | {"TabTitle": "Card", "EmailTemplate": "ftp://crm.example.com/"}

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.settings_changed(broken),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert [card.title for card in desktop.chrome.raised] == ["CRM Email"]
    assert "EmailTemplate" in desktop.said[0]
    assert "last good ones stay in force" in desktop.said[1]


def test_the_log_tells_no_more_than_its_level_says(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    letter = desktop.email(Moment.OFFERED, "E1", MAIL)

    desktop.serve(
        desktop.initialize(SETTINGS | {"Log.Level": "warning"}),
        letter,
        desktop.settings_changed(SETTINGS | {"Log.Level": "info"}),
        desktop.email(Moment.OFFERED, "E2", MAIL),
    )

    shown = [record for record in caplog.messages if record == "email E2: raised"]
    assert len(shown) == 1


OVERLAY = "https://settings.example.com/chatplugin.json"


def test_a_change_of_the_overlay_counts_from_the_next_contact_on(desktop: Desktop) -> None:
    [note] = desktop.serve_slowly(
        desktop.initialize(SETTINGS | {"Settings.Url": OVERLAY, "TabTitle": "Desk"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        FromSettingsServer(OVERLAY, b'{"TabTitle": "Card"}'),
        desktop.email(Moment.OFFERED, "E2", MAIL),
        FromSettingsServer(OVERLAY, b'{"TabTitle": "New", "MaxTabs": "many"}'),
        desktop.email(Moment.OFFERED, "E3", MAIL),
    )

    assert [card.title for card in desktop.chrome.raised] == ["Desk", "Card", "Card"]
    [sentence, refusal] = desktop.said
    assert "MaxTabs = 'many'" in sentence
    assert "last good ones stay in force" in refusal
    assert note["items"] == [sentence]


def test_a_change_of_the_local_file_counts_from_the_next_contact_on(desktop: Desktop) -> None:
    desktop.serve(
        FromFile("local.ini", b"TabTitle=Too early"),
        desktop.initialize(SETTINGS),
        FromFile("local.ini", b"TabTitle=Local"),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert [card.title for card in desktop.chrome.raised] == ["Local"]


def test_other_settings_of_chrome_reach_it_without_a_restart(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS),
        FromFile("local.ini", b"Chrome.Driver=extension"),
    )

    assert [settings.driver for settings in desktop.chrome.settings] == ["auto", "extension"]


def test_the_operators_page_says_while_the_settings_server_is_away(desktop: Desktop) -> None:
    away = SettingsServerTroubled(OVERLAY, Problem(said("fetch.silent"), "overlay"))
    start = desktop.initialize(SETTINGS | {"Settings.Url": OVERLAY})

    [note] = desktop.serve_slowly(start, away)
    assert note["items"] == [str(away.trouble)]
    assert note["head"] == "New settings cannot be taken from their server"

    assert desktop.serve_slowly(start, away, SettingsServerTroubled(OVERLAY, None)) == []


SIGNED = {**SETTINGS, "Sign.Key": "store:crm"}


def test_requests_follow_the_settings(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS), desktop.settings_changed({**SIGNED, "Method": "POST"})
    )

    plain, signed = desktop.requests.used
    assert plain.are_plain
    assert (signed.key, signed.method) == (KeySource("store", "crm"), Method.POST)


def test_a_lost_key_is_told_once_to_the_administrator_and_on_the_page(desktop: Desktop) -> None:
    desktop.requests.lost.add("crm")

    notes = desktop.serve_slowly(
        desktop.initialize(SIGNED),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.email(Moment.ACCEPTED, "E1", MAIL),
    )

    sentence = "the system's store has no key 'crm' for this person"
    assert len([told for told in desktop.said if sentence in told]) == 1
    assert sentence in notes[0]["items"][0]


def test_a_key_that_has_come_is_seen_with_the_next_contact(desktop: Desktop) -> None:
    desktop.requests.lost.add("crm")
    desktop.chrome.on_receive = desktop.requests.lost.clear

    notes = desktop.serve_slowly(
        desktop.initialize(SIGNED),
        FromChrome(1, []),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert notes == []


@pytest.mark.parametrize(("settings", "has_link"), [(SETTINGS, True), (SIGNED, False)])
def test_no_link_is_given_out_that_the_crm_would_refuse(
    desktop: Desktop, settings: dict[str, str], has_link: bool
) -> None:
    desktop.serve_slowly(desktop.initialize(settings), desktop.email(Moment.OFFERED, "E1", MAIL))

    [line] = desktop.chrome.pages[-1]["lines"]
    assert bool(line["link"]) == has_link


def test_another_collector_counts_at_once_and_none_is_opened_without_an_address(
    desktop: Desktop,
) -> None:
    first, second = "https://one.example.com", "https://two.example.com"

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.settings_changed(SETTINGS | {"Telemetry.Endpoint": first}),
        desktop.email(Moment.OFFERED, "E2", MAIL),
        desktop.settings_changed(SETTINGS | {"Telemetry.Endpoint": second}),
        desktop.settings_changed(SETTINGS | {"Telemetry.Endpoint": second, "TabTitle": "Card"}),
    )

    changed = "RulesChanged"
    assert [(each.address, each.taken) for each in desktop.collectors] == [
        (first, ["0 problems", "ContactOffered", changed, "left"]),
        (second, ["0 problems", changed, "0 problems", "closed"]),
    ]
