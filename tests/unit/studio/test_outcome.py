"""An address and a letter in pieces: put together, they are what they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.rules import ParameterFate, ParameterOutcome
from chatplugin.domain.template import Template
from chatplugin.mail import read
from chatplugin.sentences import said
from chatplugin.studio.draft import Draft
from chatplugin.studio.outcome import MOST_SHOWN, outcome_of, pieces_of

NAMES = ("a", "b", "c")


def outcomes(*values: str | None) -> tuple[ParameterOutcome, ...]:
    return tuple(
        ParameterOutcome(name, value, ParameterFate.GIVEN, said("origin.text"))
        for name, value in zip(NAMES, values, strict=True)
    )


@pytest.mark.parametrize(
    ("template", "pieces"),
    [
        ("https://x/{?a,b,c}", ["https://x/", "?", "a:a=1", "&", "c:c=%203"]),
        ("https://x/{b}{?a}", ["https://x/", "?", "a:a=1"]),
        ("https://x/?q={c}{&a}", ["https://x/?q=", "c:%203", "&", "a:a=1"]),
        ("https://x{/a,b,c}/z", ["https://x", "/", "a:1", "/", "c:%203", "/z"]),
    ],
)
def test_each_piece_knows_its_parameter(template: str, pieces: list[str]) -> None:
    parsed, values = Template.parse(template), {"a": "1", "b": None, "c": " 3"}

    found = pieces_of(parsed.expand(values), parsed, outcomes(*values.values()))

    assert [f"{p.parameter}:{p.text}" if p.parameter else p.text for p in found] == pieces


@given(
    st.lists(st.sampled_from(["{a}", "{?a,b}", "{&c,a}", "{/b}", "{#c}", "{a,b,c}", "x", "%41"])),
    st.lists(st.none() | st.text(), min_size=3, max_size=3),
)
def test_the_pieces_make_the_address_again(parts: list[str], values: list[str | None]) -> None:
    parsed = Template.parse("https://crm.example.com/" + "".join(parts))
    url = parsed.expand(dict(zip(NAMES, values, strict=True)))

    assert "".join(piece.text for piece in pieces_of(url, parsed, outcomes(*values))) == url


def test_what_is_put_behind_the_address_is_a_piece_of_its_own() -> None:
    parsed = Template.parse("https://x/{?a}")

    found = pieces_of("https://x/?a=1&sig=2", parsed, outcomes("1", None, None))

    assert found[-1] == ("&sig=2", "")


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
