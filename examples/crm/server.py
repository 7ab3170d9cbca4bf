"""
The sample CRM's web server, on 127.0.0.1 only.

It speaks HTTP/1.1 by hand, because a benchmark needs the moment of a request's first byte, which
http.server does not tell. It has no TLS and no users: it is a page to raise, not a CRM.
"""

import argparse
import html
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl

from examples.crm import pages
from examples.crm.pages import HERE, Answer
from examples.crm.records import CARD_PATHS, Record, Records
from examples.crm.signature import Verdict, Verifier, read_keys

PAGES = {"/", "/login", "/card/history", "/card/orders", *CARD_PATHS}
STATIC = {"/card.css": "text/css", "/card.js": "text/javascript", "/icon.svg": "image/svg+xml"}
HEAD_LIMIT = 1 << 20
BODY_LIMIT = 1 << 16


def main() -> None:
    parser = argparse.ArgumentParser(description="A sample CRM for ChatPlugin, on 127.0.0.1 only.")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--log", type=Path, help="append every page asked for as a line of JSON")
    parser.add_argument(
        "--login", action="store_true", help="ask for a login before the first page"
    )
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help="show signed cards only; one <id>:<secret> a line"
    )
    options = parser.parse_args()
    keys = read_keys(options.keys.read_text("utf-8-sig")) if options.keys else None
    with ExitStack() as stack:
        log = stack.enter_context(options.log.open("a", encoding="utf-8")) if options.log else None
        crm = stack.enter_context(
            Crm(Records(log), port=options.port, login=options.login, keys=keys)
        )
        print(f"listening on {crm.url}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


class Crm:
    """
    Started by `with`, stopped at its end; `url` is its address.

    With *keys*, secrets by their ids, it shows no card whose signature it does not accept.
    """

    def __init__(
        self,
        records: Records,
        *,
        port: int = 0,
        login: bool = False,
        keys: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.records = records
        self._login = login
        self._verifier = Verifier(keys) if keys else None
        self._clock = clock
        self._stopping = threading.Event()
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._listener = socket.create_server(("127.0.0.1", port), backlog=64)
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        _hang_up(self._listener)
        self._accepting.join()
        for connection, thread in list(self._connections.items()):
            _hang_up(connection)
            thread.join()

    def answer(self, request: "Request") -> Answer:
        record = request.record
        if content_type := STATIC.get(record.path):
            content = (HERE / record.path[1:]).read_bytes()
            return Answer(content, headers=(("Content-Type", content_type),))
        match record.path:
            case "/requests":
                return self._so_far(dict(record.parameters))
            case "/signals":
                return _json(self.records.signals())
            case "/signal":
                self.records.add_signal(record)
                return Answer(status=HTTPStatus.NO_CONTENT)
            case path if path in PAGES:
                self.records.add_page(record)
                return self._page(request)
            case _:
                return Answer(b"No such page.\n", HTTPStatus.NOT_FOUND)

    def _page(self, request: "Request") -> Answer:
        record = request.record
        if record.path == "/login":
            return pages.login(record)
        if self._login and not pages.signed_in(request.headers.get("cookie", "")):
            return pages.ask_to_sign_in(request.target)
        if self._verifier and record.path in CARD_PATHS:
            # The address is what an administrator would write here, not what the request says.
            verdict = self._verifier.check(self.url + record.path, record.sent, self._clock())
            if verdict is not Verdict.ACCEPTED:
                return pages.refused(verdict)
        match record.path:
            case "/":
                return pages.page("index.html")
            case "/slow":
                self._stopping.wait(float(dict(record.parameters).get("ms", "3000")) / 1000)
                return pages.card(record)
            case "/error":
                return replace(pages.page("error.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
            case "/csp":
                return pages.card(record, "default-src 'self'; script-src 'none'")
            case "/popup":
                return pages.page("popup.html", query=html.escape(record.query))
            case _:
                return pages.card(record)

    def _so_far(self, asked: Mapping[str, str]) -> Answer:
        """
        What came so far; `?cards=2&within=5000` waits up to 5,000 ms for a second card.
        """
        cards, within = int(asked.get("cards", "0")), float(asked.get("within", "0"))
        self.records.wait(lambda: len(self.records.cards()) >= cards, within / 1000)
        return _json(self.records.pages())

    def _accept(self) -> None:
        with self._listener, suppress(OSError):
            while not self._stopping.is_set():
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._connections[connection] = thread
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in _requests(connection):
                connection.sendall(_bytes(self.answer(request), request))
        self._connections.pop(connection, None)


@dataclass(frozen=True, slots=True)
class Request:
    record: Record
    headers: Mapping[str, str]

    @property
    def target(self) -> str:
        return f"{self.record.path}?{self.record.query}" if self.record.query else self.record.path


def _requests(connection: socket.socket) -> Iterator[Request]:
    """
    The requests of one connection, until it ends or says what is not HTTP.
    """
    buffer = b""
    while True:
        at = _now()
        while (end := buffer.find(b"\r\n\r\n")) < 0 and len(buffer) < HEAD_LIMIT:
            part = connection.recv(1 << 16)
            at = at if buffer else _now()
            if not part:
                return
            buffer += part
        method, target, headers = _head(buffer[: max(end, 0)])
        path, _, query = target.partition("?")
        record = Record(at, method, path, query, tuple(parse_qsl(query, keep_blank_values=True)))
        buffer = buffer[end + 4 :]
        length = min(int(headers.get("content-length", "0")), BODY_LIMIT)
        while len(buffer) < length and (part := connection.recv(1 << 16)):
            buffer += part
        body, buffer = buffer[:length], buffer[length:]
        if method == "POST" and path in CARD_PATHS:
            record = _with_form(record, body)
        yield Request(record, headers)


def _with_form(record: Record, body: bytes) -> Record:
    """
    The parameters of a card that was asked for by POST are those of the form.
    """
    text = body.decode("ascii", "replace")
    return replace(record, body=text, parameters=tuple(parse_qsl(text, keep_blank_values=True)))


def _head(head: bytes) -> tuple[str, str, dict[str, str]]:
    """
    Method, target and headers. Raises ValueError for what is not HTTP.
    """
    first, *rest = head.decode("utf-8", "replace").split("\r\n")
    method, target, version = first.split(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError("not a request in HTTP/1")
    pairs = (line.partition(":") for line in rest)
    return method, target, {name.lower(): value.strip() for name, _, value in pairs}


def _bytes(answer: Answer, request: Request) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status.value} {answer.status.phrase}",
        f"Content-Length: {len(answer.body)}",
        *(f"{name}: {value}" for name, value in answer.headers),
    ]
    body = b"" if request.record.method == "HEAD" else answer.body
    return "\r\n".join([*lines, "", ""]).encode() + body


def _json(records: list[Record]) -> Answer:
    body = json.dumps([asdict(record) for record in records])
    return Answer(body.encode(), headers=(("Content-Type", "application/json"),))


def _now() -> float:
    return time.time() * 1000


def _hang_up(connection: socket.socket) -> None:
    """
    Wake the thread that waits on *connection*, which then closes it.
    """
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
