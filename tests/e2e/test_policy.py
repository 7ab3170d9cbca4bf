"""A desktop whose policy forbids Chrome's pipe: what the operator still sees, and what is said."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rig.emc_host import quoted, wait_until
from rig.everyday import EverydayChrome, PackedExtension, pack_extension, register_relay
from rig.lane import COMMAND, EXTENSION, Lane
from rig.loopback import served
from rig.workplace import Desk, children
from tests.e2e.drivers import BOTH, EXTENSION_ONLY
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e


def chrome_with_policies(folder: Path, **policies: Any) -> Path:
    """
    Return a Chromium that finds these policies in /etc, where nobody else finds them.

    It has a view of its own on the file system, so nothing can stay behind.
    """
    etc = folder / "etc-chromium"
    managed = etc / "policies" / "managed"
    managed.mkdir(parents=True)
    (managed / "policy.json").write_text(json.dumps(policies), "utf-8")
    mount = f"mount --bind '{etc}' /etc/chromium"
    tried = subprocess.run(["unshare", "--mount", "sh", "-c", mount], check=False)
    if tried.returncode:
        pytest.skip("only root may give a program a view of its own on the file system")
    return _program(
        folder, f'exec unshare --mount sh -c "{mount} && exec chromium \\"\\$@\\"" sh "$@"'
    )


def _program(folder: Path, script: str) -> Path:
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o700)
    return path


def forbid(lane: Lane, **policies: Any) -> None:
    """Let the Chrome of *lane* find these policies."""
    seen_by = chrome_with_policies(lane.desk.folder, **policies)
    program = lane.desk.folder / "chrome-with-a-port"
    program.write_text(re.sub(r'exec "[^"]*"', f'exec "{seen_by}"', program.read_text()))


def offer(workplace: Desk, contact: str = "E1") -> None:
    workplace.desktop.play(f"deliver email {contact} {letter(workplace.folder)}")


@pytest.mark.driver(EXTENSION)
@pytest.mark.case("policy")
def test_an_extension_that_policy_installs_shows_the_cards_where_the_pipe_is_forbidden(
    workplace: Desk,
) -> None:
    profile = workplace.folder / "everyday"
    (workplace.folder / "packed").mkdir()
    with served(workplace.folder / "packed") as url:
        extension = pack_extension(workplace.folder, url=url)
        register_relay(extension, profile=profile, home=workplace.home)
        forced = json.loads((extension.folder / "policy-linux.json").read_bytes())
        program = chrome_with_policies(workplace.folder, RemoteDebuggingAllowed=False, **forced)
        settings = {"Chrome.Driver": "auto", "Chrome.Path": program, "Chrome.Profile": profile}
        environment = workplace.screen.environment
        chrome = EverydayChrome(profile, environment, program=str(program))
        with workplace.with_settings(settings), chrome:
            offer(workplace)

            workplace.screen.wait_for_front("CRM Email - ", within=30)
            workplace.desktop.play("establish E1")
            workplace.wait_for_fate("E1", "shown")

            assert len(workplace.crm.cards()) == 1
            workplace.desktop.wait_for_log(
                "Chrome does not answer over its pipe. "
                "Cards are shown by Chrome's extension from now on"
            )


@pytest.mark.driver(COMMAND)
@pytest.mark.case("first", "policy")
def test_without_an_extension_cards_are_shown_by_the_command_line_which_says_what_it_cannot(
    workplace: Desk,
) -> None:
    """The pipe is silent for another reason here: its Chrome leaves at once."""
    program = _program(
        workplace.folder,
        'case "$*" in *--remote-debugging-pipe*) exit 0 ;; esac\nexec chromium "$@"',
    )
    profile = workplace.folder / "everyday"
    settings = {"Chrome.Driver": "auto", "Chrome.Path": program, "Chrome.Profile": profile}
    chrome = EverydayChrome(profile, workplace.screen.environment)
    with chrome, workplace.with_settings(settings):
        workplace.screen.wait_for_window("about:blank")
        offer(workplace)

        workplace.crm.wait_for_signals("title", within=30)
        workplace.screen.wait_for_front(workplace.crm.signals("title")[-1])

        workplace.desktop.wait_for_log("not answer over its pipe.*by Chrome's extension")
        workplace.desktop.wait_for_log(
            "Run `chatplugin register --extension ID`.*by Chrome's command line"
        )
        workplace.desktop.wait_for_log("the tab has the page's own title")
        assert [line["fate"] for line in workplace.journal()] == ["raised"]
        assert len(workplace.crm.cards()) == 1


def test_an_extension_that_is_installed_later_takes_over_from_the_command_line(
    workplace: Desk,
) -> None:
    extension = pack_extension(workplace.folder)
    program = _program(
        workplace.folder,
        'case "$*" in *--remote-debugging-pipe*) exit 0 ;; esac\nexec chromium "$@"',
    )
    profile = workplace.folder / "everyday"
    settings = {"Chrome.Driver": "auto", "Chrome.Path": program, "Chrome.Profile": profile}
    load = f"--load-extension={extension.folder / 'unpacked'}"
    chrome = EverydayChrome(profile, workplace.screen.environment, load)
    with chrome, workplace.with_settings(settings):
        workplace.screen.wait_for_window("about:blank")
        offer(workplace)
        workplace.crm.wait_for_cards(1, within=30)

        register_relay(extension, profile=profile, home=workplace.home)
        workplace.desktop.wait_for_log("Chrome's extension works now", timeout=30)
        offer(workplace, "E2")

        workplace.screen.wait_for_front("CRM Email - ")
        assert len(workplace.crm.wait_for_cards(2)) == 2


def test_another_driver_counts_once_the_open_cards_are_closed(
    workplace: Desk, extension: PackedExtension
) -> None:
    profile = workplace.folder / "everyday"
    register_relay(extension, profile=profile, home=workplace.home)
    load = f"--load-extension={extension.folder / 'unpacked'}"
    chrome = EverydayChrome(profile, workplace.screen.environment, load)
    with chrome, workplace.with_settings({"Chrome.Driver": "pipe"}):
        offer(workplace)
        workplace.wait_for_fate("E1", "shown", within=30)
        own = workplace.chrome_pid()

        workplace.desktop.play(f"set ChatPlugin Chrome.Profile {quoted(str(profile))}")
        workplace.desktop.play("set ChatPlugin Chrome.Driver extension")
        workplace.desktop.wait_for_log("count as soon as the cards are closed")
        workplace.screen.wait_for_front("CRM Email - ")
        workplace.screen.press("ctrl+w")
        workplace.desktop.wait_for_log("they count from now on")
        offer(workplace, "E2")

        workplace.wait_for_fate("E2", "shown", within=20)
        workplace.screen.wait_for_front("CRM Email - ")
        assert own not in children(workplace.desktop.service_pids[-1])
        assert len(workplace.crm.cards()) == 2


@pytest.fixture
def everyday(workplace: Desk) -> Iterator[Path]:
    """The profile of an everyday Chrome that the service opens, and that outlives the desk."""
    profile = workplace.folder / "everyday"
    yield profile
    for pid in EverydayChrome(profile, workplace.screen.environment).browsers():
        os.kill(pid, signal.SIGKILL)


def test_a_chrome_that_lets_nobody_attach_to_its_tabs_is_left_for_another_way(
    workplace: Desk, everyday: Path
) -> None:
    """As with a policy of Google's Admin console, which nobody but Chrome can see beforehand."""
    program = chrome_with_policies(workplace.folder, DeveloperToolsAvailability=2)
    settings = {"Chrome.Driver": "auto", "Chrome.Path": program, "Chrome.Profile": everyday}

    with workplace.with_settings(settings):
        offer(workplace)

        workplace.crm.wait_for_cards(1, within=40)
        workplace.desktop.wait_for_log(
            "such as DeveloperToolsAvailability, forbids programs to use its tabs.*"
            "Cards are shown by Chrome's extension from now on"
        )


