"""`chatplugin doctor` on a desktop where everything runs: plug-in, service, Chrome and a CRM."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chatplugin.cli.doctor import Report
from chatplugin.cli.pop import PopReport
from rig.lane import COMMAND, EXTENSION, Lane
from rig.workplace import Desk

pytestmark = pytest.mark.e2e


def doctor(
    workplace: Desk, *options: str, prefix: Sequence[str] = ()
) -> "subprocess.CompletedProcess[str]":
    program = Path(sys.executable).with_name("chatplugin")
    return subprocess.run(
        [*prefix, program, "doctor", "--data", workplace.home, "--language", "en", *options],
        env=workplace.screen.environment | {"PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def lines_of(run: "subprocess.CompletedProcess[str]") -> dict[str, dict[str, Any]]:
    """Return the findings by the codes of their sentences."""
    report = json.loads(run.stdout)
    msgspec.convert(report, Report)
    return {line["code"]: line for line in report["lines"]}


def test_a_desktop_that_works_is_all_green_and_emcs_section_was_looked_at(workplace: Desk) -> None:
    with workplace as desk:
        desk.wait_until_ready()
        run = doctor(desk, "--json")

        found = lines_of(run)
        others = [line["what"] for line in found.values() if line["verdict"] != "ok"]
        # What only a trial has: a CRM on this computer, and no example of an account.
        assert all("EmailTemplate" in what or "127.0.0.1" in what for what in others), others
        assert run.returncode == 0
        assert "runs since" in found["doctor.running"]["what"]
        assert "CLR 4.0.30319" in found["doctor.plugin"]["what"]
        assert "'pipe'" in found["doctor.driver_auto"]["what"]
        assert "Looked at: EMC section ChatPlugin" in found["read.all"]["what"]
        assert f"{desk.crm.url} has answered" in found["doctor.crm"]["what"]


def test_a_test_card_comes_up_on_the_live_desktop_and_is_in_its_journal(workplace: Desk) -> None:
    with workplace as desk:
        desk.wait_until_ready()

        run = doctor(desk, "--try", "--channel", "WhatsApp", "--user-id", "+79000000001")

        assert run.returncode == 0, run.stdout
        assert "The test card is there: contact doctor-" in run.stdout
        desk.screen.wait_for_front("CRM WhatsApp")
        [card] = desk.crm.cards()
        assert card["user_id"] == "+79000000001"


def test_a_test_card_that_the_crm_refuses_is_no_success(workplace: Desk) -> None:
    settings = {"ChatTemplate": f"{workplace.crm.url}/nowhere{{?user_id}}", "EmailTemplate": None}
    with workplace.with_settings(settings) as desk:
        desk.wait_until_ready()

        run = doctor(desk, "--try")

        assert run.returncode == 1, run.stdout
        assert "No test card: The CRM does not show this card: 404" in run.stdout


def test_of_a_service_that_has_ended_nothing_is_green(
    workplace: Desk,
) -> None:
    with workplace as desk:
        desk.wait_until_ready()
    ended = doctor(workplace, "--json", "--try")

    assert ended.returncode == 2
    assert '"doctor.ended"' in ended.stdout
    assert "No test card: the service does not answer" in ended.stdout


@pytest.mark.driver(EXTENSION)
@pytest.mark.parametrize("lane", [EXTENSION], indirect=True)
def test_a_test_card_comes_up_by_the_extension_which_only_the_service_reaches(lane: Lane) -> None:
    with lane.running() as desk:
        desk.desktop.wait_for_log("service .* is ready")
        run = doctor(desk, "--try", "--channel", "WhatsApp", "--user-id", "+79000000001")

        assert run.returncode == 0, run.stdout
        assert "shown by the driver 'extension'" in run.stdout
        assert "the relay is registered for the extension " in run.stdout
        desk.screen.wait_for_front("CRM WhatsApp")


def pop(desk: Desk, *options: str) -> "subprocess.CompletedProcess[str]":
    """Fire a test contact as the operator whose service has the desk's folder."""
    state = desk.home.parent / "state"
    state.mkdir(exist_ok=True)
    if not (state / "ChatPlugin").exists():
        (state / "ChatPlugin").symlink_to(desk.home)
    program = Path(sys.executable).with_name("chatplugin")
    own = {"PATH": "/usr/bin:/bin", "XDG_STATE_HOME": str(state)}
    return subprocess.run(
        [program, "pop", "--language", "en", *options],
        env=desk.screen.environment | own,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.driver(EXTENSION)
@pytest.mark.parametrize("lane", [EXTENSION], indirect=True)
def test_a_fired_contact_comes_by_the_extension_as_a_real_one_does(lane: Lane) -> None:
    whatsapp = ("--channel", "WhatsApp", "--user-id", "+79000000001")
    with lane.running() as desk:
        desk.desktop.wait_for_log("service .* is ready")
        shown = pop(desk, *whatsapp)
        desk.screen.wait_for_front("CRM WhatsApp")
        told = pop(desk, *whatsapp, "--json")
    url = f"{desk.crm.url}/card?channel_type=whatsapp&user_id=%2B79000000001"

    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith(f"CRM WhatsApp\n{url}")
    assert shown.stdout.endswith("\nThe CRM has answered.\n")
    assert "by the driver 'extension'" in shown.stderr
    report = msgspec.json.decode(told.stdout, type=PopReport)
    assert (report.exit, report.driver, report.code) == (0, "extension", "pop.shown")
    assert [card["user_id"] for card in desk.crm.cards()] == ["+79000000001"] * 2


@pytest.mark.driver(EXTENSION)
@pytest.mark.parametrize("lane", [EXTENSION], indirect=True)
def test_a_fired_contact_that_the_crm_refuses_by_the_extension_is_no_success(lane: Lane) -> None:
    template = f"{lane.desk.crm.url}/nowhere{{?user_id}}"
    lane.desk.with_settings({"ChatTemplate": template, "EmailTemplate": None})
    with lane.running() as desk:
        desk.desktop.wait_for_log("service .* is ready")
        run = pop(desk, "--channel", "WhatsApp", "--user-id", "+79000000001")

    assert run.returncode == 1, run.stdout
    assert run.stdout.endswith(
        "\nNo card: the CRM did not show it (The CRM does not show this card: 404)\n"
    )


@pytest.mark.driver(COMMAND)
@pytest.mark.parametrize("lane", [COMMAND], indirect=True)
def test_a_test_card_by_chromes_command_line_is_no_proof(lane: Lane) -> None:
    with lane.running() as desk:
        desk.desktop.wait_for_log("service .* is ready")
        run = doctor(desk, "--try", "--channel", "WhatsApp", "--user-id", "+79000000001")

        assert run.returncode == 2, run.stdout
        assert "which does not tell whether it came" in run.stdout
        desk.crm.wait_for_cards(1)


def test_policies_of_this_computer_are_found_with_what_they_mean(
    workplace: Desk, tmp_path: Path
) -> None:
    managed = tmp_path / "etc-chromium" / "policies" / "managed"
    managed.mkdir(parents=True)
    policies = {"URLBlocklist": ["127.0.0.1"], "DeveloperToolsAvailability": 2}
    (managed / "policy.json").write_text(json.dumps(policies), "utf-8")
    mount = f"mount --bind '{tmp_path / 'etc-chromium'}' /etc/chromium"
    prefix = ["unshare", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh"]
    if subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("only root may give a program a view of its own on the file system")

    with workplace as desk:
        desk.wait_until_ready()
        run = doctor(desk, prefix=prefix)

    assert run.returncode == 1
    assert "it blocks the CRM's pages (127.0.0.1): add them to URLAllowlist" in run.stdout
    assert "it forbids Chrome's pipe, so cards need the extension" in run.stdout
