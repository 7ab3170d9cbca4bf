"""
Everything that reads what others write, with inputs that are nearly right.

A reader gets bytes. It raises what its docstring says, which is caught here, and nothing else. What
has a catch-all behind it must not reach that: it is for faults that nobody knows yet.
"""

import binascii
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import strategies as st

from chatplugin.adapters.journal import Journal, JournalLine
from chatplugin.adapters.settings_sources import CopyFile
from chatplugin.adapters.status_file import STATUS_FILE, ServiceFiles
from chatplugin.browser.driver import Instant
from chatplugin.config.formats import read_layer
from chatplugin.config.layers import Layer, Problem
from chatplugin.config.settings import Reading, read_settings
from chatplugin.config.sources import Stack, read_overlay
from chatplugin.config.table import KEYS
from chatplugin.desktop import messages as jsonrpc
from chatplugin.desktop import plugin
from chatplugin.domain.address import Address, check_variables
from chatplugin.domain.contact import CardId, ChannelType, Contact, ContactId, Moment, Operator
from chatplugin.domain.errors import (
    BadValue,
    ConfigurationError,
    ProtocolError,
    RequestError,
)
from chatplugin.domain.events import Focus, RaiseTab
from chatplugin.domain.request import SigningKey
from chatplugin.domain.screenpop import decide
from chatplugin.domain.template import Template
from chatplugin.mail import read as read_mail
from chatplugin.operators_page import page
from tests.fuzz.inputs import grafted, messages, mutated, streams, texts
from tests.played.chrome import SIGHT, PlayedChrome
from tests.played.extension import PlayedExtension
from tests.played.service import SETTINGS, Desktop

FOUND = Path(__file__).parents[1] / "corpus" / "found"
"""A folder for each reader, with the inputs at which one has failed."""

_FAULT = "by a fault of chatplugin"
_CARD = "https://crm.example.com/card{?user_id}"


class Reader(NamedTuple):
    """`read` raises for every input that shows a fault of ours."""

    inputs: st.SearchStrategy[bytes]
    read: Callable[[bytes], None]


def kept(name: str) -> list[Path]:
    """Return the inputs at which the reader *name* has failed before."""
    return sorted((FOUND / name).glob("*.bin"))


