"""
The latest contacts of a desk, and what became of each: what the operator's page shows.

It follows the desk's events and commands and decides nothing. It does not know words, colours or
Chrome; times are given to it.
"""

from collections.abc import Sequence

from msgspec import Struct

from chatplugin.domain.contact import PERSONAL_ACCOUNT, CardId, ChannelType, Contact, ContactId
from chatplugin.domain.desk import OpenCard, contact_of
from chatplugin.domain.events import (
    AccountChosen,
    CardShown,
    CardTroubled,
    CloseTab,
    Command,
    ContactAccepted,
    ContactEnded,
    ContactOffered,
    ContactSelected,
    Event,
    Fate,
    OperatorChanged,
    PopFailed,
    PopsPaused,
    PopsResumed,
    RaiseTab,
    Record,
    RulesChanged,
    TabClosed,
    TabKept,
    Trouble,
)
from chatplugin.domain.rules import PopRules
from chatplugin.domain.screenpop import NoPop
from chatplugin.sentences import Said

MOST_LINES = 20


class ContactLine(Struct):
    """
    One contact. `fate` is None while no card was asked for; `since` is in ms since 1970.

    `card` names the card that shows it, which several contacts may share. `candidates` are the
    accounts from which the operator may choose, `chosen` the place of the one that was chosen.
    `detail` is that of the CRM's trouble, `failure` says why there is no card for another reason.
    `no_account` says why the card has none.
    """

    contact_id: ContactId
    since: float
    channel_name: str
    user_id: str | None = None
    card: CardId | None = None
    url: str = ""
    fate: Fate | None = None
    refusal: NoPop | None = None
    trouble: Trouble | None = None
    detail: str = ""
    failure: Said | None = None
    has_ended: bool = False
    candidates: tuple[str, ...] = ()
    chosen: int | None = None
    no_account: Said | None = None


class Board:
    """The latest contacts, newest first. `version` grows whenever something has changed."""

    def __init__(self, rules: PopRules) -> None:
        self.version = 0
        self.is_paused = False
        self._rules = rules
        self._lines: dict[ContactId, ContactLine] = {}
        self._leaving: set[CardId] = set()
        self.left: set[CardId] = set()
        """Cards of an operator who sat here before, open because something is typed in them."""

    @property
    def lines(self) -> list[ContactLine]:
        return list(reversed(self._lines.values()))

    @property
    def troubles(self) -> list[ContactLine]:
        """The contacts whose cards the CRM does not show, newest first."""
        return [line for line in self.lines if line.trouble]

    def restore(self, cards: Sequence[OpenCard], at: float) -> None:
        """List what an earlier service has left open; who wrote is not known any more."""
        for card in cards:
            command = card.command
            name = self._rules.channel_name(ChannelType(card.channel_type))
            contact_id = contact_of(command.card)
            line = ContactLine(contact_id, card.raised_at or at, name, card.user_id)
            line.card, line.url, line.fate = command.card, command.url, Fate.RAISED
            line.has_ended = card.has_ended
            self._lines[line.contact_id] = line
        self._forget()

    def take(self, event: Event, commands: Sequence[Command], at: float) -> None:
        """Follow *event*, which led to *commands*, *at* milliseconds since 1970."""
        self.version += 1
        self._follow(event, commands, at)
        for command in commands:
            if isinstance(command, Record):
                self._note(command)

    def _follow(self, event: Event, commands: Sequence[Command], at: float) -> None:
        match event:
            case ContactOffered(contact):
                self._meet(contact, at, is_new=True)
                self._link(contact.id, commands)
            case ContactAccepted(contact):
                self._meet(contact, at, is_new=False)
                self._link(contact.id, commands)
            case ContactEnded(contact_id):
                if line := self._lines.get(contact_id):
                    line.has_ended, line.candidates = True, ()
            case AccountChosen(contact_id, index):
                self._choose(contact_id, index, commands)
            case CardTroubled(card, trouble, detail):
                self._note_trouble(card, trouble, detail)
            case CardShown(card):
                self._note_trouble(card, None, "")
            case PopsPaused() | PopsResumed():
                self.is_paused = isinstance(event, PopsPaused)
            case RulesChanged(rules):
                self._rules = rules
            case OperatorChanged() | TabKept() | TabClosed():
                self._follow_left(event, commands)
            case ContactSelected() | PopFailed():
                pass  # What comes of it shows in the records.

    def _follow_left(
        self, event: OperatorChanged | TabKept | TabClosed, commands: Sequence[Command]
    ) -> None:
        match event:
            case OperatorChanged():
                self._leaving |= {each.card for each in commands if isinstance(each, CloseTab)}
            case TabKept(card):
                self.left |= {card} & self._leaving
            case TabClosed(card):
                self._leaving.discard(card)
                self.left.discard(card)

    def _meet(self, contact: Contact, at: float, *, is_new: bool) -> None:
        known = self._lines.get(contact.id)
        if known is None or (is_new and known.has_ended):
            self._lines.pop(contact.id, None)
            self._lines[contact.id] = line = known or ContactLine(contact.id, at, "")
            line.since, line.has_ended, line.chosen = at, False, None
            self._forget()
        line = self._lines[contact.id]
        if contact.channel_type or not line.channel_name:
            line.channel_name = self._rules.channel_name(contact.channel_type)
        line.user_id = contact.user_id or line.user_id
        if self._rules.asks_for(PERSONAL_ACCOUNT):
            line.candidates = line.candidates or contact.candidates
            line.no_account = None if contact.personal_account else contact.no_account

    def _choose(self, contact_id: ContactId, index: int, commands: Sequence[Command]) -> None:
        """Without a card nothing has come of the choice."""
        line = self._lines.get(contact_id)
        if line and any(isinstance(command, RaiseTab) for command in commands):
            line.chosen, line.fate, line.no_account = index, Fate.SHOWN, None
            line.refusal, line.trouble, line.detail = None, None, ""
            self._link(contact_id, commands)

    def _link(self, contact_id: ContactId, commands: Sequence[Command]) -> None:
        line = self._lines[contact_id]
        for command in commands:
            if isinstance(command, RaiseTab):
                line.card, line.url = command.card, command.url
                line.fate = Fate.SHOWN if line.fate is None else line.fate

    def _note(self, record: Record) -> None:
        match record.fate:
            case Fate.RAISED | Fate.SHOWN | Fate.NOT_SHOWN | Fate.CLOSED:
                for line in self._take_fate(record):
                    line.trouble = None
            case Fate.FAILED:
                for line in self._take_fate(record):
                    line.failure = None if line.trouble else record.reason
            case Fate.ENDED | Fate.KEPT | Fate.JOINED:
                pass  # The card is as it was.

    def _take_fate(self, record: Record) -> list[ContactLine]:
        lines = self._about(record)
        for line in lines:
            line.fate, line.refusal = record.fate, record.refusal
            line.url = record.url or line.url
        return lines

    def _about(self, record: Record) -> list[ContactLine]:
        """A refusal is about a contact, whatever card it has; all else is about a card."""
        if record.fate is Fate.NOT_SHOWN:
            return [line for line in self._lines.values() if line.contact_id == record.contact_id]
        return self._of(CardId(record.contact_id))

    def _note_trouble(self, card: CardId, trouble: Trouble | None, detail: str) -> None:
        for line in self._of(card):
            line.trouble, line.detail = trouble, detail

    def _of(self, card: CardId) -> list[ContactLine]:
        return [line for line in self._lines.values() if card == (line.card or line.contact_id)]

    def _forget(self) -> None:
        while len(self._lines) > MOST_LINES:
            del self._lines[next(iter(self._lines))]
