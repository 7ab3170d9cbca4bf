"""
A CRM whose pages do everything to their title that a page can do.

`/card?user_id=<page>` is that page. Its own title is `Own` in the end, and it says so to
`/done?page=<page>`, by a script or, where it may run none, by an image. On
127.0.0.1 only, like everything here.
"""

import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from rig.loopback import Loopback

FIRST_BYTES = 80
"""Enough for the page's own title. A slow page keeps the rest back for a while."""

SLOWNESS = 1.0

_PAGE = """<!doctype html><html><head><title>Loading</title></head><body><h1>The customer</h1>
<script>
const page = new URLSearchParams(location.search).get("user_id") ?? "";
const done = () => fetch(`/done?page=${page}`);
addEventListener("pageshow", () => setTimeout(() => { SCRIPT }, 20));
</script></body></html>"""
_OWN = """<!doctype html><html><head><title>Own</title></head><body><h1>The customer</h1>
<script>addEventListener("load", () => fetch("/done" + location.search));</script></body></html>"""
_WITHOUT_SCRIPT = """<!doctype html><title>Own</title><h1>The customer</h1>
<img src="/done?page=PAGE" alt="">"""

_SCRIPTS: Final[Mapping[str, str]] = {
    "script": 'document.title = "Own"; done();',
    "again-and-again": """
        let times = 0;
        setInterval(() => { document.title = "Own"; if (++times === 10) done(); }, 100);""",
    "slow": 'document.title = "Own"; done();',
    "text": 'document.querySelector("title").firstChild.data = "Own"; done();',
    "replaced": """
        const own = document.createElement("title");
        own.textContent = "Own";
        document.querySelector("title").replaceWith(own);
        done();""",
    "written": """
        const page = new URLSearchParams(location.search).get("user_id");
        document.open();
        document.write("<title>Own</title><h1>The customer</h1>");
        document.close();
        fetch(`/done?page=${page}`);""",
    "single-page": 'history.pushState({}, "", "/card/other"); document.title = "Own"; done();',
    "back": """
        if (sessionStorage.away) { document.title = "Own"; done(); }
        else { sessionStorage.away = "1"; location.assign("/away"); }""",
}
_AWAY = _PAGE.replace("SCRIPT", "history.back();")
_FRAMES = """<!doctype html><html><head><title>Own</title></head>
<frameset cols="50%,50%"><frame src="/inside"><frame src="/inside"></frameset></html>"""
_INSIDE = """<!doctype html><title>Inside</title><script>
addEventListener("load", () => { top.document.title = "Own"; fetch("/done?page=frameset"); });
</script>"""


class _Answer(NamedTuple):
    body: bytes
    headers: Mapping[str, str]
    status: int = 200


class OddPages(Loopback):
    """
    `done` has the pages that have done what they do.

    The page `early` sends its headers, and the rest when the event `early` is set.
    """

    def __init__(self) -> None:
        self.done: list[str] = []
        self.early = Event()
        odd = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = odd._answer(self.path)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.path == "/card?user_id=early":
                    odd.early.wait(20)
                self.wfile.write(answer.body[:FIRST_BYTES])
                if self.path == "/card?user_id=slow":
                    time.sleep(SLOWNESS)
                self.wfile.write(answer.body[FIRST_BYTES:])

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)

    def _answer(self, path: str) -> _Answer:
        parts = urlsplit(path)
        asked = parse_qs(parts.query)
        page = asked.get("user_id", [""])[0]
        match parts.path:
            case "/done":
                self.done += asked.get("page", [])
                return _Answer(b"", {}, 204)
            case "/away":
                return _html(_AWAY)
            case "/own":
                return _html(_OWN)
            case "/inside":
                return _html(_INSIDE)
            case "/card":
                return self._card(page)
            case _:
                return _Answer(b"", {}, 404)

    def _card(self, page: str) -> _Answer:
        match page:
            case "redirect":
                return _Answer(b"", {"Location": "/own?page=redirect"}, 302)
            case "other-origin":
                elsewhere = f"http://localhost:{self.port}/own?page=other-origin"
                return _html(_PAGE.replace("SCRIPT", f'location.replace("{elsewhere}");'))
            case "no-script":
                return _html(_WITHOUT_SCRIPT.replace("PAGE", page), "script-src 'none'")
            case "sandbox":
                return _html(_WITHOUT_SCRIPT.replace("PAGE", page), "sandbox")
            case "frameset":
                return _html(_FRAMES)
            case "early":
                return _html(_OWN.replace('"/done" + location.search', '"/done?page=early"'))
            case _:
                return _html(_PAGE.replace("SCRIPT", _SCRIPTS[page]))


def _html(text: str, policy: str = "") -> _Answer:
    headers = {"Content-Type": "text/html; charset=utf-8"}
    if policy:
        headers["Content-Security-Policy"] = policy
    return _Answer(text.encode(), headers)
