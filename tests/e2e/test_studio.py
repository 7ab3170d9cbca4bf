"""The studio in a real Chrome: written in, dropped into, looked at by a person and by axe."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from rig.emc_host import wait_until
from rig.headless import HeadlessChrome
from rig.studio import Studio
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e

CARD = "https://crm.company/card"
TEXT = "document.querySelector('#text').value"
WAVES = "[...document.querySelectorAll('.wave')].map((each) => each.innerText).join()"
READY = "document.querySelector('#start')?.disabled === false"
CHOICES = "!document.querySelector('#choices').hidden"


EMPTY = """
    (async () => {
      const ask = (path, question) => fetch(path, {method: "POST", body: JSON.stringify(question)});
      await ask("language", {language: "en"});
      await ask("load", {});
      const sample = {kind: "file", mail: "1-account.en", agent_id: "4021", channel: "WhatsApp"};
      await ask("look", {text: "[ChatPlugin]\\n", sample: {...sample, author: "+79000000001"}});
    })()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def address(chrome: HeadlessChrome, folder: Path) -> Iterator[str]:
    """One studio for all tests, whose link this Chrome has opened."""
    with Studio("--settings", "local.ini", "--language", "en", folder=folder) as studio:
        with chrome.opened(studio.link):
            chrome.tab.wait_for("document.activeElement?.id === 'text'")
            secret = chrome.tab.value("location.href")
        yield secret


@pytest.fixture
def page(chrome: HeadlessChrome, address: str, folder: Path) -> Iterator[HeadlessChrome]:
    """The studio's page with an empty draft, for a file that is not there yet."""
    (folder / "local.ini").unlink(missing_ok=True)
    with chrome.opened(address):
        chrome.tab.wait_for("document.activeElement?.id === 'text'")
        chrome.tab.value(EMPTY)
        chrome.tab.call("Page.navigate", url=address)
        chrome.tab.wait_for("document.activeElement?.id === 'text'")
        chrome.tab.notices.clear()
        yield chrome
        # That a file was changed, or may not be exported yet, is an answer like any other.
        others = [said for said in chrome.complaints() if "409" not in said and "422" not in said]
        assert others == []


def write(page: HeadlessChrome, text: str) -> None:
    """Write *text* as the whole section, and wait until the page has looked at it."""
    page.tab.value(
        f"document.querySelector('#text').focus(); document.querySelector('#text').select();"
        f"document.execCommand('insertText', false, {json.dumps(f'[ChatPlugin]{chr(10)}{text}')})"
    )


def paste(page: HeadlessChrome, text: str) -> None:
    """Put *text* in as the whole section, in one go."""
    page.tab.value(
        f"document.querySelector('#text').focus();"
        f"document.querySelector('#text').value = {json.dumps(f'[ChatPlugin]{chr(10)}{text}')};"
        f"document.querySelector('#text').dispatchEvent(new Event('input', {{bubbles: true}}))"
    )


def test_a_mistake_is_told_put_right_by_a_click_and_the_card_comes_up(
    page: HeadlessChrome,
) -> None:
    page.type(f"EmailTemplat={CARD}{{?user,operator}}")
    page.wait_for_text("#problems", "Line 2 Look at this: EmailTemplat: there is no such setting.")
    page.click(".fix")

    page.wait_for_text("#problems", "EmailTemplate: there is no parameter 'user'.")
    page.press("alt+Enter")

    page.wait_for_text("#problems", "1 problem Line 1 Look at this: there is no ChatTemplate,")
    expected = f"{CARD}?user_id=anna.smith%40example.org&operator=4021"
    page.wait_for_text("#address", expected)
    assert page.tab.value(TEXT) == f"[ChatPlugin]\nEmailTemplate={CARD}{{?user_id,operator}}"


def test_settings_that_raise_every_card_are_green(page: HeadlessChrome) -> None:
    write(page, f"ChatTemplate={CARD}{{?user_id}}\nEmailTemplate={CARD}{{?user_id}}\n")

    page.wait_for_text("#problems", "All settings can be used.")


def test_a_key_and_its_value_are_chosen_with_the_arrow_keys(page: HeadlessChrome) -> None:
    page.type("tabr")
    page.tab.wait_for(CHOICES)
    page.press("Enter")
    page.wait_for_text("#choices", "contact customer channel all none")
    page.press("ArrowDown")
    assert page.tab.value("document.querySelector('[aria-selected=true]').innerText") == "customer"
    page.press("Tab")

    page.tab.wait_for(f"{TEXT} === '[ChatPlugin]\\nTabReuse=customer'")
    assert "What shares a tab" in page.wait_for_text("#hint", "TabReuse")
    page.press("ctrl+z")
    page.tab.wait_for(f"{TEXT} === '[ChatPlugin]\\nTabReuse='")


