"""
The studio's pages as a web application: which question goes where, and what an error looks like.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Language
from chatplugin.studio.document import ChangedElsewhereError
from chatplugin.studio.web.compare_page import compare_routes
from chatplugin.studio.web.guard import Presence
from chatplugin.studio.web.questions import question_of
from chatplugin.studio.web.settings_page import settings_routes
from chatplugin.studio.words import Say
from chatplugin.studio.workbench import Workbench, text_in

# By their endings. Windows' registry may call JavaScript plain text, and browsers refuse that.
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_TICK = 0.5


def studio_app(bench: Workbench, presence: Presence, is_over: Callable[[], bool]) -> Starlette:
    """Return the application; *is_over* says that open streams should end now."""

    async def alive(_: Request) -> Response:
        """An endless answer: while it lasts, a page is open."""
        return StreamingResponse(_ticks(presence, is_over), media_type="text/event-stream")

    async def speak(request: Request) -> Response:
        bench.language = Language(text_in(await question_of(request), "language"))
        return Response(status_code=204)

    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, ConfigurationError)  # noqa: S101 - as it was registered
        say = Say(bench.language)
        sentences = {"what": say.said(error.said), "remedy": say.remedy(error.remedy_said)}
        return JSONResponse(sentences, 422)

    async def too_large(_: Request, __: Exception) -> Response:
        return PlainTextResponse(Say(bench.language)["too_large"], 413)

    async def changed_elsewhere(_: Request, __: Exception) -> Response:
        return JSONResponse({"ask": "changed"}, 409)

    return Starlette(
        routes=[
            Route("/static/{name}", _static),
            Route("/alive", alive),
            Route("/language", speak, methods=["POST"]),
            *settings_routes(bench),
            *compare_routes(bench),
        ],
        exception_handlers={
            ConfigurationError: refused,
            ChangedElsewhereError: changed_elsewhere,
            413: too_large,
        },
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
