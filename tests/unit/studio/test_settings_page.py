"""The questions of the settings' page and its answers, hostile letters and settings among them."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from chatplugin.adapters import machine
from chatplugin.sentences import Language
from chatplugin.studio.workbench import MOST_BYTES, MOST_KEPT
from tests.unit.studio.conftest import CARD, ORIGIN, Studio

MAIL = f"EmailTemplate={CARD}{{?channel_type,user_id,operator,PersonalAccount}}"
CHAT = f"ChatTemplate={CARD}{{?channel_type,user_id,operator}}"
HOSTILE = [
    "<script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "'\"><svg/onload=alert(1)>",
    "{{7*7}}{% raw %}",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066\x00\ud800",
]


class Tags(HTMLParser):
    """The elements of a piece of HTML, with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(html: str) -> str:
    return " ".join(Tags(html).text.split())


def card(found: dict[str, Any]) -> str:
    return text_of(found["pieces"]["card"])


def test_an_e_mail_shows_its_card_and_how_each_parameter_came_about(studio: Studio) -> None:
    found = studio.look(MAIL, kind="file", mail="1-account.en")

    assert found["pieces"]["card"].count("data-parameter") == 9
    assert "CRM Email" in card(found)
    assert (
        f"{CARD}?channel_type=email&user_id=anna.smith%40example.org&operator=4021"
        "&PersonalAccount=4027158836"
    ) in card(found)
    assert "PersonalAccount 4027158836 text of the e-mail in the address" in card(found)


def test_the_account_and_its_label_are_marked_in_the_letter(studio: Studio) -> None:
    letter = studio.look(MAIL, kind="file", mail="1-account.en")["pieces"]["letter"]

    assert '<mark class="label">account number</mark>' in letter
    assert 'data-parameter="PersonalAccount">40 2715 8836</mark>' in letter


def test_two_accounts_are_marked_and_none_is_taken(studio: Studio) -> None:
    letter = studio.look(MAIL, kind="file", mail="3-two-accounts.en")["pieces"]["letter"]

    assert letter.count('<mark class="rival">') == 2
    assert "two different accounts in the newest text" in letter


def test_a_messenger_contact_shows_what_each_step_made_of_its_number(studio: Studio) -> None:
    settings = f"{CHAT}\nParameter.user_id.Transform=strip, e164:RU\nParameter.operator=off"

    found = studio.look(settings, kind="messenger", channel="WhatsApp", author="8 (900) 000-00-01")

    assert f"{CARD}?channel_type=whatsapp&user_id=%2B79000000001" in card(found)
    assert "8 (900) 000-00-01 → strip → e164:RU → +79000000001" in card(found)
    assert "switched off Parameter.operator is off" in card(found)
    assert found["pieces"]["letter"].strip() == ""


def test_a_letter_that_is_written_by_hand_is_read_as_one_that_came(studio: Studio) -> None:
    found = studio.look(
        MAIL, kind="written", sender="Anna <anna@example.org>", body="л/с 1234567890"
    )

    assert "user_id=anna%40example.org&operator=4021&PersonalAccount=1234567890" in card(found)


def test_the_rules_are_shown_with_what_each_said(studio: Studio) -> None:
    rules = 'Rule.10=operator == "1" -> none\nRule.20=true -> vip'
    template = f"Template.vip={CARD}/vip{{?user_id}}"

    found = studio.look(f"{MAIL}\n{rules}\n{template}", kind="file", mail="1-account.en")

    assert "The card by Template.vip, Rule.20" in card(found)
    assert 'Rule.10 does not hold operator == "1" -> none' in card(found)
    assert "Rule.20 holds true -> Template.vip" in card(found)
    assert 'data-parameter="user_id">user_id=anna' in found["pieces"]["card"]


