"""
The pages: what they ask while somebody types, tries, saves, exports, compares, reads letters.

What a page sends is JSON of its own making, or an e-mail, and never too much.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chatplugin.adapters.machine import MOST_SETTINGS, Folders, content_of, mails_in
from chatplugin.adapters.outlook import as_mail
from chatplugin.config.formats import read_layer
from chatplugin.config.settings import Reading, read_settings
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.contact import EMAIL
from chatplugin.domain.errors import ConfigurationError
from chatplugin.mail import read
from chatplugin.sentences import Language, Said, said
from chatplugin.sentences.catalogue import READ_ON
from chatplugin.service.suggestion import MEANINGS, Suggestion
from chatplugin.studio.comparison import Comparison
from chatplugin.studio.completion import Completion
from chatplugin.studio.document import ChangedElsewhereError
from chatplugin.studio.draft import Draft, Export, Form
from chatplugin.studio.outcome import outcome_of
from chatplugin.studio.view import View
from chatplugin.studio.words import Say
from chatplugin.studio.workbench import MOST_BYTES, Workbench

"""How Outlook's own format begins, an OLE compound file."""


def page_routes(bench: Workbench) -> list[Route]:
    settings, compare, accounts = _SettingsPage(bench), _ComparePage(bench), _AccountsPage(bench)
    return [
        Route("/", settings.show),
        Route("/language", settings.speak, methods=["POST"]),
        Route("/look", settings.look, methods=["POST"]),
        Route("/read", settings.read, methods=["POST"]),
        Route("/caret", settings.caret, methods=["POST"]),
        Route("/mails", settings.drop, methods=["POST"]),
        Route("/save", settings.save, methods=["POST"]),
        Route("/load", settings.load, methods=["POST"]),
        Route("/suggest", settings.suggest, methods=["POST"]),
        Route("/export", settings.export, methods=["POST"]),
        Route("/export/file", settings.export_file, methods=["POST"]),
        Route("/compare", compare.show),
        Route("/compare/begin", compare.begin, methods=["POST"]),
        Route("/compare/folder", compare.folder, methods=["POST"]),
        Route("/compare/mail", compare.mail, methods=["POST"]),
        Route("/accounts", accounts.show),
        Route("/accounts/begin", accounts.begin, methods=["POST"]),
        Route("/accounts/folder", accounts.folder, methods=["POST"]),
        Route("/accounts/mail", accounts.mail, methods=["POST"]),
        Route("/accounts/open", accounts.open, methods=["POST"]),
        Route("/accounts/opened", accounts.opened, methods=["POST"]),
    ]


