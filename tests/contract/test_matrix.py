"""The page of the test matrix has an answer to each case, and each answer has its tests."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from docs.matrix import RESULTS
from rig.lane import DRIVERS
from tests.matrix import CASES

ROOT = Path(__file__).parents[2]
CELLS = [(case, driver) for case in CASES for driver in DRIVERS]
ANSWERS: dict[str, dict[str, Any]] = json.loads(RESULTS.read_text("utf-8"))["cells"]


@pytest.mark.parametrize(("case", "driver"), CELLS)
def test_a_case_is_tried_or_it_is_said_why_it_cannot_be(case: str, driver: str) -> None:
    answer = ANSWERS.get(case, {}).get(driver)

    if driver in CASES[case].impossible:
        assert answer is None, "what is tried is not impossible"
    else:
        assert answer is not None, "`./dev matrix` has not tried it"
        assert answer["passed"]


@pytest.mark.skipif(sys.platform == "win32", reason="the tests of the matrix need a screen of X")
def test_the_page_names_the_tests_that_try_each_case(tmp_path: Path) -> None:
    marked = tmp_path / "marked.json"
    plugin = ["-p", "tests.e2e.report_matrix", "--matrix", str(marked)]
    collect = ["-m", "pytest", "--collect-only", "-q", "-m", "case", *plugin, "tests/e2e"]
    done = subprocess.run(
        [sys.executable, *collect], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
    assert names_in(ANSWERS) == names_in(json.loads(marked.read_text("utf-8"))["cells"]), (
        "the page is older than the tests; run `./dev matrix`"
    )


def names_in(cells: dict[str, dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    return {
        (case, driver): cell["tests"]
        for case, answer in cells.items()
        for driver, cell in answer.items()
    }