def _text(data: bytes) -> str:
    """Half characters are texts, too."""
    try:
        return data.decode(errors="surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


# The plug-in's pipe


def _split(data: bytes) -> None:
    """The first byte says how long a message may be, the second how the stream is cut."""
    limit, step = (data[0] % 16, 1 + data[1] % 9) if len(data) > 1 else (9, 1)
    splitter = jsonrpc.Splitter(b"\n", limit=limit)
    pieces = [data[start : start + step] for start in range(0, len(data), step)]

    found = [message for piece in pieces for message in splitter.feed(piece)]

    whole = data.split(b"\n")[:-1]
    expected = [line if len(line) <= limit else jsonrpc.Overlong(len(line)) for line in whole]
    assert found == expected


def _parse(data: bytes) -> None:
    with suppress(ProtocolError):
        jsonrpc.parse(data)


def _read_plugin(data: bytes) -> None:
    with suppress(ProtocolError):
        plugin.read(data)


def _serve(data: bytes) -> None:
    desktop = Desktop()

    desktop.serve(desktop.initialize(SETTINGS), *data.split(b"\n"))

    told = [*map(str, desktop.written), *desktop.said]
    told += [str(record.reason) for record in desktop.journal.records]
    assert not [sentence for sentence in told if _FAULT in sentence.lower()]


_SEEN = {"seen": {"event": "delivered", "arguments": ["A", 1]}}
_WORK_ITEM: Mapping[str, Any] = {
    "seq": 1,
    "at": 1.5,
    "workItem": {"id": "W1", "type": "email", "typeCode": 3},
    "attributes": {"a": "b"},
    "mediaTypeName": "WhatsApp",
    "author": "+79000000001",
    "messages": "<x/>",
    "problem": None,
    **_SEEN,
    "email": "RnJvbTogYUBiLmMNCg0KaGk=",
}
_INITIALIZE: Mapping[str, Any] = {
    "protocol": 1,
    "plugin": "1",
    "session": "s",
    "section": "ChatPlugin",
    "settings": SETTINGS,
    "operator": {"agentId": "1", "agentName": "x", "station": "2"},
    "desktop": {"pid": 1, "clr": "4.0"},
    "mediaController": {"type": "X", "members": ["a", "b"]},
    "asked": None,
}
_OPERATOR = {"seq": 2, "at": 1, "change": "x", "agentId": "4", "agentName": "n", "station": "5"}
_PLUGIN: list[Mapping[str, Any]] = [
    *(
        {"jsonrpc": "2.0", "method": method, "params": _WORK_ITEM}
        for method in sorted(plugin.WORK_ITEM_METHODS)
    ),
    {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": _INITIALIZE},
    {"jsonrpc": "2.0", "method": "operator/changed", "params": _OPERATOR},
    {"jsonrpc": "2.0", "method": "settings/changed", "params": {"settings": {"MaxTabs": "3"}}},
    {"jsonrpc": "2.0", "id": 3, "result": {}},
]

# Settings

_ODD = {
    "ChatTemplate": _CARD,
    "Field.f": "a{X}b",
    "Parameter.user_id.Transform": "strip, e164:RU, lower",
    "Parameter.f.Missing": "default:x",
    "Rule.1": 'user_id.matches("^7") && attributes.X == "1" -> none',
    "PersonalAccount.Pattern": "(?P<account>[0-9]{10})",
    "AllowedHosts": "crm.example.com",
    "TabTitle": "CRM {channel_name} {f}",
    "OnEnd": "close:1",
    "Sign.Key": "file:/x",
}
_NAMES = sorted({key.name for key in KEYS} | _ODD.keys())
_EMAIL = ChannelType("email")


def _must_not_stumble(*problems: Problem) -> None:
    assert not [str(each) for each in problems if each.what.code.startswith("stumbled")]


def _use(reading: Reading) -> None:
    _must_not_stumble(*reading.problems)
    for text in ("79000000001", "", "x" * 5000, "\ud800", None):
        contact = Contact(ContactId("1"), _EMAIL, user_id=text, attributes={"X": text or ""})
        decide(contact, Operator("1"), reading.settings.rules, Moment.ACCEPTED)


def _read_settings(data: bytes) -> None:
    layer = read_layer(data, source="file")

    _use(read_settings([Layer("below", {"ChatTemplate": _CARD}), layer]))


def _read_overlay(data: bytes) -> None:
    address = "https://settings.example.com/a.json"
    lower = {"ChatTemplate": _CARD, "Settings.Url": address}
    stack = Stack([Layer("EMC", lower)], None)

    stack.change_overlay(address, read_overlay(data, source="overlay"))

    _use(stack.reading)


def _expand(data: bytes) -> None:
    text = _text(data)
    with suppress(BadValue):
        template = Template.parse(text)
        Address.of(template)
        check_variables(template, {"user_id"})
        for value in ("a", "\ud800", "../x?y#z", "я" * 99):
            url = template.expand({"user_id": value})
            assert url.isascii()
            assert url.isprintable()


def _read_key(data: bytes) -> None:
    with suppress(RequestError, ConfigurationError):
        SigningKey.parse(_text(data))


def _ini(settings: Mapping[str, Any]) -> bytes:
    lines = [f"{key}={value}" for key, value in settings.items()]
    return "\n".join(["[ChatPlugin]", *lines]).encode("utf-8", "surrogatepass")


_settings = st.dictionaries(st.sampled_from(_NAMES) | texts, texts, max_size=4)
_settings |= grafted(_ODD, 6).map(lambda given: given if isinstance(given, dict) else {})
_files = _settings.map(_ini).flatmap(mutated) | messages([_ODD, {"ChatPlugin": _ODD}])

# Files of the service

_LINE = {
    "at": 1,
    "session": "s",
    "contact": "c",
    "fate": "raised",
    "channel_type": "x",
    "url": "https://c/",
    "title": "t",
    "user_id": "u",
    "operator": "4021",
    "reported": 1.0,
}
_LINES = [_LINE, {**_LINE, "fate": "closed"}, {**_LINE, "fate": "ended"}, {**_LINE, "url": ""}]


def _read_journal(data: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "journal-2026-11-28.jsonl").write_bytes(data)
        journal = Journal(folder, "s", 7)
        for card in journal.open_cards():
            assert card.command.url
        journal.last_operator()
        list(JournalLine.read(folder))


def _read_kept(data: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "overlay.copy").write_bytes(data)
        with suppress(ConfigurationError):
            CopyFile(folder / "overlay.copy").read()
        (folder / STATUS_FILE).write_bytes(data)
        ServiceFiles(folder).read_status()


def _copy(body: bytes) -> bytes:
    head = {"address": "https://a/", "etag": "", "checksum": binascii.crc32(body)}
    return json.dumps(head).encode() + b"\n" + body


# Browsers

_COMMANDS = [
    RaiseTab(CardId(f"c{number}"), f"https://crm.example.com/card?a={number}", "CRM", focus)
    for number, focus in enumerate(Focus)
]
_RESULT: Mapping[str, Any] = {
    "targetId": "T1",
    "sessionId": "S1",
    "executionContextId": 1,
    "frameTree": {"frame": {"id": "F1"}},
    "frameId": "F1",
    "loaderId": "L1",
    "result": {"type": "object", "value": SIGHT},
}
_ANSWERS = [
    {"id": number, "result": {**_RESULT, "targetId": f"T{number}", "sessionId": f"S{number}"}}
    for number in range(1, 25)
]
_NOTICES: list[tuple[str, Mapping[str, Any]]] = [
    ("Target.targetCreated", {"targetInfo": {"targetId": "T9", "type": "page", "openerId": "T1"}}),
    ("Target.targetDestroyed", {"targetId": "T1"}),
    ("Target.targetCrashed", {"targetId": "T1"}),
    ("Page.frameNavigated", {"frame": {"id": "F1", "loaderId": "L1", "url": "about:blank"}}),
    ("Page.domContentEventFired", {"timestamp": 1}),
    ("Page.frameStartedNavigating", {"frameId": "F1", "url": "x", "loaderId": "L2"}),
    ("Page.frameRequestedNavigation", {"frameId": "F1", "url": "x", "reason": "anchorClick"}),
    ("Runtime.bindingCalled", {"name": "chatPluginTell", "payload": "password"}),
    ("Runtime.bindingCalled", {"name": "chatPluginPage", "payload": '{"do":"pause"}'}),
    ("Fetch.requestPaused", {"requestId": "r", "request": {"url": "https://x", "method": "GET"}}),
    ("Page.javascriptDialogOpening", {"url": "x", "message": "y", "type": "alert"}),
]
_DEVTOOLS = [
    *_ANSWERS,
    {"id": 4, "error": {"code": -32602, "message": "No target"}},
    *(
        {"method": method, "params": params, "sessionId": f"S{number}"}
        for number, (method, params) in enumerate(_NOTICES)
    ),
]


def _hear_chrome(data: bytes) -> None:
    """Between two messages time passes and the desk wants something."""
    chrome = PlayedChrome().connect()
    for number, message in enumerate(data.split(b"\0")):
        chrome.raise_tab(_COMMANDS[number % len(_COMMANDS)], now=3.0 * number)
        with suppress(ProtocolError):
            chrome.hear(message)
        chrome.wait_until(3.0 * number + 1)
        if number % 5 == 4:
            chrome.close_tab(CardId("c1"))
        chrome.written()
        chrome.told()


_SEEN_BY_EXTENSION = {
    "card": "c1",
    "held": True,
    "reason": "x",
    "document": 2,
    "byOperator": False,
    "sight": SIGHT,
    "button": '{"do":"pause"}',
}
_EXTENSION = [
    {"jsonrpc": "2.0", "id": 1, "result": {"protocol": 1, "session": "s", "cards": ["c1"]}},
    *(
        {"jsonrpc": "2.0", "id": number, "result": {"opened": True, "state": "opening"}}
        for number in range(2, 9)
    ),
    {"jsonrpc": "2.0", "id": 3, "error": {"code": 1, "message": "x"}},
    *(
        {"jsonrpc": "2.0", "method": method, "params": _SEEN_BY_EXTENSION}
        for method in ("card/shown", "card/failed", "card/seen", "card/closed", "page/pressed")
    ),
]


def _hear_extension(data: bytes) -> None:
    extension = PlayedExtension()
    extension.tabs.connected()
    for number, message in enumerate(data.split(b"\0")):
        extension.raise_tab(_COMMANDS[number % len(_COMMANDS)])
        with suppress(ProtocolError):
            extension.tabs.receive(message)
        extension.turn.instant = Instant(3.0 * number)
        extension.tabs.tick()
        extension.tabs.take_outgoing()
        extension.told()


def _press(data: bytes) -> None:
    page.read(_text(data))


_BUTTONS = [
    {"do": "show", "contact": "c1"},
    {"do": "choose", "contact": "c1", "account": 1},
    {"do": "pause"},
    {"do": "resume"},
]

# Letters

_LETTER = (
    b"From: A <a@b.c>\r\nSubject: =?utf-8?b?0LA=?=\r\n"
    b"Content-Type: multipart/alternative; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain; charset=koi8-r\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=CC/=D3 1234567890\r\n"
    b"--x\r\nContent-Type: text/html\r\n\r\n"
    b"<table><tr><td>\xd0\xbb/\xd1\x81<td>1234567890</table><blockquote>x</blockquote>\r\n--x--\r\n"
)


def _read_letter(data: bytes) -> None:
    read_mail(data)


READERS: Mapping[str, Reader] = {
    "framing": Reader(st.binary(max_size=80) | streams(_PLUGIN, b"\n"), _split),
    "json-rpc": Reader(messages(_PLUGIN), _parse),
    "plug-in": Reader(messages(_PLUGIN), _read_plugin),
    "service": Reader(streams(_PLUGIN, b"\n"), _serve),
    "settings": Reader(_files, _read_settings),
    "overlay": Reader(_files, _read_overlay),
    "template": Reader(texts.map(lambda text: text.encode(errors="surrogatepass")), _expand),
    "key": Reader(mutated(b"2026-11:a-secret-of-tests-that-is-long-enough"), _read_key),
    "letter": Reader(mutated(_LETTER), _read_letter),
    "extension": Reader(streams(_EXTENSION, b"\0"), _hear_extension),
    "chrome": Reader(streams(_DEVTOOLS, b"\0"), _hear_chrome),
    "button": Reader(messages(_BUTTONS), _press),
    "journal": Reader(streams(_LINES, b"\n"), _read_journal),
    "kept": Reader(_files.map(_copy).flatmap(mutated), _read_kept),
}
