"""Conditions of rules: what they cost, whatever is written in them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.config.cel.condition import LONGEST, compiled
from chatplugin.config.cel.tokens import tokens
from chatplugin.domain.rules import ConditionValues, Verdict
from chatplugin.errors import ConfigurationError

LONG = "ab" * 2048
VALUES: ConditionValues = {
    "channel_type": "email",
    "user_id": LONG,
    "operator": "4021",
    "attributes": {"A": LONG, "B": LONG[::-1]},
    "headers": {"subject": LONG},
}
MOST_SECONDS = 0.25
"""Of the processor, as for a hostile e-mail; the worst below takes a tenth of it."""

SILLY = [
    "!" * 900 + "true",
    "user_id" + "+user_id" * 20 + ' == "a"',
    " || ".join(['user_id.contains("bbb")'] * 36),
    " || ".join(['attributes.A.matches("(a|b)*c")'] * 28),
    'headers.subject.matches("(((a+)+)+)+$")',
    'headers.subject.matches("(x+x+)+y.{1,250}(a|b){1,250}z")',
    'headers.subject.matches("' + "(a|ab)*" * 60 + '$")',
    " && ".join(["attributes.A != attributes.B"] * 30),
]


@pytest.mark.parametrize("condition", SILLY)
def test_a_silly_condition_is_worked_out_in_no_time_or_refused(condition: str) -> None:
    start = time.process_time()

    try:
        verdict = compiled(condition).work_out(VALUES)
    except ConfigurationError:
        verdict = Verdict.DOES_NOT_HOLD

    assert verdict in {Verdict.HOLDS, Verdict.DOES_NOT_HOLD}
    assert time.process_time() - start < MOST_SECONDS


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 400 + "true" + ")" * 400,
        "[" * 400 + "]" * 400 + " == []",
        "true ? " * 100 + "true" + " : true" * 100,
        '["a"].map(x, x + x).map(x, x + x) == []',
        '["a"].exists(x, [x + x].exists(y, y == ""))',
        "attributes.all(name, true)",
        'user_id.matches(".{1,1000}")',
        'user_id.matches("\\\\pL{1,50}")',
        " || ".join(['user_id.matches(".{1,90}")'] * 10),
        "user_id.matches(headers.subject)",
        'user_id.matches("a" + user_id)',
        'matches("a", user_id)',
        'matches(headers["a"], attributes["b"])',
        'user_id == "' + "a" * LONGEST + '"',
    ],
)
def test_what_could_take_long_is_refused_when_it_is_read(condition: str) -> None:
    with pytest.raises(ConfigurationError):
        compiled(condition)


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                [
                    *(
                        "user_id",
                        "channel_type",
                        "attributes",
                        ".A",
                        '["A"]',
                        "headers",
                        ".matches",
                    ),
                    *("(", ")", "[", "]", "{", "}", " == ", " && ", " || ", "!", "-", "+", " in "),
                    *('"a"', "'", '"', '"""', r'r"\d"', "1", "1.5", "true", "null", "has", "size"),
                    *("\\", "\n", "//", "?", ":", ",", "ж", "😀", "\ud800", "\0", ".exists(x, x)"),
                ]
            ),
            max_size=12,
        ).map("".join),
    )
)
def test_any_text_is_a_condition_or_a_mistake_with_a_sentence(text: str) -> None:
    try:
        outcome: Verdict | ConfigurationError = compiled(text).work_out(VALUES)
    except ConfigurationError as error:
        outcome = error

    if isinstance(outcome, ConfigurationError):
        assert outcome.what
        assert outcome.remedy
        assert "<EOF>" not in str(outcome)
        assert "<input>" not in str(outcome)
        assert 0 <= getattr(outcome, "place", 0) <= len(text)


def test_texts_and_remarks_are_told_from_names() -> None:
    found = tokens('a == "b // c" && r"\\" != \'d\' // user_id')

    assert [token.text for token in found] == ["a", "==", '"b // c"', "&&", 'r"\\"', "!=", "'d'"]
    assert [token.literal for token in found if token.literal] == ["b // c", "d"]
