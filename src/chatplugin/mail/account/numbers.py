"""
The number behind a label: where it begins and ends, and whether it is an account at all.

People group figures with blanks, points and hyphens, and go on with a date, a sum or a meter
reading. A number in groups is taken whole or not at all, and never over the end of a line or a
cell. Where two numbers could be meant and nothing decides, there are two candidates and no account:
no account is better than a wrong one. `_extents` has the rules, and its test their table.
"""

import re
from itertools import accumulate, pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.mail.account.labels import LETTER
from chatplugin.mail.findings import (
    AccountCase,
    AccountFinding,
    AccountReason,
    Age,
    Doubt,
    Finding,
    last_figures,
)
from chatplugin.mail.rules import AccountRules, Examples, Length

_GROUP = re.compile("[0-9]+")
# Nothing that comes behind these figures has to do with them.
_ALONE = re.compile(r"[0-9]+(?=[,;.][ ][^\W\d_]|\n[^\W\d_]|\.?\Z)")
_SEPARATOR = re.compile("[ .‐‑‒–-](?=[0-9])")
_DATE = re.compile(
    r"(?:(?:0?[1-9]|[12][0-9]|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)[0-9]{2}|[0-9]{2})"
    r"|(?:19|20)[0-9]{2}([./-])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12][0-9]|3[01]))(?![0-9]|[./-][0-9])"
)
# `2024-2025`, `2024/25`, `15 03 2025` and `03 2025` are no groups of a number.
_YEARS = re.compile(
    r"(?:(?:19|20)[0-9]{2}(?:[ ]?[-‐‑‒–—/., ][ ]?(?:19|20)[0-9]{2}){1,4}|20[0-9]{2}[-‐‑‒–/][0-9]{2}"
    r"|(?:(?:0?[1-9]|[12][0-9]|3[01])[ ])?(?:0[1-9]|1[0-2])[ -](?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[ ](?:0[1-9]|1[0-2])(?:[ ](?:0[1-9]|[12][0-9]|3[01]))?)(?![0-9]|[ .-][0-9])"
)
_TIME = re.compile("[0-2]?[0-9]:[0-5][0-9]")
_UNIT = re.compile(
    r"[ ]?(?=[^\W\d_]|[₽%$€₸₴])(?:(?:руб\w*|р|коп\w*|к?вт|гкал|м[23³²]|куб\w*|литр\w*|шт"
    r"|тенге|тг|сум(?:ов)?|сом(?:ов|а)?|грн|гривен\w*|евро|долл\w*|манат\w*|лари|драм\w*|тыс\w*|млн"
    r"|бонус\w*|балл\w*|btu|вт|мбит\w*|mbps|bonus|points|dollars|tenge|usd|eur|rub|rur"
    r"|kzt|uzs|kgs|byn|uah|amd|gel|azn|тнг|сомони|злот\w*|фунт\w*|чел(?:овек\w?)?|бел\. ?руб\w*"
    r"|kwh|кг|км|тонн\w*|дн(?:ей|я)|мес\w*|год\w*)\b"
    r"|г\b(?!\.? ?[А-ЯЁ])|[₽%$€₸₴]|л\.[ ]?с\b)",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"[.,][0-9]{1,2}(?![0-9.])")
