"""
What the draft makes of the contact in sight: an explanation, its address and its letter in pieces.
"""

from msgspec import Struct

from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.parameters import BUILT_IN
from chatplugin.domain.rules import PopRules
from chatplugin.service.explanation import Explanation, explain
from chatplugin.studio.address import Piece, pieces_of
from chatplugin.studio.reading import Draft
from chatplugin.studio.stretches import Stretch, stretches_of

COLOURS = 8
"""How many colours tell parameters apart; the built-in ones always have the first four."""


class Outcome(Struct, frozen=True):
    explanation: Explanation
    address: tuple[Piece, ...] = ()
    body: tuple[Stretch, ...] = ()
    """The letter's text, as much of it as is shown."""


def outcome_of(draft: Draft, contact: TestContact) -> Outcome:
    """Return what becomes of *contact* once it is accepted."""
    explanation = explain(contact.report(), contact.operator, draft.reading)
    letter, accounts = explanation.letter, draft.reading.settings.accounts
    return Outcome(
        explanation,
        tuple(_address(explanation)),
        tuple(stretches_of(letter, accounts)) if letter else (),
    )


def _address(explanation: Explanation) -> list[Piece]:
    template = explanation.decision.template
    if explanation.url is None or template is None:
        return []
    return pieces_of(explanation.url, template.template, explanation.decision.parameters)


def colours_of(rules: PopRules) -> dict[str, int]:
    """Return the number of each parameter's colour: one for editor, table, address and letter."""
    fields = [name for name in rules.parameters if name not in BUILT_IN]
    free = COLOURS - len(BUILT_IN)
    return {
        **{name: number for number, name in enumerate(BUILT_IN)},
        **{name: len(BUILT_IN) + at % free for at, name in enumerate(fields)},
    }
