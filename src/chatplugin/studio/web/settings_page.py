"""
The page of the settings: the questions it asks while somebody types, tries, saves and exports.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from chatplugin.studio import view
from chatplugin.studio.completion import complete
from chatplugin.studio.diagnostics import read_draft
from chatplugin.studio.document import open_document, save
from chatplugin.studio.export import NAMES, Form, as_file, exported, remarks
from chatplugin.studio.letters import MOST_BYTES
from chatplugin.studio.web.questions import body_of, question_of
from chatplugin.studio.words import Say
from chatplugin.studio.workbench import Workbench, attributes_of, text_in

_OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1")
"""How Outlook's own format begins, an OLE compound file."""


def settings_routes(bench: Workbench) -> list[Route]:
    page = _SettingsPage(bench)
    return [
        Route("/", page.show),
        Route("/look", page.look, methods=["POST"]),
        Route("/caret", page.caret, methods=["POST"]),
        Route("/mails", page.drop, methods=["POST"]),
        Route("/save", page.save, methods=["POST"]),
        Route("/load", page.load, methods=["POST"]),
        Route("/export", page.export, methods=["POST"]),
        Route("/export/file", page.export_file, methods=["POST"]),
    ]


class _SettingsPage:
    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    async def show(self, _: Request) -> Response:
        return HTMLResponse(view.settings_page(self._bench))

    async def look(self, request: Request) -> Response:
        question = await question_of(request)
        draft = self._bench.edit(text_in(question, "text"))
        form = question.get("sample")
        if isinstance(form, dict):
            self._bench.look_at(form)
        return JSONResponse(view.looked_at(self._bench, draft))

    async def caret(self, request: Request) -> Response:
        question = await question_of(request)
        caret = question.get("caret")
        found = complete(
            read_draft(text_in(question, "text"), self._bench.document.section),
            caret if isinstance(caret, int) else 0,
            attributes_of(self._bench.sample),
        )
        return JSONResponse(view.offered(found, self._bench))

    async def drop(self, request: Request) -> Response:
        raw = await body_of(request, MOST_BYTES)
        if raw.startswith(_OUTLOOK):
            raise HTTPException(415, Say(self._bench.language)["outlook"])
        self._bench.show(self._bench.letters.drop(request.query_params.get("name", ""), raw))
        return JSONResponse({"mails": view.mails(self._bench)})

    async def save(self, request: Request) -> Response:
        """Write the file that was opened, and no other one: where it lies is not asked of pages."""
        question = await question_of(request)
        draft = self._bench.edit(text_in(question, "text"))
        if draft.has_errors and question.get("flawed") is not True:
            return JSONResponse({"ask": "flawed"}, 409)
        over = question.get("over") is True
        self._bench.take(save(self._bench.document, self._bench.text, anyway=over))
        return JSONResponse({"text": self._bench.text})

    async def load(self, _: Request) -> Response:
        """Take what is on disk now, and forget the draft."""
        document = self._bench.document
        self._bench.take(open_document(document.path, document.section))
        return JSONResponse({"text": self._bench.text})

    async def export(self, request: Request) -> Response:
        form, text, notes = await self._exported(request)
        return JSONResponse({"name": NAMES[form], "text": text, "notes": notes})

    async def export_file(self, request: Request) -> Response:
        form, text, _ = await self._exported(request)
        return Response(as_file(text, form), media_type="application/octet-stream")

    async def _exported(self, request: Request) -> tuple[Form, str, list[str]]:
        question = await question_of(request)
        draft = self._bench.edit(text_in(question, "text"))
        try:
            form = Form(text_in(question, "form"))
        except ValueError as error:
            raise HTTPException(400) from error
        notes = view.notes(remarks(draft, form), self._bench)
        return form, exported(draft, form, self._bench.language), notes
