"""A site's surprise becomes a test here: what was seen of its EMC is exported, and played again."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chatplugin.cli.main import main
from chatplugin.service.status import SiteReport
from rig.emc_host import EmcHost, desktop_sections, wait_until, write_ini
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e

PERSONAL = ("4021", "Sokolova", "79000000001", "Karenina", "E-79000000002", "anna@example.com")


def see(folder: Path, ways: Mapping[str, object], like: Path | None = None) -> Path:
    """Play a first day at a site that is so; return the report of it."""
    folder.mkdir()
    home = folder / "home"
    settings = {
        "EmailTemplate.Enabled": False,
        "Service.Path": Path(sys.executable).with_name("chatplugin"),
        "Service.Arguments": f'serve --data "{home}"',
        "Chrome.Driver": "command",
        "Chrome.Path": "/bin/true",
    }
    ini = write_ini(folder / "ASGUIHost.ini", desktop_sections(settings, ways))
    mail = letter(folder)
    with EmcHost(ini, folder=folder, like=like) as desktop:
        desktop.wait_for_log("service .* is ready")
        desktop.play('operator 4021 "Irina Sokolova" station 5012')
        desktop.wait_for_log("listens to WorkItemRefRemoved")
        for command in (
            f"deliver email E-79000000002 {mail} CustomerName=Karenina",
            "establish E-79000000002",
            'deliver message W1 media=WhatsApp author=+79000000001 text="anna@example.com" Queue=7',
            "establish W1",
            "remove W1",
        ):
            desktop.raise_event(command)
        journal = home / "journal"
        wait_until(lambda: "ended" in "".join(map(_text, journal.glob("*"))), "all is journalled")
        desktop.stop()
    report = folder / "site-report.json"
    assert main(["doctor", "--data", str(home), "--json", "--site", str(report)]) in {0, 1, 2}
    return report


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def likeness(path: Path) -> list[tuple[Any, ...]]:
    """Return of each event what another EMC would have otherwise."""
    report = msgspec.json.decode(path.read_bytes(), type=SiteReport)
    return [
        (report.is_enumerated,),
        *(
            (e.event, e.contact, e.kind, e.place, e.thread, e.unread, e.has, e.problem)
            for e in report.events
        ),
    ]


SITES: list[dict[str, object]] = [
    {},
    {"Events": "interface", "EnumerateConfiguration": 0},
    {"Events": "late", "EventThread": "pool", "Throw": "Skill,SMClientWorkItemLoaded"},
    {"EventShape": "odd", "EventThread": "other", "Throw": "GetWorkItemData,Parser"},
]


@pytest.mark.parametrize("ways", SITES, ids=lambda ways: ",".join(map(str, ways.values())))
def test_the_emulator_behaves_like_the_site_that_was_reported(
    ways: dict[str, object], tmp_path: Path
) -> None:
    report = see(tmp_path / "site", ways)

    again = see(tmp_path / "here", {}, like=report)

    assert likeness(again) == likeness(report)
    assert len(likeness(report)) > 6


def test_a_slow_site_is_slow_here_too_and_its_attributes_are_there(tmp_path: Path) -> None:
    report = see(tmp_path / "site", {"MemberDelay": 5})

    again = see(tmp_path / "here", {}, like=report)

    events = msgspec.json.decode(again.read_bytes(), type=SiteReport).events
    offered = [event for event in events if event.event == "offered"]
    assert all(event.read > 5 for event in offered)
    assert "CustomerName" in offered[0].attributes
    assert "Queue" in offered[1].attributes


def test_a_report_of_a_site_has_nothing_of_a_person(tmp_path: Path) -> None:
    text = see(tmp_path / "site", {}).read_text("utf-8")

    assert [personal for personal in PERSONAL if personal in text] == []
    report = json.loads(text)
    assert any(name.startswith("ASMultimedia, ") for name in report["assemblies"])
    assert any("WorkItemRefDelivered" in name for name in report["media_controller"]["members"])
    assert report["station"]["members"]
    members = [member for seen in report["types"] for member in seen["members"]]
    assert any("GetWorkItemData" in member for member in members)
