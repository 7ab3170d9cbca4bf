"""
The sentences of the product in Russian: of problems, remedies, and of what became of a contact.

They are English where they are made, because the log and EMC's error log are. Here each stands once
with its Russian; `{}` is what differs, in the same order unless numbered. What is missing here is
shown in English, never left out.
"""

import re
from functools import cache

from chatplugin.studio.words import of_outcomes, of_rules, of_settings, of_trust

PAIRS = (*of_rules.PAIRS, *of_outcomes.PAIRS, *of_settings.PAIRS, *of_trust.PAIRS)
_PLACE = re.compile(r"at character ([0-9]+), (.+)", re.DOTALL)


def in_russian(sentence: str) -> str | None:
    """Return *sentence* in Russian; None if it is not known here."""
    if match := _PLACE.fullmatch(sentence):
        russian = in_russian(match[2])
        return f"символ {match[1]}: {russian}" if russian else None
    for pattern, russian in _patterns():
        if match := pattern.fullmatch(sentence):
            return russian.format(*match.groups())
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    # Those that say most themselves first: a hole takes any words for its own.
    ordered = sorted(PAIRS, key=lambda pair: len(pair[0].replace("{}", "")), reverse=True)
    return tuple((_pattern(english), russian) for english, russian in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    pieces = [re.escape(piece.format()) for piece in english.split("{}")]
    return re.compile("(.+?)".join(pieces), re.DOTALL)
