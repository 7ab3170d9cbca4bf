"""
The extension driver: shows the desk's cards in the operator's everyday Chrome.

What is said to the extension is decided in `wire.extension`; this listens for relays, and starts
Chrome when a card is to be shown and no extension is there. It never ends a Chrome: it is the
operator's own.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from chatplugin import __version__
from chatplugin.adapters.chrome.driver_context import DriverContext
from chatplugin.adapters.chrome.installed_chrome import start_everyday_chrome
from chatplugin.adapters.chrome.registration import is_registered
from chatplugin.adapters.chrome.relay_listener import RelayListener
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import ChromeError, ProtocolError
from chatplugin.domain.events import Answer, Incident
from chatplugin.service.signals import (
    Answered,
    BrowserGone,
    FromBrowser,
    FromRelay,
    RelayGone,
    RelayHere,
)
from chatplugin.wire.extension import ExtensionTabs

SECONDS_TO_START_CHROME = 1.5
"""An extension that was only restarted is back within half a second."""

SECONDS_TO_GIVE_UP = 15.0
"""After Chrome was started for it: a cold Chrome on a slow disk takes its time."""

_NO_TITLE = (
    "A card's tab has the page's own title, because the extension may not enter the page. Pack it "
    "with this --host, too"
)

SECONDS_TO_COMPLAINT = 5.0
SECONDS_TO_TRY_AGAIN = 60.0

_NOT_REGISTERED = "Chrome knows no relay for its extension. Run `chatplugin register`"
_NOT_THERE = (
    "Chrome's extension has not come. Open chrome://extensions and see that ChatPlugin is there "
    "and switched on"
)


class ExtensionDriver:
    """
    Shows cards through the extension.

    If several Chromes or profiles carry the extension, the first that came shows all cards, and the
    next takes over when it goes. `hopeless` says why no card can be shown for now.
    """

    is_idle = True  # Chrome stays when it ends, and the cards with it.

    def __init__(
        self,
        home: Path,
        around: DriverContext,
        *,
        start_chrome: Callable[[ChromeSettings], None] = start_everyday_chrome,
    ) -> None:
        self._tabs = ExtensionTabs(__version__, around.prepare)
        self._door = RelayListener(home, around.inbox, around.numbers, around.say)
        self._around = around
        self._start_everyday_chrome = start_chrome
        self._settings = ChromeSettings()
        self._relays: list[int] = []
        self._due: float | None = None
        self._has_started_chrome = False
        self._has_complained = False
        self._has_told_of_titles = False
        self.hopeless = ""

    @property
    def pid(self) -> int | None:
        """Not known: the relay's parent may be a command interpreter."""
        return None

    def start(self, settings: ChromeSettings) -> None:
        """Wait for the extension. Chrome is started only when a card is to be shown."""
        self._settings = settings
        if not is_registered(settings.profile):
            self.hopeless = _NOT_REGISTERED
        try:
            self._door.open()
        except ChromeError as error:
            self.hopeless = str(error)

    def raise_tab(self, command: RaiseTab) -> None:
        self._tabs.raise_tab(command, self._around.clock())
        self._flush()
        if answers := self._tabs.take_answers():
            self._around.inbox.put(Answered(answers))
        if not self._tabs.is_introduced and self._due is None:
            self._look_in(SECONDS_TO_START_CHROME)

    def close_tab(self, contact_id: ContactId) -> None:
        self._tabs.close_tab(contact_id)
        self._flush()

    def show_page(self, model: str) -> None:
        """The extension shows it in a tab of its own, when the operator wants to see it."""
        self._tabs.show_page(model)
        self._flush()

    def receive(self, signal: FromBrowser) -> Sequence[Answer]:
        match signal:
            case RelayHere(relay):
                self._relays.append(relay)
                if self._relays == [relay]:
                    self._connect()
            case FromRelay(relay, message) if self._relays[:1] == [relay]:
                self._take_in(message)
            case Answered(answers):
                return list(answers)
            case _:
                pass
        return self._tabs.take_answers()

    def lose(self, signal: BrowserGone) -> None:
        """The extension will be back by itself, if its Chrome still runs."""
        if not isinstance(signal, RelayGone) or signal.relay not in self._relays:
            return
        was_used = self._relays[0] == signal.relay
        self._relays.remove(signal.relay)
        if not was_used:
            return
        self._tabs.disconnected()
        self._due = None
        if self._relays:
            self._connect()
        elif self._tabs.has_due_cards:
            self._look_in(SECONDS_TO_START_CHROME)

    def next_look(self) -> float | None:
        """When `attend` is due, in seconds of the clock; None if nothing is awaited."""
        dues = (self._due, self._tabs.next_look())
        return min((due for due in dues if due is not None), default=None)

    def attend(self) -> None:
        """Do what has become due: start Chrome, complain of a silent extension, ask a CRM again."""
        self._ask_again()
        if self._due is None or self._around.clock() < self._due:
            return
        self._due = None
        if self._relays:
            self._has_complained = True
            self._around.complain(
                Incident.SILENT,
                "The extension in Chrome does not answer. The card comes up when it does",
            )
        elif not self._has_started_chrome:
            self._start_chrome()
        else:
            self._give_up()

    def _ask_again(self) -> None:
        """Ask for the cards again that the CRM did not show."""
        due, now = self._tabs.next_look(), self._around.clock()
        if due is not None and due <= now:
            self._tabs.attend(now)
            self._flush()
            if answers := self._tabs.take_answers():
                self._around.inbox.put(Answered(answers))

    def close(self) -> None:
        self._door.close()

    def _connect(self) -> None:
        self._tabs.connected()
        self._flush()

    def _take_in(self, message: bytes) -> None:
        if self._has_complained:
            self._has_complained = False
            self._around.say("The extension in Chrome answers again")
        self._due = None
        try:
            self._tabs.receive(message, self._around.clock())
        except ProtocolError as error:
            self._misunderstand(error)
        if self._tabs.has_missed_a_title and not self._has_told_of_titles:
            self._has_told_of_titles = True
            self._around.say(_NO_TITLE)
        if self._tabs.is_introduced:
            self.hopeless = ""
            self._has_started_chrome = False
        self._flush()

    def _misunderstand(self, error: ProtocolError) -> None:
        if self._tabs.is_introduced:
            self._around.say(str(error))
        else:
            self.hopeless = str(error)

    def _flush(self) -> None:
        for message in self._tabs.take_outgoing():
            self._door.send(self._relays[0], message)
        if self._relays and self._tabs.is_waiting and self._due is None:
            self._look_in(SECONDS_TO_COMPLAINT)

    def _start_chrome(self) -> None:
        self._has_started_chrome = True
        self._look_in(SECONDS_TO_GIVE_UP)
        try:
            self._start_everyday_chrome(self._settings)
        except ChromeError as error:
            self.hopeless = str(error)

    def _give_up(self) -> None:
        """For now: as soon as the extension is there, all cards are shown."""
        self._has_started_chrome = False
        self._look_in(SECONDS_TO_TRY_AGAIN)
        self.hopeless = _NOT_THERE

    def _look_in(self, seconds: float) -> None:
        self._due = self._around.clock() + seconds
