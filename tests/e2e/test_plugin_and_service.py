"""
The real plug-in against services that do what they should not, and at the end of the desktop.
"""

import os
import re
import signal
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from rig.emc_host import EmcHost, EmcHostFailure, is_running, wait_until
from tests.played.plugin_desk import SERVICE, PluginDesk, ids_of

pytestmark = pytest.mark.e2e

MEGABYTE = 1024 * 1024


def test_after_a_crash_everything_unacknowledged_comes_again_in_order(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start("--hold") as desktop:
        for n in range(1, 6):
            desktop.play(f"deliver message W{n} media=WhatsApp author=+7900000000{n}")
        plugin_desk.wait_for("workItem/delivered", 5)
        os.kill(desktop.service_pids[0], signal.SIGKILL)
        desktop.wait_for_log("service ended with code .* events not acknowledged: 5")
        for n in range(6, 9):
            desktop.play(f"deliver message W{n} media=WhatsApp author=+7900000000{n}")
        plugin_desk.wait_for("workItem/delivered", 13)

    first, second = plugin_desk.lives
    assert ids_of(first) == ["W1", "W2", "W3", "W4", "W5"]
    assert ids_of(second) == [f"W{n}" for n in range(1, 9)]
    assert [each["params"]["seq"] for each in second[1:]] == list(range(1, 9))
    assert [each["params"]["at"] for each in second[1:6]] == [
        each["params"]["at"] for each in first[1:]
    ]


def test_what_was_acknowledged_never_comes_again(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start("--hold") as desktop:
        for n in range(1, 4):
            desktop.play(f"deliver message W{n} media=WhatsApp author=+7900000000{n}")
        plugin_desk.wait_for("workItem/delivered", 3)
        os.kill(desktop.service_pids[0], signal.SIGUSR1)
        desktop.play("deliver message W4 media=WhatsApp author=+79000000004")
        plugin_desk.wait_for("workItem/delivered", 4)
        os.kill(desktop.service_pids[0], signal.SIGKILL)
        desktop.wait_for_service(2)
        plugin_desk.wait_for("workItem/delivered", 5)

    assert ids_of(plugin_desk.lives[1]) == ["W4"]


def test_a_service_that_keeps_ending_is_started_less_and_less_often(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start("--die-at-start", "3") as desktop:
        desktop.wait_for_log("service 0.1.0 is ready")

    starts = [entry["at"] for entry in plugin_desk.entries if "start" in entry]
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert len(pauses) == 3
    assert all(pause >= least for pause, least in zip(pauses, [0.25, 0.5, 1.0], strict=True))


def test_a_service_that_cannot_start_costs_no_contact(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start("--die-at-start", "4") as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")

        (delivered,) = plugin_desk.wait_for("workItem/delivered")

    assert delivered["workItem"]["id"] == "W1"
    assert not any("was dropped" in line for line in desktop.log)


def test_an_event_on_which_the_service_ends_three_times_is_given_up(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start("--die-on", "W2") as desktop:
        for n in range(1, 4):
            desktop.play(f"deliver message W{n} media=WhatsApp author=+7900000000{n}")
        desktop.wait_for_log(r"event 2 \(workItem/delivered\) of contact W2 was dropped: .* three ")
        plugin_desk.wait(lambda: "W3" in ids_of(plugin_desk.messages), "the contact after it")

    assert [ids_of(life) for life in plugin_desk.lives] == [["W1", "W2"], ["W2"], ["W2"], ["W3"]]


IMPATIENT: dict[str, object] = {"Plugin.Patience": 4}


def test_a_service_that_hangs_is_started_again_and_no_event_is_lost_or_comes_twice(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start(settings=IMPATIENT) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        plugin_desk.wait_for("workItem/delivered")
        os.kill(desktop.service_pids[0], signal.SIGSTOP)
        desktop.play("deliver message W2 media=WhatsApp author=+79000000002")
        line = desktop.wait_for_log("the service lives, but has not acknowledged event 2", 30)
        desktop.play("deliver message W3 media=WhatsApp author=+79000000003")
        plugin_desk.wait_for("workItem/delivered", 3)

    assert "nor answered a question. It is ended and started again" in line.string
    first, second = plugin_desk.lives
    assert (ids_of(first), ids_of(second)) == (["W1"], ["W2", "W3"])
    assert ["hangs" in life[0]["params"] for life in (first, second)] == [False, True]
    assert second[0]["params"]["hangs"] == 1


def test_a_service_that_answers_and_has_forgotten_an_event_is_started_again(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start("--hold", settings=IMPATIENT) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.wait_for_log("has not acknowledged event 1 for so long, and knows no reason", 30)
        plugin_desk.wait_for("workItem/delivered", 2)

    assert ids_of(plugin_desk.lives[1]) == ["W1"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--excuse", "the_journal_cannot_be_written"], "the_journal_cannot_be_written"),
        (["--older"], "it does not say why"),
    ],
)
def test_a_service_that_has_a_reason_to_wait_is_left_alone(
    plugin_desk: PluginDesk, options: list[str], said: str
) -> None:
    with plugin_desk.start("--hold", *options, settings=IMPATIENT) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.wait_for_log(f"the service has not acknowledged event 1 yet: {said}", 30)
        plugin_desk.wait_for("service/check", 3)

    assert len(plugin_desk.lives) == 1
    assert sum(said in line for line in desktop.log) == 1


def test_a_service_that_prints_garbage_is_understood_all_the_same(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start("--garbage") as desktop:
        desktop.wait_for_log("skipped a line that is no JSON-RPC message")
        desktop.wait_for_log("service 0.1.0 is ready")
        desktop.play("deliver email E1 letter.eml")
        plugin_desk.wait_for("workItem/delivered")
        exit_code = desktop.stop()

    assert exit_code == 0
    assert not any("anna@example.com" in line for line in desktop.log)
    assert max(len(line) for line in desktop.log) < 2_100


def test_a_service_of_another_version_is_reported(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start("--refuse") as desktop:
        line = desktop.wait_for_log("the service refused to start")

    assert "protocol 1 is not spoken, only 2 (-32001)" in line.string


def test_a_service_that_stays_after_the_end_of_its_input_is_killed(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start("--stubborn") as desktop:
        plugin_desk.wait_for("initialize")
        exit_code = desktop.stop()

    assert exit_code == 0
    assert not is_running(desktop.service_pids[0])


def test_nothing_is_listened_to_any_more_while_the_service_is_slow_to_end(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start("--stubborn") as desktop:
        plugin_desk.wait_for("initialize")
        desktop.stop()

    assert any("did not exit within 3000 ms" in line for line in desktop.log)
    assert sum("listens to" in line for line in desktop.log) == 4


def test_a_service_that_does_not_read_holds_neither_emc_nor_its_end(
    plugin_desk: PluginDesk,
) -> None:
    (plugin_desk.folder / "big.eml").write_bytes(bytes(MEGABYTE))

    with plugin_desk.start("--deaf") as desktop:
        desktop.wait_for_service()
        raised = [desktop.raise_event(f"deliver email E{n} big.eml") for n in range(20)]
        exit_code = desktop.stop()

    assert [each.id for each in raised] == [f"E{n}" for n in range(20)]
    assert exit_code == 0


def test_a_killed_desktop_gives_its_service_the_end_of_input(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start() as desktop:
        plugin_desk.wait_for("initialize")
        service = desktop.service_pids[0]
        desktop.kill()
        wait_until(lambda: not is_running(service), "the service ends")

    assert plugin_desk.entries[-1] == {"end": True}


def test_a_terminated_desktop_ends_in_good_order(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start() as desktop:
        plugin_desk.wait_for("initialize")
        exit_code = desktop.terminate()

    assert exit_code == 0
    assert "ended" in desktop.lines
    assert plugin_desk.entries[-1] == {"end": True}
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
    plugin_desk: PluginDesk, part: str, command: str
) -> None:
    with plugin_desk.start(emulator={"Events": "late", "NeedsHost": part}) as desktop:
        plugin_desk.wait_for("initialize")
        desktop.play(command)
        desktop.wait_for_line(f"waits for EMC's own thread: .*{part}")
        exit_code = desktop.stop()

    assert exit_code == 0
    assert plugin_desk.entries[-1] == {"end": True}


def test_what_was_raised_just_before_the_end_still_reaches_the_service(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start() as desktop:
        plugin_desk.wait_for("initialize")
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play("remove W1")
        desktop.stop()

    assert [each["method"] for each in plugin_desk.messages[1:]] == [
        "workItem/delivered",
        "workItem/removed",
    ]


def test_the_helper_says_what_the_emulator_printed_when_a_wait_fails(
    plugin_desk: PluginDesk,
) -> None:
    with (
        plugin_desk.start() as desktop,
        pytest.raises(EmcHostFailure, match="plugin ChatPlugin Start NoError"),
    ):
        desktop.wait_for_log("this is never said", timeout=0.1)


def test_the_newest_version_that_is_whole_is_started_and_one_that_goes_gives_way(
    plugin_desk: PluginDesk,
) -> None:
    versions = plugin_desk.folder / "versions"
    for name in ("0.9.0", "0.10.0", "notes"):
        install_version(plugin_desk, versions / name)
    (versions / "0.11.0").mkdir()

    with plugin_desk.start(settings={"Service.Path": versions}) as desktop:
        desktop.wait_for_log("service 0.10.0 is ready")
        newer = install_version(plugin_desk, versions / "0.12.0")
        os.kill(desktop.service_pids[-1], signal.SIGKILL)
        desktop.wait_for_log("service 0.12.0 is ready")
        newer.unlink()
        os.kill(desktop.service_pids[-1], signal.SIGKILL)
        desktop.wait_for_service(3)
        wait_until(lambda: ready(desktop) == ["0.10.0", "0.12.0", "0.10.0"], "the older is back")


def ready(desktop: EmcHost) -> list[str]:
    """Return the version of each service that was ready so far."""
    found = (re.search(r"service (\S+) is ready", line) for line in desktop.log)
    return [match[1] for match in found if match]


def install_version(plugin_desk: PluginDesk, folder: Path) -> Path:
    """Make a pretended service that says the folder's name as its version."""
    folder.mkdir(parents=True)
    program = folder / "chatplugin"
    command = f'exec "{sys.executable}" "{SERVICE}" "{plugin_desk.record}" --version {folder.name}'
    program.write_text(f"#!/bin/sh\n{command}\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("version", ["0.0.9", "7.0.0"])
def test_a_service_of_another_version_works_and_the_log_names_both(
    plugin_desk: PluginDesk, version: str
) -> None:
    with plugin_desk.start("--version", version) as desktop:
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")

        plugin_desk.wait_for("workItem/delivered")
        desktop.wait_for_log(f"the service is version {version} and this plug-in version 0.1.0")


def test_contacts_that_are_sent_again_belong_to_the_operator_who_sat_there_when_they_came(
    plugin_desk: PluginDesk,
) -> None:
    with plugin_desk.start("--hold") as desktop:
        desktop.play('operator 4021 "Ирина Соколова" station 5012')
        plugin_desk.wait_for("operator/changed")
        plugin_desk.wait_for("initialize")
        os.kill(desktop.service_pids[0], signal.SIGUSR1)
        desktop.play("deliver message W1 media=WhatsApp author=+79000000001")
        desktop.play('operator 4022 "Пётр Орлов" station 5012')
        plugin_desk.wait_for("operator/changed", 2)
        os.kill(desktop.service_pids[0], signal.SIGKILL)
        plugin_desk.wait_for("operator/changed", 3)

    again = plugin_desk.lives[1]
    assert again[0]["params"]["operator"]["agentId"] == "4021"
    assert [each["method"] for each in again[1:]] == ["workItem/delivered", "operator/changed"]
