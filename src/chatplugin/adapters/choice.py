"""
Which driver shows the cards: the one of `Chrome.Driver`, or with `auto` the best that works.

The pipe comes first, then the extension, then Chrome's command line. A driver is left when it says
why it is hopeless, and what it was asked to show is asked of the next. The last one is never left,
but an extension that comes later takes over from the command line.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import Event, TabClosed
from chatplugin.ports import Driver, Say
from chatplugin.wire.signals import BrowserGone, FromBrowser

ORDER = (ChromeDriver.PIPE, ChromeDriver.EXTENSION, ChromeDriver.COMMAND)

_IN_WORDS = {
    ChromeDriver.PIPE: "Chrome's pipe",
    ChromeDriver.EXTENSION: "Chrome's extension",
    ChromeDriver.COMMAND: "Chrome's command line",
}


class Candidate(Driver, Protocol):
    """A driver that knows when it cannot show cards: `hopeless` says why, and is empty before."""

    @property
    def hopeless(self) -> str: ...


Candidates = Mapping[ChromeDriver, Callable[[], Candidate]]
"""How to make each driver. Nothing of one is loaded before it is made."""


class ChosenDriver:
    """Shows cards by the driver of the settings, or by the first that is not hopeless."""

    def __init__(self, candidates: Candidates, *, say: Say) -> None:
        self._candidates = candidates
        self._say = say
        self._settings = ChromeSettings()
        self._left = list(ORDER)
        self._used: Candidate | None = None
        self._open: dict[ContactId, RaiseTab] = {}
        self._page = ""

    def start(self, settings: ChromeSettings) -> None:
        self._settings = settings
        is_free = settings.driver is ChromeDriver.AUTO
        self._left = list(ORDER) if is_free else [settings.driver]
        self._use_next()
        self._leave_the_hopeless()

    def raise_tab(self, command: RaiseTab) -> None:
        if self._left:
            self._open[command.contact_id] = command
        if self._used:
            self._used.raise_tab(command)

    def close_tab(self, contact_id: ContactId) -> None:
        if self._used:
            self._used.close_tab(contact_id)

    def show_page(self, model: str) -> None:
        self._page = model
        if self._used:
            self._used.show_page(model)

    def receive(self, signal: FromBrowser) -> Sequence[Event]:
        answers = self._used.receive(signal) if self._used else []
        for answer in answers:
            if isinstance(answer, TabClosed):
                self._open.pop(answer.contact_id, None)
        self._leave_the_hopeless()
        return answers

    def lose(self, signal: BrowserGone) -> None:
        if self._used:
            self._used.lose(signal)
        self._leave_the_hopeless()

    def next_look(self) -> float | None:
        return self._used.next_look() if self._used else None

    def attend(self) -> None:
        if self._used:
            self._used.attend()
        self._leave_the_hopeless()

    def close(self) -> None:
        if self._used:
            self._used.close()

    def _leave_the_hopeless(self) -> None:
        while self._used and self._used.hopeless and self._left:
            reason = self._used.hopeless
            self._used.close()
            self._use_next()
            self._say(f"{reason}. Cards are shown by {_IN_WORDS[self._name]} from now on")
            for command in self._open.values():
                self._used.raise_tab(command)
        if not self._left:
            self._open.clear()

    def _use_next(self) -> None:
        self._name = self._left.pop(0)
        self._used = self._candidates[self._name]()
        self._used.start(self._settings)
        self._used.show_page(self._page)
