"""
The customer's account in a letter, or the reason why none is given.

The newest text decides; quoted history is asked only where the newest text names no account. Two
different accounts in the same part of the conversation are none, unless the settings say that the
first one counts. Of `either 1234567890 or 9876543210` the first never counts, but the one that
stands beside another label does.

A number without a label is an account only as the answer to a quoted question: `1234567890` below
`> Ваш л/с?`. The question must ask for nothing else. The number stands right below it, or it is the
only number of the newest text and stands alone on its line.

A number stands behind its label, in front of it, or in a table: cells are a tab apart, and a value
may stand below its heading. Forms on paper have a cell for each figure or group of figures.
"""

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from chatplugin.mail import limits
from chatplugin.mail.account.context import (
    dispute,
    doubt_in_words,
)
from chatplugin.mail.account.labels import (
    BUILT_IN,
    Label,
)
from chatplugin.mail.account.numbers import MOBILE, POSTCODE, Number
from chatplugin.mail.findings import (
    AccountCase,
    AccountFinding,
    AccountReason,
    Age,
    Doubt,
    Finding,
    PersonalAccount,
    last_figures,
)
from chatplugin.mail.letter.history import Conversation, Passage
from chatplugin.mail.rules import AccountRules, Ambiguous

_LIST = re.compile(
    r"[*_)\"»\]]{0,3}(?:[ ]?\([^()\n]{0,60}\))?"
    r"(?:[ ]?,?[ ](и|или|либо|and|or)[ ]|[ ]?[,;/+&][ ]?"
    r"|[ ]?\([ ]?[^\W\d]{0,20}[ ]?|;?\n(?:[-•*]|и|а также|and)?[ ]?)"
    r"(?:(?:№|N|#)[ ]?)?(?=[0-9])",
    re.IGNORECASE,
)
# `1234567890 - мой лицевой счет`, alone in its clause: in `заявка 12345678 - лицевой счет не
# найден` it is no account.
_BEFORE_LABEL = re.compile(
    r"(?:[\n.;!?,]|\b(?:здравствуйте|мой|вот))[ ]?(?:номер[ ])?(?:№[ ]?)?"
    r"([0-9][0-9 -]{3,30}[0-9])[*_]{0,2}[ ]?"
    r"(?:[-–—:(]|[-–—,]?[ ]?(?:это|is|мой|моего|наш|номер))"
    r"(?:[ ]?(?:это|мой|моего|наш|номер|my|our|the|is)\b){0,3}[ ]?$",
    re.IGNORECASE,
)
# `л/с то ли 1234567890, то ли 9876543210`, `л/с 1234567890/9876543210`; `12345/67890` may be one
_EITHER = re.compile(
    r"[ ]?[:–—-]?[ ]?(?:номер )?(?:то ли|не то|либо|или|either) (?=[0-9])", re.IGNORECASE
)
_OR = re.compile(r"[ ]?,?[ ](?:то ли|не то|либо|или|or) (?=[0-9])", re.IGNORECASE)
_SLASHED = re.compile(r"([0-9]{8,20})[ ]?/[ ]?([0-9]{8,20})(?![0-9/])")
# `ИНН/ЛС 7707083893/1234567890`, `старый/новый л/с`: each number has a name of its own.
_NAMED_EACH = re.compile(r"/[ ]?(?:[^\W\d]{1,15}\.?[ ]){0,2}$")
_CLAUSE_ENDS = re.compile(r"[ ]?(?:[.,;!?)\n]|$)")
_PLURAL = re.compile(r"счета$|счет[оа][вм]|сч[её]т[оа][вм]|accounts|numbers", re.IGNORECASE)
# `Наши л/с 123456 789012`: two numbers, too.
_SEVERAL = re.compile(
    r"\b(?:наши|наших|нашим|об(?:а|оих|оим|еих)|дв(?:а|ух|ум)|тр(?:и|ех|ем)|our|both|two|three)"
    r"[^.!?\n0-9]{0,20}$",
    re.IGNORECASE,
)
_ALONE = re.compile(r"[0-9][0-9 .-]{3,40}[*_»\")\]]{0,3}[.,;]?(?:\n|$)")
_SHOWN_FIGURES = re.compile(r"[0-9](?:[ .-]?[0-9]){2,19}")
# On the line below a label that was left empty.
_PHONE_ALONE = re.compile(rf"{MOBILE.pattern}(?![0-9])")
_LINE_ENDS = 2
_ITEMS = 10
_CONTEXT = 60

