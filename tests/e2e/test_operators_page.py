"""The operator's page in the waiting tab: what it shows, its keys, and that no CRM reaches it."""

import os
import signal
from importlib.resources import files

import pytest

from rig.devtools import DevTools, TabView, chrome_with_a_port
from rig.emc_host import quoted, wait_until
from rig.lane import Lane
from rig.workplace import Desk
from tests.e2e.drivers import BOTH
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e

TWO_ACCOUNTS = "Лицевой счёт: 1234567890. Лицевой счёт: 9876548836."
CLIPBOARD = "document.querySelector('#live').textContent"


@pytest.fixture
def desk(workplace: Desk) -> Desk:
    chrome = chrome_with_a_port(workplace.folder)
    return workplace.with_settings({"Chrome.Path": chrome, "Language": "en"})


def devtools(desk: Desk) -> DevTools:
    return DevTools(desk.home / "chrome")


def operators_page(desk: Desk, title: str = "ChatPlugin") -> TabView:
    page = devtools(desk).wait_for_tab(title, "about:blank")
    page.wait_for("document.body.hidden === false")
    return page


def offer_email(desk: Desk, contact: str = "E1", address: str = "anna@example.org") -> None:
    desk.desktop.play(f"deliver email {contact} {letter(desk.folder, address=address)}")
    desk.wait_for_fate(contact, "shown", within=30)


def accept_whatsapp(desk: Desk, contact: str = "W1", author: str = "+79000000001") -> None:
    desk.desktop.play(f"deliver message {contact} media=WhatsApp author={quoted(author)} text=Hi")
    desk.desktop.play(f"establish {contact}")


def rows(page: TabView) -> list[str]:
    found: list[str] = page.value(
        "[...document.querySelectorAll('#lines > li')].map((row) => row.innerText"
        ".replace(/\\s+/g, ' ').replace(/^[\\d:]+( [AP]M)? /, ''))"
    )
    return found


def test_the_latest_contacts_are_listed_newest_first_with_the_customer_masked(desk: Desk) -> None:
    with desk.with_settings({"ChatTemplate.viber.Enabled": "off"}):
        offer_email(desk)
        accept_whatsapp(desk)
        desk.wait_for_fate("W1", "shown")
        desk.desktop.play("deliver message V1 media=Viber author=+79000000007 text=Hi")
        desk.desktop.play("establish V1")
        desk.wait_for_fate("V1", "not shown")

        with operators_page(desk) as page:
            page.wait_for("document.querySelectorAll('#lines > li').length === 3")

            assert rows(page) == [
                (
                    "Viber +7 … 07 Not shown cards are switched off for this channel"
                    " (ChatTemplate.viber.Enabled)"
                ),
                "WhatsApp +7 … 01 Card is open Show Copy link",
                "Email an…@example.org Card is open Show Copy link",
            ]


def test_the_page_has_its_own_address_and_is_there_again_when_loaded_anew_or_reopened(
    desk: Desk,
) -> None:
    with desk:
        offer_email(desk)
        with operators_page(desk) as page:
            page.call("Page.bringToFront")
            assert page.value("location.href") == "about:blank#ChatPlugin"
            page.value("globalThis.isOld = true")

            desk.screen.press("F5")

            page.wait_for("!globalThis.isOld && document.querySelectorAll('#lines > li').length")
            assert rows(page) == ["Email an…@example.org Card is open Show Copy link"]
            page.click("#pause")
            page.wait_for("document.title === 'ChatPlugin (paused)'")
            desk.screen.press("ctrl+w")
        desk.screen.wait_for_front("CRM Email - ")

        desk.screen.press("ctrl+shift+t")

        desk.screen.wait_for_front("ChatPlugin (paused) - ")
        with operators_page(desk, "ChatPlugin (paused)") as page:
            page.wait_for("document.querySelectorAll('#lines > li').length")
            assert rows(page) == ["Email an…@example.org Card is open Show Copy link"]


def test_show_brings_a_card_back_that_was_closed_by_hand(desk: Desk) -> None:
    with desk:
        offer_email(desk)
        desk.screen.wait_for_front("CRM Email - ")
        desk.screen.press("ctrl+w")
        desk.wait_for_fate("E1", "closed")

        with operators_page(desk) as page:
            page.wait_for("document.querySelector('.state')?.textContent === 'Card is closed'")
            page.call("Page.bringToFront")
            page.click("#lines .show")

        desk.screen.wait_for_front("CRM Email - ")
        assert len(desk.crm.wait_for_cards(2)) == 2


