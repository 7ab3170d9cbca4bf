"""What is done to a parameter's value on its way into the URL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.domain.errors import ConfigurationError
from chatplugin.domain.transform import Transform


@pytest.mark.parametrize(
    ("steps", "value", "expected"),
    [
        ("strip", "  Anna ", "Anna"),
        ("lower", "Anna@Example.COM", "anna@example.com"),
        ("upper", "ab-12", "AB-12"),
        ("digits", "+7 (900) 000-00-01", "79000000001"),
        ("digits", "٣٤", "34"),
        ("digits", "ivan", ""),
        ("prefix:7", "9000000001", "79000000001"),
        ("prefix:7", "79000000001", "79000000001"),
        ("last:10", "79000000001", "9000000001"),
        ("last:10", "123", "123"),
        ("map:a=b;c=d", "c", "d"),
        ("map:a=b;c=d", "e", "e"),
        ("map:a=b; * = other", "e", "other"),
        ("map:whatsapp=1;telegram=", "telegram", ""),
        ("strip, digits, last:10, prefix:8", " +7 900 000-00-01", "89000000001"),
    ],
)
def test_steps_are_done_from_left_to_right(steps: str, value: str, expected: str) -> None:
    assert Transform.parse(steps).apply(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+7 900 000-00-01", "+79000000001"),
        ("8 (900) 000-00-01", "+79000000001"),
        ("79000000001", "+79000000001"),
        ("9000000001", "+79000000001"),
        ("  89000000001 ", "+79000000001"),
        ("447400000001", "+447400000001"),
        ("+44 7400 000001", "+447400000001"),
        ("ivan-petrov", "ivan-petrov"),
        ("tg_9000000001", "tg_9000000001"),
        ("112", "112"),
        ("", ""),
        ("12345678901234567890", "12345678901234567890"),
        ("@" * 5000, "@" * 5000),
    ],
)
def test_a_phone_number_is_written_in_e164_and_all_else_stays(value: str, expected: str) -> None:
    assert Transform.parse("e164:RU").apply(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+7 900 000-00-01", "+79000000001"),
        ("8 (900) 000-00-01", "+79000000001"),
        ("(900) 000-00-01", "+79000000001"),
        ("79000000001", "+79000000001"),
        ("9000000001", "+79000000001"),
        (" 8 841 234-56-78 ", "+78412345678"),
        ("+44 7400 000001", "+447400000001"),
        ("tel:+447400000001", "+447400000001"),
        ("whatsapp:+79000000001", "+79000000001"),
        ("79000000001@c.us", "+79000000001"),
        ("447400000001@s.whatsapp.net", "+447400000001"),
        ("RU.13491208655302741918", ""),
        ("4639135154355@lid", ""),
        ("79000000001@lid", ""),
        ("447400000001", ""),
        ("278345612", ""),
        ("7012345678", ""),
        ("8412345678", ""),
        ("12345678901234567890", ""),
        ("@9000000001", ""),
        ("id9000000001", ""),
        ("anna_k", ""),
        ("anna@example.com", ""),
        ("89000000001/89000000002", ""),
        ("112", ""),
        ("+", ""),
        ("+7900" + " " * 5000, ""),
    ],
)
def test_a_telephone_or_nothing(value: str, expected: str) -> None:
    assert Transform.parse("phone:RU").apply(value) == expected


@pytest.mark.parametrize("value", ["RU.13491208655302741918", "4639135154355@lid"])
def test_a_whatsapp_id_without_a_number_stays_with_e164_and_is_nothing_with_phone(
    value: str,
) -> None:
    assert Transform.parse("e164:RU").apply(value) == value
    assert Transform.parse("phone:RU").apply(value) == ""


@pytest.mark.parametrize(
    "steps", ["phone:RU, prefix:8", "digits, prefix:7", "strip, map:*=1, digits"]
)
def test_no_step_fills_a_value_that_is_empty(steps: str) -> None:
    value = " " if steps.startswith("strip") else "anna_k"

    assert Transform.parse(steps).apply(value) == ""


@pytest.mark.parametrize(
    ("steps", "what", "remedy"),
    [
        ("", "there is an empty step", "Write steps with one comma between them: strip, lower"),
        ("strip,,lower", "there is an empty step", "Write steps with one comma between them"),
        ("lowercase", "there is no step 'lowercase'", "Did you mean 'lower'?"),
        ("Strip", "there is no step 'Strip'", "Did you mean 'strip'?"),
        ("encrypt", "there is no step 'encrypt'", "There are strip, lower, upper, digits"),
        ("lower:en", "the step 'lower' takes nothing after a colon", "Write 'lower'"),
        ("prefix", "the step 'prefix' lacks its text", "Write it as 'prefix:7'"),
        ("last:ten", "'ten' in the step 'last' is not a number of characters", "'last:10'"),
        ("last:0", "'0' in the step 'last' is not a number of characters", "'last:10'"),
        ("map:a", "'a' in the step 'map' has no '='", "Write it as 'map:a=b;c=d'"),
        ("map:a=1;a=2", "the step 'map' has 'a' twice", "Keep the one that is meant"),
        ("e164", "'' in the step 'e164' is not a country", "as in 'e164:RU'"),
        ("e164:ru", "'ru' in the step 'e164' is not a country", "Did you mean 'e164:RU'?"),
        ("phone", "'' in the step 'phone' is not a country", "as in 'phone:RU'"),
        ("phone:ru", "'ru' in the step 'phone' is not a country", "Did you mean 'phone:RU'?"),
        ("e164:Russia", "'Russia' in the step 'e164' is not a country", "as in 'e164:RU'"),
    ],
)
def test_a_broken_step_is_refused_with_what_to_write(steps: str, what: str, remedy: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Transform.parse(steps)

    assert caught.value.what == what
    assert remedy in caught.value.remedy


ALL_STEPS = Transform.parse(
    "strip,lower,upper,e164:RU,prefix:7,last:20,map:a=b;*=c,digits,phone:RU"
)


@given(st.text(st.characters()) | st.text(st.sampled_from("+78900()-;ext= \ud800٣²"), max_size=50))
def test_no_text_can_make_a_step_fail(value: str) -> None:
    for step in ALL_STEPS.steps:
        assert isinstance(step(value), str)


def test_the_same_text_makes_equal_transforms() -> None:
    assert Transform.parse("prefix:7") == Transform.parse("prefix:7")