_ROWS = 30
_COLUMNS = 40
_HEADING_CHARACTERS = 60
# A cell for each of five figures or more, or cells of groups none of which is an account itself.
_FIGURES = re.compile(r"[0-9](?:\t[0-9]){4,19}(?![0-9])(?=[\t ]*(?:\n|$|\t[^0-9\n]))")
_GROUPS = re.compile(r"[0-9]{2,4}(?:\t[0-9]{2,4}){2,4}(?=\t*(?:\n|$))")
_GROUPED = range(8, 13)
_VALUE_IN_FRONT = re.compile(r"(?:^|\n)(?:№[ ]?)?([0-9][0-9 .-]{3,30}[0-9])\t$")
_ALONE_ON_LINE = re.compile(
    r"^[ \t*_>«\"(-]*(?:№|N|#)?[ ]?([0-9][0-9 .‐‑–-]{3,40}[0-9])[ \t*_»\").,!;]*$", re.MULTILINE
)
_IN_FRONT_OF_ANSWER = re.compile(
    r"[ *«\"(-]*(?:(?:вот|мой|наш|это|он|номер|такой|да|счет|сч[её]т|it is|it's"
    r"|is|my|number|here|sure)[ ,:.–—-]{1,3}){0,4}"
    r"(?:№|N|#)?[ ]?(?=[0-9])",
    re.IGNORECASE,
)
_ASKED_BESIDE = re.compile(
    r"показани|телефон|сумм|договор|инн\b|сч[её]тчик|паспорт|карт[аеуы]|код\b|заявк|заказ|дат[ауы]\b|снилс|phone|meter|reading"
    r"|amount|contract|invoice|order|passport|code\b|date\b|адрес|address|индекс",
    re.IGNORECASE,
)
_SAID_BESIDE = re.compile(
    rf"{_ASKED_BESIDE.pattern}|звон|для связи|\bтел\b|\bкпп\b|огрн|whatsapp|вотсап|call",
    re.IGNORECASE,
)


def find_account(body: str, rules: AccountRules) -> AccountFinding:
    """Return the account in *body*, which must be `normalised`."""
    passages = Conversation(body).passages
    for at, passage in enumerate(passages):
        hits = list(search(passage.text, rules))
        age = Age.NEWEST if at == 0 and passage.age == 0 else Age.HISTORY
        if hits:
            return _judged(hits, passages[0], passage, age, rules)
        if at == 0 and rules.pattern is None and (answer := _answer(body, passages, rules)):
            return answer
    return Finding(None, _nothing(passages, rules))


def _answer(body: str, passages: list[Passage], rules: AccountRules) -> AccountFinding | None:
    """Return the account that answers a question for it, with its place in *body*."""
    if len(passages) < 2 or passages[0].age != 0 or not Label.stands_in(body, rules.labels):
        return None
    hit = _right_below(body, rules) or _only_number(passages, rules)
    if hit is None:
        return None
    reason = AccountReason(AccountCase.FOUND_IN_ANSWER, Age.NEWEST, hit.label)
    return Finding(PersonalAccount(hit.candidates[0]), reason, (hit.start, hit.end))


def _right_below(body: str, rules: AccountRules) -> Number | None:
    for question, answer, at in Conversation(body).answered_lines():
        if (label := _asked_for(question, rules)) and (match := _IN_FRONT_OF_ANSWER.match(answer)):
            number = Number.read(answer, match.end(), rules)
            if number and number.account:
                return Number(number.candidates, at + number.start, at + number.end, label)
    return None


def _asked_for(line: str, rules: AccountRules) -> str:
    """Return the label in *line* if no figures follow it."""
    for label in Label.all_in(line[: limits.FIELD_BYTES], rules.labels):
        if not any(map(str.isdigit, line[label.end :])):
            return label.written
    return ""


