"""
What the words beside a label and its number say against taking the number for the customer's.

`Лицевой счет 1234567890 не мой`, `на лицевом счете 15000`, `например, л/с 1234567890`: the number
is left out, and no other is taken in its place. Words are looked for in the same sentence, right at
the label or the number, so that `соседи залили, мой л/с 1234567890` is an account.
"""

import re
from typing import Final

from chatplugin.mail.labels import Label, folded
from chatplugin.mail.numbers import Number

# Not the customer's, not in force, or not right; in small letters with `е` for `ё`.
_NOT_HIS: Final = (
    r"(?:не (?:мой|моего|моем|моему|наш\w{0,4}|принадлежит|относится|имеет|является|тот)"
    r"|чуж(?:ой|ое|ого|ому|ом)|not (?:mine|my|our))\b"
)
_NOT_RIGHT: Final = (
    r"(?:(?:не ?верн|не ?правильн|ошибочн|прежн|прошл|бывш|соседск|недействит|неактуальн)\w{1,9}"
    r"|стар(?:ый|ого|ому|ом)|wrong|old|former|previous)\b"
)
_NEIGHBOUR: Final = r"(?:сосед(?:а|у|ки|ке|ей|ям|ом|кой)|neighbou?r'?s?)\b"
_SAMPLE: Final = (
    r"(?:введите|вводите|вводить|образ(?:ец|це)|пример(?:е|у)?|например|в формате|вида"
    r"|(?<![.@])example|sample|enter)(?![\w@])"
)
_PART: Final = (
    r"(?:(?:последн|перв)\w{1,3}(?: \w{1,7})? (?:цифр|знак)\w{0,3}|(?:о|за)канчива\w+"
    r"|начина(?:ет|ющ)\w+|(?:last|first)(?: \w{1,5})? digits|ending|begin\w*|starting)\b"
)
_IN_FRONT: Final = re.compile(
    rf"(?:\b(?:{_NOT_HIS}|{_NOT_RIGHT}|{_NEIGHBOUR})[ ,:(–—-]{{1,3}}(?:номер\w{{0,2}} )?"
    r"|\b(?:раньше был|вместо|чей(?: это)?|не (?:владелец|хозяин|являюсь \w{4,12})) "
    r"|\bчужое \w{3,12}, |\bу сосед\w{1,3}[^.!?\n0-9]{0,20}"
    rf"|\b{_SAMPLE}[^.!?\n0-9]{{0,30}}|\b{_PART}[^.!?\n0-9]{{0,20}})$"
)
_BETWEEN: Final = re.compile(rf"\b(?:{_NOT_HIS}|{_NOT_RIGHT}|{_NEIGHBOUR}|{_PART})")
_BEHIND: Final = re.compile(
    r"[ ]?[,;:(–—-]{0,2}[ ]?"
    r"(?:(?:это|он|и|но|уже|давно|больше|принадлежит|указан\w*|был|счет|мне"
    r"|моей|моего|is|was|belongs to|my) ){0,3}"
    rf"(?:{_NOT_HIS}|{_NOT_RIGHT}|{_NEIGHBOUR}"
    r"|(?:закрыт|аннулир|ликвид)\w{0,6}\b|вместо\b|мы там не\b|ошибка\b)"
)
# `…? Это квартира 14, а моя 15`
_BUT_MINE: Final = re.compile(r"\bа (?:(?:мо[йяе]|наша?)\b|у (?:меня|нас) (?:как|друг|ин))")
_UNREADABLE: Final = re.compile(
    r"\?{2}|\.\.(?!\.)"
    r"|[^\n0-9]{0,20}\b(?:не (?:видно|вижу|видать|разобрать|разберу|читается|читаем\w*|помню)"
    r"|неразборчив|нечитаем|(?:за|с)?терт|смаза|размы|(?:цифр|знак)\w{0,2} (?:не|ст)|illegible"
    r"|unreadable)"
)
# What has to do with money is a sum if it is as short as one.
_SUM_FIGURES: Final = 6
_MONEY_IN_FRONT: Final = re.compile(
    r"\b(?:остат|задолж|долг|баланс|сумм|переплат|недоплат|аванс|balance|debt)[^.!?\n0-9]{0,30}$"
    r"|\b(?:внес|полож|перев[ео]|зачисл|закину|кину|пополн|оплат|заплат)[^.!?\n0-9]{0,25}\bна $"
)
_MONEY_BEHIND: Final = re.compile(
    r"[ ]?(?:=|in (?:debt|credit)\b|overdue\b"
    r"|(?:переплат|недоплат|задолж|пришл|поступ)\w{0,8}(?![^.\n]{0,15}[0-9]))"
)
_ON_THE_ACCOUNT: Final = re.compile(r"\bна (?:мо[ей]м? |наш(?:ем)? |этом |ваш(?:ем)? )?$")
_LOCATIVE: Final = re.compile(r"м$|ом счет[еу]$")
_ROUND: Final = "00"
_FLOW: Final = re.compile(r"(?:^|[ \n])[0-9]{1,3}(?:[.,][0-9])?[ ]?$")
# `ЛС` are private messages, too: `ответьте в ЛС`.
_MESSAGE: Final = re.compile(r"\b(?:в|из|через) $")
# `LS 123 456 789 CN` is a parcel.
_TRACK: Final = re.compile(r"(?<=[0-9]{3}) ?[A-Z]{2}\b")
_SENTENCE_END: Final = re.compile("[.!?\n]")
_CONTEXT: Final = 90


def are_against(text: str, label: Label, number: Number) -> bool:
    """Whether the words around *label* and *number* in *text* speak against the number."""
    start, end = min(label.start, number.start), max(label.end, number.end)
    front = _SENTENCE_END.split(folded(text[max(0, start - _CONTEXT) : start]))[-1]
    behind = folded(text[end : end + _CONTEXT]).partition("\n")[0]
    between = folded(text[label.end : number.start][:_CONTEXT]) if label.end < number.start else ""
    return (
        _are_against_owner(front, between, behind)
        or _is_unreadable(text[max(0, number.start - 2) : number.start], behind)
        or set(number.candidates[0]) == {"0"}
        or (label.written.isascii() and _TRACK.match(text, number.end) is not None)
        or _is_sum_or_message(front, label, behind, number.candidates[0])
    )


def _are_against_owner(front: str, between: str, behind: str) -> bool:
    return (
        _IN_FRONT.search(front) is not None
        or (len(between) > 1 and _BETWEEN.search(between) is not None)
        or _BEHIND.match(behind) is not None
        or (" а " in behind and _BUT_MINE.search(behind) is not None)
    )


def _is_unreadable(opening: str, behind: str) -> bool:
    """Figures are missing behind: `12345678??`. Two strokes may be bold letters: `__12345678__`."""
    if behind.startswith("__") and not opening.endswith("_"):
        return True
    return _UNREADABLE.match(behind) is not None


def _is_sum_or_message(front: str, label: Label, behind: str, account: str) -> bool:
    written = folded(label.written)
    if written == "лс" and _MESSAGE.search(front):
        return True
    if len(account) > _SUM_FIGURES:
        return False
    return (
        _MONEY_IN_FRONT.search(front) is not None
        or _MONEY_BEHIND.match(behind) is not None
        or (_ON_THE_ACCOUNT.search(front) is not None and _is_amount(written, account))
        or (written == "л/с" and _FLOW.search(front) is not None)
    )


def _is_amount(label: str, figures: str) -> bool:
    """`на лицевом счете 15432` lies there; `на лицевой счет 15000` was paid."""
    return _LOCATIVE.search(label) is not None or figures.endswith(_ROUND)
