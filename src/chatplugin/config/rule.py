"""
The text of a rule: a condition, `->`, and the name of the template that it chooses.
"""

from typing import TYPE_CHECKING, NamedTuple

from chatplugin.errors import ConfigurationError

if TYPE_CHECKING:
    from chatplugin.config.cel.condition import Compiled

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
    return WrittenRule(condition, _compiled(condition), target)


def _remedy_without_arrow(text: str) -> str:
    for other in _LIKE_ARROWS:
        if other in text:
            return f"Write '{ARROW}' for '{other}'"
    return f"Write the condition, '{ARROW}' and a template's name, as in 'true {ARROW} none'"


def _compiled(condition: str) -> "Compiled":
    """
    Load the language's library when the first rule is read: 5 ms and 12 MB.

    On a desktop on which it cannot be loaded, rules cannot be used, and all else can.
    """
    try:
        from chatplugin.config.cel.condition import compiled  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            "the library for conditions cannot be loaded",
            remedy="Install ChatPlugin anew with all its libraries",
        ) from error
    return compiled(condition)