def _only_number(passages: list[Passage], rules: AccountRules) -> Number | None:
    newest, question = passages[0], passages[1]
    alone = list(_ALONE_ON_LINE.finditer(newest.text[: limits.SAMPLE_BYTES]))
    if len(alone) != 1 or _ASKED_BESIDE.search(question.text) or _SAID_BESIDE.search(newest.text):
        return None
    labels = (_asked_for(line, rules) for line in question.text.split("\n"))
    label = next(filter(None, labels), "")
    number = Number.read(newest.text, alone[0].start(1), rules) if label else None
    if number is None or number.account is None:
        return None
    if any(map(str.isdigit, newest.text[: number.start] + newest.text[number.end :])):
        return None
    start, end = newest.in_body(number.start), newest.in_body(number.end - 1) + 1
    return Number(number.candidates, start, end, label)


def _judged(
    hits: list[Number], newest: Passage, passage: Passage, age: Age, rules: AccountRules
) -> AccountFinding:
    """Return what the *hits* of *passage* and the *newest* text come to."""
    sure = [hit for hit in hits if hit.account]
    accounts = tuple(dict.fromkeys([hit.candidates[0] for hit in sure]))
    known = set(accounts)
    others = [hit for hit in hits if hit.doubt or known.isdisjoint(hit.candidates)]
    either = [hit for hit in hits if len(hit.candidates) > 1]
    both = [hit for hit in either if known.issuperset(hit.candidates)]
    if not accounts or both or (others and rules.ambiguous is Ambiguous.NONE):
        return (others or both)[0].refused(age)
    is_one = rules.pattern is None and len(accounts) == 1
    if is_one and (disputed := dispute(sure[0], newest, passage, rules)):
        is_settled = any(set(disputed.candidates) == set(hit.candidates) for hit in either)
        if disputed.reason.doubt is not Doubt.BESIDE or not is_settled:
            return disputed
    return _decided(sure, accounts, passage, age, rules)


def search(text: str, rules: AccountRules) -> Iterable[Number]:
    """Find the accounts in *text*, in order."""
    if rules.pattern is not None:
        matches = rules.pattern_matches(text)
        return (Number((account,), start, end) for account, start, end in matches)
    found = _hits(text, Label.all_in(text, rules.labels), rules)
    if not found and BUILT_IN in rules.labels:
        return _hits(text, Label.misspelt_in(text), rules)
    return found


def _hits(text: str, labels: Iterator[Label], rules: AccountRules) -> list[Number]:
    return [
        Number(
            number.candidates,
            number.start,
            number.end,
            label.written,
            doubt_in_words(text, label, number),
        )
        for label in labels
        for number in _beside(text, label, rules)
    ]


def _beside(text: str, label: Label, rules: AccountRules) -> list[Number]:
    """Return the numbers of one *label*: behind it, below it in a table, or in front of it."""
    number = _number_behind(text, label, rules)
    if number is not None:
        first = _one_of_several(text, number) if _are_several(text, label, number) else number
        return [first, *_listed(text, number, label.written, rules)]
    if either := _one_of_two(text, label, rules):
        return [either]
    if below := list(_below(text, label, rules)):
        return below
    before = _number_before(text, label, rules)
    return [before] if before else []


def _one_of_two(text: str, label: Label, rules: AccountRules) -> Number | None:
    """
    Return the accounts behind *label* of which the writer does not know the right one.

    They are the candidates of one number, which stands where the second of them does.
    """
    both: list[Number | None] = []
    behind = text[label.end : label.end + _CONTEXT]
    if either := _EITHER.match(text, label.end):
        first = Number.read(text, either.end(), rules)
        following = _OR.match(text, first.end) if first else None
        both = [first, following and Number.read(text, following.end(), rules)]
    elif "/" in behind and (slashed := _slashed(text, label)):
        both = [_number_in(slashed[part], slashed.start(part), rules) for part in (1, 2)]
    found = [number for number in both if number and number.account]
    accounts = tuple(dict.fromkeys(number.candidates[0] for number in found))
    is_either = len(found) == 2 and len(set(map(len, accounts))) == 1
    return replace(found[1], candidates=accounts) if is_either else None


