"""
The text of a rule: a condition, `->`, and the name of the template that it chooses.
"""

from typing import TYPE_CHECKING, NamedTuple

from chatplugin.domain.errors import BadValue, Span

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
    """Read `condition -> template`. Raises BadValue, mostly with the place."""
    condition, arrow, target = [part.strip() for part in text.rpartition(ARROW)]
    if not arrow:
        raise _without_arrow(text)
    if not condition:
        raise BadValue("rule.no_condition", Span(0, len(ARROW)))
    if not target:
        raise BadValue("rule.no_target", Span(text.rindex(ARROW), len(text)))
    # Loaded by the first rule: most desktops have none, and it takes 12 ms.
    from chatplugin.config.conditions.parser import compiled  # noqa: PLC0415

    return WrittenRule(condition, compiled(condition), target)


def _without_arrow(text: str) -> BadValue:
    for other in _LIKE_ARROWS:
        if other in text:
            place = text.index(other)
            span = Span(place, place + len(other))
            return BadValue("rule.other_arrow", span, fix=ARROW, other=other)
    return BadValue("rule.no_arrow")
