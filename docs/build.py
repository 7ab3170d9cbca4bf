"""
Write the generated pages of the docs: `python -m docs.build`. Never edit them by hand.

The reference of settings in both languages and its schema come from `chatplugin.config.table`,
where each setting stands once; the page of broken settings from the tables that the tests check;
the test matrix and the tables of the pages on costs, whose prose stands in them, from what
`./dev matrix` and `./dev bench` have written down.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from chatplugin.config.language import Language
from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from docs.costs import costs
from docs.matrix import matrix
from docs.settings import json_schema, markdown
from tests.unit.config import test_broken_rules
from tests.unit.config.test_broken_settings import GOOD, NO_SUCH_KEY, NOT_USED

REFERENCE = Path(__file__).parent / "reference"

BROKEN = {
    "broken-settings.md": """# Broken settings, and what is said of them

[По-русски](broken-settings.ru.md)

The operator's page, the service's log, EMC's error log and `chatplugin check` all say the same
sentence. None of these stops a card that does not need the broken setting. What stands under a key
that cannot be used counts as not written; a change that brings a new mistake is refused whole, and
the last good settings stay in force.

| written | said |
|---|---|
""",
    "broken-settings.ru.md": """# Ошибки в настройках и что о них говорится

[In English](broken-settings.md)

Страница оператора, журнал службы, журнал ошибок EMC и `chatplugin check` говорят одно и то же, по-
английски. Ни одна из этих ошибок не мешает карточке, которой эта настройка не нужна. Значение,
которое нельзя использовать, считается ненаписанным; изменение, которое вносит новую ошибку,
отклоняется целиком, и действуют последние верные настройки.

| написано | что говорится |
|---|---|
""",
}


def broken_settings(name: str) -> str:
    """Return the page *name*; each sentence is what reading that setting gives."""
    rows = [_row(key, value, GOOD) for key, value, _ in (*NO_SUCH_KEY, *NOT_USED)]
    rows += [_row(key, value, test_broken_rules.GOOD) for key, value in test_broken_rules.written()]
    return BROKEN[name] + "".join(rows)


def _row(key: str, value: str, good: Mapping[str, str]) -> str:
    problems = read_settings([Layer("", {**good, key: value})]).problems
    said = " ".join(str(problem).removeprefix(": ") for problem in problems)
    return f"| {_code(f'{key} = {value}')} | {_text(said)} |\n"


def _code(text: str) -> str:
    """Return *text* as code in a cell, where line breaks and signs of tables count for nothing."""
    shown = text if len(text) <= 90 else text[:90] + "…"
    shown = shown.encode("unicode_escape").decode() if not shown.isprintable() else shown
    return f"<code>{_text(shown)}</code>"


def _text(text: str) -> str:
    signs: dict[str, str | int | None] = {
        "&": "&amp;",
        "<": "&lt;",
        "|": "&#124;",
        "*": "&#42;",
        "`": "&#96;",
    }
    return text.translate(str.maketrans(signs))


PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": lambda: markdown(Language.ENGLISH),
    "settings.ru.md": lambda: markdown(Language.RUSSIAN),
    "settings.schema.json": json_schema,
    "broken-settings.md": lambda: broken_settings("broken-settings.md"),
    "broken-settings.ru.md": lambda: broken_settings("broken-settings.ru.md"),
    "costs.md": lambda: costs("costs.md"),
    "costs.ru.md": lambda: costs("costs.ru.md"),
    "matrix.md": lambda: matrix("en"),
    "matrix.ru.md": lambda: matrix("ru"),
}


def main() -> None:
    for name, render in PAGES.items():
        path = REFERENCE / name
        path.write_text(render(), encoding="utf-8")
        print(f"wrote {path.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
