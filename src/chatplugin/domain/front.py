"""
When a card comes to the front: at once, or as soon as the operator's hands rest.

A window that comes up under the hands takes what is typed, and the next click. Its card loads at
once all the same, behind, and its tab is marked.
"""

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.domain.contact import CardId
from chatplugin.domain.events import Event, Focus, PopFailed, PopsPaused, RaiseTab, TabClosed

SECONDS_OF_REST = 0.4
"""Between two keys of a slow typist there is less."""

SECONDS_TO_WAIT = 5.0
"""A customer waits, too."""


class _Held(Struct, frozen=True):
    """A card that is to come to the front: not before `due`, unless it was held long enough."""

    command: RaiseTab
    due: float
    latest: float


class Front:
    """
    The one card that waits for a pause; a newer one takes its place.

    Times are in seconds that only grow. `rest` is for how many seconds keyboard and mouse have
    rested; None where that is not known, and then nothing waits.
    """

    def __init__(self) -> None:
        self._held: _Held | None = None

    @property
    def due(self) -> float | None:
        """When `wake` is to be called; None if no card waits."""
        return self._held.due if self._held else None

    def take(self, command: RaiseTab, now: float, rest: float | None) -> RaiseTab:
        """Return *command* as it is to be carried out now."""
        match command.focus:
            case Focus.IN_A_PAUSE if rest is not None and rest < SECONDS_OF_REST:
                latest = self._held.latest if self._held else now + SECONDS_TO_WAIT
                self._hold(command, now, rest, latest)
                return replace(command, focus=Focus.FLASH)
            case Focus.IN_A_PAUSE | Focus.FRONT:
                self._held = None
                return replace(command, focus=Focus.FRONT)
            case Focus.FLASH | Focus.KEPT | Focus.UNCHANGED:
                return command

    def wake(self, now: float, rest: float | None) -> RaiseTab | None:
        """Return the card that comes to the front now; None if there is none yet."""
        held = self._held
        if held is None or now < held.due:
            return None
        if rest is not None and rest < SECONDS_OF_REST and now < held.latest:
            self._hold(held.command, now, rest, held.latest)
            return None
        self._held = None
        return replace(held.command, focus=Focus.FRONT)

    def follow(self, event: Event) -> None:
        """A card that is gone must not be opened again, and in a pause none comes up."""
        if isinstance(event, TabClosed | PopFailed):
            self.forget(event.card)
        elif isinstance(event, PopsPaused):
            self._held = None

    def forget(self, card: CardId) -> None:
        if self._held and self._held.command.card == card:
            self._held = None

    def _hold(self, command: RaiseTab, now: float, rest: float, latest: float) -> None:
        self._held = _Held(command, min(now + SECONDS_OF_REST - rest, latest), latest)
