"""Which part of the conversation counts, and where the number may stand."""

import pytest

from chatplugin.mail import DEFAULT_RULES, AccountCase, AccountRules, Age, Ambiguous, read
from chatplugin.mail.account.search import find_account, search
from tests.corpus.build import A, B, both, plain


@pytest.mark.parametrize(
    ("body", "account", "place"),
    [
        (f"л/с {A}", A, Age.NEWEST),
        (f"л/с {A}\n> л/с {B}", A, Age.NEWEST),
        (f"Добрый день\n> л/с {B}", B, Age.HISTORY),
        (f"Добрый день\n> л/с {B}\n>> л/с {A}", B, Age.HISTORY),
    ],
)
def test_the_youngest_text_with_an_account_decides(body: str, account: str, place: Age) -> None:
    found = find_account(body, DEFAULT_RULES)

    assert (found.value, found.reason.age) == (account, place)
    assert found.span
    assert body[slice(*found.span)] == account


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        (f"л/с {A} и {B}", [A, B]),
        (f"л/с\t{A}\nл/с\t{B}", [A, B]),
        (f"Адрес\tЛ/с\nЛенина, 1\t{A}\nМира, 2\t{B}", [A, B]),
        (f"{A} - мой лицевой счет", [A]),
        (f"заявка {A} - лицевой счет не найден", []),
        ("лицевой счет не найден", []),
    ],
)
def test_every_account_beside_a_label_is_found(text: str, accounts: list[str]) -> None:
    assert [hit.account for hit in search(text, DEFAULT_RULES)] == accounts


def test_two_accounts_are_none() -> None:
    assert find_account(f"л/с {A}, л/с {B}", DEFAULT_RULES).reason.case is AccountCase.SEVERAL


def test_the_first_of_two_says_which_it_passed_over() -> None:
    rules = AccountRules(ambiguous=Ambiguous.FIRST)

    found = read(plain(f"л/с {A}, л/с {B}"), rules).account

    assert found.describe() == (
        "found in the newest text, label 'л/с'; the first of …7890 and …3210"
    )


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        (f"л/с {B}, л/с {A}", (B, A)),
        (f"Мой л/с {A}, мамин {B}", (A, B)),
        ("л/с 40271588 36", ("40271588", "4027158836")),
        (f"Мой л/с {A} или {B}, точно не помню", (A, B)),
        (f"Л/с {A} (либо {B}), не разберу какой", (A, B)),
        (f"Мой л/с {A} или л/с {B}, последнюю цифру не видно", (A, B)),
        (f"account number {A} or {B}, cannot read which", (A, B)),
        ("л/с 4027 1588 36 или 4027 1588 63, не помню", ("4027158836", "4027158863")),
        (f"Мой л/с то ли {A}, то ли {B}", (A, B)),
        (f"Лицевой счёт: не то {A} не то {B}, не помню", (A, B)),
        (f"л/с либо {A}, либо {B}.", (A, B)),
        (f"account number either {A} or {B}", (A, B)),
        (f"Лицевой счёт {A}/{B} не помню", (A, B)),
        (f"л/с № {A} / {B}, точно не помню", (A, B)),
        # a part of a number, and something else
        (f"л/с то ли {A}, то ли нет", ()),
        (f"л/с то ли {A}, то ли 15", ()),
        ("л/с 12345/67890 не помню", ()),
        (f"л/с {A} или 40271588, дальше не помню", ()),
        (f"л/с {A} или {B[:8]}??, не помню", ()),
        (f"кв. 5 или 6, л/с {A} не помню", ()),
        (f"л/с {A} не мой", ()),
        (f"л/с {A}", ()),
        ("Добрый день", ()),
    ],
)
def test_the_accounts_in_question_are_returned_in_their_order(
    text: str, candidates: tuple[str, ...]
) -> None:
    assert read(plain(text)).account.candidates == candidates


BOTH_SETTINGS = pytest.mark.parametrize("ambiguous", Ambiguous)


@BOTH_SETTINGS
@pytest.mark.parametrize(
    "text",
    [
        f"л/с то ли {A}, то ли {B}",
        f"Лицевой счёт: не то {A} не то {B}, не помню",
        f"л/с {A}/{B} не помню",
        f"account number either {A} or {B}",
        f"personal account {A}/{B}, cannot read which",
        # both are named once more
        f"л/с то ли {A}, то ли {B}. Пишу снова: л/с {A}, л/с {B}",
        f"account number either {A} or {B}\naccount number {B} and {A}",
    ],
)
def test_of_an_account_or_another_none_is_taken_whatever_the_setting(
    text: str, ambiguous: Ambiguous
) -> None:
    found = find_account(text, AccountRules(ambiguous=ambiguous))

    assert (found.value, found.candidates) == (None, (A, B))


@BOTH_SETTINGS
@pytest.mark.parametrize(
    ("text", "account"),
    [
        (f"л/с то ли {A}, то ли {B}. Точнее, л/с {B}", B),
        (f"л/с то ли {A}, то ли {B}. Нашла квитанцию: л/с {B}", B),
        (f"л/с то ли {A}, то ли {B}\nл/с {A}", A),
        (f"Лицевой счёт {A}/{B} не помню. Вот квитанция, л/с {B}", B),
        (f"Мой лицевой {A}/{B}. Точнее, л/с {B}", B),
        (f"л/с {B}. Раньше думала, что л/с то ли {A}, то ли {B}", B),
        (f"account number either {A} or {B}. Found the bill: account number {B}", B),
        (f"personal account {A}/{B}\nIt says here: account number {A}", A),
    ],
)
def test_of_an_account_or_another_the_one_beside_another_label_counts(
    text: str, account: str, ambiguous: Ambiguous
) -> None:
    found = find_account(text, AccountRules(ambiguous=ambiguous))

    assert (found.value, found.reason.seen) == (account, ())
    assert found.span
    assert text[slice(*found.span)] == account


@BOTH_SETTINGS
@pytest.mark.parametrize(
    "text",
    [
        "ИНН/ЛС 7707083893/4027158836",
        "ИНН / ЛС: 7707083893/4027158836",
        "ИНН/номер ЛС 7707083893/4027158836",
        "л/с/ИНН: 7707083893/4027158836",
        "л/с (ИНН/свой) 7707083893/4027158836",
        "Contract/account number 7707083893/4027158836",
        "Contract / personal account: 7707083893/4027158836",
    ],
)
def test_numbers_of_a_heading_with_a_slash_are_no_two_accounts(
    text: str, ambiguous: Ambiguous
) -> None:
    found = find_account(text, AccountRules(ambiguous=ambiguous))

    assert (found.value, found.candidates) == (None, ())


def test_plain_text_and_html_that_differ_are_both_in_question() -> None:
    assert read(both(f"л/с {A}", f"<p>л/с {B}")).account.candidates == (A, B)


@pytest.mark.parametrize(
    ("table", "accounts"),
    [
        (f"Адрес\tЛ/с\nМира, 1\t{A}\nМира, 2\t№ {B}", [A, B]),
        (f"Л/с\tАдрес\n{A}\tМира, 1\n\n{B}\tМира, 2", [A]),
        (f"Дом 5\tЛ/с 5\n1\t{A}", []),
    ],
)
def test_the_cells_below_a_heading_are_its_values(table: str, accounts: list[str]) -> None:
    assert [number.account for number in search(table, DEFAULT_RULES)] == accounts
