"""The pages on rolling out name what there is: policies, alerts, panels, and numbers."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from chatplugin.service.metrics import Tally

ROOT = Path(__file__).parents[2]
FLEET = ROOT / "packaging" / "fleet"
PAGES = [ROOT / "docs" / "howto" / name for name in ("roll-out.md", "roll-out.ru.md")]
RULES = (FLEET / "alerts.yml").read_text("utf-8")

sys.path.insert(0, str(ROOT / "packaging" / "extension"))
from policies import OVER_THE_PIPE, with_the_extension  # noqa: E402 - it is no package


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def page(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text("utf-8")


def test_the_table_of_policies_is_that_of_the_files(page: str) -> None:
    policies = (*with_the_extension("<the extension's id>;<address of update.xml>"), *OVER_THE_PIPE)

    row = re.compile(r"^\| `(\w+)`[^|]*\| ([\w–]+) \| [^|]+ \| `([^|]+)` \|$", re.MULTILINE)
    assert row.findall(page) == [
        (policy.name, policy.category or "–", policy.entry or "1") for policy in policies
    ]


def test_the_table_of_alerts_is_that_of_the_rules(page: str) -> None:
    listed = re.findall(r"^\| `(ChatPlugin\w+)` \|", page, re.MULTILINE)

    assert listed == re.findall(r"alert: (\w+)", RULES)


def test_each_panel_of_the_dashboard_that_the_page_names_is_there(page: str) -> None:
    titles = [str(panel["title"]) for panel in panels()]

    [named] = re.findall(r"\*(Why [\w ]+)\*", page)
    assert any(title.startswith(named) for title in titles)


def test_rules_and_dashboard_ask_for_numbers_that_a_desktop_sends() -> None:
    asked = [RULES, *(target["expr"] for panel in panels() for target in panel["targets"])]

    used = {name for text in asked for name in re.findall(r"\bchatplugin_\w+", text)}
    assert used == {
        "chatplugin_contacts_total",
        "chatplugin_chrome_incidents_total",
        "chatplugin_card_duration_seconds_bucket",
        "chatplugin_settings_problems",
    }
    sent = json.loads(Tally("0.1.0", "x", 0).encoded(0))
    [scope] = sent["resourceMetrics"][0]["scopeMetrics"]
    names = [metric["name"].replace(".", "_") for metric in scope["metrics"]]
    assert all(any(name.startswith(each) for each in names) for name in used)


def test_each_recorded_number_that_is_used_is_recorded() -> None:
    asked = [RULES, *(target["expr"] for panel in panels() for target in panel["targets"])]

    used = {name for text in asked for name in re.findall(r"\bchatplugin:[\w:]+", text)}
    assert used == set(re.findall(r"record: (\S+)", RULES))


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FLEET / "dashboard.json").read_bytes())["panels"]
    return found


def test_whatever_was_never_run_says_what_would_show_it() -> None:
    text = (ROOT / "docs" / "reference" / "verified.md").read_text("utf-8")
    parts = text.partition("\n## ")[0].splitlines()
    rows = [row.strip("|").split("|") for row in parts if row.startswith("| ")][1:]

    assert [row[0] for row in rows if len(row) != 5 or len(row[4].strip()) < 20] == []