def _slashed(text: str, label: Label) -> "re.Match[str] | None":
    gap = label.gap_in(text)
    front = text[max(0, label.start - _CONTEXT) : label.start]
    if "/" in gap or _NAMED_EACH.search(front):
        return None
    return _SLASHED.match(text, label.end + len(gap))


def _below(text: str, label: Label, rules: AccountRules) -> Iterator[Number]:
    """Find the numbers in the column that *label* heads, or in the row below it."""
    at = _alone_above(text, label.start, label.end)
    if at is not None and (number := _in_cells(text, at, rules)):
        yield number
        return
    for start, end in _cells_below(text, label.start):
        if number := _in_cells(text, start, rules) or _number_in(text[start:end], start, rules):
            yield number


def _are_several(text: str, label: Label, number: Number) -> bool:
    """Return whether the words say that the groups of *number* are numbers."""
    if " " not in text[number.start : number.end]:
        return False
    front = text[max(0, label.start - _CONTEXT) : label.start]
    return bool(_PLURAL.search(label.written) or _SEVERAL.search(front))


def _one_of_several(text: str, number: Number) -> Number:
    """`Лицевые счета 12345 67890` are two accounts, not the halves of one."""
    parts = text[number.start : number.end].split(" ")
    sizes = set(map(len, parts))
    return number if len(sizes) > 1 or len(parts) == 1 else replace(number, candidates=tuple(parts))


def _number_in(cell: str, start: int, rules: AccountRules) -> Number | None:
    """Return the account that a *cell*, which begins at *start*, begins with."""
    number = Number.read(cell, 0, rules)
    return number and Number(number.candidates, start + number.start, start + number.end)


def _number_before(text: str, label: Label, rules: AccountRules) -> Number | None:
    if (at := _value_in_front(text, label.start, label.end)) is not None:
        return Number.read(text, at, rules)
    if not _CLAUSE_ENDS.match(text, label.end):
        return None
    # The line break in front is where the text begins; a number cut by the context's edge has none.
    front = ("\n" + text[: label.start])[-_CONTEXT:]
    before = _BEFORE_LABEL.search(front)
    return Number.read(text, label.start - len(front) + before.start(1), rules) if before else None


def _number_behind(text: str, label: Label, rules: AccountRules) -> Number | None:
    """Return the account behind *label*."""
    at = label.end
    between = label.gap_in(text)
    begin = at + len(between)
    if "\n" in between and (
        "\t" in between
        or _leads_to_another_column(text, at, begin)
        or POSTCODE.match(text, begin)
        or (rules.length.least < rules.length.most and _PHONE_ALONE.match(text, begin))
        or (between.count("\n") > _LINE_ENDS and not (":" in between and _ALONE.match(text, begin)))
    ):
        return None
    if "\t" in between and (found := _in_cells(text, begin, rules)):
        return found
    return Number.read(text, begin, rules)


def _in_cells(text: str, at: int, rules: AccountRules) -> Number | None:
    """Return the number whose figures or groups stand in a cell each, from *at* on."""
    span = _figures_in_cells(text, at)
    if span is None:
        return None
    figures = "".join(filter(str.isdigit, text[slice(*span)]))
    fits = rules.length.least <= len(figures) <= rules.length.most
    return Number((figures,), *span) if fits else None


def _leads_to_another_column(text: str, label: int, number: int) -> bool:
    """A line break behind a cell leads to the next row's first cell, not to the one below."""
    return _is_row(text, label) and _is_row(text, number)


def _listed(text: str, first: Number, label: str, rules: AccountRules) -> Iterator[Number]:
    """
    Find more accounts behind the first: `л/с 1234567890 и 9876543210`.

    They are as long as the first, or a word or the label's plural says that they are accounts
    too.
    """
    at = first.end
    for _ in range(_ITEMS):
        match = _LIST.match(text, at)
        number = Number.read(text, match.end(), rules) if match else None
        if match and _SAID_BESIDE.search(match[0]):
            return
        if match is None or number is None or MOBILE.fullmatch(number.candidates[0]):
            return
        size, sizes = len(number.candidates[0]), set(map(len, first.candidates))
        if size not in sizes and not (match[1] or _PLURAL.search(label)):
            return
        yield number
        at = number.end