def test_where_a_policy_cuts_a_tab_off_with_the_crms_page_in_it_the_card_comes_by_another_way(
    workplace: Desk, everyday: Path
) -> None:
    """Chrome tells nothing of it: the tab becomes deaf, and its title is the page's own."""
    program = chrome_with_policies(
        workplace.folder, DeveloperToolsAvailabilityBlocklist=["127.0.0.1"]
    )
    settings = {"Chrome.Driver": "auto", "Chrome.Path": program, "Chrome.Profile": everyday}

    with workplace.with_settings(settings):
        offer(workplace)

        workplace.crm.wait_for_cards(2, within=40)
        workplace.desktop.wait_for_log("forbids programs to use its tabs.*Cards are shown by")


@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_contact_that_comes_while_chrome_relaunches_gets_its_card(lane: Lane) -> None:
    """As `RelaunchNotification` and *Relaunch to update* have it: the windows are closed first."""
    with lane.running() as desk:
        offer(desk)
        desk.wait_for_fate("E1", "shown", within=30)
        desk.screen.wait_for_front("CRM Email - ")
        try:
            lane.devtools().open("chrome://restart")
            wait_until(lambda: desk.screen.in_front()[:3] != "CRM", "Chrome's window is closed")
            offer(desk, "E2")

            desk.wait_for_fate("E2", "shown", within=60)
            assert len(desk.crm.wait_for_cards(2)) == 2
        finally:
            for pid in lane.everyday.browsers() if lane.driver == EXTENSION else []:
                os.kill(pid, signal.SIGKILL)  # Another process by now.


@pytest.mark.case("blocked")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_crm_whose_address_a_policy_blocks_is_named_and_not_asked_for_again(lane: Lane) -> None:
    forbid(lane, URLBlocklist=["127.0.0.1"])
    with lane.running() as desk:
        offer(desk)
        failed = desk.wait_for_fate("E1", "failed", within=30)
        with lane.operators_page("ChatPlugin (1)") as page:
            page.wait_for("document.body.innerText.includes('Chrome has blocked')")
            now = page.value("performance.now()")
            page.wait_for(f"performance.now() > {now} + 3000")

        assert failed["reason"] == (
            "Chrome has blocked the CRM's page: net::ERR_BLOCKED_BY_ADMINISTRATOR"
        )
        assert [line["fate"] for line in desk.journal()] == ["raised", "failed"]
        assert desk.crm.cards() == []


@pytest.mark.case("kept-out")
@pytest.mark.parametrize("lane", [EXTENSION_ONLY], indirect=True)
def test_a_card_that_no_extension_may_look_into_is_shown_and_its_tab_is_not_closed(
    lane: Lane,
) -> None:
    blocked = {"runtime_blocked_hosts": ["*://127.0.0.1"]}
    forbid(lane, ExtensionSettings={"*": blocked})
    lane.desk.with_settings({"OnEnd": "close"})
    with lane.running() as desk:
        offer(desk)
        desk.wait_for_fate("E1", "shown", within=30)
        desk.desktop.wait_for_log("keeps the extension out of the CRM's pages")

        desk.desktop.play("remove E1")

        desk.wait_for_fate("E1", "kept")
        assert len(desk.crm.cards()) == 1
        with lane.operators_page("ChatPlugin") as page:
            page.wait_for("document.body.innerText.includes('may not look into its pages')")
