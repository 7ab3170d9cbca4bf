"""
`chatplugin studio`, running: a port of this machine, a link, an application, and an end.
"""

import asyncio
import socket
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from chatplugin.domain.errors import ConfigurationError, UsageError
from chatplugin.sentences import Said, said, say
from chatplugin.studio.web.guard import HOST, Guard, Presence
from chatplugin.studio.web.pages import page_routes
from chatplugin.studio.words import Say
from chatplugin.studio.workbench import Workbench

_LOOK = 0.5
_SECONDS_TO_FINISH = 3


def run(bench: Workbench, *, open_browser: bool) -> None:
    """Serve the studio until its page is closed, or Ctrl+C."""
    with socket.create_server((HOST, 0)) as listening, suppress(KeyboardInterrupt):
        why = asyncio.run(_serve(bench, listening, open_browser=open_browser))
        print(say(said("studio.ended", why=why), bench.language))


async def _serve(bench: Workbench, listening: socket.socket, *, open_browser: bool) -> Said:
    presence = Presence(time.monotonic)
    app = studio_app(bench, presence, lambda: server.should_exit)
    guard = Guard(app, listening.getsockname()[1])
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


async def _watch(presence: Presence, server: uvicorn.Server) -> None:
    while not presence.why_to_end():
        await asyncio.sleep(_LOOK)
    server.should_exit = True


# By their endings. Windows' registry may call JavaScript plain text, and browsers refuse that.
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_TICK = 0.5


def studio_app(bench: Workbench, presence: Presence, is_over: Callable[[], bool]) -> Starlette:
    """Return the application; *is_over* says that open streams should end now."""

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

    return Starlette(
        routes=[
            Route("/static/{name}", _static),
            Route("/alive", alive),
            *page_routes(bench),
        ],
        exception_handlers={ConfigurationError: refused, UsageError: refused, 413: too_large},
    )


_STATIC = {path.name: path for path in Path(__file__).with_name("static").iterdir()}


async def _static(request: Request) -> Response:
    path = _STATIC.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix])


async def _ticks(presence: Presence, is_over: Callable[[], bool]) -> AsyncIterator[str]:
    presence.came()
    try:
        while not is_over():
            yield ":\n\n"
            await asyncio.sleep(_TICK)
        yield "event: end\ndata:\n\n"
    finally:
        presence.left()
