"""
What the text of the editor means: its settings, its problems, and the names of its parameters.
"""

from collections.abc import Mapping

from msgspec import Struct

from chatplugin.config.formats import SECTION, read_ini
from chatplugin.config.keys import parameter_names
from chatplugin.config.layers import entries
from chatplugin.config.leftovers import leftovers
from chatplugin.config.problems import Problem, Severity, shown
from chatplugin.config.right_cards import card_problems
from chatplugin.config.settings import Reading, read_settings
from chatplugin.domain.rules import PopRules
from chatplugin.studio.section import other_sections


class Draft(Struct, frozen=True):
    """The editor's text, read over the defaults. `parameters` are by their names in lower case."""

    text: str
    section: str
    reading: Reading
    parameters: Mapping[str, str]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.reading.problems

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What else `chatplugin check` says of the text, and what concerns the editor alone."""
        return (
            *card_problems(self.reading),
            *leftovers(self.reading),
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
    return Draft(text, section, read_settings([layer]), parameter_names(entries([layer])))


def _of_other_sections(text: str, section: str) -> list[Problem]:
    """A whole file was pasted: say once that only our section of it counts."""
    return [
        Problem(
            "",
            "",
            f"line {number}: [{shown(name)}] is another section, which is not edited here",
            "Save leaves it in the file as it is there",
            "the draft",
            Severity.WARNING,
        )
        for number, name in other_sections(text, section)[:1]
    ]
