"""
The pipe driver: keeps one Chrome of our own running and shows the desk's cards in it.

What is said to Chrome is decided in `wire.tabs`; this starts it, watches over it, and starts it
again. A Chrome that is slow is not killed soon: it may hold a form that is half filled in.
"""

import os
from enum import Enum, auto
from pathlib import Path

from msgspec import Struct, field

from chatplugin.adapters.chrome.driver_context import DriverContext
from chatplugin.adapters.chrome.installed_chrome import (
    NEVER_SPOKE,
    POLICY,
    find_chrome,
    where_the_pipe_is_forbidden,
)
from chatplugin.adapters.chrome.process import ChromeProcess, start_chrome
from chatplugin.adapters.chrome.profile import keep_typing_private
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import ChromeError
from chatplugin.domain.events import Answer, Incident
from chatplugin.service.signals import Answered, BrowserGone, ChromeGone, FromBrowser, FromChrome
from chatplugin.wire.framing import Overlong
from chatplugin.wire.tabs import Pages, Tabs

SECONDS_TO_FIRST_ANSWER = 10.0
"""A cold Chrome on a slow disk takes its time; one whose policy forbids debugging is silent."""

SECONDS_TO_QUESTION = 1.0
"""A navigation is answered when the CRM answers: silence alone says nothing about Chrome."""

SECONDS_TO_COMPLAINT = 1.0
"""After a question that any Chrome answers at once."""

SECONDS_TO_KILL = 20.0
"""After the complaint. A Chrome that has said nothing for so long will not come back."""

LAUNCHES_TO_GIVE_UP = 3
"""That end without a word. The profile may be held by a Chrome that takes no orders from us."""

FIRST_BACK_OFF = 0.3
LONGEST_BACK_OFF = 30.0

_MOST_UNHEARD = 48 * 1024
"""Bytes written to a Chrome that says nothing. More could fill its pipe and stop this process."""


class _Mood(Enum):
    """How far patience with a silent Chrome has gone."""

    NEVER_HEARD = auto()
    CALM = auto()
    ASKED = auto()
    COMPLAINED = auto()


_PATIENCE = {
    _Mood.NEVER_HEARD: SECONDS_TO_FIRST_ANSWER,
    _Mood.CALM: SECONDS_TO_QUESTION,
    _Mood.ASKED: SECONDS_TO_COMPLAINT,
    _Mood.COMPLAINED: SECONDS_TO_KILL,
}


class _Running(Struct):
    """A Chrome, since when it is in its mood (in seconds of the clock), what it was told since."""

    process: ChromeProcess
    since: float
    mood: _Mood = _Mood.NEVER_HEARD
    unheard: int = 0
    backlog: list[bytes] = field(default_factory=list)


