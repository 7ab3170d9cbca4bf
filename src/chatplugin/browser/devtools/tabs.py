"""
The cards in a Chrome of our own: the verbs of `browser.cards` as dialogues of DevTools, and back.

One tab is always kept waiting, attached and ready, so that a pop is a single `Page.navigate` in it;
the next one is prepared behind it. A tab that shows a card is never navigated by another card's
pop, and no `beforeunload` is answered for the operator. Tabs that the operator or the CRM opens are
left alone: only tabs of our own are attached to. Starting Chrome and watching over it is the
business of `browser.devtools.own_chrome`.
"""

from collections import deque
from collections.abc import Callable

from msgspec import Struct

from chatplugin.browser.card_states import On, State, Verb
from chatplugin.browser.cards import Card, CardEvent, Failed, Moved, Raised
from chatplugin.browser.devtools.protocol import (
    Browser,
    CallFailed,
    Connection,
    DevToolsEvent,
    Dialogue,
    EventInTab,
    Fetch,
    Page,
    Runtime,
    SessionId,
    Target,
    TargetId,
    read_event,
)
from chatplugin.browser.devtools.tab import TELL, CardTab, Happening, Pages, Sending, Tab
from chatplugin.browser.devtools.waiting_tab import WaitingTab, silence
from chatplugin.browser.driver import DriverCommand, ShowPage, Turn, earliest
from chatplugin.domain.contact import CardId
from chatplugin.domain.errors import ChromeError, RequestError
from chatplugin.domain.events import CloseTab, RaiseTab

MOST_MAKERS = 4
"""Tabs that are made at the same time: hundreds of them would keep Chrome busy for a minute."""


class _Place(Struct):
    """A card, and its tab; None until it has one, and without a Chrome."""

    card: Card
    tab: CardTab | None = None
    is_in_line: bool = False
    """Whether a tab is being made for it."""


