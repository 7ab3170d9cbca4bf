"""The settings of the account: what they mean, and what is said of those that mean nothing."""

import pytest

from chatplugin.domain.errors import ConfigurationError
from chatplugin.mail import (
    DEFAULT_RULES,
    AccountRules,
    Ambiguous,
    Length,
    parse_ambiguous,
    parse_labels,
    parse_length,
    parse_letters,
    parse_pattern,
    read,
)
from chatplugin.mail.labels import DEFAULT_LABELS
from tests.corpus.build import A, B, plain


def test_labels_are_separated_by_semicolons_commas_or_lines() -> None:
    assert parse_labels(" л/с ; лицевой  счет,\nабонент") == ("л/с", "лицевой счет", "абонент")


def test_no_labels_are_the_built_in_ones() -> None:
    assert parse_labels("  ") == DEFAULT_LABELS


@pytest.mark.parametrize("text", ["12345", "л" * 61, "№", ";".join(f"а{n}" for n in range(51))])
def test_a_label_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"PersonalAccount\.Labels"):
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
    with pytest.raises(ConfigurationError, match=r"PersonalAccount\.Length.*'5-20'"):
        parse_length(text)


def test_letters_are_on_or_off() -> None:
    assert parse_letters("On") is True
    assert parse_letters("no") is False
    with pytest.raises(ConfigurationError, match="Write 'on' or 'off'"):
        parse_letters("maybe")


def test_ambiguous_is_none_or_first() -> None:
    assert parse_ambiguous(" First ") is Ambiguous.FIRST
    with pytest.raises(ConfigurationError, match="Write 'none' or 'first'"):
        parse_ambiguous("last")


def test_a_pattern_without_text_means_labels() -> None:
    assert parse_pattern("  ") is None


@pytest.mark.parametrize(
    ("pattern", "place", "remedy"),
    [
        (r"л/с (?P<account>\d+", 5, "Close the group"),
        (r"л/с (?P<account>\d+))", 21, "Open the group"),
        (r"(?<=л/с )(?P<account>\d+)", 1, "no look-ahead"),
        (r"(?P<account>\d+)(?!x)", 17, "no look-ahead"),
        (r"(?P<account>\d+) \1", 18, "no back-references"),
        (r"[абв(?P<account>\d+)", 1, "Close the set"),
        (r"(?P<account>\d{2000})", 15, "1,000"),
        (r"*(?P<account>\d+)", 1, "in front of it"),
        (r"л/с (\d+)", 5, "?P<account>"),
        (r"л/с \d+", 1, "?P<account>"),
        (r"(?P<account>\d+)|(?P<account>x)", 18, "once"),
        ("x" * 1001, 1001, "at most 1000"),
    ],
)
def test_a_bad_pattern_is_refused_with_its_place(pattern: str, place: int, remedy: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse_pattern(pattern)

    assert f"at character {place}:" in refused.value.what
    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    "pattern", [r"(?P<account>\d{10})", r"(?i)ЛС\s*(?P<account>[А-Я]{2}\d{6})"]
)
def test_a_good_pattern_is_itself(pattern: str) -> None:
    assert parse_pattern(pattern) == pattern


def test_a_pattern_reads_text_in_which_blanks_are_blanks() -> None:
    rules = AccountRules(pattern=r"л/с\s№\s(?P<account>\d{10})")

    assert read(plain(f"л/с\u00a0№\u202f{A}"), rules).account.value == A


def test_a_pattern_that_may_match_nothing_finds_nothing() -> None:
    rules = AccountRules(pattern=r"(?P<account>\d*)")

    assert read(plain("Добрый день"), rules).account.value is None


def test_a_pattern_decides_by_the_newest_text_as_well() -> None:
    rules = AccountRules(pattern=r"код (?P<account>\d+)")

    assert read(plain(f"код {A}\n\n> код {B}"), rules).account.value == A


def test_the_first_of_two_says_which_it_passed_over() -> None:
    rules = AccountRules(ambiguous=Ambiguous.FIRST)

    found = read(plain(f"л/с {A}, л/с {B}"), rules).account

    assert found.describe() == (
        "found in the newest text, label 'л/с'; the first of …7890 and …3210"
    )


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("12345678", "12345678"),
        ("12 345 678", "12345678"),
        ("12345678 90", "12345678"),
        ("1234 5678 за 10 2025", "12345678"),
        ("1234 5678 10 кВт", "12345678"),
        ("1234 5678 150", "12345678"),
        ("1234 5678 9012", None),
        ("1234 5678 90", None),
        ("12 345 678 90", None),
        ("1234-5678-90", None),
        ("12345678-90", None),
        ("1234567890", None),
    ],
)
def test_a_number_that_goes_on_beyond_the_length_is_none(written: str, account: str | None) -> None:
    rules = AccountRules(length=Length(8, 8))

    assert read(plain(f"л/с {written}"), rules).account.value == account


def test_rules_are_values() -> None:
    assert AccountRules() == DEFAULT_RULES
    assert hash(AccountRules()) == hash(DEFAULT_RULES)
