"""The service's loop, with a played plug-in before it and a played Chrome behind it."""

import errno
import json
import math
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any, cast

import pytest
from msgspec.structs import replace

from chatplugin.browser.driver import (
    ChromeGone,
    DriverCommand,
    FromBrowser,
    FromChrome,
    Instant,
    Reply,
    ShowPage,
)
from chatplugin.config.problems import DESKTOP, Problem
from chatplugin.config.settings import ChromeSettings, read_settings
from chatplugin.desktop import plugin
from chatplugin.desktop.played_desktop import PlayedDesktop
from chatplugin.desktop.plugin import Kind
from chatplugin.domain.commands import CloseTab, Fate, RaiseTab, Record
from chatplugin.domain.contact import CardId, Moment, Operator
from chatplugin.domain.desk import OpenCard
from chatplugin.domain.events import Answer, CardShown, ContactOffered, Incident, PopFailed
from chatplugin.domain.request import RequestRules
from chatplugin.sentences import said
from chatplugin.service.intake import MOST_LETTERS, Intake
from chatplugin.service.loop import CannotBegin, Service
from chatplugin.service.ports import NoSources, Ports, Stamps
from chatplugin.service.records import MOST_WAITING
from chatplugin.service.signals import (
    FromFile,
    FromPlugin,
    FromSettingsServer,
    PluginGone,
    SettingsServerBack,
    SettingsServerSilent,
    Signal,
)
from chatplugin.wire.framing import Overlong

SETTINGS = {
    "ChatTemplate": "https://crm.example.com/card{?channel_type,user_id,operator}",
    "EmailTemplate": "https://crm.example.com/card{?channel_type,user_id,PersonalAccount}",
}
MAIL = b"From: anna@example.com\r\n\r\nPersonal account: 1234567890\r\n"


class PlayedChrome:
    """A driver that notes what it is to do, and tells what a test has put into `answers`."""

    def __init__(self) -> None:
        self.raised: list[RaiseTab] = []
        self.closed: list[CardId] = []
        self.pages: list[dict[str, Any]] = []
        self.answers: list[Answer] = []
        self.incidents: list[Incident] = []
        self.sentences: list[str] = []
        self.at_once: list[PopFailed] = []
        """What is told as soon as a card is to be raised."""
        self.at_start: list[Incident] = []
        self.on_receive: Callable[[], None] = lambda: None
        self.on_raise: Callable[[], None] = lambda: None
        self.on_tick: Callable[[], None] = lambda: None
        self.due: float | None = None
        self.used: list[ChromeSettings] = []
        self.ended = 0
        self.is_closed = False
        self.pid: int | None = 6300

    def use(self, settings: ChromeSettings, now: Instant) -> Reply:
        self.used.append(settings)
        return Reply(incidents=self.at_start, due=self.due)

    def do(self, command: DriverCommand, now: Instant) -> Reply:
        match command:
            case RaiseTab(card, url):
                if "boom" in url:
                    raise ValueError("a customer's text: boom")
                self.on_raise()
                self.raised.append(command)
                events = [a for a in self.at_once if a.card == card]
                return Reply(events, due=self.due)
            case CloseTab(card):
                self.closed.append(card)
            case ShowPage(model):
                self.pages.append(json.loads(model))
        return Reply(due=self.due)

    def receive(self, signal: FromBrowser, now: Instant) -> Reply:
        if isinstance(signal, ChromeGone):
            self.ended += 1
            return Reply(due=self.due)
        self.on_receive()
        return Reply(self.answers, self.incidents, self.sentences, self.due)

    def tick(self, now: Instant) -> Reply:
        self.on_tick()
        return Reply(due=self.due)

    def close(self) -> None:
        self.is_closed = True


class PlayedRequests:
    """A desktop whose keys are all there, but for those that a test puts into `lost`."""

    def __init__(self) -> None:
        self.used: list[RequestRules] = []
        self.lost: set[str] = set()

    def use(self, rules: RequestRules) -> None:
        self.used.append(rules)

    def problem(self) -> Problem | None:
        key = self.used[-1].key
        if key is None or key.name not in self.lost:
            return None
        return Problem(said("key.not_in_store", name=key.name), DESKTOP, "Sign.Key")


