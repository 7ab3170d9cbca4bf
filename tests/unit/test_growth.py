"""The ten-thousandth contact costs what the thousandth did, and a longer file its length."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest

from chatplugin.adapters.journal import Journal
from chatplugin.browser.driver import FromChrome
from chatplugin.config.formats import read_layer
from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.config.sources import read_overlay
from chatplugin.desktop import messages
from chatplugin.desktop.plugin import WorkItemKind
from chatplugin.domain.contact import CardId, ChannelType, Contact, ContactId, Moment
from chatplugin.domain.desk import Desk
from chatplugin.domain.events import (
    BrowserEvent,
    CardShown,
    CloseTab,
    ContactAccepted,
    ContactEnded,
    ContactOffered,
    RaiseTab,
    TabClosed,
)
from chatplugin.service.loop import Service
from chatplugin.service.ports import FromPlugin, PluginGone, Signal
from tests.played.chrome import PlayedChrome
from tests.played.extension import PlayedExtension
from tests.played.growth import Lines, grows_too_fast
from tests.played.service import SETTINGS, Desktop

CONTACTS = 10_000
CONTACTS_OF_A_DAY = 2_000
LOOKS = 20
"""Contacts of which the work is counted, in each thousand."""

URL = "https://crm.example.com/card?user_id="


class _Day(SimpleQueue[Signal]):
    """Contacts one after the other. Of some the work of the service is counted."""

    def __init__(self, desktop: Desktop, *, ends: bool) -> None:
        super().__init__()
        self.lines = Lines()
        self.worked: dict[int, int] = {}
        self._is_counted = False
        self._desktop = desktop
        self._signals = self._contacts(ends=ends)

    def get(self, block: bool = True, timeout: float | None = None) -> Signal:
        return next(self._signals)

    def empty(self) -> bool:
        """The operator's page is drawn when nothing waits: for the contacts that count."""
        return self._is_counted

    def _contacts(self, *, ends: bool) -> Iterator[Signal]:
        desktop = self._desktop
        yield FromPlugin([desktop.initialize({**SETTINGS, "OnEnd": "close"})], 1.0)
        for number in range(CONTACTS_OF_A_DAY if ends else 200):
            self._is_counted = number % 1000 >= 1000 - LOOKS or not ends
            before = self.lines.counted
            if self._is_counted:
                self.lines.begin()
            yield from self._contact(f"C{number}", ends=ends)
            self.lines.end()
            if self._is_counted:
                self.worked[number] = self.lines.counted - before
        yield PluginGone()

    def _contact(self, contact: str, *, ends: bool) -> Iterator[Signal]:
        desktop, who = self._desktop, f"+7900{contact}"
        chat = {"media_type_name": "WhatsApp", "author": who}
        yield FromPlugin([desktop.chat(Moment.OFFERED, contact, **chat)], 1.0)
        yield FromPlugin([desktop.chat(Moment.ACCEPTED, contact, **chat)], 1.0)
        yield self._told(CardShown(CardId(contact)))
        if ends:
            yield FromPlugin([desktop.ended(contact, WorkItemKind.CHAT)], 1.0)
            yield self._told(TabClosed(CardId(contact)))

    def _told(self, event: BrowserEvent) -> Signal:
        self._desktop.chrome.answers = [event]
        return FromChrome(1, [])


@pytest.fixture
def desktop() -> Desktop:
    return Desktop()


def test_the_ten_thousandth_contact_is_no_more_work_for_the_desk_than_the_thousandth() -> None:
    desk, lines = Desk(read_settings([Layer("EMC", SETTINGS)]).settings.rules), Lines()

    def live(number: int) -> None:
        contact = Contact(ContactId(f"C{number}"), ChannelType("whatsapp"), user_id="+79000000001")
        card = CardId(contact.id)
        for event in (ContactOffered(contact), ContactAccepted(contact), CardShown(card)):
            desk.handle(event)
        desk.handle(ContactEnded(contact.id))
        desk.handle(TabClosed(card))

    for number in range(1000):
        live(number)
    early = lines.of(lambda: live(1000))
    for number in range(1001, CONTACTS):
        live(number)
    late = lines.of(lambda: live(CONTACTS))

    assert 0 < late <= 1.5 * early, f"{early} lines, and {late}"


