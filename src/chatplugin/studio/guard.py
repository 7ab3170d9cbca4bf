"""
Who may ask the studio, and what a browser may do with its answers.

The page is for the one person who started it. A web page of somebody else's that finds the port
cannot use it: the host's name must be ours (DNS rebinding), the origin too (forged requests), and
every request but the first needs the cookie that the one-time link was exchanged for.
"""

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_NOT_OURS = "This is not an address of the studio."
_NO_KEY = """\
This page is open to the person who started it.
Run `chatplugin studio` and open the link that it prints.

Эта страница открыта тому, кто её запустил.
Выполните `chatplugin studio` и откройте напечатанную ссылку.
"""
_USED = """\
This link has been used already: it opens the studio once.
Run `chatplugin studio` again for a new one.

Эта ссылка уже использована: она открывает студию один раз.
Выполните `chatplugin studio` ещё раз.
"""


class Guard:
    """In front of *app*, which listens on *port* of this machine and nowhere else."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._host = f"{HOST}:{port}"
        # Cookies know no ports: two studios must not throw each other out.
        self._cookie = f"chatplugin-studio-{port}"
        self._key = secrets.token_urlsafe(32)
        self._token: str | None = secrets.token_urlsafe(32)

    @property
    def link(self) -> str:
        """The address that opens the studio, once."""
        return f"http://{self._host}/?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = self._refusal(scope) or self._exchange(scope) or self._app

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await answer(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self._host]:
            return PlainTextResponse(_NOT_OURS, 421)
        changes = scope["method"] not in ("GET", "HEAD")
        if changes and headers.getlist("origin") != [f"http://{self._host}"]:
            return PlainTextResponse(_NOT_OURS, 403)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse(_NOT_OURS, 403)
        return None

    def _exchange(self, scope: Scope) -> Response | None:
        """Give the cookie for the link's token, or ask for the cookie."""
        knows_key = _same(_cookies(scope).get(self._cookie, ""), self._key)
        offered = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not offered:
            return None if knows_key else PlainTextResponse(_NO_KEY, 403)
        if self._token is not None and _same(offered, self._token):
            self._token = None
            return self._welcome()
        # Whoever came by the link may come by it again, by "Back" or a bookmark.
        return RedirectResponse("/", 303) if knows_key else PlainTextResponse(_USED, 403)

    def _welcome(self) -> Response:
        response = RedirectResponse("/", 303)
        response.set_cookie(self._cookie, self._key, httponly=True, samesite="strict", path="/")
        return response


def _same(offered: str, expected: str) -> bool:
    return secrets.compare_digest(offered.encode(), expected.encode())


def _cookies(scope: Scope) -> Mapping[str, str]:
    pairs = [pair.partition("=") for pair in Headers(scope=scope).get("cookie", "").split(";")]
    return {name.strip(): value.strip() for name, _, value in pairs}
