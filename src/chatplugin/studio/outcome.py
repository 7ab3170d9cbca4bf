"""
What the draft makes of the contact in sight: an explanation, its address and its letter in pieces.

An address by which part of it each parameter wrote; a letter by the account, the label before it,
and what is quoted history.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.template import Expression, Literal
from chatplugin.mail import AccountCase, AccountRules, Letter
from chatplugin.mail.account.search import search
from chatplugin.mail.letter.history import Conversation
from chatplugin.service.explanation import Explanation
from chatplugin.studio.draft import Draft


class _Piece(NamedTuple):
    """Some characters of an address. `parameter` is empty for what stands in the template."""

    text: str
    parameter: str = ""


def _of_part(part: Literal | Expression, values: dict[str, str | None]) -> Iterator[_Piece]:
    if isinstance(part, Literal):
        yield _Piece(part.text)
        return
    first, separator = part.operator.first, part.operator.separator
    lead = first
    for variable in part.variables:
        if values.get(variable.name) is None:
            continue
        alone = replace(part, variables=(variable,)).expand(values)
        yield _Piece(lead)
        yield _Piece(alone[len(first) :], variable.name)
        lead = separator


MOST_SHOWN = 20_000
"""Characters of a letter that the page shows; the account is looked for in all of it."""

_LABEL_IS_NEAR = 200


class _Look(StrEnum):
    """How a piece of the letter is shown."""

    PLAIN = "plain"
    ACCOUNT = "account"
    LABEL = "label"
    RIVAL = "rival"
    """One of several accounts, of which none is taken."""


class _LetterSpan(NamedTuple):
    text: str
    look: _Look
    is_history: bool


def _letter_spans(letter: Letter, rules: AccountRules) -> list[_LetterSpan]:
    """Return the body of *letter* in pieces, up to MOST_SHOWN characters of it."""
    body = letter.body[:MOST_SHOWN]
    history = _history(body)
    spans = [*_spans(letter, rules, body), (len(body), len(body), _Look.PLAIN)]
    cuts = sorted({0, len(body), *(cut for start, end in history for cut in (start, end))})
    found: list[_LetterSpan] = []
    at = 0
    for start, end, look in spans:
        for piece_start, piece_end, piece in ((at, start, _Look.PLAIN), (start, end, look)):
            for a, b in _cut(piece_start, piece_end, cuts):
                old = any(begin <= a < stop for begin, stop in history)
                found.append(_LetterSpan(body[a:b], piece, old))
        at = end
    return found


def _cut(start: int, end: int, cuts: Iterable[int]) -> Iterator[tuple[int, int]]:
    edges = [start, *(cut for cut in cuts if start < cut < end), end]
    return ((a, b) for a, b in pairwise(edges) if b > a)


def _history(body: str) -> list[tuple[int, int]]:
    """The lines that are older than the newest text, as spans of *body*."""
    sections = Conversation(body).passages
    if len(sections) == 1 and sections[0].age == 0:
        return []
    newest = [place for section in sections if section.age == 0 for _, place in section.starts]
    spans: list[tuple[int, int]] = []
    start = 0
    for line in body.split("\n"):
        end = start + len(line) + 1
        if not any(start <= place < end for place in newest):
            spans.append((start, end))
        start = end
    return spans


def _spans(letter: Letter, rules: AccountRules, body: str) -> list[tuple[int, int, _Look]]:
    """What is marked in *body*, in order, no two over each other."""
    reason = letter.account.reason
    if letter.account.span:
        start, end = letter.account.span
        label = _label_before(body, reason.label, start)
        return [*label, (start, end, _Look.ACCOUNT)] if end <= len(body) else []
    if reason.case in (AccountCase.SEVERAL, AccountCase.UNCLEAR):
        hits = sorted({(hit.start, hit.end) for hit in search(body, rules)})
        return _apart([(start, end, _Look.RIVAL) for start, end in hits])
    if reason.case is AccountCase.LABEL_WITHOUT_ACCOUNT and (at := body.find(reason.label)) >= 0:
        return [(at, at + len(reason.label), _Look.LABEL)]
    return []


def _label_before(body: str, label: str, account: int) -> list[tuple[int, int, _Look]]:
    at = body.rfind(label, max(0, account - _LABEL_IS_NEAR), account) if label else -1
    return [(at, at + len(label), _Look.LABEL)] if at >= 0 else []


def _apart(spans: list[tuple[int, int, _Look]]) -> list[tuple[int, int, _Look]]:
    kept: list[tuple[int, int, _Look]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


class _Outcome(Struct, frozen=True):
    explanation: Explanation
    address: tuple[_Piece, ...] = ()
    body: tuple[_LetterSpan, ...] = ()
    """The letter's text, as much of it as is shown."""


def outcome_of(draft: Draft, contact: TestContact) -> _Outcome:
    """Return what becomes of *contact* once it is accepted."""
    explanation = Explanation.of(contact.report(), contact.operator, draft.reading)
    letter, accounts = explanation.letter, draft.reading.settings.accounts
    return _Outcome(
        explanation,
        tuple(_address(explanation)),
        tuple(_letter_spans(letter, accounts)) if letter else (),
    )


def _address(explanation: Explanation) -> list[_Piece]:
    """Take the address apart that the template has made."""
    template = explanation.decision.template
    if explanation.url is None or template is None:
        return []
    values = {outcome.name: outcome.value for outcome in explanation.decision.parameters}
    parts = template.template.parts
    return [piece for part in parts for piece in _of_part(part, values) if piece.text]