def test_enter_right_behind_the_last_letter_takes_what_was_typed(page: HeadlessChrome) -> None:
    page.type("Tab")
    page.tab.wait_for(CHOICES)
    page.type("Reu")
    page.press("Enter")

    page.tab.wait_for(f"{TEXT} === '[ChatPlugin]\\nTabReuse='")


def test_a_dropped_letter_shows_its_account_where_it_stands(
    page: HeadlessChrome, tmp_path: Path
) -> None:
    write(page, f"EmailTemplate={CARD}{{?user_id,PersonalAccount}}")
    page.wait_for_text("#problems", "there is no ChatTemplate")

    page.drop(tmp_path / letter(tmp_path, text="Лицевой счёт: 12 345 678 90"))

    page.wait_for_text("#address", "user_id=anna%40example.org&PersonalAccount=1234567890")
    assert page.text("mark.account") == "12 345 678 90"
    assert page.text("mark.label") == "Лицевой счёт"

    page.tab.value("document.querySelector('#text').setSelectionRange(999, 999)")
    page.type("\nPersonalAccount.Length=12")
    page.tab.wait_for("document.querySelector('mark.account') === null")


def test_a_messenger_contact_is_filled_in(page: HeadlessChrome) -> None:
    write(page, f"ChatTemplate={CARD}{{?channel_type,user_id,segment}}\nField.segment={{Segment}}")
    page.click("[value=messenger] + span")
    page.wait_for_text("#address", "channel_type=whatsapp&user_id=%2B79000000001")

    page.click("details summary")
    page.click("[name=attributes]")
    page.type("Segment=gold")

    page.wait_for_text("#address", "segment=gold")
    assert page.text(".tab .title") == "CRM WhatsApp"


LONG = pytest.mark.parametrize(
    ("lines", "size"),
    [
        *((10, (1366, 600)), (100, (1366, 600)), (100, (1366, 900)), (100, (1024, 768))),
        *((1000, (1366, 600)), (1000, (1366, 1000)), (1000, (1366, 1200))),
        # 1366 and 1024 pixels at a zoom of 200 %.
        *((100, (683, 384)), (1000, (512, 384))),
    ],
)


def write_many(page: HeadlessChrome, lines: int, size: tuple[int, int]) -> None:
    page.in_size(*size)
    paste(page, "\n".join(f"; line {number}" for number in range(2, lines + 1)))
    page.tab.wait_for(f"document.querySelectorAll('.line').length === {lines}")


def is_seen(line: int) -> str:
    """Whether all of that line of the editor is in the part of it that is shown."""
    return f"""(() => {{
        const line = document.querySelectorAll('.line')[{line - 1}].getBoundingClientRect();
        const paper = document.querySelector('.paper').getBoundingClientRect();
        return line.top >= paper.top && line.bottom <= paper.bottom && line.bottom <= innerHeight;
    }})()"""


@LONG
def test_what_is_typed_at_the_end_of_a_long_section_is_seen(
    page: HeadlessChrome, lines: int, size: tuple[int, int]
) -> None:
    write_many(page, lines, size)
    page.tab.value("document.querySelector('#text').setSelectionRange(0, 0)")
    page.tab.value("document.querySelector('.paper').scrollTop = 0")

    page.press("ctrl+End")
    page.type("; end")

    last = f"document.querySelectorAll('.line')[{lines - 1}]"
    page.tab.wait_for(f"{last}.innerText.endsWith('; end')")
    page.tab.wait_for(is_seen(lines))
    assert page.tab.value("document.querySelector('#text').scrollTop") == 0


@LONG
def test_a_click_on_a_line_far_below_puts_the_caret_there(
    page: HeadlessChrome, lines: int, size: tuple[int, int]
) -> None:
    write_many(page, lines, size)
    page.tab.value("document.querySelector('.paper').scrollTop = 0")

    page.wheel(".paper", 100_000)
    page.tab.wait_for(is_seen(lines))
    box = f"document.querySelectorAll('.line')[{lines - 2}].getBoundingClientRect()"
    page.click_at(page.tab.value(f"{box}.left + 40"), page.tab.value(f"{box}.top + 8"))

    assert page.tab.value("document.activeElement.id") == "text"
    caret = "document.querySelector('#text').selectionStart"
    assert page.tab.value(f"{TEXT}.slice(0, {caret}).split('\\n').length") == lines - 1


