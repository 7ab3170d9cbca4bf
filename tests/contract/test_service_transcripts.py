"""The service's side of the transcripts of `protocol/plugin.md`: the plug-in's lines go in."""

import json
from pathlib import Path
from typing import Any

import pytest

from chatplugin.config.wanted import UNENUMERATED
from tests.unit.service.test_loop import Desktop

TRANSCRIPTS = sorted((Path(__file__).parents[2] / "protocol" / "transcripts").glob("*.jsonl"))

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


def acknowledged(messages: list[dict[str, Any]]) -> list[int]:
    acks = [m for m in messages if m.get("method") == "event/acknowledged"]
    return [message["params"]["seq"] for message in acks]


def asked_for_foreground(messages: list[dict[str, Any]]) -> list[int | None]:
    return [m["params"]["pid"] for m in messages if m.get("method") == "foreground/allow"]


def wanted(messages: list[dict[str, Any]]) -> list[list[str]]:
    return [m["params"]["keys"] for m in messages if m.get("method") == "settings/wanted"]


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_service_answers_and_acknowledges_as_the_transcript_says(transcript: Path) -> None:
    for life in lives(transcript):
        desktop = Desktop()

        lines = [json.dumps(message).encode() for message in said_by("plugin", life)]
        written = desktop.serve(*lines)

        [answer] = [message for message in written if "id" in message]
        assert answer["id"] == life[0]["message"]["id"]
        assert answer["result"]["protocol"] == 1
        assert set(acknowledged(said_by("service", life))) <= set(acknowledged(written))
        assert [said for said in desktop.said if said != UNENUMERATED] == []


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_emc_is_asked_for_the_keys_of_the_transcript_and_for_more(transcript: Path) -> None:
    for life in lives(transcript):
        asked = wanted(said_by("service", life))

        lines = [json.dumps(message).encode() for message in said_by("plugin", life)]
        written = wanted(Desktop().serve(*lines))

        assert len(written) == len(asked)
        assert all(set(few) <= set(many) for few, many in zip(asked, written, strict=True))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_foreground_is_asked_for_as_the_transcript_says(transcript: Path) -> None:
    for life in lives(transcript):
        asked = asked_for_foreground(said_by("service", life))
        desktop = Desktop()
        desktop.chrome.pid = asked[0] if asked else None

        lines = [json.dumps(message).encode() for message in said_by("plugin", life)]
        written = desktop.serve(*lines)

        assert asked_for_foreground(written) == asked


@pytest.mark.parametrize(("name", "title"), [("email", "CRM Email"), ("whatsapp", "CRM WhatsApp")])
def test_the_contact_of_a_transcript_raises_its_card(name: str, title: str) -> None:
    [transcript] = [path for path in TRANSCRIPTS if path.stem == name]
    desktop = Desktop()

    desktop.serve(*[json.dumps(m).encode() for m in said_by("plugin", lives(transcript)[0])])

    assert {card.title for card in desktop.chrome.raised} == {title}
    assert "operator=4021" in desktop.chrome.raised[0].url
