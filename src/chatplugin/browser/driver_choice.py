"""
Which driver shows the cards: the one of `Chrome.Driver`, or with `auto` the best that works.

The pipe comes first, then the extension, then Chrome's command line. A driver is left when it says
why it cannot show cards, and what it was asked to show is asked of the next. The last one is never
left, but an extension that comes later takes over from the command line. When the settings change,
all begins anew, but not before the cards are closed that would end with the driver (decisions 0403,
0405).
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from chatplugin.browser.devtools.own_chrome import OwnChrome
from chatplugin.browser.devtools.tab import Pages
from chatplugin.browser.driver import (
    BrowserSignal,
    DriverCommand,
    DriverUsed,
    EverydayChromeNotOpened,
    FromRelay,
    Instant,
    OpenEverydayChrome,
    Reply,
    ShowPage,
    Turn,
)
from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.domain.contact import CardId
from chatplugin.domain.errors import RequestError
from chatplugin.domain.events import (
    CardShown,
    CardTroubled,
    CloseTab,
    Focus,
    Incident,
    PopFailed,
    RaiseTab,
    TabClosed,
)
from chatplugin.domain.request import WITHOUT_FORMS, Asking
from chatplugin.sentences import said

ORDER = (ChromeDriver.PIPE, ChromeDriver.EXTENSION, ChromeDriver.COMMAND)

_IN_WORDS = {
    ChromeDriver.PIPE: "Chrome's pipe",
    ChromeDriver.EXTENSION: "Chrome's extension",
    ChromeDriver.COMMAND: "Chrome's command line",
}
WHAT_IT_CANNOT_DO = said("chrome.command_line")
"""Chrome's command line."""

_WAITS = (
    "The settings of Chrome have changed. They count as soon as the cards are closed "
    "that are open in ChatPlugin's own Chrome"
)


class Way(Protocol):
    """
    One way to Chrome, which shares a turn with whoever chooses it.

    `obstacle` says why it cannot show cards, and what to do; it is empty otherwise. `is_idle` says
    that it may be stopped without an open card that would go with it. `due` is when `tick` is.
    """

    @property
    def obstacle(self) -> str: ...
    @property
    def is_idle(self) -> bool: ...
    @property
    def due(self) -> float | None: ...
    def start(self, settings: ChromeSettings, /) -> None: ...
    def do(self, command: DriverCommand, /) -> None: ...
    def receive(self, signal: BrowserSignal, /) -> None: ...
    def tick(self) -> None: ...
    def flush(self) -> None:
        """Order what has to be written, after all else of a turn is done."""

    def stop(self) -> None: ...


Ways = Mapping[ChromeDriver, Callable[[Turn], Way]]
"""How to make each. Nothing of one is loaded before it is made."""


def ways(pages: Pages) -> Ways:
    """Return the real ones; *pages* is what runs in tabs of our own Chrome."""
    return {
        ChromeDriver.PIPE: lambda turn: OwnChrome(pages, turn),
        ChromeDriver.EXTENSION: _everyday_chrome,
        ChromeDriver.COMMAND: CommandLine,
    }


def _everyday_chrome(turn: Turn) -> Way:
    # Loaded only where it is used: the service starts sooner without it.
    from chatplugin.browser.extension.everyday_chrome import EverydayChrome  # noqa: PLC0415

    return EverydayChrome(turn)


