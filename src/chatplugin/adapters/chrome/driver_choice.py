"""
Which driver shows the cards: the one of `Chrome.Driver`, or with `auto` the best that works.

The pipe comes first, then the extension, then Chrome's command line. A driver is left when it says
why it is hopeless, and what it was asked to show is asked of the next. The last one is never left,
but an extension that comes later takes over from the command line. When the settings change, all
begins anew, but not before the cards are closed that would end with the driver.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from chatplugin.adapters.chrome.driver_context import DriverContext
from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import CardShown, CardTroubled, Event, Incident, PopFailed, TabClosed
from chatplugin.service.ports import Driver
from chatplugin.service.signals import BrowserGone, FromBrowser, FromRelay

log = logging.getLogger(__name__)

ORDER = (ChromeDriver.PIPE, ChromeDriver.EXTENSION, ChromeDriver.COMMAND)

_IN_WORDS = {
    ChromeDriver.PIPE: "Chrome's pipe",
    ChromeDriver.EXTENSION: "Chrome's extension",
    ChromeDriver.COMMAND: "Chrome's command line",
}


class Candidate(Driver, Protocol):
    """
    A driver that knows when it cannot show cards.

    `hopeless` then says why and what to do; it is empty otherwise. `is_idle` says that it may be
    closed without an open card that would go with it.
    """

    @property
    def hopeless(self) -> str: ...
    @property
    def is_idle(self) -> bool: ...


Candidates = Mapping[ChromeDriver, Callable[[], Candidate]]
"""How to make each driver. Nothing of one is loaded before it is made."""


class ChosenDriver:
    """Shows cards by the driver of the settings, or by the first that is not hopeless."""

    def __init__(self, candidates: Candidates, around: DriverContext) -> None:
        self._candidates = candidates
        self._around = around
        self._settings = ChromeSettings()
        self._wanted: ChromeSettings | None = None
        self._left: list[ChromeDriver] = []
        self._used: Candidate | None = None
        self._name = ChromeDriver.AUTO
        self._expected: Candidate | None = None
        self._unshown: dict[ContactId, RaiseTab] = {}
        self._page = ""
        self._said = ""

    @property
    def pid(self) -> int | None:
        return self._used.pid if self._used is not None else None

    def start(self, settings: ChromeSettings) -> None:
        if self._used is None:
            self._begin(settings)
            return
        self._wanted = settings if settings != self._settings else None
        self._go_over()
        if self._wanted:
            self._around.say(
                "The settings of Chrome have changed. They count as soon as the cards are closed "
                "that are open in ChatPlugin's own Chrome"
            )

    def raise_tab(self, command: RaiseTab) -> None:
        if self._used is None:
            return
        if self._name is not ChromeDriver.COMMAND:  # It tells nothing of what became of them.
            self._unshown[command.contact_id] = command
        self._used.raise_tab(command)

    def close_tab(self, contact_id: ContactId) -> None:
        if self._used is not None:
            self._used.close_tab(contact_id)

    def show_page(self, model: str) -> None:
        self._page = model
        if self._used is not None:
            self._used.show_page(model)

    def receive(self, signal: FromBrowser) -> Sequence[Event]:
        if self._used is None:
            return []
        answers = self._used.receive(signal)
        for answer in answers:
            if isinstance(answer, CardShown | CardTroubled | PopFailed | TabClosed):
                self._unshown.pop(answer.contact_id, None)
        self._leave_the_hopeless()
        self._welcome(signal)
        self._go_over()
        return answers

    def lose(self, signal: BrowserGone) -> None:
        for driver in filter(None, (self._used, self._expected)):
            driver.lose(signal)
        self._leave_the_hopeless()

    def next_look(self) -> float | None:
        return self._used.next_look() if self._used is not None else None

    def attend(self) -> None:
        if self._used is not None:
            self._used.attend()
            self._leave_the_hopeless()

    def close(self) -> None:
        for driver in filter(None, (self._used, self._expected)):
            driver.close()

    def _begin(self, settings: ChromeSettings) -> None:
        self._settings, self._wanted = settings, None
        is_free = settings.driver is ChromeDriver.AUTO
        self._left = list(ORDER) if is_free else [settings.driver]
        self._use(self._left.pop(0))
        self._leave_the_hopeless()

    def _go_over(self) -> None:
        """Begin anew with the settings that are wanted, if nothing is lost by it."""
        if self._wanted and self._used and self._used.is_idle:
            self.close()
            self._expected = None
            self._around.say("The settings of Chrome have changed: they count from now on")
            self._begin(self._wanted)

    def _use(self, name: ChromeDriver) -> None:
        self._used, self._name = self._started(name), name
        for command in self._unshown.values():
            self._used.raise_tab(command)
        if name is ChromeDriver.COMMAND:
            self._unshown.clear()

    def _started(self, name: ChromeDriver) -> Candidate:
        driver = self._candidates[name]()
        driver.start(self._settings)
        log.info("Made ready to show cards: %s", _IN_WORDS[name])
        driver.show_page(self._page)
        return driver

    def _leave_the_hopeless(self) -> None:
        while self._used is not None and self._used.hopeless and self._left:
            reason, name = self._used.hopeless, self._left.pop(0)
            self._used.close()
            sentence = f"{reason}. Cards are shown by {_IN_WORDS[name]} from now on"
            self._around.complain(Incident.EVERYDAY, sentence)
            self._use(name)
            if not self._left:
                self._expected = self._started(ChromeDriver.EXTENSION)
        self._say_once(self._used.hopeless if self._used is not None else "")

    def _say_once(self, reason: str) -> None:
        if reason and reason != self._said:
            self._around.say(reason)
        self._said = reason

    def _welcome(self, signal: FromBrowser) -> None:
        """An extension that comes late takes over, once it has introduced itself."""
        if self._expected is None or self._used is None:
            return
        self._expected.receive(signal)
        if isinstance(signal, FromRelay) and not self._expected.hopeless:
            self._used.close()
            self._used, self._name = self._expected, ChromeDriver.EXTENSION
            self._expected = None
            name = _IN_WORDS[ChromeDriver.EXTENSION]
            self._around.say(f"The extension is there. Cards are shown by {name} from now on")
