"""
Writes down what became of each case of the matrix: a plugin of pytest, for `./dev matrix`.
"""

import json
import subprocess
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chatplugin.adapters.chrome_path import find_chrome
from rig.lane import DRIVERS
from tests.e2e.conftest import cells_of
from tests.matrix import CASES

RESULTS = Path(__file__).parents[2] / "docs" / "reference" / "matrix.json"

_failed: dict[str, bool] = {}
_tests: dict[tuple[str, str], set[str]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    for cell in cells_of(item):
        _tests.setdefault(cell, set()).add(item.nodeid)
    _failed[item.nodeid] = _failed.get(item.nodeid, False) or not report.passed
    return report


def pytest_sessionfinish() -> None:
    if not _tests:
        return  # Nothing was tried, so nothing is known.
    cells = {
        case: {
            driver: _cell(sorted(_tests[case, driver]))
            for driver in DRIVERS
            if (case, driver) in _tests
        }
        for case in CASES
    }
    chrome = subprocess.run(
        [find_chrome(""), "--version"], check=True, capture_output=True, text=True
    )
    found = {
        "on": datetime.now(UTC).date().isoformat(),
        "chrome": chrome.stdout.partition(" built")[0].strip(),
        "cells": cells,
    }
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _cell(tests: list[str]) -> dict[str, object]:
    return {"passed": not any(_failed[test] for test in tests), "tests": tests}
