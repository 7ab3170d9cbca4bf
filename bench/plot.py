"""
Pictures for the docs: times of several methods, and what becomes of a figure in the course of time.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from bench.report import Times

INK, OURS, PEER = "#334155", "#2563eb", "#94a3b8"


def draw(panels: Mapping[str, Times], path: Path) -> None:
    """
    Write a panel for each of *panels*, side by side, to *path* (SVG).

    In each a box for each method, from 5 % to 95 %, the first one as ours.
    """
    mpl.rcParams["svg.hashsalt"] = "chatplugin"  # The same figures give the same file.
    methods = len(next(iter(panels.values())))
    figure, all_axes = plt.subplots(
        ncols=len(panels),
        figsize=(5 + 3 * len(panels), 0.55 * methods + 1.1),
        layout="constrained",
        sharey=True,
        squeeze=False,
    )
    for axes, (label, times) in zip(all_axes[0], panels.items(), strict=True):
        _panel(axes, label, times)
    _save(figure, path)


def draw_courses(
    unit: str, at: Sequence[float], courses: Mapping[str, Sequence[float]], path: Path
) -> None:
    """Write a panel for each of *courses* over *at*, all from zero up, to *path* (SVG)."""
    mpl.rcParams["svg.hashsalt"] = "chatplugin"
    figure, all_axes = plt.subplots(
        ncols=len(courses), figsize=(3.2 * len(courses), 2.4), layout="constrained"
    )
    for axes, (label, values) in zip(all_axes, courses.items(), strict=True):
        axes.plot(at, values, color=OURS)
        axes.set_title(label, fontsize=10, color=INK)
        axes.set_xlabel(unit)
        axes.set_ylim(0, 1.25 * max(values))
        axes.grid(color="#e2e8f0")
        axes.spines[["top", "right"]].set_visible(False)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _panel(axes: Axes, label: str, times: Times) -> None:
    names = list(times)[::-1]
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
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(label)
    axes.grid(axis="x", color="#e2e8f0")
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def draw_seconds(
    seconds: Sequence[Mapping[str, int]], began: Mapping[str, int], path: Path
) -> None:
    """Write what happened in each of *seconds*, by kind, to *path*; *began* names parts of them."""
    mpl.rcParams["svg.hashsalt"] = "chatplugin"
    figure, axes = plt.subplots(figsize=(8, 2.6), layout="constrained")
    kinds = dict(zip(("304", "200", "refused"), (PEER, OURS, "#dc2626"), strict=True))
    counts = [[second.get(kind, 0) for second in seconds] for kind in kinds]
    axes.stackplot(range(len(seconds)), counts, labels=list(kinds), colors=list(kinds.values()))
    for name, second in began.items():
        axes.axvline(second, color=INK, linewidth=0.6)
        axes.text(second + 3, 1.02, name, transform=axes.get_xaxis_transform(), color=INK, size=8)
    axes.set(xlabel="seconds", ylabel="questions a second", xlim=(0, len(seconds)))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper right", fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
