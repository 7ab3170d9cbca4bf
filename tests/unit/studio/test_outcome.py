"""An address and a letter in pieces: put together, they are what they were."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.desktop.played_desktop import TestContact
from chatplugin.mail import read
from chatplugin.studio.draft import Draft
from chatplugin.studio.outcome import MOST_SHOWN, outcome_of

NAMES = ("a", "b", "c")


def outcome(template: str, *values: str | None) -> Any:
    """What becomes of a contact whose attributes are these values of the fields a, b and c."""
    fields = "".join(f"Field.{name}={{{name.upper()}}}\n" for name in NAMES)
    draft = Draft.read(f"[ChatPlugin]\nChatTemplate={template}\nTabTitle=CRM\n{fields}")
    given = zip(NAMES, values, strict=True)
    attributes = {name.upper(): value for name, value in given if value is not None}
    return outcome_of(draft, TestContact("WhatsApp", "+79000000001", attributes=attributes))


@pytest.mark.parametrize(
    ("template", "pieces"),
    [
        ("https://x/{?a,b,c}", ["https://x/", "?", "a:a=1", "&", "c:c=3%204"]),
        ("https://x/{b}{?a}", ["https://x/", "?", "a:a=1"]),
        ("https://x/?q={c}{&a}", ["https://x/?q=", "c:3%204", "&", "a:a=1"]),
        ("https://x{/a,b,c}/z", ["https://x", "/", "a:1", "/", "c:3%204", "/z"]),
    ],
)
def test_each_piece_knows_its_parameter(template: str, pieces: list[str]) -> None:
    found = outcome(template, "1", None, "3 4").address

    assert [f"{p.parameter}:{p.text}" if p.parameter else p.text for p in found] == pieces


@given(
    st.lists(st.sampled_from(["{a}", "{?a,b}", "{&c,a}", "{/b}", "{a,b,c}", "x", "%41"])),
    st.lists(st.none() | st.text(), min_size=3, max_size=3),
)
def test_the_pieces_make_the_address_again(parts: list[str], values: list[str | None]) -> None:
    found = outcome("https://crm.example.com/" + "".join(parts), *values)

    url = found.explanation.url
    assert "".join(piece.text for piece in found.address) == (url or "")


def looks(text: str) -> list[tuple[str, str]]:
    """Return the pieces of the letter *text*, which put together are the letter."""
    raw = b"From: a@example.com\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode()
    found = outcome_of(Draft.read(""), TestContact("email", mail=raw)).body
    assert "".join(span.text for span in found) == read(raw).body[:MOST_SHOWN]
    return [(s.text, "history" if s.is_history and s.look == "plain" else s.look) for s in found]


def test_the_account_and_its_label_are_told_from_the_rest() -> None:
    assert looks("Мой л/с 12 345 678, спасибо") == [
        ("Мой ", "plain"),
        ("л/с", "label"),
        (" ", "plain"),
        ("12 345 678", "account"),
        (", спасибо", "plain"),
    ]


def test_quoted_history_is_told_from_what_was_written_last() -> None:
    found = looks("Да\n\n> Ваш лицевой счет 1234567890?\n> Служба\n")

    assert found[0] == ("Да\n\n", "plain")
    assert ("1234567890", "account") in found
    assert ("?\n", "history") in found


def test_one_label_without_a_number_is_marked() -> None:
    assert ("лицевой счет", "label") in looks("Где мой лицевой счет? Помогите")


def test_a_long_letter_is_cut_and_no_mark_lies_behind_the_cut() -> None:
    assert looks("слово " * MOST_SHOWN + "л/с 1234567890") == [
        (("слово " * MOST_SHOWN)[:MOST_SHOWN], "plain")
    ]


@given(st.text(max_size=300))
def test_every_letter_is_shown_whole(text: str) -> None:
    shown = looks(text.encode("utf-8", "replace").decode())

    assert all(piece for piece, _ in shown)
