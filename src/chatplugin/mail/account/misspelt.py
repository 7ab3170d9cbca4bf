"""
The built-in label as people misspell it, or write it in Latin letters.

`лецевой счот`, `лице-` and `вой счет` on the next line, `licevogo s4eta`. A word is taken for
another if no more than one or two letters were mistyped, left out, doubled or swapped. That is
looked for right in front of a number only, and only where no label was spelt right.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from chatplugin.mail.account.labels import Label
from chatplugin.mail.letter.text import folded

BUILT_IN = "лицевой счет"
"""The label whose slips are known."""

_ADJECTIVES = ("лицевой", "лицевого", "лицевому", "лицевым", "лицевом")
_NOUNS = ("счет", "счета", "счету", "счетом", "счете", "щет", "щета", "щету", "шет")
# Of seven letters two may be wrong, of four only one; of a noun alone none is looked at.
_SLIPS = 2
_WORD = re.compile(r"[а-яa-z]+(?:-\n ?[а-яa-z]+)?")
_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .-]?[0-9]){4,19}")
_ABBREVIATED = re.compile(
    r"(?<![а-я])(?:лиц(?:ев)?|л-?(?:о?й)?|лиц-?о?й)[. -]{1,3}(?:сч[её]т[а-я]{0,2}|счт|сч(?![а-я]))"
)
_LATIN = re.compile(
    r"(?<![a-z])(?:"
    # licevoy, litsevogo, lizevoi; the noun may be left out
    r"l[iy]?(?:c|ts|tz|tc|z|cz|ch)[eyi]?v[aoiy]+(?:j|y|i|go|mu|m)?"
    r"(?:[ ._-]{0,3}(?:s?[ch4]{1,3}|sh?|shch)[eiyo]o?tt?(?:a|u|om|e|ov)?)?"
    # lic. schet, l/s4et
    r"|l(?:ic|its|iz|ych)?[./\\ ]{1,2}(?:s?ch|s?4|sh)[eyo]o?t(?:a|u|om|e)?"
    r")(?![a-z])"
)
_BEFORE = 90
_NUMBERS = 100


def misspelt_labels(text: str) -> Iterator[Label]:
    """Find what stands for `лицевой счет` in front of the numbers of *text*."""
    small = folded(text)
    seen = -1
    for number in islice(_NUMBER.finditer(small), _NUMBERS):
        start = max(seen, number.start() - _BEFORE, 0)
        span = _last_label(small[start : number.start()])
        seen = max(seen, number.start())
        if span:
            begin, end = start + span[0], start + span[1]
            yield Label(" ".join(text[begin:end].split()), begin, end)


def _last_label(text: str) -> tuple[int, int] | None:
    """Return where the last misspelt label of *text* stands."""
    found = [match.span() for match in (*_ABBREVIATED.finditer(text), *_LATIN.finditer(text))]
    words = list(_WORD.finditer(text))
    for at, word in enumerate(words):
        slips = _slips(_whole(word[0]), _ADJECTIVES)
        if slips > _SLIPS:
            continue
        noun = words[at + 1] if at + 1 < len(words) else None
        if noun and noun.start() - word.end() <= 3 and _slips(_whole(noun[0]), _NOUNS) <= 1:
            found.append((word.start(), noun.end()))
        elif slips <= 1:
            found.append(word.span())
    return max(found, default=None)


def _whole(word: str) -> str:
    """Return *word* without the hyphen at the end of a line."""
    return word.replace("-\n ", "").replace("-\n", "")


@lru_cache(maxsize=1_000)
def _slips(word: str, meant: tuple[str, ...]) -> int:
    """Return how many letters of *word* are mistyped, at least, if one of *meant* was meant."""
    near = [each for each in meant if abs(len(each) - len(word)) <= _SLIPS]
    near = [each for each in near if len(set(each) & set(word)) >= len(set(each)) - _SLIPS]
    return min((_distance(word, each) for each in near), default=_SLIPS + 1)


def _distance(one: str, other: str) -> int:
    """Return the number of letters inserted, left out, changed or swapped with the next one."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before = before, row
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
