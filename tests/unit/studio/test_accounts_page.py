"""In which of many letters the account is found, by the draft: of a folder, or dropped."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chatplugin.sentences import Language
from tests.unit.studio.conftest import CARD, ORIGIN, Studio

SETTINGS = f"[ChatPlugin]\nEmailTemplate={CARD}{{?PersonalAccount}}\n"
LETTERS = ("л/с 4027158836", "л/с 4027158836 или л/с 4027300154", "Здравствуйте", "л/с не помню")


def letter(text: str) -> bytes:
    return f"From: Anna <anna@example.org>\r\nSubject: About <b>\r\n\r\n{text}\r\n".encode()


def folder_of(path: Path, *letters: str) -> Path:
    folder = path / "letters"
    folder.mkdir()
    for number, text in enumerate(letters):
        (folder / f"{number}.eml").write_bytes(letter(text))
    return folder


def lines_of(studio: Studio, folder: Path, settings: str = SETTINGS) -> list[dict[str, Any]]:
    studio.ask("/look", text=settings)
    studio.ask("/accounts/begin", 204)
    body = json.dumps({"folder": str(folder)})
    answer = studio.browser.post("/accounts/folder", content=body, headers={"Origin": ORIGIN})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def answers(lines: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [answer for line in lines for answer in line["answers"]]


def kinds(lines: list[dict[str, Any]]) -> list[str]:
    return [answer["kind"] for answer in answers(lines)]


def test_each_letter_is_found_doubtful_or_not_found_with_its_reason(
    studio: Studio, tmp_path: Path
) -> None:
    lines = lines_of(studio, folder_of(tmp_path, *LETTERS))

    assert kinds(lines) == ["found", "doubtful", "missing", "missing"]
    found, doubtful, missing, _ = [answer["row"] for answer in answers(lines)]
    assert "found in the newest text, label &#39;л/с&#39;" in found
    assert "two different accounts in the newest text" in doubtful
    assert "no label" in missing


def test_the_list_shows_the_last_figures_only(studio: Studio, tmp_path: Path) -> None:
    rows = [each["row"] for each in answers(lines_of(studio, folder_of(tmp_path, *LETTERS)))]

    assert "<b>…8836</b>" in rows[0]
    assert "<b>…8836</b>, <b>…0154</b>" in rows[1]
    assert not any(account in "".join(rows) for account in ("4027158836", "4027300154"))


def test_the_first_of_several_is_doubtful_though_it_is_taken(
    studio: Studio, tmp_path: Path
) -> None:
    settings = f"{SETTINGS}PersonalAccount.Ambiguous=first\n"

    assert kinds(lines_of(studio, folder_of(tmp_path, LETTERS[1]), settings)) == ["doubtful"]


def test_what_the_draft_says_of_accounts_counts_at_once(studio: Studio, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "л/с 12345678")
    assert kinds(lines_of(studio, folder)) == ["found"]

    examples = f"{SETTINGS}PersonalAccount.Examples=4027158836; 4027300154\n"

    assert kinds(lines_of(studio, folder, examples)) == ["missing"]


def test_a_letter_of_the_folder_opens_by_its_place_with_its_marks(
    studio: Studio, tmp_path: Path
) -> None:
    lines_of(studio, folder_of(tmp_path, *LETTERS))

    html = studio.ask("/accounts/opened", at=0)["html"]

    assert '<mark class="label">л/с</mark>' in html
    assert 'data-parameter="PersonalAccount">4027158836</mark>' in html
    assert studio.ask("/accounts/opened", at=1)["html"].count('<mark class="rival">') == 2
    assert "About &lt;b&gt;" in html


@pytest.mark.parametrize("at", [4, -1, "0", None])
def test_no_other_file_can_be_opened(studio: Studio, tmp_path: Path, at: object) -> None:
    lines_of(studio, folder_of(tmp_path, *LETTERS))

    studio.ask("/accounts/opened", 404, at=at)


def test_a_letter_that_is_gone_is_told(studio: Studio, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, *LETTERS)
    lines_of(studio, folder)
    (folder / "0.eml").unlink()

    assert studio.ask("/accounts/opened", 404, at=0) == "could not be read"


def test_a_dropped_letter_is_read_and_opened_by_itself(studio: Studio) -> None:
    studio.ask("/look", text=SETTINGS)
    studio.ask("/accounts/begin", 204)

    answer = studio.send("/accounts/mail?name=%3Cb%3E.eml", letter(LETTERS[0]))

    assert answer["kind"] == "found"
    assert "&lt;b&gt;.eml" in answer["row"]
    assert "4027158836</mark>" in studio.send("/accounts/open", letter(LETTERS[0]))["html"]


def test_nothing_is_read_before_it_is_known_by_what(studio: Studio) -> None:
    studio.send("/accounts/mail", letter("Hello"), 409)
    studio.send("/accounts/open", letter("Hello"), 409)
    studio.ask("/accounts/folder", 409, folder="/")


def test_five_hundred_letters_come_in_batches_and_a_broken_one_is_counted(
    studio: Studio, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, *["л/с 4027158836", "Здравствуйте"] * 250)
    (folder / "500.eml").mkdir()
    with (folder / "501.eml").open("wb") as too_large:
        too_large.truncate((30 << 20) + 1)

    lines = lines_of(studio, folder)

    assert [(line["done"], line["total"]) for line in lines][-2:] == [(500, 501), (501, 501)]
    assert [kinds(lines).count(kind) for kind in ("found", "missing", "unread")] == [250, 250, 1]


def test_the_studio_asks_for_examples_until_something_says_what_accounts_look_like(
    studio: Studio,
) -> None:
    asks = "asks_for_examples"

    assert studio.ask("/look", text=SETTINGS)[asks]
    assert not studio.ask("/look", text=f"{SETTINGS}PersonalAccount.Examples=4027158836\n")[asks]
    assert not studio.ask("/look", text=SETTINGS.replace("PersonalAccount", "user_id"))[asks]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.ENGLISH, "The settings do not say what your accounts look like"),
        (Language.RUSSIAN, "В настройках не сказано, как выглядят ваши лицевые счета"),
    ],
)
def test_the_page_says_so_as_well(
    studio_of: Callable[..., Studio], language: Language, said: str
) -> None:
    studio = studio_of(language)
    studio.ask("/look", text=SETTINGS)
    assert said in studio.browser.get("/accounts").text

    studio.ask("/look", text=f"{SETTINGS}PersonalAccount.Length=10\n")

    assert said not in studio.browser.get("/accounts").text
