"""
Letters as customers of utilities, telecoms and internet providers write them; their kinds are
easily misread.

All names, addresses and accounts in `tests/corpus/letters` are made up.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from chatplugin.mail import DEFAULT_RULES, AccountRules, read
from chatplugin.mail.rules import LabelSet

FOLDER = Path(__file__).parents[2] / "corpus" / "letters"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
OFF_BY_DEFAULT = ("030-", "031-")
"""Other words and languages; `PersonalAccount.LabelSets` switches them on."""


def found(name: str, rules: AccountRules = DEFAULT_RULES) -> tuple[str | None, str | None]:
    letter = read((FOLDER / name).read_bytes(), rules)
    return letter.sender.value, letter.account.value


@pytest.mark.parametrize("name", EXPECTED)
def test_a_letter_names_its_customer_and_the_account_that_a_person_would_name(name: str) -> None:
    expected = EXPECTED[name]
    accounts = {expected["account"]}
    if expected["none_is_right"] or name.startswith(OFF_BY_DEFAULT):
        accounts.add(None)

    sender, account = found(name)

    assert sender == expected["user_id"]
    assert account in accounts, expected["why"]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.startswith(OFF_BY_DEFAULT)])
def test_other_words_for_the_account_are_found_where_they_are_switched_on(name: str) -> None:
    words = tuple(word for each in LabelSet for word in each.words)
    rules = AccountRules(labels=(*DEFAULT_RULES.labels, *words))

    _, account = found(name, rules)

    assert account == EXPECTED[name]["account"]
