"""Where the number behind a label begins and ends: whole, or not at all."""

import re
from collections.abc import Iterator
from itertools import accumulate, islice, pairwise

import pytest

from chatplugin.mail import AccountCase, AccountRules, Length, read
from chatplugin.mail.account.numbers import Number
from tests.corpus.build import html, plain

# Written down as `4 4-2`: sizes of groups and what parts them.
EXTENTS = [
    # one group, or groups that are too short to be an account
    ("10", [1]),
    ("4 4 2", [3]),
    ("2 2 2 2 2", [5]),
    ("1-6", [2]),
    ("2-2-2-2-2", [5]),
    ("3.3.3", [3]),
    ("2 2", []),
    # the first group is short, so the customer groups figures
    ("2 5 3", [3]),
    ("3 5 2", [3]),
    ("4 5 3", [3]),
    ("3 5-2", [2, 3]),
    ("4 4 5", [2, 3]),
    # the first group could be the account, and so could the whole
    ("8 2", [1, 2]),
    ("6 2 2", [1, 2, 3]),
    ("6 2 2 3", [1, 2, 3]),
    ("7 3", [1, 2]),
    ("10 2", [1, 2]),
    ("10-4", [1, 2]),
    ("5-4", [1, 2]),
    # nobody groups seven figures so, and fourteen are an account and a reading
    ("5 2", [1]),
    ("10 3", [1]),
    ("10 4", [1]),
    # two halves, or several numbers of one length
    ("5 5", [2]),
    ("6-6", [2]),
    ("5-5", [1, 2]),
    ("5 5 5", [1, 3]),
    ("10 10", [1, 2]),
]


def _ends(written: str, rules: AccountRules) -> list[int]:
    """Return after how many groups a number may end that is grouped as *written*."""
    sizes = [int(size) for size in re.findall("[0-9]+", written)]
    figures = iter("4719352680" * 6)
    text = re.sub("[0-9]+", lambda size: "".join(islice(figures, int(size[0]))), written)
    number = Number.read(text, 0, rules)
    totals = list(accumulate(sizes))
    return [totals.index(len(each)) + 1 for each in number.candidates] if number else []


@pytest.mark.parametrize(("written", "ends"), EXTENTS, ids=[written for written, _ in EXTENTS])
def test_a_number_ends_where_nothing_else_is_possible(written: str, ends: list[int]) -> None:
    assert _ends(written, AccountRules()) == ends


@pytest.mark.parametrize(
    ("written", "ends"),
    [("8 2", [2]), ("10 3", [1]), ("5 5 3", [2]), ("10", [1]), ("8", []), ("8 3", []), ("12", [])],
)
def test_the_length_of_the_settings_decides_where_a_number_ends(
    written: str, ends: list[int]
) -> None:
    assert _ends(written, AccountRules(length=Length(10, 10))) == ends


def _splits(figures: str) -> Iterator[str]:
    """*figures* in two, three or four groups of two or more."""

    def sizes(total: int, groups: int) -> Iterator[tuple[int, ...]]:
        if groups == 1:
            yield (total,)
        for first in range(2, total - 2 * (groups - 1) + 1) if groups > 1 else ():
            yield from ((first, *rest) for rest in sizes(total - first, groups - 1))

    for groups in (2, 3, 4):
        for split in sizes(len(figures), groups):
            ends = [0, *accumulate(split)]
            yield " ".join(figures[start:end] for start, end in pairwise(ends))


@pytest.mark.parametrize("figures", ["40271588", "402715883", "4027158836", "30027158836"])
def test_no_part_of_a_number_in_groups_is_given(figures: str) -> None:
    given = {written: read(plain(f"л/с {written}")).account.value for written in _splits(figures)}

    assert set(given.values()) == {figures, None}


@pytest.mark.parametrize("figures", ["402715883695", "4027158836"])
def test_a_number_of_known_length_is_given_whole_however_it_is_grouped(figures: str) -> None:
    rules = AccountRules(length=Length(len(figures), len(figures)))

    for written in _splits(figures):
        assert read(plain(f"л/с {written}"), rules).account.value == figures, written


