"""
The real plug-in under load: many contacts, large e-mails, slow work items.
"""

import hashlib
import os
import signal
import statistics

import pytest

from rig.emc_host import (
    EmcHost,
)
from tests.played.plugin_desk import PluginDesk, ids_of

pytestmark = pytest.mark.e2e

MEGABYTE = 1024 * 1024
DELAY = 20
"""Milliseconds that each member of a work item, and each line of the log, takes."""


def test_events_beyond_the_bound_are_dropped_and_counted(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start("--hold") as desktop:
        desktop.play("repeat 10100 deliver message W{n} media=WhatsApp author=+7900{n}")
        plugin_desk.wait_for("workItem/delivered", 10_000)
        desktop.wait_for_log(r"^fatal .*dropped \d+ event\(s\), 100 in all")
        os.kill(desktop.service_pids[0], signal.SIGUSR1)
        plugin_desk.wait(lambda: _delivers_again(desktop, plugin_desk), "room for another")

    ids = ids_of(plugin_desk.messages)
    assert ids[:10_000] == [f"W{n}" for n in range(1, 10_001)]
    assert plugin_desk.got("workItem/delivered")[10_000]["seq"] == 10_001


def _delivers_again(desktop: EmcHost, plugin_desk: PluginDesk) -> bool:
    desktop.raise_event("deliver message W20000 media=WhatsApp author=+79000020000")
    return len(plugin_desk.got("workItem/delivered")) > 10_000


def test_an_e_mail_of_25_mb_arrives_byte_by_byte(plugin_desk: PluginDesk) -> None:
    letter = os.urandom(25 * MEGABYTE + 1)
    (plugin_desk.folder / "big.eml").write_bytes(letter)

    with plugin_desk.start() as desktop:
        plugin_desk.wait_for("initialize")
        raised = desktop.raise_event("deliver email E1 big.eml")
        (delivered,) = plugin_desk.wait_for("workItem/delivered")

    assert delivered["email"] == [len(letter), hashlib.sha256(letter).hexdigest()]
    print(f"\n25 MB e-mail: EMC's thread held {raised.held_us:.0f} µs")


def test_an_e_mail_that_finds_no_room_is_left_out_and_its_contact_comes(
    plugin_desk: PluginDesk,
) -> None:
    (plugin_desk.folder / "big.eml").write_bytes(bytes(70 * MEGABYTE))

    with plugin_desk.start("--hold") as desktop:
        for n in (1, 2):
            desktop.play(f"deliver email E{n} big.eml")
        first, second = plugin_desk.wait_for("workItem/delivered", 2)

    assert first["email"][0] == 70 * MEGABYTE
    assert "email" not in second
    assert second["problem"] == (
        "the service is behind, and there was no room to keep the e-mail for it"
    )


def test_a_thousand_contacts_in_ten_seconds_all_arrive_in_order(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start() as desktop:
        desktop.play(
            "repeat 1000 every=10 deliver message W{n} media=WhatsApp author=+7900{n} Queue=Sales"
        )
        plugin_desk.wait_for("workItem/delivered", 1000)

    assert [each["seq"] for each in plugin_desk.got("workItem/delivered")] == list(range(1, 1001))
    assert ids_of(plugin_desk.messages) == [f"W{n}" for n in range(1, 1001)]
    _print_held(desktop, "1,000 contacts in 10 s")


def test_emcs_thread_is_not_held_by_slow_work_items_or_a_slow_log(plugin_desk: PluginDesk) -> None:
    with plugin_desk.start(emulator={"MemberDelay": DELAY, "LogDelay": DELAY}) as desktop:
        plugin_desk.wait_for("initialize")
        desktop.play("repeat 20 every=5 deliver email E{n} letter.eml")
        plugin_desk.wait_for("workItem/delivered", 20)

    # Reading one member, or writing one line, would hold it for longer.
    assert statistics.median(each.held_us for each in desktop.raised) < DELAY * 1_000
    _print_held(desktop, f"members and log of {DELAY} ms")


def _print_held(desktop: EmcHost, what: str) -> None:
    held = sorted(each.held_us for each in desktop.raised)
    p95 = held[len(held) * 95 // 100]
    print(f"\n{what}: EMC's thread held {statistics.median(held):.0f} µs (median), {p95:.0f} µs")
    print(f"(p95), {held[-1]:.0f} µs (worst), by {len(held)} events")
