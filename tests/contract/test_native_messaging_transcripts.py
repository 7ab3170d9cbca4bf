"""
The service keeps to the transcripts of the extension's protocol.

`from` says who speaks: the desk, the extension, the clock, or the line itself when it comes and
goes. What the service sends must be what follows `"from": "service"`, and what it tells the desk
what follows `"to": "desk"`. The extension keeps to the same in the end-to-end tests, in a real
Chrome.
"""

import json
from typing import Any

import pytest

from chatplugin.browser.driver import Instant, ShowPage, Turn
from chatplugin.browser.extension.tabs import ExtensionTabs
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import (
    BrowserEvent,
    CardShown,
    CardTroubled,
    CloseTab,
    Focus,
    PopFailed,
    PopsPaused,
    RaiseTab,
    TabClosed,
    TabKept,
)
from chatplugin.domain.request import CardRequest
from rig.emc_host import ROOT

TRANSCRIPTS = ROOT / "protocol" / "transcripts" / "native-messaging"

Entry = dict[str, Any]


class _Turn(Turn):
    """Signs as the transcript says."""

    signature: str = ""

    def request(self, url: str) -> CardRequest:
        return CardRequest(url + self.signature, is_signed=bool(self.signature))


@pytest.mark.parametrize("name", sorted(path.stem for path in TRANSCRIPTS.glob("*.jsonl")))
def test_the_service_says_what_the_transcript_has(name: str) -> None:
    text = (TRANSCRIPTS / f"{name}.jsonl").read_text("utf-8")
    entries = [json.loads(line) for line in text.splitlines()]
    turn = _Turn()
    tabs = ExtensionTabs("0.1.0", turn)
    sent: list[Entry] = []
    told: list[str] = []

    for entry in entries:
        turn.signature = entry.get("signed", turn.signature)
        turn.instant = Instant(entry.get("at", turn.now))
        _play(tabs, entry)
        sent += [json.loads(message) for message in tabs.take_outgoing()]
        told += map(_in_words, turn.end(None).events)

    assert sent == [entry["message"] for entry in entries if entry.get("from") == "service"]
    assert told == [says for entry in entries for says in entry.get("says", [])]


def _play(tabs: ExtensionTabs, entry: Entry) -> None:
    match entry:
        case {"from": "line", "is": "connected"}:
            tabs.connected()
        case {"from": "line", "is": "lost"}:
            tabs.disconnected()
        case {"from": "extension", "message": message}:
            tabs.receive(json.dumps(message).encode())
        case {"from": "desk", "raise": card, "url": url, "title": title, "front": front}:
            focus = Focus.FRONT if front else Focus.UNCHANGED
            tabs.do(RaiseTab(CardId(card), url, title, focus))
        case {"from": "desk", "close": card}:
            tabs.do(CloseTab(CardId(card)))
        case {"from": "desk", "page": model}:
            tabs.do(ShowPage(model))
        case {"from": "clock"}:
            tabs.tick()
        case _:
            pass  # What is expected of the service.


def _in_words(answer: BrowserEvent) -> str:
    match answer:
        case CardShown(contact_id):
            return f"shown {contact_id}"
        case CardTroubled(contact_id) | PopFailed(contact_id):
            return f"failed {contact_id}"
        case TabClosed(contact_id):
            return f"closed {contact_id}"
        case TabKept(contact_id):
            return f"kept {contact_id}"
        case PopsPaused():
            return "pause"
        case _:
            raise AssertionError(answer)
