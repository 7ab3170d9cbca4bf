"""A number without a label that answers a quoted question."""

import pytest

from chatplugin.mail import DEFAULT_RULES
from chatplugin.mail.account.answer import find_answer
from chatplugin.mail.letter.history import conversation
from tests.corpus.build import A


@pytest.mark.parametrize(
    "body",
    [
        f"> Ваш л/с?\n{A}",
        f"> Укажите лицевой счёт\n\nвот: {A}, спасибо",
        f"Добрый день\n{A}\nИван\n> Ваш л/с?",
    ],
)
def test_the_number_that_is_asked_for_is_the_account(body: str) -> None:
    found = find_answer(body, conversation(body), DEFAULT_RULES)

    assert found
    assert (found.account, body[found.start : found.end]) == (A, A)


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
    assert find_answer(body, conversation(body), DEFAULT_RULES) is None
