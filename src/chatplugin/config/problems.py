"""
What is wrong with the settings, in sentences that name the key, the value and what to write.

The same sentence goes to the log, EMC's error log, the operator's page and `chatplugin check`.
"""

from enum import StrEnum

from msgspec import Struct

from chatplugin.domain.errors import without_values

_SHOWN = 120

DESKTOP = "this desktop"
"""The source of what is wrong not with the settings' text but with what it names."""


class Severity(StrEnum):
    ERROR = "error"
    """The value is not used."""

    WARNING = "warning"
    """It works, but hardly as it was meant."""


class Problem(Struct, frozen=True):
    """
    One thing that an administrator should put right.

    `value` is as it may be shown: on one line, and cut. `source` is the layer that it came from.
    """

    key: str
    value: str
    sentence: str
    remedy: str
    source: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        remedy = self.remedy if not self.remedy or self.remedy[-1] in ".?" else self.remedy + "."
        return f"{self.source}: {self.sentence}. {remedy}".rstrip()


def refused(key: str, value: str, what: str, remedy: str, source: str) -> Problem:
    """Return the problem of a *value* that cannot be used under *key*."""
    sentence = f"{key} = '{shown(value)}': {what}"
    return Problem(key, shown(value), sentence, remedy, source)


def stumbled(key: str, error: Exception, source: str) -> Problem:
    """Return the problem of a setting, or of a whole layer, that the reader itself fails at."""
    what = f"{key}: this value" if key else "these settings"
    sentence = f"{what} cannot be read, by a fault of ChatPlugin ({without_values(error)})"
    return Problem(key, "", sentence, "Write it in another way, and report this", source)


def shown(text: str) -> str:
    """Return *text* on one line, without characters that cannot be seen, cut after 120."""
    visible = "".join(
        [
            character if character.isprintable() else f"\\u{ord(character):04x}"
            for character in text[:_SHOWN]
        ]
    )
    return visible + "…" if len(text) > _SHOWN else visible
