"""
What operators are promised, case by case, on each way to Chrome: `matrix.toml` beside this file.

An end-to-end test says by the marks `case` and `driver` what it tries; `./dev matrix` runs all of
them and writes down what became of each.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rig.lane import DRIVERS


class Words(NamedTuple):
    en: str
    ru: str


class Case(NamedTuple):
    """A case by the name that marks have; `impossible` says by driver why there is none."""

    name: str
    words: Words
    impossible: Mapping[str, Words]


class Group(NamedTuple):
    words: Words
    cases: Sequence[Case]


def _read(path: Path) -> Sequence[Group]:
    document = tomllib.loads(path.read_text("utf-8"))
    reasons = {name: _words(reason) for name, reason in document["reasons"].items()}
    return [
        Group(_words(group), [_case(case, reasons) for case in group["cases"]])
        for group in document["groups"]
    ]


def _case(case: Mapping[str, Any], reasons: Mapping[str, Words]) -> Case:
    impossible = {driver: reasons[case[driver]] for driver in DRIVERS if driver in case}
    return Case(case["name"], _words(case), impossible)


def _words(entry: Mapping[str, Any]) -> Words:
    return Words(entry["en"], entry["ru"])


GROUPS = _read(Path(__file__).with_suffix(".toml"))
CASES = {case.name: case for group in GROUPS for case in group.cases}
