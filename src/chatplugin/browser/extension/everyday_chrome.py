"""
The operator's everyday Chrome: our extension shows the cards in it, or Chrome's command line.

What is said to the extension is decided in `browser.extension.tabs`; here relays come and go, and
Chrome is opened when a card is to be shown and no extension is there. It is never ended: it is the
operator's own.
"""

from chatplugin import __version__
from chatplugin.browser.driver import (
    SECONDS_OVERSLEPT,
    BrowserSignal,
    ChromeGone,
    ChromeStarted,
    CloseDoor,
    DoorOpened,
    DriverCommand,
    FromChrome,
    FromRelay,
    OpenDoor,
    OpenEverydayChrome,
    PolicyFound,
    RelayGone,
    RelayHere,
    SendToRelay,
    ShowPage,
    TaskFailed,
    Turn,
    earliest,
)
from chatplugin.browser.extension.tabs import FORGETS_NOTHING, ExtensionTabs
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.contact import CardId
from chatplugin.domain.errors import ProtocolError, RequestError, back_off
from chatplugin.domain.events import (
    CloseTab,
    Focus,
    ForgetLogins,
    Incident,
    PopFailed,
    RaiseTab,
    TabKept,
)
from chatplugin.sentences import Said, said

SECONDS_TO_OPEN_CHROME = 1.5
"""An extension that was only restarted is back within half a second."""

SECONDS_TO_GIVE_UP = 15.0
"""After Chrome was opened for it: a cold Chrome on a slow disk takes its time."""

SECONDS_TO_COMPLAINT = 5.0
SECONDS_TO_TRY_AGAIN = 60.0

_SECONDS_TO_THE_DOOR = 1.0
_LONGEST_TO_THE_DOOR = 30.0
"""What is in the way of a door, such as a full disk, may go at any time."""

WHAT_IT_CANNOT_DO = said("chrome.command_line")
"""Chrome's command line."""

_NO_TITLE = (
    "A card's tab has the page's own title, because the extension may not enter the page. Pack it "
    "with this --host, too"
)
_KEPT_OUT = (
    "The policy ExtensionSettings (runtime_blocked_hosts) keeps the extension out of the CRM's "
    "pages: a card's tab has the page's own title, and is never closed, for text may be typed in "
    "it. Add the CRM to runtime_allowed_hosts"
)
_NO_CLOSING = (
    "Chrome's command line closes no tab, whatever TabReuse, OnEnd and MaxTabs say: with"
    " TabReuse=all, too, each card opens in a tab of its own"
)
_NOT_REGISTERED = said("chrome.no_relay")
_NOT_THERE = said("extension.not_there")
_SILENT = "The extension in Chrome does not answer. The card comes up when it does"


