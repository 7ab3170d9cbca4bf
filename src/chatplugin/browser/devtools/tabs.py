"""
The cards in a Chrome of our own: the verbs of `browser.cards` as dialogues of DevTools, and back.

One tab is always kept waiting, attached and ready, so that a pop is a single `Page.navigate` in it;
the next one is prepared behind a card once that is loaded. A tab that shows a card is never
navigated by another card's pop, and no `beforeunload` is answered for the operator. Tabs that the
operator or the CRM opens are left alone: only tabs of our own are attached to. Starting Chrome and
watching over it is the business of `browser.devtools.own_chrome`.
"""

from collections.abc import Callable
from itertools import count

from msgspec import Struct

from chatplugin.browser.card_states import NOT_ITS_OWN, On, State, Verb
from chatplugin.browser.cards import Card, CardEvent, Failed, Moved, Raised, Timers, Whose
from chatplugin.browser.devtools.protocol import (
    NO_SUCH_TARGET,
    CallFailed,
    Connection,
    DevToolsEvent,
    Dialogue,
    EventInTab,
    Fetch,
    FrameId,
    Page,
    Runtime,
    SessionId,
    Steps,
    Storage,
    Target,
    TargetId,
    together,
)
from chatplugin.browser.devtools.tab import (
    OURS,
    TELL,
    CardTab,
    Happening,
    Making,
    Pages,
    Sending,
    Tab,
)
from chatplugin.browser.devtools.waiting_tab import WaitingTab
from chatplugin.browser.driver import (
    SECONDS_OVERSLEPT,
    DrawAttention,
    DriverCommand,
    ShowPage,
    Turn,
    earliest,
)
from chatplugin.domain.contact import CardId
from chatplugin.domain.errors import RequestError
from chatplugin.domain.events import (
    MARKED,
    CloseTab,
    Focus,
    ForgetLogins,
    RaiseTab,
    TabClosed,
)
from chatplugin.sentences import Said, said

MOST_MAKERS = 4
"""Tabs that are made at the same time: hundreds of them would keep Chrome busy for a minute."""


class _Place(Struct):
    """A card, and its tab; None until it has one, and without a Chrome."""

    card: Card
    tab: CardTab | None = None
    is_in_line: bool = False
    """Whether a tab is being made for it."""

    held: list[Verb] | None = None
    """What is to be done as soon as its tab has been found again; None if it is not looked for."""


_LOSSES_TO_GIVE_UP = 3
"""Tabs that are lost while they are made, one after the other: then Chrome cannot make any."""

_SECONDS_TO_ANSWER = 20.0
"""For what Chrome, or an empty page, answers at once. A first page may take long to start."""

_SECONDS_TO_CLOSE = 2.0
"""For a page to say whether something is typed in it, and then for its tab to go."""

_SECONDS_TO_SETTLE = 0.5
"""For answers on their way to a tab that is closed: they may bring a session."""

_NOT_FORGOTTEN = "The CRM may still know the operator before"

_SECONDS_TO_LOAD = 1.0
"""A tab that is made while a card loads takes a quarter longer from it until it is painted."""

_AT_ONCE = 0.5
"""Seconds in which Chrome puts a page aside: another tab is there, and then the first is gone."""


