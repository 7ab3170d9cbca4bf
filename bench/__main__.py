"""
`./dev bench`: what ChatPlugin costs, beside its peers. Tables on the terminal, JSON and plots.

Every figure is a ratio against a named peer of the same run: these machines differ and are noisy.
"""

import argparse
import json
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import pop
from bench.plot import draw

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "latest.json"
PLOT = HERE.parent / "docs" / "images" / "bench-pop.svg"

OURS = "ChatPlugin, from the event in EMC"


def main() -> int:
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="counted rounds of each method")
    options = parser.parse_args()
    times = pop.measure(options.rounds)
    rows = {name: _row(values, times[OURS]) for name, values in times.items()}
    print(_table(rows))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(_report(rows, options.rounds), indent=2) + "\n", encoding="utf-8")
    draw(times, PLOT)
    print(f"\nWritten: {RESULTS.relative_to(Path.cwd())}, {PLOT.relative_to(Path.cwd())}")
    return 0


def _row(values: Sequence[float], ours: Sequence[float]) -> dict[str, float]:
    """
    Milliseconds, and `ratio`: ours divided by this method's.

    The ratio is that of the medians; both were measured in turn, round by round.
    """
    ordered = sorted(values)
    median = statistics.median(values)
    return {
        "median": round(median, 2),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "min": round(ordered[0], 2),
        "max": round(ordered[-1], 2),
        "ratio": round(statistics.median(ours) / median, 3),
    }


def _table(rows: Mapping[str, Mapping[str, float]]) -> str:
    titles = "".join(f"{title:>9}" for title in ("median", "p95", "min", "ours/it"))
    head = f"{'contact → first byte at the CRM, ms':<40}{titles}"
    lines = [
        f"{name:<40}{row['median']:>9.1f}{row['p95']:>9.1f}{row['min']:>9.1f}{row['ratio']:>9.2f}"
        for name, row in rows.items()
    ]
    return "\n".join([head, *lines])


def _report(rows: Mapping[str, Mapping[str, float]], rounds: int) -> dict[str, object]:
    return {
        "what": "contact to first byte of the request at the CRM, Chrome warm, milliseconds",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rounds": rounds,
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "methods": rows,
    }


if __name__ == "__main__":
    sys.exit(main())