class ChromeDriver:
    """
    Shows the desk's cards in a Chrome of our own profile.

    `attend` has to be called whenever `next_look` has come.
    """

    def __init__(
        self, pages: Pages, around: DriverContext, *, default_profile: str, words: str = os.devnull
    ) -> None:
        """*words* is the file for what Chrome itself complains of."""
        self._tabs = Tabs(pages, around.prepare)
        self._around = around
        self._default_profile = default_profile
        self._words = words
        self._settings: ChromeSettings | None = None
        self._chrome: _Running | None = None
        self._launch_number = 0
        self._silent_launches = 0
        self._has_ever_spoken = False
        self._retry_at: float | None = None
        self._back_off = FIRST_BACK_OFF
        self.hopeless = ""

    @property
    def pid(self) -> int | None:
        return self._chrome.process.process.pid if self._chrome else None

    @property
    def is_idle(self) -> bool:
        return bool(self.hopeless) or not self._tabs.has_cards

    def start(self, settings: ChromeSettings) -> None:
        """
        Start Chrome; where that fails, say so and try again later.

        `hopeless` says why another driver should be tried, if there is one. This one does not give
        up by itself.
        """
        self._settings = settings
        if forbidden := _where_forbidden(settings):
            self.hopeless = f"The policy {POLICY} in {forbidden} forbids Chrome's pipe"
            self._retry_at = self._around.clock()
        else:
            self._launch()

    def raise_tab(self, command: RaiseTab) -> None:
        self._tabs.raise_tab(command, self._around.clock())
        self._flush()
        self._tell()

    def close_tab(self, contact_id: ContactId) -> None:
        self._tabs.close_tab(contact_id)
        self._flush()

    def show_page(self, model: str) -> None:
        self._tabs.show_page(model)
        self._flush()

    def receive(self, signal: FromBrowser) -> list[Answer]:
        if isinstance(signal, Answered):
            return list(signal.answers)
        if not isinstance(signal, FromChrome):
            return []
        if self._chrome is None or signal.launch != self._launch_number:
            return []
        self._hear(self._chrome)
        for message in signal.messages:
            self._take_in(message)
        self._flush()
        return self._tabs.take_answers()

    def lose(self, signal: BrowserGone) -> None:
        """Chrome is gone, however it went: start it again, and the cards come back."""
        if not isinstance(signal, ChromeGone):
            return
        if self._chrome is None or signal.launch != self._launch_number:
            return
        has_spoken = self._chrome.mood is not _Mood.NEVER_HEARD
        self._chrome.process.close()
        self._chrome = None
        self._tabs.disconnected()
        if has_spoken:
            self._around.complain(Incident.RESTARTED, "Chrome has ended. It is started again")
        else:
            self._around.complain(Incident.NOT_STARTED, NEVER_SPOKE)
        self._retry(FIRST_BACK_OFF if has_spoken else self._back_off * 2)
        self._count_silence(has_spoken=has_spoken)

    def _count_silence(self, *, has_spoken: bool) -> None:
        self._silent_launches = 0 if has_spoken else self._silent_launches + 1
        if self._silent_launches >= LAUNCHES_TO_GIVE_UP:
            self._lose_hope()

    def _lose_hope(self) -> None:
        """A Chrome that has once answered is not forbidden to: it is only ill."""
        if not self._has_ever_spoken:
            self.hopeless = "Chrome does not answer over its pipe"

    def next_look(self) -> float | None:
        """When `attend` is due, in seconds of the clock; None if nothing is awaited."""
        dues = (self._patience_ends(), self._tabs.next_look())
        return min((due for due in dues if due is not None), default=None)

    def _patience_ends(self) -> float | None:
        if self._retry_at is not None:
            return self._retry_at
        if self._chrome is None or not self._tabs.is_waiting_for_chrome:
            return None
        return self._chrome.since + _PATIENCE[self._chrome.mood]

    def attend(self) -> None:
        """Do what has become due: start Chrome again, complain of one that is silent, end it."""
        now = self._around.clock()
        self._ask_again(now)
        due = self._patience_ends()
        if due is None or now < due:
            return
        if self._retry_at is not None:
            self._launch()
        elif self._chrome is not None:
            self._lose_patience(self._chrome)

    def _ask_again(self, now: float) -> None:
        """Ask for the cards again that the CRM did not show."""
        due = self._tabs.next_look()
        if due is not None and due <= now:
            self._tabs.attend(now)
            self._flush()
            self._tell()

    def _tell(self) -> None:
        """Tell what has come out without a message of Chrome, which would have brought it."""
        if answers := self._tabs.take_answers():
            self._around.inbox.put(Answered(answers))

    def close(self) -> None:
        if self._chrome is not None:
            self._chrome.process.close()
            self._chrome = None

    def _launch(self) -> None:
        settings, self._retry_at = self._settings, None
        if settings is None:
            return
        try:
            path = find_chrome(settings.path)
            profile = settings.profile or self._default_profile
            if not settings.profile:
                keep_typing_private(Path(profile))
            process = start_chrome(path, profile, settings.arguments, self._words)
        except ChromeError as error:
            self._around.complain(Incident.NOT_STARTED, str(error))
            self._retry(self._back_off * 2)
            return
        self._launch_number = next(self._around.numbers)
        self._chrome = _Running(process, since=self._around.clock())
        process.listen(self._launch_number, self._around.inbox)
        self._tabs.connected(self._around.clock())
        self._flush()

    def _retry(self, back_off: float) -> None:
        self._retry_at = self._around.clock() + self._back_off
        self._back_off = min(back_off, LONGEST_BACK_OFF)

    def _hear(self, chrome: _Running) -> None:
        if chrome.mood is _Mood.COMPLAINED:
            self._around.say("Chrome answers again")
        chrome.mood, chrome.since = _Mood.CALM, self._around.clock()
        chrome.unheard = 0
        self._has_ever_spoken = True
        self.hopeless = ""
        self._back_off = FIRST_BACK_OFF

    def _take_in(self, message: bytes | Overlong) -> None:
        try:
            if not isinstance(message, Overlong):
                self._tabs.receive(message, self._around.clock())
        except ChromeError as error:
            self._around.say(str(error))

    def _flush(self) -> None:
        data = self._tabs.take_outgoing()
        chrome = self._chrome
        if chrome is None:
            return
        if data:
            if not chrome.unheard:
                chrome.since = self._around.clock()
            chrome.backlog.append(data)
        while chrome.backlog and chrome.unheard < _MOST_UNHEARD:
            piece = chrome.backlog.pop(0)
            chrome.unheard += len(piece)
            chrome.process.write(piece)

    def _lose_patience(self, chrome: _Running) -> None:
        chrome.since = self._around.clock()
        match chrome.mood:
            case _Mood.CALM:
                chrome.mood = _Mood.ASKED
                self._tabs.ask_for_a_sign_of_life()
                self._flush()
            case _Mood.ASKED:
                chrome.mood = _Mood.COMPLAINED
                self._around.complain(
                    Incident.SILENT,
                    "Chrome does not answer. The card comes up when it does; after "
                    f"{SECONDS_TO_KILL:.0f} seconds Chrome is started again",
                )
            case _Mood.NEVER_HEARD:
                self._lose_hope()
                chrome.process.kill()
            case _Mood.COMPLAINED:
                chrome.process.kill()


def _where_forbidden(settings: ChromeSettings) -> str:
    try:
        return where_the_pipe_is_forbidden(find_chrome(settings.path))
    except ChromeError:
        return ""  # It is said when Chrome is to be started.
