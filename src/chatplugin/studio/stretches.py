"""
A letter's text by its stretches: the account, the label before it, and what is quoted history.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from chatplugin.mail import AccountCase, AccountRules, Letter
from chatplugin.mail.account.search import search
from chatplugin.mail.letter.history import conversation

MOST_SHOWN = 20_000
"""Characters of a letter that the page shows; the account is looked for in all of it."""

_LABEL_IS_NEAR = 200


class Look(StrEnum):
    """How a stretch is shown."""

    PLAIN = "plain"
    ACCOUNT = "account"
    LABEL = "label"
    RIVAL = "rival"
    """One of several accounts, of which none is taken."""


class Stretch(NamedTuple):
    text: str
    look: Look
    is_history: bool


def stretches_of(letter: Letter, rules: AccountRules) -> list[Stretch]:
    """Return the body of *letter* in pieces, up to MOST_SHOWN characters of it."""
    body = letter.body[:MOST_SHOWN]
    history = _history(body)
    spans = [*_spans(letter, rules, body), (len(body), len(body), Look.PLAIN)]
    cuts = sorted({0, len(body), *(cut for start, end in history for cut in (start, end))})
    found: list[Stretch] = []
    at = 0
    for start, end, look in spans:
        for piece_start, piece_end, piece in ((at, start, Look.PLAIN), (start, end, look)):
            for a, b in _cut(piece_start, piece_end, cuts):
                old = any(begin <= a < stop for begin, stop in history)
                found.append(Stretch(body[a:b], piece, old))
        at = end
    return found


def _cut(start: int, end: int, cuts: Iterable[int]) -> Iterator[tuple[int, int]]:
    edges = [start, *(cut for cut in cuts if start < cut < end), end]
    return ((a, b) for a, b in pairwise(edges) if b > a)


def _history(body: str) -> list[tuple[int, int]]:
    """The lines that are older than the newest text, as spans of *body*."""
    sections = conversation(body)
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


def _spans(letter: Letter, rules: AccountRules, body: str) -> list[tuple[int, int, Look]]:
    """What is marked in *body*, in order, no two over each other."""
    reason = letter.account.reason
    if letter.account.span:
        start, end = letter.account.span
        label = _label_before(body, reason.label, start)
        return [*label, (start, end, Look.ACCOUNT)] if end <= len(body) else []
    if reason.case in (AccountCase.SEVERAL, AccountCase.UNCLEAR):
        hits = sorted({(hit.start, hit.end) for hit in search(body, rules)})
        return _apart([(start, end, Look.RIVAL) for start, end in hits])
    if reason.case is AccountCase.LABEL_WITHOUT_ACCOUNT and (at := body.find(reason.label)) >= 0:
        return [(at, at + len(reason.label), Look.LABEL)]
    return []


def _label_before(body: str, label: str, account: int) -> list[tuple[int, int, Look]]:
    at = body.rfind(label, max(0, account - _LABEL_IS_NEAR), account) if label else -1
    return [(at, at + len(label), Look.LABEL)] if at >= 0 else []


def _apart(spans: list[tuple[int, int, Look]]) -> list[tuple[int, int, Look]]:
    kept: list[tuple[int, int, Look]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
