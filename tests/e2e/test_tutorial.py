"""
The tutorial, step by step as an administrator new to ChatPlugin follows it.

What stands in its blocks is what is typed and what must be seen: `ini` for the editor, `url` for
the card's address, `>` for a sentence.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rig.crm import SampleCrm
from rig.emc_host import ROOT, wait_until
from rig.headless import HeadlessChrome
from rig.screen import Screen
from rig.studio import Studio
from rig.workplace import chrome_arguments

pytestmark = pytest.mark.e2e

TEXT = "document.querySelector('#text').value"


class Tutorial:
    """The blocks of one language's page, in order."""

    def __init__(self, name: str, crm: SampleCrm) -> None:
        page = (ROOT / "docs" / "tutorial" / name).read_text("utf-8")
        page = page.replace("http://127.0.0.1:8080", crm.url)
        self.sections = re.findall(r"^```ini\n(.*?)\n```", page, re.MULTILINE | re.DOTALL)
        self.addresses = re.findall(r"^```url\n(.*?)\n```", page, re.MULTILINE | re.DOTALL)
        self.said = re.findall(r"^> (.*)$", page, re.MULTILINE)


@pytest.mark.parametrize("page_name", ["first-templates.md", "first-templates.ru.md"])
def test_the_tutorial_leads_to_two_templates_that_work(
    page_name: str, chrome: HeadlessChrome, crm: SampleCrm, tmp_path: Path, screen: Screen
) -> None:
    language = "ru" if ".ru." in page_name else "en"
    tutorial, file = Tutorial(page_name, crm), tmp_path / "first.ini"
    arguments = ("--settings", file.name, "--language", language)
    with Studio(*arguments, folder=tmp_path) as studio, chrome.opened(studio.link) as page:
        page.tab.wait_for("document.activeElement?.id === 'text'")
        page.wait_for_text("#card", "(EmailTemplate)")

        write_a_template_for_messengers(page, tutorial, crm)
        make_a_mistake(page, tutorial)
        write_a_template_for_e_mails(page, tutorial, crm)
        bring_numbers_into_one_form(page, tutorial)
        page.press("ctrl+s")
        wait_until(file.exists, "first.ini is saved")
        assert file.read_text("utf-8").rstrip() == tutorial.sections[2]
        see_what_a_change_does(page, tutorial)
        assert page.complaints() == []

    if language == "en":
        with contact_on(screen, file):
            card = crm.wait_for_cards(1, within=30)[0]
        assert card.query == tutorial.addresses[3].partition("?")[2]


def write_a_template_for_messengers(
    page: HeadlessChrome, tutorial: Tutorial, crm: SampleCrm
) -> None:
    write_template(page, "Chat", crm)
    assert section(page) == tutorial.sections[0]

    page.click("[value=messenger] + span")
    page.wait_for_text("#address", tutorial.addresses[0])


def make_a_mistake(page: HeadlessChrome, tutorial: Tutorial) -> None:
    select(page, "user_id")
    page.type("user")
    page.tab.wait_for("document.querySelector('#problems .fix code')?.innerText === 'user_id'")
    assert without_numbers(tutorial.said[0]) in without_numbers(page.text("#problems"))

    page.click(".fix")
    page.wait_for_text("#address", tutorial.addresses[0])


def write_a_template_for_e_mails(page: HeadlessChrome, tutorial: Tutorial, crm: SampleCrm) -> None:
    at_the_end(page)
    page.type("\n")
    write_template(page, "Em", crm)
    assert section(page) == tutorial.sections[1]

    page.click("[value=file] + span")
    page.wait_for_text("#address", tutorial.addresses[1])
    page.drop(ROOT / "examples" / "demo" / "letter.eml")
    page.wait_for_text("#address", tutorial.addresses[2])


def bring_numbers_into_one_form(page: HeadlessChrome, tutorial: Tutorial) -> None:
    at_the_end(page)
    page.type(tutorial.sections[2].removeprefix(tutorial.sections[1]))
    assert section(page) == tutorial.sections[2]

    page.click("[value=messenger] + span")
    author = "document.querySelector('[name=author]')"
    page.tab.value(f"{author}.select(); {author}.focus()")
    page.type("8 (900) 000-00-01")
    page.wait_for_text(".tab .title", "CRM WhatsApp +79000000001")
    assert page.text("#address") == tutorial.addresses[3]


def see_what_a_change_does(page: HeadlessChrome, tutorial: Tutorial) -> None:
    at_the_end(page)
    page.type(tutorial.sections[3].removeprefix(tutorial.sections[2]))

    page.follow("nav a[href='compare']", "document.querySelector('#start')?.disabled === false")
    page.click("#folder")
    page.type(str(ROOT / "examples" / "demo"))
    page.click("#start")
    page.wait_for_text("#summary", tutorial.said[1])


def write_template(page: HeadlessChrome, beginning: str, crm: SampleCrm) -> None:
    """Choose key and example from the lists, and put the sample CRM in."""
    page.type(beginning)
    page.wait_for_text("#choices", "Template=")
    page.press("Enter")
    page.wait_for_text("#choices", "https://crm.example.com")
    page.press("Enter")
    page.tab.wait_for(f"{TEXT}.includes('https://crm.example.com')")
    select(page, "https://crm.example.com")
    page.type(crm.url)
    page.press("Escape")


def select(page: HeadlessChrome, word: str) -> None:
    """Select where *word* stands last, as with the mouse."""
    at = page.tab.value(f"{TEXT}.lastIndexOf({word!r})")
    put_caret(page, at, at + len(word))


def at_the_end(page: HeadlessChrome) -> None:
    put_caret(page, 9999, 9999)


def put_caret(page: HeadlessChrome, start: int, end: int) -> None:
    editor = "document.querySelector('#text')"
    page.tab.value(f"{editor}.focus(); {editor}.setSelectionRange({start}, {end})")


def section(page: HeadlessChrome) -> str:
    text: str = page.tab.value(TEXT)
    return text.rstrip()


def without_numbers(sentence: str) -> str:
    """The place in the address depends on the CRM's port."""
    return re.sub("[0-9]+", "", sentence)


@contextmanager
def contact_on(screen: Screen, settings: Path) -> Iterator[None]:
    """Raise a test contact's card as the tutorial does, until Ctrl+C at the end."""
    with settings.open("a", encoding="utf-8") as file:
        file.write(f"\nChrome.Arguments={' '.join(chrome_arguments())}\n")
    program = Path(sys.executable).with_name("chatplugin")
    contact = ["--channel", "WhatsApp", "--user-id", "+79000000001", "--operator", "4021"]
    command = [str(program), "pop", "--settings", str(settings), *contact]
    home = {"XDG_STATE_HOME": str(settings.parent / "state")}
    with subprocess.Popen(command, env={**screen.environment, **home}) as process:
        yield
        process.send_signal(signal.SIGINT)
