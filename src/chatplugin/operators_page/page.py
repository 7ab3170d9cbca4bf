"""
The operator's page as messages: what it is to show, and what its buttons send.

The page gets text and puts it into the document as text, so nothing that a customer chose can
become HTML or JavaScript. The sentences are in `operators_page.words`, the contacts in
`operators_page.board`. It decides nothing about cards, and makes no message while nothing changes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from chatplugin import mail
from chatplugin.config.layers import Problem, Severity
from chatplugin.config.rules.warnings import account_problems
from chatplugin.config.settings import Reading
from chatplugin.domain.contact import ContactId, CustomerShown
from chatplugin.domain.desk import OpenCard
from chatplugin.domain.events import (
    AccountChosen,
    Command,
    ContactSelected,
    Event,
    Fate,
    Incident,
    PopsPaused,
    PopsResumed,
    Trouble,
)
from chatplugin.domain.screenpop import NoPop, Reason
from chatplugin.operators_page.board import Board, ContactLine
from chatplugin.operators_page.words import ENGLISH, RUSSIAN, PageWords
from chatplugin.sentences import Language, Said, said, say

_LONGEST_PAYLOAD = 1000
_PASSING = frozenset({Trouble.SLOW, Trouble.LOGIN, Trouble.SIGN_IN})
"""What the CRM or the operator is about to end."""

_CURABLE = frozenset({Reason.PAUSED, Reason.WAITING, Reason.TAB_IN_USE})
"""Why there is no card that the operator can have by asking for it."""


class _SettingsNote(Struct, frozen=True):
    """One thing that is wrong with the settings, in the sentences of all other places."""

    sentence: str
    is_error: bool


class _Health(Struct, frozen=True):
    """What the board does not know. `journal` says why it cannot be written; empty if it can."""

    settings: Sequence[_SettingsNote] = ()
    remark: str = ""
    """What the administrator should know; cards come up all the same."""
    are_settings_refused: bool = False
    journal: str = ""
    incidents: Sequence[tuple[Incident, float]] = ()
    """When each kind happened last, in milliseconds since 1970-01-01 UTC."""
    settings_server: str = ""
    """Why the overlay cannot be taken; empty if it can."""
    has_links: bool = True
    """Whether a card's own address opens it: not where it is to be signed or sent by a form."""


class OperatorsPage:
    """The page of one run of EMC Desktop; *system_language* counts where settings say `auto`."""

    def __init__(self, reading: Reading, system_language: Language) -> None:
        self._system_language = system_language
        self._board = Board(reading.settings.rules)
        self._journal: Said | None = None
        self._settings_server: Problem | None = None
        self._key: tuple[_SettingsNote, ...] = ()
        self._incidents: dict[Incident, float] = {}
        self._shown: object = None
        self.take_settings(reading)

    def take_settings(self, reading: Reading) -> None:
        self._settings = reading.settings.page
        self._has_links = reading.settings.requests.are_plain
        self._refused = reading.refused
        self._notes = self._notes_of(reading.problems)
        self._remark = "".join(
            f"{problem.key}: {problem.sentence(self._language)}"
            for problem in account_problems(reading)
        )

    def restore(self, cards: Sequence[OpenCard], at: float) -> None:
        self._board.restore(cards, at)

    def take(self, event: Event, commands: Sequence[Command], at: float) -> None:
        """Follow *event*, which led to *commands*, *at* milliseconds since 1970-01-01 UTC."""
        self._board.take(event, commands, at)

    def take_journal(self, failure: Said | None) -> None:
        """The journal could not be written because of *failure*; None if it could."""
        self._journal = failure

    def take_settings_server(self, problem: Problem | None) -> None:
        """The overlay cannot be taken because of *problem*; None if it can."""
        self._settings_server = problem

    def take_key(self, problem: Problem | None) -> None:
        """The key that signs addresses cannot be read; None if it can, or if there is none."""
        self._key = self._notes_of([problem] if problem else [])

    def take_incident(self, incident: Incident, at: float) -> None:
        """Something has happened to the browser, *at* milliseconds since 1970-01-01 UTC."""
        self._incidents[incident] = at

    def news(self) -> str | None:
        """Return the page's message, or None if it is as it was."""
        health = _Health(
            (*self._notes, *self._key),
            self._remark,
            self._refused,
            say(self._journal, self._language) if self._journal else "",
            tuple(self._incidents.items()),
            self._settings_server.described(self._language) if self._settings_server else "",
            self._has_links,
        )
        known = (self._board.version, health)
        if known == self._shown:
            return None
        self._shown = known
        words = RUSSIAN if self._language is Language.RUSSIAN else ENGLISH
        return _model(self._board, health, words, self._settings.customer)

    def _notes_of(self, problems: Sequence[Problem]) -> tuple[_SettingsNote, ...]:
        return tuple(
            _SettingsNote(problem.described(self._language), problem.severity is Severity.ERROR)
            for problem in problems
        )

    @property
    def _language(self) -> Language:
        return self._settings.language or self._system_language


