"""Which answers change between two settings, over a folder of e-mails or dropped ones."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from chatplugin.adapters import machine
from chatplugin.studio.web import pages
from chatplugin.studio.workbench import MOST_BYTES
from tests.unit.studio.conftest import CARD, ORIGIN, Studio

BEFORE = f"[ChatPlugin]\nEmailTemplate={CARD}{{?user_id,PersonalAccount}}\n"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    path = tmp_path / "local.ini"
    path.write_text(BEFORE)
    return Studio(path).open()


def letter(text: str) -> bytes:
    return f"From: Anna <anna@example.org>\r\n\r\n{text}\r\n".encode()


def folder_of(path: Path, *letters: str) -> Path:
    folder = path / "mails"
    folder.mkdir()
    for number, text in enumerate(letters):
        (folder / f"{number}.eml").write_bytes(letter(text))
    return folder


def compare(studio: Studio, folder: Path, before: str = "") -> list[dict[str, Any]]:
    studio.ask("/compare/begin", 204, before=before)
    answer = studio.browser.post(
        "/compare/folder", json={"folder": str(folder)}, headers={"Origin": ORIGIN}
    )
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def kinds(lines: list[dict[str, Any]]) -> list[str]:
    return [answer["kind"] for line in lines for answer in line["answers"]]


def test_the_draft_is_compared_with_the_file_on_disk(studio: Studio, tmp_path: Path) -> None:
    mails = folder_of(tmp_path, "л/с 1234567890", "договор 12345678", "Здравствуйте")
    labels = "PersonalAccount.Labels=договор"
    studio.ask("/look", text=f"{BEFORE}{labels}\nParameter.PersonalAccount.Missing=nopop\n")

    lines = compare(studio, mails)

    assert kinds(lines) == ["lost", "account", "lost"]
    row = lines[0]["answers"][1]["row"]
    assert "1.eml" in row
    assert "<mark>PersonalAccount=12345678</mark>" in row


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("", "same"),
        ("Parameter.user_id=off", "address"),
        ("TabTitle=CRM {user_id}", "title"),
        ("EmailTemplate.Enabled=off", "lost"),
        ("MaxTabs=7", "same"),
    ],
)
def test_the_kind_of_change_is_told(studio: Studio, tmp_path: Path, change: str, kind: str) -> None:
    studio.ask("/look", text=f"{BEFORE}{change}\n")

    assert kinds(compare(studio, folder_of(tmp_path, "л/с 1234567890"))) == [kind]


def test_any_other_file_may_be_the_one_before(studio: Studio, tmp_path: Path) -> None:
    other = tmp_path / "overlay.json"
    other.write_text('{"Enabled": false}')

    assert kinds(compare(studio, folder_of(tmp_path, "Hello"), str(other))) == ["gained"]


def test_a_contact_without_a_card_may_have_another_reason(studio: Studio, tmp_path: Path) -> None:
    other = tmp_path / "empty.ini"
    other.write_text("[ChatPlugin]\n")
    studio.ask("/look", text=f"{BEFORE}Enabled=off\n")

    assert kinds(compare(studio, folder_of(tmp_path, "Hello"), str(other))) == ["reason"]


def test_a_device_is_never_compared_with(studio: Studio, tmp_path: Path) -> None:
    answer = studio.ask("/compare/begin", 422, before="/dev/zero")

    assert answer["what"] == "/dev/zero cannot be read: not a regular file"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device")
def test_a_device_among_the_e_mails_is_not_read(studio: Studio, tmp_path: Path) -> None:
    mails = folder_of(tmp_path, "Hello")
    (mails / "endless.eml").symlink_to("/dev/zero")

    assert kinds(compare(studio, mails)) == ["same", "unread"]


def test_a_whole_disk_is_not_walked_through(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "MOST_FILES", 2)
    many = folder_of(tmp_path, *["Hello"] * 3)
    studio.ask("/compare/begin", 204, before="")

    answer = studio.ask("/compare/folder", 422, folder=str(many))

    assert answer["what"] == f"There are more than 2 files in {many}"


def test_progress_is_told_in_batches(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BATCH", 2)

    lines = compare(studio, folder_of(tmp_path, *["Hello"] * 5))

    assert [(line["done"], line["total"]) for line in lines] == [(2, 5), (4, 5), (5, 5)]


def test_what_cannot_be_read_is_counted_and_the_rest_goes_on(
    studio: Studio, tmp_path: Path
) -> None:
    mails = folder_of(tmp_path, "Hello")
    (mails / "1.eml").mkdir()
    with (mails / "2.eml").open("wb") as too_large:
        too_large.truncate(MOST_BYTES + 1)
    (mails / "notes.txt").write_text("no e-mail")

    assert kinds(compare(studio, mails)) == ["same", "unread"]


@pytest.mark.parametrize(
    ("folder", "said"),
    [("nowhere", "There is no folder"), ("", "There is no .eml or .msg file in")],
)
def test_a_folder_without_e_mails_is_told(
    studio: Studio, tmp_path: Path, folder: str, said: str
) -> None:
    studio.ask("/compare/begin", 204, before="")

    answer = studio.ask("/compare/folder", 422, folder=str(tmp_path / folder))

    assert said in answer["what"]


def test_a_dropped_e_mail_is_compared_by_itself(studio: Studio) -> None:
    studio.ask("/look", text=BEFORE.replace("PersonalAccount}", "operator}"))
    studio.ask("/compare/begin", 204, before="")

    answer = studio.send("/compare/mail?name=%3Cb%3E.eml", letter("л/с 1234567890"))

    assert answer["kind"] == "address"
    assert "&lt;b&gt;.eml" in answer["row"]


def test_nothing_is_compared_before_it_is_known_with_what(studio: Studio) -> None:
    answer = studio.send("/compare/mail", letter("Hello"), 409)

    assert "row" not in answer


def test_a_path_is_read_in_the_quotes_in_which_explorer_copies_it(
    studio: Studio, tmp_path: Path
) -> None:
    folder_of(tmp_path, "л/с 1234567890")
    (tmp_path / "before.json").write_text('{"EmailTemplate": "https://old.example.com/{user_id}"}')

    studio.ask("/compare/begin", 204, before=f'"{tmp_path / "before.json"}"')
    question = json.dumps({"folder": f'"{tmp_path / "mails"}"'})
    answer = studio.browser.post("/compare/folder", content=question, headers={"Origin": ORIGIN})

    [line] = [json.loads(text) for text in answer.text.splitlines()]
    assert kinds([line]) == ["address"]
    assert "https://old.example.com" in line["answers"][0]["row"]


def test_letters_are_read_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, *["Здравствуйте"] * 12)

    names = [path.stem for path in machine.mails_in(folder)]

    assert names == [str(number) for number in range(12)]
