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
from chatplugin.domain.contact import BUILT_IN, CHANNEL_NAMES, EMAIL
from chatplugin.domain.rules import PopRules
from chatplugin.mail import last_figures
from chatplugin.sentences import Words
from chatplugin.service.suggestion import MEANINGS, Suggestion
from chatplugin.studio.completion import Completion
from chatplugin.studio.document import Document
from chatplugin.studio.draft import Draft
from chatplugin.studio.outcome import MOST_SHOWN, outcome_of
from chatplugin.studio.words import Say
from chatplugin.studio.workbench import Workbench

_PAGES = Path(__file__).with_name("pages")


_AROUND = 2
"""Lines that are shown above and below those that differ."""

_COLOURS = 8
"""How many colours tell parameters apart; the built-in ones always have the first five."""

_ONLY_IN_EMC = Words("Counts in EMC's own section only.", "Действует только в разделе EMC.")


class View:
    """What a page shows of *bench*, in the language that the workbench has then."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def render(self, name: str, **values: Any) -> Markup:
        """Return the page or piece *name*."""
        template = _environment().get_template(name)
        page = template.render(say=self._say, bench=self._bench, most_shown=MOST_SHOWN, **values)
        # Markup, because every value in it has been escaped by the engine.
        return Markup(page)  # noqa: S704

    def page(self) -> str:
        """Return the page; what it shows of the draft, it asks for itself."""
        return self.render(
            "settings.html",
            samples=self._bench.samples,
            channels=[name for channel, name in CHANNEL_NAMES.items() if channel != EMAIL],
        )

    def mails(self) -> str:
        """Return what the list of e-mails has to choose from."""
        return self.render("mails.html", samples=self._bench.samples)

    def looked_at(self, draft: Draft) -> dict[str, object]:
        """Return what the page shows after a keystroke; `pieces` by the ids of their elements."""
        marks = draft.diagnostics(draft.remarks)
        return {
            "pieces": {
                "problems": self.render("problems.html", marks=marks),
                **self._outcome(draft),
            },
            "marks": [
                {
                    "line": mark.line,
                    "start": mark.start,
                    "end": mark.end,
                    "severity": mark.problem.severity,
                    "short": mark.problem.sentence(self._bench.language),
                    "fix": [mark.fix.start, mark.fix.end, mark.fix.text] if mark.fix else None,
                }
                for mark in marks
            ],
            "colours": _colours(draft.rules),
            "saved": self._bench.is_saved,
            "asks_for_examples": draft.wants_examples,
        }

    def notes(self, problems: Sequence[Problem]) -> list[str]:
        """Return *problems* as sentences with their remedies, a text each."""
        nowhere = [replace(problem, source="", place=None) for problem in problems]
        return [problem.described(self._bench.language) for problem in nowhere]

    def offered(self, found: Completion) -> dict[str, object]:
        """Return what may be written at the caret, and what the setting there is for."""
        items = [
            {"text": item.text, "about": self._say.of(item.about), "more": item.more}
            for item in found.items
        ]
        hint = self._hint(found.key)
        return {"start": found.start, "end": found.end, "items": items, "hint": hint}

    def changed(self, now: Document) -> dict[str, object]:
        """Return the question that a save asks first: what differs, and from which revision."""
        lines = list(_difference(now.text.splitlines(), self._bench.text.splitlines()))
        file = self._bench.document.file
        whole = bool(file.before or file.after)
        question = self.render("difference.html", now=now, lines=lines, whole=whole)
        return {"ask": "changed", "revision": now.revision, "difference": question}

    def suggested(self, suggestion: Suggestion) -> dict[str, object]:
        """Return what is made of the address of a card, and what stands for it in the editor."""
        html = self.render(
            "suggestion.html",
            suggestion=suggestion,
            trials=suggestion.trials(),
            meanings=MEANINGS,
            notes=self.notes(suggestion.reading.problems),
        )
        return {"html": html, "settings": [*suggestion.settings.items()]}

    @property
    def _say(self) -> Say:
        return Say(self._bench.language)

    def _outcome(self, draft: Draft) -> dict[str, str]:
        """Return card and letter by the ids of their elements."""
        contact = self._bench.contact
        outcome = outcome_of(draft, contact) if contact else None
        shown = {"outcome": outcome, "colours": _colours(draft.rules)}
        return {
            "card": self.render("card.html", **shown),
            "letter": self.render("letter.html", **shown),
        }

    def _hint(self, key: Key[Any] | None) -> str:
        say = self._say
        plain = {"key": key, "help": "", "without": "", "only": ""}
        if key:
            plain["help"] = say.of(key.help)
            plain["without"] = say.of(key.without)
            plain["only"] = "" if key.reader is Reader.SERVICE else say.of(_ONLY_IN_EMC)
        return self.render("hint.html", **plain)


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
    environment.filters["masked"] = last_figures
    return environment


def _coded(text: str) -> Markup:
    """The reference's `code` in a sentence, as HTML."""
    plain, *rest = text.split("`")
    return escape(plain) + Markup("").join(
        Markup("<code>{}</code>").format(piece) if at % 2 == 0 else escape(piece)
        for at, piece in enumerate(rest)
    )


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


def _colours(rules: PopRules) -> dict[str, int]:
    """Return the number of each parameter's colour: one for editor, table, address and letter."""
    fields = [name for name in rules.parameters if name not in BUILT_IN]
    free = _COLOURS - len(BUILT_IN)
    return {
        **{name: number for number, name in enumerate(BUILT_IN)},
        **{name: len(BUILT_IN) + at % free for at, name in enumerate(fields)},
    }
