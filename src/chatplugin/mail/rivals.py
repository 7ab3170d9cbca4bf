"""
What in the newest text stands against an account: another number in its place, or a denial.

`Мой л/с 1234567890, мамин 9876543210` names two. `Это старый номер` above `> Ваш л/с 1234567890?`
names none, and takes away the quoted one.
"""

import re
from itertools import islice
from typing import Final

from chatplugin.mail import limits
from chatplugin.mail.history import Section
from chatplugin.mail.labels import folded
from chatplugin.mail.numbers import MOBILE, read_number
from chatplugin.mail.rules import AccountRules

# Figures that may be as long as an account, with what groups them.
_FIGURES: Final = re.compile(r"[0-9][0-9 .‐‑–-]{3,60}[0-9]")
# Words that announce one more account, or the right one, without its label.
_ANNOUNCED: Final = re.compile(
    r"\b(?:втор|друг|правильн|верн|нов|настоящ|действ|тепер|стал|вместо|такой|вот|мам|пап|матер|отц"
    r"|жен|муж|сын|доч|брат|сест|бабуш|дед|тещ|тест|свекр|сосед|родител|гараж|дач|мой|мо[еяи]|наш|его|ее|их"
    r"|еще|также|плюс|new|second|other|another|correct|right|instead of|my|our|mother|father"
    r"|husband|wife|neighbo)[\w']{0,8}"
    r"(?: (?:номер|лицев\w{2,4}|л/?с|счет\w?|это|такой|будет|на|верный|number|account|is)){0,3}"
    r"[ ]?[,:;=(–—-]{0,2}[ ]?(?:№[ ]?)?$"
    r"|\b(?:замен|смен|измен|перен|перев|перебр)[^.!?\n]{0,50} на $"
)
_CORRECTED: Final = re.compile(
    r"(?:^|\n)[ \t]*$"
    r"|\b(?:нет|не так|неверно|неправильно|правильно|верный|верно|а|no|not|wrong|correct)\b"
    r"[^0-9\n]{0,30}$"
)
_NUMBER_WORD: Final = (
    r"(?:лицев\w{2,4}(?: счет\w?)?|счет|л/?с|(?:account )?number|account"
    r"|номер(?! (?:тел|моб|карт|дом|кварт|кв\b|счетч|прибор|заяв|договор)))\b"
)
_WRONG_WORD: Final = (
    r"(?:не (?:мой|наш|тот|верн\w{2,3}|правильн\w{2,3})|(?:неверн|неправильн|ошибочн|прежн)\w{2,3}"
    r"|друг(?:ой|ого)|стар(?:ый|ого)|чуж(?:ой|ого)|not (?:my|mine|our)|wrong|old|another|different)"
)
_DENIAL: Final = re.compile(
    rf"\b{_WRONG_WORD} (?:\w{{1,12}} )?{_NUMBER_WORD}"
    rf"|\b{_NUMBER_WORD} (?:у меня |у нас |уже |теперь |это |is )?"
    rf"(?:{_WRONG_WORD}|измени|смени|поменя|закрыт)"
    r"|^[ \t]*(?:(?:нет|no)[, ]+)?(?:это )?(?:не ?верно|не ?правильно|не (?:мой|наш|тот|я)\b"
    r"|чужой|wrong|not mine|incorrect)(?! (?:нач|посчит|рассч|указ|опла|дом|кварт))"
    r"|^[ \t]*(?:нет|no)[.! ]*$",
    re.MULTILINE,
)
# What a number beside the account is by its own words, or a phone without any.
_KEY: Final = re.compile(
    r"звон|\b(?:тел|моб|сот\b|связ|договор|инн\b|кпп|огрн|бик\b|снилс|паспорт|счетчик|прибор|заяв|обращ|заказ"
    r"|карт|трек|квитанц|чек|плат[её]ж|код|дат|адрес|индекс|показ|р/с|к/с|расчетн|руб|id\b|phone|call"
    r"|meter|contract|invoice|order|passport|code|card|ref|ticket)|[(+]$|(?:^|[ ,])т\.? ?$"
)
_GROUPS: Final = re.compile("[0-9]+")
# `495 123-45-67` and `192.0.2.10` begin a line of a signature, and are no account.
_PHONE_SIZES: Final = frozenset({(3, 3, 2, 2), (3, 3, 4), (3, 7)})
_OCTETS: Final = 4
_LOOKS: Final = 100
_CONTEXT: Final = 70
_BESIDE: Final = 80


def rival(newest: Section, account: str, end: int, rules: AccountRules) -> str | None:
    """
    Another number of *newest* without a key of its own beside *account*, which ends at *end*.

    Farther away words have to announce it.
    """
    rest = newest.text[end : end + _BESIDE].partition("\n")[0]
    for match in _FIGURES.finditer(rest) if newest.age == 0 else ():
        if not _KEY.search(folded(rest[: match.start()])) and (
            found := _rival_at(newest.text, end + match.start(), match[0], account, rules)
        ):
            return found
    return _other(newest, account, rules, _ANNOUNCED)


def correction(newest: Section, quoted: str, rules: AccountRules) -> str | None:
    """A number of *newest* that takes the place of the *quoted* account."""
    for front in (_ANNOUNCED, _CORRECTED):
        if found := _other(newest, quoted, rules, front):
            return found
    return None


def is_denied(newest: Section) -> bool:
    """Whether *newest* says that the quoted account is not the customer's."""
    text = newest.text[: limits.SAMPLE_BYTES] if newest.age == 0 else ""
    return _DENIAL.search(folded(text)) is not None


def _other(
    newest: Section, account: str, rules: AccountRules, front: "re.Pattern[str]"
) -> str | None:
    text = newest.text[: limits.SAMPLE_BYTES] if newest.age == 0 else ""
    written = (
        each
        for each in _FIGURES.finditer(text)
        if len(each[0]) >= len(account) and each[0] != account
    )
    for match in islice(written, _LOOKS):
        found = _rival_at(text, match.start(), match[0], account, rules)
        if found and front.search(folded(text[max(0, match.start() - _CONTEXT) : match.start()])):
            return found
    return None


def _rival_at(text: str, at: int, written: str, account: str, rules: AccountRules) -> str | None:
    number = read_number(text, at, rules) if len(written) >= len(account) else None
    if number and number.account and _competes(number.account, written, account):
        return number.account
    return None


def _competes(number: str, written: str, account: str) -> bool:
    if number == account or len(number) != len(account) or MOBILE.fullmatch(number):
        return False
    sizes = tuple(map(len, _GROUPS.findall(written)))
    return sizes not in _PHONE_SIZES and not (
        written.count(".") == _OCTETS - 1 and len(sizes) == _OCTETS
    )
