"""
The command driver: `chrome URL`, for desktops where neither the pipe nor the extension can be used.

It cannot hold a title, show the same card again without a second tab, keep a card behind the
operator's work, close a tab or learn that one was closed or failed. It says so once, and never
claims that a card was shown. A form it cannot send at all, so such a card is refused.
"""

from collections.abc import Sequence

from chatplugin.adapters.chrome.driver_context import DriverContext
from chatplugin.adapters.chrome.installed_chrome import start_everyday_chrome
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import ChromeError, RequestError
from chatplugin.domain.events import Answer, PopFailed
from chatplugin.domain.request import WITHOUT_FORMS
from chatplugin.sentences import said
from chatplugin.service.signals import Answered, BrowserGone, FromBrowser

WHAT_IT_CANNOT_DO = said("chrome.command_line")


class CommandDriver:
    """Opens each card that is raised in a new tab of Chrome."""

    hopeless = ""
    is_idle = True  # Chrome stays when it ends.
    pid = None
    """The Chrome that is started hands the address on to one that runs."""

    def __init__(self, around: DriverContext) -> None:
        self._around = around
        self._settings = ChromeSettings()

    def start(self, settings: ChromeSettings) -> None:
        self._settings = settings
        self._around.say(str(WHAT_IT_CANNOT_DO))

    def raise_tab(self, command: RaiseTab) -> None:
        if command.focus is Focus.RESTORED:
            return  # Chrome has outlived the service that opened it.
        try:
            request = self._around.prepare(command.url)
            if request.form is not None:
                raise RequestError(WITHOUT_FORMS.format("Chrome's command line"))
            start_everyday_chrome(self._settings, request.url)
        except (ChromeError, RequestError) as error:
            self._around.inbox.put(Answered([PopFailed(command.contact_id, str(error))]))

    def close_tab(self, contact_id: ContactId) -> None:
        """A tab that was opened by a command cannot be closed by one."""

    def show_page(self, model: str) -> None:
        """There is no waiting tab."""

    def receive(self, signal: FromBrowser) -> Sequence[Answer]:
        return signal.answers if isinstance(signal, Answered) else []

    def lose(self, signal: BrowserGone) -> None:
        """Nobody is there who could be lost."""

    def next_look(self) -> float | None:
        return None

    def attend(self) -> None:
        """Nothing is ever due."""

    def close(self) -> None:
        """Chrome is the operator's own, and stays."""