def test_the_last_contact_of_a_day_is_no_more_work_for_the_service_than_one_at_noon(
    desktop: Desktop,
) -> None:
    day = _Day(desktop, ends=True)

    Service(desktop.ports(), []).run(day)

    early = sum(work for number, work in day.worked.items() if number < 1000)
    late = sum(work for number, work in day.worked.items() if number >= CONTACTS_OF_A_DAY - 1000)
    assert len(desktop.chrome.raised) >= CONTACTS_OF_A_DAY
    assert 0 < late <= 1.5 * early, f"{early} lines, and {late}"


def test_two_hundred_open_cards_are_no_more_than_four_times_the_work_of_fifty(
    desktop: Desktop,
) -> None:
    day = _Day(desktop, ends=False)

    Service(desktop.ports(), []).run(day)

    few = sum(day.worked[number] for number in range(30, 50))
    many = sum(day.worked[number] for number in range(180, 200))
    assert 0 < many <= 4 * few, f"{few} lines, and {many}"


def test_chrome_is_told_no_more_about_a_card_because_others_are_open() -> None:
    chrome = PlayedChrome().connect()
    chrome.listen()
    asked = []
    for number in range(200):
        chrome.raise_tab(RaiseTab(CardId(f"C{number}"), f"{URL}{number}", "CRM"))
        asked.append(len(chrome.listen()))

    assert 0 < asked[199] == asked[2]


def test_the_extension_is_told_no_more_about_a_card_because_others_are_open() -> None:
    extension = PlayedExtension()
    extension.connect()
    asked = []
    for number in range(200):
        extension.raise_tab(RaiseTab(CardId(f"C{number}"), f"{URL}{number}", "CRM"))
        asked.append(len(extension.listen()))

    assert 0 < asked[199] == asked[2]


@pytest.mark.parametrize("played", [PlayedChrome, PlayedExtension])
def test_in_a_burst_the_thousandth_card_is_no_more_work_than_the_hundredth(
    played: type[PlayedChrome] | type[PlayedExtension],
) -> None:
    """None of them has its tab yet."""
    browser = played()
    browser.connect()
    worked = []
    for number in range(1000):
        command = RaiseTab(CardId(f"C{number}"), f"{URL}{number}", "CRM")
        raising = Lines().of(partial(browser.raise_tab, command))
        worked.append(raising + Lines().of(lambda: browser.tabs.due))

    assert 0 < worked[-1] <= 1.2 * worked[99], f"{worked[99]} lines, and {worked[-1]}"


def test_in_a_burst_the_desk_asks_for_a_tab_to_be_closed_once_not_at_each_contact() -> None:
    """One more is asked for again each time: a Chrome may have lost it."""
    desk, closed = Desk(read_settings([Layer("EMC", SETTINGS)]).settings.rules), Counter[CardId]()
    for number in range(CONTACTS_OF_A_DAY):
        contact = Contact(ContactId(f"C{number}"), ChannelType("whatsapp"), user_id="+79000000001")
        for event in (ContactOffered(contact), ContactEnded(contact.id)):
            closed.update(c.card for c in desk.handle(event) if isinstance(c, CloseTab))

    assert len(closed) > CONTACTS_OF_A_DAY / 2
    assert closed.total() <= 2 * CONTACTS_OF_A_DAY


