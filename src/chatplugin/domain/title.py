"""
The title of a card's tab: `CRM {channel_name}`, and parameters where the administrator wants them.

A title is shown by Chrome and by Windows. What a customer wrote is made one short line of plain
text, without the marks that would turn the reading direction of what stands beside it.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from chatplugin.domain.nearest import did_you_mean
from chatplugin.errors import ConfigurationError

CHANNEL_NAME = "channel_name"
MAX_LENGTH = 80

_VARIABLE = re.compile(r"\{([^{}]*)\}")
# Control characters but blanks, surrogates, and the marks and overrides of direction (UAX #9).
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


class TabTitle(Struct, frozen=True):
    """Fixed pieces and variables in turn, beginning with a fixed piece."""

    text: str
    fixed: tuple[str, ...]
    variables: tuple[str, ...]

    def fill(self, values: Mapping[str, str | None]) -> str:
        """Return one line of at most MAX_LENGTH characters; a missing value leaves no gap."""
        pieces = [self.fixed[0]]
        for variable, fixed in zip(self.variables, self.fixed[1:], strict=True):
            pieces += (values.get(variable) or "")[: 2 * MAX_LENGTH], fixed
        line = " ".join(_UNWANTED.sub("", "".join(pieces)).split())
        return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 1].rstrip() + "…"


def parse_title(text: str, known: AbstractSet[str]) -> TabTitle:
    """Read a title; raises ConfigurationError for a variable that is not among *known*."""
    pieces = _VARIABLE.split(text)
    fixed, variables = pieces[::2], pieces[1::2]
    if any("{" in piece or "}" in piece for piece in fixed):
        raise ConfigurationError("a brace has no partner", remedy="Write 'CRM {channel_name}'")
    for variable in variables:
        if variable != CHANNEL_NAME and variable not in known:
            raise ConfigurationError(
                f"there is no parameter '{variable}'",
                remedy=did_you_mean(
                    variable,
                    {CHANNEL_NAME, *known},
                    otherwise=f"Add the setting 'Field.{variable}', or take it out",
                ),
            )
    return TabTitle(text, tuple(fixed), tuple(variables))


DEFAULT_TITLE = parse_title("CRM {channel_name}", frozenset())
