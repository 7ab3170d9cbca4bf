"""Chrome, the service or EMC Desktop may go at any time, and no contact is lost."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from rig.emc_host import is_running, wait_until
from rig.lane import PIPE
from rig.workplace import Desk, children, close_window
from tests.e2e.letters import letter

pytestmark = [pytest.mark.e2e, pytest.mark.driver(PIPE)]


def offer(workplace: Desk, contact: str) -> None:
    workplace.desktop.play(f"deliver email {contact} {letter(workplace.folder)}")


@pytest.mark.case("killed")
def test_cards_come_back_after_chrome_was_killed(workplace: Desk) -> None:
    with workplace:
        workplace.wait_until_ready()
        offer(workplace, "E1")
        workplace.crm.wait_for_cards(1)
        workplace.wait_for_fate("E1", "shown")

        os.kill(workplace.chrome_pid(), signal.SIGKILL)

        first, second = workplace.crm.wait_for_cards(2)
        assert first.query == second.query
        workplace.screen.wait_for_window("CRM Email - ")


@pytest.mark.case("away")
def test_a_contact_that_comes_while_chrome_is_away_is_shown_when_it_is_back(
    workplace: Desk,
) -> None:
    with workplace:
        workplace.wait_until_ready()

        os.kill(workplace.chrome_pid(), signal.SIGKILL)
        offer(workplace, "E1")

        workplace.screen.wait_for_front("CRM Email - ")
        assert len(workplace.crm.cards()) == 1


@pytest.mark.case("service")
def test_no_contact_is_lost_or_shown_twice_when_the_service_is_killed(
    workplace: Desk,
) -> None:
    with workplace:
        workplace.wait_until_ready()
        offer(workplace, "E1")
        workplace.wait_for_fate("E1", "shown")

        os.kill(workplace.desktop.service_pids[0], signal.SIGKILL)
        offer(workplace, "E2")
        workplace.desktop.wait_for_service(2)
        offer(workplace, "E3")
        # E1 comes back because its Chrome left with the service; E2 and E3 are shown once.
        workplace.crm.wait_for_cards(4, within=20)
        workplace.wait_for_fate("E3", "shown", within=20)

        raised = [line["contact"] for line in workplace.journal() if line["fate"] == "raised"]
        assert raised == ["E1", "E2", "E3"]
        assert len(workplace.crm.cards()) == 4


def test_no_contact_is_lost_or_shown_twice_when_the_service_hangs(workplace: Desk) -> None:
    with workplace.with_settings({"Plugin.Patience": "8"}):
        workplace.wait_until_ready()
        offer(workplace, "E1")
        workplace.wait_for_fate("E1", "shown", within=30)

        os.kill(workplace.desktop.service_pids[0], signal.SIGSTOP)
        # The next service may need longer on a busy machine, and would be ended as well.
        workplace.desktop.play('set ChatPlugin Plugin.Patience "60"')
        offer(workplace, "E2")
        workplace.desktop.wait_for_log("the service lives, but has not acknowledged event 2", 60)
        # E1 comes back because its Chrome left with the service.
        workplace.wait_for_fate("E2", "shown", within=60)
        workplace.crm.wait_for_cards(3, within=60)

        raised = [line["contact"] for line in workplace.journal() if line["fate"] == "raised"]
        assert raised == ["E1", "E2"]
        assert len(workplace.crm.cards()) == 3


def test_what_chrome_writes_of_a_page_that_has_crashed_stays_in_our_folder(
    workplace: Desk,
) -> None:
    with workplace:
        workplace.wait_until_ready()
        offer(workplace, "E1")
        workplace.wait_for_fate("E1", "shown")

        for page in renderers(workplace.chrome_pid()):
            with suppress(ProcessLookupError):
                os.kill(page, signal.SIGSEGV)

        dumps = workplace.home / "chrome" / "Crashpad"
        wait_until(lambda: [*dumps.rglob("*.dmp")], "Chrome has written what crashed", 60)


def renderers(process: int) -> list[int]:
    """The processes of pages below *process*; one may end meanwhile."""
    found = []
    for child in children(process):
        with suppress(OSError):
            if b"--type=renderer" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
        found += renderers(child)
    return found


@pytest.mark.case("desktop")
def test_everything_ends_when_emc_desktop_is_killed(workplace: Desk) -> None:
    with workplace:
        workplace.wait_until_ready()
        offer(workplace, "E1")
        workplace.wait_for_fate("E1", "shown")
        service = workplace.desktop.service_pids[0]
        chrome = workplace.chrome_pid()
        everything = [service, chrome, *children(chrome)]

        workplace.desktop.kill()
        wait_until(lambda: not any(map(is_running, everything)), "all has ended", timeout=5)

        preferences = workplace.home / "chrome" / "Default" / "Preferences"
        profile = json.loads(preferences.read_text("utf-8"))["profile"]
        assert profile["exit_type"] == "Normal"


@pytest.mark.case("window-closed")
def test_a_chrome_that_the_operator_closed_opens_again_with_the_next_card(
    workplace: Desk,
) -> None:
    with workplace:
        workplace.wait_until_ready()
        offer(workplace, "E1")
        workplace.screen.wait_for_front("CRM Email - ")
        close_window(workplace)

        offer(workplace, "E2")

        workplace.screen.wait_for_front("CRM Email - ")
        assert len(workplace.crm.wait_for_cards(2)) == 2