class DevToolsTabs:
    """
    What Chrome shows, as far as the desk asked for it.

    Cards outlive a Chrome: after `disconnected` and `connected` they are opened again.
    """

    def __init__(self, pages: Pages, turn: Turn) -> None:
        self._pages = pages
        self._turn = turn
        self._connection: Connection | None = None
        self._places: dict[CardId, _Place] = {}
        self._waiting = WaitingTab(pages)
        self._line: deque[_Place] = deque()
        self._makers = 0

    @property
    def has_cards(self) -> bool:
        return bool(self._places)

    @property
    def is_waiting_for_chrome(self) -> bool:
        return self._connection is not None and self._connection.is_waiting

    @property
    def due(self) -> float | None:
        return earliest(*(place.card.due for place in self._places.values()))

    def connected(self) -> None:
        """A new Chrome is there: make a waiting tab, and open the cards that were open before."""
        self._connection = Connection()
        for place in self._places.values():
            self._queue(place)
        self._connection.begin(self._greet())

    def disconnected(self) -> None:
        self._connection = None
        self._waiting.forget()
        self._line.clear()
        self._makers = 0
        for place in list(self._places.values()):
            place.is_in_line, place.tab = False, None
            self._take(place, On.BROWSER_GONE)

    def do(self, command: DriverCommand) -> None:
        match command:
            case RaiseTab(card_id):
                place = self._places.setdefault(card_id, _Place(Card(command)))
                self._take(place, Raised(command.focus))
            case CloseTab(card_id):
                if place_ := self._places.get(card_id):
                    self._take(place_, On.ENDED if self._connection else On.GONE)
            case ShowPage(model):
                self._waiting.keep(model)
                self._begin(self._waiting.draw())

    def tick(self) -> None:
        """Take in that time has passed."""
        for place in list(self._places.values()):
            if place.card.due is not None and place.card.due <= self._turn.now:
                self._take(place, On.WOKEN)

    def ask_for_a_sign_of_life(self) -> None:
        """Make a call that Chrome answers at once, whatever its pages do."""
        self._begin(_sign_of_life())

    def receive(self, message: bytes) -> None:
        """Take in one message of Chrome. Raises ChromeError if it is none."""
        if self._connection is None:
            return
        notice = self._connection.receive(message)
        if notice is None:
            return
        try:
            event = read_event(notice)
        except (KeyError, TypeError) as error:
            raise ChromeError(f"Chrome sent {notice.method} without what belongs to it") from error
        if event is not None:
            self._notice(event)

    def take_outgoing(self) -> bytes:
        return self._connection.take_outgoing() if self._connection else b""

    def _begin(self, dialogue: Dialogue) -> None:
        if self._connection is not None:
            self._connection.begin(dialogue)

    def _take(self, place: _Place, event: CardEvent) -> None:
        """Tell the card of *event*, and do what follows."""
        for action in place.card.take(event, self._turn.now):
            if isinstance(action, Verb):
                self._carry_out(action, place)
            else:
                self._turn.tell(action)
        if place.card.state is State.NONE:
            self._places.pop(place.card.command.card, None)

    def _carry_out(self, verb: Verb, place: _Place) -> None:
        match verb:
            case Verb.OPEN:
                place.tab = None
                self._open(place)
            case Verb.SHOW_PAGE:
                # Chrome answers no navigation before the CRM does: the page would wait as long.
                self._begin(self._waiting.prepare())
            case Verb.NAVIGATE:
                self._in_tab(place, self._navigate)
            case Verb.ACTIVATE:
                self._hear(place, CardTab.activate)
            case Verb.LOOK:
                if place.tab is not None:
                    place.tab.is_look_wanted = True
                self._in_tab(place, self._look)
            case Verb.CLOSE:
                self._hear(place, CardTab.close)

    def _in_tab(self, place: _Place, dialogue: Callable[[_Place, CardTab], Dialogue]) -> None:
        if place.tab is not None:
            self._begin(dialogue(place, place.tab))

    def _hear(self, place: _Place, dialogue: Callable[[CardTab], Happening]) -> None:
        if place.tab is not None:
            self._begin(self._hold(place, place.tab, dialogue(place.tab)))

    def _greet(self) -> Dialogue:
        yield from Target.set_discover_targets("page")
        yield from self._serve_line()

    def _open(self, place: _Place) -> None:
        """Show the card in the waiting tab, or else as soon as a tab has been made for it."""
        if self._connection is None or place.is_in_line:
            return
        if self._line or not self._waiting.is_there:
            self._queue(place)
            self._begin(self._serve_line())
        elif (sending := self._sending(place)) and (tab := self._waiting.take()):
            self._begin(self._fill(place, CardTab(tab, self._pages, sending)))

    def _queue(self, place: _Place) -> None:
        place.is_in_line = True
        self._line.append(place)

    def _serve_line(self) -> Dialogue:
        """Make a tab for each card in line, a few at a time."""
        if self._makers == MOST_MAKERS:
            return
        self._makers += 1
        while self._line:
            place = self._line.popleft()
            try:
                tab = self._waiting.take() or (yield from Tab.new())
            except CallFailed as failure:
                place.is_in_line = False
                self._take(place, Failed(On.CHROME_REFUSED, failure.what))
                continue
            place.is_in_line = False
            if sending := self._sending(place):
                self._begin(self._fill(place, CardTab(tab, self._pages, sending)))
            else:
                self._begin(tab.close())
        self._makers -= 1
        yield from self._waiting.prepare()

    def _sending(self, place: _Place) -> Sending | None:
        """Make the card's first request, now; tell where that cannot be done."""
        sending = Sending(place.card.command.url, self._turn)
        try:
            sending.prepare()
        except RequestError as error:
            self._take(place, Failed(On.UNASKABLE, str(error)))
            return None
        return sending

    def _fill(self, place: _Place, tab: CardTab) -> Dialogue:
        place.tab = tab
        self._take(place, On.ASKED)
        yield from self._hold(place, tab, tab.show(place.card.command))
        yield from tab.behind()
        if not self._line:
            yield from self._waiting.prepare()
        yield from silence(tab.tab)

    def _navigate(self, place: _Place, tab: CardTab) -> Dialogue:
        yield from self._hold(place, tab, tab.navigate())
        yield from tab.behind()

    def _look(self, place: _Place, tab: CardTab) -> Dialogue:
        """See what is in the tab, once at a time: what is wished meanwhile is one more look."""
        if tab.is_looking:
            return
        tab.is_looking = True
        while tab.is_to_be_met or tab.is_look_wanted:
            if tab.is_to_be_met:
                tab.is_to_be_met = False
                yield from self._hold(place, tab, tab.meet())
            if tab.is_look_wanted:
                tab.is_look_wanted = False
                yield from self._hold(place, tab, tab.look())
        tab.is_looking = False

    def _hold(self, place: _Place, tab: CardTab, dialogue: Happening) -> Dialogue:
        """Hold *dialogue*, and tell the card what has come of it if the tab is still its own."""
        event = yield from dialogue
        if place.tab is tab:
            place.card.is_signed = not tab.sending.request.is_plain
            if event is not None:
                self._take(place, event)

    def _notice(self, event: DevToolsEvent) -> None:
        match event:
            case Target.TargetDestroyed(target):
                self._gone(target)
            case Target.TargetCrashed(target):
                self._crashed(target)
            case Runtime.BindingCalled(session):
                self._told(session, event)
            case Page.FrameNavigated(session) if self._waiting.is_attached(session):
                self._begin(self._waiting.navigated(event))
            case (
                Page.FrameNavigated(session)
                | Page.FrameStartedNavigating(session)
                | Page.FrameRequestedNavigation(session)
                | Page.DomContentEventFired(session)
                | Page.LoadEventFired(session)
                | Fetch.RequestPaused(session)
            ):
                place = self._place_of(session=session)
                if place and place.tab:
                    self._notice_in_tab(place, place.tab, event)

    def _notice_in_tab(self, place: _Place, tab: CardTab, event: EventInTab) -> None:
        match event:
            case Page.FrameNavigated():
                if event.frame == tab.tab.frame:
                    self._take(place, Moved(tab.documents.begin(event.loader)))
            case Page.FrameStartedNavigating():
                if event.frame == tab.tab.frame:
                    tab.sending.started(event)
                    tab.documents.started(event)
            case Page.FrameRequestedNavigation():
                if event.frame == tab.tab.frame:
                    tab.documents.is_leaving |= event.is_here
            case Page.DomContentEventFired():
                tab.is_to_be_met = True
                self._begin(self._look(place, tab))
            case Page.LoadEventFired():
                self._take(place, On.DOCUMENT)
            case Fetch.RequestPaused():
                self._begin(self._hold(place, tab, tab.pass_on(event)))

    def _told(self, session: SessionId, told: Runtime.BindingCalled) -> None:
        """A script of ours has told something, by a binding that the CRM's page does not have."""
        if self._waiting.is_attached(session):
            if answer := self._waiting.hear(told):
                self._turn.tell(answer)
            return
        place = self._place_of(session=session)
        if place is None or place.tab is None or told.name != TELL:
            return
        if told.payload == "return":
            self._begin(self._waiting.show_card(place.card.command.card))
        elif told.payload == "password":
            self._take(place, On.DOCUMENT)
        elif told.payload == "touched":
            place.tab.documents.is_touched = True

    def _gone(self, target: TargetId) -> None:
        if self._waiting.is_in(target):
            self._waiting.take()  # Another one at once would not let the operator close Chrome.
        place = self._place_of(target=target)
        if place and place.tab:
            self._abandon(place.tab)
            self._take(place, On.GONE)

    def _crashed(self, target: TargetId) -> None:
        if self._waiting.is_in(target) and (waiting := self._waiting.take()):
            self._begin(waiting.close())
            self._begin(self._waiting.prepare())
        place = self._place_of(target=target)
        if place and (tab := place.tab):
            self._abandon(tab)
            tab.is_looking = False
            self._take(place, On.CRASHED)
            if place.tab is not tab:
                self._begin(tab.tab.close())  # The card begins anew in another one.

    def _abandon(self, tab: CardTab) -> None:
        """Chrome may never answer what was under way."""
        if self._connection is not None:
            self._connection.abandon(tab.tab.session)

    def _place_of(
        self, *, target: TargetId | None = None, session: SessionId | None = None
    ) -> _Place | None:
        for place in self._places.values():
            tab = place.tab.tab if place.tab else None
            if tab and (tab.target == target or tab.session == session):
                return place
        return None


def _sign_of_life() -> Dialogue:
    yield from Browser.get_version()
