"""The words that announce an account, as people write them."""

import pytest

from chatplugin.mail.account.labels import has_label, labels_in
from chatplugin.mail.rules import DEFAULT_LABELS


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
    assert [label.start for label in labels_in(text, DEFAULT_LABELS)] == [0]


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
    assert not list(labels_in(text, DEFAULT_LABELS))


def test_a_label_of_the_settings_stands_for_its_forms() -> None:
    labels = ("абонентский номер",)

    assert has_label("по абонентскому номеру 1", labels)
    assert not has_label("л/с 1", labels)
