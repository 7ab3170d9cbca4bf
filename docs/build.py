"""
Write the generated pages of the docs: `python -m docs.build`. Never edit them by hand.

The reference of settings in both languages and its schema come from `chatplugin.config.table`,
where each setting stands once; the card's request from the names that `chatplugin.domain` gives its
parameters; the page of broken settings from the data that the tests check;
the picture of a card's life from the table of `chatplugin.browser`; the examples of the page for
CRM developers, whose prose stands in it, from the files that the tests run; the test matrix and
the tables of the pages on costs, whose prose stands in them, from what `./dev matrix` and
`./dev bench` have written down.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from chatplugin.adapters.journal import JournalLine
from chatplugin.cli.check import CheckReport, SettingsReport
from chatplugin.cli.doctor import Report
from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.sentences import Language
from docs.card_life import card_life
from docs.card_request import card_openapi, card_schema
from docs.costs import costs
from docs.matrix import matrix
from docs.settings import json_schema, markdown

DOCS = Path(__file__).parent
ROOT = DOCS.parent
BROKEN_SETTINGS = ROOT / "tests" / "data" / "broken-settings.toml"

BROKEN = {
    Language.ENGLISH: """# Broken settings, and the messages about them

[По-русски](broken-settings.ru.md)

The operator's page, the studio and `chatplugin check` show the same message in the reader's
language. The service's log and EMC's error log show it in English, with the same key and value in
front. A broken setting stops only the cards that need it. A value that cannot be used counts as
not set. A change that brings a new error is refused whole, and the last good settings stay in
force.

| setting | message |
|---|---|
""",
    Language.RUSSIAN: """# Ошибки в настройках и сообщения о них

[In English](broken-settings.md)

Страница оператора, студия и `chatplugin check` показывают одно и то же сообщение на языке читателя.
В протоколе службы и в протоколе ошибок EMC оно по-английски, с тем же ключом и значением в начале.
Ошибка мешает только тем карточкам, которым нужна эта настройка.
Значение, которое нельзя использовать, не учитывается. Изменение, которое вносит новую ошибку,
отклоняется целиком, и действуют последние верные настройки.

| настройка | сообщение |
|---|---|
""",
}


def broken_settings(language: Language) -> str:
    """Return the page in *language*; each sentence is what reading that setting gives."""
    data = tomllib.loads(BROKEN_SETTINGS.read_text("utf-8"))
    rows = [_row(broken["settings"], data["good"], language) for broken in data["broken"]]
    return BROKEN[language] + "".join(rows)


def _row(written: Mapping[str, str], good: Mapping[str, str], language: Language) -> str:
    problems = read_settings([Layer("", {**good, **written})]).problems
    said = " ".join(problem.described(language) for problem in problems)
    cells = "<br>".join(_code(f"{key} = {value}") for key, value in written.items())
    return f"| {cells} | {_text(said)} |\n"


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


_INSERTED = re.compile(r"(<!-- (\S+) -->\n(```+)\w*\n).*?(\n\3\n)", re.DOTALL)


def with_files(page: str) -> str:
    """Return *page* with the text of each file that a comment above a block of code names."""
    text = (DOCS / page).read_text("utf-8")

    def filled(block: re.Match[str]) -> str:
        return block[1] + (ROOT / block[2]).read_text("utf-8").rstrip("\n") + block[4]

    return _INSERTED.sub(filled, text)


def command_schema(printed: type) -> str:
    """Return the JSON Schema of what a command prints with `--json`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= msgspec.json.schema(printed)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/settings.md": lambda: markdown(Language.ENGLISH),
    "reference/settings.ru.md": lambda: markdown(Language.RUSSIAN),
    "reference/settings.schema.json": json_schema,
    "reference/card.schema.json": card_schema,
    "reference/card.openapi.json": card_openapi,
    "reference/check.schema.json": lambda: command_schema(CheckReport),
    "reference/settings-shown.schema.json": lambda: command_schema(SettingsReport),
    "reference/doctor.schema.json": lambda: command_schema(Report),
    "reference/journal.schema.json": lambda: command_schema(JournalLine),
    "reference/broken-settings.md": lambda: broken_settings(Language.ENGLISH),
    "reference/broken-settings.ru.md": lambda: broken_settings(Language.RUSSIAN),
    "reference/costs.md": lambda: costs("costs.md"),
    "reference/costs.ru.md": lambda: costs("costs.ru.md"),
    "howto/crm.md": lambda: with_files("howto/crm.md"),
    "howto/crm.ru.md": lambda: with_files("howto/crm.ru.md"),
    "explanation/card-life.md": card_life,
    "reference/matrix.md": lambda: matrix("en"),
    "reference/matrix.ru.md": lambda: matrix("ru"),
}


def main() -> None:
    for name, render in PAGES.items():
        path = DOCS / name
        path.write_text(render(), encoding="utf-8")
        print(f"wrote {path.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
