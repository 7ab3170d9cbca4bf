"""
The page that compares two settings over many e-mails: of a folder, or dropped one by one.
"""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chatplugin.adapters.files import MOST_SETTINGS, content_of
from chatplugin.config.formats import read_layer
from chatplugin.config.settings import Reading, read_settings
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said
from chatplugin.studio import view
from chatplugin.studio.comparing import Change, Comparison, apart
from chatplugin.studio.document import open_document
from chatplugin.studio.folder import mails_in, read_mail
from chatplugin.studio.letters import MOST_BYTES
from chatplugin.studio.questions import body_of, question_of, text_in
from chatplugin.studio.reading import read_draft
from chatplugin.studio.sample import operator_of
from chatplugin.studio.workbench import Workbench

BATCH = 20
"""E-mails between two words on how far it is: some tens of milliseconds."""


def compare_routes(bench: Workbench) -> list[Route]:
    page = _ComparePage(bench)
    return [
        Route("/compare", page.show),
        Route("/compare/begin", page.begin, methods=["POST"]),
        Route("/compare/folder", page.folder, methods=["POST"]),
        Route("/compare/mail", page.mail, methods=["POST"]),
    ]


class _ComparePage:
    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._comparison: Comparison | None = None

    async def show(self, _: Request) -> Response:
        return HTMLResponse(view.render("compare.html", self._bench))

    async def begin(self, request: Request) -> Response:
        """Take the draft as it is now, and the settings that it is compared with."""
        question = await question_of(request)
        named = text_in(question, "before").strip()
        before = await run_in_threadpool(_before, named, self._bench)
        after = self._bench.edit(self._bench.text).reading
        operator = operator_of(self._bench.sample)
        self._comparison = Comparison(before.settings, after.settings, operator)
        return Response(status_code=204)

    async def mail(self, request: Request) -> Response:
        comparison = self._begun()
        raw = await body_of(request, MOST_BYTES)
        change = await run_in_threadpool(comparison.of, raw)
        return JSONResponse(self._answer(request.query_params.get("name", ""), change))

    async def folder(self, request: Request) -> Response:
        question = await question_of(request)
        folder = Path(text_in(question, "folder").strip()).expanduser()
        paths = await run_in_threadpool(mails_in, folder)
        return StreamingResponse(
            self._compared(self._begun(), folder, paths), media_type="application/x-ndjson"
        )

    async def _compared(
        self, comparison: Comparison, folder: Path, paths: Sequence[Path]
    ) -> AsyncIterator[str]:
        """A line for each batch. It stops where the page does: whoever left asks for no more."""
        for start in range(0, len(paths), BATCH):
            batch = paths[start : start + BATCH]
            answers = await run_in_threadpool(self._answers, comparison, folder, batch)
            line = {"done": start + len(batch), "total": len(paths), "answers": answers}
            yield json.dumps(line) + "\n"

    def _answers(
        self, comparison: Comparison, folder: Path, paths: Sequence[Path]
    ) -> list[dict[str, str]]:
        return [
            {"kind": "unread"}
            if (raw := read_mail(path)) is None
            else self._answer(str(path.relative_to(folder)), comparison.of(raw))
            for path in paths
        ]

    def _answer(self, name: str, change: Change | None) -> dict[str, str]:
        if change is None:
            return {"kind": "same"}
        row = view.render("change.html", self._bench, file=name, change=change, apart=apart)
        return {"kind": change.kind, "row": row}

    def _begun(self) -> Comparison:
        if self._comparison is None:
            raise HTTPException(409)
        return self._comparison


def _before(path: str, bench: Workbench) -> Reading:
    """The settings in the file at *path*, in any form; without one, those of our own file."""
    document = bench.document
    if not path:
        now = open_document(document.path, document.section)
        return read_draft(now.text, document.section).reading
    try:
        data = content_of(Path(path).expanduser(), MOST_SETTINGS)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(said("file.unreadable", path=path, reason=reason)) from error
    return read_settings([read_layer(data, document.section, source=path)])
