"""The administrator's own pattern."""

import pytest

from chatplugin.domain.errors import BadValue
from chatplugin.mail import AccountRules, parse_pattern, read
from tests.corpus.build import A, B, plain


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
    with pytest.raises(BadValue) as refused:
        parse_pattern(pattern)

    assert refused.value.span is None or refused.value.span.start == place - 1
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