@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_of_several_accounts_in_a_letter_the_operator_chooses_one(lane: Lane) -> None:
    with lane.running() as desk:
        desk.desktop.play(f"deliver email E1 {letter(desk.folder, text=TWO_ACCOUNTS)}")
        desk.wait_for_fate("E1", "shown", within=30)
        with lane.operators_page("ChatPlugin") as page:
            page.call("Page.bringToFront")
            page.wait_for("document.querySelectorAll('#lines .account').length === 2")
            [row] = rows(page)
            assert row.endswith(" Several account numbers in the letter: choose …7890 …8836")
            assert "9876548836" not in page.value("document.documentElement.outerHTML")
            page.value("document.querySelector('#lines .copy').focus()")
            desk.screen.press("Tab", "Tab", "Return")

        first, second = desk.crm.wait_for_cards(2)
        assert "PersonalAccount" not in first.query
        assert "PersonalAccount=9876548836" in second.query
        desk.wait_for_fate("E1 (2)", "shown")
        with lane.operators_page("ChatPlugin") as page:
            chosen = "document.querySelector('.account[aria-pressed=true]')?.textContent"
            assert page.wait_for(chosen) == "…8836"


def test_the_link_of_a_card_is_copied(desk: Desk) -> None:
    with desk:
        offer_email(desk)
        url = f"{desk.crm.url}/card?{desk.crm.cards()[0].query}"
        with operators_page(desk) as page:
            page.call("Page.bringToFront")
            page.wait_for("document.hasFocus()")
            page.click("#lines .copy")
            page.wait_for("document.querySelector('.copy').textContent === 'Copied'")

        def is_asked_for_again() -> bool:
            desk.screen.press("ctrl+l", "ctrl+v", "Return")
            return len(desk.crm.cards()) > 1

        # On a busy machine Return can come before what is pasted.
        wait_until(is_asked_for_again, "the pasted address is asked for", timeout=30, every=1)
        cards = desk.crm.cards()
        assert f"{desk.crm.url}/card?{cards[1].query}" == url


def test_a_pause_holds_cards_back_until_the_operator_asks_for_one(desk: Desk) -> None:
    with desk:
        offer_email(desk)
        with operators_page(desk) as page:
            page.call("Page.bringToFront")
            page.click("#pause")
            page.wait_for("document.title === 'ChatPlugin (paused)'")

            accept_whatsapp(desk)
            desk.wait_for_fate("W1", "not shown")
            page.wait_for("document.querySelectorAll('#lines > li').length === 2")
            held = "WhatsApp +7 … 01 Held back by the pause Show"
            wait_until(lambda: rows(page)[0] == held, held)
            page.click("#lines .show")

        desk.wait_for_fate("W1", "shown")
        desk.screen.wait_for_front("CRM WhatsApp - ")
        with operators_page(desk, "ChatPlugin (paused)") as page:
            page.call("Page.bringToFront")
            page.click("#pause")
            page.wait_for("document.title === 'ChatPlugin'")
        offer_email(desk, "E2")
        desk.screen.wait_for_front("CRM Email - ")


def test_one_keystroke_leads_from_a_card_to_its_contact_and_one_more_back(desk: Desk) -> None:
    with desk:
        offer_email(desk)
        accept_whatsapp(desk)
        desk.wait_for_fate("W1", "shown")
        desk.desktop.play("establish E1")
        desk.screen.wait_for_front("CRM Email - ")
        desk.crm.wait_for_signals("title", 2)

        desk.screen.press("alt+0")
        desk.screen.wait_for_front("ChatPlugin - ")
        with operators_page(desk) as page:
            label = page.wait_for("document.activeElement?.getAttribute('aria-label')")
            assert label == "Show: Email, an…@example.org"
        desk.screen.press("Return")

        desk.screen.wait_for_front("CRM Email - ")
        assert len(desk.crm.cards()) == 2


def test_the_crm_can_neither_see_the_page_nor_what_its_buttons_speak_by(desk: Desk) -> None:
    with desk:
        offer_email(desk)
        with devtools(desk).wait_for_tab("CRM Email", desk.crm.url) as card:
            worlds = card.worlds()
            own = worlds["ChatPlugin"]
            wait_until(
                lambda: card.value("typeof chatPluginTell", contextId=own) == "function", "Alt+0"
            )

            assert card.value("typeof chatPluginTell") == "undefined"
            assert card.value("typeof chatPluginPage") == "undefined"
            pause = """('{"do":"pause"}')"""
            card.value(f"chatPluginTell{pause}", contextId=own)
            for world in worlds.values():
                assert card.value("typeof chatPluginPage", contextId=world) == "undefined"
            card.value(
                "dispatchEvent(new KeyboardEvent('keydown', {code: 'Digit0', altKey: true}))"
            )
        accept_whatsapp(desk)

        desk.wait_for_fate("W1", "shown")
        desk.screen.wait_for_front("CRM WhatsApp - ")


