"""The service's side of the transcripts of `protocol/plugin.md`: the plug-in's lines go in."""

import json
from pathlib import Path
from typing import Any

import pytest

from chatplugin.config.emc.wanted import UNENUMERATED
from tests.played.service import Desktop

TRANSCRIPTS = sorted((Path(__file__).parents[2] / "protocol" / "transcripts").glob("*.jsonl"))

FOREGROUND = "foreground/allow"

Life = list[dict[str, Any]]


def lives(transcript: Path) -> list[Life]:
    """Return the transcript's messages by service: a second `initialize` means the first died."""
    found: list[Life] = []
    for line in transcript.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["message"].get("method") == "initialize":
            found.append([])
        found[-1].append(entry)
    return found


def said_by(side: str, life: Life) -> list[dict[str, Any]]:
    return [entry["message"] for entry in life if entry["from"] == side]


def told(messages: Life) -> list[tuple[object, ...]]:
    """Return what each message tells the plug-in, without what is this service's own affair."""
    return [_told(message) for message in messages]


def _told(message: dict[str, Any]) -> tuple[object, ...]:
    if "result" in message:
        return ("answer", message["id"], message["result"]["protocol"])
    if message.get("method") == "settings/wanted":
        return ("settings/wanted",)
    return (message.get("method"), message.get("params"))


def of_this_version(messages: Life) -> Life:
    """A transcript also has what another version may send: log lines, methods of its own."""
    methods = {"event/acknowledged", "foreground/allow", "settings/wanted"}
    return [m for m in messages if "result" in m or (m.get("method") in methods and "id" not in m)]


def wanted(messages: Life) -> list[list[str]]:
    return [m["params"]["keys"] for m in messages if m.get("method") == "settings/wanted"]


def serve(life: Life, desktop: Desktop) -> Life:
    """Play the plug-in's side of *life*, and return what the service wrote."""
    pids = [m["params"]["pid"] for m in said_by("service", life) if m.get("method") == FOREGROUND]
    desktop.chrome.pid = pids[0] if pids else None
    return desktop.serve(*[json.dumps(message).encode() for message in said_by("plugin", life)])


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_service_writes_what_the_transcript_has_in_its_order_and_nothing_else(
    transcript: Path,
) -> None:
    *crashed, last = [(life, Desktop()) for life in lives(transcript)]

    for life, desktop in crashed:
        expected = told(of_this_version(said_by("service", life)))
        assert told(serve(life, desktop))[: len(expected)] == expected
        assert desktop.said == []
    life, desktop = last
    assert told(serve(life, desktop)) == told(of_this_version(said_by("service", life)))
    assert [said for said in desktop.said if said != UNENUMERATED] == []


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_emc_is_asked_for_the_keys_of_the_transcript_and_for_more(transcript: Path) -> None:
    for life in lives(transcript):
        asked = wanted(said_by("service", life))

        written = wanted(serve(life, Desktop()))

        assert all(set(few) <= set(many) for few, many in zip(asked, written, strict=True))


@pytest.mark.parametrize(("name", "title"), [("email", "CRM Email"), ("whatsapp", "CRM WhatsApp")])
def test_the_contact_of_a_transcript_raises_its_card(name: str, title: str) -> None:
    [transcript] = [path for path in TRANSCRIPTS if path.stem == name]
    desktop = Desktop()

    desktop.serve(*[json.dumps(m).encode() for m in said_by("plugin", lives(transcript)[0])])

    assert {card.title for card in desktop.chrome.raised} == {title}
    assert "operator=4021" in desktop.chrome.raised[0].url