# A letter or two at the end, an address, a fraction, hidden figures: the number is longer than its
# figures.
_GOES_ON = re.compile(
    rf"-?[{LETTER}]{{1,2}}(?![{LETTER}])"
    r"|\[[^\]\n0-9]{1,15}\][0-9]|[@_/\\][^\W_]|[*•xхXХ…]{1,12}[0-9•…]|\.{2,}[0-9]"
    r"|\.(?i:xlsx?|pdf|jpe?g|png|heic|docx?|zip|rar|txt|csv|eml)\b"
)
# What the writer himself calls the number: `771234567890 (ИНН)`.
_KEY = (
    r"(?:это )?(?:мой |наш )?(?:номер |№ ?)?(?:инн|кпп|огрн|снилс|договор|тел|моб|сотов|паспорт"
    r"|индекс|phone|mobile|contract|invoice)\w{0,9}"
)
_REMARK = re.compile(
    rf"[ \n]?(?:[(][ ]?(?:{_KEY}|сч[её]тчик|прибор|показани|meter)[^()\n0-9]{{0,30}}[)]"
    rf"|[-–—][ ]?{_KEY}\.?[ ]?(?:[,;.]|\n|$))",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"[*•xхXХ]{3,}[ ]?$|[*•xхXХ]{2}$|…$|(?<!\.)\.{2,3}$|(?<![0-9])\+$|[①-⑨⓪❶-❾⓿➀-➈➊-➒⓵-⓽🄋🄌]$"
)
_TOKEN = re.compile(r"[0-9A-Za-zА-ЯЁа-яё]{1,40}(?:[/.-][0-9A-Za-zА-ЯЁа-яё]{1,40}){0,6}")
_WORD_IN_FRONT = re.compile(r"[A-ZА-ЯЁ]{1,4} (?=[0-9])")
_WORD = re.compile("[а-яё]{2}")
_BANK = ("301", "302", "303", "40", "420", "421", "422", "423", "426", "031", "032")
_BANK_FIGURES = 20
_GROUPS = 12
_POINTS = 3
_OCTET = 256
_LAST_FIGURES = 2
# Numbers of so many figures are written in groups, whose first may look like an account.
_GROUPED = Length(8, 12)
_COMPLETE = 10
_READING = 5
_ALIKE = 2
_ALIKE_FIGURES = 5
_THOUSANDS_FIGURES = 3
_THOUSANDS = r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{2})?"
_SUM = re.compile(rf"{_THOUSANDS}[ ]?(?:руб|р\b|коп|тенге|[₽₸$€])")
_AMOUNT = re.compile(rf"{_THOUSANDS}(?:{_UNIT.pattern})", re.IGNORECASE)
# `15 000`
_ROUND_SUM = re.compile(r"[0-9]{1,3} 000(?![0-9]|[ .,-][0-9])")
_PHONE = re.compile(r"[78] ?(?:[(]|[0-9]{3}[ -][0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}(?![0-9]))")
_BREAK = re.compile(r"(?:[ ]?[-–—.,]?[ ]?[\n\t]{1,2}[ ]?| [-–—] )(?=[0-9])")
_ITEM = re.compile(r"[0-9]{1,2}(?:[.)]|[ ]?[^\W\d])")
POSTCODE = re.compile(r"[0-9]{6},?[ ](?:[А-ЯЁ]|г\b|обл|ул\b|п\b|с\b|д\b)")
MOBILE = re.compile("[78]9[0-9]{9}")
"""A mobile phone without anything that groups it."""

