"""Tables in a letter: a tab between cells, a value below its heading."""

import pytest

from chatplugin.mail.account.tables import cells_below, is_row


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("Адрес\tЛ/с\nМира, 1\t111\nМира, 2\t№ 222", ["111", "222"]),
        ("Л/с\tАдрес\n111\tМира, 1\n\n222\tМира, 2", ["111"]),
        ("Л/с\n111", []),
        ("Дом 5\tЛ/с 5\n1\t2", []),
    ],
)
def test_the_cells_below_a_heading_are_its_values(table: str, cells: list[str]) -> None:
    assert [table[a:b] for a, b in cells_below(table, table.index("Л/с"))] == cells


def test_a_row_has_several_cells() -> None:
    assert is_row("a\nb\tc\nd", 2)
    assert not is_row("a\nb\tc\nd", 6)