def _model(board: Board, health: _Health, words: PageWords, customer: CustomerShown) -> str:
    """Return all that the page is to show, as JSON."""
    lines = board.lines
    named = _told_apart(lines, customer)
    notes = [
        *_crm_notes(board.troubles, words),
        *_left_notes(len(board.left), words),
        *_service_notes(health, words),
    ]
    wrong = sum(1 for note in notes if note["kind"] == "error")
    shown = {
        "lang": words.lang,
        "words": words.fixed,
        "title": _title(wrong, board, words),
        "paused": board.is_paused,
        "headline": _headline(notes, board, words),
        "notes": notes,
        "parts": _parts(lines, health, words),
        "lately": [{"text": words.incidents[kind], "at": at} for kind, at in health.incidents],
        "lines": [_line(line, words, named, health) for line in lines],
    }
    return json.dumps(shown, ensure_ascii=True, separators=(",", ":"))


def draw(shown: str, script: str) -> str:
    """
    Return what shows a page's message: JSON is JavaScript, and for every reader in ASCII.

    *script* is the page's, a function that makes `show` and `focusCard`; empty once that is done.
    """
    install = f"globalThis.board=({script})();" if script else ""
    return f"{install}board.show({shown})"


def read(payload: str) -> ContactSelected | AccountChosen | PopsPaused | PopsResumed | None:
    """Return the event of a button; None for what no button of ours sends."""
    if len(payload) > _LONGEST_PAYLOAD:
        return None
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    match told:
        case {"do": "show", "contact": str(contact_id)}:
            return ContactSelected(ContactId(contact_id))
        case {"do": "choose", "contact": str(contact_id), "account": int(index)}:
            return AccountChosen(ContactId(contact_id), index)
        case {"do": "pause"}:
            return PopsPaused()
        case {"do": "resume"}:
            return PopsResumed()
        case _:
            return None


_NAME = "ChatPlugin"


def _title(wrong: int, board: Board, words: PageWords) -> str:
    """Return the tab's title: not the CRM's, which has tabs of its own, and what is to be seen."""
    if wrong:
        return f"{_NAME} ({wrong})"
    return f"{_NAME} ({words.pause_in_title})" if board.is_paused else _NAME


def _headline(notes: Sequence[object], board: Board, words: PageWords) -> str:
    if board.is_paused:
        return words.paused
    return words.attention if notes else words.all_well


def _line(
    line: ContactLine, words: PageWords, named: Mapping[str, str], health: _Health
) -> dict[str, object]:
    return {
        "id": line.contact_id,
        "card": line.card or line.contact_id,
        "at": line.since,
        "channel": line.channel_name,
        "customer": named.get(line.user_id or "", ""),
        "state": _state(line),
        "text": _text(line, words),
        "why": _why(line, words),
        "ended": line.has_ended,
        "show": _can_be_shown(line),
        "link": line.url if health.has_links else "",
        "accounts": _masked_accounts(line.candidates),
        "chosen": line.chosen,
    }


def _told_apart(lines: Sequence[ContactLine], customer: CustomerShown) -> Mapping[str, str]:
    """Return how each customer is shown; where two look alike, with a number, the oldest first."""
    alike: dict[str, list[str]] = {}
    for user_id in dict.fromkeys(line.user_id for line in reversed(lines) if line.user_id):
        alike.setdefault(customer.of(user_id), []).append(user_id)
    return {
        user_id: f"{shown} ({number})" if shown and len(all_of_them) > 1 else shown
        for shown, all_of_them in alike.items()
        for number, user_id in enumerate(all_of_them, 1)
    }


def _masked_accounts(accounts: Sequence[str]) -> list[str]:
    """Return the last figures of each; where these are alike, its place in the letter, too."""
    masked = [mail.last_figures(account) for account in accounts]
    return [
        text if masked.count(text) == 1 else f"{text} ({place})"
        for place, text in enumerate(masked, start=1)
    ]


