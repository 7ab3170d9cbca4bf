"""A play: what happens to a card, and what must come of it, line by line."""

from collections.abc import Sequence

from chatplugin.browser.card_states import State
from chatplugin.browser.cards import Action, Card, CardEvent


class Playbook:
    """
    `play >> event` lets something happen, `play << action` is what must come of it.

    Several actions stand in a tuple, nothing as `()`; a number of seconds lets time pass, and a
    state is what the card must be in. Whatever a play does not expect must not come.
    """

    def __init__(self, card: Card, now: float = 0.0) -> None:
        self.card = card
        self.now = now
        self._came: list[Action] = []

    def __rshift__(self, event: CardEvent | float) -> "Playbook":
        assert self._came == [], f"nobody expected {self._came}"
        if isinstance(event, float):
            self.now += event
        else:
            self._came = self.card.take(event, self.now)
        return self

    def __lshift__(self, expected: Action | State | Sequence[Action]) -> "Playbook":
        if isinstance(expected, State):
            assert self.card.state is expected
            return self
        actions = list(expected) if isinstance(expected, tuple) else [expected]
        assert self._came == actions
        self._came = []
        return self

    def __bool__(self) -> bool:
        assert self._came == [], f"nobody expected {self._came}"
        return True