def test_a_thousand_settings_are_coloured_and_marked_where_they_stand(
    page: HeadlessChrome,
) -> None:
    aliases = [f"Channel.Alias.Chat {number}=telegram" for number in range(2, 1001)]
    aliases[498] = "TabReuse=custmer"
    paste(page, "\n".join(aliases))
    page.wait_for_text("#problems", "Line 500")

    page.tab.value("document.querySelector('#text').setSelectionRange(13, 13)")
    page.type("; first\n")

    page.wait_for_text("#problems", "Line 501")
    page.tab.wait_for(f"{WAVES} === '[ChatPlugin],custmer'")
    lines = "[...document.querySelectorAll('.line')].map((each) => each.innerText.split('\\n')[0])"
    assert page.tab.value(f"{lines}.length") == 1001
    assert page.tab.value(f"{lines}.slice(1, 3).join()") == "; first,Channel.Alias.Chat 2=telegram"


def test_marks_stay_on_their_lines_until_the_server_has_looked_again(page: HeadlessChrome) -> None:
    write(page, "TabReuse=custmer\nRaise=frnt")
    page.tab.wait_for(f"{WAVES} === '[ChatPlugin],custmer,frnt'")
    asked = "window.fetch = () => new Promise(() => {})"

    page.tab.value(f"{asked}; document.querySelector('#text').setSelectionRange(13, 13)")
    page.type("; \U0001f642 first\n")

    assert page.tab.value(WAVES) == "[ChatPlugin],custmer,frnt"


def test_a_parameter_does_not_lie_over_its_value(page: HeadlessChrome) -> None:
    page.in_size(1024, 768)
    write(page, f"EmailTemplate={CARD}{{?user_id,PersonalAccount}}")
    page.wait_for_text("#card .parameters", "PersonalAccount")

    widths = page.tab.value(
        "[...document.querySelectorAll('.parameters tbody th')]"
        ".map((each) => each.scrollWidth - each.clientWidth)"
    )

    assert set(widths) == {0}


def test_a_long_file_is_read_from_its_beginning_and_only_its_halves_scroll(
    chrome: HeadlessChrome, tmp_path: Path
) -> None:
    lines = ["[ChatPlugin]", f"ChatTemplate={CARD}{{?user_id}}", "MaxTabs=many"]
    fields = [f"Field.f{number}=text" for number in range(100)]
    (tmp_path / "long.ini").write_text("\n".join([*lines, *fields]), "utf-8")
    arguments = ("--settings", "long.ini", "--language", "ru")
    with Studio(*arguments, folder=tmp_path) as studio, chrome.opened(studio.link) as page:
        page.in_size(1024, 768)
        page.wait_for_text("#card", "Параметр")
        page.tab.wait_for("document.activeElement?.id === 'text'")

        assert page.tab.value("document.querySelector('#text').selectionStart") == 0
        assert page.tab.value(is_seen(1))
        assert page.tab.value("document.documentElement.scrollHeight - innerHeight") == 0


def test_the_question_for_accounts_stays_in_its_box(page: HeadlessChrome) -> None:
    page.in_size(1000, 600)
    write(page, f"EmailTemplate={CARD}{{?user_id,PersonalAccount}}")
    page.tab.wait_for("document.querySelector('#examples').hidden === false")

    right = "document.querySelector('{}').getBoundingClientRect().right"
    box, button = right.format("#examples"), right.format("#examples button")
    assert page.tab.value(f"{box} - {button}") > 0


def test_the_files_name_is_read_at_a_zoom_of_200_percent(page: HeadlessChrome) -> None:
    page.in_size(512, 384)
    page.type("MaxTabs=7")
    page.tab.wait_for("!document.querySelector('#unsaved').hidden")

    file = "document.querySelector('.top .file')"

    assert page.tab.value(f"{file}.scrollWidth - {file}.clientWidth") <= 0
    assert page.text(".top .file") == "local.ini not saved"


def test_an_address_is_copied_where_policy_forbids_pages_the_clipboard(
    page: HeadlessChrome,
) -> None:
    write(page, f"EmailTemplate={CARD}{{?user_id}}")
    page.wait_for_text("#address", CARD)
    page.tab.value(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'));"
        "addEventListener('copy', () => { window.copied = getSelection().toString() ||"
        " document.activeElement.value; })"
    )

    page.click("[data-copy='#address']")

    page.tab.wait_for(f"window.copied?.startsWith('{CARD}?user_id=')")


