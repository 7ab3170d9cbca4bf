"""What a collector is sent, and what becomes of a service whose collector is away."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from itertools import count

import pytest

from chatplugin.adapters.http import Client, FetchFailed
from chatplugin.adapters.telemetry import Telemetry
from chatplugin.domain.contact import CardId, ContactId
from chatplugin.domain.events import CardShown, Fate, Incident, Record
from rig.collector import Collector
from rig.emc_host import wait_until
from rig.loopback import Loopback

E1 = ContactId("E1")
NOW = 1_790_000_000_000.0
CONTACTS = "chatplugin.contacts"
SHOWN = (("channel_type", "email"), ("fate", "shown"))


def record(fate: Fate) -> Record:
    return Record(E1, fate, "email")


def wall_clock() -> float:
    return time.time() * 1e3


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture
def said() -> list[str]:
    return []


def sending_to(
    address: str, said: list[str], *, interval: float = 0.05, now: Callable[[], float] = wall_clock
) -> Telemetry:
    return Telemetry(address, now, say=said.append, interval=interval)


@pytest.fixture
def sending(collector: Collector, said: list[str]) -> Iterator[Telemetry]:
    sending = sending_to(collector.url, said)
    yield sending
    sending.close()


def test_a_collector_hears_the_totals_again_and_again(
    collector: Collector, sending: Telemetry
) -> None:
    sending.take(CardShown(CardId(E1)), [record(Fate.RAISED)], NOW)
    sending.take(CardShown(CardId(E1)), [record(Fate.SHOWN)], NOW)
    wait_until(lambda: collector.sums(CONTACTS).get(SHOWN) == 1, "the collector knows of one")
    sending.take(CardShown(CardId(E1)), [record(Fate.SHOWN)], NOW)
    wait_until(lambda: collector.sums(CONTACTS).get(SHOWN) == 2, "the collector knows of two")

    assert set(collector.paths) == {"/v1/metrics"}


def test_the_last_numbers_are_sent_at_the_end(collector: Collector, said: list[str]) -> None:
    sending = sending_to(collector.url, said, interval=3600)
    sending.take(CardShown(CardId(E1)), [record(Fate.SHOWN)], NOW)

    sending.close()

    assert collector.sums(CONTACTS) == {SHOWN: 1}


def test_a_collector_that_is_away_is_told_of_once_and_loses_nothing(
    collector: Collector, sending: Telemetry, said: list[str]
) -> None:
    collector.status, collector.headers = 503, {"Retry-After": "0"}
    sending.take(CardShown(CardId(E1)), [record(Fate.SHOWN)], NOW)
    wait_until(lambda: len(collector.bodies) >= 3, "the collector was asked three times")
    collector.status = 200
    before = len(collector.bodies)
    wait_until(lambda: len(collector.bodies) > before, "the collector was asked again")

    assert collector.sums(CONTACTS) == {SHOWN: 1}
    [sentence] = said
    address = f"{collector.url.rstrip('/')}/v1/metrics"
    assert sentence.startswith(f"Telemetry.Endpoint {address}: it answers 503 Service Unavailable.")


def test_an_odd_time_to_come_again_ends_nothing(
    collector: Collector, sending: Telemetry, said: list[str]
) -> None:
    odd = "Mon, 01 Jan 2001 00:00:00 +99999999999999999999"
    collector.status, collector.headers = 503, {"Retry-After": odd}
    sending.take(CardShown(CardId(E1)), [record(Fate.SHOWN)], NOW)
    wait_until(lambda: len(collector.bodies) >= 2, "the collector was asked twice")

    collector.status = 200

    wait_until(lambda: collector.sums(CONTACTS) == {SHOWN: 1}, "the collector knows of one")
    assert ["it answers 503" in sentence for sentence in said] == [True]


def test_the_collector_is_told_again_after_an_error_of_our_own(
    collector: Collector, said: list[str]
) -> None:
    calls = count()

    def stumbling_clock() -> float:
        if next(calls) == 1:
            raise KeyError("a fault of our own")
        return wall_clock()

    sending = sending_to(collector.url, said, now=stumbling_clock)
    wait_until(lambda: collector.bodies, "the collector was told")
    sending.close()

    assert said[0].startswith("The thread 'telemetry' stopped, by a fault of ChatPlugin: KeyError")


class Dripping(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(90):
                self.wfile.write(b"X-%d: a\r\n" % number)
                time.sleep(0.1)

    def log_message(self, *_: object) -> None: ...


def test_an_answer_that_drips_is_given_up() -> None:
    with Loopback(Dripping) as server, pytest.raises(FetchFailed) as caught:
        Client(seconds=0.5).post(server.url, b"{}")

    assert caught.value.what == "it does not answer in time"


def test_a_server_that_is_no_collector_is_said_to_be_none(said: list[str]) -> None:
    with Collector() as collector:
        collector.status = 404
        sending = sending_to(collector.url, said)
        wait_until(lambda: said, "it is told")
        sending.close()

    assert "404 Not Found. See that this is a collector of OTLP" in said[0]


class Holding(BaseHTTPRequestHandler):
    asked = threading.Event()
    may_answer = threading.Event()

    def do_POST(self) -> None:
        self.asked.set()
        self.may_answer.wait()

    def log_message(self, *_: object) -> None: ...


def test_nobody_waits_for_a_collector_that_does_not_answer(said: list[str]) -> None:
    with Loopback(Holding) as server:
        sending = sending_to(server.url, said, interval=0.01)
        wait_until(Holding.asked.is_set, "the collector is asked")

        sending.close()

        assert not Holding.may_answer.is_set()
        Holding.may_answer.set()


def test_redirects_are_not_followed(collector: Collector, sending: Telemetry) -> None:
    with Collector() as elsewhere:
        collector.status = 307
        collector.headers = {"Location": f"{elsewhere.url}/v1/metrics"}
        before = len(collector.bodies)
        wait_until(lambda: len(collector.bodies) > before + 1, "it was asked twice")

        assert elsewhere.bodies == []


def test_a_collector_that_is_left_gets_the_last_totals(
    collector: Collector, said: list[str]
) -> None:
    telemetry = sending_to(collector.url, said, interval=3600)
    telemetry.take(CardShown(CardId(E1)), [record(Fate.SHOWN)], NOW)
    telemetry.take_incident(Incident.RESTARTED)
    telemetry.take_incident(Incident.HUNG)
    telemetry.take_problems(2)

    telemetry.leave()

    wait_until(lambda: collector.sums(CONTACTS), "the last totals have come")
    assert collector.sums(CONTACTS) == {SHOWN: 1}
    assert collector.sums("chatplugin.chrome.incidents") == {(("incident", "restarted"),): 1}
    assert collector.sums("chatplugin.service.hangs") == {(): 1}
    assert collector.sums("chatplugin.settings.problems") == {(): 2}
    assert len(collector.bodies) == 1


@pytest.mark.parametrize("ending", ["", "/", "/v1/metrics"])
def test_metrics_have_their_own_path(ending: str, collector: Collector, said: list[str]) -> None:
    sending = sending_to(collector.url.rstrip("/") + ending, said)
    sending.close()

    assert collector.paths == ["/v1/metrics"]
