"""What EMC is like at a site is kept without anything of a person's."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from chatplugin.desktop import plugin
from chatplugin.desktop.played_desktop import PlayedDesktop
from chatplugin.domain.contact import Moment, Operator
from chatplugin.service.ports import Asked
from chatplugin.service.status import MOST_EVENTS, SITE_FORMAT, Site, SiteReport
from tests.played.service import MAIL, SETTINGS, Desktop

SEEN: dict[str, Any] = {
    "place": "the media controller's Client, later",
    "handler": "Void Invoke(Int32, XArgs)",
    "thread": "pool",
    "readMs": 12.5,
    "unread": ["Skill"],
    "arguments": {"type": "EMC.XArgs", "members": ["EMC.XArgs | Property | Int32 WorkItemType"]},
    "workItem": {"type": "EMC.Email", "members": ["EMC.Email | Property | String Skill"]},
}


def with_seen(line: bytes, seen: object = SEEN, **params: object) -> bytes:
    """Return the plug-in's *line* with what a real one adds."""
    message = json.loads(line)
    message["params"] |= {"seen": seen, **params}
    return json.dumps(message).encode() + b"\n"


def reported(desktop: Desktop, *lines: bytes) -> SiteReport:
    desktop.serve(*lines, Asked("q1"))
    return desktop.sites[-1]


def test_each_event_says_where_how_and_on_which_thread_it_came(desktop: Desktop) -> None:
    report = reported(
        desktop,
        desktop.initialize(SETTINGS),
        with_seen(desktop.email(Moment.OFFERED, "E1", MAIL, Queue="Anna")),
        with_seen(desktop.email(Moment.ACCEPTED, "E1", MAIL), {**SEEN, "thread": "host"}),
    )

    first, second = report.events
    assert (first.event, second.event) == ("offered", "accepted")
    assert (first.thread, second.thread) == ("pool", "host")
    assert (first.place, first.handler, first.read) == (SEEN["place"], SEEN["handler"], 12.5)
    assert (first.attributes, first.unread, first.has) == (["Queue"], ["Skill"], ["e-mail"])
    assert [seen.type for seen in report.types] == ["EMC.XArgs", "EMC.Email"]


def test_nothing_that_is_a_persons_is_kept(desktop: Desktop) -> None:
    report = reported(
        desktop,
        desktop.initialize(SETTINGS),
        with_seen(desktop.email(Moment.OFFERED, "79000000001", MAIL, Customer="Anna Karenina")),
        with_seen(
            desktop.chat(
                Moment.ACCEPTED, "W1", media_type_name="WhatsApp", author="+79000000002", X="Anna"
            )
        ),
    )

    text = msgspec.json.encode(report).decode()
    for personal in ("79000000001", "79000000002", "Anna", "anna@example.com", "1234567890", "W1"):
        assert personal not in text
    assert [event.contact for event in report.events] == [1, 2]


def test_the_facts_of_the_desktop_are_in_it() -> None:
    facts: Mapping[str, Any] = {
        "plugin": "0.1.0",
        "desktop": {"clr": "4.0", "bits": 32, "os": "Windows", "culture": "ru-RU"},
        "mediaController": {"type": "EMC.Controller", "members": ["a", "b"]},
        "emc": {"assemblies": ["ASMultimedia, Version=4.1"], "station": None},
    }

    report = Site(facts, is_enumerated=False).report()

    assert msgspec.to_builtins(report) == {
        "format": SITE_FORMAT,
        "plugin": "0.1.0",
        "clr": "4.0",
        "bits": 32,
        "os": "Windows",
        "culture": "ru-RU",
        "is_enumerated": False,
        "assemblies": ["ASMultimedia, Version=4.1"],
        "media_controller": {"type": "EMC.Controller", "members": ["a", "b"]},
        "station": None,
        "types": [],
        "events": [],
    }


def test_after_the_first_events_no_more_are_kept() -> None:
    desktop = PlayedDesktop(now=lambda: 1000.0)
    site = Site({}, is_enumerated=True)
    for _ in range(MOST_EVENTS + 5):
        message = plugin.read(with_seen(desktop.email(Moment.OFFERED, "E1", MAIL)).strip())
        assert isinstance(message, plugin.ContactReport)
        site.take(message)

    assert len(site.report().events) == MOST_EVENTS


def test_an_older_plug_in_says_nothing_and_contacts_come_all_the_same(desktop: Desktop) -> None:
    report = reported(
        desktop,
        desktop.initialize(SETTINGS),
        desktop.email(Moment.OFFERED, "E1", MAIL),
        with_seen(desktop.email(Moment.OFFERED, "E2", MAIL), ["not", "an", "object"]),
    )

    assert report.events == []
    assert len(desktop.chrome.raised) == 2


def test_members_in_another_form_do_no_harm(desktop: Desktop) -> None:
    odd: dict[str, Any] = {
        "place": None,
        "readMs": "x",
        "unread": 5,
        "arguments": [],
        "workItem": {"type": None},
    }

    report = reported(
        desktop,
        desktop.initialize(SETTINGS),
        with_seen(desktop.email(Moment.OFFERED, "E1", MAIL), odd),
        with_seen(desktop.operator(Operator("4021")), odd),
    )

    assert [event.event for event in report.events] == ["offered", "operator"]
