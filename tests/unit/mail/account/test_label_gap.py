"""What people write between a label and its number."""

import pytest

from chatplugin.mail.account.label_gap import text_between


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
    assert text_between(f"x{gap}1234567890", 1) == gap


@pytest.mark.parametrize("gap", [" не найден ", ", договор ", " и ", "; ", " → \n", "\n\n\n\n"])
def test_other_words_lead_to_no_number(gap: str) -> None:
    assert text_between(f"x{gap}1234567890", 1) != gap
