"""What the pages for contributors say of the code: it holds, or they do not say it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "chatplugin"
PURE_ROOMS = (
    "browser",
    "config",
    "desktop",
    "domain",
    "mail",
    "operators_page",
    "sentences",
)
"""Those of import-linter's contract in `pyproject.toml`."""

TESTED_ELSEWHERE = {
    "browser/card_states.py": "a table; test_cards",
    "browser/devtools/tab.py": "test_devtools and test_sending",
    "browser/devtools/tabs.py": "test_devtools and test_waiting_tab",
    "browser/extension/tabs.py": "test_extension",
    "config/layers.py": "test_settings and test_broken_settings",
    "config/rules/warnings.py": "test_right_cards and test_trial_warnings",
    "config/rules/parts.py": "test_conditions",
    "config/rules/tokens.py": "test_conditions",
    "config/values.py": "test_settings",
    "mail/findings.py": "test_reader",
    "mail/limits.py": "numbers only; test_hostile",
}
TABLES = ("config/table", "sentences")
"""Folders whose modules are parts of one table, tested as a whole."""

FROM_ELSEWHERE = {
    "adapters/http.py": "whatever error urllib has",
    "config/formats.py": "whatever a JSON file has",
    "operators_page/page.py": "whatever a script of a page sends",
}
"""What we do not define ourselves can be anything."""


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        for path in sorted((SOURCE / room).rglob("*.py")):
            if path.stem != "__init__":
                yield path.relative_to(SOURCE)


def files_of_tests() -> Iterator[Path]:
    return (ROOT / "tests").rglob("test_*.py")


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_each_pure_module_has_a_test_of_its_name(room: str) -> None:
    tested = {path.stem.removeprefix("test_") for path in files_of_tests()}

    without = [
        path.as_posix()
        for path in modules(room)
        if path.stem not in tested
        and path.as_posix() not in TESTED_ELSEWHERE
        and not path.as_posix().startswith(TABLES)
    ]

    assert without == []


def test_what_is_tested_elsewhere_is_there() -> None:
    gone = [name for name in [*TESTED_ELSEWHERE, *TABLES] if not (SOURCE / name).exists()]

    assert gone == []


def test_no_test_module_imports_another() -> None:
    imports = [
        (path.name, node.module)
        for path in files_of_tests()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.")
    ]

    assert [(name, other) for name, other in imports if ".test_" in f"{other}"] == []


def test_a_match_over_what_is_ours_names_every_case() -> None:
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.match_case)
        and isinstance(node.pattern, ast.MatchAs)
        and node.pattern.pattern is None
        and node.guard is None
    }

    assert found == set(FROM_ELSEWHERE)


READ_BEFORE = {"studio/document.py": "its own reader has read the same text before"}


def _reads_json(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {
        "json.loads",
        "msgspec.json.decode",
    }


def _expects_depth(node: ast.Try) -> bool:
    caught = " ".join(ast.unparse(handler.type) for handler in node.handlers if handler.type)
    return "RecursionError" in caught


def test_json_that_is_nested_too_deep_is_expected_wherever_json_is_read() -> None:
    """A thousand brackets are enough. Python calls that no ValueError."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        ready = {
            each
            for node in nodes
            if isinstance(node, ast.Try) and _expects_depth(node)
            for part in node.body
            for each in ast.walk(part)
        }
        if any(_reads_json(node) and node not in ready for node in nodes):
            found.add(path.relative_to(SOURCE).as_posix())

    assert found == set(READ_BEFORE)


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5 goes on at the wrong place behind a group such as `(?:ab|c)*+`."""
    possessive = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")
    pattern = re.compile(r"rb?\"(?:[^\"\\]|\\.)*\"")
    found = [
        f"{path.relative_to(SOURCE)}: {text}"
        for path in sorted(SOURCE.rglob("*.py"))
        for text in pattern.findall(path.read_text("utf-8"))
        if possessive.search(re.sub(r"\[(?:[^\]\\]|\\.)*\]", "[]", text))
    ]

    assert found == []