def test_how_the_card_is_asked_for_is_told(studio: Studio) -> None:
    signed = studio.look(
        f"{MAIL}\nSign.Key=store:crm\nMethod=POST", kind="file", mail="1-account.en"
    )
    broken = studio.look(f"{MAIL}\nSign.Key=secret", kind="file", mail="1-account.en")

    assert "in a form (Method=POST). The address is signed" in card(signed)
    assert "this setting cannot be used: Sign.Key" in card(broken)
    assert "sent" not in card(studio.look(MAIL, kind="file", mail="1-account.en"))


def test_without_a_template_it_says_why_there_is_no_card(studio: Studio) -> None:
    found = studio.look("", kind="file", mail="1-account.en")

    assert "No card: there is no template for this channel (EmailTemplate)." in card(found)


def test_a_problem_is_shown_in_its_line_with_its_remedy(studio: Studio) -> None:
    found = studio.look("TabTitel=CRM")

    assert [mark["line"] for mark in found["marks"]] == [1, 2]
    assert found["marks"][1]["fix"] == [13, 21, "TabTitle"]
    assert text_of(found["pieces"]["problems"]) == (
        "2 problems Line 1 Not used: there is no template, so no card comes up."
        " Write ChatTemplate and EmailTemplate. Read on"
        " Line 2 Look at this: TabTitel: there is no such setting."
        " Did you mean 'TabTitle'? Replace with TabTitle Read on"
    )


def test_everything_is_said_in_russian_too(studio_of: Callable[..., Studio]) -> None:
    studio = studio_of(Language.RUSSIAN)

    found = studio.look("TabTitel=CRM", kind="file", mail="1-account.ru")

    assert "TabTitel: такой настройки нет. Может быть, «TabTitle»?" in text_of(
        found["pieces"]["problems"]
    )
    assert "Карточки не будет: для этого канала нет шаблона (EmailTemplate)." in card(found)
    assert "найден в новом тексте, метка «Лицевой счёт»" in found["pieces"]["letter"]


def test_the_language_is_changed_and_the_draft_stays(studio: Studio) -> None:
    studio.look("TabTitle=Mine")

    studio.ask("/language", 204, language="ru")

    page = studio.browser.get("/").text
    assert '<html lang="ru">' in page
    assert "TabTitle=Mine" in page


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_customer_writes_stays_text(studio: Studio, hostile: str) -> None:
    raw = (
        f"From: {hostile} <anna@example.org>\r\nSubject: {hostile}\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n"
        f"<p>{hostile.replace('<', '&lt;')} account number 1234567890</p>"
    ).encode("utf-8", "surrogatepass")
    studio.send(f"/mails?name={'%3Cb%3E'}", raw)
    found = studio.look(f"{MAIL}\nTabTitle=CRM {{user_id}}", kind="file", mail="dropped-1")
    chat = studio.look(CHAT, kind="messenger", channel=hostile, author=hostile)

    allowed = {"h2", "p", "span", "code", "b", "mark", "dl", "dt", "dd", "div", "table", "thead"}
    allowed |= {"tbody", "tr", "th", "td", "figure", "button", "ul", "li"}
    for piece in [*found["pieces"].values(), *chat["pieces"].values()]:
        tags = Tags(piece)
        assert tags.names <= allowed
        assert not {name for name in tags.attributes if name.startswith("on")}
    assert "<b>" not in studio.browser.get("/").text.partition("<optgroup")[2].partition("<p")[0]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_stands_in_the_settings_stays_text(studio: Studio, hostile: str) -> None:
    found = studio.look(f"{hostile}\n{hostile}={hostile}\nTabTitle={hostile}\n{MAIL}")

    page = studio.browser.get("/").text
    for html in (page.partition("<body")[2], *found["pieces"].values()):
        tags = Tags(html)
        assert "script" not in tags.names
        assert "svg" not in tags.names
        assert "onerror" not in tags.attributes
        assert "onload" not in tags.attributes
    assert page.count("</textarea>") == 4


def test_a_letter_that_is_too_large_is_refused_and_nothing_is_kept(studio: Studio) -> None:
    said = studio.send("/mails", bytes(MOST_BYTES + 1), 413)

    assert said == "The e-mail is larger than 30 MB."
    assert studio.bench.letters.dropped() == []


