"""The same promises on more than one way to Chrome: titles, tabs, and faults."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from rig.crm import SampleCrm
from rig.emc_host import EmcHostFailure, wait_until
from rig.everyday import PackedExtension
from rig.hand import Hand
from rig.lane import Lane
from rig.odd_pages import OddPages
from rig.screen import Screen
from rig.workplace import Desk
from tests.e2e.drivers import BOTH, COMMAND_ONLY, EXTENSION_ONLY
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e

ODD_PAGES = [
    *("script", "again-and-again", "text", "replaced", "written", "single-page", "back"),
    *("slow", "frameset", "redirect", "other-origin", "no-script", "sandbox"),
]

LONG_ENOUGH_FOR_ANOTHER_TITLE = 0.4


def each_page(*pages: str) -> list[ParameterSet]:
    return [pytest.param(page, marks=pytest.mark.case(page)) for page in pages]


@pytest.fixture(scope="module")
def odd() -> Iterator[OddPages]:
    with OddPages() as odd:
        yield odd


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Hand:
    return Hand(tmp_path_factory.mktemp("extensions") / "hand")


@pytest.fixture(scope="module")
def long_desk(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with SampleCrm() as crm:
        yield Desk(crm, tmp_path_factory.mktemp("desk"), screen)


@pytest.fixture(scope="module", params=BOTH)
def running(
    request: pytest.FixtureRequest,
    long_desk: Desk,
    odd: OddPages,
    hand: Hand,
    extension: PackedExtension,
) -> Iterator[Lane]:
    """One desk for many tests: messengers lead to odd pages, e-mail to the sample CRM."""
    lane = Lane(request.param, long_desk, extension, hand.folder)
    long_desk.with_settings({"ChatTemplate": f"{odd.url}/card{{?user_id}}", "OnEnd": "close"})
    with lane.running():
        yield lane


def offer(desk: Desk, contact: str) -> None:
    desk.desktop.play(f"deliver email {contact} {letter(desk.folder)}")


def accept(desk: Desk, contact: str, author: str) -> None:
    desk.desktop.play(f"deliver message {contact} media=WhatsApp author={author} text=Hello")
    desk.desktop.play(f"establish {contact}")


def odd_tabs(lane: Lane, odd: OddPages) -> dict[str, str]:
    """Return the titles of the tabs with an odd page, by the tabs' ids."""
    tabs = lane.devtools().tabs()
    return {tab["id"]: tab["title"] for tab in tabs if f":{odd.port}/" in tab["url"]}


@pytest.mark.parametrize("page", each_page(*ODD_PAGES))
def test_the_title_stays_whatever_the_page_does_to_its_own(
    running: Lane, odd: OddPages, page: str
) -> None:
    done = odd.done.count(page)
    others = odd_tabs(running, odd).keys()  # Of tests that have failed.

    def titles() -> list[str]:
        return [title for tab, title in odd_tabs(running, odd).items() if tab not in others]

    accept(running.desk, f"W-{page}", page)
    running.desk.wait_for_fate(f"W-{page}", "shown", within=20)
    wait_until(lambda: odd.done.count(page) > done, f"{page} has a title of its own")

    wait_until(lambda: titles() == ["CRM WhatsApp"], "the title is ours")
    time.sleep(LONG_ENOUGH_FOR_ANOTHER_TITLE)
    assert titles() == ["CRM WhatsApp"]

    running.desk.desktop.play(f"remove W-{page}")
    running.desk.wait_for_fate(f"W-{page}", "closed")


def show_email(desk: Desk, contact: str) -> None:
    offer(desk, contact)
    desk.wait_for_fate(contact, "shown", within=20)
    desk.screen.wait_for_front("CRM Email - ")


def titles(lane: Lane, url: str) -> list[str]:
    return [tab["title"] for tab in lane.devtools().tabs() if tab["url"].startswith(url)]


def end_all(desk: Desk, *contacts: str) -> None:
    for contact in contacts:
        desk.desktop.play(f"remove {contact}")
        desk.wait_for_fate(contact, "closed")


@pytest.mark.case("moved")
def test_a_card_that_was_moved_to_another_window_is_raised_there(running: Lane, hand: Hand) -> None:
    desk = running.desk
    show_email(desk, "E-moved")
    asked = len(desk.crm.cards())
    windows = len(desk.screen.windows())
    hand.move_to_another_window(running.devtools(), desk.crm.url)
    wait_until(lambda: len(desk.screen.windows()) == windows + 1, "there is another window")
    accept(desk, "W-moved", "script")
    desk.screen.wait_for_front("CRM WhatsApp - ")

    desk.desktop.play("establish E-moved")

    desk.screen.wait_for_front("CRM Email - ")
    assert len(desk.crm.cards()) == asked
    end_all(desk, "E-moved", "W-moved")
    wait_until(lambda: len(desk.screen.windows()) == windows, "its window has gone with it")


