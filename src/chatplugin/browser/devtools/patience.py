"""
How long a silent Chrome is waited for, and what is done at the end of each wait.

A Chrome that is slow is not killed soon: it may hold a form that is half filled in (decision 0004).
"""

from collections.abc import Mapping
from enum import Enum, auto

from msgspec import Struct

SECONDS_TO_FIRST_ANSWER = 10.0
"""A cold Chrome on a slow disk takes its time; one whose policy forbids debugging is silent."""

SECONDS_TO_QUESTION = 1.0
"""A navigation is answered when the CRM answers: silence alone says nothing about Chrome."""

SECONDS_TO_COMPLAINT = 1.0
"""After a question that any Chrome answers at once."""

SECONDS_TO_KILL = 20.0
"""After the complaint. A Chrome that has said nothing for so long will not come back."""

LAUNCHES_TO_GIVE_UP = 3
"""That end without a word. The profile may be held by a Chrome that takes no orders from us."""

FIRST_BACK_OFF = 0.3
LONGEST_BACK_OFF = 30.0


class Mood(Enum):
    """How far patience with a silent Chrome has gone."""

    NEVER_HEARD = auto()
    CALM = auto()
    ASKED = auto()
    COMPLAINED = auto()


class Measure(Enum):
    """What is done when patience with a Chrome has come to its next end."""

    ASK = auto()
    """A question that any Chrome answers at once."""

    COMPLAIN = auto()
    GIVE_UP = auto()
    """End it; it is not known that this Chrome could be spoken to at all."""

    KILL = auto()


class _Wait(Struct, frozen=True):
    seconds: float
    measure: Measure
    then: Mood


WAITS: Mapping[Mood, _Wait] = {
    Mood.NEVER_HEARD: _Wait(SECONDS_TO_FIRST_ANSWER, Measure.GIVE_UP, Mood.NEVER_HEARD),
    Mood.CALM: _Wait(SECONDS_TO_QUESTION, Measure.ASK, Mood.ASKED),
    Mood.ASKED: _Wait(SECONDS_TO_COMPLAINT, Measure.COMPLAIN, Mood.COMPLAINED),
    Mood.COMPLAINED: _Wait(SECONDS_TO_KILL, Measure.KILL, Mood.COMPLAINED),
}


class Patience(Struct):
    """The patience with one Chrome, which has owed an answer since `since`."""

    since: float
    mood: Mood = Mood.NEVER_HEARD

    @property
    def due(self) -> float:
        """When it comes to an end, if Chrome owes an answer."""
        return self.since + WAITS[self.mood].seconds

    def hear(self, now: float) -> bool:
        """Chrome has said something; return whether that was complained of before."""
        was_complained_of = self.mood is Mood.COMPLAINED
        self.mood, self.since = Mood.CALM, now
        return was_complained_of

    def lose(self, now: float) -> Measure:
        """A wait is over; return what is to be done."""
        wait = WAITS[self.mood]
        self.mood, self.since = wait.then, now
        return wait.measure


class BackOff(Struct):
    """Pauses between attempts, in seconds: each is twice the one before, up to the longest."""

    first: float
    longest: float
    _next: float = 0.0

    def pause(self) -> float:
        """Return the pause before the next attempt."""
        pause = max(self._next, self.first)
        self._next = min(pause * 2, self.longest)
        return pause

    def reset(self) -> None:
        self._next = self.first
