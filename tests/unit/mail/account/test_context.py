"""What the rest of the letter says for a number or against it."""

import pytest

from chatplugin.mail import DEFAULT_RULES, AccountCase, AccountRules, Age, Ambiguous, read
from chatplugin.mail.account.search import find_account
from tests.corpus.build import A, html, plain

DOUBTED = [
    # not the customer's
    "Лицевой счет 4027158836 чужой, прошу убрать",
    "Лицевой счет 4027158836 не мой!",
    "это не мой л/с 4027158836",
    "Квитанция пришла на чужой лицевой счет 4027158836",
    "Вы прислали счет соседа, л/с 4027158836",
    "У соседа лицевой счет 4027158836, а у меня какой?",
    "л/с 4027158836 принадлежит соседке",
    "л/с 4027158836 больше не мой",
    "Почему начисляют по л/с 4027158836? Это квартира 14, а моя 15.",
    "Account number 4027158836 is not mine",
    # not in force, not right
    "Старый лицевой счет 4027158836",
    "л/с 4027158836 закрыт",
    "л/с 4027158836 указан неверно",
    "л/с 4027158836 мне не принадлежит",
    "я не хозяин лицевого счета 4027158836",
    "раньше был лицевой счет 4027158836",
    "account number 4027158836 belongs to my neighbour",
    # a sample
    "Пример: л/с 4027158836",
    "На сайте написано «введите лицевой счёт 4027158836»",
    "л/с 0000000000",
    # a part
    "Последние 5 цифр лицевого счета: 58836",
    "Лицевой счет 40271588?? (две цифры стёрты)",
    "Лицевой счет 40271588__ дальше не видно",
    "Лицевой счет 40271588.. не разобрать",
    "Лицевой счет 40271588... дальше не видно",
    # a sum
    "Почему на лицевом счете 15000, если я всё оплатил?",
    "Задолженность по лицевому счету 15432",
    "Остаток на лицевом счете: 12500. Прошу вернуть.",
    "Перевела на лицевой счет 15000= руб.",
    "my personal account: 12000 in debt",
    "на л/с 15000 переплата",
    "на мой лицевой счет 12000 пришло?",
    # no account of a customer's
    "Ответьте мне в ЛС 48213",
    "расход 12 л/с 15000",
]

BELIEVED = [
    "Соседи залили, мой л/с 4027158836",
    "старый дом, л/с 4027158836",
    "Добрый день! Не верно посчитан долг. л/с 4027158836",
    "Почему не начислили по л/с 4027158836?",
    "На лицевом счете 4027158836 долг 15000 руб",
    "Задолженность по лицевому счету 4027158836",
    "внес на лицевой счет 4027158836 сумму 500 руб",
    "л/с 4027158836. Не верно начислили",
    "л/с 4027158836, а мои показания не приняли",
    "л/с 4027158836 - мой, проверьте",
    "л/с 4027158836, не моя вина",
    "л/с 4027158836, у соседей вода есть",
    "л/с 4027158836... помогите",
    "л/с __4027158836__",
]

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


@pytest.mark.parametrize("text", DOUBTED)
def test_a_number_that_its_sentence_denies_is_no_account(text: str) -> None:
    account = read(plain(f"Здравствуйте!\n\n{text}\n\n> Ваш л/с 5038269947")).account

    assert account.value is None
    assert account.reason.case is AccountCase.UNCLEAR


@pytest.mark.parametrize("unit", ["тенге", "сом", "сум", "евро", "бонусов", "баллов", "₸", "BTU"])
def test_a_number_with_a_unit_is_no_account(unit: str) -> None:
    assert read(plain(f"лицевой счет 15000 {unit}")).account.value is None


@pytest.mark.parametrize("text", BELIEVED)
def test_words_that_say_nothing_of_the_number_leave_it(text: str) -> None:
    assert read(plain(text)).account.value == "4027158836"


@pytest.mark.parametrize(
    "text",
    [
        "Лицевой счёт:\n117452, г. Москва, ул. Азовская, 5",
        "Лицевой счет:\n771234567890 (ИНН)\nООО «Вега»",
        "Лицевой счёт\n\n3016500 - номер договора",
        "Лицевой счёт:\n4951234567 (моб.)",
        # the particulars of a bank or the treasury
        "IBAN DE89 3704 0044 0532 0130 00, Account Number: 0532013000, SWIFT COBADEFF",
        "Получатель: УФК по Тульской области\n(МБОУ СОШ №3, л/с 20666012345)",
        "Плательщик: Минфин области (МБДОУ «Сказка» л/сч 20904012345)",
        "Управление финансов города, л/с 20904012345",
        # a parcel, a kind of Wi-Fi, a link, a file
        "трек LS 123 456 789 CN",
        "your router AC 12000 does not see the net",
        "https://example.com/l/s/123456789",
        "https://example.com/card?ac=98237498",
        "см. файл ЛС 20250314.xlsx",
        "вложение LS-20250314.pdf",
    ],
)
def test_a_number_of_something_else_is_no_account(text: str) -> None:
    assert read(plain(f"Здравствуйте!\n\n{text}")).account.value is None


@pytest.mark.parametrize(
    "text",
    [
        "л/с 4027158836 (договор 7741234)",
        "л/с 4027158836 - показания прилагаю",
        "л/с 4027158836 (тел. 8 900 000-00-12)",
        "A/C: 4027158836",
        "Договор/лицевой счет 4027158836",
        "ИНН 7700000000, БИК 044525225, л/с 4027158836",
    ],
)
def test_a_number_beside_something_else_is_the_account(text: str) -> None:
    assert read(plain(text)).account.value == "4027158836"


@pytest.mark.parametrize(
    "answer",
    [
        "Передаю показания:\n15432",
        "Счета не знаю, есть только договор\n7741234",
        "Нет у меня счета. ИНН\n771234567890",
        "Перезвоните\n4951234567",
        "Для связи\n84951234567",
    ],
)
def test_a_number_that_its_own_words_name_is_no_answer_to_the_question(answer: str) -> None:
    raw = plain(f"Здравствуйте!\n\n{answer}\nСпасибо\n\n> Укажите, пожалуйста, Ваш лицевой счет.")

    assert read(raw).account.value is None


def test_a_merged_cell_in_the_head_of_a_table_leaves_no_account() -> None:
    raw = html(
        "<table><tr><td rowspan=2>Договор<td colspan=2>Абонент<tr><td>Лицевой счет<td>Телефон"
        "<tr><td>7741234<td>4027158836<td>84951234567</table>"
    )

    assert read(raw).account.value is None


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
    assert account.reason.age is Age.NEWEST


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


@pytest.mark.parametrize(
    "body",
    [
        f"> Ваш л/с?\n{A}",
        f"> Укажите лицевой счёт\n\nвот: {A}, спасибо",
        f"Добрый день\n{A}\nИван\n> Ваш л/с?",
    ],
)
def test_the_number_that_is_asked_for_is_the_account(body: str) -> None:
    found = find_account(body, DEFAULT_RULES)

    assert (found.value, found.reason.case) == (A, AccountCase.FOUND_IN_ANSWER)
    assert found.span
    assert body[slice(*found.span)] == A


@pytest.mark.parametrize(
    "body",
    [
        f"> Ваш адрес?\n{A}",
        f"> Ваш л/с и телефон?\n\nДобрый день\n{A}",
        f"{A}\n9876543210\n> Ваш л/с?",
        f"Перезвоните\n{A}\n> Ваш л/с?",
        f"{A}",
    ],
)
def test_a_number_that_may_be_something_else_is_none(body: str) -> None:
    assert find_account(body, DEFAULT_RULES).value is None
