"""
`chatplugin studio`, running: a port of this machine, a link, an application, and an end.

The page is for the one person who started it. A web page of somebody else's that finds the port
cannot use it: the host's name must be ours (DNS rebinding), the origin too (forged requests), and
every request but the first needs two secrets that the one-time link was exchanged for: a path, and
a cookie for that path. Cookies know no ports: a browser sends one of 127.0.0.1 to whoever listens
there on any port, but never outside its path, and the path is told to nobody (`no-referrer`).
"""

import asyncio
import secrets
import socket
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatplugin.domain.errors import ConfigurationError, UsageError
from chatplugin.sentences import Said, said, say
from chatplugin.studio.web.pages import page_routes
from chatplugin.studio.words import Say
from chatplugin.studio.workbench import Workbench

HOST = "127.0.0.1"

_LOOK = 0.5
_SECONDS_TO_FINISH = 3


def run(bench: Workbench, *, open_browser: bool) -> None:
    """Serve the studio until its page is closed, or Ctrl+C."""
    with socket.create_server((HOST, 0)) as listening, suppress(KeyboardInterrupt):
        why = asyncio.run(_serve(bench, listening, open_browser=open_browser))
        print(say(said("studio.ended", why=why), bench.language))


async def _serve(bench: Workbench, listening: socket.socket, *, open_browser: bool) -> Said:
    presence = Presence(time.monotonic)
    port = listening.getsockname()[1]
    guard = studio_app(bench, presence, lambda: server.should_exit, port)
    # It logs nothing: a question holds settings and customers' letters.
    config = uvicorn.Config(
        guard,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    server = uvicorn.Server(config)
    print(say(said("studio.open", link=guard.link), bench.language), flush=True)
    if open_browser:
        # A browser of the terminal would hold the server up.
        threading.Thread(target=webbrowser.open, args=[guard.link], daemon=True).start()
    watch = asyncio.create_task(_watch(presence, server))
    await server.serve(sockets=[listening])
    watch.cancel()
    return presence.why_to_end() or said("studio.by_hand")


async def _watch(presence: "Presence", server: uvicorn.Server) -> None:
    while not presence.why_to_end():
        await asyncio.sleep(_LOOK)
    server.should_exit = True


# By their endings. Windows' registry may call JavaScript plain text, and browsers refuse that.
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_TICK = 0.5


def studio_app(
    bench: Workbench, presence: "Presence", is_over: Callable[[], bool], port: int
) -> "_Guard":
    """
    Return the application, guarded, with the `link` that opens it.

    It listens on *port*; *is_over* says that open streams should end now.
    """

    async def alive(_: Request) -> Response:
        """An endless answer: while it lasts, a page is open."""
        return StreamingResponse(_ticks(presence, is_over), media_type="text/event-stream")

    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, ConfigurationError | UsageError)  # noqa: S101 - as registered
        say = Say(bench.language)
        sentences = {"what": say.said(error.said), "remedy": say.remedy(error.remedy_said)}
        return JSONResponse(sentences, 422)

    async def too_large(_: Request, __: Exception) -> Response:
        return PlainTextResponse(Say(bench.language)["too_large"], 413)

    app = Starlette(
        routes=[
            Route("/static/{name}", _static),
            Route("/alive", alive),
            *page_routes(bench),
        ],
        exception_handlers={ConfigurationError: refused, UsageError: refused, 413: too_large},
    )
    return _Guard(app, port)


_STATIC = {path.name: path for path in Path(__file__).with_name("static").iterdir()}


async def _static(request: Request) -> Response:
    path = _STATIC.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix])


async def _ticks(presence: "Presence", is_over: Callable[[], bool]) -> AsyncIterator[str]:
    presence.came()
    try:
        while not is_over():
            yield ":\n\n"
            await asyncio.sleep(_TICK)
        yield "event: end\ndata:\n\n"
    finally:
        presence.left()


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


class _Guard:
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
