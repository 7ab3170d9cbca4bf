"""
What the text of the editor means: its settings, its problems, where they stand and how to fix them.

And the same settings for EMC's own administration, as `chatplugin emc` writes them.
"""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from chatplugin.config.emc.section import (
    APPLICATION,
    CHARSET,
    SQL_CHARSET,
    EmcKey,
    Installation,
)
from chatplugin.config.formats import SECTION, Line, read_ini
from chatplugin.config.layers import Entry, Place, Problem, Severity
from chatplugin.config.rules.warnings import account_problems, card_problems, trial_warnings
from chatplugin.config.settings import Reading, read_settings
from chatplugin.config.sources import read_overlay
from chatplugin.config.table.find import names_of
from chatplugin.config.table.key import Names
from chatplugin.domain.contact import shown
from chatplugin.domain.errors import ConfigurationError, Span
from chatplugin.domain.rules import PopRules
from chatplugin.sentences import Language, said
from chatplugin.studio.document import OverlayFile


class Draft(Struct, frozen=True):
    """The editor's text, read over the defaults, and the names that it brings."""

    text: str
    section: str
    reading: Reading
    names: Names
    is_overlay: bool = False
    """The settings below it are not known here."""

    @classmethod
    def read(cls, text: str, section: str = SECTION, *, is_overlay: bool = False) -> "Draft":
        """Read *text* as a file with that *section*, or an overlay, would be read. Never raises."""
        data = text.encode("utf-8", "replace")
        if is_overlay and section == SECTION:
            layer = read_overlay(data, source="the draft")
        else:
            layer = read_ini(data, section, source="the draft")
        return cls(
            text, section, read_settings([layer]), names_of(Entry.all_of([layer])), is_overlay
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.reading.problems

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What else `chatplugin check` says of the text, and what concerns the editor alone."""
        return (
            *(() if self.is_overlay else card_problems(self.reading)),
            *trial_warnings(self.reading),
            *_of_other_sections(self.text, self.section),
        )

    @property
    def wants_examples(self) -> bool:
        """A template asks for an account, and nothing says what accounts look like."""
        return not self.is_overlay and any(account_problems(self.reading))

    @property
    def has_errors(self) -> bool:
        """A value is not used as it is written."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def rules(self) -> PopRules:
        return self.reading.settings.rules

    def diagnostics(self, also: Sequence[Problem] = ()) -> "list[_Diagnostic]":
        """Return the problems, and *also* these, in the order of the text's lines."""
        lines = Line.all_in(self.text, self.section)
        marks = [_mark(problem, lines) for problem in (*self.problems, *also)]
        return sorted(marks, key=lambda mark: (mark.line, mark.start))

    def exported(self, form: "Form", language: Language) -> "Export":
        """Return the settings in the *form*. Raises ConfigurationError while there are errors."""
        if form is Form.ROLLBACK:
            return Export(form, Installation(APPLICATION, self.section).rollback_sql())
        if self.has_errors:
            raise ConfigurationError(said("export.errors"))
        if form is Form.OVERLAY:
            return _overlay(self)
        keys = EmcKey.all_of(self.reading, language)
        if not any(key.is_settled for key in keys):
            raise ConfigurationError(said("export.nothing"))
        remarks = (*self.problems, *self.remarks)
        installation = Installation(APPLICATION, self.section, keys)
        if form is Form.INI:
            return Export(form, installation.ini_fragment(language), remarks)
        return Export(form, installation.sql(), remarks)


def _of_other_sections(text: str, section: str) -> list[Problem]:
    """A whole file was pasted: say once that only our section of it counts."""
    lines = Line.all_in(text, section)
    others = [line for line in lines if line.section is not None and not line.is_ours]
    return [
        Problem(
            said("editor.other_section", section=shown(line.section or "")),
            "the draft",
            severity=Severity.WARNING,
            place=Place(line.number, 1, 1),
        )
        for line in others[:1]
    ]


class _Fix(Struct, frozen=True):
    """Put `text` in place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str

    def applied(self, text: str) -> str:
        return text[: self.start] + self.text + text[self.end :]


class _Diagnostic(Struct, frozen=True):
    """One problem at its place: a line, and in it the characters from `start` to `end`."""

    problem: Problem
    line: int
    start: int
    end: int
    fix: _Fix | None = None


def _mark(problem: Problem, lines: Sequence[Line]) -> _Diagnostic:
    line = lines[problem.place.line - 1] if problem.place else lines[0]
    start, end = _wrong(problem, line)
    fix = None if problem.fix is None else _Fix(start, end, problem.fix)
    if start == end:
        start, end = _visible(line, start)
    return _Diagnostic(problem, line.number, start, end, fix)


def _wrong(problem: Problem, line: Line) -> tuple[int, int]:
    """Return what a fix would replace; nothing, where something is only missing."""
    if not (problem.key and line.key):
        return line.start, line.end
    if not problem.value:
        return line.key_start, line.key_start + len(line.key)
    span = problem.span or Span(0, len(line.value))
    return min(line.value_start + span.start, line.end), min(line.value_start + span.end, line.end)


def _visible(line: Line, at: int) -> tuple[int, int]:
    """Return something to underline where something is missing: the character there, or before."""
    if at < line.value_start + len(line.value):
        return at, at + 1
    return max(line.key_start, at - 1), at


class Form(StrEnum):
    """How EMC's own administration, or a settings server, gets the settings."""

    INI = "ini"
    """The section for `ASGUIHost.ini`."""

    SQL = "sql"
    """The script that puts it into EMC's database."""

    ROLLBACK = "rollback"
    """The script that takes the latest change back."""

    OVERLAY = "json"
    """The overlay for a settings server."""

    @property
    def file_name(self) -> str:
        match self:
            case Form.INI:
                return "ChatPlugin-ASGUIHost.ini"
            case Form.SQL:
                return "ChatPlugin.sql"
            case Form.ROLLBACK:
                return "ChatPlugin-rollback.sql"
            case Form.OVERLAY:
                return "chatplugin.json"


class Export(Struct, frozen=True):
    """A draft in one of the forms, and what should be known though it does not stand in the way."""

    form: Form
    text: str
    remarks: Sequence[Problem] = ()

    @property
    def data(self) -> bytes:
        """The file as EMC's own tools read it: their line ends and their charset."""
        if self.form is Form.OVERLAY:
            return self.text.encode()
        charset = CHARSET if self.form is Form.INI else SQL_CHARSET
        return self.text.replace("\n", "\r\n").encode(charset)


def _overlay(draft: Draft) -> Export:
    values = read_ini(draft.text.encode("utf-8", "replace"), draft.section, source="").values
    if not values:
        raise ConfigurationError(said("export.nothing"))
    text = OverlayFile.written(values)
    left_out = () if draft.is_overlay else read_overlay(text.encode(), source="").problems
    return Export(Form.OVERLAY, text, (*draft.problems, *left_out, *draft.remarks))
