"""The settings of the account, and what is said of texts that cannot be used."""

import pytest

from chatplugin.domain.errors import BadValue, Span
from chatplugin.mail import (
    DEFAULT_RULES,
    AccountRules,
    Examples,
    LabelSet,
    Length,
    parse_labels,
    read,
)
from chatplugin.mail.rules import DEFAULT_LABELS
from tests.corpus.build import plain

ACCOUNT = "4027158836"


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
    assert Length.parse(text) == length


@pytest.mark.parametrize("text", ["", "0", "ten", "20-5", "5-41", "-5", "5-"])
def test_a_length_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadValue, match=r"is no length.*'5-20'"):
        Length.parse(text)


def test_rules_are_values() -> None:
    assert AccountRules() == DEFAULT_RULES
    assert hash(AccountRules()) == hash(DEFAULT_RULES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("account", "Номер счёта 4027158836, прошу перерасчёт"),
        ("account", "Мой счёт 4027158836"),
        ("account", "ФЛС 4027158836"),
        ("payer", "Код плательщика: 4027158836"),
        ("subscriber", "Номер абонента 4027158836"),
        ("client", "Номер клиента 4027158836"),
        ("contract", "по договору № 4027158836"),
        ("ukrainian", "Мій особовий рахунок 4027158836"),
        ("ukrainian", "о/р 4027158836"),
        ("belarusian", "Асабовы рахунак 4027158836"),
        ("kazakh", "Дербес шот 4027158836"),
        ("kazakh", "Жеке шотым 4027158836"),
        ("kyrgyz", "Жеке эсеп 4027158836"),
        ("uzbek", "Shaxsiy hisob raqami 4027158836"),
    ],
)
def test_other_words_count_where_their_set_is_switched_on(name: str, text: str) -> None:
    (words,) = (each.words for each in LabelSet.parse(name))

    assert read(plain(text)).account.value is None
    assert (
        read(plain(text), AccountRules(labels=(*DEFAULT_LABELS, *words))).account.value == ACCOUNT
    )


def test_every_set_has_words_beside_the_labels() -> None:
    for each in LabelSet:
        assert len(set(each.words) - set(DEFAULT_LABELS)) > 1


def test_sets_are_separated_by_anything_and_have_no_case() -> None:
    assert LabelSet.parse("Payer; contract, kazakh payer") == ("payer", "contract", "kazakh")


def test_an_unknown_set_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(BadValue) as refused:
        LabelSet.parse("payer; contracts")

    assert (refused.value.span, refused.value.fix) == (Span(7, 16), "contract")


def test_examples_tell_length_letters_groups_and_leading_figures() -> None:
    examples = Examples.parse("4027-158-836; 4027-300-154")

    assert examples
    assert (examples.length, examples.letters) == (Length(10, 10), False)
    assert (examples.groups, examples.leading) == (frozenset({(4, 3, 3)}), "402")


@pytest.mark.parametrize(
    ("text", "leading"),
    [("4027158836", ""), ("4027158836; 4127158836", ""), ("АБ-123; АБ-456", "")],
)
def test_no_leading_figures_are_learnt_from_too_little(text: str, leading: str) -> None:
    examples = Examples.parse(text)

    assert examples
    assert examples.leading == leading


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("4027158836", "4027158836"),
        ("4027-158-836", "4027158836"),
        ("40271588 36", "4027158836"),
        ("5038269947", None),
        ("40271588", None),
        ("4027158836 5038269947", None),
    ],
)
def test_a_number_unlike_the_examples_is_no_account(written: str, account: str | None) -> None:
    examples = Examples.parse("4027158836; 4027300154")
    assert examples
    rules = AccountRules(length=examples.length, examples=examples)

    assert read(plain(f"л/с {written}"), rules).account.value == account


def test_examples_of_two_lengths_allow_no_other() -> None:
    examples = Examples.parse("40271588; 4027158836")
    assert examples
    rules = AccountRules(length=examples.length, examples=examples)

    assert read(plain("л/с 402715883"), rules).account.value is None
    assert read(plain("л/с 40271588 36"), rules).account.value is None
    assert read(plain("л/с 40300154"), rules).account.value == "40300154"


def test_a_number_grouped_as_the_examples_are_is_one_account() -> None:
    examples = Examples.parse("402715-88; 402730-01")
    assert examples
    rules = AccountRules(length=Length(6, 12), examples=examples)

    assert read(plain("л/с 402716-77"), rules).account.value == "40271677"
    assert read(plain("л/с 402716-77"), AccountRules(length=Length(6, 12))).account.value is None


@pytest.mark.parametrize("text", ["none", "1", "x" * 41 + "12", ";".join(["123456"] * 11)])
def test_examples_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(BadValue):
        Examples.parse(text)


def test_no_examples_are_none() -> None:
    assert Examples.parse(" ; ") is None