def test_a_broken_letter_of_outlooks_is_said_to_be_one(studio: Studio) -> None:
    assert "no letter of Outlook's, or a broken one" in studio.send(
        "/mails", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100), 415
    )


def test_only_the_latest_letters_stay_in_memory(studio: Studio) -> None:
    for number in range(MOST_KEPT + 2):
        studio.send(f"/mails?name={number}.eml", b"From: a@example.com\n\nHello\n")

    names = [mail.name for mail in studio.bench.letters.dropped()]
    assert names == [f"{number}.eml" for number in range(MOST_KEPT + 1, 1, -1)]
    assert "no longer here" in card(studio.look(MAIL, kind="file", mail="dropped-1"))


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"x"', b"[" * 100_000])
def test_a_question_that_is_none_is_refused(studio: Studio, body: bytes) -> None:
    answer = studio.browser.post("/look", content=body, headers={"Origin": ORIGIN})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "question", [{"text": 5}, {"text": "X", "sample": 5}, {"text": "", "sample": {"kind": []}}]
)
def test_a_question_of_the_wrong_kind_harms_nothing(
    studio: Studio, question: dict[str, object]
) -> None:
    answer = studio.ask("/look", **question)

    assert answer["pieces"].keys() == studio.look(MAIL)["pieces"].keys()


def test_the_caret_is_answered_with_choices_and_help(studio: Studio) -> None:
    found = studio.ask("/caret", text="[ChatPlugin]\nTabRe=", caret=18)

    assert found["items"][0]["text"] == "TabReuse"
    assert studio.ask("/caret", text="[ChatPlugin]\nOnEnd=", caret=19)["hint"].count("<code") == 3


def test_saving_writes_the_file_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "local.ini"
    studio = Studio(path).open()

    answer = studio.ask("/save", text="[ChatPlugin]\nTabTitle=CRM\n")

    assert answer["text"] == "[ChatPlugin]\nTabTitle=CRM\n"
    assert path.read_text().split() == ["[ChatPlugin]", "TabTitle=CRM"]
    assert studio.look("TabTitle=CRM")["saved"]
    assert not studio.look("TabTitle=CRM 2")["saved"]


def test_a_file_that_somebody_else_has_changed_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "local.ini"
    path.write_text("[ChatPlugin]\nMaxTabs=5\n")
    studio = Studio(path).open()
    base = studio.ask("/load")["revision"]
    path.write_text("[ChatPlugin]\nMaxTabs=6\n")

    asked = studio.ask("/save", 409, text="[ChatPlugin]\nMaxTabs=7\n", base=base)

    assert asked["ask"] == "changed"
    assert "in the file MaxTabs=6 here MaxTabs=7" in text_of(asked["difference"])
    assert "MaxTabs=6" in path.read_text()
    loaded = studio.ask("/load")
    assert loaded == {"text": "[ChatPlugin]\nMaxTabs=6\n", "revision": asked["revision"]}
    studio.ask("/save", text="[ChatPlugin]\nMaxTabs=7\n", base=asked["revision"])
    assert "MaxTabs=7" in path.read_text()


def test_what_another_tab_has_saved_is_asked_about(studio: Studio, file: Path) -> None:
    studio.ask("/save", text="[ChatPlugin]\nMaxTabs=7\n", base="")

    asked = studio.ask("/save", 409, text="[ChatPlugin]\nRaise=front\n", base="")

    assert asked["ask"] == "changed"
    assert "in the file MaxTabs=7 here Raise=front" in text_of(asked["difference"])
    assert "MaxTabs=7" in file.read_text()


def test_of_a_file_that_is_gone_it_is_said_what_a_new_one_will_lack(tmp_path: Path) -> None:
    path = tmp_path / "ASGUIHost.ini"
    path.write_text("[User]\nName=x\n[ChatPlugin]\nMaxTabs=5\n")
    studio = Studio(path).open()
    base = studio.ask("/load")["revision"]
    path.unlink()

    asked = studio.ask("/save", 409, text="[ChatPlugin]\nMaxTabs=7\n", base=base)

    said = text_of(asked["difference"])
    assert said.startswith("The file is no longer there. Saving makes it anew. It had other")
    assert not path.exists()


