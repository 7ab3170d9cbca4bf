"""
The sample CRM is the contract in code, so it keeps the contract itself.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from chatplugin.domain.request import Asking, KeySource, Method, RequestRules, SigningKey
from examples.crm.contract import read_contact
from rig.crm import PROGRAM, SampleCrm, SampleCrmProcess
from rig.emc_host import wait_until

CONTACT = (
    "channel_type=whatsapp&user_id=%2B79001234567&operator=1001&segment=%D0%A3%D1%80%D0%B0%D0%BB"
)
HOSTILE = "<script>alert(1)</script> & # + \" ' \N{CYRILLIC CAPITAL LETTER YA} " * 80


@pytest.fixture
def crm() -> Iterator[SampleCrm]:
    with SampleCrm() as crm:
        yield crm


def ask(
    crm: SampleCrm | SampleCrmProcess, target: str, method: str = "GET"
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(crm.url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, target)
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def test_a_card_shows_and_records_what_came_with_the_contact(crm: SampleCrm) -> None:
    _, page = ask(crm, f"/card?{CONTACT}")

    assert "+79001234567" in page
    assert "Урал" in page
    [card] = crm.wait_for_cards(1)
    assert (card.method, card.path, card.query) == ("GET", "/card", CONTACT)
    assert card.parameters == (
        ("channel_type", "whatsapp"),
        ("user_id", "+79001234567"),
        ("operator", "1001"),
        ("segment", "Урал"),
    )


def test_what_a_customer_wrote_stays_text_and_inside_its_own_parameter(crm: SampleCrm) -> None:
    _, page = ask(crm, "/card?" + urlencode({"user_id": "7", "name": HOSTILE}, quote_via=quote))

    assert "<script>alert" not in page
    assert crm.cards()[0]["name"] == HOSTILE


def test_a_parameter_that_does_not_look_as_agreed_is_left_out_and_remarked() -> None:
    received = (
        ("channel_type", "What's app"),
        ("operator", "1001"),
        ("operator", "2"),
        ("user_id", "a\nb"),
    )

    contact = read_contact(received)

    assert (contact.channel_type, contact.operator, contact.user_id) == (None, "1001", None)
    assert len(contact.remarks) == 3


def test_a_missing_or_empty_parameter_is_no_mistake() -> None:
    contact = read_contact((("channel_type", "email"), ("PersonalAccount", "")))

    assert (contact.channel_type, contact.personal_account) == ("email", None)
    assert contact.remarks == ()


def test_what_a_page_fetches_for_itself_is_not_a_card(crm: SampleCrm) -> None:
    for path in ("/favicon.ico", "/icon.svg", "/card.css", "/card.js", "/requests", "/nowhere"):
        ask(crm, path)
    ask(crm, f"/card/history?{CONTACT}")

    assert crm.cards() == []
    assert [page.path for page in crm.requests()] == ["/card/history"]


def test_a_request_is_dated_by_its_first_byte_not_by_its_last(crm: SampleCrm) -> None:
    def is_dated_by_its_first_byte() -> bool:
        with socket.create_connection(("127.0.0.1", crm.port)) as connection:
            before = time.time() * 1000
            connection.sendall(b"G")
            time.sleep(0.2)  # the very thing under test: a request that takes its time to arrive
            rest = time.time() * 1000
            connection.sendall(b"ET /card?user_id=7 HTTP/1.1\r\nHost: crm\r\n\r\n")
            connection.recv(1)
        return before <= crm.cards()[-1].at < rest

    # A busy machine may let the CRM see the first byte too late once, but not each time.
    wait_until(is_dated_by_its_first_byte, "a request has the time of its first byte")


def test_one_connection_serves_many_requests(crm: SampleCrm) -> None:
    connection = HTTPConnection("127.0.0.1", crm.port, timeout=10)
    for n in range(3):
        connection.request("GET", f"/card?user_id={n}")
        connection.getresponse().read()
    connection.close()

    assert [card["user_id"] for card in crm.cards()] == ["0", "1", "2"]


def test_after_the_login_the_card_that_was_asked_for_comes_up() -> None:
    with SampleCrm(login=True) as crm:
        to_login, _ = ask(crm, f"/card?{CONTACT}")
        login = to_login.headers["Location"]
        back, _ = ask(crm, login, method="POST")

    assert (to_login.status, back.status) == (302, 303)
    assert back.headers["Location"] == f"/card?{CONTACT}"
    assert "crm_session=1" in back.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb"]
)
def test_the_login_leads_to_no_other_site(crm: SampleCrm, elsewhere: str) -> None:
    answer, _ = ask(crm, "/login?" + urlencode({"next": elsewhere}), method="POST")

    assert answer.headers["Location"] == "/card"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/error", 500),
        ("/csp?user_id=7", 200),
        ("/slow?ms=1", 200),
        ("/popup?user_id=7", 200),
        ("/", 200),
        ("/x", 404),
    ],
)
def test_each_page_for_tests_answers_as_it_says(crm: SampleCrm, target: str, status: int) -> None:
    answer, _ = ask(crm, target)

    assert answer.status == status


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\r\n\r\n",
        b"GET /card\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_what_is_not_http_ends_the_connection_and_nothing_else(
    crm: SampleCrm, nonsense: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", crm.port), timeout=10) as connection:
        connection.sendall(nonsense)
        assert connection.recv(1) == b""

    assert ask(crm, "/card")[0].status == 200


def test_the_crm_comes_back_at_the_address_it_had() -> None:
    with SampleCrm() as crm:
        ask(crm, "/card")
    with SampleCrm(port=crm.port) as again:
        ask(again, "/card")

    assert again.url == crm.url
    assert len(again.cards()) == 1


@pytest.mark.timeout(40)  # The page would take 600 seconds.
def test_stopping_does_not_wait_for_a_slow_page() -> None:
    with SampleCrm() as crm, socket.create_connection(("127.0.0.1", crm.port)) as connection:
        connection.sendall(b"GET /slow?ms=600000 HTTP/1.1\r\n\r\n")
        crm.wait_for_cards(1)

        crm.__exit__()

        assert len(crm.cards()) == 1


def test_waiting_for_a_card_that_does_not_come_says_what_came(crm: SampleCrm) -> None:
    ask(crm, "/card?user_id=7")

    with pytest.raises(AssertionError, match=r"1 of 2 cards .* /card\?user_id=7"):
        crm.wait_for_cards(2, within=0.05)


def test_in_a_process_of_its_own_it_tells_the_same() -> None:
    with SampleCrmProcess() as crm:
        ask(crm, f"/card?{CONTACT}")
        [card] = crm.wait_for_cards(1)

    assert card["segment"] == "Урал"


def test_the_log_has_a_line_of_json_for_each_page(tmp_path: Path) -> None:
    log = tmp_path / "crm.jsonl"
    with SampleCrmProcess("--log", str(log)) as crm:
        ask(crm, f"/card?{CONTACT}")

    [line] = log.read_text("utf-8").splitlines()
    assert json.loads(line)["parameters"][3] == ["segment", "Урал"]


def test_it_listens_on_this_machine_only() -> None:
    with SampleCrm() as crm:
        assert crm.url.startswith("http://127.0.0.1:")


def test_help_tells_how_to_start_it() -> None:
    told = subprocess.run(
        [sys.executable, PROGRAM, "--help"], capture_output=True, text=True, check=True
    )

    assert "127.0.0.1" in told.stdout


def post(crm: SampleCrm, form: str) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(crm.url.removeprefix("http://"), timeout=10)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/card", form, kind)
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def test_a_card_may_come_by_a_form(crm: SampleCrm) -> None:
    answer, page = post(crm, CONTACT)

    assert answer.status == 200
    assert "+79001234567" in page
    [card] = crm.cards()
    assert (card.method, card.query, card.body) == ("POST", "", CONTACT)
    assert card["segment"] == "Урал"


def test_with_a_key_only_signed_cards_are_shown_and_each_once() -> None:
    secret = "a-secret-of-tests-that-is-long-enough"
    rules = RequestRules(Method.POST, KeySource("file", "/k"))
    asking = Asking(rules, SigningKey("k", secret.encode()))
    with SampleCrm(keys={"k": secret}, clock=lambda: 1795399201.0) as crm:
        own = f"{crm.url}/card?{CONTACT}"
        request = asking.request(own, 1795399200, "0f" * 16)
        assert request.form is not None

        unsigned, page = ask(crm, f"/card?{CONTACT}")
        accepted, _ = post(crm, request.form)
        again, _ = ask(crm, f"/card?{request.form}")

    assert (unsigned.status, accepted.status, again.status) == (403, 200, 403)
    assert "Reason: unsigned." in page
    assert "+7900" not in page
