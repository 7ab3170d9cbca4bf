"""
The real plug-in in the EMC host emulator, against services and an EMC that do what they should not.
"""

import hashlib
import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rig.emc_host import (
    EmcHost,
    EmcHostFailure,
    desktop_sections,
    is_running,
    quoted,
    wait_until,
    write_ini,
)

pytestmark = pytest.mark.e2e

SERVICE = Path(__file__).with_name("pretend_service.py")
MEGABYTE = 1024 * 1024


class Desk:
    """One test's desktop: its ini, its e-mails, and what its service got."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = folder / "record.jsonl"
        (folder / "letter.eml").write_bytes(b"From: anna@example.com\r\n\r\nHello")

    def start(
        self,
        *service_options: str,
        settings: dict[str, object] | None = None,
        emulator: dict[str, object] | None = None,
    ) -> EmcHost:
        """An emulator whose service is the pretended one with these options."""
        arguments = " ".join([f'"{SERVICE}"', f'"{self.record}"', *service_options])
        own = {"Service.Path": sys.executable, "Service.Arguments": arguments}
        sections = desktop_sections({**own, **(settings or {})}, emulator)
        return EmcHost(write_ini(self.folder / "ASGUIHost.ini", sections))

    @property
    def entries(self) -> list[dict[str, Any]]:
        if not self.record.exists():
            return []
        return [json.loads(line) for line in self.record.read_text().split("\n")[:-1]]

    @property
    def lives(self) -> list[list[dict[str, Any]]]:
        """The messages that each start of the service got."""
        lives: list[list[dict[str, Any]]] = []
        for entry in self.entries:
            if "start" in entry:
                lives.append([])
            elif "line" in entry:
                lives[-1].append(entry["line"])
        return lives

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [message for life in self.lives for message in life]

    def got(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every message of that method."""
        return [message["params"] for message in self.messages if message["method"] == method]

    def wait(self, condition: Callable[[], object], what: str, timeout: float = 20) -> None:
        wait_until(condition, f"{what}; got {self.messages[-5:]}", timeout)

    def wait_for(self, method: str, count: int = 1) -> list[dict[str, Any]]:
        self.wait(lambda: len(self.got(method)) >= count, f"{count} × {method}")
        return self.got(method)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _ids(messages: list[dict[str, Any]]) -> list[str]:
    return [each["params"]["workItem"]["id"] for each in messages if "seq" in each["params"]]


# How EMC may be made


@pytest.mark.parametrize("place", ["controller", "interface", "property"])
def test_contacts_are_seen_wherever_emc_keeps_its_events(desk: Desk, place: str) -> None:
    with desk.start(emulator={"Events": place}) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")
        desktop.play("remove W1")

        (delivered,) = desk.wait_for("workItem/delivered")
        (established,) = desk.wait_for("workItem/established")
        (removed,) = desk.wait_for("workItem/removed")

    assert delivered["workItem"] == {"id": "W1", "type": "simpleMessage", "typeCode": 4}
    assert established["author"] == "+79000000001"
    assert removed["workItem"] == {"id": "W1", "type": "simpleMessage", "typeCode": 4}


def test_events_of_another_shape_than_in_the_samples_are_seen(desk: Desk) -> None:
    with desk.start(emulator={"EventShape": "odd"}) as desktop:
        desktop.play("deliver email E1 letter.eml")

        (delivered,) = desk.wait_for("workItem/delivered")

    assert delivered["workItem"]["id"] == "E1"


def test_events_that_appear_when_the_operator_logs_in_are_found_then(desk: Desk) -> None:
    with desk.start(emulator={"Events": "late"}) as desktop:
        desktop.wait_for_log("has no event WorkItemRefDelivered")
        desktop.play('operator 4021 "Ирина Соколова" station 5012')
        desktop.wait_for_log("listens to WorkItemRefRemoved of the media controller's Client")
        desktop.play("deliver email E1 letter.eml")

        (delivered,) = desk.wait_for("workItem/delivered")

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
    desk: Desk, emulator: dict[str, object]
) -> None:
    wanted = {"Sign.Key": "store:crm", "Channel.Alias.Zalo OA": "zalo"}
    settings = {**wanted, "Field.unused": "never asked for", "Plugin.ReadMessages": "on"}
    names = " ".join(f'"{key}"' for key in (*wanted, "Method"))

    with desk.start("--want", names, settings=dict(settings), emulator=emulator) as desktop:
        (begin,) = desk.wait_for("initialize")
        (answer,) = desk.wait_for("settings/changed")
        desktop.wait_for_log("cannot be enumerated here: the service says which keys to ask for")

    own = {"Plugin.ReadMessages", "Service.Path", "Service.Arguments"}
    assert begin["settings"].keys() == own
    assert begin["asked"] == 0
    assert answer == {"settings": {**begin["settings"], **wanted}, "asked": 1}


