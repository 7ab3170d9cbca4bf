"""
The customer's account in a letter, or the reason why none is given.

The newest text decides; quoted history is asked only where the newest text names no account. Two
different accounts in the same part of the conversation are none, unless the settings say that the
first one counts.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from chatplugin.mail.account import answer, doubts, misspelt, tables
from chatplugin.mail.account.label_gap import text_between
from chatplugin.mail.account.labels import Label, labels_in
from chatplugin.mail.account.numbers import MOBILE, POSTCODE, Number, begins_number, read_number
from chatplugin.mail.findings import (
    AccountCase,
    AccountFinding,
    AccountReason,
    Finding,
    PersonalAccount,
    Place,
    last_figures,
)
from chatplugin.mail.letter.history import Section, conversation
from chatplugin.mail.rules import AccountRules, Ambiguous

_LIST = re.compile(
    r"[*_)\"»\]]{0,3}(?:[ ]?\([^()\n]{0,60}\))?"
    r"(?:[ ]?,?[ ](и|или|либо|and|or)[ ]|[ ]?[,;/+&][ ]?"
    r"|[ ]?\([ ]?[^\W\d]{0,20}[ ]?|;?\n[-•*]?[ ]?)"
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
_CLAUSE_ENDS = re.compile(r"[ ]?(?:[.,;!?)\n]|$)")
_PLURAL = re.compile(r"счета$|счет[оа][вм]|сч[её]т[оа][вм]|accounts|numbers", re.IGNORECASE)
_ALONE = re.compile(r"[0-9][0-9 .-]{3,40}[*_»\")\]]{0,3}[.,;]?(?:\n|$)")
_LINE_ENDS = 2
_ITEMS = 10
_CONTEXT = 60


class Hit(NamedTuple):
    """What an account may be, the *label* it was found by, and where it stands in the text."""

    candidates: tuple[str, ...]
    label: str
    start: int
    end: int

    @property
    def account(self) -> str | None:
        return self.candidates[0] if len(self.candidates) == 1 else None


def find_account(body: str, rules: AccountRules) -> AccountFinding:
    """Return the account in *body*, which must be `normalised`."""
    sections = conversation(body)
    for at, section in enumerate(sections):
        hits = list(search(section.text, rules))
        place = Place.NEWEST if at == 0 and section.age == 0 else Place.HISTORY
        if hits:
            return _judged(hits, sections[0], section, place, rules)
        if (
            at == 0
            and rules.pattern is None
            and (found := answer.find_answer(body, sections, rules))
        ):
            reason = AccountReason(AccountCase.FOUND_IN_ANSWER, Place.NEWEST, found.label)
            return Finding(PersonalAccount(found.account), reason, (found.start, found.end))
    return Finding(None, _nothing(sections, rules))


def _judged(
    hits: list[Hit], newest: Section, section: Section, place: Place, rules: AccountRules
) -> AccountFinding:
    """Return what the *hits* of *section* and the *newest* text come to."""
    accounts = tuple(dict.fromkeys(hit.account for hit in hits if hit.account))
    unclear = [hit for hit in hits if not hit.account and not set(hit.candidates) & set(accounts)]
    if not accounts or (unclear and rules.ambiguous is Ambiguous.NONE):
        return _unclear(unclear[0], place)
    sure = [hit for hit in hits if hit.account]
    if rules.pattern is None and len(accounts) == 1:
        disputed = _disputed(sure[0], newest, place, rules)
        if disputed:
            return disputed
    return _decided(sure, accounts, section, place, rules)


def _disputed(
    hit: Hit, newest: Section, place: Place, rules: AccountRules
) -> AccountFinding | None:
    """Return what the *newest* text says against *hit*."""
    account = hit.candidates[0]
    if place is Place.HISTORY:
        if doubts.is_denied(newest):
            return _unclear(hit, Place.NEWEST)
        other = doubts.correction(newest, account, rules)
    elif rules.ambiguous is Ambiguous.NONE:
        other = doubts.rival(newest, account, hit.end, rules)
    else:
        other = None
    return several((account, other), Place.NEWEST) if other else None


def search(text: str, rules: AccountRules) -> Iterator[Hit]:
    """Find the accounts in *text*, in order."""
    if rules.pattern is not None:
        from chatplugin.mail.pattern import matches  # noqa: PLC0415 - RE2 costs 30 ms

        yield from (
            Hit((account,), "", start, end) for account, start, end in matches(text, rules.pattern)
        )
        return
    found = list(_hits(text, labels_in(text, rules.labels), rules))
    if not found and misspelt.BUILT_IN in rules.labels:
        found = list(_hits(text, misspelt.misspelt_labels(text), rules))
    yield from found


def _hits(text: str, labels: Iterator[Label], rules: AccountRules) -> Iterator[Hit]:
    for label in labels:
        for number in _beside(text, label, rules):
            candidates = () if doubts.are_against(text, label, number) else number.candidates
            yield Hit(candidates, label.written, number.start, number.end)


def _beside(text: str, label: Label, rules: AccountRules) -> Iterator[Number]:
    """Find the numbers of one *label*: behind it, below it in a table, or in front of it."""
    number = _number_behind(text, label.end, rules)
    if number is not None:
        yield __one_of_several(text, number) if _PLURAL.search(label.written) else number
        yield from _listed(text, number, label.written, rules)
        return
    found = list(_below(text, label, rules))
    if not found and (before := _number_before(text, label, rules)):
        found = [before]
    yield from found


def _below(text: str, label: Label, rules: AccountRules) -> Iterator[Number]:
    """Find the numbers in the column that *label* heads, or in the row below it."""
    at = tables.alone_above(text, label.start, label.end)
    if at is not None and (number := _in_cells(text, at, rules)):
        yield number
        return
    for start, end in tables.cells_below(text, label.start):
        if number := _in_cells(text, start, rules) or _number_in(text[start:end], start, rules):
            yield number


def __one_of_several(text: str, number: Number) -> Number:
    """`Лицевые счета 12345 67890` are two accounts, not the halves of one."""
    parts = text[number.start : number.end].split(" ")
    sizes = set(map(len, parts))
    return number if len(sizes) > 1 or len(parts) == 1 else number._replace(candidates=tuple(parts))


def _number_in(cell: str, start: int, rules: AccountRules) -> Number | None:
    """Return the account that a *cell*, which begins at *start*, begins with."""
    number = read_number(cell, 0, rules) if begins_number(cell, 0, rules) else None
    return number and Number(number.candidates, start + number.start, start + number.end)


def _number_before(text: str, label: Label, rules: AccountRules) -> Number | None:
    if (at := tables.value_in_front(text, label.start, label.end)) is not None:
        return read_number(text, at, rules)
    if not _CLAUSE_ENDS.match(text, label.end):
        return None
    # The line break in front is where the text begins; a number cut by the context's edge has none.
    front = ("\n" + text[: label.start])[-_CONTEXT:]
    before = _BEFORE_LABEL.search(front)
    return read_number(text, label.start - len(front) + before.start(1), rules) if before else None


def _number_behind(text: str, at: int, rules: AccountRules) -> Number | None:
    """Return the account behind a label that ends at *at*."""
    between = text_between(text, at)
    begin = at + len(between)
    if not begins_number(text, begin, rules):
        return None
    if "\n" in between and (
        "\t" in between or _leads_to_another_column(text, at, begin) or POSTCODE.match(text, begin)
    ):
        return None
    if between.count("\n") > _LINE_ENDS and not (":" in between and _ALONE.match(text, begin)):
        return None
    if "\t" in between and (found := _in_cells(text, begin, rules)):
        return found
    return read_number(text, begin, rules)


def _in_cells(text: str, at: int, rules: AccountRules) -> Number | None:
    """Return the number whose figures or groups stand in a cell each, from *at* on."""
    span = tables.figures_in_cells(text, at)
    if span is None:
        return None
    figures = "".join(filter(str.isdigit, text[slice(*span)]))
    fits = rules.length.least <= len(figures) <= rules.length.most
    return Number((figures,), *span) if fits else None


def _leads_to_another_column(text: str, label: int, number: int) -> bool:
    """A line break behind a cell leads to the next row's first cell, not to the one below."""
    return tables.is_row(text, label) and tables.is_row(text, number)


