"""
Who may ask the studio, what a browser may do with its answers, and whether anybody still looks.

The page is for the one person who started it. A web page of somebody else's that finds the port
cannot use it: the host's name must be ours (DNS rebinding), the origin too (forged requests), and
every request but the first needs two secrets that the one-time link was exchanged for: a path, and
a cookie for that path. Cookies know no ports: a browser sends one of 127.0.0.1 to whoever listens
there on any port, but never outside its path, and the path is told to nobody (`no-referrer`).
"""

import secrets
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatplugin.sentences import Said, said

HOST = "127.0.0.1"

_COOKIE = "chatplugin-studio"

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
        self._path = f"/{secrets.token_urlsafe(32)}/"
        self._key = secrets.token_urlsafe(32)
        self._token: str | None = secrets.token_urlsafe(32)

    @property
    def link(self) -> str:
        """The address that opens the studio, once."""
        return f"http://{self._host}/?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope) or self._exchange(scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        if refusal:
            await refusal(scope, receive, send_guarded)
        else:
            await self._app(self._inside(scope), receive, send_guarded)

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
        """Give path and cookie for the link's token, or ask for both."""
        offered = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and offered:
            if self._token is None or not _same(offered, self._token):
                return PlainTextResponse(_USED, 403)
            self._token = None
            return self._welcome()
        return None if self._knows_both(scope) else PlainTextResponse(_NO_KEY, 403)

    def _welcome(self) -> Response:
        response = RedirectResponse(self._path, 303)
        response.set_cookie(_COOKIE, self._key, httponly=True, samesite="strict", path=self._path)
        return response

    def _knows_both(self, scope: Scope) -> bool:
        path = scope["path"][: len(self._path)]
        # Another server of 127.0.0.1 may have set a cookie of this name, too: ours is among them.
        return _same(path, self._path) and any(_same(key, self._key) for key in _cookies(scope))

    def _inside(self, scope: Scope) -> Scope:
        """What the application is asked: it knows nothing of the secret path."""
        inside = "/" + scope["path"][len(self._path) :]
        return {**scope, "path": inside, "raw_path": inside.encode()}


def _same(offered: str, expected: str) -> bool:
    return secrets.compare_digest(offered.encode(), expected.encode())


def _cookies(scope: Scope) -> list[str]:
    """Return the values of all cookies of our name."""
    pairs = [pair.partition("=") for pair in Headers(scope=scope).get("cookie", "").split(";")]
    return [value.strip() for name, _, value in pairs if name.strip() == _COOKIE]


TO_OPEN = 10 * 60
"""Seconds for the link to be opened."""

TO_COME_BACK = 5
"""Seconds after the last page was closed: it may only be loaded again."""

TO_THINK = 12 * 3600
"""Seconds without a question while the page stays open."""


class Presence:
    """*clock* gives seconds, from any beginning."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pages = 0
        self._asked = clock()
        self._alone_since: float | None = None

    def asked(self) -> None:
        self._asked = self._clock()

    def came(self) -> None:
        self._pages += 1
        self.asked()

    def left(self) -> None:
        self._pages -= 1
        self._alone_since = self._clock()

    def why_to_end(self) -> Said | None:
        """Return a reason to end; None as long as there is none."""
        now = self._clock()
        if self._pages:
            return said("studio.idle") if now - self._asked > TO_THINK else None
        if self._alone_since is None:
            return said("studio.not_opened") if now - self._asked > TO_OPEN else None
        return said("studio.closed") if now - self._alone_since > TO_COME_BACK else None