def test_saving_makes_the_file_and_asks_before_it_takes_anothers_place(
    page: HeadlessChrome, folder: Path
) -> None:
    page.type("MaxTabs=7")
    page.tab.wait_for("!document.querySelector('#unsaved').hidden")
    page.press("ctrl+s")
    page.tab.wait_for("document.querySelector('#unsaved').hidden")
    path = folder / "local.ini"
    assert path.read_text().split() == ["[ChatPlugin]", "MaxTabs=7"]

    path.write_text("[ChatPlugin]\nMaxTabs=9\n")
    page.type("\nRaise=front")
    page.press("ctrl+s")
    page.tab.wait_for("document.querySelector('#changed-dialog').open")
    page.click("#changed-dialog [value=theirs]")

    page.tab.wait_for(f"{TEXT} === '[ChatPlugin]\\nMaxTabs=9\\n'")
    page.tab.wait_for("document.querySelector('#unsaved').hidden")


def test_two_tabs_do_not_lose_each_others_lines(
    chrome: HeadlessChrome, address: str, page: HeadlessChrome, folder: Path
) -> None:
    first = chrome.tab
    with chrome.opened(address) as second:
        second.tab.wait_for("document.activeElement?.id === 'text'")
        second.type("Raise=front")
        second.press("ctrl+s")
        second.tab.wait_for("document.querySelector('#unsaved').hidden")
    chrome.tab = first

    page.type("OnEnd=close")
    page.press("ctrl+s")
    page.tab.wait_for("document.querySelector('#changed-dialog').open")

    shown = page.text("#difference")
    assert shown.endswith("What differs: [ChatPlugin] in the file Raise=front here OnEnd=close")
    assert "Raise=front" in (folder / "local.ini").read_text()
    page.click("#changed-dialog [value=over]")
    wait_until(lambda: "OnEnd=close" in (folder / "local.ini").read_text(), "it is saved")
    assert "Raise=front" not in (folder / "local.ini").read_text()


def test_each_tab_keeps_its_own_draft(
    chrome: HeadlessChrome, address: str, page: HeadlessChrome
) -> None:
    page.type("MaxTabs=7")
    first = chrome.tab
    with chrome.opened(address) as second:
        second.tab.wait_for("document.activeElement?.id === 'text'")
        second.type("Raise=front")
        second.tab.wait_for(f"{TEXT}.endsWith('Raise=front')")
    chrome.tab = first

    page.follow("nav a[href='compare']", READY)
    page.follow("nav a[href='./']", f"document.querySelector('#text') && {TEXT} !== ''")

    assert page.tab.value(TEXT).endswith("MaxTabs=7")


def test_a_whole_file_that_is_pasted_is_not_doubled(page: HeadlessChrome, folder: Path) -> None:
    file = folder / "local.ini"
    host = "[User]\nName=x\n[ChatPlugin]\nMaxTabs=5\n[Window Position]\nTop=1\n"
    file.write_text(host)
    page.tab.value("document.querySelector('#text').select()")
    page.tab.value(f"document.execCommand('insertText', false, {json.dumps(host)})")
    page.wait_for_text("#problems", "[User] is another section, which is not edited here.")

    page.press("ctrl+s")
    page.tab.wait_for("document.querySelector('#changed-dialog').open")
    page.click("#changed-dialog [value=over]")

    page.tab.wait_for(f"{TEXT} === '[ChatPlugin]\\nMaxTabs=5\\n'")
    assert file.read_text() == host
    assert (folder / "local.ini.bak").read_text() == host


def test_settings_with_errors_are_saved_only_after_a_question(
    page: HeadlessChrome, folder: Path
) -> None:
    page.type("MaxTabs=many")
    page.tab.wait_for("!document.querySelector('#unsaved').hidden")
    page.press("ctrl+s")
    page.tab.wait_for("document.querySelector('#flawed-dialog').open")
    page.click("#flawed-dialog [value=cancel]")
    assert not (folder / "local.ini").exists()

    page.press("ctrl+s")
    page.tab.wait_for("document.querySelector('#flawed-dialog').open")
    page.click("#flawed-dialog [value=flawed]")

    page.tab.wait_for("document.querySelector('#unsaved').hidden")
    assert "many" in (folder / "local.ini").read_text()