@pytest.mark.case("put-aside")
def test_a_card_that_chrome_puts_aside_to_save_memory_is_still_that_card(
    running: Lane, hand: Hand
) -> None:
    desk, email = running.desk, f"E-aside-{running.driver}"
    show_email(desk, email)
    asked = len(desk.crm.cards())
    accept(desk, "W-aside", "script")
    desk.screen.wait_for_front("CRM WhatsApp - ")
    hand.put_aside(running.devtools(), desk.crm.url)

    desk.desktop.play(f"establish {email}")

    desk.screen.wait_for_front("CRM Email - ")
    desk.crm.wait_for_cards(asked + 1)  # Chrome itself loads it again.
    with suppress(EmcHostFailure):
        wait_until(lambda: titles(running, desk.crm.url) == ["CRM Email"], "the title is ours")
    assert titles(running, desk.crm.url) == ["CRM Email"]
    fates = [line["fate"] for line in desk.journal() if line["contact"] == email]
    assert "closed" not in fates
    hand.put_aside(running.devtools(), desk.crm.url)
    end_all(desk, email, "W-aside")


@pytest.mark.case("elsewhere")
def test_a_card_that_the_operator_has_led_elsewhere_is_raised_as_it_is(running: Lane) -> None:
    desk = running.desk
    show_email(desk, "E-led")
    asked = len(desk.crm.cards())
    with running.devtools().wait_for_tab("CRM Email", desk.crm.url) as tab:
        tab.value("location.assign('/card/orders')")
        tab.wait_for("location.pathname === '/card/orders'")
        accept(desk, "W-led", "script")
        desk.screen.wait_for_front("CRM WhatsApp - ")

        desk.desktop.play("establish E-led")

        desk.screen.wait_for_front("CRM Email - ")
        assert tab.value("location.pathname") == "/card/orders"
    assert len(desk.crm.cards()) == asked
    end_all(desk, "W-led")
    desk.desktop.play("remove E-led")


@pytest.mark.case("transferred")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_a_contact_that_comes_back_after_a_transfer_finds_its_card(lane: Lane) -> None:
    with lane.running() as desk:
        show_email(desk, "E1")
        desk.desktop.play("remove E1")
        desk.wait_for_fate("E1", "ended")
        accept(desk, "W1", "+79000000001")
        desk.screen.wait_for_front("CRM WhatsApp - ")

        offer(desk, "E1")

        desk.screen.wait_for_front("CRM Email - ")
        assert len(desk.crm.cards()) == 2


@pytest.mark.case("customer", "background")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_two_contacts_of_one_customer_may_share_a_card_behind_another_program(lane: Lane) -> None:
    lane.desk.with_settings({"TabReuse": "customer", "Raise": "background"})
    with lane.running() as desk, desk.screen.covered("Another program"):
        offer(desk, "E1")
        desk.wait_for_fate("E1", "shown", within=20)

        offer(desk, "E2")
        accept(desk, "W1", "+79000000001")

        desk.wait_for_fate("W1", "shown", within=20)
        assert desk.screen.in_front() == "Another program"
        channels = [dict(card.parameters)["channel_type"] for card in desk.crm.cards()]
        assert channels == ["email", "whatsapp"]


@pytest.mark.case("many")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_too_many_cards_close_the_oldest_one_whose_contact_has_ended(lane: Lane) -> None:
    lane.desk.with_settings({"MaxTabs": "2"})
    with lane.running() as desk:
        for contact in ("E1", "E2"):
            offer(desk, contact)
            desk.wait_for_fate(contact, "shown", within=20)
        desk.desktop.play("remove E1")

        offer(desk, "E3")

        desk.wait_for_fate("E1", "closed")
        desk.wait_for_fate("E3", "shown", within=20)
        assert len(desk.crm.cards()) == 3


@pytest.mark.case("hung")
@pytest.mark.parametrize("lane", [EXTENSION_ONLY], indirect=True)
def test_an_everyday_chrome_that_hangs_is_named_and_shows_the_card_when_it_goes_on(
    lane: Lane,
) -> None:
    with lane.running() as desk:
        os.kill(lane.everyday.pid, signal.SIGSTOP)
        try:
            offer(desk, "E1")
            desk.desktop.wait_for_log("extension in Chrome does not answer. The card comes up when")
        finally:
            os.kill(lane.everyday.pid, signal.SIGCONT)

        desk.wait_for_fate("E1", "shown", within=20)
        assert len(desk.crm.cards()) == 1


@pytest.mark.case("disk")
@pytest.mark.parametrize("lane", [EXTENSION_ONLY, COMMAND_ONLY], indirect=True)
def test_a_full_disk_costs_no_card(lane: Lane, small_disk: Path) -> None:
    (lane.desk.home / "log").mkdir(parents=True)
    (lane.desk.home / "journal").symlink_to(small_disk)
    (lane.desk.home / "log" / "chatplugin.log").symlink_to("/dev/full")
    with lane.running() as desk:
        (small_disk / "something").write_bytes(b"x" * (64 << 10))

        offer(desk, "E1")

        desk.crm.wait_for_cards(1, within=30)
        desk.desktop.wait_for_log("journal cannot be written: No space left on device")
        assert len(desk.crm.cards()) == 1
