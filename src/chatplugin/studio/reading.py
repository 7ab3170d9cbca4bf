"""
What the text of the editor means: its settings, its problems, and the names of its parameters.
"""

from collections.abc import Mapping

from msgspec import Struct

from chatplugin.config.formats import SECTION, read_ini
from chatplugin.config.keys import parameter_names
from chatplugin.config.layers import entries
from chatplugin.config.problems import Problem
from chatplugin.config.settings import Reading, read_settings
from chatplugin.domain.rules import PopRules


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
    def rules(self) -> PopRules:
        return self.reading.settings.rules


def read_draft(text: str, section: str = SECTION) -> Draft:
    """Read *text* as a file with that *section* would be read. Never raises."""
    layer = read_ini(text.encode("utf-8", "replace"), section, source="the draft")
    return Draft(text, section, read_settings([layer]), parameter_names(entries([layer])))