def test_no_other_file_than_the_opened_one_is_written_whatever_a_page_asks(
    studio: Studio, file: Path, tmp_path: Path
) -> None:
    text, other = "[ChatPlugin]\nMaxTabs=7\n", tmp_path / ".bashrc"

    studio.ask("/save", text=text, path=str(other), name=str(other), over=True, base="")

    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_settings_with_errors_are_saved_only_when_that_is_wanted(
    studio: Studio, file: Path
) -> None:
    text = "[ChatPlugin]\nMaxTabs=many\n"

    assert studio.ask("/save", 409, text=text) == {"ask": "flawed"}
    assert not file.exists()

    studio.ask("/save", text=text, flawed=True)
    assert "many" in file.read_text()


def test_of_a_whole_file_that_is_pasted_our_section_alone_is_saved(tmp_path: Path) -> None:
    host = tmp_path / "ASGUIHost.ini"
    before = "; EMC\n[User]\nName=x\n[ChatPlugin]\nMaxTabs=5\n[Window Position]\nTop=1\n"
    host.write_text(before)
    studio = Studio(host).open()
    pasted = before.replace("MaxTabs=5", "MaxTabs=6")

    looked = studio.ask("/look", text=pasted, sample={})
    answer = studio.ask("/save", text=pasted, base=studio.bench.document.revision)

    assert "Line 2 Look at this: [User] is another section" in text_of(looked["pieces"]["problems"])
    assert answer["text"] == "[ChatPlugin]\nMaxTabs=6\n"
    assert host.read_text() == pasted
    assert (tmp_path / "ASGUIHost.ini.bak").read_text() == before


def test_a_template_is_made_of_the_address_of_a_card(studio: Studio) -> None:
    address = "https://crm.company/card?phone=79000000001&agent=4021"

    made = studio.ask("/suggest", address=address)

    template = "https://crm.company/card?phone={phone}&agent={operator}"
    assert made["settings"][0] == ["ChatTemplate", template]
    shown = text_of(made["html"])
    assert f"WhatsApp: +79000000001 {address} the address that you gave" in shown


def test_what_a_value_is_the_page_knows_better(studio: Studio) -> None:
    address = "https://crm.company/card?ref=17&agent=4021"

    guessed = studio.ask("/suggest", address=address)
    told = studio.ask("/suggest", address=address, meanings=["", "user_id", "operator"])
    odd = studio.ask("/suggest", address=address, meanings=["", "password", 7])

    assert "no value of the address looks like the customer's" in text_of(guessed["html"])
    assert told["settings"][0][1] == "https://crm.company/card?ref={user_id}&agent={operator}"
    assert odd["settings"] == [["EmailTemplate", address]]


def test_what_is_no_address_of_a_card_is_said_to_be_none(studio: Studio) -> None:
    refused = studio.ask("/suggest", 422, address="javascript:alert(1)")

    assert refused["what"] == "this is not the address of a card"


def test_the_settings_are_exported_as_an_overlay(studio: Studio) -> None:
    text = f"[ChatPlugin]\n; a remark\n{MAIL}\nService.Path=C:\\x.exe\n"

    made = studio.ask("/export", text=text, form="json")
    raw = studio.ask("/export/file", text=text, form="json")

    assert made["name"] == "chatplugin.json"
    key, _, value = MAIL.partition("=")
    assert json.loads(made["text"]) == {key: value, "Service.Path": "C:\\x.exe"}
    assert raw == made["text"]
    assert any("Service.Path" in note for note in made["notes"])


