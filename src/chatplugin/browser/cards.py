"""
A card in a browser: what happens to it goes in as events, what is to be done comes out.

Its life is the table of `browser.card_states`; here stands what an event means for a card, and what
has to be kept for that. Which way leads to the browser is not known here: `browser.devtools` and
`browser.extension` carry out the verbs, and tell what became of them. Times are in seconds that
only grow.
"""

from enum import Enum, auto
from heapq import heappop, heappush
from itertools import count
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.browser.card_states import (
    BEING_ASKED,
    NOT_ITS_OWN,
    TABLE,
    TIMERS,
    WATCHED,
    WITHOUT_A_TAB,
    On,
    State,
    Tell,
    Verb,
)
from chatplugin.domain.events import (
    MARKED,
    Again,
    BrowserEvent,
    CardShown,
    CardTroubled,
    Focus,
    PopFailed,
    RaiseTab,
    TabClosed,
    TabKept,
    Trouble,
)
from chatplugin.sentences import Said, said

MOST_RETURNS = 2
"""Times that the card's address is asked for again after a login."""

MOST_CRASHES = 3
"""Times that a page may crash and is asked for again."""

ABORTED = "net::ERR_ABORTED"
_NAMED = "net::"
"""What the names of Chrome's errors begin with."""


class Sight(Struct, frozen=True):
    """What is in a card's tab. `status` is that of HTTP, 0 where none is known."""

    is_error_page: bool
    """Whether it is Chrome's own error page."""

    status: int
    asks_password: bool
    is_card: bool
    """Whether the address is the card's, whatever has become of its fragment."""

    is_at_crm: bool
    """Whether scheme, host and port are the card's."""

    is_typed: bool
    is_to_fill: bool = False
    """Whether something can be filled in, or the answer of a login server is being taken in."""

    is_start: bool = False
    """Whether the tab has come to a start page of the CRM instead of the card."""

    is_reload: bool = False
    """Whether it was loaded again where it stood."""

    @staticmethod
    def read(value: Any) -> "Sight | None":
        """Return what `pages/look.js` has found; None if a document was gone in the meantime."""
        try:
            return Sight(
                is_error_page=bool(value["isErrorPage"]),
                status=int(value["status"]),
                asks_password=bool(value["asksPassword"]),
                is_card=bool(value["isCard"]),
                is_at_crm=bool(value["isAtCrm"]),
                is_typed=bool(value["isTyped"]),
                is_to_fill=bool(value.get("isToFill")),
                is_start=bool(value.get("isStart")),
                is_reload=bool(value.get("isReload")),
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            return None

    @property
    def is_failure(self) -> bool:
        return self.is_error_page or self.status >= 500

    @property
    def is_refusal(self) -> bool:
        """Whether the CRM does not accept this card: its signature may be too old, for one."""
        return self.is_card and 400 <= self.status < 500

    @property
    def is_login(self) -> bool:
        """A card with a field for a password is no login, unless the CRM says that it is none."""
        return self.asks_password and (not self.is_card or self.status in {401, 403})


UNSEEN = Sight(
    is_error_page=False,
    status=0,
    asks_password=False,
    is_card=False,
    is_at_crm=False,
    is_typed=False,
)
"""A page that nobody may look into."""

ERROR_PAGE = replace(UNSEEN, is_error_page=True)


class Whose(Enum):
    """Who has led a card's tab to the document that is in it."""

    OURS = auto()
    """The card was asked for, or what had come of that was loaded again."""

    PAGE = auto()
    """A script, or a redirection of the page that was there: a login may begin like that."""

    FORM = auto()
    """What the operator has sent, or a script after his hand: a login goes on like that."""

    OPERATOR = auto()
    """A link, an address. Like FORM it is never judged, and never navigated away."""


class Raised(Struct, frozen=True):
    """The desk wants the card. `turn` counts what it has wanted before, for all cards."""

    focus: Focus
    turn: int = 0


class Answered(Struct, frozen=True):
    """Chrome has answered a navigation; `error` is Chrome's name for what went wrong."""

    error: str = ""


class Moved(Struct, frozen=True):
    """Another document takes the place of what was in the tab."""

    whose: Whose


class Seen(Struct, frozen=True):
    """The tab was looked into."""

    sight: Sight


class Failed(Struct, frozen=True):
    """`on` has happened because of `reason`, which has no personal data."""

    on: On
    reason: Said


CardEvent = On | Raised | Answered | Moved | Seen | Failed
Action = Verb | BrowserEvent


class _Fact(Struct, frozen=True):
    """An event as the table knows it, with what the desk is told of it."""

    on: On
    trouble: Trouble | None = None
    detail: str = ""
    reason: Said | None = None
    """Why Chrome shows no card at all; `trouble` is the CRM's."""


class Card(Struct):
    """One card. `due` is when it has to take WOKEN; None if nothing is awaited."""

    command: RaiseTab
    state: State = State.NONE
    due: float | None = None
    is_signed: bool = False
    """Whether the CRM is asked by a signature, or a form, which is another each time."""

    is_ending: bool = False
    """It is to be closed, as soon as its tab is there where it has none yet."""

    urgency: int = 0
    """When it was wanted, until that is done: the newest card comes first."""

    turn: int = 0
    """What counts up with each wish for a card: of two the newer one has the higher."""

    _trouble: Trouble | None = None
    _again: Again = Again.BY_ITSELF
    _whose: Whose = Whose.OURS
    _is_signing_in: bool = False
    _is_touched: bool = False
    """Whether the operator has pressed a key or a button in what is in the tab."""

    _has_seen_card: bool = False
    """Whether a login has led to the card itself: what comes then may be the operator's doing."""

    _has_left_login: bool = False
    """Whether the operator has gone on by himself from where a login was asked for."""

    _is_wanted: bool = False
    """Whether the operator wants another attempt, if the next look finds a failure."""

    _attempts: int = 0
    _returns: int = 0
    _crashes: int = 0

    @property
    def is_watched(self) -> bool:
        """Whether a new document in the tab is worth a look."""
        return self.state in WATCHED

    def give_way(self, newest: "Card | None") -> "Card | None":
        """
        Stay behind the *newest* card that has come to the front, whichever gets its tab first.

        Return the one that is in front from now. To one that has failed, or is closed, no other
        gives way.
        """
        if self.command.focus is not Focus.FRONT:
            return newest
        if newest is None or newest.state is State.NONE or newest.turn <= self.turn:
            return self
        self.command = replace(self.command, focus=Focus.KEPT)
        return newest

    def take(self, event: CardEvent, now: float) -> list[Action]:
        """Take in *event* and return what is to be done and told, in order."""
        fact = self._read(event)
        step = TABLE[self.state].get(fact.on) if fact else None
        if event is On.WOKEN:
            self.due = None
        if fact is None or step is None:
            return []
        before = self.state
        if step.to is not None:
            self._enter(step.to, now)
        actions: list[Action] = []
        for do in step.do:
            actions += [do] if isinstance(do, Verb) else self._tell(do, fact)
        return [*actions, *self._closing(before)]

    def _enter(self, state: State, now: float) -> None:
        seconds = TIMERS.get(state)
        self.state = state
        self.urgency = self.urgency if state in WITHOUT_A_TAB else 0
        self.due = now + seconds[min(self._attempts, len(seconds) - 1)] if seconds else None
        if state is State.RETRYING:
            self._attempts += 1
        elif state in BEING_ASKED:
            self._whose, self._is_signing_in = Whose.OURS, False
            self._has_left_login = self._has_seen_card = self._is_touched = False
            self._again = Again.BY_ITSELF

    def _closing(self, before: State) -> list[Action]:
        is_there = before in NOT_ITS_OWN and self.state not in NOT_ITS_OWN
        return [Verb.CLOSE] if is_there and self.is_ending else []

    def _tell(self, tell: Tell, fact: _Fact) -> list[Action]:
        card = self.command.card
        match tell:
            case Tell.SHOWN:
                return self._recover() if self._trouble in {None, Trouble.SLOW} else []
            case Tell.RECOVERED:
                return self._recover() if self._trouble is not None else []
            case Tell.SLOW:
                return self._tell_trouble(Trouble.SLOW, "") if self._trouble is None else []
            case Tell.TROUBLE:
                return self._tell_trouble(fact.trouble, fact.detail)
            case Tell.FAILED:
                return [PopFailed(card, fact.reason)] if fact.reason else []
            case Tell.KEPT:
                return [TabKept(card)]
            case Tell.CLOSED:
                return [TabClosed(card)]

    def _recover(self) -> list[Action]:
        self._trouble, self._again, self._attempts = None, Again.BY_ITSELF, 0
        return [CardShown(self.command.card)]

    def _tell_trouble(self, trouble: Trouble | None, detail: str) -> list[Action]:
        """It is told once for each kind of trouble."""
        if trouble is None or trouble is self._trouble:
            return []
        self._trouble = trouble
        return [CardTroubled(self.command.card, trouble, detail)]

    def _read(self, event: CardEvent) -> _Fact | None:
        match event:
            case On.ENDED | On.KEPT:
                return self._read_ending(event)
            case On.BROWSER_GONE | On.MISSING:
                return self._read_loss(event)
            case On.DOCUMENT if self.state is State.LOGGED_IN and self._has_seen_card:
                return _Fact(On.CARD_WENT_ON)
            case On.CRASHED:
                return self._read_crash()
            case On.ACTIVATED:
                return self._read_activation()
            case On():
                self._is_touched |= event is On.TOUCHED
                return _Fact(event)
            case Raised(focus, turn):
                return self._read_raised(focus, turn)
            case Answered(error):
                return self._read_answer(error)
            case Moved(whose):
                return self._read_move(whose)
            case Seen(sight):
                return self._read_sight(sight)
            case Failed(on, reason):
                return _Fact(on, reason=reason)

    def _read_ending(self, on: On) -> _Fact | None:
        """A card to be closed comes up behind. One that is kept may be wanted again by now."""
        was_ending, self.is_ending = self.is_ending, on is On.ENDED
        if self.is_ending and self.state in WITHOUT_A_TAB:
            self.command = replace(self.command, focus=Focus.KEPT)
        is_news = self.state not in NOT_ITS_OWN if self.is_ending else was_ending
        return _Fact(on) if is_news else None

    def _read_loss(self, on: On) -> _Fact:
        """A card that was to be closed is gone with its tab or Chrome. Another one comes back."""
        is_there = self.state not in NOT_ITS_OWN
        if self.is_ending and (is_there or on is On.BROWSER_GONE):
            return _Fact(On.GONE)
        if on is On.BROWSER_GONE and is_there:
            # The operator has seen it, and may be at other work when Chrome is back.
            self.command = replace(self.command, focus=Focus.UNCHANGED)
            self.urgency = 0
        return _Fact(on)

    def _read_crash(self) -> _Fact:
        """A page that crashed has lost what was typed in it: show the card again, a few times."""
        self._crashes += 1
        on = On.CRASHED if self._crashes <= MOST_CRASHES else On.CRASHED_AGAIN
        return _Fact(on, reason=said("chrome.crashes"))

    def _read_activation(self) -> _Fact | None:
        """The operator who wants a card that is in trouble wants another attempt."""
        if self.state is not State.CRASHED:
            is_odd = self._trouble is not None or self.is_signed
            self._is_wanted = is_odd and self.state not in BEING_ASKED
            if not self._is_wanted:
                return None
        return _Fact(On.ACTIVATED)

    def _read_raised(self, focus: Focus, turn: int) -> _Fact | None:
        self.is_ending = False
        if focus is not Focus.UNCHANGED:  # That it is accepted as well makes it no newer.
            self.turn = self.urgency = turn
        if self.state is State.NONE:
            return _Fact(On.RAISED)
        if focus is Focus.UNCHANGED:
            return None
        self.command = replace(self.command, focus=focus)
        return _Fact(On.HINTED if focus in MARKED else On.WANTED)

    def _read_answer(self, error: str) -> _Fact:
        if not error:
            return _Fact(On.ANSWERED)
        if error == ABORTED:  # A file, an answer without a page, an address of another program.
            self._again = Again.WHEN_WANTED
            return _Fact(On.NO_PAGE, Trouble.NO_PAGE)
        trouble, self._again = Trouble.of_net_error(error, self.command.url)
        on = On.NET_ERROR if self._again is Again.BY_ITSELF else On.LASTING_ERROR
        # What is no name of an error is the extension's, which has not heard one.
        return _Fact(on, trouble, error if error.startswith(_NAMED) else "")

    def _read_move(self, whose: Whose) -> _Fact | None:
        """
        Whether the operator has left the card by this move.

        Where a login was asked for, a password manager or a script may have filled it in before
        the page could be looked at. Where the CRM has sent Chrome to another server, the operator
        is on the way through a login: a password may be asked for on its next page.
        """
        if self.state in BEING_ASKED:
            return None  # The answer to our own asking is still to come.
        self._is_touched = False
        is_by_hand = whose in {Whose.FORM, Whose.OPERATOR}
        if is_by_hand and self._is_signing_in:
            whose, is_by_hand = Whose.PAGE, False
        if whose is not Whose.PAGE or self._whose is Whose.OURS:
            self._whose = whose
        if whose is not Whose.OURS and self._trouble is Trouble.LOGIN:
            self._has_left_login |= whose is Whose.OPERATOR
            return _Fact(On.LOGIN_MOVED)
        return _Fact(On.TAKEN) if is_by_hand else None

    def _read_sight(self, sight: Sight) -> _Fact | None:
        is_wanted, self._is_wanted = self._is_wanted, False
        if (is_wanted or self.state is State.CHECKING) and self._stands(sight):
            return _Fact(On.STANDS)
        if self.state in {State.LOGIN, State.LOGGED_IN}:
            return self._read_login(sight)
        if self.state is State.ELSEWHERE:
            return self._read_elsewhere(sight)
        is_known = sight.is_error_page if self.state is State.STUCK else sight.is_failure
        if is_known and self.state is not State.ARRIVING:
            return None
        return self._judge(sight) if self.is_watched else None

    def _stands(self, sight: Sight) -> bool:
        """Whether *sight* is what another attempt may end, and nothing is lost by it."""
        if self.state is State.ELSEWHERE:
            is_free = not (sight.is_typed and sight.is_to_fill)
            return is_free and not sight.asks_password and not sight.is_card
        if sight.is_typed or self._whose is Whose.OPERATOR or self._again is Again.NEVER:
            return False
        is_ours = self._whose is Whose.OURS
        may_pass = self._trouble is Trouble.REFUSED or (self.is_signed and is_ours)
        return sight.is_failure or (sight.is_refusal and may_pass)

    def _judge(self, sight: Sight) -> _Fact | None:
        """Only what came of our own asking may be a failure; a login may come by a script."""
        is_ours = self._whose is Whose.OURS
        has_come_back = self._is_signing_in and sight.is_at_crm
        self._is_signing_in = not sight.is_at_crm and not sight.is_failure
        if sight.is_error_page and is_ours:
            return _Fact(On.FAILURE, Trouble.UNREACHABLE)
        if sight.status >= 500 and is_ours:
            return _Fact(On.FAILURE, Trouble.ERROR, str(sight.status))
        if sight.is_login:
            return _Fact(On.LOGIN_PAGE, Trouble.LOGIN)
        if sight.status >= 400 and is_ours:
            return _Fact(On.REFUSAL, Trouble.REFUSED, str(sight.status))
        is_landing = sight.is_start and (is_ours or has_come_back)
        if is_landing and self._trouble is not Trouble.ELSEWHERE:
            return _Fact(On.LANDED, Trouble.ELSEWHERE)
        if self._is_touched and not self._is_signing_in:
            return _Fact(On.TAKEN)
        return _Fact(On.FINE) if self._trouble is not None else None

    def _read_login(self, sight: Sight) -> _Fact | None:
        """
        A login is over at a page of the CRM with nothing to fill in, once that has stayed a while.

        The card is not asked for by itself where the operator has gone on by himself, or may have:
        he can work in a card that is there.
        """
        if sight.asks_password or not sight.is_at_crm:
            self._has_left_login = self._has_seen_card = False
        if sight.asks_password or sight.is_failure or not sight.is_at_crm:
            return _Fact(On.STEP)
        if sight.is_card and not sight.is_refusal:
            self._has_seen_card = True
            is_to_rest = self.state is State.LOGGED_IN and self.due is not None
            return None if is_to_rest else _Fact(On.CARD_AGAIN)
        has_left = self._has_left_login or self._has_seen_card
        is_done = has_left or sight.is_typed or self._returns >= MOST_RETURNS
        if is_done or (sight.is_start and sight.is_to_fill):
            return _Fact(On.LANDED, Trouble.ELSEWHERE)
        if sight.is_to_fill:
            return _Fact(On.STEP)
        if self.state is State.LOGGED_IN:
            if self.due is not None:
                return None
            self._returns += 1
        return _Fact(On.PAST_LOGIN)

    def _read_elsewhere(self, sight: Sight) -> _Fact | None:
        if sight.is_login:
            self._has_seen_card = False
            return _Fact(On.LOGIN_PAGE, Trouble.LOGIN)
        is_there = sight.is_card and not sight.is_failure and not sight.is_refusal
        return _Fact(On.CARD_AGAIN) if is_there else None


class Timers:
    """
    Which cards have to take WOKEN, and when: of a thousand that wait, the next is known at once.

    A card's own `due` counts. What stands here and is not that any more is left out.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Card]] = []
        self._numbers = count()

    @property
    def due(self) -> float | None:
        """When the next card is to be woken; None if none is."""
        heap = self._heap
        while heap and heap[0][2].due != heap[0][0]:
            heappop(heap)
        return heap[0][0] if heap else None

    def take(self, card: Card, event: CardEvent, now: float) -> list[Action]:
        """Let *card* take in *event*, as `Card.take` does, and keep when it is to be woken."""
        before = card.due
        actions = card.take(event, now)
        if card.due is not None and card.due != before:
            heappush(self._heap, (card.due, next(self._numbers), card))
        return actions

    def take_due(self, now: float) -> list[Card]:
        """Return the cards that have to take WOKEN *now*, each once."""
        cards = []
        while (due := self.due) is not None and due <= now:
            card = heappop(self._heap)[2]
            card.due = None
            cards.append(card)
        return cards
