"""
Broken settings, each with the sentence that the administrator reads, and none of them stops a card.

They stand in tests/data/broken-settings.toml, which makes a page of the docs, too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from chatplugin.config.formats import read_ini
from chatplugin.config.layers import Layer, Problem, Severity
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import EMAIL, Contact, ContactId, Operator
from chatplugin.domain.screenpop import ScreenPop, decide
from chatplugin.sentences import Language
from tests.broken import (
    BROKEN,
    CARDS,
    FILES,
    GOOD,
    OVERLAYS,
    TRIALS,
    name_of,
    of_cards,
    of_file,
    of_overlay,
    of_trial,
    read_with,
)

MAIL = Contact(ContactId("E1"), EMAIL, "anna@example.com")


def says(problems: Sequence[Problem], broken: Mapping[str, Any]) -> bool:
    """Compare what is said with what is to be said."""
    for severity in Severity:
        told = [str(problem) for problem in problems if problem.severity is severity]
        wanted = broken.get(f"{severity}s", [])
        assert told == wanted
    return True


@pytest.mark.parametrize("broken", BROKEN, ids=name_of)
def test_a_broken_setting_says_what_is_wrong_and_what_to_write(broken: Mapping[str, Any]) -> None:
    assert says(read_with(broken["settings"]), broken)


@pytest.mark.parametrize("broken", BROKEN, ids=name_of)
def test_a_broken_setting_stops_no_card(broken: Mapping[str, Any]) -> None:
    reading = read_settings([Layer("EMC", {**GOOD, **broken["settings"]})])

    assert isinstance(decide(MAIL, Operator("1001"), reading.settings.rules), ScreenPop)


@pytest.mark.parametrize("broken", FILES, ids=name_of)
def test_a_file_of_a_wrong_form_says_so(broken: Mapping[str, Any]) -> None:
    assert says(of_file(broken["text"]), broken)


@pytest.mark.parametrize("broken", OVERLAYS, ids=name_of)
def test_what_is_hardly_an_overlay_is_pointed_out(broken: Mapping[str, Any]) -> None:
    assert says(of_overlay(broken["text"]), broken)


@pytest.mark.parametrize("broken", TRIALS, ids=name_of)
def test_what_looks_like_a_trials_is_pointed_out(broken: Mapping[str, Any]) -> None:
    assert says(of_trial(broken["settings"]), broken)


@pytest.mark.parametrize("broken", CARDS, ids=name_of)
def test_what_keeps_settings_from_right_cards_is_pointed_out(broken: Mapping[str, Any]) -> None:
    assert says(of_cards(broken["settings"]), broken)


def test_a_long_value_is_cut_in_the_sentence() -> None:
    (problem,) = read_with({"Language": "x" * 5000})

    assert len(str(problem)) < 300


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("  MaxTabs = 0", "local.ini:3:13: MaxTabs = '0'"),
        ("ChatTemplate=https://crm.example.com/{?user}", "local.ini:3:40: ChatTemplate = "),
        ("ChatTemplte=x", "local.ini:3:1: ChatTemplte: "),
        ("  nothing", "local.ini:3:3: 'nothing' is not a setting"),
    ],
)
def test_a_problem_of_a_file_begins_with_line_and_column(line: str, where: str) -> None:
    layer = read_ini(f"; ours\n[ChatPlugin]\n{line}\n".encode(), source="local.ini")

    (problem,) = read_settings([layer]).problems

    assert str(problem).startswith(where)


def test_a_problem_is_told_in_russian_with_the_same_key_and_value() -> None:
    (problem,) = read_with({"MaxTabs": "0"}, "EMC")

    assert problem.described(Language.RUSSIAN) == (
        "EMC: MaxTabs = '0': это не целое число от 1 до 200. Напишите число, например 20."
    )


def test_an_error_that_only_moves_to_another_line_is_no_new_one() -> None:
    before = read_settings([read_ini(b"[ChatPlugin]\nMaxTabs=0\n", source="x")])

    after = read_settings([read_ini(b"[ChatPlugin]\n\nRaise=front\nMaxTabs=0\n", source="x")])

    assert not after.over(before).refused