def _listed(text: str, first: Number, label: str, rules: AccountRules) -> Iterator[Number]:
    """
    Find more accounts behind the first: `л/с 1234567890 и 9876543210`.

    They are as long as the first, or a word or the label's plural says that they are accounts
    too.
    """
    at = first.end
    for _ in range(_ITEMS):
        match = _LIST.match(text, at)
        number = read_number(text, match.end(), rules) if match else None
        if match is None or number is None or MOBILE.fullmatch(number.candidates[0]):
            return
        size, sizes = len(number.candidates[0]), set(map(len, first.candidates))
        if size not in sizes and not (match[1] or _PLURAL.search(label)):
            return
        yield number
        at = number.end


def _decided(
    hits: list[Hit],
    accounts: tuple[str, ...],
    section: Section,
    place: Place,
    rules: AccountRules,
) -> AccountFinding:
    seen = tuple(map(last_figures, accounts)) if len(accounts) > 1 else ()
    if seen and rules.ambiguous is Ambiguous.NONE:
        return several(accounts, place)
    first = hits[0]
    span = (section.in_body(first.start), section.in_body(first.end - 1) + 1)
    return Finding(
        PersonalAccount(accounts[0]),
        AccountReason(AccountCase.FOUND, place, first.label, seen),
        span,
    )


def _unclear(hit: Hit, place: Place) -> AccountFinding:
    reason = AccountReason(AccountCase.UNCLEAR, place, hit.label)
    return Finding(None, reason, candidates=hit.candidates)


def several(accounts: tuple[str, ...], place: Place) -> AccountFinding:
    """Return that none of *accounts* is given."""
    reason = AccountReason(AccountCase.SEVERAL, place, "", tuple(map(last_figures, accounts)))
    return Finding(None, reason, candidates=accounts)


def _nothing(sections: list[Section], rules: AccountRules) -> AccountReason:
    if rules.pattern is None:
        for section in sections:
            for label in labels_in(section.text, rules.labels):
                return AccountReason(AccountCase.LABEL_WITHOUT_ACCOUNT, label=label.written)
    return AccountReason(AccountCase.NO_LABEL)