class DriverChoice:
    """
    Shows cards by the driver of the settings, or by the first that has no obstacle.

    Each call is a turn of its own, and returns all that has come of it.
    """

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._turn = Turn()
        self._settings = ChromeSettings()
        self._wanted: ChromeSettings | None = None
        self._left: list[ChromeDriver] = []
        self._used: Way | None = None
        self._name = ChromeDriver.AUTO
        self._expected: Way | None = None
        self._unshown: dict[CardId, RaiseTab] = {}
        self._page = ShowPage("")
        self._said = ""
        self._reason = ""

    @property
    def used(self) -> DriverUsed:
        """The driver that shows the cards now, and why."""
        obstacle = self._used.obstacle if self._used is not None else ""
        return DriverUsed(self._name, self._settings.driver, self._reason, obstacle)

    def ask_by(self, asking: Asking) -> None:
        """Ask CRMs by *asking* from now on."""
        self._turn.asking = asking

    def use(self, settings: ChromeSettings, instant: Instant) -> Reply:
        """Show cards by *settings*. Once one does, others count as soon as no work is lost."""
        self._turn.instant = instant
        if self._used is None:
            self._begin(settings)
            return self._end()
        self._wanted = settings if settings != self._settings else None
        self._go_over()
        if self._wanted:
            self._turn.say(_WAITS)
        return self._end()

    def do(self, command: DriverCommand, instant: Instant) -> Reply:
        self._turn.instant = instant
        match command:
            case ShowPage():
                self._page = command
            case RaiseTab(card) if self._used and self._name is not ChromeDriver.COMMAND:
                self._unshown[card] = command
            case RaiseTab() | CloseTab():
                pass
        if self._used is not None:
            self._used.do(command)
        return self._end()

    def receive(self, signal: BrowserSignal, instant: Instant) -> Reply:
        self._turn.instant = instant
        if self._used is not None:
            self._used.receive(signal)
        if self._expected is not None:
            self._expected.receive(signal)
            self._welcome(signal)
        return self._end()

    def tick(self, instant: Instant) -> Reply:
        self._turn.instant = instant
        if self._used is not None:
            self._used.tick()
        return self._end()

    def close(self) -> Reply:
        """Let all go; the desk is closed."""
        self._stop()
        return self._turn.end(None)

    def _end(self) -> Reply:
        """End a turn: this is the one place where it is seen to what any call may have brought."""
        self._note_what_is_shown()
        self._leave_those_with_an_obstacle()
        self._go_over()
        for driver in filter(None, (self._used, self._expected)):
            driver.flush()
        return self._turn.end(self._used.due if self._used else None)

    def _note_what_is_shown(self) -> None:
        for event in self._turn.events:
            if isinstance(event, CardShown | CardTroubled | PopFailed | TabClosed):
                self._unshown.pop(event.card, None)

    def _begin(self, settings: ChromeSettings) -> None:
        self._settings, self._wanted, self._reason = settings, None, ""
        is_free = settings.driver is ChromeDriver.AUTO
        self._left = list(ORDER) if is_free else [settings.driver]
        self._use(self._left.pop(0))

    def _go_over(self) -> None:
        """Begin anew with the settings that are wanted, if nothing is lost by it."""
        if self._wanted and self._used and self._used.is_idle:
            self._stop()
            self._turn.say("The settings of Chrome have changed: they count from now on")
            self._begin(self._wanted)

    def _use(self, name: ChromeDriver) -> None:
        self._used, self._name = self._started(name), name
        for command in self._unshown.values():
            self._used.do(command)
        if name is ChromeDriver.COMMAND:  # It tells nothing of what became of them.
            self._unshown.clear()

    def _started(self, name: ChromeDriver) -> Way:
        driver = self._ways[name](self._turn)
        driver.start(self._settings)
        driver.do(self._page)
        return driver

    def _stop(self) -> None:
        for driver in filter(None, (self._used, self._expected)):
            driver.stop()
        self._used = self._expected = None

    def _leave_those_with_an_obstacle(self) -> None:
        while self._used is not None and self._used.obstacle and self._left:
            reason, name = self._used.obstacle, self._left.pop(0)
            self._used.stop()
            self._reason = reason
            sentence = f"{reason}. Cards are shown by {_IN_WORDS[name]} from now on"
            self._turn.say(sentence, Incident.EVERYDAY)
            self._use(name)
            if not self._left:
                self._expected = self._started(ChromeDriver.EXTENSION)
        self._say_once(self._used.obstacle if self._used is not None else "")

    def _say_once(self, reason: str) -> None:
        if reason and reason != self._said:
            self._turn.say(reason)
        self._said = reason

    def _welcome(self, signal: BrowserSignal) -> None:
        """An extension that comes late takes over, once it has introduced itself."""
        if self._expected is None or self._used is None:
            return
        if isinstance(signal, FromRelay) and not self._expected.obstacle:
            self._used.stop()
            self._used, self._name = self._expected, ChromeDriver.EXTENSION
            self._expected = None
            name = _IN_WORDS[ChromeDriver.EXTENSION]
            self._turn.say(f"The extension is there. Cards are shown by {name} from now on")


class CommandLine:
    """
    Opens each card that is raised in a new tab of Chrome, by `chrome URL`.

    It cannot hold a title, show the same card again without a second tab, keep a card behind the
    operator's work, close a tab or learn that one was closed or failed. It says so once, and never
    claims that a card was shown. A form it cannot send at all, so it refuses such a card.
    """

    obstacle = ""
    is_idle = True  # Chrome stays when it ends.
    due = None

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._settings = ChromeSettings()

    def start(self, settings: ChromeSettings) -> None:
        self._settings = settings
        self._turn.say(str(WHAT_IT_CANNOT_DO))

    def do(self, command: DriverCommand) -> None:
        """There is no waiting tab, and no tab that could be closed: cards are opened only."""
        # Chrome has outlived the service that opened what is restored.
        if isinstance(command, RaiseTab) and command.focus is not Focus.RESTORED:
            self._open(command)

    def receive(self, signal: BrowserSignal) -> None:
        if isinstance(signal, EverydayChromeNotOpened) and signal.card is not None:
            self._turn.tell(PopFailed(signal.card, signal.reason))

    def tick(self) -> None:
        """Nothing is ever due."""

    def flush(self) -> None:
        """Nothing waits to be said."""

    def stop(self) -> None:
        """Chrome is the operator's own, and stays."""

    def _open(self, command: RaiseTab) -> None:
        card = command.card
        try:
            request = self._turn.request(command.url)
            if request.form is not None:
                raise RequestError(WITHOUT_FORMS.format("Chrome's command line"))
        except RequestError as error:
            self._turn.tell(PopFailed(card, str(error)))
        else:
            self._turn.order(OpenEverydayChrome(self._settings, (request.url,), card))
