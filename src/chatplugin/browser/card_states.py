"""
The whole life of a card in a browser, as one table: its states, its timers, what is done in each.

All that affects the machine stands here, and the picture of it in `docs/explanation/` is drawn from
here. What an event of the browser means for a card is read in `browser.cards`; which way leads to
the browser is known to neither.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

SECONDS_TO_SLOW = 10.0
"""After the CRM was asked. Most operators reach for the reload button sooner."""

SECONDS_TO_DRAW = 10.0
"""After a document has arrived, for a CRM whose script draws a login that nothing tells of."""

SECONDS_AT_LOGIN = 2.0
"""Between two looks at a login: a page of one document changes without a word."""

SECONDS_TO_REST = 1.0
"""After a login has led somewhere: its next step may be on the way."""

BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds to the next attempt; the last one counts for all later ones."""


class State(StrEnum):
    """Where a card is in its life."""

    NONE = "no card"
    WAITING = "waiting for a tab"
    OPENING = "opening"
    """Its first request is under way; the tab is the card's own as soon as that is answered."""

    ASKING = "asked for again"
    ARRIVING = "arrived"
    """A document is there; a login may take its place, until the operator's first own step."""

    RETRYING = "in trouble"
    CHECKING = "attempt due"
    """Whether the failure still stands is looked at before the CRM is asked again."""

    STUCK = "stuck"
    """Chrome shows an error that no attempt mends. What takes its place is looked at."""

    LOGIN = "at a login"
    LOGGED_IN = "after a login"
    """The card, or a page with nothing to fill in, is there. It may still go on by itself."""

    ELSEWHERE = "at another page"
    """The card is offered to the operator. He asks for it, or his next step ends the offer."""

    REFUSED = "refused"
    SETTLED = "settled"
    """The tab is the operator's and the CRM's. It is not looked at any more."""

    CRASHED = "crashed for good"


class On(StrEnum):
    """What may happen to a card."""

    RAISED = "raised"
    WANTED = "wanted in front"
    HINTED = "wanted behind"
    ENDED = "to be closed"
    WOKEN = "time is up"

    ASKED = "CRM asked"
    PLACED = "tab opened"
    UNASKABLE = "cannot be asked for"
    CHROME_REFUSED = "Chrome refused"
    NOT_ASKED = "text is typed in it"

    ANSWERED = "document there"
    NET_ERROR = "net error"
    LASTING_ERROR = "lasting net error"
    ABORTED = "navigation overtaken"
    """The operator has gone elsewhere before the CRM has answered."""

    NO_PAGE = "no page came"

    DOCUMENT = "new document"
    LOGIN_MOVED = "login moved on"
    TAKEN = "operator went on"
    FINE = "no trouble seen"
    FAILURE = "failure seen"
    LOGIN_PAGE = "login seen"
    REFUSAL = "refusal seen"
    STANDS = "failure stands"
    CARD_AGAIN = "card seen"
    CARD_WENT_ON = "card went on"
    """A new document, or another address, after the card was seen: the second runs on."""

    PAST_LOGIN = "another page seen"
    LANDED = "landed elsewhere"
    STEP = "another step seen"
    TOUCHED = "key or button pressed"

    ACTIVATED = "in front"
    MISSING = "tab missing"
    GONE = "tab gone"
    EMPTY_GONE = "empty tab gone"
    """No page has come into it. That is told already."""

    KEPT = "closing refused"
    CRASHED = "page crashed"
    CRASHED_AGAIN = "crashed too often"
    BROWSER_GONE = "Chrome gone"


class Verb(StrEnum):
    """What is to be done in the browser. Whoever does it tells what became of it."""

    OPEN = "open"
    """Open the card in a tab of its own: ASKED or PLACED, and then what has come of it."""

    NAVIGATE = "ask the CRM"
    """Ask for the card in its tab: what has come of it."""

    ACTIVATE = "activate"
    """Bring the tab to the front: ACTIVATED or MISSING."""

    MARK = "mark"
    """Say in the tab's title that the operator has not seen the card, until it is seen."""

    LOOK = "look"
    """See what is in the tab: `Seen`, or nothing if it is on its way to another document."""

    CLOSE = "close"
    """Close the tab, unless something is typed in it: GONE or KEPT."""

    SHOW_PAGE = "show page"
    """Have the operator's page there: it says why the operator waits."""


