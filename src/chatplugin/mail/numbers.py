"""
The number behind a label: how far it goes, and whether it is an account at all.

People group figures with blanks, points and hyphens, and go on with a date, a sum or a meter
reading. A number that is plainly something else, or that may have been cut short, is none: no
account is better than a wrong one.
"""

import re
from typing import Final, NamedTuple

from chatplugin.mail.rules import AccountRules

_GROUP: Final = re.compile("[0-9]+")
_SEPARATOR: Final = re.compile("[ .‐‑‒–-](?=[0-9])")
_DATE: Final = re.compile(
    r"(?:(?:0?[1-9]|[12][0-9]|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)[0-9]{2}|[0-9]{2})"
    r"|(?:19|20)[0-9]{2}([./-])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12][0-9]|3[01]))(?![0-9]|[./-][0-9])"
)
_TIME: Final = re.compile("[0-2]?[0-9]:[0-5][0-9]")
_UNIT: Final = re.compile(
    r"[ ]?(?:(?:руб\w*|р|коп\w*|к?вт|гкал|м[23³²]|куб\w*|литр\w*|шт"
    r"|usd|eur|rub|rur|kwh|кг|км|тонн\w*|дн(?:ей|я)|мес\w*|год\w*)\b"
    r"|г\b(?!\.? ?[А-ЯЁ])|[₽%$€]|л\.[ ]?с\b)",
    re.IGNORECASE,
)
_DECIMALS: Final = re.compile(r"[.,][0-9]{1,2}(?![0-9.])")
# A letter or two at the end, an address, a fraction, hidden figures: the number is longer than its
# figures.
_GOES_ON: Final = re.compile(
    r"-?[^\W\d_]{1,2}(?![^\W\d_])|[@_/\\][^\W_]|[*•xхXХ…]{1,12}[0-9•…]|\.{2,}[0-9]"
)
_HIDDEN: Final = re.compile(r"[*•xхXХ]{3,}[ ]?$|[*•xхXХ]{2}$|…$|(?<!\.)\.{2,3}$|\+$")
_TOKEN: Final = re.compile(r"[0-9A-Za-zА-ЯЁа-яё]{1,40}(?:[/.-][0-9A-Za-zА-ЯЁа-яё]{1,40}){0,6}")
_WORD_IN_FRONT: Final = re.compile(r"[A-ZА-ЯЁ]{1,4} (?=[0-9])")
_WORD: Final = re.compile("[а-яё]{2}")
_BANK: Final = ("301", "302", "303", "40", "420", "421", "422", "423", "426", "031", "032")
_BANK_FIGURES: Final = 20
_GROUPS: Final = 12
_POINTS: Final = 3
_LAST_FIGURES: Final = 2
MOBILE: Final = re.compile("[78]9[0-9]{9}")
"""A mobile phone without anything that groups it."""

# How Russian phones are written, with their country or trunk digit and without.
_PHONES: Final = {
    "78": frozenset({(1, 3, 3, 2, 2), (1, 3, 3, 4), (1, 3, 7), (1, 3, 2, 2, 3), (1, 4, 2, 2, 2)}),
    "9": frozenset({(3, 3, 2, 2), (3, 7)}),
}


class Number(NamedTuple):
    account: str
    start: int
    end: int


class _Group(NamedTuple):
    """Some figures and the *separator* in front of them."""

    separator: str
    figures: str
    start: int
    end: int


def read_number(text: str, at: int, rules: AccountRules) -> Number | None:
    """The account that begins at *at*, or None where something else does."""
    if _DATE.match(text, at) or _TIME.match(text, at) or _is_hidden_in_front(text, at):
        return None
    number = _mixed(text, at, rules) if rules.letters else _figures(text, at, rules)
    if number is None or not rules.length.least <= _size(number.account) <= rules.length.most:
        return None
    return None if _is_bank_account(number.account, rules) else number


def begins_number(text: str, at: int, rules: AccountRules) -> bool:
    """Whether a number may begin at *at*, whatever it turns out to be."""
    return at < len(text) and (text[at].isalnum() if rules.letters else text[at] in "0123456789")


def _size(account: str) -> int:
    return sum(map(str.isalnum, account))


def _is_hidden_in_front(text: str, at: int) -> bool:
    """`***7890` is the end of a number, `**1234567890**` a bold one, `+7…` a phone."""
    match = _HIDDEN.search(text[max(0, at - 4) : at])
    return match is not None and not (
        match[0][0] == "*" and "*" in text[at : at + 40].partition("\n")[0]
    )


