"""The glossary in both languages, and the Russian pages that keep to it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.ru.md"
ENDINGS = "[аеёийоуыьэюямхв]{0,4}"

PAGES = [
    page
    for page in (ROOT / "README.ru.md", *sorted((ROOT / "docs").rglob("*.ru.md")))
    if page != GLOSSARY
]


def test_both_pages_have_the_same_words_in_the_same_order() -> None:
    english = rows(GLOSSARY.with_name("glossary.md"), columns=3)
    russian = rows(GLOSSARY, columns=3)

    assert len(english) > 40
    assert [row[:2] for row in english] == [[ru, en] for en, ru, _ in russian]


def test_both_pages_forbid_the_same_words() -> None:
    assert rows(GLOSSARY.with_name("glossary.md"), columns=2) == rows(GLOSSARY, columns=2)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_russian_page_has_no_word_that_the_glossary_forbids(page: Path) -> None:
    forbidden = rows(GLOSSARY, columns=2)

    prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    text = " ".join(prose.split())

    found = [
        f"{hit[0]}: write {write}"
        for word, write in forbidden
        for hit in pattern(word, write).finditer(text)
    ]
    assert found == []


def test_a_word_is_found_in_each_of_its_cases() -> None:
    cases = "Плагин, плагином; логи, логов; сценарий, сценариями; дополнений; столах"
    words = ("плагин", "лог", "сценарий", "дополнение", "стол")

    assert sum(len(pattern(word, "").findall(cases)) for word in words) == 8


OTHERS = ["логин", "столько", "столбец", "дополнительный", "в журнале показов"]


@pytest.mark.parametrize("text", OTHERS)
def test_another_word_is_left_alone(text: str) -> None:
    assert not any(pattern(word, write).search(text) for word, write in rows(GLOSSARY, columns=2))


def rows(page: Path, columns: int) -> list[list[str]]:
    """Return the cells of the tables of *page* that have so many columns, without their heads."""
    lines = page.read_text("utf-8").splitlines()
    tables = [line.replace("*", "").strip("| ").split(" | ") for line in lines if line[:1] == "|"]
    heads = {"word", "слово", "not", "не"}
    return [cells for cells in tables if len(cells) == columns and cells[0] not in heads]


def pattern(word: str, write: str) -> re.Pattern[str]:
    """Return what finds *word* in any case, but not where *write* begins with it."""
    stem = re.escape(word.rstrip("аеийоуыэюя"))
    rest = write.partition(",")[0].removeprefix(word)
    allowed = f"(?!{re.escape(rest)})" if rest and rest != write else ""
    return re.compile(rf"\b{stem}{ENDINGS}\b{allowed}", re.IGNORECASE)
