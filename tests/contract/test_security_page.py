"""The page on security names tests that exist, the table of bounds every bound there is."""

import re
from pathlib import Path

import pytest

from docs.bounds import BOUNDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "explanation" / name for name in ("security.md", "security.ru.md")]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")

ROOMS = ("adapters", "browser", "config", "desktop", "domain", "operators_page", "service")
"""What runs on a desk all day. `mail.limits` has its reasons itself, commands end by themselves."""

FORMS = {
    "adapters.bundle:_MOST_OCTETS": "a command",
    "adapters.desktop_facts:_LONGEST_LINE": "a command",
    "adapters.desktop_facts:_MOST_CONTACTS": "a command",
    "adapters.desktop_facts:_MOST_OCTETS_OF_LOG": "a command",
    "adapters.desktop_facts:_MOST_TROUBLES": "a command",
    "adapters.machine:MOST_FILES": "a command",
    "adapters.machine:MOST_MAIL": "a command",
    "adapters.machine:_MOST_MAILS": "a command",
    "adapters.platform.posix:_LONGEST_ADDRESS": "the system's own",
    "adapters.status_file:_MOST_OCTETS": "a command",
    "config.emc.section:_LONGEST_NAME": "a command",
    "config.emc.section:_LONGEST_PUT_TOGETHER": "a command",
    "config.rules.conditions:_LARGEST": "CEL's own",
    "domain.errors:_MOST_DOUBLINGS": "arithmetic",
    "domain.transform:_LONGEST_PHONE": "what a telephone number is",
}
"""Bounds that hold nothing off from a desk, and why."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_line_of_what_is_tried_names_tests_and_each_of_them_exists(page: Path) -> None:
    rows = [line for line in page.read_text("utf-8").splitlines() if TEST.search(line)]
    head = page.read_text("utf-8").index("|---|---|---|---|")
    table = page.read_text("utf-8")[head:].split("\n\n")[0].splitlines()[1:]

    assert rows == table
    named = {pair for row in rows for pair in TEST.findall(row)}
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text("utf-8")
    ]
    assert missing == []


def test_both_pages_name_the_same_tests_in_the_same_order() -> None:
    english, russian = (TEST.findall(page.read_text("utf-8")) for page in PAGES)

    assert english == russian
    assert len(english) > 30


def test_every_bound_of_a_desk_stands_in_the_table_with_its_reason() -> None:
    source = ROOT / "src" / "chatplugin"
    bound = re.compile(r"^(_?(?:MOST|LONGEST|LARGEST|MAX)_?[A-Z_]*)(?:: Final)? = ", re.MULTILINE)
    found = {
        f"{'.'.join(path.relative_to(source).with_suffix('').parts)}:{name}"
        for room in ROOMS
        for path in (source / room).rglob("*.py")
        for name in bound.findall(path.read_text("utf-8"))
        if f"{name} = Key(" not in path.read_text("utf-8")
    }

    written = {row.place for _, rows in BOUNDS.values() for row in rows}
    assert found - written == {*FORMS}


def test_every_bound_of_the_table_is_still_there() -> None:
    values = [row.value for _, rows in BOUNDS.values() for row in rows]

    assert all(re.match(r"[1-9][\d,.]*( (s|d|B|KiB|MiB))?$", value) for value in values)
