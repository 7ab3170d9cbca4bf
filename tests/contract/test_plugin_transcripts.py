"""
The real plug-in keeps to the transcripts of its protocol.

Each scenario beside a transcript is played in the EMC host emulator, against a service that answers
as the transcript's does; what the plug-in says must be what the transcript has. What differs from
run to run (times, process ids, facts about the machine) is checked for its form, then set aside.
"""

import base64
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from rig.emc_host import ROOT, EmcHost, desktop_sections, wait_until, write_ini

pytestmark = pytest.mark.e2e

TRANSCRIPTS = ROOT / "protocol" / "transcripts"
SERVICE = Path(__file__).with_name("scripted_service.py")

Message = dict[str, Any]

_UNDERSTOOD = frozenset({"event/acknowledged", "foreground/allow", "settings/wanted"})


@pytest.mark.parametrize("name", sorted(path.stem for path in TRANSCRIPTS.glob("*.jsonl")))
def test_the_plug_in_says_what_the_transcript_has(name: str, tmp_path: Path) -> None:
    expected = _said(name, "plugin")
    record = tmp_path / "record.jsonl"
    ini = _desktop_of(name, record, tmp_path)

    with EmcHost(ini) as desktop:
        desktop.wait_for_log("is ready")
        for command in _scenario(name):
            desktop.play(command)
        wait_until(lambda: len(_lines(record)) >= len(expected), "all lines of the transcript")
        _wait_for_what_the_service_said(desktop, name)
        exit_code = desktop.stop()
        log = "\n".join(desktop.log)

    assert not any(f"ignores '{method}'" in log for method in _UNDERSTOOD)
    assert "skipped" not in log
    said = [json.loads(line) for line in _lines(record)]
    _check_what_varies(said)
    assert exit_code == 0
    assert [_without_what_varies(message) for message in said] == [
        _without_what_varies(message) for message in expected
    ]


@pytest.mark.parametrize("name", ["email", "crash-and-replay"])
def test_an_e_mail_is_the_last_member_of_its_line(name: str, tmp_path: Path) -> None:
    emails = [message for message in _said(name, "plugin") if "email" in message["params"]]

    assert emails
    assert all(list(message["params"])[-1] == "email" for message in emails)


def test_every_scenario_has_its_transcript() -> None:
    scenarios = {path.stem for path in TRANSCRIPTS.glob("*.scenario")}

    assert scenarios == {path.stem for path in TRANSCRIPTS.glob("*.jsonl")}


def _desktop_of(name: str, record: Path, folder: Path) -> Path:
    expected = _said(name, "plugin")
    settings = {
        **_section(expected),
        "Service.Path": sys.executable,
        "Service.Arguments": f'"{SERVICE}" "{TRANSCRIPTS / name}.jsonl" "{record}"',
    }
    emails = [message["params"]["email"] for message in expected if "email" in message["params"]]
    (folder / "letter.eml").write_bytes(base64.b64decode(emails[0]) if emails else b"unread")
    return write_ini(folder / "ASGUIHost.ini", desktop_sections(settings, _ways(name)))


def _section(said: list[Message]) -> dict[str, str]:
    """EMC's section at the start; where it cannot be enumerated, it is known by the last answer."""
    answers = [message["params"] for message in said if "asked" in message["params"]]
    begin = answers[-1] if answers else said[0]["params"]
    settings: dict[str, str] = begin["settings"]
    return settings


def _wait_for_what_the_service_said(desktop: EmcHost, name: str) -> None:
    for message in _said(name, "service"):
        method = message.get("method", "event/acknowledged")
        if method == "log/write":
            params = message["params"]
            desktop.wait_for_log(re.escape(f"{params['level']} ChatPlugin: {params['text']}"))
        elif method not in _UNDERSTOOD:
            desktop.wait_for_log(re.escape(f"ignores '{method}'"))


def _check_what_varies(said: list[Message]) -> None:
    """Every time is of this test, in order, and to the microsecond; every life has one session."""
    now = time.time() * 1000
    times = [message["params"]["at"] for message in said if "seq" in message["params"]]
    first_times = sorted(set(times))
    assert all(now - 120_000 < at <= now for at in times)
    assert first_times == list(dict.fromkeys(times))

    begins = [message["params"] for message in said if message["method"] == "initialize"]
    assert len({params["session"] for params in begins}) == 1
    for params in begins:
        assert re.fullmatch(r"\d+\.\d+\.\d+", params["plugin"])
        assert set(params["desktop"]) == {"pid", "clr", "bits", "os", "culture"}
        assert params["mediaController"]["type"]
        assert all(isinstance(member, str) for member in params["mediaController"]["members"])
        assert any(name.startswith("ChatPlugin, ") for name in params["emc"]["assemblies"])
        assert params["emc"]["station"]["members"]
    for message in said:
        if "seq" in message["params"]:
            _check_what_is_seen(message["params"]["seen"])


def _check_what_is_seen(seen: dict[str, Any]) -> None:
    assert set(seen) - {"workItem"} == {
        "place",
        "handler",
        "thread",
        "readMs",
        "unread",
        "arguments",
    }
    assert seen["thread"] == "host"
    assert seen["place"].startswith("the ")
    assert seen["handler"].startswith("Void Invoke(")
    assert 0 <= seen["readMs"] < 10_000


def _without_what_varies(message: Message) -> Message:
    params = {key: value for key, value in message["params"].items() if key not in {"at", "seen"}}
    for key in ("session", "desktop", "mediaController", "emc"):
        params.pop(key, None)
    if "settings" in params:
        params["settings"] = {
            key: value
            for key, value in params["settings"].items()
            if key not in {"Service.Path", "Service.Arguments"}
        }
    return {**message, "params": params}


def _said(name: str, by: str) -> list[Message]:
    lines = (TRANSCRIPTS / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    entries = [json.loads(line) for line in lines]
    return [entry["message"] for entry in entries if entry["from"] == by]


def _scenario(name: str) -> list[str]:
    lines = (TRANSCRIPTS / f"{name}.scenario").read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def _ways(name: str) -> dict[str, str]:
    """Keys of the section [Emulator], which a scenario asks for in a comment."""
    text = (TRANSCRIPTS / f"{name}.scenario").read_text(encoding="utf-8")
    return dict(re.findall(r"^# \[Emulator\] (\w+)=(.*)$", text, re.MULTILINE))


def _lines(record: Path) -> list[bytes]:
    return record.read_bytes().split(b"\n")[:-1] if record.exists() else []
