"""
The cards in one Chrome: the desk's commands in, DevTools messages out, the desk's events back.

One tab is always kept waiting, attached and ready, so that a pop is a single `Page.navigate` in it;
the next one is prepared behind it. A tab that shows a card is never navigated by another card's
pop, and no `beforeunload` is answered for the operator. Tabs that the operator or the CRM opens are
left alone: only tabs of our own are attached to. Starting Chrome, writing to its pipe and the clock
are not here; `now` is in seconds that only grow.
"""

from collections import deque

from msgspec.structs import replace

from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import RequestError
from chatplugin.domain.events import Answer, PopFailed, TabClosed, TabKept
from chatplugin.domain.request import Prepare, plainly
from chatplugin.wire.arrival import Arrival
from chatplugin.wire.card import MOST_CRASHES, Card, Instant
from chatplugin.wire.cdp import NO_SUCH_TARGET, Call, CallFailed, Connection, Notice
from chatplugin.wire.sending import Sending
from chatplugin.wire.tab import TELL, Pages, Steps, Tab, close, front, new_tab, typed_in
from chatplugin.wire.waiting import WaitingTab, is_navigated_away, silence

__all__ = ["Pages", "Tabs"]

MOST_MAKERS = 4
"""Tabs that are made at the same time: hundreds of them would keep Chrome busy for a minute."""


