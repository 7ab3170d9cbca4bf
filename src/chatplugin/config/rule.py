"""
The text of a rule: a condition, `->`, and the name of the template that it chooses.
"""

from typing import TYPE_CHECKING, NamedTuple

from chatplugin.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from chatplugin.config.conditions.parser import Compiled

ARROW = "->"
NO_CARD = "none"
NOT_FOR_TEMPLATES = frozenset({NO_CARD, "chattemplate", "emailtemplate"})
"""Names that mean something else after the arrow."""

_LIKE_ARROWS = ("→", "=>", "–>", "—>", "-&gt;")


class WrittenRule(NamedTuple):
    """A rule whose condition is checked; whether there is such a template is seen later."""

    text: str
    """The condition as it was written."""

    compiled: "Compiled"
    target: str


def parse_rule(text: str) -> WrittenRule:
    """Read `condition -> template`. Raises ConfigurationError, mostly with the place."""
    condition, arrow, target = [part.strip() for part in text.rpartition(ARROW)]
    if not arrow:
        raise ConfigurationError(f"there is no '{ARROW}'", remedy=_remedy_without_arrow(text))
    if not condition:
        raise ConfigurationError(
            f"there is no condition before '{ARROW}'",
            remedy=f"Write 'true {ARROW} …' for a rule that always holds",
        )
    if not target:
        raise ConfigurationError(
            f"there is no template after '{ARROW}'",
            remedy="Write a template's name, or none for no card",
        )
    # Loaded by the first rule: most desktops have none, and it takes 12 ms.
    from chatplugin.config.conditions.parser import compiled  # noqa: PLC0415

    return WrittenRule(condition, compiled(condition), target)


def _remedy_without_arrow(text: str) -> str:
    for other in _LIKE_ARROWS:
        if other in text:
            return f"Write '{ARROW}' for '{other}'"
    return f"Write the condition, '{ARROW}' and a template's name, as in 'true {ARROW} none'"
