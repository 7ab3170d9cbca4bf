"""
The command driver: `chrome URL`, for desktops where neither the pipe nor the extension can be used.

It cannot hold a title, show the same card again without a second tab, keep a card behind the
operator's work, close a tab or learn that one was closed or failed. It says so once, and never
claims that a card was shown. A form it cannot send at all, so such a card is refused.
"""

from chatplugin.browser.driver import (
    BrowserSignal,
    DriverCommand,
    EverydayChromeNotOpened,
    OpenEverydayChrome,
    Turn,
)
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.errors import RequestError
from chatplugin.domain.events import PopFailed
from chatplugin.domain.request import WITHOUT_FORMS
from chatplugin.sentences import said

WHAT_IT_CANNOT_DO = said("chrome.command_line")


class CommandLine:
    """Opens each card that is raised in a new tab of Chrome."""

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