class Tabs:
    """
    What Chrome shows, as far as the desk asked for it.

    Cards outlive a Chrome: after `disconnected` and `connected` they are opened again.
    """

    def __init__(self, pages: Pages, prepare: Prepare = plainly) -> None:
        self._pages = pages
        self._prepare = prepare
        self._connection: Connection | None = None
        self._cards: dict[ContactId, Card] = {}
        self._waiting = WaitingTab(pages)
        self._line: deque[Card] = deque()
        self._makers = 0
        self._answers: list[Answer] = []
        self._now = Instant()

    @property
    def has_cards(self) -> bool:
        return bool(self._cards)

    @property
    def is_waiting_for_chrome(self) -> bool:
        return self._connection is not None and self._connection.is_waiting

    def connected(self, now: float) -> None:
        """A new Chrome is there: make a waiting tab, and open the cards that were open before."""
        self._now.seconds = now
        self._connection = Connection()
        self._line.extend(self._cards.values())
        self._connection.begin(self._greet())

    def disconnected(self) -> None:
        self._connection = None
        self._waiting.forget()
        self._line.clear()
        self._makers = 0
        for card in self._cards.values():
            card.tab, card.has_title = None, False
            card.arrival.give_up()
            card.command = replace(card.command, focus=Focus.KEPT)

    def raise_tab(self, command: RaiseTab, now: float) -> None:
        """Bring the contact's card to the front; open it first where there is none."""
        self._now.seconds = now
        card = self._cards.get(command.contact_id)
        if card is None:
            sending = Sending(command.url, self._prepare)
            card = Card(command, sending, Arrival(command.contact_id), self._pages, self._now)
            self._cards[command.contact_id] = card
            if self._connection is not None:
                self._open(card)
        elif command.focus is Focus.FRONT:
            card.is_to_be_closed = False
            if card.tab is None:
                card.command = command
            else:
                self._begin(self._activate(card, card.tab))

    def close_tab(self, contact_id: ContactId) -> None:
        card = self._cards.get(contact_id)
        if card is None:
            return
        if self._connection is None:
            self._drop(contact_id)
            self._answers.append(TabClosed(contact_id))
        elif card.tab is None or not card.has_title:
            card.is_to_be_closed = True
        else:
            self._begin(self._close_unless_typed_in(contact_id, card.tab))

    def show_page(self, model: str) -> None:
        """Keep the operator's page to *model*, from `operators_page.page`."""
        if self._waiting.set_model(model):
            self._begin(self._waiting.draw())

    def next_look(self) -> float | None:
        """When `attend` is due; None if no card is waited for."""
        dues = [card.arrival.due for card in self._cards.values()]
        return min((due for due in dues if due is not None), default=None)

    def attend(self, now: float) -> None:
        """Ask again for the cards whose time has come. While a CRM is slow, a page says so."""
        self._now.seconds = now
        for card in list(self._cards.values()):
            if card.arrival.tick(now) and card.tab is not None:
                self._begin(card.try_again(card.tab))
            if card.arrival.is_opening and card.tab is not None:
                # Chrome answers no navigation before the CRM does: the page would wait as long.
                self._begin(self._waiting.prepare())

    def ask_for_a_sign_of_life(self) -> None:
        """Make a call that Chrome answers at once, whatever its pages do."""
        self._begin(_version())

    def receive(self, message: bytes, now: float) -> None:
        """Take in one message of Chrome. Raises ChromeError if it is none."""
        if self._connection is None:
            return
        self._now.seconds = now
        if notice := self._connection.receive(message):
            self._notice(notice)

    def take_outgoing(self) -> bytes:
        return self._connection.take_outgoing() if self._connection else b""

    def take_answers(self) -> list[Answer]:
        for card in self._cards.values():
            self._answers += card.arrival.take_answers()
        answers, self._answers = self._answers, []
        return answers

    def _begin(self, steps: Steps) -> None:
        if self._connection is not None:
            self._connection.begin(steps)

    def _greet(self) -> Steps:
        pages_only = [{"type": "page"}]
        yield [Call("Target.setDiscoverTargets", {"discover": True, "filter": pages_only})]
        yield from self._serve_line()

    def _open(self, card: Card) -> None:
        """Show the card in the waiting tab, or else as soon as a tab has been made for it."""
        card.has_title = False
        try:
            card.sending.prepare()  # Before a waiting tab is used up in vain.
        except RequestError as error:
            self._refuse(card, error)
            return
        if not self._line and (tab := self._waiting.take()):
            self._begin(self._fill(card, tab))
        else:
            self._line.append(card)
            self._begin(self._serve_line())

    def _serve_line(self) -> Steps:
        """Make a tab for each card in line, a few at a time."""
        if self._makers == MOST_MAKERS:
            return
        self._makers += 1
        while self._line:
            card = self._line.popleft()
            try:
                tab = self._waiting.take() or (yield from new_tab())
            except CallFailed as failure:
                self._fail(card, failure)
            else:
                self._begin(self._fill(card, tab))
        self._makers -= 1
        yield from self._waiting.prepare()

    def _fill(self, card: Card, tab: Tab) -> Steps:
        card.tab = tab
        try:
            yield from card.show(tab)
        except CallFailed as failure:
            if card.tab is tab:  # Else it has crashed, and the card is opened in another one.
                self._fail(card, failure)
            return
        except RequestError as error:
            self._refuse(card, error)
            yield from self._close_and_prepare(tab.target)
            return
        if not self._line:
            yield from self._waiting.prepare()
        yield from silence(tab)
        if card.is_to_be_closed:
            yield from self._close_unless_typed_in(card.command.contact_id, tab)

    def _fail(self, card: Card, failure: CallFailed) -> None:
        self._drop(card.command.contact_id)
        self._answers.append(PopFailed(card.command.contact_id, failure.what))

    def _refuse(self, card: Card, error: RequestError) -> None:
        self._drop(card.command.contact_id)
        self._answers.append(PopFailed(card.command.contact_id, str(error)))

    def _activate(self, card: Card, tab: Tab) -> Steps:
        try:
            yield front(tab)
        except CallFailed as failure:
            if failure.code != NO_SUCH_TARGET:
                self._answers.append(PopFailed(card.command.contact_id, failure.what))
            elif card.tab is tab:
                card.tab = None
                self._open(card)
            return
        if card.arrival.is_in_trouble or not card.sending.is_plain:
            yield from card.try_again(tab)

    def _close_unless_typed_in(self, contact_id: ContactId, tab: Tab) -> Steps:
        """`Target.closeTarget` asks no `beforeunload`: what is typed would be lost in silence."""
        is_typed_in = yield from typed_in(tab)
        if is_typed_in:
            self._answers.append(TabKept(contact_id))
        elif is_typed_in is False:
            yield from close(tab.target)

    def _notice(self, notice: Notice) -> None:
        match notice.method:
            case "Target.targetDestroyed":
                self._gone(notice.params["targetId"])
            case "Target.targetCrashed":
                self._crashed(notice.params["targetId"])
            case "Page.frameNavigated" if self._waiting.speaks(notice.session):
                if is_navigated_away(notice.params["frame"]):
                    self._begin(self._waiting.leave())
            case "Runtime.bindingCalled":
                self._told(notice)
            case _:
                self._tell_card(notice)

    def _tell_card(self, notice: Notice) -> None:
        card = self._card_of(session=notice.session)
        if card and card.tab and (steps := card.hear(card.tab, notice)):
            self._begin(steps)

    def _told(self, notice: Notice) -> None:
        """A script of ours has told something, by a binding that the CRM's page does not have."""
        if self._waiting.speaks(notice.session):
            self._answers += self._waiting.hear(notice.params)
            return
        card = self._card_of(session=notice.session)
        if card is None or card.tab is None or notice.params["name"] != TELL:
            return
        if notice.params["payload"] == "return":
            self._begin(self._waiting.show(card.command.contact_id))
        elif notice.params["payload"] == "password" and card.arrival.is_watched:
            self._begin(card.look(card.tab))
        elif notice.params["payload"] == "touched":
            card.is_touched = True

    def _gone(self, target: str) -> None:
        if self._waiting.is_in(target):
            self._waiting.take()  # Another one at once would not let the operator close Chrome.
        if card := self._card_of(target=target):
            session = card.tab.session if card.tab else ""
            self._drop(card.command.contact_id)
            self._answers.append(TabClosed(card.command.contact_id))
            if self._connection and session:
                self._connection.abandon(session)

    def _crashed(self, target: str) -> None:
        """A page that crashed has lost what was typed in it: show the card again, a few times."""
        if self._waiting.is_in(target):
            self._waiting.take()
            self._begin(self._close_and_prepare(target))
        card = self._card_of(target=target)
        if card and card.tab:
            card.crashes += 1
            may_revive = card.crashes <= MOST_CRASHES
            if not card.has_title:
                self._leave_crashed(card, card.tab, another=may_revive)
            elif may_revive:
                self._begin(self._revive(card, card.tab))

    def _leave_crashed(self, card: Card, tab: Tab, *, another: bool) -> None:
        """
        Chrome may never answer the calls that were under way, so the card begins anew elsewhere.
        """
        if another:
            card.tab = None
        if self._connection:
            self._connection.abandon(tab.session)
        if another:
            self._begin(close(tab.target))
            self._open(card)

    def _close_and_prepare(self, target: str) -> Steps:
        yield from close(target)
        yield from self._waiting.prepare()

    def _revive(self, card: Card, tab: Tab) -> Steps:
        try:
            yield from card.revive(tab)
        except CallFailed as failure:
            self._answers.append(PopFailed(card.command.contact_id, failure.what))

    def _card_of(self, *, target: str = "", session: str = "") -> Card | None:
        for card in self._cards.values():
            if card.tab and (card.tab.target == target or card.tab.session == session):
                return card
        return None

    def _drop(self, contact_id: ContactId) -> None:
        if card := self._cards.pop(contact_id, None):
            self._answers += card.arrival.take_answers()


def _version() -> Steps:
    yield [Call("Browser.getVersion")]