def test_a_change_of_a_wanted_key_is_told_with_the_number_of_lists(desk: Desk) -> None:
    with desk.start("--want", "TabTitle", emulator=NOT_ENUMERABLE) as desktop:
        desk.wait_for("settings/changed")
        desktop.play('set ChatPlugin TabTitle "CRM"')

        _, changed = desk.wait_for("settings/changed", 2)

    assert changed["settings"]["TabTitle"] == "CRM"
    assert changed["asked"] == 1


def test_a_service_that_is_started_again_is_asked_anew_which_keys_it_wants(desk: Desk) -> None:
    settings: dict[str, object] = {"TabTitle": "CRM"}
    options = ("--want", "TabTitle", "--die-on", "W1")
    with desk.start(*options, settings=settings, emulator=NOT_ENUMERABLE) as desktop:
        desk.wait_for("settings/changed")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")

        begins = desk.wait_for("initialize", 2)

    assert [("TabTitle" in begin["settings"], begin["asked"]) for begin in begins] == [
        (False, 0)
    ] * 2


def test_a_service_too_old_to_say_what_it_wants_is_reported(desk: Desk) -> None:
    with desk.start(emulator=NOT_ENUMERABLE) as desktop:
        line = desktop.wait_for_log("this service is too old to say which keys to ask for")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")

        desk.wait_for("workItem/delivered")

    assert line.string.startswith("fatal")


def test_contacts_are_told_apart_without_emcs_constants(desk: Desk) -> None:
    with desk.start(emulator={"Constants": 0}) as desktop:
        desktop.play("deliver email E1 letter.eml")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("remove W1")

        delivered = desk.wait_for("workItem/delivered", 2)
        (removed,) = desk.wait_for("workItem/removed")

    assert [each["workItem"]["type"] for each in delivered] == ["email", "simpleMessage"]
    assert removed["workItem"]["type"] == "simpleMessage"


def test_what_throws_is_left_out_and_the_contact_still_comes(desk: Desk) -> None:
    throwing = "GetWorkItemData,SMClientWorkItemLoaded,Skill,Identifier,AgentID"
    with desk.start(emulator={"Throw": throwing}) as desktop:
        desktop.play('operator 4021 "Ирина Соколова" station 5012')
        desktop.play("deliver email E1 letter.eml Queue=Sales")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")

        (established,) = desk.wait_for("workItem/established")
        email = desk.got("workItem/delivered")[0]
        (operator,) = desk.got("operator/changed")

    assert operator["agentId"] is None
    assert operator["agentName"] == "Ирина Соколова"
    assert email["problem"] == "the e-mail could not be read: InvalidOperationException"
    assert email["attributes"]["Queue"] == "Sales"
    assert not {"Skill", "Identifier"} & set(email["attributes"])
    assert established["problem"] == "SMClientWorkItemLoaded failed with InvalidOperationException"


def test_a_parser_of_emcs_that_fails_costs_only_the_author(desk: Desk) -> None:
    with desk.start(emulator={"Throw": "Parser"}) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")

        (established,) = desk.wait_for("workItem/established")

    assert established["author"] is None
    assert established["mediaTypeName"] == "WhatsApp"
    assert "+79000000001" in established["messages"]
    assert established["problem"] == "EMC's SMXmlParser failed with XmlException"


def test_messages_are_not_read_when_that_is_switched_off(desk: Desk) -> None:
    # The call would throw, and the problem would say so.
    with desk.start(
        settings={"Plugin.ReadMessages": "off"}, emulator={"Throw": "SMClientWorkItemLoaded"}
    ) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("establish W1")

        (established,) = desk.wait_for("workItem/established")

    assert established["author"] is None
    assert established["problem"] == "the setting Plugin.ReadMessages is off"


def test_a_desktop_without_multimedia_says_why_no_card_comes_up(desk: Desk) -> None:
    with desk.start(emulator={"MediaController": 0}) as desktop:
        (begin,) = desk.wait_for("initialize")
        desktop.wait_for_log("^fatal .*EMC offers no AgileSoftware.Multimedia.IASMediaController")
        exit_code = desktop.stop()

    assert begin["mediaController"] is None
    assert exit_code == 0


# Settings of the plug-in's own


