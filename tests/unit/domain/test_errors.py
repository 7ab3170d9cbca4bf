"""Errors that say what to do, and what was probably meant."""

import pytest

from chatplugin.domain.errors import ChatPluginError, nearest, without_values

NAMES = ["user_id", "operator", "PersonalAccount"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("USER_ID", "user_id"),
        ("personalaccount", "PersonalAccount"),
        ("operater", "operator"),
        ("colour", None),
        ("", None),
    ],
)
def test_the_word_that_was_probably_meant_is_found(word: str, meant: str | None) -> None:
    assert nearest(word, NAMES) == meant


def test_an_error_says_in_one_line_what_happened_and_what_to_do() -> None:
    error = ChatPluginError("Chrome does not start", remedy="Set Chrome.Path.")

    assert str(error) == "Chrome does not start. Set Chrome.Path."
    assert str(ChatPluginError("Chrome does not start")) == "Chrome does not start"


def test_an_error_of_our_own_is_named_by_its_place_without_a_customers_text() -> None:
    def fail() -> None:
        raise ValueError("anna@example.com")

    with pytest.raises(ValueError, match="anna") as caught:
        fail()

    told = without_values(caught.value)
    assert told.startswith("ValueError at fail:")
    assert "anna" not in told