def _is_bank_account(account: str, rules: AccountRules) -> bool:
    """A settlement account has twenty figures; it counts only where the settings ask for twenty."""
    return len(account) == _BANK_FIGURES > rules.length.least and account.startswith(_BANK)


def _figures(text: str, at: int, rules: AccountRules) -> Number | None:
    groups = _groups(text, at)
    if not groups or _is_phone(groups) or _is_sum(text, groups):
        return None
    taken = groups[: _extent(text, groups, rules)]
    if len(taken) < len(groups) and _is_cut_short(text, taken, groups[len(taken)], rules):
        return None
    end = taken[-1].end
    if _DECIMALS.match(text, end) or _GOES_ON.match(text, end) or _UNIT.match(text, end):
        return None
    return Number("".join(group.figures for group in taken), at, end)


def _groups(text: str, at: int) -> list[_Group]:
    groups: list[_Group] = []
    separator = ""
    while len(groups) < _GROUPS and (match := _GROUP.match(text, at)):
        if groups and (_DATE.match(text, at) or _TIME.match(text, at)):
            break
        groups.append(_Group(separator, match[0], at, match.end()))
        if not (following := _SEPARATOR.match(text, match.end())):
            break
        separator, at = following[0], following.end()
    return groups


def _extent(text: str, groups: list[_Group], rules: AccountRules) -> int:
    """
    How many of *groups* are the account.

    Once one group is a full account, blanks lead to something else.
    """
    points = sum(group.separator == "." for group in groups)
    total = len(groups[0].figures)
    for at, group in enumerate(groups[1:], 1):
        if total >= rules.length.most or not _joins(groups[:at], group, points, rules.length.least):
            return at
        if group.separator == " " and _UNIT.match(text, group.end):
            return at
        total += len(group.figures)
    return len(groups)


def _is_cut_short(text: str, taken: list[_Group], following: _Group, rules: AccountRules) -> bool:
    """
    Whether a number of the longest length goes on: `12 345 678 90` is not eight figures.

    `12345 67890 150` is two halves, and something else.
    """
    is_full = sum(len(group.figures) for group in taken) >= rules.length.most
    if not is_full or following.separator == "." or _UNIT.match(text, following.end):
        return False
    if following.separator != " ":
        return True
    size, sizes = len(following.figures), {len(group.figures) for group in taken}
    are_halves = len(sizes) == 1 and size not in sizes and size > _LAST_FIGURES
    return taken[-1].separator == " " and not are_halves


def _joins(before: list[_Group], group: _Group, points: int, least: int) -> bool:
    if group.separator == ".":
        return points >= _POINTS or min(len(group.figures), len(before[-1].figures)) >= _POINTS
    if group.separator != " ":
        return True
    sizes = {len(each.figures) for each in before}
    # `12345 67890` is one number in two halves; `1234567890 150` is a number and something else.
    return max(sizes) < least or sizes == {len(group.figures)}


def _is_phone(groups: list[_Group]) -> bool:
    sizes = tuple(len(group.figures) for group in groups)
    return any(groups[0].figures[0] in first and sizes in forms for first, forms in _PHONES.items())


def _is_sum(text: str, groups: list[_Group]) -> bool:
    """`125 000 руб.`: thousands apart, and money or another unit behind."""
    thousands = len(groups[0].figures) <= 3 and all(len(group.figures) == 3 for group in groups[1:])
    return (
        thousands
        and (_UNIT.match(text, groups[-1].end) or _DECIMALS.match(text, groups[-1].end)) is not None
    )


def _mixed(text: str, at: int, rules: AccountRules) -> Number | None:
    """An account of figures and letters such as `12А/2`: one word, or two if the first is short."""
    start = at
    prefix = ""
    if match := _WORD_IN_FRONT.match(text, at):
        prefix, at = match[0].strip(), match.end()
    token = _TOKEN.match(text, at)
    if token is None or not any(map(str.isdigit, token[0])) or _is_word(text, token):
        return None
    if "/" not in token[0] and not any(map(str.isalpha, token[0])):
        plain = _figures(text, at, rules)
        return plain and Number(prefix + plain.account, start, plain.end)
    return Number(prefix + token[0], start, token.end())


def _is_word(text: str, token: "re.Match[str]") -> bool:
    """Whether *token* is a word of the language, a sum such as `15000руб`, a date or an address."""
    figures = _GROUP.match(text, token.start())
    return (
        _WORD.match(token[0]) is not None
        or (figures is not None and _UNIT.match(text, figures.end()) is not None)
        or _DATE.match(text, token.start()) is not None
        or text.startswith("@", token.end())
    )
