"""
The events of work items stand in one table for each side; the tables name the same ones.
"""

import json
import re

from chatplugin.desktop.plugin import WORK_ITEM_METHODS
from rig.emc_host import ROOT

PLUGIN = ROOT / "plugin"
PROTOCOL = ROOT / "protocol"


def named(pattern: str, text: str) -> set[str]:
    """Return what the group of *pattern* names; a table that is not found is a mistake."""
    found = re.findall(pattern, text)
    assert found
    return set(found)


def test_plugin_protocol_and_service_have_the_same_events_of_work_items() -> None:
    table = (PLUGIN / "src" / "Inbox.cs").read_text("utf-8")
    page = (PROTOCOL / "plugin.md").read_text("utf-8")

    of_plugin = named(r'new DesktopEvent\("WorkItem\w+", "(workItem/\w+)"', table)

    assert of_plugin == named(r"(?m)^\| `(workItem/\w+)` \|", page)
    assert of_plugin == WORK_ITEM_METHODS


def test_the_emulator_raises_every_event_of_work_items_that_the_plugin_listens_to() -> None:
    table = (PLUGIN / "src" / "Inbox.cs").read_text("utf-8")
    emulated = (PLUGIN / "emulator" / "MediaController.cs").read_text("utf-8")

    assert named(r'"(WorkItemRef\w+)"', table) == named(r'\w", "(WorkItemRef\w+)"', emulated)


def test_every_event_of_work_items_stands_in_a_transcript() -> None:
    transcripts = (PROTOCOL / "transcripts").glob("*.jsonl")
    lines = [line for path in transcripts for line in path.read_text("utf-8").splitlines()]
    methods = {json.loads(line)["message"].get("method") for line in lines}

    assert methods >= WORK_ITEM_METHODS
