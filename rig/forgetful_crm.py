"""
A CRM that is hard to live with: its login forgets which card was asked for, and it fails on demand.

It stands beside the sample CRM, which behaves well. On 127.0.0.1 only, like everything here.
"""

from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any, Final

from rig.loopback import Loopback

_LOGIN = """<!doctype html><title>Login</title>
<form method="post" action="/login">
<input name="user" autofocus><input name="password" type="password">
<button>Log in</button></form>"""
_HOME = "<!doctype html><title>Home</title><h1>Welcome</h1>"
_CARD = "<!doctype html><title>Card</title><h1>The customer</h1><input id=note>"

_WORKER = """addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => event.respondWith(fetch(event.request)));"""
"""A service worker that has a hand in every request."""

_LONGEST_SLEEP: Final = 60.0

_OTHERS = {"/worker.js": (_WORKER, "text/javascript")}


class ForgetfulCrm(Loopback):
    """
    `status` answers cards, once `awake` is set; `loops` never lets anybody in.

    `asked` has the paths so far, `forms` the bodies of cards that were asked for by POST.
    """

    def __init__(self, *, port: int = 0, status: int = 200, login: bool = False) -> None:
        self.status = status
        self.login = login
        self.loops = False
        self.awake = Event()
        self.awake.set()
        self.asked: list[str] = []
        self.forms: list[str] = []
        crm = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                crm.asked.append(self.path)
                if crm.login and self.path.startswith("/card") and not self._is_known():
                    self._answer(302, "", Location="/login")
                elif self.path.startswith("/login"):
                    self._answer(200, _LOGIN)
                elif self.path.startswith("/card"):
                    crm.awake.wait(_LONGEST_SLEEP)
                    self._answer(crm.status, _CARD)
                else:
                    self._answer(200, *_OTHERS.get(self.path, (_HOME,)))

            def do_POST(self) -> None:
                crm.asked.append(f"POST {self.path}")
                body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                if self.path.startswith("/card"):
                    crm.forms.append(body)
                    if crm.login and not self._is_known():
                        self._answer(302, "", Location="/login")
                    else:
                        self._answer(crm.status, _CARD)
                    return
                self._answer(303, "", Location="/home", **{"Set-Cookie": "session=1"})

            def _is_known(self) -> bool:
                return "session=1" in self.headers.get("Cookie", "") and not crm.loops

            def _answer(
                self, status: int, body: str, kind: str = "text/html", **headers: str
            ) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler, port=port)

    def cards(self) -> list[str]:
        return [path for path in self.asked if path.startswith("/card")]
