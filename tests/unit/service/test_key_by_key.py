"""The service before a plug-in whose EMC cannot enumerate its section."""

from queue import SimpleQueue
from typing import Any

import pytest
from msgspec.structs import replace

from chatplugin.browser.driver import FromChrome
from chatplugin.config.emc.wanted import UNENUMERATED
from chatplugin.domain.contact import Moment
from chatplugin.domain.errors import ChatPluginError
from chatplugin.domain.request import KeySource
from chatplugin.service.loop import Service
from chatplugin.service.ports import FromPlugin, Signal
from tests.played.service import MAIL, SETTINGS, Desktop, PlayedJournal

SIGNED = SETTINGS | {"Sign.Key": "file:/keys/crm.key"}


def lists(written: list[dict[str, Any]]) -> list[list[str]]:
    wanted = [each for each in written if each.get("method") == "settings/wanted"]
    return [each["params"]["keys"] for each in wanted]


def test_the_service_says_which_keys_it_wants_and_begins_once_they_are_answered() -> None:
    desktop = Desktop()

    written = desktop.serve(
        desktop.initialize({"Enabled": "on"}, asked=0),
        desktop.settings_changed(SETTINGS, asked=1),
        desktop.settings_changed(SETTINGS, asked=2),
    )

    wanted, more = lists(written)
    assert "Sign.Key.crm.example.com" in more
    assert {"Sign.Key", "Method", "Language", "ChatTemplate.vk.Enabled", "Rule.10"} <= set(wanted)
    assert [sorted(each.keys() - {"jsonrpc"}) for each in written] == [
        ["method", "params"],
        ["method", "params"],
        ["id", "result"],
    ]
    assert len(desktop.chrome.settings) == 1


def test_no_chrome_is_started_before_the_keys_are_answered() -> None:
    desktop = Desktop()

    desktop.serve(desktop.initialize({"Enabled": "on"}, asked=0), FromChrome(1, []))

    assert desktop.chrome.settings == []


def test_a_plug_in_that_enumerates_is_asked_for_nothing() -> None:
    desktop = Desktop()

    written = desktop.serve(desktop.initialize(SETTINGS))

    assert lists(written) == []
    assert desktop.said == []


def test_a_contact_waits_for_the_settings_and_is_signed_then() -> None:
    desktop = Desktop()
    keys_when_raised: list[KeySource | None] = []
    desktop.chrome.on_raise = lambda: keys_when_raised.append(desktop.requests.used[-1].key)

    desktop.serve(
        desktop.initialize({}, asked=0),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="+79000000001"),
        desktop.settings_changed({"Enabled": "on"}, asked=0),
        desktop.settings_changed(SIGNED, asked=1),
        desktop.settings_changed(SIGNED, asked=2),
    )

    assert [card.card for card in desktop.chrome.raised] == ["E1", "W1"]
    assert [key.name if key else None for key in keys_when_raised] == ["/keys/crm.key"] * 2
    assert desktop.acknowledged() == [1, 2]
    assert desktop.said == [UNENUMERATED]


def test_nothing_is_acknowledged_and_shown_while_emc_has_not_answered() -> None:
    desktop = Desktop()

    desktop.serve(desktop.initialize({}, asked=0), desktop.email(Moment.OFFERED, "E1", MAIL))

    assert desktop.chrome.raised == []
    assert desktop.acknowledged() == []


def test_names_that_an_answer_reveals_are_asked_for_before_the_first_card() -> None:
    template = {"EmailTemplate": "https://crm.example.com/card{?user_id,segment}"}
    desktop = Desktop()

    written = desktop.serve(
        desktop.initialize({}, asked=0),
        desktop.email(Moment.OFFERED, "E1", MAIL, Segment="gold"),
        desktop.settings_changed(template, asked=1),
        desktop.settings_changed({**template, "Field.segment": "{Segment}"}, asked=2),
    )

    assert "Field.segment" in lists(written)[1]
    [card] = desktop.chrome.raised
    assert card.url.endswith("segment=gold")


def test_a_messenger_that_is_met_for_the_first_time_gets_its_own_template() -> None:
    own = {"ChatTemplate.zalo_oa": "https://crm.example.com/zalo{?user_id}"}
    desktop = Desktop()

    written = desktop.serve(
        desktop.initialize({}, asked=0),
        desktop.settings_changed(SETTINGS, asked=1),
        desktop.settings_changed(SETTINGS, asked=2),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="Zalo OA", author="anna"),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.settings_changed({**SETTINGS, **own}, asked=3),
    )

    assert set(own) < set(lists(written)[2])
    assert [card.card for card in desktop.chrome.raised] == ["W1", "E1"]
    assert desktop.chrome.raised[0].url.startswith("https://crm.example.com/zalo")


def test_a_contact_that_cannot_be_handled_does_not_take_the_waiting_ones_with_it() -> None:
    boom = MAIL.replace(b"anna", b"boom")
    desktop = Desktop()

    desktop.serve(
        desktop.initialize({}, asked=0),
        desktop.email(Moment.OFFERED, "E1", boom),
        desktop.email(Moment.OFFERED, "E2", MAIL),
        desktop.settings_changed(SETTINGS, asked=1),
        desktop.settings_changed(SETTINGS, asked=2),
    )

    assert [card.card for card in desktop.chrome.raised] == ["E2"]


def test_a_section_that_is_no_longer_enumerated_keeps_its_settings_until_emc_has_answered() -> None:
    desktop = Desktop()

    desktop.serve(
        desktop.initialize(SIGNED),
        desktop.settings_changed({"Enabled": "on"}, asked=0),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.settings_changed(SIGNED, asked=1),
    )

    assert len(desktop.chrome.raised) == 1
    assert all(rules.key for rules in desktop.requests.used)


def test_a_service_that_cannot_begin_refuses_though_emc_has_answered() -> None:
    def no_journal(_session: str, _days: int) -> PlayedJournal:
        raise ValueError("no journal")

    desktop = Desktop()
    inbox: SimpleQueue[Signal] = SimpleQueue()
    inbox.put(FromPlugin([desktop.initialize({}, asked=0)], 1.0))
    inbox.put(FromPlugin([desktop.email(Moment.OFFERED, "E1", MAIL)], 1.0))
    inbox.put(FromPlugin([desktop.settings_changed(SETTINGS, asked=1)], 1.0))
    inbox.put(FromPlugin([desktop.settings_changed(SETTINGS, asked=2)], 1.0))

    with pytest.raises(ChatPluginError, match="cannot begin"):
        Service(replace(desktop.ports(), open_journal=no_journal), []).run(inbox)

    assert [each["error"]["code"] for each in desktop.written if "id" in each] == [-32002]
    assert desktop.acknowledged() == []
