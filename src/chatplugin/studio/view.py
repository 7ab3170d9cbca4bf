"""
The pages as HTML. Every value is escaped on its way in (Jinja2 with autoescape, and no exceptions).
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from msgspec.structs import replace

from chatplugin.config.layers import Problem
from chatplugin.config.table.key import Key, Reader
from chatplugin.domain.contact import CHANNEL_NAMES, EMAIL
from chatplugin.sentences import Language, Words
from chatplugin.service.suggestion import MEANINGS, Suggestion
from chatplugin.studio.completion import Completion
from chatplugin.studio.document import Document
from chatplugin.studio.draft import Diagnostic, Draft, diagnostics_of
from chatplugin.studio.outcome import MOST_SHOWN, colours_of, outcome_of
from chatplugin.studio.words import Say
from chatplugin.studio.workbench import Workbench

_PAGES = Path(__file__).with_name("pages")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["coded"] = _coded
    return environment


def _coded(text: str) -> Markup:
    """The reference's `code` in a sentence, as HTML."""
    plain, *rest = text.split("`")
    return escape(plain) + Markup("").join(
        Markup("<code>{}</code>").format(piece) if at % 2 == 0 else escape(piece)
        for at, piece in enumerate(rest)
    )


def render(name: str, bench: Workbench, **values: Any) -> Markup:
    """Return the page or piece *name* in the workbench's language."""
    template = _environment().get_template(name)
    # Markup, because every value in it has been escaped by the engine.
    say = Say(bench.language)
    return Markup(template.render(say=say, bench=bench, most_shown=MOST_SHOWN, **values))  # noqa: S704


def settings_page(bench: Workbench) -> str:
    """Return the page; what it shows of the draft, it asks for itself."""
    return render(
        "settings.html",
        bench,
        samples=bench.samples,
        channels=[name for channel, name in CHANNEL_NAMES.items() if channel != EMAIL],
    )


def mails(bench: Workbench) -> str:
    """Return what the list of e-mails has to choose from."""
    return render("mails.html", bench, samples=bench.samples)


def looked_at(bench: Workbench, draft: Draft) -> dict[str, object]:
    """Return what the page shows anew after a keystroke."""
    marks = diagnostics_of(draft, draft.remarks)
    return {
        "pieces": _pieces(bench, draft, marks),
        "marks": [_mark(mark, bench.language) for mark in marks],
        "colours": colours_of(draft.rules),
        "saved": bench.is_saved,
    }


def _pieces(bench: Workbench, draft: Draft, marks: list[Diagnostic]) -> dict[str, str]:
    """Return the pieces of the page by the ids of their elements."""
    contact = bench.contact
    outcome = outcome_of(draft, contact) if contact else None
    shown = {"outcome": outcome, "colours": colours_of(draft.rules)}
    return {
        "problems": render("problems.html", bench, marks=marks),
        "card": render("card.html", bench, **shown),
        "letter": render("letter.html", bench, **shown),
    }


def _mark(mark: Diagnostic, language: Language) -> dict[str, object]:
    return {
        "line": mark.line,
        "start": mark.start,
        "end": mark.end,
        "severity": mark.problem.severity,
        "short": mark.problem.sentence(language),
        "fix": [mark.fix.start, mark.fix.end, mark.fix.text] if mark.fix else None,
    }


_AROUND = 2
"""Lines that are shown above and below those that differ."""


def changed(bench: Workbench, now: Document) -> dict[str, object]:
    """Return the question that a save asks first: what differs, and from which revision."""
    lines = list(_difference(now.text.splitlines(), bench.text.splitlines()))
    whole = bool(bench.document.file.before or bench.document.file.after)
    question = render("difference.html", bench, now=now, lines=lines, whole=whole)
    return {"ask": "changed", "revision": now.revision, "difference": question}


def _difference(theirs: Sequence[str], ours: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Return lines with what they are: `theirs`, `ours`, `both`, or a `gap`."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - asked for seldom

    groups = SequenceMatcher(None, theirs, ours, autojunk=False).get_grouped_opcodes(_AROUND)
    for at, group in enumerate(groups):
        if at:
            yield "gap", "…"
        for tag, start, end, from_, to in group:
            if tag == "equal":
                yield from (("both", line) for line in theirs[start:end])
            else:
                yield from (("theirs", line) for line in theirs[start:end])
                yield from (("ours", line) for line in ours[from_:to])


def suggested(bench: Workbench, suggestion: Suggestion) -> dict[str, object]:
    """Return what is made of the address of a card, and what stands for it in the editor."""
    html = render(
        "suggestion.html",
        bench,
        suggestion=suggestion,
        trials=suggestion.trials(),
        meanings=MEANINGS,
        notes=notes(suggestion.reading.problems, bench),
    )
    return {"html": html, "settings": [*suggestion.settings.items()]}


def notes(problems: Sequence[Problem], bench: Workbench) -> list[str]:
    """Return *problems* as sentences with their remedies, a text each."""
    nowhere = [replace(problem, source="", place=None) for problem in problems]
    return [problem.described(bench.language) for problem in nowhere]


def offered(found: Completion, bench: Workbench) -> dict[str, object]:
    """Return what may be written at the caret, and what the setting there is for."""
    say = Say(bench.language)
    items = [
        {"text": item.text, "about": say.of(item.about), "more": item.more} for item in found.items
    ]
    hint = _hint(found.key, bench)
    return {"start": found.start, "end": found.end, "items": items, "hint": hint}


def _hint(key: Key[Any] | None, bench: Workbench) -> str:
    say = Say(bench.language)
    plain = {"key": key, "help": "", "without": "", "only": ""}
    if key:
        plain["help"] = say.of(key.help)
        plain["without"] = say.of(key.without)
        plain["only"] = "" if key.reader is Reader.SERVICE else say.of(_ONLY_IN_EMC)
    return render("hint.html", bench, **plain)


_ONLY_IN_EMC = Words("Counts in EMC's own section only.", "Действует только в разделе EMC.")
