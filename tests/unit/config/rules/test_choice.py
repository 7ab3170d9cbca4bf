"""Rules that cannot be used as a whole, and what becomes of a contact then."""

import sys

import pytest

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Reading, Severity, read_settings
from chatplugin.domain.contact import EMAIL, Contact, ContactId, Operator
from chatplugin.domain.screenpop import ScreenPop, decide
from tests.broken import GOOD

MAIL = Contact(ContactId("E1"), EMAIL, "anna@example.com")


def read_with(**settings: str) -> Reading:
    return read_settings([Layer("EMC section ChatPlugin", {**GOOD, **settings})])


def card(reading: Reading) -> str:
    pop = decide(MAIL, Operator("1001"), reading.settings.rules)
    assert isinstance(pop, ScreenPop)
    return pop.template_name


@pytest.mark.parametrize(
    "settings",
    [
        {"Rule.10": 'channel_type == "dostavista" -> vip'},
        {"Rule.10": 'channel_type == "sales" -> vip', "Channel.Alias.Sales chat": "sales"},
        {"Rule.10": 'channel_type != "" && channel_type.startsWith("W") -> vip'},
    ],
)
def test_a_channel_that_may_be_there_is_no_slip_of_the_pen(settings: dict[str, str]) -> None:
    assert read_with(**settings).problems == ()


def test_a_rule_whose_template_is_broken_gives_way_to_the_next_one() -> None:
    reading = read_with(**{"Rule.10": "true -> gold", "Template.gold": "crm.example.com"})

    assert [problem.key for problem in reading.problems] == ["Template.gold"]
    assert card(reading) == "EmailTemplate"


def test_a_mistake_on_another_line_of_an_overlay_is_counted_through() -> None:
    reading = read_with(**{"Rule.10": 'operator == "1"\n  || oprator == "2" -> vip'})

    assert "at character 22, there is nothing called 'oprator'" in str(reading.problems[0])


def test_a_hundred_rules_are_tried_and_no_more() -> None:
    rules = {f"Rule.{number}": 'operator == "1" -> vip' for number in range(1, 102)}

    reading = read_with(**rules)

    assert len(reading.settings.rules.choice_rules) == 100
    assert [str(problem) for problem in reading.problems] == [
        (
            "EMC section ChatPlugin: Rule.101 = 'operator == \"1\" -> vip':"
            " there are 101 rules, and only the first 100 are tried. Put rules together with ||."
        )
    ]


def test_rules_whose_patterns_are_too_costly_together_are_left_out() -> None:
    rules = {
        f"Rule.{number}": f'user_id.matches(".{{1,300}}{number}") -> none'
        for number in range(1, 10)
    }

    reading = read_with(**rules)

    assert len(reading.settings.rules.choice_rules) == 7
    assert [problem.key for problem in reading.problems] == ["Rule.8"]
    assert "the patterns of all rules need too much time" in str(reading.problems[0])


def test_without_the_library_for_patterns_rules_with_them_are_refused_and_all_else_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)

    reading = read_with(**{"Rule.90": 'operator.matches("^1$") -> vip'})

    assert [str(problem) for problem in reading.problems if problem.severity is Severity.ERROR] == [
        (
            "EMC section ChatPlugin: Rule.90 = 'operator.matches(\"^1$\") -> vip':"
            " at character 18, the library for patterns cannot be loaded."
            " Install ChatPlugin anew with all its libraries."
        )
    ]
    assert card(reading) == "EmailTemplate"