@pytest.mark.parametrize("off", ["off", "false", "No", "0"])
def test_a_plug_in_that_is_switched_off_starts_nothing(desk: Desk, off: str) -> None:
    with desk.start(settings={"Enabled": off}) as desktop:
        raised = desktop.raise_event("deliver email E1 letter.eml")
        desktop.wait_for_log("switched off by the setting Enabled")
        exit_code = desktop.stop()

    assert raised.id == "E1"
    assert desktop.service_pids == []
    assert desk.entries == []
    assert exit_code == 0


def test_a_switch_that_is_neither_on_nor_off_counts_as_on(desk: Desk) -> None:
    with desk.start(settings={"Enabled": "maybe"}) as desktop:
        desktop.wait_for_log("setting Enabled is 'maybe'.* Write true or false")

        desk.wait_for("initialize")


def test_a_service_that_is_not_there_is_named_once_and_the_desktop_goes_on(desk: Desk) -> None:
    missing = str(desk.folder / "nowhere" / "chatplugin.exe")

    with desk.start(settings={"Service.Path": missing}) as desktop:
        desktop.wait_for_log(f"^fatal .*Service.Path is '{missing}', and there is no such file")
        raised = [desktop.raise_event(f"deliver email E{n} letter.eml") for n in range(5)]
        desktop.play(f"set ChatPlugin Service.Path {quoted(sys.executable)}")
        delivered = desk.wait_for("workItem/delivered", 5)

    assert max(each.held_us for each in raised) < 5_000
    assert [each["workItem"]["id"] for each in delivered] == [f"E{n}" for n in range(5)]
    assert sum("no such file" in line for line in desktop.log) == 1


def test_without_a_path_the_installed_service_is_found_on_the_path(desk: Desk) -> None:
    program = desk.folder / "bin" / "chatplugin"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{SERVICE}" "{desk.record}" # $@\n')
    program.chmod(0o755)
    sections = desktop_sections({})
    ini = write_ini(desk.folder / "ASGUIHost.ini", sections)

    with EmcHost(ini, env={"PATH": f"{program.parent}:{os.environ['PATH']}"}):
        desk.wait_for("initialize")


def test_the_service_gets_utf_8_without_a_byte_order_mark(desk: Desk) -> None:
    with desk.start(settings={"TabTitle": "CRM «Ирина»"}):
        (begin,) = desk.wait_for("initialize")

    assert desk.entries[0]["utf8"] == "1"
    assert begin["settings"]["TabTitle"] == "CRM «Ирина»"


# A service that fails


def test_after_a_crash_everything_unacknowledged_comes_again_in_order(desk: Desk) -> None:
    with desk.start("--hold") as desktop:
        for n in range(1, 6):
            desktop.play(f"deliver message W{n} media=WhatsApp author=+7900000000{n}")
        desk.wait_for("workItem/delivered", 5)
        os.kill(desktop.service_pids[0], signal.SIGKILL)
        desktop.wait_for_log("service ended with code .* events not acknowledged: 5")
        for n in range(6, 9):
            desktop.play(f"deliver message W{n} media=WhatsApp author=+7900000000{n}")
        desk.wait_for("workItem/delivered", 13)

    first, second = desk.lives
    assert _ids(first) == ["W1", "W2", "W3", "W4", "W5"]
    assert _ids(second) == [f"W{n}" for n in range(1, 9)]
    assert [each["params"]["seq"] for each in second[1:]] == list(range(1, 9))
    assert [each["params"]["at"] for each in second[1:6]] == [
        each["params"]["at"] for each in first[1:]
    ]


def test_what_was_acknowledged_never_comes_again(desk: Desk) -> None:
    with desk.start("--hold") as desktop:
        for n in range(1, 4):
            desktop.play(f"deliver message W{n} media=WhatsApp author=+7900000000{n}")
        desk.wait_for("workItem/delivered", 3)
        os.kill(desktop.service_pids[0], signal.SIGUSR1)
        desktop.play("deliver message W4 media=WhatsApp author=+79000000004")
        desk.wait_for("workItem/delivered", 4)
        os.kill(desktop.service_pids[0], signal.SIGKILL)
        desktop.wait_for_service(2)
        desk.wait_for("workItem/delivered", 5)

    assert _ids(desk.lives[1]) == ["W4"]


def test_a_service_that_keeps_ending_is_started_less_and_less_often(desk: Desk) -> None:
    with desk.start("--die-at-start", "3") as desktop:
        desktop.wait_for_log("service 0.1.0 is ready")

    starts = [entry["at"] for entry in desk.entries if "start" in entry]
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert len(pauses) == 3
    assert all(pause >= least for pause, least in zip(pauses, [0.25, 0.5, 1.0], strict=True))


