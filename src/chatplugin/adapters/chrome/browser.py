"""
The browser's side of the machine: carries out what `browser.driver_choice` orders.

Nothing is decided here. What becomes of a task that can go wrong is told at once; what a Chrome or
a relay says comes by the service's queue.
"""

import itertools
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from chatplugin.adapters.chrome.installed_chrome import (
    find_chrome,
    start_everyday_chrome,
    where_the_pipe_is_forbidden,
)
from chatplugin.adapters.chrome.process import ChromeProcess, start_chrome
from chatplugin.adapters.chrome.profile import keep_typing_private
from chatplugin.adapters.signing import CardRequests
from chatplugin.browser.driver import (
    BrowserSignal,
    ChromeNotStarted,
    ChromeStarted,
    CloseDoor,
    DoorNotOpened,
    DoorOpened,
    DriverCommand,
    DriverUsed,
    EndChrome,
    EverydayChromeNotOpened,
    EverydayChromeTask,
    FindPolicy,
    FromBrowser,
    Inbox,
    Instant,
    KillChrome,
    OpenDoor,
    OpenEverydayChrome,
    OwnChromeTask,
    PolicyFound,
    Reply,
    SendToRelay,
    StartChrome,
    Task,
    WriteToChrome,
)
from chatplugin.browser.driver_choice import DriverChoice
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.errors import ChromeError
from chatplugin.domain.events import RaiseTab
from chatplugin.service.ports import Say

if TYPE_CHECKING:
    from chatplugin.adapters.chrome.relay_listener import RelayListener

log = logging.getLogger(__name__)


class Files(NamedTuple):
    """What belongs to the browser on disk."""

    home: Path
    """Where relays find the service."""

    profile: Path
    """That of a Chrome of our own, where the settings name none."""

    words: str = os.devnull
    """The file for what a Chrome of our own complains of."""


class Browser:
    """
    Shows cards as *choice* decides, with *requests* for how CRMs are asked.

    What Chromes and relays say goes into *inbox*.
    """

    def __init__(
        self,
        choice: DriverChoice,
        requests: CardRequests,
        files: Files,
        inbox: Inbox,
        say: Say,
    ) -> None:
        self._choice = choice
        self._requests = requests
        self._files = files
        self._inbox = inbox
        self._say = say
        # A late word of a Chrome or relay that was left must not be taken for its successor's.
        self._numbers = itertools.count(1)
        self._chromes: dict[int, ChromeProcess] = {}
        self._door: RelayListener | None = None

    @property
    def pid(self) -> int | None:
        """The Chrome of our own; None while there is none, as with the operator's own Chrome."""
        return next((chrome.process.pid for chrome in self._chromes.values()), None)

    @property
    def used(self) -> DriverUsed:
        return self._choice.used

    def use(self, settings: ChromeSettings, instant: Instant) -> Reply:
        self._choice.ask_by(self._requests.asking())
        return self._carry_out(self._choice.use(settings, instant), instant)

    def do(self, command: DriverCommand, instant: Instant) -> Reply:
        if isinstance(command, RaiseTab):
            self._requests.problem()  # A store that was locked may be open now.
        self._choice.ask_by(self._requests.asking())
        return self._carry_out(self._choice.do(command, instant), instant)

    def receive(self, signal: FromBrowser, instant: Instant) -> Reply:
        self._choice.ask_by(self._requests.asking())
        return self._carry_out(self._choice.receive(signal, instant), instant)

    def tick(self, instant: Instant) -> Reply:
        self._choice.ask_by(self._requests.asking())
        return self._carry_out(self._choice.tick(instant), instant)

    def close(self) -> None:
        for task in self._choice.close().tasks:
            self._run(task)

    def _carry_out(self, reply: Reply, instant: Instant) -> Reply:
        """Run the tasks of *reply*; return it with all that has come of them."""
        for task in reply.tasks:
            if signal := self._run(task):
                more = self._carry_out(self._choice.receive(signal, instant), instant)
                reply = replace(
                    more,
                    events=[*reply.events, *more.events],
                    incidents=[*reply.incidents, *more.incidents],
                    sentences=[*reply.sentences, *more.sentences],
                )
        return reply

    def _run(self, task: Task) -> BrowserSignal | None:
        match task:
            case FindPolicy() | StartChrome() | WriteToChrome() | KillChrome() | EndChrome():
                return self._run_for_own_chrome(task)
            case OpenDoor() | SendToRelay() | CloseDoor() | OpenEverydayChrome():
                return self._run_for_everyday_chrome(task)

    def _run_for_own_chrome(self, task: OwnChromeTask) -> BrowserSignal | None:
        match task:
            case FindPolicy(settings):
                return PolicyFound(_where_forbidden(settings))
            case StartChrome(settings):
                return self._start_chrome(settings)
            case WriteToChrome(launch, data):
                if chrome := self._chromes.get(launch):
                    chrome.write(data)
            case KillChrome(launch):
                if chrome := self._chromes.get(launch):
                    chrome.kill()
            case EndChrome(launch):
                if chrome := self._chromes.pop(launch, None):
                    chrome.close()
        return None

    def _run_for_everyday_chrome(self, task: EverydayChromeTask) -> BrowserSignal | None:
        match task:
            case OpenDoor(settings):
                return self._open_door(settings)
            case SendToRelay(relay, message):
                if self._door is not None:
                    self._door.send(relay, message)
            case CloseDoor():
                self._close_door()
            case OpenEverydayChrome():
                return _open_everyday_chrome(task)
        return None

    def _start_chrome(self, settings: ChromeSettings) -> BrowserSignal:
        profile = settings.profile or str(self._files.profile)
        try:
            path = find_chrome(settings.path)
            if not settings.profile:
                keep_typing_private(self._files.profile)
            chrome = start_chrome(path, profile, settings.arguments, self._files.words)
        except ChromeError as error:
            return ChromeNotStarted(str(error))
        launch = next(self._numbers)
        log.info("Chrome is started: launch %d, pid %d", launch, chrome.process.pid)
        self._chromes[launch] = chrome
        chrome.listen(launch, self._inbox)
        return ChromeStarted(launch)

    def _open_door(self, settings: ChromeSettings) -> BrowserSignal:
        # Loaded only where it is used: it would add a third to the time that the service starts in.
        from chatplugin.adapters.chrome.registration import is_registered  # noqa: PLC0415
        from chatplugin.adapters.chrome.relay_listener import RelayListener  # noqa: PLC0415

        self._close_door()
        door = RelayListener(self._files.home, self._inbox, self._numbers, self._say)
        try:
            door.open()
        except ChromeError as error:
            return DoorNotOpened(str(error))
        self._door = door
        log.info("Chrome's extension is waited for")
        return DoorOpened(is_registered(settings.profile))

    def _close_door(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None


def _where_forbidden(settings: ChromeSettings) -> str:
    try:
        return where_the_pipe_is_forbidden(find_chrome(settings.path))
    except ChromeError:
        return ""  # It is said when Chrome is to be started.


def _open_everyday_chrome(task: OpenEverydayChrome) -> BrowserSignal | None:
    try:
        start_everyday_chrome(task.settings, *task.addresses)
    except ChromeError as error:
        return EverydayChromeNotOpened(str(error), task.card)
    return None