def _text(line: ContactLine, words: PageWords) -> str:
    """Return what became of a contact, in two or three words."""
    if line.trouble:
        return words.troubles[line.trouble][0]
    return words.reasons[Reason.PAUSED] if _is_held_back(line) else words.fates[line.fate]


def _why(line: ContactLine, words: PageWords) -> str:
    """
    Return why there is no card, with the setting that an administrator will ask for.

    Of a card without the account that it should have, return why the letter gives none.
    """
    if line.trouble:
        return line.detail.removeprefix("net::")
    if line.fate is Fate.FAILED:
        return say(line.failure, Language(words.lang)) if line.failure else ""
    if _is_held_back(line):
        return ""
    reasons = (
        [_refused(line.refusal, words)] if line.fate is Fate.NOT_SHOWN and line.refusal else []
    )
    if line.no_account:
        reasons.append(say(said("account.none", why=line.no_account), Language(words.lang)))
    return "; ".join(reasons)


def _refused(refusal: NoPop, words: PageWords) -> str:
    reason = words.reasons[refusal.reason]
    return f"{reason} ({refusal.detail})" if refusal.detail else reason


def _is_held_back(line: ContactLine) -> bool:
    return line.refusal is not None and line.refusal.reason is Reason.PAUSED


def _can_be_shown(line: ContactLine) -> bool:
    if line.card is not None:
        return True
    return not line.has_ended and (line.refusal is None or line.refusal.reason in _CURABLE)


def _state(line: ContactLine) -> str:
    if line.trouble:
        return "wait" if line.trouble in _PASSING else "bad"
    match line.fate:
        case Fate.SHOWN | Fate.KEPT | Fate.JOINED:
            return "good"
        case Fate.FAILED:
            return "bad"
        case Fate.NOT_SHOWN:
            return "wait" if _is_held_back(line) else "warn"
        case Fate.RAISED | None:
            return "wait"
        case Fate.CLOSED | Fate.ENDED:
            return "off"


def _crm_notes(troubled: Sequence[ContactLine], words: PageWords) -> Iterator[dict[str, object]]:
    for trouble in Trouble:
        cards = {
            line.card: line.detail.removeprefix("net::")
            for line in troubled
            if line.trouble is trouble
        }
        if cards:
            details = sorted({detail for detail in cards.values() if detail})
            head, what = words.troubles[trouble]
            text = words.number_of_cards(len(cards), ", ".join(details))
            kind = "warning" if trouble in _PASSING else "error"
            yield {"kind": kind, "head": head, "items": [text], "what": what}


def _left_notes(count: int, words: PageWords) -> Iterator[dict[str, object]]:
    if count:
        head, what = words.left_cards
        items = [words.number_of_cards(count)]
        yield {"kind": "warning", "head": head, "items": items, "what": what}


def _service_notes(health: _Health, words: PageWords) -> Iterator[dict[str, object]]:
    if health.settings:
        is_error = any(note.is_error for note in health.settings)
        wrong, refused, what = words.settings_words
        head = refused if health.are_settings_refused else wrong
        items = [note.sentence for note in health.settings]
        kind = "error" if is_error else "warning"
        yield {"kind": kind, "head": head, "items": items, "what": what}
    if health.settings_server:
        head, what = words.settings_server
        items = [health.settings_server]
        yield {"kind": "warning", "head": head, "items": items, "what": what}
    if health.journal:
        head, what = words.journal
        yield {"kind": "error", "head": head, "items": [health.journal], "what": what}


def _parts(lines: Sequence[ContactLine], health: _Health, words: PageWords) -> list[dict[str, str]]:
    crm = "good" if any(line.fate is Fate.SHOWN for line in lines) else "off"
    troubles = {line.trouble for line in lines if line.trouble}
    if troubles:
        crm = "wait" if troubles <= _PASSING else "bad"
    settings = "warn" if health.settings_server else "good"
    if health.settings:
        settings = "bad" if any(note.is_error for note in health.settings) else "warn"
    of_settings = words.settings_state[settings]
    if health.remark:
        of_settings = f"{of_settings}; {words.remark}: {health.remark}"
    return [
        {"name": "CRM", "state": crm, "text": words.crm_state[crm]},
        {"name": words.settings_name, "state": settings, "text": of_settings},
        {"name": "Chrome", "state": "good", "text": words.chrome_state},
    ]