class EverydayChrome:
    """
    Shows cards through the extension.

    If several Chromes or profiles carry the extension, the first that came shows all cards, and the
    next takes over when it goes. `obstacle` says why no card can be shown for now.
    """

    is_idle = True  # Chrome stays when it ends, and the cards with it.

    def __init__(self, turn: Turn) -> None:
        self._tabs = ExtensionTabs(__version__, turn)
        self._turn = turn
        self._settings = ChromeSettings()
        self._relays: list[int] = []
        self._patience_ends: float | None = None
        self._door_at: float | None = None
        self._door_failures = 0
        self._has_opened_chrome = False
        self._has_complained = False
        self._has_told_of_titles = False
        self.obstacle: Said | None = None

    @property
    def is_ready(self) -> bool:
        return self._tabs.is_introduced

    @property
    def due(self) -> float | None:
        return earliest(self._patience_ends, self._door_at, self._tabs.due)

    def start(self, settings: ChromeSettings) -> None:
        """Wait for the extension. Chrome is opened only when a card is to be shown."""
        self._settings = settings
        self._turn.order(OpenDoor(settings))

    def do(self, command: DriverCommand) -> None:
        self._tabs.do(command)
        is_for_now = not isinstance(command, ShowPage) and self._tabs.has_due_cards
        if is_for_now and not self._tabs.is_introduced and self._patience_ends is None:
            self._wait(SECONDS_TO_OPEN_CHROME)

    def receive(self, signal: BrowserSignal) -> None:
        match signal:
            case DoorOpened(is_known, forbidden):
                self._door_failures = 0
                self.obstacle = forbidden if is_known else _NOT_REGISTERED
            case TaskFailed(OpenDoor(), reason):
                self.obstacle = reason
                self._open_door_later()
            case TaskFailed(OpenEverydayChrome(), reason):
                self.obstacle = reason
            case RelayHere(relay):
                self._relays.append(relay)
                if self._relays == [relay]:
                    self._tabs.connected()
            case FromRelay(relay, message) if self._relays[:1] == [relay]:
                self._take_in(message)
            case RelayGone(relay) if relay in self._relays:
                self._lose(relay)
            case FromRelay() | RelayGone():
                pass  # Another relay waits for its turn.
            case PolicyFound() | ChromeStarted() | FromChrome() | ChromeGone() | TaskFailed():
                pass  # Another way's business.

    def tick(self) -> None:
        """Do what has become due: open Chrome, complain of a silent extension, ask a CRM again."""
        self._tabs.tick()
        if self._door_at is not None and self._door_at <= self._turn.now:
            self._door_at = None
            self._turn.order(OpenDoor(self._settings))
        if self._patience_ends is None or self._turn.now < self._patience_ends:
            return
        if self._turn.now - self._patience_ends > SECONDS_OVERSLEPT:
            self._wait(SECONDS_TO_COMPLAINT)
            return
        self._patience_ends = None
        if self._relays:
            self._has_complained = True
            self._turn.say(_SILENT, Incident.SILENT)
        elif not self._has_opened_chrome:
            self._has_opened_chrome = True
            self._wait(SECONDS_TO_GIVE_UP)
            self._turn.order(OpenEverydayChrome(self._settings))
        else:
            self._give_up()

    def flush(self) -> None:
        for message in self._tabs.take_outgoing():
            self._turn.order(SendToRelay(self._relays[0], message))
        if self._relays and self._tabs.is_waiting and self._patience_ends is None:
            self._wait(SECONDS_TO_COMPLAINT)

    def stop(self) -> None:
        self._turn.order(CloseDoor())

    def _lose(self, relay: int) -> None:
        """The extension will be back by itself, if its Chrome still runs."""
        was_used = self._relays[0] == relay
        self._relays.remove(relay)
        if not was_used:
            return
        self._tabs.disconnected()
        self._patience_ends = None
        if self._relays:
            self._tabs.connected()
        elif self._tabs.has_due_cards:
            self._wait(SECONDS_TO_OPEN_CHROME)

    def _take_in(self, message: bytes) -> None:
        if self._has_complained:
            self._has_complained = False
            self._turn.say("The extension in Chrome answers again")
        self._patience_ends = None
        try:
            self._tabs.receive(message)
        except ProtocolError as error:
            self._misunderstand(error)
        if self._tabs.has_missed_a_title and not self._has_told_of_titles:
            self._has_told_of_titles = True
            sentence = _KEPT_OUT if self._tabs.is_kept_out_by_policy else _NO_TITLE
            self._turn.say(sentence, Incident.KEPT_OUT)
        if self._tabs.is_introduced:
            self.obstacle = None
            self._has_opened_chrome = False

    def _misunderstand(self, error: ProtocolError) -> None:
        if self._tabs.is_introduced:
            self._turn.say(str(error))
        else:
            is_known = error.said.code == "extension.protocol"
            self.obstacle = error.said if is_known else said("extension.unclear")

    def _give_up(self) -> None:
        """For now: as soon as the extension is there, all cards are shown."""
        self._has_opened_chrome = False
        self._wait(SECONDS_TO_TRY_AGAIN)
        if not self._door_failures:
            self.obstacle = _NOT_THERE

    def _open_door_later(self) -> None:
        """The extension cannot come by itself while its door is shut."""
        self._door_failures += 1
        pause = back_off(_SECONDS_TO_THE_DOOR, self._door_failures, _LONGEST_TO_THE_DOOR)
        self._door_at = self._turn.now + pause

    def _wait(self, seconds: float) -> None:
        self._patience_ends = self._turn.now + seconds


class CommandLine:
    """
    Opens each card that is raised in a new tab of Chrome, by `chrome URL`.

    It cannot hold a title, show the same card again without a second tab, keep a card behind the
    operator's work, close a tab or learn that one was closed or failed. It says so once, and never
    claims that a card was shown. A tab that is to be closed stays, and no card waits for its end.
    A form it cannot send at all, so it refuses such a card.
    """

    obstacle = None
    is_ready = is_idle = True  # Chrome stays when it ends.
    due = None

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._settings = ChromeSettings()
        self._has_told_of_tabs = False

    def start(self, settings: ChromeSettings) -> None:
        self._settings = settings
        self._turn.say(WHAT_IT_CANNOT_DO)

    def do(self, command: DriverCommand) -> None:
        """There is no waiting tab, and no tab that could be closed: cards are opened only."""
        match command:
            case RaiseTab() if command.focus is Focus.UNCHANGED:
                pass  # Chrome has outlived the service that opened what is restored.
            case RaiseTab():
                self._open(command)
            case CloseTab(card):
                self._leave_open(card)
            case ForgetLogins():
                self._turn.say(FORGETS_NOTHING)
            case ShowPage():
                pass

    def receive(self, signal: BrowserSignal) -> None:
        if not isinstance(signal, TaskFailed):
            return
        if isinstance(signal.task, OpenEverydayChrome) and signal.task.card is not None:
            self._turn.tell(PopFailed(signal.task.card, signal.reason))

    def tick(self) -> None:
        """Nothing is ever due."""

    def flush(self) -> None:
        """Nothing waits to be said."""

    def stop(self) -> None:
        """Chrome is the operator's own, and stays."""

    def _leave_open(self, card: CardId) -> None:
        self._turn.tell(TabKept(card, is_out_of_reach=True))
        if not self._has_told_of_tabs:
            self._has_told_of_tabs = True
            self._turn.say(_NO_CLOSING)

    def _open(self, command: RaiseTab) -> None:
        card = command.card
        try:
            request = self._turn.request(command.url)
            if request.form is not None:
                raise RequestError(said("chrome.no_form"))
        except RequestError as error:
            self._turn.tell(PopFailed(card, error.said))
        else:
            self._turn.order(OpenEverydayChrome(self._settings, (request.url,), card))
