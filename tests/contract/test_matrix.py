"""The page of the test matrix has an answer to each case, and each answer has its tests."""

import ast
import json
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
    answer = ANSWERS[case].get(driver)

    if driver in CASES[case].impossible:
        assert answer is None, "what is tried is not impossible"
    else:
        assert answer is not None, "`./dev matrix` has not tried it"
        assert answer["passed"]


@pytest.mark.parametrize(
    "test", sorted({t for row in ANSWERS.values() for cell in row.values() for t in cell["tests"]})
)
def test_a_test_that_the_page_names_is_there(test: str) -> None:
    file, _, name = test.partition("::")
    functions = ast.walk(ast.parse((ROOT / file).read_text("utf-8")))
    names = {node.name for node in functions if isinstance(node, ast.FunctionDef)}

    assert name.partition("[")[0] in names
