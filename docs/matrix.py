"""
The page of the test matrix: each case, each driver, and its result in the last run.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rig.lane import DRIVERS
from tests.matrix import GROUPS, Case, Words

RESULTS = Path(__file__).parent / "reference" / "matrix.json"

_HEADS = {
    "en": """# What is tested, with each driver

[По-русски](matrix.ru.md)

Each cell is the result of end-to-end tests with the plug-in in the EMC host emulator, the service,
a real Chrome on a screen and a CRM. The last run was on {on}, with {chrome}. Point at a cell to see
the names of its tests. `./dev matrix` runs them all and writes this page.""",
    "ru": """# Что проверено для каждого способа показа

[In English](matrix.md)

Каждая ячейка – результат сквозных тестов, в которых участвуют модуль в эмуляторе EMC, служба,
настоящий Chrome на экране и CRM. Последний запуск: {on}, {chrome}. Наведите мышь на ячейку, чтобы
увидеть имена тестов. `./dev matrix` выполняет все тесты и записывает эту страницу.""",
}
_HEADINGS = {
    "en": ("pipe", "extension", "command line"),
    "ru": ("канал Chrome", "расширение", "командная строка"),
}
_OUTCOMES = {
    "en": {True: "holds", False: "**fails**", None: "**not tried**"},
    "ru": {True: "да", False: "**нет**", None: "**не проверено**"},
}


def matrix(language: str) -> str:
    """Return the page; *language* is `en` or `ru`."""
    found = json.loads(RESULTS.read_text("utf-8"))
    reasons: list[Words] = []
    lines = [_HEADS[language].format_map(found)]
    for group in GROUPS:
        headings = (getattr(group.words, language), *_HEADINGS[language])
        lines += ["", f"| {' | '.join(headings)} |", "|---|---|---|---|"]
        lines += [_row(case, language, found["cells"], reasons) for case in group.cases]
    notes = [f"{at}. {getattr(reason, language)}" for at, reason in enumerate(reasons, 1)]
    return "\n".join([*lines, "", *notes, ""])


def _row(
    case: Case, language: str, cells: Mapping[str, Mapping[str, Any]], reasons: list[Words]
) -> str:
    row = [getattr(case.words, language)]
    for driver in DRIVERS:
        if reason := case.impossible.get(driver):
            if reason not in reasons:
                reasons.append(reason)
            row.append(f"– <sup>{reasons.index(reason) + 1}</sup>")
        else:
            row.append(_cell(cells.get(case.name, {}).get(driver), language))
    return f"| {' | '.join(row)} |"


def _cell(cell: Mapping[str, Any] | None, language: str) -> str:
    if cell is None:
        return _OUTCOMES[language][None]
    file = cell["tests"][0].partition("::")[0]
    names = sorted({test.partition("::")[2] for test in cell["tests"]})
    return f'[{_OUTCOMES[language][cell["passed"]]}](../../{file} "{", ".join(names)}")'