class _Deletion(Struct):
    """What the sites at `origins` have kept is being deleted; cards wait for it until `due`."""

    origins: list[str]
    due: float
    target: TargetId = TargetId("")
    session: SessionId = SessionId("")


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
        self._timers = Timers()
        self._making: Making = {}
        self._waiting = WaitingTab(pages, turn, self._making)
        self._line: list[_Place] = []
        self._to_forget: set[str] | None = None
        """Whose data is to be deleted, as soon as that can begin; None if there is no need to."""
        self._deletion: _Deletion | None = None
        self._closing: set[TargetId] = set()
        self._delete_at: float | None = None
        """When to delete what sites keep, once tabs are closed; None if none is waited for."""
        self._makers = self._lost = 0
        self._turns = count(1)
        self._in_front: Card | None = None
        self._newest = (Target.TargetCreated(TargetId(""), ""), 0.0)
        self._next_at: float | None = None
        """When to make the next waiting tab, unless the newest card is loaded before."""

    @property
    def has_cards(self) -> bool:
        return bool(self._places)

    @property
    def is_ready(self) -> bool:
        """Whether the next card finds its tab."""
        return self._waiting.is_there

    @property
    def due(self) -> float | None:
        making = (since + _SECONDS_TO_ANSWER for _, since in self._making.values())
        deletion = self._deletion.due if self._deletion else None
        return earliest(self._timers.due, *making, self._next_at, self._delete_at, deletion)

    @property
    def _is_forgetting(self) -> bool:
        """Whether cards have to wait until the operator before is forgotten."""
        return self._to_forget is not None or self._deletion is not None

    def connected(self, connection: Connection) -> None:
        """A new Chrome is there: make a waiting tab, and open the cards that were open before."""
        self._connection = connection
        for place in self._places.values():
            self._queue(place)
        connection.begin(self._greet())

    def disconnected(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.end()
        self._waiting.forget()
        self._line.clear()
        self._closing.clear()
        self._lost, self._next_at, self._delete_at = 0, None, None
        if self._deletion is not None:
            self._to_forget = {*(self._to_forget or ()), *self._deletion.origins}
            self._deletion = None
        for place in list(self._places.values()):
            place.is_in_line, place.tab, place.held = False, None, None
            self._take(place, On.BROWSER_GONE)

    def do(self, command: DriverCommand) -> None:
        match command:
            case RaiseTab(card_id):
                place = self._places.setdefault(card_id, _Place(Card(command)))
                self._take(place, Raised(command.focus, next(self._turns)))
            case CloseTab(card_id):
                if place_ := self._places.get(card_id):
                    self._take(place_, On.ENDED if self._connection else On.GONE)
                else:
                    self._turn.tell(TabClosed(card_id))  # It could not be opened, for one.
            case ForgetLogins(origins):
                self._to_forget = {*(self._to_forget or ()), *origins}
                self._drop_what_is_not_there_yet()
                if self._closing:
                    self._delete_at = self._turn.now + _SECONDS_TO_CLOSE
                self._begin(self._forget())
            case ShowPage(model):
                self._waiting.keep(model)
                self._begin(self._waiting.draw())

    def tick(self) -> None:
        """Take in that time has passed."""
        for card in self._timers.take_due(self._turn.now):
            if place := self._places.get(card.command.card):
                self._take(place, On.WOKEN)
        if self._next_at is not None and self._next_at <= self._turn.now:
            self._prepare_next()
        if self._delete_at is not None and self._delete_at <= self._turn.now:
            self._delete_at = None
            self._closing.clear()
            self._begin(self._forget())
        if self._deletion is not None and self._deletion.due <= self._turn.now:
            self._give_up(self._deletion)
        self._lose_what_is_silent()

    def _prepare_next(self) -> None:
        """Make the next waiting tab, if it was left for later, unless cards in line make theirs."""
        if self._next_at is not None and not self._line:
            self._begin(self._waiting.prepare())
        self._next_at = None

    def notice(self, event: DevToolsEvent) -> None:
        match event:
            case Target.TargetCreated():
                self._newest = event, self._turn.now
                if event.url == OURS and not (self._makers or self._is_forgetting):
                    self._begin(self._waiting.prepare(event.target))
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
                | Page.NavigatedWithinDocument(session)
                | Page.DomContentEventFired(session)
                | Page.LoadEventFired(session)
                | Fetch.RequestPaused(session)
            ):
                place = self._place_of(session=session)
                if place and place.tab:
                    self._notice_in_tab(place, place.tab, event)

    def _begin(self, dialogue: Dialogue) -> None:
        if self._connection is not None:
            self._connection.begin(dialogue)

    def _take(self, place: _Place, event: CardEvent) -> None:
        """Tell the card of *event*, and do what follows."""
        for action in self._timers.take(place.card, event, self._turn.now):
            if isinstance(action, Verb):
                self._carry_out(action, place)
            else:
                self._turn.tell(action)
        if place.card.state is State.NONE:
            self._places.pop(place.card.command.card, None)

    def _carry_out(self, verb: Verb, place: _Place) -> None:
        if place.held is not None:
            place.held.append(verb)
            return
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
                self._in_front = place.card.give_way(self._in_front)
                self._hear(place, CardTab.activate)
            case Verb.MARK:
                self._mark(place)
            case Verb.LOOK:
                if place.tab is not None:
                    place.tab.is_look_wanted = True
                self._in_tab(place, self._look)
            case Verb.CLOSE:
                self._prepare_next()  # With its last tab Chrome closes the window.
                self._in_tab(place, self._close)

    def _in_tab(self, place: _Place, dialogue: Callable[[_Place, CardTab], Dialogue]) -> None:
        if place.tab is not None:
            self._begin(dialogue(place, place.tab))

    def _hear(self, place: _Place, dialogue: Callable[[CardTab], Happening]) -> None:
        if place.tab is not None:
            self._begin(self._hold(place, place.tab, dialogue(place.tab)))

    def _mark(self, place: _Place) -> None:
        if place.tab is not None:
            place.tab.is_unseen = True
            self._hear(place, CardTab.mark)
            if place.card.command.focus is Focus.FLASH:
                self._turn.order(DrawAttention())

    def _drop_what_is_not_there_yet(self) -> None:
        """No card of the operator before comes up for the next one, or is given a session."""
        for place in list(self._places.values()):
            if place.card.is_ending and place.card.state in NOT_ITS_OWN:
                if place.is_in_line:
                    self._line.remove(place)
                    self._take(place, On.GONE)
                else:
                    self._carry_out(Verb.CLOSE, place)

    def _forget(self) -> Dialogue:
        """
        Delete what the CRM has left in Chrome, once, also if Chrome was away. Cards wait for that.

        Tabs are closed before, for their pages may be given a session again. What is asked for by
        another change of operators meanwhile comes after it.
        """
        is_early = self._delete_at is not None
        if is_early or self._to_forget is None or self._deletion is not None:
            return
        origins, self._to_forget = sorted(self._to_forget), None
        deletion = self._deletion = _Deletion(origins, self._turn.now + _SECONDS_TO_ANSWER)
        yield from self._unless_refused(self._delete_data(deletion))
        if self._deletion is not deletion:
            return  # Too late: another operator may have logged in to the CRM.
        # Last: a page that is being closed may still be given a session by a late answer.
        yield from self._unless_refused(iter(Storage.clear_cookies()))
        if self._deletion is deletion:
            self._deletion = None
            yield from self._go_on()

    def _delete_data(self, deletion: _Deletion) -> Dialogue:
        """
        Delete databases and the like. Raises CallFailed.

        They are known to a tab only, so that one is made for it. Its page is asked nothing: it may
        crash, or hang.
        """
        deletion.target = yield from Target.create_target(OURS)
        try:
            session = yield from Target.attach_to_target(deletion.target)
            if self._deletion is deletion:
                deletion.session = session
                yield from together(*(Storage.clear_data(session, o) for o in deletion.origins))
        finally:
            self._begin(Tab.closing(deletion.target))

    def _unless_refused(self, steps: Dialogue) -> Dialogue:
        try:
            yield from steps
        except CallFailed as failure:
            self._turn.say(f"{failure}. {_NOT_FORGOTTEN}")

    def _give_up(self, deletion: _Deletion) -> None:
        """Chrome never answers if the operator has closed the tab of the deletion, for one."""
        self._turn.say(f"Chrome does not say that it has deleted all. {_NOT_FORGOTTEN}")
        self._begin(self._unless_refused(iter(Storage.clear_cookies())))
        self._deletion = None
        if deletion.session:
            self._abandon(deletion.session)
        self._begin(self._go_on())

    def _go_on(self) -> Dialogue:
        yield from self._forget() if self._to_forget is not None else self._serve_line()

    def _greet(self) -> Dialogue:
        yield from Target.set_discover_targets("page")
        yield from self._go_on()

    def _open(self, place: _Place) -> None:
        """Show the card in the waiting tab, or else as soon as a tab has been made for it."""
        if self._connection is None or place.is_in_line:
            return
        is_behind = place.card.command.focus in MARKED
        if self._line or is_behind or self._is_forgetting or not self._waiting.is_there:
            self._queue(place)
            self._begin(self._serve_line())
        elif (sending := self._sending(place)) and (tab := self._waiting.take()):
            self._lost = 0
            self._begin(self._fill(place, CardTab(tab, self._pages, sending)))

    def _queue(self, place: _Place) -> None:
        place.is_in_line = True
        self._line.append(place)

    def _serve_line(self) -> Dialogue:
        """
        Make a tab for each card in line, a few at a time.

        Which card gets it is seen when it is there: a newer one may have come meanwhile.
        """
        if self._makers == MOST_MAKERS or self._is_forgetting:
            return
        self._makers += 1
        try:
            yield from self._make_tabs()
        finally:
            self._makers -= 1
        if not self._line and self._next_at is None:
            yield from self._waiting.prepare()

    def _make_tabs(self) -> Dialogue:
        while len(self._line) >= self._makers and not self._is_forgetting:
            try:
                tab = (yield from self._ready()) or (yield from self._new())
            except CallFailed as failure:
                if failure.is_forbidden:
                    break  # Another way may show it.
                self._lost += 1
                if failure.code == NO_SUCH_TARGET and self._lost <= _LOSSES_TO_GIVE_UP:
                    continue  # The tab was lost while it was made.
                self._fail_next(failure.said)
                continue
            self._lost = 0
            if not self._line or self._is_forgetting:
                self._begin(tab.close())
                return
            place = self._take_next()
            if sending := self._sending(place):
                self._begin(self._fill(place, CardTab(tab, self._pages, sending)))
            else:
                self._begin(tab.close())

    def _new(self) -> Steps[Tab]:
        return Tab.new(self._making, self._turn)

    def _ready(self) -> Steps[Tab | None]:
        """Take the waiting tab, if it is there and the next card may have it."""
        if self._next_in_line().card.command.focus not in MARKED:
            return self._waiting.take()
        return (yield from self._waiting.take_unseen())

    def _take_next(self) -> _Place:
        place = self._next_in_line()
        self._line.remove(place)
        place.is_in_line = False
        return place

    def _fail_next(self, reason: Said) -> None:
        if self._line:
            self._take(self._take_next(), Failed(On.CHROME_REFUSED, reason))

    def _next_in_line(self) -> _Place:
        """The operator needs the newest now; what was there already comes last, in its order."""
        return max(self._line, key=lambda place: place.card.urgency)

    def _sending(self, place: _Place) -> Sending | None:
        """Make the card's first request, now; tell where that cannot be done."""
        sending = Sending(place.card.command.url, self._turn)
        try:
            sending.prepare()
        except RequestError as error:
            self._take(place, Failed(On.UNASKABLE, error.said))
            return None
        return sending

    def _fill(self, place: _Place, tab: CardTab) -> Dialogue:
        place.tab = tab
        self._next_at = self._turn.now + _SECONDS_TO_LOAD
        self._in_front = place.card.give_way(self._in_front)
        self._take(place, On.ASKED)
        if place.card.command.focus in MARKED:
            self._mark(place)
        self._begin(tab.name(place.card.command))
        yield from self._hold(place, tab, tab.show(place.card.command))
        yield from tab.behind()
        yield from WaitingTab.silence(tab.tab)

    def _close(self, place: _Place, tab: CardTab) -> Dialogue:
        """
        Close the tab unless text would be lost, or the card is wanted again by now.

        `Target.closeTarget` asks no `beforeunload`: what is typed would be lost in silence.
        """
        self._closing.add(tab.tab.target)
        is_typed = yield from tab.is_typed_in()
        is_wanted = not place.card.is_ending and place.card.state is not State.NONE
        if is_typed is False and not is_wanted:
            yield from tab.tab.close()
            return
        self._end_closing(tab.tab.target)
        if is_typed and place.tab is tab:
            self._take(place, On.KEPT)

    def _end_closing(self, target: TargetId) -> None:
        """A tab that was to be closed is gone, kept or crashed."""
        is_last = self._closing == {target}
        self._closing.discard(target)
        if is_last and self._delete_at is not None:
            self._delete_at = self._turn.now + _SECONDS_TO_SETTLE

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

    def _notice_in_tab(self, place: _Place, tab: CardTab, event: EventInTab) -> None:
        match event:
            case Page.FrameNavigated():
                if event.frame == tab.tab.frame:
                    tab.is_put_aside = False
                    self._take(place, Moved(tab.documents.begin(event.loader)))
            case Page.FrameStartedNavigating():
                if event.frame == tab.tab.frame:
                    tab.sending.started(event)
                    tab.documents.started(event)
            case Page.FrameRequestedNavigation():
                if event.frame == tab.tab.frame:
                    tab.documents.is_leaving |= event.is_here
            case Page.NavigatedWithinDocument():
                self._move_within(place, tab, event)
            case Page.DomContentEventFired():
                tab.is_to_be_met = True
                self._begin(tab.forget_before())
                self._begin(self._look(place, tab))
            case Page.LoadEventFired():
                self._take(place, On.DOCUMENT)
                self._prepare_next()
            case Fetch.RequestPaused():
                self._begin(self._hold(place, tab, tab.pass_on(event)))

    def _move_within(
        self, place: _Place, tab: CardTab, moved: Page.NavigatedWithinDocument
    ) -> None:
        """A page of one document moves on by its address alone."""
        if moved.frame != tab.tab.frame:
            return
        if tab.documents.is_followed:
            tab.documents.is_followed = False
            self._take(place, Moved(Whose.OPERATOR))
        self._take(place, On.DOCUMENT)

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
        elif told.payload == "followed":
            place.tab.documents.is_followed = True
        elif told.payload == "touched":
            place.tab.documents.is_touched = True
            self._take(place, On.TOUCHED)
        elif told.payload == "seen":
            place.tab.is_unseen = False

    def _gone(self, target: TargetId) -> None:
        self._end_closing(target)
        if (making := self._making.get(target)) and making[0]:
            self._abandon(making[0])
        if self._deletion is not None and self._deletion.target == target:
            self._give_up(self._deletion)
        if self._waiting.is_in(target) and (waiting := self._waiting.take()):
            # Another one at once would not let the operator close Chrome.
            self._abandon(waiting.session)
        place = self._place_of(target=target)
        if place and place.tab:
            self._abandon(place.tab.tab.session)
            if self._is_put_aside(place):
                self._begin(self._follow(place, place.tab))
            else:
                self._take(place, On.GONE)

    def _is_put_aside(self, place: _Place) -> bool:
        """Chrome has thrown the page away to save memory; its tab goes on by another id."""
        created, at = self._newest
        return created.title == place.card.command.title and self._turn.now - at < _AT_ONCE

    def _follow(self, place: _Place, old: CardTab) -> Dialogue:
        target, held = self._newest[0].target, list[Verb]()
        place.held = held
        try:
            session = yield from Target.attach_to_target(target)
        except CallFailed:
            place.held = None
            self._take(place, On.MISSING if held else On.GONE)
            return
        tab = Tab(target, session, FrameId(target))  # A tab's own frame has its id.
        place.tab, place.held = CardTab(tab, self._pages, old.sending, is_put_aside=True), None
        if Verb.OPEN in held:  # It was missed by its old id, and comes up in another tab.
            self._begin(tab.close())
        else:
            self._begin(self._hold(place, place.tab, place.tab.follow(place.card.command)))
            if place.card.is_ending and Verb.CLOSE not in held:
                held.append(Verb.CLOSE)  # What was asked of the page before is lost with it.
        for verb in held:
            self._carry_out(verb, place)

    def _crashed(self, target: TargetId) -> None:
        self._end_closing(target)
        if self._waiting.is_in(target) and (waiting := self._waiting.take()):
            self._abandon(waiting.session)
            self._begin(waiting.close())
            self._begin(self._waiting.prepare())
        if target in self._making:
            self._lost += bool(self._making[target][0])  # Or else it cannot be attached to.
            self._lose(target, said("chrome.crashes"))
        place = self._place_of(target=target)
        if place and (tab := place.tab):
            self._abandon(tab.tab.session)
            tab.is_looking = False
            is_ending = place.card.is_ending  # What was typed in it is lost.
            if not is_ending:
                self._take(place, On.CRASHED)
            if is_ending or place.tab is not tab:
                self._begin(tab.tab.close())  # The card begins anew in another one.

    def _lose_what_is_silent(self) -> None:
        """A page that hangs from the beginning answers nothing. Chrome itself may be well."""
        silent: list[TargetId] = []
        for target, (session, since) in self._making.items():
            seconds = self._turn.now - since - _SECONDS_TO_ANSWER
            if seconds > SECONDS_OVERSLEPT:
                self._making[target] = session, self._turn.now
            elif seconds >= 0:
                silent.append(target)
        self._lost += bool(silent)
        for target in silent:
            self._lose(target, said("chrome.pipe_silent"))

    def _lose(self, target: TargetId, reason: Said) -> None:
        """A page has crashed, or hangs, before its tab was made: let another one be made."""
        session, _ = self._making.pop(target)
        if self._waiting.is_in(target):
            self._waiting.take()
        self._begin(Tab.closing(target))
        if not session:
            return
        if self._lost > _LOSSES_TO_GIVE_UP:
            self._fail_next(reason)
        self._abandon(session)
        if self._lost <= _LOSSES_TO_GIVE_UP:
            self._begin(self._waiting.prepare())

    def _abandon(self, session: SessionId) -> None:
        """Chrome may never answer what was under way. A card in line may have waited for that."""
        if self._connection is None:
            return
        self._connection.abandon(session)
        if self._line:
            self._begin(self._serve_line())

    def _place_of(
        self, *, target: TargetId | None = None, session: SessionId | None = None
    ) -> _Place | None:
        for place in self._places.values():
            tab = place.tab.tab if place.tab else None
            if tab and (tab.target == target or tab.session == session):
                return place
        return None