def _decided(
    hits: list[Number],
    accounts: tuple[str, ...],
    passage: Passage,
    age: Age,
    rules: AccountRules,
) -> AccountFinding:
    seen = tuple(map(last_figures, accounts)) if len(accounts) > 1 else ()
    if seen and rules.ambiguous is Ambiguous.NONE:
        return Finding(None, AccountReason.several(accounts, age), candidates=accounts)
    first = hits[0]
    span = (passage.in_body(first.start), passage.in_body(first.end - 1) + 1)
    return Finding(
        PersonalAccount(accounts[0]),
        AccountReason(AccountCase.FOUND, age, first.label, seen),
        span,
    )


def _nothing(passages: list[Passage], rules: AccountRules) -> AccountReason:
    """Return why there is no number beside a label: what the first label leads to, if it does."""
    if rules.pattern is not None:
        return AccountReason(AccountCase.NO_LABEL)
    for passage in passages:
        for label in Label.all_in(passage.text, rules.labels):
            at = label.end + len(label.gap_in(passage.text))
            figures = _SHOWN_FIGURES.match(passage.text, at)
            seen = (last_figures("".join(filter(str.isdigit, figures[0]))),) if figures else ()
            case = AccountCase.LABEL_WITHOUT_ACCOUNT
            return AccountReason(case, label=label.written, seen=seen)
    return AccountReason(AccountCase.NO_LABEL)


def _is_row(text: str, at: int) -> bool:
    """Return whether the line around *at* is a row of several cells."""
    start, end = _line(text, at)
    return "\t" in text[start:end]


def _figures_in_cells(text: str, at: int) -> tuple[int, int] | None:
    """Return where a number stands that begins at *at* and goes on in the next cells of its row."""
    if match := _FIGURES.match(text, at):
        return match.span()
    match = _GROUPS.match(text, at)
    if match is None or sum(map(str.isdigit, match[0])) not in _GROUPED:
        return None
    start = _line(text, at)[0]
    is_headed = start > 0 and _is_row(text, start - 1)
    return None if is_headed else match.span()


def _alone_above(text: str, start: int, end: int) -> int | None:
    """Return where the next row begins if the label from *start* on has a row of its own."""
    row_start, row_end = _line(text, start)
    others = text[row_start:start] + text[end:row_end]
    return row_end + 1 if "\t" in others and not others.strip("\t :*№") else None


def _value_in_front(text: str, start: int, end: int) -> int | None:
    """Return where the value begins in a row of two cells whose last is a label from *start* on."""
    line_end = _line(text, end)[1]
    if text[end:line_end].strip(" :*"):
        return None
    line_start = _line(text, start)[0]
    match = _VALUE_IN_FRONT.search(text, max(0, line_start - 1), start)
    return match.start(1) if match else None


def _cells_below(text: str, start: int) -> list[tuple[int, int]]:
    """Return where the cells below the heading at *start* stand; none if it heads no column."""
    row_start, row_end = _line(text, start)
    row = text[row_start : min(row_end, row_start + limits.ROW_CHARACTERS)]
    if "\t" not in row or len(row) < row_end - row_start:
        return []
    cells = row.split("\t")
    column = text.count("\t", row_start, start)
    heading = cells[column]
    if (
        len(cells) > _COLUMNS
        or len(heading) > _HEADING_CHARACTERS
        or any(map(str.isdigit, heading))
    ):
        return []
    return _column(text, row_end + 1, column, len(cells))


def _column(text: str, at: int, column: int, width: int) -> list[tuple[int, int]]:
    cells: list[tuple[int, int]] = []
    for _ in range(_ROWS):
        start, end = at, _line(text, at)[1]
        row = text[start : min(end, start + limits.ROW_CHARACTERS)].split("\t")
        if len(row) < 2 or len(row) <= column or len(row) > width + (not row[-1]):
            break
        begin = start + sum(len(cell) + 1 for cell in row[:column])
        mark = len(row[column]) - len(row[column].lstrip(" №#N"))
        cells.append((begin + mark, begin + len(row[column])))
        at = end + 1
        if at >= len(text):
            break
    return cells


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end
