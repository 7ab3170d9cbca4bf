"""
The real plug-in in every EMC that the emulator can be, and with settings of its own.
"""

import os
import sys

import pytest

from rig.emc_host import EmcHost, desktop_sections, quoted, write_ini
from tests.played.plugin_desk import SERVICE, PluginDesk

pytestmark = pytest.mark.e2e

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("place", ["controller", "interface", "property"])
def test_contacts_are_seen_wherever_emc_keeps_its_events(
    plugin_desk: PluginDesk, place: str
) -> None:
    with plugin_desk.start(emulator={"Events": place}) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")
        desktop.play("remove W1")

        (delivered,) = plugin_desk.wait_for("workItem/delivered")
        (established,) = plugin_desk.wait_for("workItem/established")
        (removed,) = plugin_desk.wait_for("workItem/removed")

    assert delivered["workItem"] == {"id": "W1", "type": "simpleMessage", "typeCode": 4}
    assert established["author"] == "+79000000001"
    assert removed["workItem"] == {"id": "W1", "type": "simpleMessage", "typeCode": 4}


def test_events_of_another_shape_than_in_the_samples_are_seen(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start(emulator={"EventShape": "odd"}) as desktop:
        desktop.play("deliver email E1 letter.eml")

        (delivered,) = plugin_desk.wait_for("workItem/delivered")

    assert delivered["workItem"]["id"] == "E1"


def test_events_that_appear_when_the_operator_logs_in_are_found_then(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start(emulator={"Events": "late"}) as desktop:
        desktop.wait_for_log("has no event WorkItemRefDelivered")
        desktop.play('operator 4021 "Ирина Соколова" station 5012')
        desktop.wait_for_log("listens to WorkItemRefRemoved of the media controller's Client")
        desktop.play("deliver email E1 letter.eml")

        (delivered,) = plugin_desk.wait_for("workItem/delivered")

    assert delivered["workItem"]["id"] == "E1"


NOT_ENUMERABLE: dict[str, object] = {"EnumerateConfiguration": 0}


@pytest.mark.parametrize(
    "emulator",
    [
        NOT_ENUMERABLE,
        {**NOT_ENUMERABLE, "Throw": "ConfigurationItem"},
        {"EnumerateConfiguration": "empty"},
    ],
)
def test_emc_is_asked_for_the_wanted_keys_where_it_cannot_enumerate_them(
    plugin_desk: PluginDesk, emulator: dict[str, object]
) -> None:
    wanted = {"Sign.Key": "store:crm", "Channel.Alias.Zalo OA": "zalo"}
    settings = {**wanted, "Field.unused": "never asked for", "Plugin.ReadMessages": "on"}
    names = " ".join(f'"{key}"' for key in (*wanted, "Method"))

    with plugin_desk.start("--want", names, settings=dict(settings), emulator=emulator) as desktop:
        (begin,) = plugin_desk.wait_for("initialize")
        (answer,) = plugin_desk.wait_for("settings/changed")
        desktop.wait_for_log("cannot be enumerated here: the service says which keys to ask for")

    own = {"Plugin.ReadMessages", "Service.Path", "Service.Arguments"}
    assert begin["settings"].keys() == own
    assert begin["asked"] == 0
    assert answer == {"settings": {**begin["settings"], **wanted}, "asked": 1}


def test_a_change_of_a_wanted_key_is_told_with_the_number_of_lists(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start("--want", "TabTitle", emulator=NOT_ENUMERABLE) as desktop:
        plugin_desk.wait_for("settings/changed")
        desktop.play('set ChatPlugin TabTitle "CRM"')

        _, changed = plugin_desk.wait_for("settings/changed", 2)

    assert changed["settings"]["TabTitle"] == "CRM"
    assert changed["asked"] == 1


def test_a_service_that_is_started_again_is_asked_anew_which_keys_it_wants(
    plugin_desk: PluginDesk,
) -> None:
    settings: dict[str, object] = {"TabTitle": "CRM"}
    options = ("--want", "TabTitle", "--die-on", "W1")
    with plugin_desk.start(*options, settings=settings, emulator=NOT_ENUMERABLE) as desktop:
        plugin_desk.wait_for("settings/changed")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")

        begins = plugin_desk.wait_for("initialize", 2)

    assert [("TabTitle" in begin["settings"], begin["asked"]) for begin in begins] == [
        (False, 0)
    ] * 2


def test_a_service_too_old_to_say_what_it_wants_is_reported(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start(emulator=NOT_ENUMERABLE) as desktop:
        line = desktop.wait_for_log("this service is too old to say which keys to ask for")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")

        plugin_desk.wait_for("workItem/delivered")

    assert line.string.startswith("fatal")


def test_contacts_are_told_apart_without_emcs_constants(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start(emulator={"Constants": 0}) as desktop:
        desktop.play("deliver email E1 letter.eml")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("remove W1")

        delivered = plugin_desk.wait_for("workItem/delivered", 2)
        (removed,) = plugin_desk.wait_for("workItem/removed")

    assert [each["workItem"]["type"] for each in delivered] == ["email", "simpleMessage"]
    assert removed["workItem"]["type"] == "simpleMessage"


def test_what_throws_is_left_out_and_the_contact_still_comes(plugin_desk: PluginDesk) -> None:
    throwing = "GetWorkItemData,SMClientWorkItemLoaded,Skill,Identifier,AgentID"
    with plugin_desk.start(emulator={"Throw": throwing}) as desktop:
        desktop.play('operator 4021 "Ирина Соколова" station 5012')
        desktop.play("deliver email E1 letter.eml Queue=Sales")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")

        (established,) = plugin_desk.wait_for("workItem/established")
        email = plugin_desk.got("workItem/delivered")[0]
        (operator,) = plugin_desk.got("operator/changed")

    assert operator["agentId"] is None
    assert operator["agentName"] == "Ирина Соколова"
    assert email["problem"] == "the e-mail could not be read: InvalidOperationException"
    assert email["attributes"]["Queue"] == "Sales"
    assert not {"Skill", "Identifier"} & set(email["attributes"])
    assert established["problem"] == "SMClientWorkItemLoaded failed with InvalidOperationException"


def test_a_parser_of_emcs_that_fails_costs_only_the_author(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start(emulator={"Throw": "Parser"}) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")

        (established,) = plugin_desk.wait_for("workItem/established")

    assert established["author"] is None
    assert established["mediaTypeName"] == "WhatsApp"
    assert "+79000000001" in established["messages"]
    assert established["problem"] == "EMC's SMXmlParser failed with XmlException"


def test_messages_are_not_read_when_that_is_switched_off(plugin_desk: PluginDesk) -> None:
    # The call would throw, and the problem would say so.
    with plugin_desk.start(
        settings={"Plugin.ReadMessages": "off"}, emulator={"Throw": "SMClientWorkItemLoaded"}
    ) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")

        (established,) = plugin_desk.wait_for("workItem/established")

    assert established["author"] is None
    assert established["problem"] == "the setting Plugin.ReadMessages is off"


def test_a_desktop_without_multimedia_says_why_no_card_comes_up(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start(emulator={"MediaController": 0}) as desktop:
        (begin,) = plugin_desk.wait_for("initialize")
        desktop.wait_for_log("^fatal .*EMC offers no AgileSoftware.Multimedia.IASMediaController")
        exit_code = desktop.stop()

    assert begin["mediaController"] is None
    assert exit_code == 0


@pytest.mark.parametrize("off", ["off", "false", "No", "0"])
def test_a_plug_in_that_is_switched_off_starts_nothing(plugin_desk: PluginDesk, off: str) -> None:
    with plugin_desk.start(settings={"Enabled": off}) as desktop:
        raised = desktop.raise_event("deliver email E1 letter.eml")
        desktop.wait_for_log("switched off by the setting Enabled")
        exit_code = desktop.stop()

    assert raised.id == "E1"
    assert desktop.service_pids == []
    assert plugin_desk.entries == []
    assert exit_code == 0


def test_a_switch_that_is_neither_on_nor_off_counts_as_on(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start(settings={"Enabled": "maybe"}) as desktop:
        desktop.wait_for_log("setting Enabled is 'maybe'.* Write true or false")

        (begin,) = plugin_desk.wait_for("initialize")

    assert begin["settings"]["Enabled"] == "maybe"


def test_a_service_that_is_not_there_is_named_once_and_the_desktop_goes_on(
    plugin_desk: PluginDesk,
) -> None:
    missing = str(plugin_desk.folder / "nowhere" / "chatplugin.exe")

    with plugin_desk.start(settings={"Service.Path": missing}) as desktop:
        desktop.wait_for_log(f"^fatal .*Service.Path is '{missing}', and there is no such file")
        raised = [desktop.raise_event(f"deliver email E{n} letter.eml") for n in range(5)]
        desktop.play(f"set ChatPlugin Service.Path {quoted(sys.executable)}")
        delivered = plugin_desk.wait_for("workItem/delivered", 5)

    assert [each.id for each in raised] == [f"E{n}" for n in range(5)]
    assert [each["workItem"]["id"] for each in delivered] == [f"E{n}" for n in range(5)]
    assert sum("no such file" in line for line in desktop.log) == 1


def test_without_a_path_the_installed_service_is_found_on_the_path(plugin_desk: PluginDesk) -> None:
    program = plugin_desk.folder / "bin" / "chatplugin"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" "{SERVICE}" "{plugin_desk.record}" # $@\n'
    )
    program.chmod(0o755)
    sections = desktop_sections({})
    ini = write_ini(plugin_desk.folder / "ASGUIHost.ini", sections)

    with EmcHost(ini, env={"PATH": f"{program.parent}:{os.environ['PATH']}"}):
        (begin,) = plugin_desk.wait_for("initialize")

    assert "Service.Path" not in begin["settings"]


def test_the_service_gets_utf_8_without_a_byte_order_mark(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start(settings={"TabTitle": "CRM «Ирина»"}):
        (begin,) = plugin_desk.wait_for("initialize")

    assert plugin_desk.entries[0]["utf8"] == "1"
    assert begin["settings"]["TabTitle"] == "CRM «Ирина»"