# How Russian phones are written, with their country or trunk digit and without.
_PHONES = {
    "78": frozenset({(1, 3, 3, 2, 2), (1, 3, 3, 4), (1, 3, 7), (1, 3, 2, 2, 3), (1, 4, 2, 2, 2)}),
    "9": frozenset({(3, 3, 2, 2), (3, 7)}),
}
# `495 123-45-67` is a phone whatever it begins with, and `112-233-445 95` a SNILS.
_WITH_HYPHENS = {((3, 3, 2, 2), " --"), ((3, 3, 3, 2), "-- "), ((3, 3, 3, 2), "---")}
# `3 марта`
_DAY_OF_MONTH = re.compile(
    r"(?:0?[1-9]|[12][0-9]|3[01])[ ](?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|числа"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
# Eight figures that are a day of this century are more often that than an account.
_DAY = re.compile(
    r"(?:20[0-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])20[0-4][0-9])(?![0-9]|[ .-][0-9])"
)


# Nothing of these begins with five figures, but a day of eight.
_MOMENT = re.compile(
    r"(?![0-9]{5}(?![0-9]{3}(?![0-9])))"
    f"(?:{_DATE.pattern}|{_YEARS.pattern}|{_TIME.pattern}|{_DAY.pattern})"
)


class Number(Struct, frozen=True):
    """
    What stands at a place: one account, or several *candidates* of which any may be meant.

    *label* is what it was found by. A number with a *doubt* is no account, whatever it looks like.
    """

    candidates: tuple[str, ...]
    start: int
    end: int
    label: str = ""
    doubt: Doubt | None = None

    @classmethod
    def read(cls, text: str, at: int, rules: AccountRules) -> "Number | None":
        """Return the number that begins at *at*, or None if it is something else."""
        if not _begins_number(text, at, rules):
            return None
        if _begins_moment(text, at) or _is_hidden_in_front(text, at):
            return None
        number = _mixed(text, at, rules) if rules.letters else _figures(text, at, rules)
        if number is not None and rules.examples:
            number = _like_examples(number, rules.examples)
        if number is None or (account := number.account) is None:
            return number
        fits = _fits(_size(account), rules.length)
        return number if fits and not _is_bank_account(account, rules) else None

    @property
    def account(self) -> str | None:
        return self.candidates[0] if len(self.candidates) == 1 and not self.doubt else None

    def refused(self, age: Age) -> AccountFinding:
        """Return that no account is given because of this number."""
        reason = AccountReason(
            AccountCase.UNCLEAR,
            age,
            self.label,
            tuple(map(last_figures, self.candidates)),
            self.doubt or Doubt.ENDS,
        )
        return Finding(None, reason, candidates=() if self.doubt else self.candidates)


class _Group(NamedTuple):
    """Some figures and the *separator* in front of them."""

    separator: str
    figures: str
    start: int
    end: int


def _like_examples(number: Number, examples: Examples) -> Number | None:
    """Return *number* with the candidates that begin and are as long as the examples."""
    alike = tuple(
        account
        for account in number.candidates
        if account.startswith(examples.leading) and _size(account) in examples.sizes
    )
    return replace(number, candidates=alike) if alike else None


def _fits(size: int, length: Length) -> bool:
    return length.least <= size <= length.most


def _begins_moment(text: str, at: int) -> bool:
    """Return whether a date, years or a time of day begin at *at*."""
    return _MOMENT.match(text, at) is not None


def _begins_number(text: str, at: int, rules: AccountRules) -> bool:
    """Return whether a number may begin at *at*, whatever it turns out to be."""
    return at < len(text) and (text[at].isalnum() if rules.letters else text[at] in "0123456789")


def _size(account: str) -> int:
    return len(account) if account.isdecimal() else sum(map(str.isalnum, account))


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
    if match := _ALONE.match(text, at):
        fits = _fits(len(match[0]), rules.length)
        return Number((match[0],), at, match.end()) if fits else None
    groups = _groups(text, at)
    if not groups or _is_phone(groups) or _is_sum(text, groups):
        return None
    sizes = [len(group.figures) for group in groups]
    ends = _ends_like(sizes, rules) or _extents(
        sizes, [group.separator for group in groups[1:]], rules.length
    )
    if not ends or _is_something_else(text, groups[ends[0] - 1].end):
        return None
    candidates = ["".join(each.figures for each in groups[:end]) for end in ends]
    if len(candidates) == 1:
        candidates += _unlike(text, groups, ends[0], rules.length)
    return Number(tuple(candidates), at, groups[ends[0] - 1].end)


def _is_something_else(text: str, end: int) -> bool:
    return bool(
        _DECIMALS.match(text, end)
        or _GOES_ON.match(text, end)
        or _UNIT.match(text, end)
        or _REMARK.match(text, end)
    )


def _ends_like(sizes: list[int], rules: AccountRules) -> list[int]:
    """Return how many groups are an account that is grouped as one of the examples is."""
    groups = rules.examples.groups if rules.examples else ()
    ends = [len(each) for each in groups if len(each) > 1 and tuple(sizes[: len(each)]) == each]
    return [max(ends)] if ends else []


def _extents(sizes: list[int], separators: list[str], length: Length) -> list[int]:
    """
    Return how many groups, of so many figures each and so separated, are the account.

    Several answers mean that nothing decides. None mean that no number of *length* ends with a
    group.
    """
    if len(sizes) == 1:
        return [1] if _fits(sizes[0], length) else []
    totals = list(accumulate(sizes))
    if length.least == length.most:
        return _extents_of_length(sizes, totals, separators, length.least)
    fitting = [end for end, total in enumerate(totals, 1) if _fits(total, length)]
    if len(fitting) < 2 or max(sizes) < length.least:
        return _unless_cut(fitting[-1:], sizes, separators)
    if sizes[0] < length.least:
        # `402 71588 36`: who groups a number groups all of it, in one way.
        return fitting[-1:] if _is_whole(totals, separators) else [fitting[0], fitting[-1]]
    if len(set(sizes)) == 1:
        # `12345 67890` are two halves of one number. More of one length are several numbers.
        # With a hyphen, five figures are rather what a meter shows.
        are_halves = len(sizes) == 2 and totals[1] <= _GROUPED.most
        is_reading = separators[0] != " " and sizes[0] == _READING
        return [2] if are_halves and not is_reading else [1, len(fitting)]
    joined = [end for end in fitting[1:] if _fits(totals[end - 1], _GROUPED)]
    if separators[0] != " ":
        joined = fitting[1:]
    return [1, *joined]


def _is_whole(totals: list[int], separators: list[str]) -> bool:
    return totals[-1] <= _GROUPED.most and len(set(separators)) == 1


def _extents_of_length(
    sizes: list[int], totals: list[int], separators: list[str], size: int
) -> list[int]:
    """The settings say how long an account is, so it is known where it ends."""
    if size not in totals:
        return []
    end = totals.index(size) + 1
    return _unless_cut([end], sizes, separators)


def _unless_cut(ends: list[int], sizes: list[int], separators: list[str]) -> list[int]:
    """
    Return *ends*, unless the number goes on: `12 345 678 90` is not eight figures.

    `12345 67890 150` is two halves, and something else.
    """
    if not ends or ends[0] == len(sizes):
        return ends
    end = ends[0]
    taken, following = set(sizes[:end]), sizes[end]
    is_blank = set(separators[:end]) == {" "}
    is_apart = len(taken) == 1 and following not in taken
    return ends if is_blank and is_apart and (end == 1 or following > _LAST_FIGURES) else []


def _unlike(text: str, groups: list[_Group], taken: int, length: Length) -> list[str]:
    """Return what else the *taken* groups could be, by what touches them."""
    whole = "".join(group.figures for group in groups[:taken])
    first, *others = groups[:taken]
    if len(others) == 1 and _are_neighbours(first, others[0]):
        return [first.figures]
    if len(others) == 1 and _is_footnote(text, first, others[0], length):
        return [whole[len(first.figures) :]]
    if taken == len(groups):
        return _with_figures_apart(text, groups, whole, length)
    return []


def _are_neighbours(one: _Group, other: _Group) -> bool:
    """`40271 40289` are two flats of one house, not halves of one number."""
    return (
        len(one.figures) == len(other.figures) >= _ALIKE_FIGURES
        and one.figures[:_ALIKE] == other.figures[:_ALIKE]
    )


def _is_footnote(text: str, mark: _Group, number: _Group, length: Length) -> bool:
    """`счет1 4027158836`: a footnote's mark that was raised before the letter became plain text."""
    return (
        mark.start > 0
        and text[mark.start - 1].isalpha()
        and len(mark.figures) <= _LAST_FIGURES
        and len(number.figures) >= length.least
    )


def _with_figures_apart(text: str, groups: list[_Group], whole: str, length: Length) -> list[str]:
    """Return *whole* with the figures behind a break or a dash, if both may be one number."""
    match = _BREAK.match(text, groups[-1].end)
    if match is None or _begins_moment(text, match.end()) or POSTCODE.match(text, match.end()):
        return []
    following = _groups(text, match.end())
    if not following or _is_phone(following) or _is_sum(text, following):
        return []
    figures, end = following[0].figures, following[0].end
    if _UNIT.match(text, end) or _ITEM.match(text, match.end()):
        return []
    if len(figures) <= _LAST_FIGURES and len(whole) >= _COMPLETE:
        return []
    is_twin = len(following) == 1 and len(figures) == len(whole) and not MOBILE.fullmatch(figures)
    joined = whole + figures
    if not _fits(len(joined), length):
        return [figures] if is_twin and "\t" in match[0] else []
    return [joined] if is_twin or _fits(len(joined), _GROUPED) else []


def _groups(text: str, at: int) -> list[_Group]:
    """Return the figures at *at* and those that blanks, hyphens and points lead to."""
    groups: list[_Group] = []
    separator = ""
    while len(groups) < _GROUPS and (match := _GROUP.match(text, at)):
        if groups and _is_apart(text, at, match, separator):
            break
        groups.append(_Group(separator, match[0], at, match.end()))
        if not (following := _SEPARATOR.match(text, match.end())):
            break
        separator, at = following[0], following.end()
    return _without_decimals(groups)


def _is_apart(text: str, at: int, group: "re.Match[str]", separator: str) -> bool:
    """Return whether a date, a phone or something with a unit begins at *at*, not another group."""
    if any(date.match(text, at) for date in (_DATE, _TIME, _DAY_OF_MONTH)):
        return True
    if MOBILE.fullmatch(group[0]):
        return True
    return separator == " " and (
        _UNIT.match(text, group.end()) is not None
        or _SUM.match(text, at) is not None
        or _PHONE.match(text, at) is not None
    )


def _without_decimals(groups: list[_Group]) -> list[_Group]:
    """Points join long groups, or three of them. Other points stand before decimals."""
    if len(groups) < 2:
        return groups
    points = sum(group.separator == "." for group in groups)
    if 0 < points < _POINTS:
        for at, (before, group) in enumerate(pairwise(groups), 1):
            if group.separator == "." and min(len(before.figures), len(group.figures)) < _POINTS:
                return groups[:at]
    return groups


def _is_phone(groups: list[_Group]) -> bool:
    """Return whether *groups* are a phone, a SNILS or an IP address."""
    if len(groups) < 2:
        return False
    sizes = tuple(len(group.figures) for group in groups)
    separators = "".join(group.separator for group in groups)
    if (sizes, separators) in _WITH_HYPHENS:
        return True
    if separators == "..." and len(set(sizes)) > 1:
        return all(int(group.figures) < _OCTET for group in groups)
    return any(groups[0].figures[0] in first and sizes in forms for first, forms in _PHONES.items())


def _is_sum(text: str, groups: list[_Group]) -> bool:
    """`125 000 руб.`: thousands are apart, and money or another unit follows, or they are round."""
    if len(groups[0].figures) > _THOUSANDS_FIGURES:
        return False
    if any(sum_.match(text, groups[0].start) for sum_ in (_AMOUNT, _ROUND_SUM)):
        return True
    thousands = all(len(group.figures) == _THOUSANDS_FIGURES for group in groups[1:])
    return (
        thousands
        and (_UNIT.match(text, groups[-1].end) or _DECIMALS.match(text, groups[-1].end)) is not None
    )


def _mixed(text: str, at: int, rules: AccountRules) -> Number | None:
    """Return an account such as `12А/2`: one word, or two if the first is short."""
    start = at
    prefix = ""
    if match := _WORD_IN_FRONT.match(text, at):
        prefix, at = match[0].strip(), match.end()
    token = _TOKEN.match(text, at)
    if token is None or not any(map(str.isdigit, token[0])) or _is_word(text, token):
        return None
    if "/" not in token[0] and not any(map(str.isalpha, token[0])):
        plain = _figures(text, at, rules)
        return plain and Number(
            tuple(prefix + account for account in plain.candidates), start, plain.end
        )
    return Number((prefix + token[0],), start, token.end())


def _is_word(text: str, token: "re.Match[str]") -> bool:
    """Return whether *token* is a word, a sum such as `15000руб`, a date or an address."""
    figures = _GROUP.match(text, token.start())
    return (
        _WORD.match(token[0]) is not None
        or (figures is not None and _UNIT.match(text, figures.end()) is not None)
        or _DATE.match(text, token.start()) is not None
        or text.startswith("@", token.end())
    )
