"""
An address by its pieces: which part of it each parameter wrote.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from chatplugin.domain.parameters import ParameterOutcome
from chatplugin.domain.template import Expression, Literal, Template


class Piece(NamedTuple):
    """Some characters of an address. `parameter` is empty for what stands in the template."""

    text: str
    parameter: str = ""


def pieces_of(url: str, template: Template, outcomes: tuple[ParameterOutcome, ...]) -> list[Piece]:
    """
    Take *url* apart, which *template* made of *outcomes*.

    What follows behind that, such as a signature, is a piece of its own.
    """
    values = {outcome.name: outcome.value for outcome in outcomes}
    found = [piece for part in template.parts for piece in _of_part(part, values) if piece.text]
    made = "".join(piece.text for piece in found)
    if not url.startswith(made):
        return [Piece(url)]
    return [*found, Piece(url[len(made) :])] if len(url) > len(made) else found


def _of_part(part: Literal | Expression, values: dict[str, str | None]) -> Iterator[Piece]:
    if isinstance(part, Literal):
        yield Piece(part.text)
        return
    first, separator = part.operator.first, part.operator.separator
    lead = first
    for variable in part.variables:
        if values.get(variable.name) is None:
            continue
        alone = replace(part, variables=(variable,)).expand(values)
        yield Piece(lead)
        yield Piece(alone[len(first) :], variable.name)
        lead = separator
