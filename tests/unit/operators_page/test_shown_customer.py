"""What the operator's page shows of a customer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.domain.contact import CustomerShown


def masked(user_id: str) -> str:
    return CustomerShown.MASKED.of(user_id)


@pytest.mark.parametrize(
    ("user_id", "shown"),
    [
        ("anna.kuznetsova@example.org", "an…@example.org"),
        ("o.smirnova@example.org", "o…@example.org"),
        ("bob@example.org", "b…@example.org"),
        ("x@example.org", "…@example.org"),
        ("+79000000001", "+7 … 01"),
        ("+7 (900) 000-00-01", "+7 … 01"),
        ("89000000001", "… 01"),
        ("tg_ivan_petrov", "tg…ov"),
        ("id42", "id…"),
        ("Anna", "An…"),
        ("A", "…"),
        ("anna@localhost", "an…st"),
    ],
)
def test_a_customer_is_known_again_without_being_told(user_id: str, shown: str) -> None:
    assert masked(user_id) == shown


def test_a_setting_shows_the_customer_in_full_or_not_at_all() -> None:
    assert CustomerShown.FULL.of("+79000000001") == "+79000000001"
    assert CustomerShown.HIDDEN.of("+79000000001") == ""
    assert CustomerShown.FULL.of(None) == ""


@given(st.from_regex(r"\+?[0-9]{7,20}", fullmatch=True))
def test_no_more_than_three_digits_of_a_phone_number_are_shown(number: str) -> None:
    assert sum(character.isdigit() for character in masked(number)) <= 3


@given(st.text(min_size=1, max_size=40))
def test_no_more_than_four_characters_of_anything_but_a_mail_server_are_shown(text: str) -> None:
    before_the_server = masked(text).partition("@")[0] if "@" in text else masked(text)

    assert len(before_the_server.replace("…", "").replace(" ", "")) <= 4
