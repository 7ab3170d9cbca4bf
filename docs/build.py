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
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from chatplugin.adapters.journal import JournalLine
from chatplugin.cli.check import CheckReport, SettingsReport
from chatplugin.cli.doctor import Report
from chatplugin.cli.explain import ExplainReport
from chatplugin.cli.pop import PopReport
from chatplugin.domain.contact import CHANNEL_NAMES
from chatplugin.operators_page.words import ENGLISH, RUSSIAN
from chatplugin.sentences import Language, Words
from chatplugin.sentences.catalogue import SENTENCES
from docs.bounds import bounds
from docs.card_life import card_life
from docs.card_request import card_openapi, card_schema
from docs.command_line import command_line
from docs.costs import costs
from docs.matrix import matrix
from docs.messages import broken_settings, checked_files
from docs.settings import json_schema, markdown
from docs.site import SITE, build

DOCS = Path(__file__).parent
ROOT = DOCS.parent
_FILE = re.compile(r"(<!-- (\S+) -->\n(```+)\w*\n).*?(\n\3\n)", re.DOTALL)


_SENTENCE = re.compile(r"<!-- ([a-z_]+(?:\.\w+)+) -->\*[^*]*\*")
_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(?=^<!-- end -->$)", re.DOTALL | re.MULTILINE)


def filled(path: Path) -> str:
    """
    Return the page at *path* with all that comments in it ask for.

    That is the text of the file that is named above a block of code, the product's own sentence
    in place of what stands between two `*`, and the rows of a table.
    """
    language = Language.RUSSIAN if path.name.endswith(".ru.md") else Language.ENGLISH
    text = _FILE.sub(
        lambda block: block[1] + (ROOT / block[2]).read_text("utf-8").rstrip("\n") + block[4],
        path.read_text("utf-8"),
    )
    text = _SENTENCE.sub(lambda hit: f"<!-- {hit[1]} -->*{_said(hit[1], language)}*", text)
    return _TABLE.sub(lambda table: table[1] + _TABLES[table[2]](language), text)


class _Gap:
    """What stands in a page where a sentence has a gap."""

    def __format__(self, how: str) -> str:
        return "…"


def _said(name: str, language: Language) -> str:
    """Return the sentence of the catalogue, or of the operator's page, that is called *name*."""
    room, _, code = name.partition(".")
    if room != "page":
        gaps = defaultdict[str, _Gap](_Gap)
        return SENTENCES[name].what.of(language).format_map(gaps)
    said: Any = msgspec.structs.asdict(RUSSIAN if language is Language.RUSSIAN else ENGLISH)
    for part in code.split("."):
        said = said[int(part)] if part.isdigit() else _by_name(said)[part]
    return str(said[0] if isinstance(said, tuple) else said)


def _by_name(words: Mapping[Any, Any]) -> Mapping[str, Any]:
    """Return *words* by the names of their keys, which may be members of an enum."""
    return {getattr(key, "name", str(key)).lower(): said for key, said in words.items()}


def _channels(language: Language) -> str:
    head = Words("name in the tab's title", "название во вкладке").of(language)
    rows = "".join(f"| `{channel}` | {name} |\n" for channel, name in CHANNEL_NAMES.items())
    return f"| `channel_type` | {head} |\n|---|---|\n{rows}"


_TABLES: Mapping[str, Callable[[Language], str]] = {"channels": _channels}


def command_schema(printed: type) -> str:
    """Return the JSON Schema of what a command prints with `--json`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= msgspec.json.schema(printed)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/settings.md": lambda: markdown(Language.ENGLISH),
    "reference/settings.ru.md": lambda: markdown(Language.RUSSIAN),
    "reference/settings.schema.json": json_schema,
    "reference/bounds.md": lambda: bounds(Language.ENGLISH),
    "reference/bounds.ru.md": lambda: bounds(Language.RUSSIAN),
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
    "reference/command-line.md": lambda: command_line(Language.ENGLISH),
    "reference/command-line.ru.md": lambda: command_line(Language.RUSSIAN),
    "reference/costs.md": lambda: costs("costs.md"),
    "reference/costs.ru.md": lambda: costs("costs.ru.md"),
    "reference/reliability.md": lambda: costs("reliability.md"),
    "reference/reliability.ru.md": lambda: costs("reliability.ru.md"),
    "explanation/card-life.md": card_life,
    "reference/matrix.md": lambda: matrix("en"),
    "reference/matrix.ru.md": lambda: matrix("ru"),
    **{
        path.relative_to(DOCS).as_posix(): partial(filled, path)
        for path in sorted(DOCS.rglob("*.md"))
        if "<!-- " in path.read_text("utf-8")
        and path.name.partition(".")[0] not in {"costs", "reliability"}
    },
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