def test_the_page_of_a_waiting_tab_is_gone_once_a_card_is_in_it(desk: Desk) -> None:
    with desk:
        desk.wait_until_ready()
        with operators_page(desk) as tab:
            assert "ChatPlugin page" in tab.worlds()
            offer_email(desk)

            tab.wait_for(f"location.href.startsWith({desk.crm.url!r})")
            for world in tab.worlds().values():
                assert tab.value("typeof chatPluginPage", contextId=world) == "undefined"
            assert tab.value("document.querySelector('#lines') === null")


@pytest.mark.parametrize(
    "author",
    [
        "<img src=x onerror=\"document.title='taken'\">",
        "</script><script>document.title='taken'</script>",
        '"});chatPluginTell("x");({"',
        "\u202egro.elpmaxe@anna\u2066",
        "{{7*7}}${7*7}",
    ],
)
def test_what_a_customer_is_called_stays_text(desk: Desk, author: str) -> None:
    with desk.with_settings({"Page.Customer": "full"}):
        accept_whatsapp(desk, author=author)
        desk.wait_for_fate("W1", "shown", within=30)

        with operators_page(desk) as page:
            shown = page.wait_for("document.querySelector('.customer')?.textContent")

            assert shown == author
            assert page.value("document.querySelectorAll('img, script').length") == 0


def test_problems_of_the_settings_are_told_in_the_same_sentences(desk: Desk) -> None:
    with desk.with_settings({"TabTitel": "CRM", "Parameter.user_id": "perhaps"}):
        with operators_page(desk, "ChatPlugin (1)") as page:
            notes = page.value("document.querySelector('#notes').innerText")

        said = [line for line in desk.desktop.log if "TabTitel" in line]
        sentence = "TabTitel: there is no such setting. Did you mean 'TabTitle'?"
        assert sentence in notes
        assert any(sentence in line for line in said)
        assert "Pass this on to your administrator" in notes


def test_the_page_speaks_russian_where_the_settings_say_so(desk: Desk) -> None:
    with desk.with_settings({"Language": "ru"}):
        offer_email(desk)
        with operators_page(desk) as page:
            assert page.value("document.documentElement.lang") == "ru"
            assert rows(page) == [
                "Email an…@example.org Карточка открыта Показать Копировать ссылку"
            ]


def test_the_page_says_when_chrome_was_started_again(desk: Desk) -> None:
    with desk:
        offer_email(desk)
        os.kill(desk.chrome_pid(), signal.SIGKILL)
        (desk.home / "chrome" / "DevToolsActivePort").unlink()
        desk.crm.wait_for_cards(2)

        with operators_page(desk) as page:
            page.wait_for("document.querySelector('#lately').textContent.includes('again at')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_fault_that_axe_can_find(desk: Desk, scheme: str) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    with desk.with_settings({"TabTitel": "CRM", "ChatTemplate": "http://127.0.0.1:9/{?user_id}"}):
        offer_email(desk)
        desk.desktop.play(f"deliver email E2 {letter(desk.folder, text=TWO_ACCOUNTS)}")
        desk.wait_for_fate("E2", "shown")
        accept_whatsapp(desk)
        desk.wait_for_fate("W1", "failed")
        with operators_page(desk, "ChatPlugin (1)") as page:
            feature = {"name": "prefers-color-scheme", "value": scheme}
            page.call("Emulation.setEmulatedMedia", features=[feature])
            page.call("Page.bringToFront")
            page.wait_for(f"matchMedia('(prefers-color-scheme: {scheme})').matches")

            page.value(f"{axe};0")
            found = page.value(
                "axe.run(document).then((r) => r.violations.map((v) => "
                "[v.id, v.help, ...v.nodes.map((n) => n.html + n.failureSummary)]))"
            )

            assert page.value("axe.run(document).then((r) => r.passes.length)") > 15
            assert found == []


def test_everything_on_the_page_is_within_reach_of_the_keyboard(desk: Desk) -> None:
    with desk.with_settings({"ChatTemplate.viber.Enabled": "off"}):
        offer_email(desk, "E1")
        desk.desktop.play("deliver message V1 media=Viber author=+79000000007 text=Hi")
        desk.desktop.play("establish V1")
        desk.wait_for_fate("V1", "not shown")  # A row without a button.
        offer_email(desk, "E2", "boris@example.org")
        with operators_page(desk) as page:
            page.call("Page.bringToFront")
            page.value("document.querySelector('#pause').focus()")
            reached: list[str] = []
            name = "document.activeElement.getAttribute('aria-label')"
            for _ in range(4):
                desk.screen.press("Tab")
                reached.append(wait_until(lambda: _new(page.value(name), reached), "the focus"))
            desk.screen.press("Up")

            assert reached == [
                "Show: Email, bo…@example.org",
                "Copy link: Email, bo…@example.org",
                "Show: Email, an…@example.org",
                "Copy link: Email, an…@example.org",
            ]
            page.wait_for(f"{name} === {reached[0]!r}")


def _new(name: str | None, reached: list[str]) -> str:
    return name if name and name not in reached else ""