def _write_days(folder: Path, days: int) -> None:
    folder.mkdir()
    for age in range(days):
        day = datetime.now(UTC).date() - timedelta(days=age)
        lines = [
            {"session": f"run-{age}", "contact": f"C{number}", "fate": "raised", "url": URL}
            for number in range(500)
        ]
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        (folder / f"journal-{day}.jsonl").write_text(text, "utf-8")


def test_a_start_reads_no_more_of_a_weeks_journal_than_of_two_days(tmp_path: Path) -> None:
    work = []
    for days in (3, 8):
        folder = tmp_path / str(days)
        _write_days(folder, days)
        work.append(Lines().of(Journal(folder, "run-today", days=7).open_cards))

    assert 0 < work[1] <= 1.2 * work[0]


KEYS = {
    "ChatTemplate": "https://crm.example.com/card{?user_id}&a=",
    "Field.f": "{X}",
    "TabTitle": "CRM {channel_name} ",
    "Rule.1": 'user_id == "1" ',
    "Parameter.user_id.Transform": "strip, ",
    "PersonalAccount.Labels": "счёт; ",
    "PersonalAccount.Pattern": "(?P<account>[0-9]{10})",
    "PersonalAccount.Examples": "40271-58836; ",
    "AllowedHosts": "crm.example.com; ",
    "Channel.Alias.x": "y",
    "UserId.Source": "author, ",
    "Sender.OwnDomains": "example.com; ",
    "Chrome.Arguments": "--a ",
    "OnEnd": "close:1",
    "Sign.Key": "file:/x",
}
TOKENS = (
    "a",
    " ",
    "(",
    "{",
    "}",
    '"',
    "'",
    "\\",
    ",",
    ";",
    ".",
    "=",
    "->",
    "&&",
    "%",
    "я",
    "[",
    "1",
)
SIZE = 1_500
"""A value is as long as a customer would never write one, and four times that."""


def _with(key: str, unit: str, length: int) -> Layer:
    return Layer("file", {**KEYS, key: KEYS[key] + unit * (length // len(unit))})


@pytest.mark.parametrize("key", KEYS)
def test_a_value_costs_no_more_than_its_length(key: str) -> None:
    def read(layer: Layer) -> None:
        read_settings([layer])

    def grows(unit: str) -> bool:
        return grows_too_fast(read, lambda size: _with(key, unit, size), SIZE)

    assert [unit for unit in TOKENS if grows(unit)] == []


def _object(size: int) -> bytes:
    return json.dumps({f"Field.f{number}": "{X}" for number in range(size)}).encode()


def _unknown(size: int) -> bytes:
    return json.dumps({f"Feild.f{number}": "{X}" for number in range(size)}).encode()


def _ini(size: int) -> bytes:
    lines = "".join(f"Field.f{number}={{X}}\n" for number in range(size))
    return f"[ChatPlugin]\n{lines}".encode()


def _nested(size: int) -> bytes:
    return b'{"ChatPlugin": ' * size


def _quotes(size: int) -> bytes:
    return b'{"a": "' + b'\\"' * 20 * size


@pytest.mark.parametrize("make", [_object, _unknown, _ini, _nested, _quotes])
def test_a_file_of_settings_costs_no_more_than_its_length(make: Callable[[int], bytes]) -> None:
    def read(data: bytes) -> None:
        read_settings([read_layer(data, source="file"), read_overlay(data, source="overlay")])

    assert not grows_too_fast(read, make, 250)


@pytest.mark.parametrize("piece", [1, 7, 4096])
def test_a_stream_costs_no_more_than_its_length(piece: int) -> None:
    """However small its pieces are, and wherever its messages end."""

    def split(data: bytes) -> None:
        splitter = messages.Splitter(messages.LINE_FEED, limit=1 << 30)
        for start in range(0, len(data), piece):
            splitter.feed(data[start : start + piece])

    assert not grows_too_fast(split, lambda size: b"x" * size, 10_000 * min(piece, 100))
    assert not grows_too_fast(split, lambda size: b"{}\n" * (size // 3), 10_000)