class _SettingsPage:
    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._view = View(bench)

    async def show(self, _: Request) -> Response:
        return HTMLResponse(self._view.page())

    async def speak(self, request: Request) -> Response:
        """Go on in another language."""
        self._bench.language = Language(_text_in(await _question_of(request), "language"))
        return Response(status_code=204)

    async def look(self, request: Request) -> Response:
        question = await _question_of(request)
        draft = self._bench.edit(_text_in(question, "text"))
        form = question.get("sample")
        if isinstance(form, dict):
            self._bench.look_at({name: _text_in(form, name) for name in form})
        return JSONResponse(self._view.looked_at(draft))

    async def read(self, request: Request) -> Response:
        """Open a page of the docs: no web page may lead to a file by itself."""
        page, language = _text_in(await _question_of(request), "page"), self._bench.language
        if page not in {each.of(language) for each in READ_ON.values()}:
            raise HTTPException(404)
        address = Folders.docs_page(page, language)
        await run_in_threadpool(self._bench.open_page, address)
        return Response(status_code=204)

    async def caret(self, request: Request) -> Response:
        question = await _question_of(request)
        caret = question.get("caret")
        found = Completion.at(
            Draft.read(_text_in(question, "text"), self._bench.document.section),
            caret if isinstance(caret, int) else 0,
            self._bench.sample.attribute_texts,
        )
        return JSONResponse(self._view.offered(found))

    async def drop(self, request: Request) -> Response:
        raw = await _body_of(request, MOST_BYTES)
        try:
            mail = as_mail(raw)
        except ConfigurationError as error:
            raise HTTPException(415, error.described(self._bench.language)) from error
        self._bench.drop(request.query_params.get("name", ""), mail)
        return JSONResponse({"mails": self._view.mails()})

    async def save(self, request: Request) -> Response:
        """Write the file that was opened, and no other one: where it lies is not asked of pages."""
        question = await _question_of(request)
        draft = self._bench.edit(_text_in(question, "text"))
        if draft.has_errors and question.get("flawed") is not True:
            return JSONResponse({"ask": "flawed"}, 409)
        base = _text_in(question, "base")
        try:
            self._bench.take(self._bench.document.write(self._bench.text, base))
        except ChangedElsewhereError as changed:
            return JSONResponse(self._view.changed(changed.now), 409)
        return self._as_on_disk()

    async def load(self, _: Request) -> Response:
        """Take what is on disk now, and forget the draft."""
        self._bench.take(self._bench.document.read_again())
        return self._as_on_disk()

    def _as_on_disk(self) -> Response:
        document = self._bench.document
        return JSONResponse({"text": document.text, "revision": document.revision})

    async def suggest(self, request: Request) -> Response:
        """Make settings of the address of a card; what its values are, the page may know better."""
        question = await _question_of(request)
        suggestion = Suggestion.of(_text_in(question, "address"), {})
        meanings = question.get("meanings")
        if isinstance(meanings, list) and len(meanings) == len(suggestion.pieces):
            known = [each if each in MEANINGS else "" for each in meanings]
            suggestion = suggestion.told(known)
        return JSONResponse(self._view.suggested(suggestion))

    async def export(self, request: Request) -> Response:
        made = await self._export(request)
        notes = self._view.notes(made.remarks)
        return JSONResponse({"name": made.form.file_name, "text": made.text, "notes": notes})

    async def export_file(self, request: Request) -> Response:
        made = await self._export(request)
        return Response(made.data, media_type="application/octet-stream")

    async def _export(self, request: Request) -> Export:
        question = await _question_of(request)
        draft = self._bench.edit(_text_in(question, "text"))
        try:
            form = Form(_text_in(question, "form"))
        except ValueError as error:
            raise HTTPException(400) from error
        return draft.exported(form, self._bench.language)


BATCH = 20
"""E-mails between two words on how far it is: some tens of milliseconds."""


class _ComparePage:
    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._view = View(bench)
        self._comparison: Comparison | None = None

    async def show(self, _: Request) -> Response:
        return HTMLResponse(self._view.render("compare.html"))

    async def begin(self, request: Request) -> Response:
        """Take the draft as it is now, and the settings that it is compared with."""
        question = await _question_of(request)
        named = _path_in(question, "before")
        before = await run_in_threadpool(_before, named, self._bench)
        after = self._bench.edit(self._bench.text).reading
        operator = self._bench.sample.operator
        self._comparison = Comparison(before.settings, after.settings, operator)
        return Response(status_code=204)

    async def mail(self, request: Request) -> Response:
        comparison = self._begun()
        raw = await _body_of(request, MOST_BYTES)
        name = request.query_params.get("name", "")
        return JSONResponse(await run_in_threadpool(self._answer, comparison, name, raw))

    async def folder(self, request: Request) -> Response:
        comparison = self._begun()
        folder, paths = await _mails_of(request)
        return _streamed(folder, paths, lambda name, raw: self._answer(comparison, name, raw))

    def _answer(self, comparison: Comparison, name: str, raw: bytes) -> dict[str, str]:
        change = comparison.of(raw)
        if change is None:
            return {"kind": "same"}
        row = self._view.render("change.html", file=name, change=change)
        return {"kind": change.kind, "row": row}

    def _begun(self) -> Comparison:
        if self._comparison is None:
            raise HTTPException(409)
        return self._comparison


