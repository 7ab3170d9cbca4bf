"""The settings of the account, and what is said of texts that cannot be used."""

import pytest

from chatplugin.domain.errors import BadValue
from chatplugin.mail import DEFAULT_RULES, AccountRules, Length, parse_labels, parse_length
from chatplugin.mail.rules import DEFAULT_LABELS


def test_labels_are_separated_by_semicolons_commas_or_lines() -> None:
    assert parse_labels(" л/с ; лицевой  счет,\nабонент") == ("л/с", "лицевой счет", "абонент")


def test_no_labels_are_the_built_in_ones() -> None:
    assert parse_labels("  ") == DEFAULT_LABELS


@pytest.mark.parametrize("text", ["12345", "л" * 61, "№", ";".join(f"а{n}" for n in range(51))])
def test_a_label_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="label"):
        parse_labels(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("10", Length(10, 10)),
        ("5-20", Length(5, 20)),
        (" 5 – 20 ", Length(5, 20)),
        ("8..12", Length(8, 12)),
    ],
)
def test_a_length_is_one_number_or_two(text: str, length: Length) -> None:
    assert parse_length(text) == length


@pytest.mark.parametrize("text", ["", "0", "ten", "20-5", "5-41", "-5", "5-"])
def test_a_length_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadValue, match=r"is no length.*'5-20'"):
        parse_length(text)


def test_rules_are_values() -> None:
    assert AccountRules() == DEFAULT_RULES
    assert hash(AccountRules()) == hash(DEFAULT_RULES)
