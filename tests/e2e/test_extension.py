"""What the operator sees when cards come up in the everyday Chrome, by the extension."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rig.crm import SampleCrm
from rig.emc_host import wait_until
from rig.everyday import (
    EverydayChrome,
    PackedExtension,
    pack_extension,
    register_relay,
    wait_for_relay,
)
from rig.lane import EXTENSION, Lane
from rig.workplace import LEAN, Desk, chrome_arguments
from tests.e2e import own_titles
from tests.e2e.letters import letter

pytestmark = [pytest.mark.e2e, pytest.mark.driver(EXTENSION)]

WHATSAPP = "deliver message W1 media=WhatsApp author=+79000000001 text=Hello"


@pytest.fixture
def everyday(workplace: Desk, extension: PackedExtension) -> Iterator[EverydayChrome]:
    """The operator's Chrome; a test starts it, and the workplace beside it."""
    profile = workplace.folder / "everyday"
    load = f"--load-extension={extension.folder / 'unpacked'}"
    register_relay(extension, profile=profile, home=workplace.home)
    workplace.with_settings(
        {
            "Chrome.Driver": "extension",
            "Chrome.Profile": profile,
            "Chrome.Arguments": " ".join([*chrome_arguments(), LEAN, load]),
        }
    )
    chrome = EverydayChrome(profile, workplace.screen.environment, LEAN, load)
    yield chrome
    chrome.kill()


def offer(workplace: Desk, contact: str = "E1") -> None:
    workplace.desktop.play(f"deliver email {contact} {letter(workplace.folder)}")


def accept_whatsapp(workplace: Desk) -> None:
    workplace.desktop.play(WHATSAPP)
    workplace.desktop.play("establish W1")


def show_first_card(workplace: Desk, everyday: EverydayChrome) -> None:
    everyday.start()
    offer(workplace)
    workplace.screen.wait_for_front("CRM Email - ", within=30)
    workplace.wait_for_fate("E1", "shown")