class PlayedJournal:
    def __init__(self) -> None:
        self.records: list[Record] = []
        self.stamps: list[Stamps] = []
        self.open: list[OpenCard] = []
        self.room: float = math.inf
        self.is_damaged = False

    def append(self, record: Record, stamps: Stamps) -> None:
        if len(self.records) >= self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.records.append(record)
        self.stamps.append(stamps)

    def open_cards(self) -> list[OpenCard]:
        if self.is_damaged:
            raise KeyError("url")
        return self.open

    def prune(self) -> None: ...

    def close(self) -> None: ...


class PlayedSources(NoSources):
    def __init__(self) -> None:
        self.is_watching = False

    def watch(self) -> None:
        self.is_watching = True


class _Slow(SimpleQueue[Signal]):
    """Nothing waits behind what is being served, so that the operator's page is drawn."""

    def empty(self) -> bool:
        return True


class Desktop(PlayedDesktop):
    """A desktop with the service in it. `serve` plays lines and returns what was answered."""

    def __init__(self) -> None:
        super().__init__(now=lambda: 1000.0)
        self.chrome = PlayedChrome()
        self.journal = PlayedJournal()
        self.requests = PlayedRequests()
        self.said: list[str] = []
        self.written: list[dict[str, Any]] = []
        self.seconds = 0.0

    def serve(self, *lines: bytes | Overlong | Signal) -> list[dict[str, Any]]:
        inbox: SimpleQueue[Signal] = SimpleQueue()
        for line in lines:
            signal = FromPlugin([line], 1001.0) if isinstance(line, bytes | Overlong) else line
            inbox.put(signal)
        inbox.put(PluginGone())
        Service(self.ports(), []).run(inbox)
        return self.written

    def serve_slowly(self, *signals: bytes | Signal) -> list[dict[str, Any]]:
        """Play *signals* one after the other; return the notes of the page after all of them."""
        inbox: SimpleQueue[Signal] = _Slow()
        for signal in signals:
            inbox.put(FromPlugin([signal], 1001.0) if isinstance(signal, bytes) else signal)
        inbox.put(PluginGone())
        Service(self.ports(), []).run(inbox)
        notes: list[dict[str, Any]] = self.chrome.pages[-1]["notes"]
        return notes

    def let_seconds_pass(self, seconds: int, *lines: bytes) -> list[list[CardId]]:
        """Play *lines*; return what had been closed at the beginning of each second after them."""
        closed: list[list[CardId]] = []

        def a_second_passes() -> None:
            closed.append(list(self.chrome.closed))
            self.seconds += 1

        self.chrome.on_receive = a_second_passes
        self.serve(*lines, *[FromChrome(1, [])] * seconds)
        return closed

    def acknowledged(self) -> list[int]:
        return [
            message["params"]["seq"]
            for message in self.written
            if message.get("method") == "event/acknowledged"
        ]

    def ports(self) -> Ports:
        return Ports(
            driver=self.chrome,
            requests=self.requests,
            open_journal=lambda _session, _days: self.journal,
            write=lambda data: self.written.append(json.loads(data)),
            say=self.said.append,
            now=lambda: 1002.0,
            clock=lambda: self.seconds,
            chance=lambda: 0,
            pid=7,
        )


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    played = Desktop()
    yield played
    assert played.chrome.is_closed


def test_a_contact_becomes_a_card_and_is_acknowledged_once_it_is_in_the_journal(
    desktop: Desktop,
) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.operator(Operator("4021")),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith(
        "?channel_type=email&user_id=anna%40example.com&PersonalAccount=1234567890"
    )
    assert [record.fate for record in desktop.journal.records] == [Fate.RAISED]
    assert desktop.journal.stamps == [Stamps(reported=1000.0, received=1001.0, sent=1002.0)]
    assert desktop.acknowledged() == [1, 2]


