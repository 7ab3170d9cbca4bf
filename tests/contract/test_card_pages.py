"""
The pages that CRM developers take as a pattern show signed cards once, and no others.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection, create_server

import pytest

from chatplugin.domain.request import (
    Asking,
    CardRequest,
    KeySource,
    Method,
    RequestRules,
    SigningKey,
)
from rig.emc_host import ROOT

if sys.platform == "win32":
    pytest.skip("the other languages are asked from Linux", allow_module_level=True)

CRM = ROOT / "examples" / "crm"
ADDRESS = "https://crm.example.com/card"
KEY = SigningKey("2026-11", b"a-secret-of-tests-that-is-long-enough")
CUSTOMER = "user_id=%3Cb%3E%20%2B79000000001%20%D0%AF"

PAGES: Mapping[str, Callable[[int], list[str]]] = {
    "javascript": lambda port: ["node", str(CRM / "javascript" / "cardPage.js"), str(port)],
    "php": lambda port: ["php", "-S", f"127.0.0.1:{port}", str(CRM / "php" / "card.php")],
}


@pytest.fixture(params=PAGES)
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """The port of a page of the CRM while it is served."""
    with closing(create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    keys = tmp_path / "crm.key"
    keys.write_bytes(f"{KEY.kid}:".encode() + KEY.secret + b"\n")
    surroundings = {
        "PATH": os.environ["PATH"],
        "CARD_ADDRESS": ADDRESS,
        "CARD_KEYS": str(keys),
        "CARD_NONCES": str(tmp_path),
    }
    with subprocess.Popen(
        PAGES[request.param](port),
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            wait_until_served(port)
            yield port
        finally:
            server.terminate()


def wait_until_served(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the page is not served"
            time.sleep(0.02)  # until it listens
        else:
            return


def signed(method: Method, nonce: str) -> CardRequest:
    rules = RequestRules(method, KeySource("file", "/k"))
    return Asking(rules, KEY).request(f"{ADDRESS}?{CUSTOMER}", time.time(), nonce * 16)


def answer(port: int, request: CardRequest) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        if request.form is None:
            connection.request("GET", request.url.removeprefix("https://crm.example.com"))
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/card", request.form, kind)
        response = connection.getresponse()
        return response.status, response.read().decode()


@pytest.mark.parametrize("method", Method)
def test_a_signed_card_is_shown_once_and_no_other(port: int, method: Method) -> None:
    request = signed(method, "0f")

    first, again = answer(port, request), answer(port, request)
    plain = Asking(RequestRules(method)).request(f"{ADDRESS}?{CUSTOMER}", time.time(), "")
    unsigned = answer(port, plain)
    newly_signed = answer(port, signed(method, "0e"))

    assert first[0] == 200
    assert "+79000000001 Я</h1>" in first[1]
    assert "<b>" not in first[1], "what a customer wrote is escaped"
    assert again == (403, "<h1>This card cannot be shown: used before</h1>")
    assert unsigned == (403, "<h1>This card cannot be shown: unsigned</h1>")
    assert newly_signed == first