@pytest.mark.parametrize(
    ("text", "account"),
    [
        # the end of a line or a cell
        ("л/с 402715\n8836", None),
        ("л/с 4027158\n\n836", None),
        ("мой лицевой счет 402715\n8836, прошу ответить", None),
        ("л/с\t402715\t8836", None),
        ("л/с 402715 - 8836", None),
        ("л/с 4027158836\n15432\n10233", "4027158836"),
        ("л/с 4027158836\n15 дом", "4027158836"),
        ("л/с 40271588\n15 марта", "40271588"),
        ("л/с 40271588\n2) показания", "40271588"),
        ("л/с 40271588\n152 куб", "40271588"),
        ("л/с 4027158836\n8 (900) 000-00-12", "4027158836"),
        ("л/с 4027158836\n89000000012", "4027158836"),
        ("Лицевой счет\tПоказание\n40271588\t1523", "40271588"),
        # several numbers
        ("лс 40271 40289", None),
        ("лс 40271 40289 40301", None),
        ("Лицевые счета 40271 58836", None),
        ("л/с 4027158836 5038269947", None),
        ("л/с 4027158836-4521 ГВС", None),
        ("л/с 40271 40289, то есть л/с 40271", "40271"),
        ("л/с 40271588 36, полностью л/с 4027158836", "4027158836"),
        ("л/с 40271588 36, л/с 5038269947", None),
        # dates and years
        ("по л/с 2024-2025 гг.", None),
        ("по л/с 2024/25", None),
        ("по л/с 2023-2024-2025", None),
        ("по л/с 15 03 2025", None),
        ("по л/с 2025 03 15", None),
        ("по л/с 03 2025", None),
        ("л/с 4027158836 2024-2025", "4027158836"),
        ("л/с 4027158836 12 500 руб.", "4027158836"),
        ("л/с 4027158836 8 900 000 00 12", "4027158836"),
        # a footnote
        ("счет1 и л/с1 4027158836", None),
        ("Лицевой счет¹ 4027158836²)", "4027158836"),
    ],
)
def test_what_touches_a_number_is_not_glued_to_it(text: str, account: str | None) -> None:
    assert read(plain(text)).account.value == account


@pytest.mark.parametrize(
    ("page", "account", "shown"),
    [
        ("Лицевой счет<sup>1</sup> 4027158836", "4027158836", "Лицевой счет¹ 4027158836"),
        ("л/с 4027158836<sup><a>2)</a></sup>", "4027158836", "л/с 4027158836²)"),
        ("л/с 54321 м<sup>2</sup>", None, "л/с 54321 м²"),
        ("л/с <sup>4027158836</sup>", "4027158836", "л/с 4027158836"),
        ("л/с 402715<br>8836", None, "л/с 402715\n8836"),
        ("<tr><td>л/с<td>402715<td>8836", None, "л/с\t402715\t8836"),
    ],
)
def test_raised_figures_and_breaks_of_a_page_are_no_figures_of_a_number(
    page: str, account: str | None, shown: str
) -> None:
    letter = read(html(page))

    assert (letter.account.value, letter.body) == (account, shown)


def test_an_unclear_number_of_the_newest_text_is_no_reason_to_take_the_quoted_one() -> None:
    letter = read(plain("л/с 40271588 36\n\n> Ваш л/с 5038269947?"))

    assert letter.account.value is None
    assert letter.account.reason.case is AccountCase.UNCLEAR
    assert letter.account.describe() == (
        "the number in the newest text is not taken, label 'л/с': it is not clear whether it is"
        " …1588 or …8836"
    )


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("12345678", "12345678"),
        ("12 345 678", "12345678"),
        ("12345678 90", "12345678"),
        ("1234 5678 за 10 2025", "12345678"),
        ("1234 5678 10 кВт", "12345678"),
        ("1234 5678 150", "12345678"),
        ("1234 5678 9012", None),
        ("1234 5678 90", None),
        ("12 345 678 90", None),
        ("1234-5678-90", None),
        ("12345678-90", None),
        ("1234567890", None),
    ],
)
def test_a_number_that_goes_on_beyond_the_length_is_none(written: str, account: str | None) -> None:
    rules = AccountRules(length=Length(8, 8))

    assert read(plain(f"л/с {written}"), rules).account.value == account


@pytest.mark.parametrize("length", [Length(), Length(10, 10)], ids=["any", "ten"])
@pytest.mark.parametrize("behind", [", ул", "; ул", ". Ул", "\nУл", ".", ""])
def test_figures_in_a_sentence_are_read_as_figures_in_brackets(length: Length, behind: str) -> None:
    rules = AccountRules(length=length)
    numbers = ["4719352680471935268047"[:size] for size in range(1, 23)]
    numbers += ["20250312", "40817810099910004312"]

    found = [Number.read(number + behind, 0, rules) for number in numbers]

    assert found == [Number.read(f"{number})", 0, rules) for number in numbers]
