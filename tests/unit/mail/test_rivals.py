"""A second account without a label, and a quoted account that the answer denies."""

import pytest

from chatplugin.mail import AccountCase, AccountRules, Ambiguous, Place, read
from tests.corpus.build import plain

QUOTE = '\n\n13.03.2025, 16:40, "Служба" <help@example.com>:\n> Ваш лицевой счет 5038269947, верно?'

TWO = [
    "опечатка: л/с 4027158836, надо 5038269947",
    "Л/с 4027158836 свет, 5038269947 газ",
    "Основной л/с 4027158836, дополнительный 5038269947",
    "л/с 4027158836 следует читать 5038269947",
    "Мой л/с 4027158836, мамин 5038269947.",
    "Лицевой счет 4027158836. Второй: 5038269947. Оба без света.",
    "л/с мамы 4027158836, папы 5038269947, мой 6049370058",
    "Лицевой счет 4027158836 — ошибочный, правильный 5038269947",
    "л/с 4027158836, верный номер 5038269947",
    "оплатил на лицевой счет 4027158836 вместо 5038269947",
    "Был л/с 4027158836, стал 5038269947",
    "л/с 4027158836, новый — 5038269947",
    "my account number 4027158836, my mother's 5038269947",
    "л/с 4027158836 (старый), теперь 5038269947",
    "л/с 4027158836 заменён на 5038269947",
    "л/с 4027158836, у жены 5038269947",
    "Прошу перенести переплату с л/с 4027158836 на 5038269947",
    "л/с 4027158836, 5038269947 - дача",
    "квартира л/с 4027158836, гараж 5038269947",
]

DENIED = [
    "Это не мой счет!",
    "Это старый номер.",
    "Лицевой другой",
    "Нет, 4027158836",
    "Неверно",
    "Нет.",
    "Это не наш лицевой счет",
    "Номер изменился",
    "лицевой неправильный",
    "Теперь 4027158836",
    "мой такой 4027158836",
    "вы указали чужой лицевой счет",
    "Не тот номер: 4027158836",
    "Счет не верный, правильно 4027158836",
    "У меня другой номер",
    "wrong account, it is 4027158836",
    "Правильный номер 4027158836",
]

KEPT = [
    "Да",
    "Верно, спасибо",
    "Да, верно. Показания 15432",
    "Нет воды второй день",
    "Неверно начислили за март",
    "Старый счетчик поменяли, номер 1234567",
    "Не мой дом отключили",
    "Спасибо!\nИван\n495 123-45-67",
    "У меня новый номер телефона 9161234567",
    "Прошу пересчитать",
    "У меня другой счетчик, показания 15432",
    "Не работает сайт\n192.0.2.1025",
]

ONE = [
    "л/с 4027158836, Иван, тел. 9161234567",
    "л/с 4027158836, ИНН 7712345678",
    "л/с 4027158836 от 2015 года. Счетчик 1234567890",
    "л/с 4027158836, мой телефон 9161234567",
    "л/с 4027158836, паспорт 4510123456",
    "л/с 4027158836, новый договор 5038269947",
    "л/с 4027158836, мой номер 916 123-45-67",
    "л/с 4027158836, перезвоните на 9161234567",
]


@pytest.mark.parametrize("text", TWO)
def test_a_second_account_needs_no_label_to_leave_none(text: str) -> None:
    assert read(plain(text)).account.value is None


@pytest.mark.parametrize("text", ONE)
def test_a_number_with_a_key_of_its_own_is_no_second_account(text: str) -> None:
    assert read(plain(text)).account.value == "4027158836"


@pytest.mark.parametrize("text", DENIED)
def test_a_quoted_account_that_the_answer_denies_is_none(text: str) -> None:
    account = read(plain(f"Здравствуйте!\n{text}{QUOTE}")).account

    assert account.value != "5038269947"
    assert account.reason.place is Place.NEWEST


@pytest.mark.parametrize("text", KEPT)
def test_an_answer_about_something_else_leaves_the_quoted_account(text: str) -> None:
    assert read(plain(f"Здравствуйте!\n{text}{QUOTE}")).account.value == "5038269947"


def test_the_two_accounts_are_named_in_the_reason() -> None:
    reason = read(plain("Мой л/с 4027158836, мамин 5038269947")).account.reason

    assert (reason.case, reason.seen) == (AccountCase.SEVERAL, ("…8836", "…9947"))


def test_the_first_of_two_counts_where_the_settings_say_so() -> None:
    rules = AccountRules(ambiguous=Ambiguous.FIRST)

    account = read(plain("Мой л/с 4027158836, мамин 5038269947"), rules).account

    assert account.value == "4027158836"
