"""
A CRM with logins of every kind. None of them remembers which card was asked for, but `single-page`.

`/card?user_id=<kind>` is a card behind that login, and `asked` has what was asked for, with its
method. The login server is the same one under another name, `localhost`. On 127.0.0.1 only, like
everything here.
"""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rig.loopback import Loopback

_CARD = "<h1>The customer</h1><input id=note>"
_HOME = """<h1>Welcome</h1><form role=search><input name=q></form>
<a id=link href="/history">History</a>"""
_PASSWORD = """<form method=post action="ACTION"><input id=user name=user>
<input id=password name=password type=password><button id=send>Log in</button></form>"""
_NAME = """<form action="/password"><input id=user name=user><button id=send>Next</button></form>"""
_CODE = """<form method=post action="/code"><input id=code name=c autocomplete=off>
<button id=send>Send</button></form>"""
_RECORD = """<h1>The customer</h1><textarea id=note></textarea>
Password for the portal: <input id=password type=password><a id=link href="/history">History</a>"""

_SINGLE_PAGE = """<main></main><script>
const card = CARD;
const form = `<form><input id=user><input id=password type=password>
<button id=send>Log in</button></form>`;
const customer = `<h1>The customer</h1><a id=link href="/history">History</a>`;
const main = document.querySelector("main");
addEventListener("load", () => setTimeout(() => history.pushState({}, "", "/login"), 200));
addEventListener("load", () => setTimeout(() => {
  main.innerHTML = form;
  document.querySelector("#user").focus();
  main.firstChild.addEventListener("submit", (event) => {
    event.preventDefault();
    setTimeout(() => {
      history.pushState({}, "", card);
      setTimeout(() => { main.innerHTML = customer; }, 200);
    }, 200);
  });
}, 1500));
</script>"""

_DIALOGS = """<main></main><script>
const main = document.querySelector("main");
const ask = (name, type, then) => {
  main.innerHTML = `<form><input id=${name} name=${name} type=${type}>
    <button id=send>Next</button></form>`;
  document.querySelector("input").focus();
  main.firstChild.addEventListener("submit", (event) => {
    event.preventDefault();
    main.innerHTML = "";
    setTimeout(then, 300);
  });
};
const show = () => { main.innerHTML = "<h1>The customer</h1>"; };
addEventListener("load", () => setTimeout(() => {
  ask("login", "text", () => ask("password", "password", show));
}, 1500));
</script>"""


class LoginPages(Loopback):
    """`asked` has the paths so far, with their method but for GET."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages.asked.append(self.path)
                self._answer(*pages._find(self.path, self.headers.get("Cookie", "")))

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                pages.asked.append(f"POST {self.path}")
                place, cookie = pages._send(self.path)
                self._answer(303, "", {"Location": place, "Set-Cookie": f"{cookie}=1; Path=/"})

            def _answer(self, status: int, body: str, headers: Mapping[str, str]) -> None:
                data = f"<!doctype html><title>Own</title>{body}".encode()
                self.send_response(status)
                for name, value in {"Content-Type": "text/html", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)

    @property
    def elsewhere(self) -> str:
        """The login server."""
        return f"http://localhost:{self.port}"

    def cards(self) -> list[str]:
        return [path for path in self.asked if path.startswith("/card")]

    def _find(self, path: str, cookies: str) -> tuple[int, str, Mapping[str, str]]:
        parts = urlsplit(path)
        kind = parse_qs(parts.query).get("user_id", [""])[0]
        match parts.path:
            case "/card":
                return self._card(kind, path, cookies)
            case "/login":
                return 200, _PASSWORD.replace("ACTION", "/login"), {}
            case "/code":
                return 200, _CODE, {}
            case "/name":
                return 200, _NAME, {}
            case "/password":
                return 200, _PASSWORD.replace("ACTION", "/passed"), {}
            case "/enter":
                return 303, "", {"Location": "/", "Set-Cookie": "known=1; Path=/"}
            case "/authorise":
                return 200, _PASSWORD.replace("ACTION", "/authorised"), {}
            case "/callback":
                card = "/exchanged?user_id=callback"
                return 200, _go(card, 2500), {}
            case "/exchanged":
                place = {"Location": "/card?user_id=callback", "Set-Cookie": "known=1; Path=/"}
                return 303, "", place
            case "/sso":
                return 302, "", {"Location": f"{self.url}/enter"}
            case "/records/17":
                return 200, _RECORD, {}
            case _:
                return 200, _HOME, {}

    def _card(self, kind: str, path: str, cookies: str) -> tuple[int, str, Mapping[str, str]]:
        if "known=1" in cookies:
            return 200, _CARD, {}
        match kind:
            case "code":
                return 302, "", {"Location": "/login"}
            case "names":
                return 302, "", {"Location": f"{self.elsewhere}/name"}
            case "single-page":
                return 200, _SINGLE_PAGE.replace("CARD", repr(path)), {}
            case "dialogs":
                return 200, _DIALOGS, {}
            case "callback":
                return 200, _go(f"{self.elsewhere}/authorise", 300), {}
            case "silent":
                return 302, "", {"Location": f"{self.elsewhere}/sso"}
            case "record":
                return 302, "", {"Location": "/records/17"}
            case "in-place":
                return 200, _PASSWORD.replace("ACTION", "/entered"), {}
            case _:
                return 200, _CARD, {}

    def _send(self, path: str) -> tuple[str, str]:
        """Where a form leads to, and the cookie that it leaves."""
        match urlsplit(path).path:
            case "/login":
                return "/code", "half"
            case "/passed":
                return f"{self.url}/enter", "there"
            case "/authorised":
                return f"{self.url}/callback?code=1&state=2", "there"
            case _:
                return "/home", "known"


def _go(place: str, pause: int) -> str:
    """Return a page that leads on by itself, after *pause* milliseconds."""
    return f"<script>setTimeout(() => location.replace({place!r}), {pause});</script>"
