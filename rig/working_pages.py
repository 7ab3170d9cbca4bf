"""
A CRM whose pages are worked in: editors of every kind, forms and links that fail, a sign-in.

`/card?user_id=<page>` is that page, and so is `<page>~2` for another customer. An editor says by
`/typed?page=<page>` that text has arrived in it. `asked` has what was asked for, with its method.
On 127.0.0.1 only, like everything here.
"""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from rig.loopback import Loopback

_TELL = """<script>const tell = () => fetch("/typed?page=PAGE");</script>"""
_FIELD = """<textarea id=field style="width:95vw;height:95vh"></textarea>
<script>document.querySelector("#field").addEventListener("keyup", tell);</script>"""
_FRAMES = """<!doctype html><html><head><title>Own</title></head><frameset cols="50%,50%">
<frame id=inside src="/inside?page=PAGE"><frame src="/inside?page=other"></frameset></html>"""

EDITORS: Final[Mapping[str, str]] = {
    "field": _FIELD,
    "edit-context": """
        <canvas id=field tabindex=0 width=300 height=100></canvas><script>
        const context = new EditContext();
        const field = document.querySelector("#field");
        field.editContext = context;
        context.addEventListener("textupdate", tell);
        </script>""",
    "keys": """
        <div id=field tabindex=0 style="width:300px;height:100px"></div><script>
        document.querySelector("#field").addEventListener("keydown", (event) => {
          event.preventDefault();
          event.target.textContent += event.key;
          tell();
        });</script>""",
    "frameset": "",
    "object": """<object id=inside data="/inside?page=object" width=300 height=200></object>""",
    "embed": """<embed id=inside src="/inside?page=embed" width=300 height=200>""",
    "written": """<script>setTimeout(() => {
        document.open();
        document.write('<title>Own</title><textarea id=field></textarea>');
        document.close();
        document.querySelector("#field").addEventListener("keyup", tell);
        }, 100);</script>""",
}
"""Pages by name; what is to be clicked has the id `field`, or `inside` where it is a frame."""

_WORK: Final[Mapping[str, str]] = {
    "scripted": _FIELD
    + """<iframe id=inside src="/inside?page=other"></iframe><script>
        addEventListener("load", () => inside.focus());
        for (const name of ["input", "change"]) {
          document.querySelector("#field").dispatchEvent(new Event(name, { bubbles: true }));
        }
        addEventListener("blur", tell);</script>""",
    "chips": """<button id=send onclick="add()">Add a product</button><p id=chips></p><script>
        let isDirty = false;
        const add = () => { isDirty = true; tell(); };
        addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
        </script>""",
    "asks": """<button id=send onclick="add()">Add a product</button><script>
        const add = () => { onbeforeunload = () => "There are changes"; tell(); };</script>""",
    "framed": """<iframe srcdoc="<script>
        let isDirty = false;
        addEventListener('beforeunload', (event) => { if (isDirty) event.returnValue = 'No'; });
        </script>"></iframe><button id=send onclick="add()">Add a product</button><script>
        const add = () => { frames[0].eval("isDirty = true"); tell(); };</script>""",
    "saved": """<button id=send onclick="tell()">Add a product</button><script>
        addEventListener("beforeunload", () => fetch("/left", { keepalive: true }));</script>""",
    "untouched": """<button id=send>Add a product</button><script>
        onbeforeunload = () => "Always"; tell();</script>""",
    "focused": """<input id=field autofocus style="width:300px">""",
    "form": """<form method=post action="/fails">
        <textarea id=field name=note></textarea><button id=send>Save</button></form>""",
    "link": """<a id=send href="/fails">History</a>""",
    "missing-link": """<a id=send href="/missing">History</a>""",
    "moves-on": """<script>location.replace("/fails");</script>""",
    "greeting": """<h1>The customer</h1><script>alert("The customer owes")</script>""",
    "flood": """<input id=field type=password><script>
        const field = document.querySelector("#field");
        const flood = () => {
          for (let n = 0; n < 500; n++) {
            field.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
            field.blur();
            field.focus();
          }
          setTimeout(flood);
        };
        flood();</script>""",
}


_NO_PAGES: Final[Mapping[str, tuple[int, str, Mapping[str, str]]]] = {
    "empty": (204, "", {}),
    "file": (200, "", {"Content-Disposition": 'attachment; filename="card.html"'}),
    "other-program": (302, "", {"Location": "mailto:anna@example.com"}),
}


class WorkingPages(Loopback):
    """`typed` has the pages in which text has arrived."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.typed: list[str] = []
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages.asked.append(self.path)
                self._answer(*pages._find(self.path, self.headers.get("Authorization")))

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                pages.asked.append(f"POST {self.path}")
                self._answer(503, "The CRM has failed", {})

            def _answer(self, status: int, body: str, headers: Mapping[str, str]) -> None:
                data = f"<!doctype html><title>Own</title>{body}".encode()
                self.send_response(status)
                for name, value in {"Content-Type": "text/html", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if status != 204:
                    self.wfile.write(data)

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)

    def cards(self, page: str) -> int:
        """How often the card with *page* was asked for."""
        return sum(path.startswith("/card?") and f"user_id={page}" in path for path in self.asked)

    def _find(self, path: str, signed_in: str | None) -> tuple[int, str, Mapping[str, str]]:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        page = query.get("user_id", query.get("page", [""]))[0].partition("~")[0]
        match parts.path:
            case "/typed":
                self.typed.append(page)
                return 204, "", {}
            case "/inside":
                return 200, (_TELL + _FIELD).replace("PAGE", page), {}
            case "/card" if page == "sign-in" and not signed_in:
                return 401, "Sign in", {"WWW-Authenticate": 'Basic realm="CRM"'}
            case "/card" if page in _NO_PAGES:
                return _NO_PAGES[page]
            case "/card" if page == "circle":
                return 302, "", {"Location": path}
            case "/card" if page == "frameset":
                return 200, _FRAMES.replace("PAGE", page), {}
            case "/card":
                body = {**EDITORS, **_WORK}.get(page, "<h1>The customer</h1>")
                return 200, (_TELL + body).replace("PAGE", page), {}
            case "/fails":
                return 503, "The CRM has failed", {}
            case _:
                return 404, "There is nothing", {}