def test_a_service_that_cannot_start_costs_no_contact(desk: Desk) -> None:
    with desk.start("--die-at-start", "4") as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")

        (delivered,) = desk.wait_for("workItem/delivered")

    assert delivered["workItem"]["id"] == "W1"
    assert not any("was dropped" in line for line in desktop.log)


def test_an_event_on_which_the_service_ends_three_times_is_given_up(desk: Desk) -> None:
    with desk.start("--die-on", "W2") as desktop:
        for n in range(1, 4):
            desktop.play(f"deliver message W{n} media=WhatsApp author=+7900000000{n}")
        desktop.wait_for_log(r"event 2 \(workItem/delivered\) was dropped: .* three times")
        desk.wait(lambda: "W3" in _ids(desk.messages), "the contact after it")

    assert [_ids(life) for life in desk.lives] == [["W1", "W2"], ["W2"], ["W2"], ["W3"]]


def test_a_service_that_prints_garbage_is_understood_all_the_same(desk: Desk) -> None:
    with desk.start("--garbage") as desktop:
        desktop.wait_for_log("skipped a line that is no JSON-RPC message")
        desktop.wait_for_log("service 0.1.0 is ready")
        desktop.play("deliver email E1 letter.eml")
        desk.wait_for("workItem/delivered")
        exit_code = desktop.stop()

    assert exit_code == 0
    assert not any("anna@example.com" in line for line in desktop.log)
    assert max(len(line) for line in desktop.log) < 2_100


def test_a_service_of_another_version_is_reported(desk: Desk) -> None:
    with desk.start("--refuse") as desktop:
        line = desktop.wait_for_log("the service refused to start")

    assert "protocol 1 is not spoken, only 2 (-32001)" in line.string


def test_a_service_that_stays_after_the_end_of_its_input_is_killed(desk: Desk) -> None:
    with desk.start("--stubborn") as desktop:
        desk.wait_for("initialize")
        began = time.monotonic()
        exit_code = desktop.stop()
        took = time.monotonic() - began

    assert exit_code == 0
    assert took < 8
    assert not is_running(desktop.service_pids[0])


def test_nothing_is_listened_to_any_more_while_the_service_is_slow_to_end(desk: Desk) -> None:
    with desk.start("--stubborn") as desktop:
        desk.wait_for("initialize")
        desktop.stop()

    assert any("did not exit within 3000 ms" in line for line in desktop.log)
    assert sum("listens to" in line for line in desktop.log) == 4


def test_a_service_that_does_not_read_holds_neither_emc_nor_its_end(desk: Desk) -> None:
    (desk.folder / "big.eml").write_bytes(bytes(MEGABYTE))

    with desk.start("--deaf") as desktop:
        desktop.wait_for_service()
        raised = [desktop.raise_event(f"deliver email E{n} big.eml") for n in range(20)]
        began = time.monotonic()
        exit_code = desktop.stop()
        took = time.monotonic() - began

    assert statistics.median(each.held_us for each in raised) < 1_000
    assert exit_code == 0
    assert took < 10


# Load and size


def test_events_beyond_the_bound_are_dropped_and_counted(desk: Desk) -> None:
    with desk.start("--hold") as desktop:
        desktop.play("repeat 1100 deliver message W{n} media=WhatsApp author=+7900{n}")
        desk.wait_for("workItem/delivered", 1000)
        desktop.wait_for_log(r"^fatal .*dropped \d+ event\(s\), 100 in all")
        os.kill(desktop.service_pids[0], signal.SIGUSR1)
        desk.wait(lambda: _delivers_again(desktop, desk), "room for another")

    ids = _ids(desk.messages)
    assert ids[:1000] == [f"W{n}" for n in range(1, 1001)]
    assert desk.got("workItem/delivered")[1000]["seq"] == 1001


def _delivers_again(desktop: EmcHost, desk: Desk) -> bool:
    desktop.raise_event("deliver message W2000 media=WhatsApp author=+79000002000")
    return len(desk.got("workItem/delivered")) > 1000


def test_an_e_mail_of_25_mb_arrives_byte_by_byte(desk: Desk) -> None:
    letter = os.urandom(25 * MEGABYTE + 1)
    (desk.folder / "big.eml").write_bytes(letter)

    with desk.start() as desktop:
        desk.wait_for("initialize")
        raised = desktop.raise_event("deliver email E1 big.eml")
        (delivered,) = desk.wait_for("workItem/delivered")

    assert delivered["email"] == [len(letter), hashlib.sha256(letter).hexdigest()]
    print(f"\n25 MB e-mail: EMC's thread held {raised.held_us:.0f} µs")