def test_a_letter_is_read_once_for_all_events_of_its_contact(desktop: Desktop) -> None:
    another_of_its_size = MAIL.replace(b"1234567890", b"9999999999")

    desktop.serve(
        desktop.initialize({**SETTINGS, "PopOn": "accepted"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.email(Moment.ACCEPTED, "E1", another_of_its_size),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=1234567890")


def test_a_letter_is_read_again_when_the_rules_of_accounts_have_changed(desktop: Desktop) -> None:
    mail = b"From: anna@example.com\r\n\r\nPolicy 1234567890\r\n"
    before = {**SETTINGS, "PopOn": "accepted"}

    desktop.serve(
        desktop.initialize(before),
        desktop.email(Moment.OFFERED, "E1", mail),
        desktop.settings_changed({**before, "PersonalAccount.Labels": "policy"}),
        desktop.email(Moment.ACCEPTED, "E1", mail),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=1234567890")


def test_a_letter_that_found_no_room_at_first_is_read_when_it_comes(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize({**SETTINGS, "PopOn": "accepted"}),
        desktop.email(Moment.OFFERED, "E1", b""),
        desktop.email(Moment.ACCEPTED, "E1", MAIL),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=1234567890")


def test_a_contact_that_ended_and_comes_back_has_its_letter_read_again(desktop: Desktop) -> None:
    another_of_its_size = MAIL.replace(b"1234567890", b"9999999999")

    desktop.serve(
        desktop.initialize({**SETTINGS, "PopOn": "accepted"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.ended("E1", Kind.EMAIL),
        desktop.email(Moment.ACCEPTED, "E1", another_of_its_size),
    )

    [card] = desktop.chrome.raised
    assert card.url.endswith("PersonalAccount=9999999999")


def test_only_so_many_letters_are_remembered() -> None:
    intake, settings, desktop = Intake(), read_settings([]).settings, Desktop()

    def headers(name: str) -> object:
        report = plugin.read(desktop.email(Moment.OFFERED, name, MAIL))
        assert isinstance(report, plugin.ContactReport)
        event = intake.event_of(report, settings)
        assert isinstance(event, ContactOffered)
        return event.contact.headers

    first = headers("E0")
    is_known_at_once = headers("E0") is first
    for number in range(1, MOST_LETTERS + 1):
        headers(f"E{number}")

    assert is_known_at_once
    assert headers("E0") is not first


def test_windows_is_asked_to_let_chrome_come_to_the_front_before_each_card(
    desktop: Desktop,
) -> None:
    written_when_raised: list[int] = []
    desktop.chrome.on_raise = lambda: written_when_raised.append(len(desktop.written))

    written = desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", MAIL))

    assert written[1] == {
        "jsonrpc": "2.0",
        "method": "foreground/allow",
        "params": {"pid": 6300},
    }
    assert written_when_raised == [2]


def test_a_card_that_keeps_the_focus_where_it_is_asks_for_nothing(desktop: Desktop) -> None:
    written = desktop.serve(
        desktop.initialize({**SETTINGS, "Raise": "background"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert len(desktop.chrome.raised) == 1
    assert "foreground/allow" not in [message.get("method") for message in written]


def test_an_event_that_comes_twice_is_acknowledged_and_shows_nothing_twice(
    desktop: Desktop,
) -> None:
    offered = desktop.email(Moment.OFFERED, "E1", MAIL)

    desktop.serve(desktop.initialize(SETTINGS), offered, offered)

    assert len(desktop.chrome.raised) == 1
    assert desktop.acknowledged() == [1, 1]


def test_a_service_that_is_started_again_restores_the_cards_of_the_same_run(
    desktop: Desktop,
) -> None:
    card = RaiseTab(CardId("E1"), "https://crm.example.com/card?user_id=1", "CRM Email")
    desktop.journal.open = [OpenCard(card, "email", has_ended=False)]

    desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", MAIL))

    assert {raised.url for raised in desktop.chrome.raised} == {card.url}
    assert {raised.card for raised in desktop.chrome.raised} == {card.card}


@pytest.mark.parametrize(
    "garbage",
    [b"garbage", b"{}", b'{"jsonrpc": "2.0", "method": "workItem/delivered"}', Overlong(10**9)],
)
def test_garbage_is_reported_and_the_next_contact_still_raises_its_card(
    desktop: Desktop, garbage: bytes | Overlong
) -> None:
    desktop.serve(desktop.initialize(SETTINGS), garbage, desktop.email(Moment.OFFERED, "E1", MAIL))

    assert len(desktop.said) == 1
    assert len(desktop.chrome.raised) == 1


def test_an_unreadable_email_still_raises_a_card_with_what_is_known(desktop: Desktop) -> None:
    desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", b"\xff\x00"))

    assert desktop.chrome.raised[0].url == "https://crm.example.com/card?channel_type=email"


def test_a_bad_setting_is_said_and_stops_only_what_needs_it(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS | {"EmailTemplate": "https://{host}/", "TabTitel": "x"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="+79000000001"),
    )

    assert [card.title for card in desktop.chrome.raised] == ["CRM WhatsApp"]
    assert any("EmailTemplate" in text for text in desktop.said)
    assert any("TabTitle" in text for text in desktop.said)


def test_a_work_item_of_a_kind_without_a_card_is_acknowledged(desktop: Desktop) -> None:
    voice = desktop.chat(Moment.OFFERED, "V1").replace(b"simpleMessage", b"voice")

    desktop.serve(desktop.initialize(SETTINGS), voice)

    assert desktop.acknowledged() == [1]
    assert desktop.journal.records == []


def test_a_full_disk_is_said_once_and_cards_still_come_up(desktop: Desktop) -> None:
    desktop.journal.room = 0

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.email(Moment.OFFERED, "E2", MAIL),
    )

    assert len(desktop.chrome.raised) == 2
    assert desktop.said == [
        "The journal cannot be written: No space left on device. Cards still come up"
    ]


def test_no_event_is_acknowledged_while_the_journal_cannot_be_written(desktop: Desktop) -> None:
    desktop.journal.room = 1

    desktop.serve(
        desktop.initialize(SETTINGS),
        *[desktop.email(Moment.OFFERED, f"E{number}", MAIL) for number in range(1, 4)],
    )

    assert len(desktop.chrome.raised) == 3
    assert [record.contact_id for record in desktop.journal.records] == ["E1"]
    assert desktop.acknowledged() == [1]


def test_what_waited_for_room_is_journalled_in_order_and_acknowledged_without_a_new_contact(
    desktop: Desktop,
) -> None:
    desktop.journal.room = 1
    desktop.chrome.answers = [CardShown(CardId("E2"))]

    def room_after_two_seconds() -> None:
        desktop.seconds += 1
        desktop.journal.room = 9 if desktop.seconds > 2 else 1

    desktop.chrome.on_receive = room_after_two_seconds
    desktop.serve(
        desktop.initialize(SETTINGS),
        *[desktop.email(Moment.OFFERED, f"E{number}", MAIL) for number in range(1, 4)],
        *[FromChrome(1, [])] * 3,
    )

    kept = [(record.contact_id, record.fate) for record in desktop.journal.records]
    assert kept[:4] == [
        ("E1", Fate.RAISED),
        ("E2", Fate.RAISED),
        ("E3", Fate.RAISED),
        ("E2", Fate.SHOWN),
    ]
    assert desktop.acknowledged() == [1, 3]
    assert desktop.said[-1] == "The journal can be written again"


def test_a_journal_that_has_room_again_is_written_though_nothing_else_happens(
    desktop: Desktop,
) -> None:
    inbox: SimpleQueue[Signal] = SimpleQueue()
    desktop.journal.room = 0

    def time_passes() -> None:
        desktop.seconds += 1
        desktop.journal.room = 9 if desktop.seconds > 5 else 0
        if desktop.acknowledged() or desktop.seconds > 20:
            inbox.put(PluginGone())

    desktop.chrome.on_tick = time_passes
    desktop.chrome.due = 0.0
    inbox.put(FromPlugin([desktop.initialize(SETTINGS)], 1.0))
    inbox.put(FromPlugin([desktop.email(Moment.OFFERED, "E1", MAIL)], 1.0))
    Service(desktop.ports(), []).run(inbox)

    assert [record.contact_id for record in desktop.journal.records] == ["E1"]
    assert desktop.acknowledged() == [1]


def test_a_disk_that_stays_full_costs_what_chrome_tells_before_what_the_plugin_does(
    desktop: Desktop,
) -> None:
    desktop.journal.room = 0
    desktop.chrome.answers = [CardShown(CardId("E1"))] * (MOST_WAITING + 1)

    def make_room() -> None:
        desktop.journal.room = math.inf

    desktop.chrome.on_raise = make_room
    desktop.serve(
        desktop.initialize(SETTINGS),
        FromChrome(1, [b"{}"]),
        desktop.email(Moment.OFFERED, "E2", MAIL),
    )

    fates = [record.fate for record in desktop.journal.records]
    assert fates == [Fate.SHOWN] * MOST_WAITING + [Fate.RAISED]
    assert desktop.acknowledged() == [1]


def test_an_error_of_our_own_costs_one_contact_and_tells_no_customers_text(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="boom"),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert len(desktop.chrome.raised) == 1
    assert [(r.contact_id, r.fate) for r in desktop.journal.records] == [
        ("W1", Fate.FAILED),
        ("E1", Fate.RAISED),
    ]
    assert desktop.acknowledged() == [1, 2]
    assert "ValueError at do:" in desktop.said[0]
    assert "ValueError at do:" in caplog.text
    assert "boom" not in caplog.text + desktop.said[0]


def test_an_error_of_our_own_costs_none_of_the_contacts_in_the_same_read(desktop: Desktop) -> None:
    contacts = [
        desktop.chat(Moment.ACCEPTED, name, media_type_name="WhatsApp", author=author)
        for name, author in (("W1", "+79000000001"), ("W2", "boom"), ("W3", "+79000000003"))
    ]

    desktop.serve(desktop.initialize(SETTINGS), FromPlugin(contacts, 1001.0))

    assert [card.card for card in desktop.chrome.raised] == ["W1", "W3"]
    assert [(r.contact_id, r.fate) for r in desktop.journal.records] == [
        ("W1", Fate.RAISED),
        ("W2", Fate.FAILED),
        ("W3", Fate.RAISED),
    ]
    assert desktop.acknowledged() == [1, 2, 3]


def test_an_event_that_fails_is_not_acknowledged_before_that_is_in_the_journal(
    desktop: Desktop,
) -> None:
    desktop.journal.room = 0

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="boom"),
    )

    assert desktop.acknowledged() == []


def test_an_error_with_one_card_costs_none_of_the_others_that_chrome_tells_of(
    desktop: Desktop,
) -> None:
    unusable = cast("CardId", ["boom"])
    desktop.chrome.answers = [CardShown(unusable), CardShown(CardId("E2"))]

    written = desktop.serve(desktop.initialize(SETTINGS), *[FromChrome(1, [b"{}"])] * 2)

    assert [record.contact_id for record in desktop.journal.records] == ["E2", "E2"]
    told = [str(m["params"]["text"]) for m in written if m.get("method") == "log/write"]
    assert len(told) == 1
    assert told[0].startswith("An answer of Chrome could not be handled, by a fault of ChatPlugin")
    assert "boom" not in told[0]


def test_a_service_that_cannot_begin_says_so_and_ends(desktop: Desktop) -> None:
    def no_journal(_session: str, _days: int) -> PlayedJournal:
        raise KeyError("a customer's text: boom")

    inbox: SimpleQueue[Signal] = SimpleQueue()
    inbox.put(FromPlugin([desktop.initialize(SETTINGS)], 1.0))

    with pytest.raises(CannotBegin, match="KeyError at no_journal"):
        Service(replace(desktop.ports(), open_journal=no_journal), []).run(inbox)

    [answer] = desktop.written
    assert answer["error"]["code"] == -32002
    assert "KeyError at no_journal" in answer["error"]["message"]
    assert "boom" not in answer["error"]["message"]


def test_cards_that_cannot_be_restored_cost_no_contact_and_no_change_of_settings(
    desktop: Desktop,
) -> None:
    desktop.journal.is_damaged = True
    sources = PlayedSources()
    inbox: SimpleQueue[Signal] = SimpleQueue()
    inbox.put(FromPlugin([desktop.initialize(SETTINGS)], 1.0))
    inbox.put(FromPlugin([desktop.email(Moment.OFFERED, "E1", MAIL)], 1.0))
    inbox.put(PluginGone())
    Service(replace(desktop.ports(), sources=sources), []).run(inbox)

    assert len(desktop.chrome.raised) == 1
    assert sources.is_watching


@pytest.mark.parametrize("key", ["Field. segment", "Fıeld.segment", " Field .x"])
def test_a_blank_in_a_key_stops_no_card(desktop: Desktop, key: str) -> None:
    answer = desktop.serve(
        desktop.initialize({**SETTINGS, key: "{Segment}"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )[0]

    assert "result" in answer
    assert len(desktop.chrome.raised) == 1
    assert desktop.acknowledged() == [1]


def test_a_plugin_that_speaks_another_protocol_is_told_so(desktop: Desktop) -> None:
    [answer] = desktop.serve(desktop.initialize(SETTINGS, protocol=2))

    assert answer["error"] == {"code": -32001, "message": "This service speaks protocol 1, not 2"}
    assert desktop.chrome.used == []


def test_a_request_of_a_newer_plugin_is_refused_and_a_notification_ignored(
    desktop: Desktop,
) -> None:
    answers = desktop.serve(
        b'{"jsonrpc": "2.0", "id": 9, "method": "screen/share"}',
        b'{"jsonrpc": "2.0", "method": "screen/shared"}',
    )

    assert [answer["error"]["code"] for answer in answers] == [-32601]


def test_an_event_before_initialize_is_said_and_not_acknowledged(desktop: Desktop) -> None:
    desktop.serve(desktop.email(Moment.OFFERED, "E1", MAIL))

    assert desktop.acknowledged() == []
    assert "before 'initialize'" in desktop.said[0]


def test_a_card_that_fails_at_once_is_in_the_journal_after_it_was_raised(
    desktop: Desktop,
) -> None:
    desktop.chrome.at_once = [PopFailed(CardId("E1"), "There is no key")]

    desktop.serve(desktop.initialize(SETTINGS), desktop.email(Moment.OFFERED, "E1", MAIL))

    assert [record.fate for record in desktop.journal.records] == [Fate.RAISED, Fate.FAILED]
    assert "A card could not be shown: There is no key" in desktop.said


def test_what_the_driver_has_to_say_is_said(desktop: Desktop) -> None:
    desktop.chrome.sentences = ["Chrome answers again"]

    desktop.serve(desktop.initialize(SETTINGS), FromChrome(1, []))

    assert desktop.said == ["Chrome answers again"]


def test_the_driver_is_called_when_its_time_has_come_and_not_before(desktop: Desktop) -> None:
    ticks: list[float] = []
    desktop.chrome.due = 2.0
    desktop.chrome.on_tick = lambda: ticks.append(desktop.seconds)

    desktop.let_seconds_pass(4, desktop.initialize(SETTINGS))

    assert ticks == [2.0, 3.0, 4.0]


def test_what_chrome_answers_is_kept_in_the_journal(desktop: Desktop) -> None:
    desktop.chrome.answers = [CardShown(CardId("E1"))]

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        FromChrome(1, [b"{}"]),
        desktop.ended("E1", Kind.EMAIL),
        ChromeGone(1),
    )

    fates = [record.fate for record in desktop.journal.records]
    assert fates == [Fate.RAISED, Fate.SHOWN, Fate.ENDED]
    assert desktop.chrome.ended == 1


def test_a_tab_is_closed_as_many_seconds_after_its_contact_as_the_settings_say(
    desktop: Desktop,
) -> None:
    closed = desktop.let_seconds_pass(
        3,
        desktop.initialize(SETTINGS | {"OnEnd": "close:2"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.ended("E1", Kind.EMAIL),
    )

    assert closed == [[], [], [CardId("E1")]]


def test_a_contact_that_comes_back_in_time_keeps_its_tab(desktop: Desktop) -> None:
    closed = desktop.let_seconds_pass(
        4,
        desktop.initialize(SETTINGS | {"OnEnd": "close:2"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.ended("E1", Kind.EMAIL),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert closed == [[], [], [], []]


def test_a_service_that_is_started_again_knows_who_sits_at_the_desk(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS, person=Operator("4021")),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="+79000000001"),
    )

    assert "operator=4021" in desktop.chrome.raised[0].url


def test_changed_settings_count_from_the_next_contact_on(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.settings_changed(SETTINGS | {"TabTitle": "Card"}),
        desktop.email(Moment.OFFERED, "E2", MAIL),
    )

    assert [card.title for card in desktop.chrome.raised] == ["CRM Email", "Card"]
    assert desktop.said == []


def test_a_broken_change_of_settings_is_refused_whole_and_said(desktop: Desktop) -> None:
    broken = SETTINGS | {"TabTitle": "Card", "EmailTemplate": "ftp://crm.example.com/"}

    desktop.serve(
        desktop.initialize(SETTINGS),
        desktop.settings_changed(broken),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert [card.title for card in desktop.chrome.raised] == ["CRM Email"]
    assert "EmailTemplate" in desktop.said[0]
    assert "last good ones stay in force" in desktop.said[1]


def test_the_log_tells_no_more_than_its_level_says(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    letter = desktop.email(Moment.OFFERED, "E1", MAIL)

    desktop.serve(
        desktop.initialize(SETTINGS | {"Log.Level": "warning"}),
        letter,
        desktop.settings_changed(SETTINGS | {"Log.Level": "info"}),
        desktop.email(Moment.OFFERED, "E2", MAIL),
    )

    shown = [record for record in caplog.messages if record == "email: raised"]
    assert len(shown) == 1


OVERLAY = "https://settings.example.com/chatplugin.json"


def test_a_change_of_the_overlay_counts_from_the_next_contact_on(desktop: Desktop) -> None:
    [note] = desktop.serve_slowly(
        desktop.initialize(SETTINGS | {"Settings.Url": OVERLAY, "TabTitle": "Desk"}),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        FromSettingsServer(OVERLAY, b'{"TabTitle": "Card"}'),
        desktop.email(Moment.OFFERED, "E2", MAIL),
        FromSettingsServer(OVERLAY, b'{"TabTitle": "New", "MaxTabs": "many"}'),
        desktop.email(Moment.OFFERED, "E3", MAIL),
    )

    assert [card.title for card in desktop.chrome.raised] == ["Desk", "Card", "Card"]
    [sentence, refusal] = desktop.said
    assert "MaxTabs = 'many'" in sentence
    assert "last good ones stay in force" in refusal
    assert note["items"] == [sentence]


def test_a_change_of_the_local_file_counts_from_the_next_contact_on(desktop: Desktop) -> None:
    desktop.serve(
        FromFile("local.ini", b"TabTitle=Too early"),
        desktop.initialize(SETTINGS),
        FromFile("local.ini", b"TabTitle=Local"),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert [card.title for card in desktop.chrome.raised] == ["Local"]


def test_other_settings_of_chrome_reach_it_without_a_restart(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS),
        FromFile("local.ini", b"Chrome.Driver=extension"),
    )

    assert [settings.driver for settings in desktop.chrome.used] == ["auto", "extension"]


def test_the_operators_page_says_what_happened_to_chrome(desktop: Desktop) -> None:
    desktop.chrome.at_start = [Incident.SILENT]
    desktop.chrome.incidents = [Incident.RESTARTED]

    desktop.serve_slowly(desktop.initialize(SETTINGS), FromChrome(1, []))

    lately = [incident["text"] for incident in desktop.chrome.pages[-1]["lately"]]
    assert lately == ["Chrome did not answer at", "Chrome was started again at"]


def test_the_operators_page_says_while_the_settings_server_is_away(desktop: Desktop) -> None:
    away = SettingsServerSilent(OVERLAY, "nothing comes from there")
    start = desktop.initialize(SETTINGS | {"Settings.Url": OVERLAY})

    [note] = desktop.serve_slowly(start, away)
    assert note["items"] == ["nothing comes from there"]
    assert note["head"] == "Settings cannot be fetched from their server"

    assert desktop.serve_slowly(start, away, SettingsServerBack(OVERLAY)) == []


def test_a_rule_that_cannot_be_worked_out_is_told_to_the_log_once(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    ruled = SETTINGS | {"Rule.10": "int(attributes.Age) > 17 -> none"}
    told = "Rule.10 cannot be worked out for a contact, and counts as not holding"

    desktop.serve(
        desktop.initialize(ruled),
        *[
            desktop.chat(
                Moment.ACCEPTED,
                f"W{number}",
                media_type_name="WhatsApp",
                author="anna",
                Age="secret",
            )
            for number in range(3)
        ],
    )

    assert len(desktop.chrome.raised) == 3
    assert [record.getMessage() for record in caplog.records].count(told) == 1
    assert "secret" not in caplog.text
    assert desktop.journal.records[0].failed_rules == ("Rule.10",)


def test_the_journal_names_the_rule_that_chose(desktop: Desktop) -> None:
    ruled = SETTINGS | {
        "Rule.10": 'user_id == "spam" -> none',
        "Rule.20": 'channel_type == "whatsapp" -> EmailTemplate',
    }

    desktop.serve(
        desktop.initialize(ruled),
        desktop.chat(Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="anna"),
        desktop.chat(Moment.ACCEPTED, "W2", media_type_name="WhatsApp", author="spam"),
        desktop.chat(Moment.ACCEPTED, "T1", media_type_name="Telegram", author="anna"),
    )

    assert [(record.fate, record.rule) for record in desktop.journal.records] == [
        (Fate.RAISED, "Rule.20"),
        (Fate.NOT_SHOWN, "Rule.10"),
        (Fate.RAISED, ""),
    ]


SIGNED = {**SETTINGS, "Sign.Key": "store:crm"}


def test_requests_follow_the_settings(desktop: Desktop) -> None:
    desktop.serve(
        desktop.initialize(SETTINGS), desktop.settings_changed({**SIGNED, "Method": "POST"})
    )

    plain, signed = desktop.requests.used
    assert plain.are_plain
    assert (signed.key, signed.method) == (("store", "crm"), "POST")


def test_a_lost_key_is_told_once_to_the_administrator_and_on_the_page(desktop: Desktop) -> None:
    desktop.requests.lost.add("crm")

    notes = desktop.serve_slowly(
        desktop.initialize(SIGNED),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        desktop.email(Moment.ACCEPTED, "E1", MAIL),
    )

    sentence = "the system's store has no key 'crm' for this person"
    assert len([told for told in desktop.said if sentence in told]) == 1
    assert sentence in notes[0]["items"][0]


def test_a_key_that_has_come_is_seen_with_the_next_contact(desktop: Desktop) -> None:
    desktop.requests.lost.add("crm")
    desktop.chrome.on_receive = desktop.requests.lost.clear

    notes = desktop.serve_slowly(
        desktop.initialize(SIGNED),
        FromChrome(1, []),
        desktop.email(Moment.OFFERED, "E1", MAIL),
    )

    assert notes == []


@pytest.mark.parametrize(("settings", "has_link"), [(SETTINGS, True), (SIGNED, False)])
def test_no_link_is_given_out_that_the_crm_would_refuse(
    desktop: Desktop, settings: dict[str, str], has_link: bool
) -> None:
    desktop.serve_slowly(desktop.initialize(settings), desktop.email(Moment.OFFERED, "E1", MAIL))

    [line] = desktop.chrome.pages[-1]["lines"]
    assert bool(line["link"]) == has_link
