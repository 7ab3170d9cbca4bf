"""
What the text of the editor means: its settings, its problems, and the names of its parameters.
"""

from msgspec import Struct

from chatplugin.config.formats import SECTION, read_ini
from chatplugin.config.layers import entries
from chatplugin.config.problems import Place, Problem, Severity, shown
from chatplugin.config.rules.warnings import card_problems, trial_warnings
from chatplugin.config.settings import Reading, read_settings
from chatplugin.config.table.family import Names
from chatplugin.config.table.find import names_of
from chatplugin.domain.rules import PopRules
from chatplugin.sentences import said
from chatplugin.studio.section import other_sections


class Draft(Struct, frozen=True):
    """The editor's text, read over the defaults, and the names that it brings."""

    text: str
    section: str
    reading: Reading
    names: Names

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.reading.problems

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What else `chatplugin check` says of the text, and what concerns the editor alone."""
        return (
            *card_problems(self.reading),
            *trial_warnings(self.reading),
            *_of_other_sections(self.text, self.section),
        )

    @property
    def has_errors(self) -> bool:
        """A value is not used as it is written."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def rules(self) -> PopRules:
        return self.reading.settings.rules


def read_draft(text: str, section: str = SECTION) -> Draft:
    """Read *text* as a file with that *section* would be read. Never raises."""
    layer = read_ini(text.encode("utf-8", "replace"), section, source="the draft")
    return Draft(text, section, read_settings([layer]), names_of(entries([layer])))


def _of_other_sections(text: str, section: str) -> list[Problem]:
    """A whole file was pasted: say once that only our section of it counts."""
    return [
        Problem(
            said("editor.other_section", section=shown(line.section or "")),
            "the draft",
            severity=Severity.WARNING,
            place=Place(line.number, 1, 1),
        )
        for line in other_sections(text, section)[:1]
    ]
