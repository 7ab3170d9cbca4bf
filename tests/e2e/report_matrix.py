"""
Writes down what became of each case of the matrix: a plugin of pytest, for `./dev matrix`.
"""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chatplugin.adapters.chrome.installed_chrome import find_chrome
from rig.lane import DRIVERS
from tests.e2e.conftest import cells_of
from tests.matrix import CASES

_outcomes: dict[str, set[str]] = {}
_tests: dict[tuple[str, str], list[str]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--matrix",
        metavar="FILE",
        type=Path,
        required=True,
        help="write down here what became of each case",
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    for item in session.items:
        for cell in cells_of(item):
            _tests.setdefault(cell, []).append(item.nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test passes when all of its three stages do."""
    _outcomes.setdefault(report.nodeid, set()).add(report.outcome)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        return  # What was not finished tells nothing of the rest.
    file: Path = session.config.getoption("--matrix")
    is_selection = bool(session.config.getoption("keyword"))
    known = json.loads(file.read_text("utf-8"))["cells"] if is_selection else {}
    cells = {case: _row(case, known.get(case, {})) for case in CASES}
    chrome = subprocess.run(
        [find_chrome(""), "--version"], check=True, capture_output=True, text=True
    )
    found = {
        "on": datetime.now(UTC).date().isoformat(),
        "chrome": chrome.stdout.partition(" built")[0].strip(),
        "cells": cells,
    }
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _row(case: str, known: dict[str, object]) -> dict[str, object]:
    """Return the case's cells; what was not selected by `-k` stays as it is known."""
    cells: dict[str, object] = {}
    for driver in DRIVERS:
        if tests := _tests.get((case, driver)):
            cells[driver] = _cell(sorted(tests))
        elif driver in known and driver not in CASES[case].impossible:
            cells[driver] = known[driver]
    return cells


def _cell(tests: list[str]) -> dict[str, object]:
    return {"passed": _passed(tests), "tests": tests}


def _passed(tests: list[str]) -> bool | None:
    """Return nothing if a test was skipped, or has not come to its turn."""
    outcomes = [_outcomes.get(test, {"skipped"}) for test in tests]
    if any("failed" in outcome for outcome in outcomes):
        return False
    return None if any("skipped" in outcome for outcome in outcomes) else True
