"""
Draw times of several methods as one picture for the docs, on a logarithmic scale.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

INK, OURS, PEER = "#334155", "#2563eb", "#94a3b8"


def draw(times: Mapping[str, Sequence[float]], path: Path) -> None:
    """Write a box for each method, the first one as ours, to *path* (SVG). *times* are in ms."""
    mpl.rcParams["svg.hashsalt"] = "chatplugin"  # The same figures give the same file.
    names = list(times)[::-1]
    figure, axes = plt.subplots(figsize=(8, 0.55 * len(names) + 1.1), layout="constrained")
    boxes = axes.boxplot(
        [times[name] for name in names],
        orientation="horizontal",
        widths=0.55,
        whis=(5, 95),
        showfliers=False,
        patch_artist=True,
        medianprops={"color": INK, "linewidth": 1.5},
    )
    for name, box in zip(names, boxes["boxes"], strict=True):
        box.set(facecolor=OURS if name == next(iter(times)) else PEER, edgecolor=INK, alpha=0.85)
    axes.set_yticks(range(1, len(names) + 1), names)
    axes.set_xscale("log")
    axes.set_xticks([10, 20, 50, 100, 200, 500], ["10", "20", "50", "100", "200", "500"])
    axes.set_xlabel("contact → first byte of the request at the CRM, ms (5 % to 95 %)")
    axes.grid(axis="x", color="#e2e8f0")
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
