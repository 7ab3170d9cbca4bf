"""
Write the generated pages of the docs, never edited by hand, and the site: `python -m docs.build`.

The reference of settings in both languages and its schema come from `chatplugin.config.table`,
where each setting stands once; the card's request from the names that `chatplugin.domain` gives its
parameters; the pages of messages from the broken settings and files that the tests check;
the picture of a card's life from the table of `chatplugin.browser`; the examples of the page for
CRM developers, whose prose stands in it, from the files that the tests run; the test matrix and
the tables of the pages on costs, whose prose stands in them, from what `./dev matrix` and
`./dev bench` have written down.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from chatplugin.adapters.journal import JournalLine
from chatplugin.cli.check import CheckReport, SettingsReport
from chatplugin.cli.doctor import Report
from chatplugin.cli.explain import ExplainReport
from chatplugin.cli.pop import PopReport
from chatplugin.sentences import Language
from docs.card_life import card_life
from docs.card_request import card_openapi, card_schema
from docs.costs import costs
from docs.matrix import matrix
from docs.messages import broken_settings, checked_files
from docs.settings import json_schema, markdown
from docs.site import SITE, build

DOCS = Path(__file__).parent
ROOT = DOCS.parent
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
    "reference/explain.schema.json": lambda: command_schema(ExplainReport),
    "reference/pop.schema.json": lambda: command_schema(PopReport),
    "reference/doctor.schema.json": lambda: command_schema(Report),
    "reference/journal.schema.json": lambda: command_schema(JournalLine),
    "reference/broken-settings.md": lambda: broken_settings(Language.ENGLISH),
    "reference/broken-settings.ru.md": lambda: broken_settings(Language.RUSSIAN),
    "reference/checked-files.md": lambda: checked_files(Language.ENGLISH),
    "reference/checked-files.ru.md": lambda: checked_files(Language.RUSSIAN),
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
    build()
    print(f"built {SITE / 'index.html'}")


if __name__ == "__main__":
    main()
