"""The words that announce an account, as people write them, and what they write behind."""

import pytest

from chatplugin.mail import AccountRules, read
from chatplugin.mail.account.labels import Label
from chatplugin.mail.rules import DEFAULT_LABELS
from tests.corpus.build import plain


@pytest.mark.parametrize(
    "text",
    [
        "л/с",
        "Л. С.",
        "л\\с",
        "лс",
        "л/c with a Latin c",
        "Лицевого счёта",
        "лицевым счетом",
        "ЛИЦЕВОЙ",
        "лиц. сч.",
        "лицевой\nсчет",
        "licevoy schet",
        "Account number",
        "Account: ",
        "acct",
    ],
)
def test_a_label_is_found_in_every_form(text: str) -> None:
    assert [label.start for label in Label.all_in(text, DEFAULT_LABELS)] == [0]


@pytest.mark.parametrize(
    "text",
    [
        "details",
        "двигатель 150 л.с.",
        "счетчик",
        "my bank account number",
        "https://example.com/l/s/",
        "УФК по области, л/с",
        "account of the day",
    ],
)
def test_what_looks_like_a_label_may_be_none(text: str) -> None:
    assert not list(Label.all_in(text, DEFAULT_LABELS))


def test_a_label_stands_also_behind_a_word_that_ends_like_one() -> None:
    labels = ("лицевой счет", "счет")

    assert [label.written for label in Label.all_in("Вашлицевой счёт 1", labels)] == ["счёт"]


def test_a_label_of_the_settings_stands_for_its_forms() -> None:
    labels = ("абонентский номер",)

    assert Label.stands_in("по абонентскому номеру 1", labels)
    assert not Label.stands_in("л/с 1", labels)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("мой лецевой счот 12345", "лецевой счот"),
        ("лице-\nвой счет 12345", "лице- вой счет"),
        ("licevogo s4eta 12345", "licevogo s4eta"),
        ("лицеовй 12345", "лицеовй"),
        ("лицев. сч 12345", "лицев. сч"),
    ],
)
def test_a_misspelt_label_is_found_in_front_of_a_number(text: str, label: str) -> None:
    assert [found.written for found in Label.misspelt_in(text)] == [label]


@pytest.mark.parametrize(
    "text", ["лецевой счот", "целевой счет 12345", "лицей 12345", "новый счет 12345", "live 12345"]
)
def test_another_word_is_no_misspelt_label(text: str) -> None:
    assert list(Label.misspelt_in(text)) == []


def test_a_site_without_the_label_has_none_of_its_slips() -> None:
    rules = AccountRules(labels=("договор",))

    assert read(plain("лецевой счет 4027158836"), rules).account.value is None


@pytest.mark.parametrize(
    "gap",
    [
        " ",
        ": ",
        " № ",
        " (10 цифр): ",
        " моей мамы - ",
        " абонента № ",
        ".......",
        "\n",
        ":\n\n",
        " по квартире ",
        "\t",
        " за газ: ",
        " is ",
        " от 01.02.2020 г. № ",
        "** ",
        " → ",
    ],
)
def test_the_gap_leads_to_the_number(gap: str) -> None:
    assert Label("x", 0, 1).gap_in(f"x{gap}1234567890") == gap


@pytest.mark.parametrize("gap", [" не найден ", ", договор ", " и ", "; ", " → \n", "\n\n\n\n"])
def test_other_words_lead_to_no_number(gap: str) -> None:
    assert Label("x", 0, 1).gap_in(f"x{gap}1234567890") != gap


@pytest.mark.parametrize("first", ["", " "])
@pytest.mark.parametrize("sign", ["", ":", "№"])
@pytest.mark.parametrize("last", ["", " "])
def test_the_gap_in_front_of_figures_is_the_one_in_front_of_a_letter(
    first: str, sign: str, last: str
) -> None:
    gap = first + sign + last
    label = Label("л/с", 0, 3)

    found = [label.gap_in(f"л/с{gap}{following}") for following in ("1234567890", "Я")]

    assert found == [gap, gap]
