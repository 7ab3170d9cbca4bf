"""
Which driver shows the cards: the one of `Chrome.Driver`, or with `auto` the best that works.

The pipe comes first, then the extension, then Chrome's command line. A driver is left when it says
why it is hopeless, and what it was asked to show is asked of the next. The last one is never left,
but an extension that comes later takes over from the command line.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import Event, TabClosed
from chatplugin.domain.trouble import Incident
from chatplugin.ports import Driver, Say
from chatplugin.wire.signals import BrowserGone, FromBrowser, FromRelay, Happened, Inbox

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

    `hopeless` then says why and what to do; it is empty otherwise.
    """

    @property
    def hopeless(self) -> str: ...


Candidates = Mapping[ChromeDriver, Callable[[], Candidate]]
"""How to make each driver. Nothing of one is loaded before it is made."""


class ChosenDriver:
    """Shows cards by the driver of the settings, or by the first that is not hopeless."""

    def __init__(self, candidates: Candidates, inbox: Inbox, *, say: Say) -> None:
        self._candidates = candidates
        self._inbox = inbox
        self._say = say
        self._settings = ChromeSettings()
        self._left: list[ChromeDriver] = []
        self._used: Candidate | None = None
        self._expected: Candidate | None = None
        self._open: dict[ContactId, RaiseTab] = {}
        self._page = ""
        self._said = ""

    @property
    def pid(self) -> int | None:
        return self._used.pid if self._used is not None else None

    def start(self, settings: ChromeSettings) -> None:
        self._settings = settings
        is_free = settings.driver is ChromeDriver.AUTO
        self._left = list(ORDER) if is_free else [settings.driver]
        self._used = self._started(self._left.pop(0))
        self._leave_the_hopeless()

    def raise_tab(self, command: RaiseTab) -> None:
        if self._used is None:
            return
        if self._left:
            self._open[command.contact_id] = command
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
            if isinstance(answer, TabClosed):
                self._open.pop(answer.contact_id, None)
        self._leave_the_hopeless()
        self._welcome(signal)
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
            self._say(f"{reason}. Cards are shown by {_IN_WORDS[name]} from now on")
            self._inbox.put(Happened(Incident.EVERYDAY))
            self._used = self._started(name)
            for command in self._open.values():
                self._used.raise_tab(command)
            if not self._left:
                self._open.clear()
                self._expected = self._started(ChromeDriver.EXTENSION)
        self._say_once(self._used.hopeless if self._used is not None else "")

    def _say_once(self, reason: str) -> None:
        if reason and reason != self._said:
            self._say(reason)
        self._said = reason

    def _welcome(self, signal: FromBrowser) -> None:
        """An extension that comes late takes over, once it has introduced itself."""
        if self._expected is None or self._used is None:
            return
        self._expected.receive(signal)
        if isinstance(signal, FromRelay) and not self._expected.hopeless:
            self._used.close()
            self._used, self._expected = self._expected, None
            name = _IN_WORDS[ChromeDriver.EXTENSION]
            self._say(f"The extension is there. Cards are shown by {name} from now on")
