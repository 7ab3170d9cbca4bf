"""What the operator keeps when Chrome hangs, crashes or is taken, and when the disk is full."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rig.devtools import DevTools, TabView, chrome_with_a_port
from rig.emc_host import wait_until
from rig.everyday import EverydayChrome
from rig.lane import PIPE
from rig.workplace import Desk
from tests.e2e.letters import letter

pytestmark = [pytest.mark.e2e, pytest.mark.driver(PIPE)]


@pytest.fixture
def desk(workplace: Desk) -> Desk:
    """A workplace whose Chrome has a port besides, for a second look into it."""
    return workplace.with_settings({"Chrome.Path": chrome_with_a_port(workplace.folder)})


def offer(workplace: Desk, contact: str) -> None:
    workplace.desktop.play(f"deliver email {contact} {letter(workplace.folder)}")


def accept_whatsapp(workplace: Desk) -> None:
    workplace.desktop.play("deliver message W1 media=WhatsApp author=+79000000001 text=Hello")
    workplace.desktop.play("establish W1")


def show(workplace: Desk, contact: str = "E1") -> None:
    offer(workplace, contact)
    workplace.wait_for_fate(contact, "shown", within=20)


def card(desk: Desk, title: str = "CRM Email") -> TabView:
    return DevTools(desk.home / "chrome").wait_for_tab(title, desk.crm.url)


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.case("hung")
def test_a_chrome_that_hangs_is_named_and_shows_the_card_when_it_goes_on(workplace: Desk) -> None:
    with workplace:
        workplace.wait_until_ready()
        with stopped(workplace.chrome_pid()):
            offer(workplace, "E1")
            workplace.desktop.wait_for_log("Chrome does not answer. The card comes up when it does")
            assert workplace.crm.cards() == []

        workplace.wait_for_fate("E1", "shown")
        workplace.desktop.wait_for_log("Chrome answers again")
        assert len(workplace.crm.cards()) == 1


@pytest.mark.case("hung-for-good")
def test_a_chrome_that_hangs_for_good_is_replaced_and_the_cards_are_shown(workplace: Desk) -> None:
    with workplace:
        workplace.wait_until_ready()
        hung = workplace.chrome_pid()
        os.kill(hung, signal.SIGSTOP)
        offer(workplace, "E1")

        workplace.wait_for_fate("E1", "shown", within=40)
        workplace.screen.wait_for_front("CRM Email - ")
        assert workplace.chrome_pid() != hung
        assert len(workplace.crm.cards()) == 1


def test_contacts_with_long_addresses_are_kept_while_chrome_hangs_and_are_shown_by_the_next_one(
    workplace: Desk,
) -> None:
    """An address of 60,000 letters alone fills the pipe to Chrome."""
    template = f"{workplace.crm.url}/card{{?user_id,note}}"
    workplace.with_settings({"ChatTemplate": template, "Field.note": "{Note}"})
    contacts = [f"W{number}" for number in range(5)]
    with workplace:
        workplace.wait_until_ready()
        hung = workplace.chrome_pid()
        os.kill(hung, signal.SIGSTOP)
        for contact in contacts:
            written = f"author=+7900 Note={contact}{'a' * 60_000}"
            workplace.desktop.play(f"deliver message {contact} media=WhatsApp text=Hello {written}")
            workplace.desktop.play(f"establish {contact}")

        for contact in contacts:
            workplace.wait_for_fate(contact, "raised", within=20)
        workplace.desktop.wait_for_log("Chrome does not answer. The card comes up when it does")
        for contact in contacts:
            workplace.wait_for_fate(contact, "shown", within=60)
        assert workplace.chrome_pid() != hung
        assert len(workplace.crm.cards()) == len(contacts)


@pytest.mark.case("crashed")
def test_a_tab_that_crashes_shows_its_card_again_by_its_title(desk: Desk) -> None:
    with desk:
        desk.wait_until_ready()
        show(desk)
        with card(desk) as tab:
            tab.crash()

        first, second = desk.crm.wait_for_cards(2)
        assert first.query == second.query
        with card(desk) as tab:
            tab.wait_for("document.readyState === 'complete'")


def test_a_waiting_tab_that_crashes_costs_no_card(desk: Desk) -> None:
    with desk:
        desk.wait_until_ready()
        with DevTools(desk.home / "chrome").wait_for_tab("ChatPlugin", "about:blank") as tab:
            tab.crash()

        show(desk)

        desk.screen.wait_for_front("CRM Email - ")
        # Its request may have left before the crash was known.
        assert len({card.query for card in desk.crm.cards()}) == 1


@pytest.mark.case("killed")
def test_after_chrome_was_killed_open_cards_come_back_and_closed_ones_do_not(desk: Desk) -> None:
    with desk:
        desk.wait_until_ready()
        for contact in ("E1", "E2"):
            show(desk, contact)
        accept_whatsapp(desk)
        desk.wait_for_fate("W1", "shown")
        desk.screen.wait_for_front("CRM WhatsApp - ")
        with card(desk) as tab:
            tab.call("Page.close")
        wait_until(lambda: "closed" in fates(desk), "a card was closed by hand")
        asked = len(desk.crm.cards())

        os.kill(desk.chrome_pid(), signal.SIGKILL)

        desk.crm.wait_for_cards(asked + 2)
        desk.screen.wait_for_window("CRM ")
        titles = {"CRM Email", "CRM WhatsApp"}
        wait_until(lambda: titles <= shown_titles(desk), "both titles are back")
        assert len(desk.crm.cards()) == asked + 2


def fates(desk: Desk) -> list[str]:
    return [line["fate"] for line in desk.journal()]


def shown_titles(desk: Desk) -> set[str]:
    try:
        return {tab["title"] for tab in DevTools(desk.home / "chrome").tabs()}
    except OSError:
        return set()  # The new Chrome has not written its port yet.


@pytest.mark.case("profile")
def test_a_profile_that_another_chrome_holds_is_told_and_taken_over_once_it_is_free(
    workplace: Desk,
) -> None:
    profile = workplace.folder / "held"
    workplace.with_settings({"Chrome.Profile": profile, "Chrome.Driver": "pipe"})
    with EverydayChrome(profile, workplace.screen.environment) as other:
        workplace.screen.wait_for_window("")
        with workplace:
            offer(workplace, "E1")
            said = workplace.desktop.wait_for_log("Chrome has ended without an answer", timeout=20)
            assert "end the Chrome that uses the profile" in said.string
            assert workplace.crm.cards() == []

            other.kill()

            workplace.wait_for_fate("E1", "shown", within=40)
            assert len(workplace.crm.cards()) == 1


@pytest.mark.case("disk")
def test_a_full_disk_costs_the_journal_and_no_card(workplace: Desk, small_disk: Path) -> None:
    (workplace.home / "log").mkdir(parents=True)
    (workplace.home / "journal").symlink_to(small_disk)
    (workplace.home / "log" / "chatplugin.log").symlink_to("/dev/full")
    workplace.with_settings({"Language": "en", "Chrome.Path": chrome_with_a_port(workplace.folder)})
    with workplace:
        workplace.wait_until_ready()
        (small_disk / "something").write_bytes(b"x" * (64 << 10))

        offer(workplace, "E1")
        accept_whatsapp(workplace)

        workplace.crm.wait_for_cards(2)
        workplace.desktop.wait_for_log("journal cannot be written: No space left on device")
        with DevTools(workplace.home / "chrome").wait_for_tab(
            "ChatPlugin (1)", "about:blank"
        ) as page:
            assert "No space left" in page.wait_for("document.querySelector('#notes').innerText")

        (small_disk / "something").unlink()
        workplace.wait_for_fate("E1", "shown")
        offer(workplace, "E2")
        workplace.wait_for_fate("E2", "shown")


def test_a_service_killed_while_the_disk_is_full_brings_its_cards_back(
    workplace: Desk, small_disk: Path
) -> None:
    (workplace.home).mkdir(parents=True, exist_ok=True)
    (workplace.home / "journal").symlink_to(small_disk)
    with workplace:
        workplace.wait_until_ready()
        (small_disk / "something").write_bytes(b"x" * (64 << 10))
        offer(workplace, "E1")
        accept_whatsapp(workplace)
        workplace.crm.wait_for_cards(2)

        os.kill(workplace.desktop.service_pids[0], signal.SIGKILL)

        workplace.desktop.wait_for_log("events not acknowledged: 3")
        workplace.crm.wait_for_cards(4)
