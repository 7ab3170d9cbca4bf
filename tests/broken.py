"""The broken settings of tests/data, for whoever tests what is said of them."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chatplugin.config.formats import read_layer
from chatplugin.config.layers import Layer, Problem
from chatplugin.config.rules.warnings import card_problems, trial_warnings
from chatplugin.config.settings import read_settings
from chatplugin.config.sources import read_overlay

_DATA: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parent / "data" / "broken-settings.toml").read_text("utf-8")
)
GOOD: Mapping[str, str] = _DATA["good"]
BROKEN: Sequence[Mapping[str, Any]] = _DATA["broken"]
FILES: Sequence[Mapping[str, Any]] = _DATA["file"]
OVERLAYS: Sequence[Mapping[str, Any]] = _DATA["overlay"]
TRIALS: Sequence[Mapping[str, Any]] = _DATA["trial"]
CARDS: Sequence[Mapping[str, Any]] = _DATA["card"]


def name_of(broken: Mapping[str, Any]) -> str:
    """Return what the test of *broken* is called."""
    written = broken["settings"].items() if "settings" in broken else [("", broken["text"])]
    return " ".join(f"{key}={value}" for key, value in written)[:60]


def read_with(settings: Mapping[str, str], source: str = "") -> Sequence[Problem]:
    return read_settings([Layer(source, {**GOOD, **settings})]).problems


def of_file(text: str) -> Sequence[Problem]:
    return read_settings([read_layer(text.encode(), source="file")]).problems


def of_overlay(text: str) -> Sequence[Problem]:
    return read_settings([read_overlay(text.encode(), source="overlay")]).problems


def of_trial(settings: Mapping[str, str]) -> Sequence[Problem]:
    live = {key: text.replace("example.com", "company.ru") for key, text in GOOD.items()}
    return trial_warnings(read_settings([Layer("", {**live, **settings})]))


def of_cards(settings: Mapping[str, str]) -> Sequence[Problem]:
    return card_problems(read_settings([Layer("", settings)]))


def every_problem() -> Sequence[Problem]:
    found = [problem for broken in BROKEN for problem in read_with(broken["settings"])]
    found += [problem for file in FILES for problem in of_file(file["text"])]
    found += [problem for overlay in OVERLAYS for problem in of_overlay(overlay["text"])]
    found += [problem for card in CARDS for problem in of_cards(card["settings"])]
    return found + [problem for trial in TRIALS for problem in of_trial(trial["settings"])]