def test_an_overlay_is_opened_and_what_others_would_read_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "chatplugin.json"
    path.write_text('{"MaxTabs": 20, "Service.Path": "x"}')
    studio = Studio(path).open()

    shown = text_of(studio.look("MaxTabs=20\nService.Path=x")["pieces"]["problems"])

    assert shown.startswith("1 problem Line 3 Look at this: Service.Path")
    made = studio.ask("/export", text="[ChatPlugin]\nMaxTabs=20\nService.Path=x\n", form="json")
    assert len(made["notes"]) == 1


def test_the_settings_are_exported_as_emc_takes_them(studio: Studio) -> None:
    text = f"[ChatPlugin]\n{MAIL}\nTabTitle=Карточка\n"

    ini = studio.ask("/export", text=text, form="ini")
    sql = studio.ask("/export", text=text, form="sql")

    assert MAIL in ini["text"]
    said = "EmailTemplate: 'crm.example.com' is a name for examples and trials."
    assert ini["notes"][2:] == [f"{said} Write the server's name."]
    assert "what your accounts look like" in ini["notes"][1]
    assert ini["notes"][0].startswith("there is no ChatTemplate, so no messenger contact gets")
    assert "stpAddTemplatePrimaryEx" in sql["text"]
    file = studio.browser.post(
        "/export/file", json={"text": text, "form": "sql"}, headers={"Origin": ORIGIN}
    ).content
    assert file.decode("utf-16").splitlines() == sql["text"].splitlines()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("MaxTabs=0", "Settings with errors are not exported"),
        ("", "There is no setting yet"),
    ],
)
def test_settings_that_must_not_go_live_are_not_exported(
    studio: Studio, settings: str, said: str
) -> None:
    answer = studio.ask("/export", 422, text=f"[ChatPlugin]\n{settings}\n", form="sql")

    assert answer["what"] == said


@pytest.mark.parametrize("form", ["", "exe", "../ini"])
def test_there_is_no_other_form(studio: Studio, form: str) -> None:
    answer = studio.ask("/export", 400, text=f"[ChatPlugin]\n{MAIL}\n", form=form)

    assert "text" not in answer


@pytest.mark.parametrize("name", ["..%2Fapp.py", "%2e%2e/app.py", "nothing.js"])
def test_no_other_file_is_served(studio: Studio, name: str) -> None:
    assert studio.browser.get(f"/static/{name}").status_code == 404


def test_an_account_that_nothing_is_known_of_is_marked_in_its_template(studio: Studio) -> None:
    asked = studio.look(MAIL, kind="file", mail="1-account.en")
    told = studio.look(
        f"{MAIL}\nPersonalAccount.Examples=4027158836; 4027300154",
        kind="file",
        mail="1-account.en",
    )

    question = "Write two or three accounts of yours into PersonalAccount.Examples"
    assert question in text_of(asked["pieces"]["problems"])
    assert question not in text_of(told["pieces"]["problems"])


@pytest.mark.parametrize(
    ("language", "page"),
    [
        (Language.ENGLISH, "reference/settings#which-card-a-contact-gets"),
        (Language.RUSSIAN, "reference/settings#какую-карточку-получает-обращение"),
    ],
)
def test_each_problem_leads_to_the_page_that_says_more(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language, page: str
) -> None:
    monkeypatch.setattr(machine, "SITES", [tmp_path])
    file = tmp_path / language / "reference" / "settings.html"
    file.parent.mkdir(parents=True)
    file.touch()
    opened: list[str] = []
    studio.bench.open_page = opened.append
    studio.bench.language = language

    found = studio.look(f"ChatTemplate={CARD}{{?usr_id}}")
    assert f'data-page="{page}"' in found["pieces"]["problems"]
    studio.ask("/read", 204, page=page)
    studio.ask("/read", 404, page="../../etc/passwd")

    [address] = opened
    assert unquote(address) == f"{file.as_uri()}#{page.partition('#')[2]}"


def test_where_there_are_no_docs_the_page_says_so(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "SITES", [tmp_path / "none"])

    answer = studio.ask("/read", 422, page="reference/broken-settings")

    assert "The docs are not installed" in str(answer)