class _AccountsPage:
    """Many letters by the draft: in which the account is found, is doubtful, or is not there."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._view = View(bench)
        self._draft: Draft | None = None
        self._paths: Sequence[Path] = ()

    async def show(self, _: Request) -> Response:
        draft = self._bench.edit(self._bench.text)
        return HTMLResponse(self._view.render("accounts.html", draft=draft))

    async def begin(self, _: Request) -> Response:
        """Take the draft as it is now."""
        self._draft = self._bench.edit(self._bench.text)
        return Response(status_code=204)

    async def mail(self, request: Request) -> Response:
        draft = self._begun()
        raw = await _body_of(request, MOST_BYTES)
        name = request.query_params.get("name", "")
        return JSONResponse(await run_in_threadpool(self._answer, draft, name, raw))

    async def folder(self, request: Request) -> Response:
        draft = self._begun()
        folder, self._paths = await _mails_of(request)
        return _streamed(folder, self._paths, lambda name, raw: self._answer(draft, name, raw))

    async def open(self, request: Request) -> Response:
        """Show one letter of those that were sent."""
        return await self._shown(await _body_of(request, MOST_BYTES))

    async def opened(self, request: Request) -> Response:
        """Show one letter of the folder, by its place in it: a page names no other file."""
        at = (await _question_of(request)).get("at")
        if not isinstance(at, int) or not 0 <= at < len(self._paths):
            raise HTTPException(404)
        raw = await run_in_threadpool(_read_mail, self._paths[at])
        if raw is None:
            raise HTTPException(404, Say(self._bench.language)["kind_unread"])
        return await self._shown(raw)

    async def _shown(self, raw: bytes) -> Response:
        contact = TestContact(EMAIL, "", self._bench.sample.operator, raw, {})
        outcome = await run_in_threadpool(outcome_of, self._begun(), contact)
        return JSONResponse({"html": self._view.render("letter.html", outcome=outcome)})

    def _answer(self, draft: Draft, name: str, raw: bytes) -> dict[str, str]:
        settings = draft.reading.settings
        letter = read(raw, settings.accounts, settings.senders)
        kind = letter.account.reason.sureness
        row = self._view.render("account.html", file=name, letter=letter, kind=kind)
        return {"kind": kind, "row": row}

    def _begun(self) -> Draft:
        if self._draft is None:
            raise HTTPException(409)
        return self._draft


async def _mails_of(request: Request) -> tuple[Path, Sequence[Path]]:
    """Return the folder that was asked for, and the e-mails in it."""
    folder = Path(_path_in(await _question_of(request), "folder")).expanduser()
    return folder, await run_in_threadpool(mails_in, folder)


def _streamed(
    folder: Path, paths: Sequence[Path], answer: Callable[[str, bytes], dict[str, str]]
) -> Response:
    """A line for each batch. It stops where the page does: whoever left asks for no more."""

    def answers(batch: Sequence[Path]) -> list[dict[str, str]]:
        return [
            {"kind": "unread"}
            if (raw := _read_mail(path)) is None
            else answer(str(path.relative_to(folder)), raw)
            for path in batch
        ]

    async def lines() -> AsyncIterator[str]:
        for start in range(0, len(paths), BATCH):
            batch = paths[start : start + BATCH]
            line = {"answers": await run_in_threadpool(answers, batch)}
            yield json.dumps({"done": start + len(batch), "total": len(paths), **line}) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


def _read_mail(path: Path) -> bytes | None:
    """Return the e-mail; None if it cannot be read, or is larger than any mail server takes."""
    try:
        return as_mail(content_of(path, MOST_BYTES))
    except (OSError, ConfigurationError):
        return None


_MOST_TEXT = 4 << 20
"""Bytes of a question that is no e-mail."""


async def _body_of(request: Request, most: int = _MOST_TEXT) -> bytes:
    """Read what was sent, in memory, and stop where it is too much."""
    pieces, size = list[bytes](), 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise HTTPException(413)
        pieces.append(piece)
    return b"".join(pieces)


async def _question_of(request: Request) -> Mapping[str, object]:
    """Read the JSON object that was sent."""
    try:
        question = json.loads(await _body_of(request))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    if not isinstance(question, dict):
        raise HTTPException(400)
    return question


def _text_in(question: Mapping[str, object], name: str) -> str:
    """
    Return a text of *question*; empty where there is none.

    Half a character, which a browser may send while one is put together, becomes a `?`.
    """
    value = question.get(name, "")
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _path_in(question: Mapping[str, object], name: str) -> str:
    """Return a path, also in the quotes in which Explorer copies it."""
    path = _text_in(question, name).strip()
    return path[1:-1] if len(path) > 1 and path[0] == path[-1] == '"' else path


def _before(path: str, bench: Workbench) -> Reading:
    """The settings in the file at *path*, in any form; without one, those of our own file."""
    document = bench.document
    if not path:
        now = document.read_again()
        return Draft.read(now.text, document.section).reading
    try:
        data = content_of(Path(path).expanduser(), MOST_SETTINGS)
    except OSError as error:
        reason = Said.of(error)
        raise ConfigurationError(said("file.unreadable", path=path, reason=reason)) from error
    return read_settings([read_layer(data, document.section, source=path)])
