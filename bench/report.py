"""
Times of several methods as rows of a table, and a file of JSON for each subject.
"""

import json
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PLOTS = Path(__file__).parent.parent / "docs" / "images"

Times = Mapping[str, Sequence[float]]
"""Milliseconds of each method; the first method is ours."""

Row = Mapping[str, float]


def rows(times: Times) -> dict[str, Row]:
    """
    Milliseconds of each method, and `ratio`: ours divided by this method's.

    The ratio is that of the medians; both were measured in turn, round by round.
    """
    ours = statistics.median(next(iter(times.values())))
    return {name: _row(values, ours) for name, values in times.items()}


def _row(values: Sequence[float], ours: float) -> Row:
    ordered = sorted(values)
    median = statistics.median(values)
    figures = {
        "median": median,
        "p95": ordered[int(0.95 * (len(ordered) - 1))],
        "min": ordered[0],
        "max": ordered[-1],
        "ratio": ours / median,
    }
    return {name: round(figure, 3) for name, figure in figures.items()}


def table(heading: str, found: Mapping[str, Row]) -> str:
    titles = "".join(f"{title:>10}" for title in ("median", "p95", "min", "ours/it"))
    lines = [
        f"{name:<44}"
        + "".join(f"{row[column]:>10.2f}" for column in ("median", "p95", "min", "ratio"))
        for name, row in found.items()
    ]
    return "\n".join([f"{heading:<44}{titles}", *lines])


def write(subject: str, **found: object) -> None:
    """Write what was *found* to the subject's file, with what it was measured on."""
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        **found,
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    (RESULTS / f"{subject}.json").write_text(text, encoding="utf-8")