@pytest.mark.case("first", "channel", "accepted", "again")
def test_each_contact_raises_its_card_and_the_same_one_again_only_its_tab(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        show_first_card(workplace, everyday)
        accept_whatsapp(workplace)
        workplace.screen.wait_for_front("CRM WhatsApp - ")

        workplace.desktop.play("establish E1")

        workplace.screen.wait_for_front("CRM Email - ")
        channels = [dict(card.parameters)["channel_type"] for card in workplace.crm.cards()]
        assert channels == ["email", "whatsapp"]


@pytest.mark.parametrize("what_happens", own_titles.WAYS)
def test_the_title_stays_whatever_the_crm_does_to_its_own(
    workplace: Desk, everyday: EverydayChrome, what_happens: Callable[[Desk], None]
) -> None:
    with workplace:
        show_first_card(workplace, everyday)

        what_happens(workplace)

        assert "Sample CRM" in workplace.crm.signals("title")[-1]
        workplace.screen.wait_for_front("CRM Email - ")


def test_the_title_stays_on_another_origin(workplace: Desk, everyday: EverydayChrome) -> None:
    with workplace, SampleCrm() as other:
        show_first_card(workplace, everyday)

        workplace.screen.press("ctrl+l")
        workplace.screen.type(f"{other.url}/card?user_id=1\n")
        other.wait_for_signals("title", 1)

        workplace.screen.wait_for_front("CRM Email - ")


def test_other_tabs_of_the_operator_keep_their_own_titles(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace, SampleCrm() as other:
        everyday.start(f"{other.url}/card?user_id=1")
        other.wait_for_signals("title", 1, within=30)
        offer(workplace)
        workplace.screen.wait_for_front("CRM Email - ")

        workplace.screen.press("ctrl+1")

        workplace.screen.wait_for_front(other.signals("title")[0])


def test_a_page_that_the_extension_may_not_enter_keeps_its_title_and_this_is_told(
    workplace: Desk, everyday: EverydayChrome, tmp_path: Path
) -> None:
    narrow = pack_extension(tmp_path, "--host", "https://crm.example.com/*")
    load = f"--load-extension={narrow.folder / 'unpacked'}"
    register_relay(narrow, profile=everyday.profile, home=workplace.home)
    chrome = EverydayChrome(everyday.profile, workplace.screen.environment, load)
    with chrome, workplace:
        offer(workplace)

        workplace.wait_for_fate("E1", "shown", within=30)
        workplace.crm.wait_for_signals("title")
        workplace.screen.wait_for_front(workplace.crm.signals("title")[-1])
        workplace.desktop.wait_for_log("the extension may not enter the page")


@pytest.mark.case("minimised")
def test_a_card_comes_to_the_front_from_a_minimised_window(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        show_first_card(workplace, everyday)
        workplace.screen.minimise(workplace.screen.wait_for_window("CRM Email - ").id)

        workplace.desktop.play("establish E1")

        workplace.screen.wait_for_front("CRM Email - ")


@pytest.mark.case("behind")
def test_a_card_comes_to_the_front_from_behind_another_program(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        show_first_card(workplace, everyday)
        with workplace.screen.covered("Another program"):
            accept_whatsapp(workplace)

            workplace.screen.wait_for_front("CRM WhatsApp - ")


@pytest.mark.case("closed")
def test_a_card_that_the_operator_closed_comes_up_again_with_its_contact(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        show_first_card(workplace, everyday)
        workplace.screen.press("ctrl+w")
        workplace.wait_for_fate("E1", "closed")

        workplace.desktop.play("establish E1")

        workplace.screen.wait_for_front("CRM Email - ")
        assert len(workplace.crm.cards()) == 2


@pytest.mark.case("ended")
def test_a_card_whose_contact_has_ended_is_closed(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace.with_settings({"OnEnd": "close"}):
        show_first_card(workplace, everyday)

        workplace.desktop.play("remove E1")

        workplace.wait_for_fate("E1", "closed")
        assert not workplace.screen.in_front().startswith("CRM Email - ")


@pytest.mark.case("typed")
def test_a_card_in_which_something_was_typed_is_not_closed(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace.with_settings({"OnEnd": "close"}):
        show_first_card(workplace, everyday)
        workplace.crm.wait_for_signals("title")
        workplace.screen.type("note")
        workplace.crm.wait_for_signals("dirty")

        workplace.desktop.play("remove E1")

        workplace.wait_for_fate("E1", "kept")
        assert workplace.screen.in_front().startswith("CRM Email - ")


def test_a_crm_that_does_not_answer_is_told(workplace: Desk, everyday: EverydayChrome) -> None:
    with SampleCrm() as away:
        settings = {"EmailTemplate": f"{away.url}/card{{?channel_type,user_id}}"}
    with workplace.with_settings(settings):
        everyday.start()
        offer(workplace)

        line = workplace.wait_for_fate("E1", "failed", within=30)

        assert line["reason"] == "The CRM did not answer: net::ERR_CONNECTION_REFUSED"


@pytest.mark.case("away", "window-closed")
def test_chrome_is_opened_when_a_contact_comes_and_none_is_there(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        offer(workplace)

        workplace.screen.wait_for_front("CRM Email - ", within=30)
        assert len(workplace.crm.cards()) == 1
        workplace.screen.press("ctrl+shift+w")
        wait_until(lambda: not workplace.screen.windows(), "Chrome's window is closed")


@pytest.mark.case("service")
def test_a_service_that_was_killed_finds_its_cards_where_they_were(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        show_first_card(workplace, everyday)

        os.kill(workplace.desktop.service_pids[0], signal.SIGKILL)
        offer(workplace, "E2")
        workplace.desktop.wait_for_service(2)
        workplace.wait_for_fate("E2", "shown", within=20)
        accept_whatsapp(workplace)
        workplace.screen.wait_for_front("CRM WhatsApp - ")
        workplace.desktop.play("establish E1")
        workplace.screen.wait_for_front("CRM Email - ")

        assert len(workplace.crm.cards()) == 3


@pytest.mark.case("relay")
def test_a_relay_that_was_killed_is_replaced(workplace: Desk, everyday: EverydayChrome) -> None:
    with workplace:
        show_first_card(workplace, everyday)

        killed = wait_for_relay(workplace.home)
        os.kill(killed, signal.SIGKILL)
        accept_whatsapp(workplace)

        workplace.screen.wait_for_front("CRM WhatsApp - ")
        assert wait_for_relay(workplace.home) != killed
        assert len(workplace.crm.cards()) == 2


@pytest.mark.case("killed")
def test_cards_come_back_when_the_operator_opens_a_chrome_again_that_was_killed(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        show_first_card(workplace, everyday)
        everyday.kill()
        everyday.start()

        workplace.crm.wait_for_cards(2, within=30)
        workplace.desktop.play("establish E1")
        workplace.screen.wait_for_front("CRM Email - ")

        first, second = workplace.crm.cards()
        assert first.query == second.query


def test_the_relay_ends_with_chrome(workplace: Desk, everyday: EverydayChrome) -> None:
    with workplace:
        show_first_card(workplace, everyday)
        relay = wait_for_relay(workplace.home)

        everyday.kill()

        wait_until(lambda: not Path(f"/proc/{relay}").exists(), "the relay has ended", 3)


def test_an_extension_whose_process_was_killed_is_back_with_the_next_contact(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        show_first_card(workplace, everyday)

        [process] = everyday.processes("--extension-process")
        os.kill(process, signal.SIGKILL)
        accept_whatsapp(workplace)

        workplace.screen.wait_for_front("CRM WhatsApp - ", within=20)
        workplace.desktop.play("establish E1")
        workplace.screen.wait_for_front("CRM Email - ")
        assert len(workplace.crm.cards()) == 2


@pytest.mark.case("desktop")
def test_the_everyday_chrome_outlives_emc_desktop_and_serves_the_next_one(
    workplace: Desk, everyday: EverydayChrome
) -> None:
    with workplace:
        show_first_card(workplace, everyday)
        workplace.desktop.kill()

    with workplace:
        offer(workplace, "E2")

        workplace.wait_for_fate("E2", "shown", within=20)
        assert len(workplace.crm.cards()) == 2


@pytest.mark.case("crashed")
def test_a_tab_that_has_crashed_shows_its_card_again_with_its_contact(
    workplace: Desk, extension: PackedExtension
) -> None:
    lane = Lane(EXTENSION, workplace, extension)
    with lane.running():
        offer(workplace)
        workplace.wait_for_fate("E1", "shown")
        with lane.devtools().wait_for_tab("CRM Email") as tab:
            tab.crash()

        workplace.desktop.play("establish E1")

        workplace.crm.wait_for_cards(2)
        workplace.screen.wait_for_front("CRM Email - ")


def test_the_operators_page_is_a_keystroke_away_from_a_card_and_back(
    workplace: Desk, extension: PackedExtension
) -> None:
    lane = Lane(EXTENSION, workplace, extension)
    with lane.running():
        offer(workplace)
        accept_whatsapp(workplace)
        workplace.screen.wait_for_front("CRM WhatsApp - ")
        workplace.crm.wait_for_signals("title", 2)

        workplace.screen.press("alt+0")

        workplace.screen.wait_for_front("ChatPlugin - ")
        with lane.devtools().wait_for_tab("ChatPlugin", "chrome-extension://") as page:
            page.wait_for("document.querySelectorAll('#lines > li').length === 2")
            page.wait_for("document.activeElement.getAttribute('aria-label')?.includes('WhatsApp')")
            page.wait_for("document.hasFocus()")
            workplace.screen.press("Return")
            workplace.screen.wait_for_front("CRM WhatsApp - ")

            page.click("#pause")
            page.wait_for("document.title === 'ChatPlugin (paused)'")
            workplace.desktop.stop()
            page.wait_for("document.querySelector('#opening').checkVisibility()")
            waiting = page.value("document.querySelector('#opening').innerText")
        assert waiting == "ChatPlugin waits for EMC Desktop."
        assert len(workplace.crm.cards()) == 2


def test_signed_cards_are_accepted_and_the_same_contact_opens_no_second_tab(
    workplace: Desk, everyday: EverydayChrome, tmp_path: Path
) -> None:
    key = tmp_path / "crm.key"
    key.write_text("2026-11:a-secret-of-tests-that-is-long-enough\n", "utf-8")
    with SampleCrm(keys={"2026-11": "a-secret-of-tests-that-is-long-enough"}) as crm:
        template = f"{crm.url}/card{{?channel_type,user_id}}"
        settings = {"EmailTemplate": template, "Sign.Key": f"file:{key}"}
        with workplace.with_settings(settings):
            show_first_card(workplace, everyday)

            workplace.desktop.play("establish E1")
            workplace.desktop.play(WHATSAPP)
            workplace.desktop.play("establish W1")
            workplace.screen.wait_for_front("CRM WhatsApp - ")
            workplace.desktop.play("establish E1")
            workplace.screen.wait_for_front("CRM Email - ")

            assert [card["kid"] for card in crm.cards()] == ["2026-11"]


def test_a_form_is_refused_and_said_so(workplace: Desk, everyday: EverydayChrome) -> None:
    with workplace.with_settings({"Method": "POST"}):
        everyday.start()
        offer(workplace)

        refused = workplace.wait_for_fate("E1", "failed", within=30)
        assert refused["reason"].startswith("Method=POST needs Chrome's pipe")
        assert workplace.crm.requests() == []
