"""
The label in the quote and the number in the answer: `1234567890` below `> Ваш л/с?`.

A number without a label is an account only where a quoted question asks for nothing else. Either
the answer stands right below the question, or it is the only number of the newest text and stands
alone on its line.
"""

import re
from typing import NamedTuple

from chatplugin.mail import limits
from chatplugin.mail.account.labels import has_label, labels_in
from chatplugin.mail.account.numbers import read_number
from chatplugin.mail.letter.history import Line, Section, quoted_lines
from chatplugin.mail.rules import AccountRules

_ALONE = re.compile(
    r"^[ \t*_>«\"(-]*(?:№|N|#)?[ ]?([0-9][0-9 .‐‑–-]{3,40}[0-9])[ \t*_»\").,!;]*$", re.MULTILINE
)
_ANSWER = re.compile(
    r"[ *«\"(-]*(?:(?:вот|мой|наш|это|он|номер|такой|да|счет|сч[её]т|it is|it's"
    r"|is|my|number|here|sure)[ ,:.–—-]{1,3}){0,4}"
    r"(?:№|N|#)?[ ]?(?=[0-9])",
    re.IGNORECASE,
)
_OTHER_KEY = re.compile(
    r"показани|телефон|сумм|договор|инн\b|сч[её]тчик|паспорт|карт[аеуы]|код\b|заявк|заказ|дат[ауы]\b|снилс|phone|meter|reading"
    r"|amount|contract|invoice|order|passport|code\b|date\b|адрес|address|индекс",
    re.IGNORECASE,
)
_OWN_KEY = re.compile(
    rf"{_OTHER_KEY.pattern}|звон|для связи|\bтел\b|\bкпп\b|огрн|whatsapp|вотсап|call", re.IGNORECASE
)
_LINES_BETWEEN = 3


class Answer(NamedTuple):
    account: str
    label: str
    start: int
    end: int


def find_answer(body: str, sections: list[Section], rules: AccountRules) -> Answer | None:
    """Return the account that answers a question for it, with its place in *body*."""
    if len(sections) < 2 or sections[0].age != 0 or not has_label(body, rules.labels):
        return None
    return _right_below(body, rules) or _only_number(sections, rules)


def _right_below(body: str, rules: AccountRules) -> Answer | None:
    lines = quoted_lines(body)
    for at, line in enumerate(lines):
        if (
            line.depth
            and (label := _asked_for(line.text, rules))
            and (below := _answering(lines, at))
        ):
            match = _ANSWER.match(below.text)
            number = read_number(below.text, match.end(), rules) if match else None
            if number and number.account:
                return Answer(
                    number.account, label, below.content + number.start, below.content + number.end
                )
    return None


def _answering(lines: list[Line], at: int) -> Line | None:
    """Return the first line of text below *at*, if it is less deep than the question."""
    following = (line for line in lines[at + 1 : at + 1 + _LINES_BETWEEN] if line.text.strip())
    line = next(following, None)
    return line if line and line.depth < lines[at].depth and line.depth == 0 else None


def _asked_for(line: str, rules: AccountRules) -> str:
    """Return the label in *line* if no figures follow it."""
    for label in labels_in(line[: limits.FIELD_BYTES], rules.labels):
        if not any(map(str.isdigit, line[label.end :])):
            return label.written
    return ""


def _only_number(sections: list[Section], rules: AccountRules) -> Answer | None:
    newest, question = sections[0], sections[1]
    alone = list(_ALONE.finditer(newest.text[: limits.SAMPLE_BYTES]))
    if len(alone) != 1 or _OTHER_KEY.search(question.text) or _OWN_KEY.search(newest.text):
        return None
    label = next(
        (label for line in question.text.split("\n") if (label := _asked_for(line, rules))), ""
    )
    number = read_number(newest.text, alone[0].start(1), rules) if label else None
    if (
        number is None
        or number.account is None
        or any(map(str.isdigit, newest.text[: number.start] + newest.text[number.end :]))
    ):
        return None
    return Answer(
        number.account, label, newest.in_body(number.start), newest.in_body(number.end - 1) + 1
    )
