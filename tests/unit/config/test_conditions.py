"""Conditions of rules: what they cost, whatever is written in them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chatplugin.config.rules.conditions import LONGEST, Compiled
from chatplugin.config.rules.tokens import Tokens
from chatplugin.domain.errors import ConfigurationError
from chatplugin.domain.rules import ConditionValues, Verdict

LONG = "ab" * 2048
VALUES = ConditionValues(
    {"channel_type": "email", "user_id": LONG, "operator": "4021"},
    {"attributes": {"A": LONG, "B": LONG[::-1]}, "headers": {"subject": LONG}},
)
MOST_SECONDS = 0.25
"""Of the processor, as for a hostile e-mail; the worst below takes a tenth of it."""

SILLY = [
    "!" * 900 + "true",
    "user_id in [" + "user_id," * 120 + '"a"]',
    "true" + " || false" * 100,
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
        verdict = Compiled.of(condition).work_out(VALUES)
    except ConfigurationError:
        verdict = Verdict.DOES_NOT_HOLD

    assert verdict in {Verdict.HOLDS, Verdict.DOES_NOT_HOLD}
    assert time.process_time() - start < MOST_SECONDS


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 400 + "true" + ")" * 400,
        "[" * 400 + "]" * 400 + " == []",
        "int(" * 150 + "user_id" + ")" * 150 + " > 1",
        "user_id.contains(" * 50 + '"a"' + ")" * 50,
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
        Compiled.of(condition)


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
        outcome: Verdict | ConfigurationError = Compiled.of(text).work_out(VALUES)
    except ConfigurationError as error:
        outcome = error

    if isinstance(outcome, ConfigurationError):
        assert outcome.what
        assert outcome.remedy
        assert "<EOF>" not in str(outcome)
        assert "<input>" not in str(outcome)
        assert 0 <= getattr(outcome, "place", 0) <= len(text)


def test_texts_and_remarks_are_told_from_names() -> None:
    found = Tokens('a == "b // c" && r"\\" != \'d\' // user_id')

    assert [word.text for word in found.all][:-1] == [
        *("a", "==", '"b // c"', "&&", 'r"\\"', "!=", "'d'")
    ]
    assert [word.literal() for word in found.all if word.kind == "text"] == [*("b // c", "\\", "d")]


def test_a_text_may_hold_characters_by_their_numbers() -> None:
    (text, _) = Tokens(r'"\t\"\'\x41\u042f\\"').all

    assert text.literal() == "\t\"'A\u042f\\"


def test_a_condition_tells_what_it_asks_for_and_which_channels_it_means() -> None:
    condition = Compiled.of(
        '(channel_type in ["viber", "sms"] || "email" != channel_type) && "A.B" in attributes'
        ' && attributes["C"] == "user_id" && has(headers.subject)'
    )

    assert condition.channels == ("viber", "sms", "email")
    assert condition.names == {"channel_type", "A.B", "C", "headers"}


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ('attributes.None == "" || true', Verdict.HOLDS),
        ('true || attributes.None == ""', Verdict.HOLDS),
        ('attributes.None == "" && false', Verdict.DOES_NOT_HOLD),
        ('attributes.None == "" || int(user_id) > 1', Verdict.LACKING),
        ('int(user_id) > 1 || attributes.None == ""', Verdict.FAILED),
        ('!(attributes.None == "")', Verdict.LACKING),
        ('operator in ["4021", attributes.None]', Verdict.LACKING),
        ("true || false && false", Verdict.HOLDS),
        ("!false && !!true", Verdict.HOLDS),
        ("!has(attributes.None) == true", Verdict.HOLDS),
        ("int(operator) in [4020, 4021]", Verdict.HOLDS),
        ("int(operator) - 1 > 0", None),
        ("double(operator) > -0.5 && int(operator) <= 4021.0", Verdict.HOLDS),
        ('"4" < operator && operator <= "5"', Verdict.HOLDS),
    ],
)
def test_a_condition_is_worked_out_as_in_cel(condition: str, verdict: Verdict | None) -> None:
    if verdict is None:
        with pytest.raises(ConfigurationError, match="'-' is not expected here"):
            Compiled.of(condition)
    else:
        assert Compiled.of(condition).work_out(VALUES) is verdict


@pytest.mark.parametrize("number", ["4021", "+4021", "-1", "04021", " 7\r\n"])
def test_a_number_in_a_text_is_one(number: str) -> None:
    values = replace(VALUES, texts={**VALUES.texts, "user_id": number})

    assert Compiled.of("int(user_id) < 4022").work_out(values) is Verdict.HOLDS


@pytest.mark.parametrize("number", ["", "4_021", "٤", "1 0", "1.0", "9" * 30, "0x1", "a"])
def test_what_is_no_number_cannot_be_worked_out(number: str) -> None:
    values = replace(VALUES, texts={**VALUES.texts, "user_id": number})

    assert Compiled.of("int(user_id) < 4022").work_out(values) is Verdict.FAILED