def test_an_e_mail_that_finds_no_room_is_left_out_and_its_contact_comes(desk: Desk) -> None:
    (desk.folder / "big.eml").write_bytes(bytes(70 * MEGABYTE))

    with desk.start("--hold") as desktop:
        for n in (1, 2):
            desktop.play(f"deliver email E{n} big.eml")
        first, second = desk.wait_for("workItem/delivered", 2)

    assert first["email"][0] == 70 * MEGABYTE
    assert "email" not in second
    assert second["problem"] == (
        "the service is behind, and there was no room to keep the e-mail for it"
    )


def test_a_thousand_contacts_in_ten_seconds_all_arrive_in_order(desk: Desk) -> None:
    with desk.start() as desktop:
        desktop.play(
            "repeat 1000 every=10 deliver message W{n} media=WhatsApp author=+7900{n} Queue=Sales"
        )
        desk.wait_for("workItem/delivered", 1000)

    assert [each["seq"] for each in desk.got("workItem/delivered")] == list(range(1, 1001))
    assert _ids(desk.messages) == [f"W{n}" for n in range(1, 1001)]
    _print_held(desktop, "1,000 contacts in 10 s")


def test_emcs_thread_is_not_held_by_slow_work_items_or_a_slow_log(desk: Desk) -> None:
    with desk.start(emulator={"MemberDelay": 5, "LogDelay": 50}) as desktop:
        desk.wait_for("initialize")
        desktop.play("repeat 50 every=5 deliver email E{n} letter.eml")
        desk.wait_for("workItem/delivered", 50)

    held = [each.held_us for each in desktop.raised]
    assert statistics.median(held) < 1_000
    assert sorted(held)[len(held) * 9 // 10] < 5_000
    _print_held(desktop, "members of 5 ms, log of 50 ms")


def _print_held(desktop: EmcHost, what: str) -> None:
    held = sorted(each.held_us for each in desktop.raised)
    p95 = held[len(held) * 95 // 100]
    print(f"\n{what}: EMC's thread held {statistics.median(held):.0f} µs (median), {p95:.0f} µs")
    print(f"(p95), {held[-1]:.0f} µs (worst), by {len(held)} events")


# The end of the desktop


def test_a_killed_desktop_gives_its_service_the_end_of_input(desk: Desk) -> None:
    with desk.start() as desktop:
        desk.wait_for("initialize")
        service = desktop.service_pids[0]
        desktop.kill()
        began = time.monotonic()
        wait_until(lambda: not is_running(service), "the service ends", timeout=5)
        took = time.monotonic() - began

    assert desk.entries[-1] == {"end": True}
    assert took < 1


def test_a_terminated_desktop_ends_in_good_order(desk: Desk) -> None:
    with desk.start() as desktop:
        desk.wait_for("initialize")
        exit_code = desktop.terminate()

    assert exit_code == 0
    assert "ended" in desktop.lines
    assert desk.entries[-1] == {"end": True}
    assert not is_running(desktop.service_pids[0])


@pytest.mark.parametrize(
    ("part", "command"),
    [
        ("listens to WorkItemRefDelivered", 'operator 4021 "Ирина Соколова"'),
        ("EMC's configuration has changed", "set ChatPlugin TabTitle CRM"),
        ("Client", "wait 0"),
    ],
)
def test_the_desktop_ends_although_a_part_of_emc_waits_for_the_thread_that_ends_it(
    desk: Desk, part: str, command: str
) -> None:
    with desk.start(emulator={"Events": "late", "NeedsHost": part}) as desktop:
        desk.wait_for("initialize")
        desktop.play(command)
        desktop.wait_for_line(f"waits for EMC's own thread: .*{part}")
        exit_code = desktop.stop()

    assert exit_code == 0
    assert desk.entries[-1] == {"end": True}


def test_what_was_raised_just_before_the_end_still_reaches_the_service(desk: Desk) -> None:
    with desk.start() as desktop:
        desk.wait_for("initialize")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("remove W1")
        desktop.stop()

    assert [each["method"] for each in desk.messages[1:]] == [
        "workItem/delivered",
        "workItem/removed",
    ]


def test_the_helper_says_what_the_emulator_printed_when_a_wait_fails(desk: Desk) -> None:
    with (
        desk.start() as desktop,
        pytest.raises(EmcHostFailure, match="plugin ChatPlugin Start NoError"),
    ):
        desktop.wait_for_log("this is never said", timeout=0.1)