class Tell(StrEnum):
    """What the desk is told."""

    SHOWN = "tell shown"
    """Unless a trouble is told that is not over yet: an error page is an answer, too."""

    RECOVERED = "tell shown again"
    SLOW = "tell slow"
    TROUBLE = "tell trouble"
    FAILED = "tell failed"
    KEPT = "tell kept"
    CLOSED = "tell closed"


class _Step(Struct, frozen=True):
    """A field of the table. Without `to`, the card stays in its state, and its timer runs on."""

    to: State | None
    do: tuple[Verb | Tell, ...]


def _go(to: State, *do: Verb | Tell) -> _Step:
    return _Step(to, do)


def _stay(*do: Verb | Tell) -> _Step:
    return _Step(None, do)


_ASK = _go(State.ASKING, Verb.NAVIGATE)
_OPEN = _go(State.WAITING, Verb.OPEN)

WITH_A_TAB: Mapping[On, _Step] = {
    On.WANTED: _stay(Verb.ACTIVATE),
    On.HINTED: _stay(Verb.MARK),
    On.ENDED: _stay(Verb.CLOSE),
    On.KEPT: _stay(Tell.KEPT),
    On.GONE: _go(State.NONE, Tell.CLOSED),
    On.EMPTY_GONE: _go(State.NONE, Tell.CLOSED),
    On.MISSING: _OPEN,
    On.BROWSER_GONE: _OPEN,
    On.CRASHED: _ASK,
    On.CRASHED_AGAIN: _go(State.CRASHED),
    On.PLACED: _go(State.ASKING),
    On.UNASKABLE: _go(State.SETTLED, Tell.FAILED),
    On.NOT_ASKED: _go(State.SETTLED),
    On.CHROME_REFUSED: _stay(Tell.FAILED),
}
"""What holds in every state in which the card has a tab, unless its own line says otherwise."""

_ANSWERS: Mapping[On, _Step] = {
    On.ANSWERED: _go(State.ARRIVING, Tell.SHOWN),
    On.NET_ERROR: _go(State.RETRYING, Tell.TROUBLE),
    On.LASTING_ERROR: _go(State.STUCK, Tell.TROUBLE),
    On.ABORTED: _go(State.SETTLED, Tell.FAILED),
    On.NO_PAGE: _go(State.STUCK, Tell.TROUBLE),
    On.WOKEN: _stay(Tell.SLOW, Verb.SHOW_PAGE),
}
_SIGHTS: Mapping[On, _Step] = {
    On.DOCUMENT: _stay(Verb.LOOK),
    On.TAKEN: _go(State.SETTLED, Tell.RECOVERED),
    On.FINE: _go(State.ARRIVING, Tell.RECOVERED),
    On.LOGIN_PAGE: _go(State.LOGIN, Tell.TROUBLE),
    On.REFUSAL: _go(State.REFUSED, Tell.TROUBLE),
    On.LANDED: _go(State.ELSEWHERE, Tell.TROUBLE),
}
_FAILURE: Mapping[On, _Step] = {On.FAILURE: _go(State.RETRYING, Tell.TROUBLE)}
_WHEN_WANTED: Mapping[On, _Step] = {On.ACTIVATED: _stay(Verb.LOOK), On.STANDS: _ASK}
_AT_LOGIN: Mapping[On, _Step] = {
    **_WHEN_WANTED,
    On.DOCUMENT: _go(State.LOGIN, Verb.LOOK),
    On.WOKEN: _stay(Verb.LOOK),
    On.STEP: _go(State.LOGIN),
    On.CARD_AGAIN: _go(State.SETTLED, Tell.RECOVERED),
    On.LANDED: _go(State.ELSEWHERE, Tell.TROUBLE),
}