def test_the_address_of_a_card_becomes_a_template(page: HeadlessChrome) -> None:
    write(page, "MaxTabs=7\nchattemplate=https://old.example.com/card")
    page.click("#suggest")
    page.click("#suggest-address")
    page.type("https://crm.company/#/card?ref=17&agent=4021")
    page.wait_for_text("#suggestion", "Say which one it is.")

    page.tab.value(
        "(() => { const select = document.querySelectorAll('[data-meaning]')[1];"
        " select.value = 'user_id';"
        " select.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )
    page.wait_for_text("#suggestion", "Telegram: 17 https://crm.company/#/card?ref=17&agent=4021")
    page.click("#suggest-insert")

    template = "https://crm.company/#/card?ref={user_id}&agent={operator}"
    page.tab.wait_for(f"{TEXT}.includes('EmailTemplate')")
    assert page.tab.value(TEXT).split() == [
        *("[ChatPlugin]", "MaxTabs=7", f"ChatTemplate={template}", f"EmailTemplate={template}")
    ]
    page.press("ctrl+z")
    page.tab.wait_for(f"{TEXT}.includes('old.example.com')")


def test_the_settings_are_taken_along_for_emc(page: HeadlessChrome) -> None:
    write(page, f"EmailTemplate={CARD}{{?user_id}}\nTabTitle=Карточка")
    page.click("#export")
    page.tab.wait_for("document.querySelector('#exported').value.includes('EmailTemplate=')")
    page.click("[name=form][value=sql] + span")
    page.tab.wait_for("document.querySelector('#exported').value.includes('USE ACS')")

    page.click("#download")

    assert "N'Карточка'" in page.wait_for_download("ChatPlugin.sql").decode("utf-16")
    page.click("[name=form][value=json] + span")
    page.tab.wait_for("document.querySelector('#exported').value.startsWith('{')")
    page.click("#download")
    overlay = json.loads(page.wait_for_download("chatplugin.json"))
    assert overlay == {"EmailTemplate": f"{CARD}{{?user_id}}", "TabTitle": "Карточка"}


def test_two_settings_are_compared_over_a_folder_and_over_a_dropped_letter(
    page: HeadlessChrome, folder: Path, tmp_path: Path
) -> None:
    (folder / "local.ini").write_text(f"[ChatPlugin]\nEmailTemplate={CARD}{{?PersonalAccount}}")
    mails = tmp_path / "mails"
    mails.mkdir()
    for text in ("л/с 1234567890", "л/с 12345678", "Здравствуйте"):
        letter(mails, text=text)
    write(page, f"EmailTemplate={CARD}{{?PersonalAccount}}\nPersonalAccount.Length=10")

    page.follow("nav a[href='compare']", READY)
    page.click("#folder")
    page.type(f"{mails}\n")

    page.wait_for_text("#summary", "E-mails: 3, answers that change: 1")
    assert page.text("#rows tr .kind") == "another account"
    assert page.text("#rows mark") == "PersonalAccount=12345678"

    page.drop(mails / "letter-0.eml")
    page.wait_for_text("#summary", "E-mails: 1, no answer changes")
    page.follow("nav a[href='./']", "document.querySelector('#text')?.value.includes('Length=10')")


def test_the_studio_asks_for_accounts_and_shows_what_they_do_in_a_folder_of_letters(
    page: HeadlessChrome, tmp_path: Path
) -> None:
    write(page, f"EmailTemplate={CARD}{{?PersonalAccount}}\nMaxTabs=7\n")
    page.tab.wait_for("!document.querySelector('#examples').hidden")
    page.click("#accounts")
    page.type("4027158836; 4027300154\n")
    page.tab.wait_for("document.querySelector('#examples').hidden")
    assert page.tab.value(TEXT).endswith("7\nPersonalAccount.Examples=4027158836; 4027300154\n")

    for number in range(500):
        doubt = f", а не 40273001{number % 90 + 10}" if number % 5 == 1 else ""
        account = "" if number % 5 == 2 else f"40271{number + 10000}{doubt}"
        letter(tmp_path, text=f"Здравствуйте! Лицевой счёт: {account}")
    page.follow("nav a[href='accounts']", READY)
    page.click("#folder")
    page.type(f"{tmp_path}\n")

    page.wait_for_text("#summary", "Letters: 500")
    page.tab.wait_for("document.querySelector('#progress').hidden")
    assert page.text("#counts") == "found 300 doubtful 100 not found 100"
    assert page.tab.value("document.querySelectorAll('#rows tr').length") == 500

    page.click("#counts [data-kind=found] input")
    page.tab.value("[...document.querySelectorAll('.open')].find((e) => e.offsetParent).focus()")
    page.press("Enter")
    page.wait_for_text("#letter", "Лицевой счёт: 4027110001")
    assert page.text("mark.rival").startswith("4027110001")
    page.press("ArrowDown")
    page.wait_for_text("#letter", "but no account after it")
    assert page.text("[aria-current=true].open") == "letter-2.eml"

    page.drop(tmp_path / "letter-0.eml")
    page.wait_for_text("#summary", "Letters: 1")
    page.click("#counts [data-kind=found] input")
    page.click(".open")
    page.wait_for_text("mark.account", "4027110000")


def test_a_hostile_letter_does_nothing_but_be_read(page: HeadlessChrome, tmp_path: Path) -> None:
    taken = "document.title='taken'"
    hostile = f'<img src=x onerror="{taken}"><script>{taken}</script>'
    write(page, f"EmailTemplate={CARD}{{?user_id,PersonalAccount}}")
    page.wait_for_text("#problems", "there is no ChatTemplate")

    page.drop(tmp_path / letter(tmp_path, name=hostile, text=f"{hostile} л/с 1234567890"))

    page.wait_for_text("#letter", "л/с 1234567890")
    assert hostile in page.text(".mail .body")
    assert page.tab.value("document.title") == "local.ini – ChatPlugin studio"
    assert page.tab.value("document.querySelectorAll('.mail img, .mail script').length") == 0


def test_it_speaks_russian_and_keeps_the_draft(page: HeadlessChrome) -> None:
    page.type("TabTitel=CRM")
    page.wait_for_text("#problems", "Line 2 Look at this")
    page.follow("[data-language=ru]", "document.documentElement.lang === 'ru'")

    page.wait_for_text("#problems", "Строка 2 Обратите внимание: TabTitel: такой настройки нет.")
    assert page.text("#save") == "Сохранить"
    page.tab.wait_for("document.querySelector('#problems .fix') !== null")
    page.click("#problems .fix")
    page.wait_for_text("#problems", "1 замечание Строка 1 Не действует: нет ни одного шаблона")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(page: HeadlessChrome, tmp_path: Path, scheme: str) -> None:
    page.in_colours(scheme)
    faults = axe(page)
    text = f"EmailTemplate={CARD}{{?user_id,PersonalAccount,segment}}\nField.segment=x"
    write(page, f"{text}\nTabReuse=custmer\nTabTitel=CRM\n")
    page.wait_for_text("#problems", "4 problems")
    page.press("ctrl+Space")
    page.tab.wait_for(CHOICES)
    faults += axe(page)
    page.press("Escape")
    page.click("#suggest")
    page.click("#suggest-address")
    page.type("https://crm.company/card?phone=79000000001&agent=4021")
    page.wait_for_text("#suggestion", "the address that you gave")
    faults += axe(page)
    page.tab.value("document.querySelector('#suggest-dialog').close()")
    page.click("#export")
    faults += axe(page)
    page.tab.value("document.querySelector('#export-dialog').close()")
    page.follow("nav a[href='compare']", READY)
    letter(tmp_path, text="л/с 1234567890")
    page.click("#folder")
    page.type(f"{tmp_path}\n")
    page.wait_for_text("#summary", "E-mails: 1,")
    faults += axe(page)
    page.follow("nav a[href='accounts']", READY)
    page.click("#folder")
    page.type(f"{tmp_path}\n")
    page.wait_for_text("#summary", "Letters: 1")
    page.click(".open")
    page.wait_for_text("mark.account", "1234567890")
    faults += axe(page)

    assert faults == []


def axe(page: HeadlessChrome) -> list[object]:
    """What axe has to say against the page as it is now."""
    source = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    page.tab.value(f"{source};0")
    found: dict[str, list[object]] = page.tab.value(
        "axe.run(document).then((r) => ({passes: r.passes.map((p) => p.id),"
        " faults: r.violations.map((v) =>"
        " [v.id, v.help, ...v.nodes.map((n) => n.html + n.failureSummary)])}))"
    )
    assert len(found["passes"]) > 15
    return found["faults"]


def test_closing_the_page_ends_the_studio(chrome: HeadlessChrome, tmp_path: Path) -> None:
    with Studio("--settings", "local.ini", folder=tmp_path) as studio:
        with chrome.opened(studio.link):
            chrome.tab.wait_for("document.activeElement?.id === 'text'")

        assert studio.wait_for_end(40).endswith("The studio has ended: the page was closed.")
