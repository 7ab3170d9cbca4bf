"""
The page that compares two settings over many e-mails: of a folder, or dropped one by one.
"""

import json
import re
from collections.abc import AsyncIterator, Sequence
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chatplugin.adapters.files import MOST_SETTINGS, content_of
from chatplugin.config.formats import read_layer
from chatplugin.config.settings import Reading, Settings, read_settings
from chatplugin.domain.contact import ContactId, Moment, Operator
from chatplugin.domain.errors import ConfigurationError
from chatplugin.domain.screenpop import ScreenPop, decide
from chatplugin.mail import Letter
from chatplugin.sentences import Said, said
from chatplugin.service.intake import email_contact, read_letter
from chatplugin.studio import view
from chatplugin.studio.diagnostics import read_draft
from chatplugin.studio.document import open_document
from chatplugin.studio.letters import MOST_BYTES, mails_in, read_mail
from chatplugin.studio.web.questions import body_of, question_of
from chatplugin.studio.workbench import Workbench, operator_of, text_in

_PARAMETERS = re.compile(r"(?<=[?&])|(?=[?&])")


class Answer(Struct, frozen=True):
    """What an e-mail comes to. `no_card` says why there is no card."""

    user_id: str
    account: str
    url: str
    title: str
    no_card: Said | None = None


class Kind(StrEnum):
    """How an answer changes, the gravest first; each change has one kind."""

    LOST = "lost"
    """There was a card, and there is none now."""

    GAINED = "gained"
    ACCOUNT = "account"
    ADDRESS = "address"
    TITLE = "title"
    REASON = "reason"
    """There is no card, as before, but for another reason."""


class Change(Struct, frozen=True):
    kind: Kind
    before: Answer
    after: Answer


class _Comparison(Struct, frozen=True):
    """The settings *before* and *after*, and who is at the desk."""

    before: Settings
    after: Settings
    operator: Operator | None

    def of(self, raw: bytes) -> Change | None:
        """Return how the answer to the e-mail *raw* changes; None if it does not."""
        read_once = read_letter(raw, self.before)
        same = _rules(self.before) == _rules(self.after)
        before = self._answer(read_once, self.before)
        after = self._answer(read_once if same else read_letter(raw, self.after), self.after)
        return None if before == after else Change(_kind(before, after), before, after)

    def _answer(self, letter: Letter, settings: Settings) -> Answer:
        contact = email_contact(ContactId("sample"), letter, {})
        decision = decide(contact, self.operator, settings.rules, Moment.ACCEPTED)
        customer, account = letter.sender.value or "", letter.account.value or ""
        if isinstance(decision, ScreenPop):
            return Answer(customer, account, decision.url, decision.title)
        return Answer(customer, account, "", "", decision.said)


def apart(url: str, other: str) -> list[tuple[str, bool]]:
    """Return the parameters of *url*, each with whether it is not in the *other* address."""
    known = {*_PARAMETERS.split(other)}
    return [(piece, piece not in {"?", "&", *known}) for piece in _PARAMETERS.split(url)]


def _rules(settings: Settings) -> tuple[object, object]:
    """Return what an e-mail is read by."""
    return settings.accounts, settings.senders


def _kind(before: Answer, after: Answer) -> Kind:
    if before.no_card and after.no_card:
        return Kind.ACCOUNT if before.account != after.account else Kind.REASON
    if before.no_card or after.no_card:
        return Kind.GAINED if before.no_card else Kind.LOST
    if before.account != after.account:
        return Kind.ACCOUNT
    return Kind.ADDRESS if before.url != after.url else Kind.TITLE


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
        self._comparison: _Comparison | None = None

    async def show(self, _: Request) -> Response:
        return HTMLResponse(view.render("compare.html", self._bench))

    async def begin(self, request: Request) -> Response:
        """Take the draft as it is now, and the settings that it is compared with."""
        question = await question_of(request)
        named = text_in(question, "before").strip()
        before = await run_in_threadpool(_before, named, self._bench)
        after = self._bench.edit(self._bench.text).reading
        operator = operator_of(self._bench.sample)
        self._comparison = _Comparison(before.settings, after.settings, operator)
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
        self, comparison: _Comparison, folder: Path, paths: Sequence[Path]
    ) -> AsyncIterator[str]:
        """A line for each batch. It stops where the page does: whoever left asks for no more."""
        for start in range(0, len(paths), BATCH):
            batch = paths[start : start + BATCH]
            answers = await run_in_threadpool(self._answers, comparison, folder, batch)
            line = {"done": start + len(batch), "total": len(paths), "answers": answers}
            yield json.dumps(line) + "\n"

    def _answers(
        self, comparison: _Comparison, folder: Path, paths: Sequence[Path]
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

    def _begun(self) -> _Comparison:
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
