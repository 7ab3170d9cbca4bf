"""Labels that were misspelt or written in Latin letters."""

import pytest

from chatplugin.mail import AccountRules, read
from chatplugin.mail.account.misspelt import misspelt_labels
from tests.corpus.build import plain


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
    assert [found.written for found in misspelt_labels(text)] == [label]


@pytest.mark.parametrize(
    "text", ["лецевой счот", "целевой счет 12345", "лицей 12345", "новый счет 12345", "live 12345"]
)
def test_another_word_is_no_misspelt_label(text: str) -> None:
    assert list(misspelt_labels(text)) == []


def test_a_site_without_the_label_has_none_of_its_slips() -> None:
    rules = AccountRules(labels=("договор",))

    assert read(plain("лецевой счет 4027158836"), rules).account.value is None