OWN: Mapping[State, Mapping[On, _Step]] = {
    State.NONE: {On.RAISED: _OPEN},
    State.WAITING: {
        On.WANTED: _stay(Verb.OPEN),
        On.ASKED: _go(State.OPENING),
        On.PLACED: _go(State.ASKING),
        On.GONE: _go(State.NONE, Tell.CLOSED),
        On.UNASKABLE: _go(State.NONE, Tell.FAILED),
        On.CHROME_REFUSED: _go(State.NONE, Tell.FAILED),
    },
    State.OPENING: {
        **_ANSWERS,
        On.NO_PAGE: _go(State.NONE, Verb.CLOSE, Tell.TROUBLE),
        On.CHROME_REFUSED: _go(State.NONE, Tell.FAILED),
        On.CRASHED: _OPEN,
        On.CRASHED_AGAIN: _go(State.NONE, Tell.FAILED),
    },
    State.ASKING: _ANSWERS,
    State.ARRIVING: {
        **_SIGHTS,
        **_FAILURE,
        **_WHEN_WANTED,
        On.WOKEN: _stay(Verb.LOOK),
        On.TOUCHED: _stay(Verb.LOOK),
        On.LOGIN_MOVED: _go(State.LOGIN),
    },
    State.RETRYING: {
        **_SIGHTS,
        On.WOKEN: _go(State.CHECKING, Verb.LOOK),
        On.ACTIVATED: _go(State.CHECKING, Verb.LOOK),
    },
    State.CHECKING: {**_SIGHTS, **_WHEN_WANTED},
    State.STUCK: {**_SIGHTS, **_FAILURE, **_WHEN_WANTED, On.EMPTY_GONE: _go(State.NONE)},
    State.LOGIN: {
        **_AT_LOGIN,
        On.CARD_AGAIN: _go(State.LOGGED_IN),
        On.PAST_LOGIN: _go(State.LOGGED_IN),
    },
    State.LOGGED_IN: {
        **_AT_LOGIN,
        On.CARD_WENT_ON: _stay(Verb.LOOK),
        On.PAST_LOGIN: _ASK,
    },
    State.ELSEWHERE: {
        **_WHEN_WANTED,
        On.DOCUMENT: _stay(Verb.LOOK),
        On.TAKEN: _go(State.SETTLED, Tell.RECOVERED),
        On.CARD_AGAIN: _go(State.SETTLED, Tell.RECOVERED),
        On.LOGIN_PAGE: _go(State.LOGIN, Tell.TROUBLE),
    },
    State.REFUSED: _WHEN_WANTED,
    State.SETTLED: _WHEN_WANTED,
    State.CRASHED: {On.ACTIVATED: _ASK},
}
"""What each state has for itself. What stands in neither table changes nothing."""

WITHOUT_A_TAB = frozenset({State.NONE, State.WAITING})
NOT_ITS_OWN = WITHOUT_A_TAB | {State.OPENING}
"""The states in which a card has no tab that could be closed yet."""

TABLE: Mapping[State, Mapping[On, _Step]] = {
    state: own if state in WITHOUT_A_TAB else {**WITH_A_TAB, **own} for state, own in OWN.items()
}

WATCHED = frozenset(state for state, steps in TABLE.items() if On.DOCUMENT in steps)
"""The states in which a new document in the tab is worth a look."""

CHANGING = frozenset({State.ARRIVING, State.LOGIN, State.LOGGED_IN, State.ELSEWHERE})
"""The states in which a page may have become another one without a new document."""

BEING_ASKED = frozenset({State.OPENING, State.ASKING})

TIMERS: Mapping[State, tuple[float, ...]] = {
    State.OPENING: (SECONDS_TO_SLOW,),
    State.ASKING: (SECONDS_TO_SLOW,),
    State.ARRIVING: (SECONDS_TO_DRAW,),
    State.LOGIN: (SECONDS_AT_LOGIN,),
    State.LOGGED_IN: (SECONDS_TO_REST,),
    State.RETRYING: BACK_OFF,
}
"""Seconds that a state lasts, the first time and after each attempt. The others have no timer."""
