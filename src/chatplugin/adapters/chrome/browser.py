"""
The browser's side of the machine: carries out what `browser.driver` orders.

Nothing is decided here. What becomes of a task that can go wrong is returned at once; what a Chrome
or a relay sends comes through the service's queue.

A Chrome of our own has a DevTools pipe: `--remote-debugging-pipe` opens no port. Messages are JSON
ended by NUL, on two inherited pipes (Chromium,
content/browser/devtools/devtools_agent_host_impl.cc).
"""

import errno
import itertools
import logging
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.adapters import threads
from chatplugin.adapters.chrome.installed_chrome import (
    DUMPS,
    find_chrome,
    prepare_profile,
    start_everyday_chrome,
    what_forbids_the_pipe,
)
from chatplugin.adapters.machine import Folders
from chatplugin.adapters.platform import SYSTEM, Process
from chatplugin.adapters.signing import CardRequests
from chatplugin.browser.driver import (
    BrowserSignal,
    ChromeGone,
    ChromeStarted,
    CloseDoor,
    DoorOpened,
    DrawAttention,
    DriverChoice,
    DriverCommand,
    DriverUsed,
    EndChrome,
    EverydayChromeTask,
    FindPolicy,
    FromBrowser,
    FromChrome,
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
    TaskFailed,
    WriteToChrome,
)
from chatplugin.browser.policies import NAMES, ChromeSetup, Policy
from chatplugin.config.layers import Problem
from chatplugin.config.settings import ChromeDriver, ChromeSettings
from chatplugin.desktop.messages import NUL, Splitter
from chatplugin.domain.errors import ChromeError
from chatplugin.domain.events import RaiseTab
from chatplugin.domain.request import RequestRules
from chatplugin.sentences import Said, said
from chatplugin.service.ports import Inbox, Say

if TYPE_CHECKING:
    from chatplugin.adapters.chrome.relay_listener import RelayListener

log = logging.getLogger(__name__)


class Browser:
    """
    Shows cards as *choice* decides.

    What Chromes and relays say goes into *inbox*.
    """

    def __init__(self, choice: DriverChoice, folders: Folders, inbox: Inbox, say: Say) -> None:
        self._choice = choice
        self._requests = CardRequests()
        self._signs = False
        self._folders = folders
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

    def key_problem(self) -> Problem | None:
        return self._requests.problem() if self._signs else None

    def use(self, settings: ChromeSettings, rules: RequestRules, instant: Instant) -> Reply:
        self._requests.use(rules)
        self._signs = rules.sign_any
        self._choice.ask_by(self._requests.asking())
        return self._carry_out(self._choice.use(settings, instant), instant)

    def do(self, command: DriverCommand, instant: Instant) -> Reply:
        if self._signs and isinstance(command, RaiseTab):
            self._requests.problem()  # A store that was locked may be open now.
        self._look_at_the_key()
        return self._carry_out(self._choice.do(command, instant), instant)

    def receive(self, signal: FromBrowser, instant: Instant) -> Reply:
        self._look_at_the_key()
        return self._carry_out(self._choice.receive(signal, instant), instant)

    def tick(self, instant: Instant) -> Reply:
        self._look_at_the_key()
        return self._carry_out(self._choice.tick(instant), instant)

    def close(self) -> None:
        for task in self._choice.close().tasks:
            self._run(task)

    def _look_at_the_key(self) -> None:
        """Its file may come, change and go while cards are signed."""
        if self._signs:
            self._choice.ask_by(self._requests.asking())

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
            case DrawAttention():
                self._draw_attention()
                return None
            case OpenDoor() | SendToRelay() | CloseDoor() | OpenEverydayChrome():
                return self._run_for_everyday_chrome(task)

    def _draw_attention(self) -> None:
        for chrome in self._chromes.values():
            SYSTEM.draw_attention(chrome.process.pid)

    def _run_for_own_chrome(self, task: OwnChromeTask) -> BrowserSignal | None:
        match task:
            case FindPolicy(settings):
                return _policy_found(settings)
            case StartChrome():
                return self._start_chrome(task)
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
            case OpenDoor():
                return self._open_door(task)
            case SendToRelay(relay, message):
                if self._door is not None:
                    self._door.send(relay, message)
            case CloseDoor():
                self._close_door()
            case OpenEverydayChrome():
                return _open_everyday_chrome(task)
        return None

    def _start_chrome(self, task: StartChrome) -> BrowserSignal:
        settings = task.settings
        profile = settings.profile or str(self._folders.chrome_profile)
        if holder := SYSTEM.profile_holder(Path(profile)):
            return TaskFailed(task, said("chrome.held_elsewhere", host=holder), is_lasting=True)
        try:
            path = find_chrome(settings.path)
            if not settings.profile:
                prepare_profile(self._folders.chrome_profile, settings.days, time.time())
            chrome = ChromeProcess.start(
                path, profile, settings.arguments, self._folders.chrome_words
            )
        except ChromeError as error:
            return TaskFailed(task, error.said)
        launch = next(self._numbers)
        log.info("Chrome is started: launch %d, pid %d", launch, chrome.process.pid)
        self._chromes[launch] = chrome
        chrome.listen(launch, self._inbox)
        return ChromeStarted(launch)

    def _open_door(self, task: OpenDoor) -> BrowserSignal:
        # Loaded only where it is used: it would add a third to the time that the service starts in.
        from chatplugin.adapters.chrome.relay import Registered  # noqa: PLC0415
        from chatplugin.adapters.chrome.relay_listener import RelayListener  # noqa: PLC0415

        self._close_door()
        door = RelayListener(self._folders.home, self._inbox, self._numbers, self._say)
        try:
            door.open()
        except ChromeError as error:
            return TaskFailed(task, error.said)
        self._door = door
        log.info("Chrome's extension is waited for")
        registered = Registered.find(task.settings.profile)
        if registered is None:
            return DoorOpened(is_known=False)
        setup = ChromeSetup(
            ChromeDriver.EXTENSION,
            extension=registered.extension,
            is_for_all=registered.is_for_all,
        )
        return DoorOpened(is_known=True, forbidden=_what_stops(setup, task.settings))

    def _close_door(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None


def _policy_found(settings: ChromeSettings) -> PolicyFound:
    try:
        policy = what_forbids_the_pipe(find_chrome(settings.path))
    except ChromeError:
        policy = None  # It is said when Chrome is to be started.
    return PolicyFound(policy.where, policy.name) if policy else PolicyFound("")


def _what_stops(setup: ChromeSetup, settings: ChromeSettings) -> Said | None:
    """Return which policy keeps Chrome's extension or its relay away."""
    try:
        executable = find_chrome(settings.path)
    except ChromeError:
        return None  # It is said when Chrome is to be opened.
    return setup.hindrance([Policy(*written) for written in SYSTEM.policies(NAMES, executable)])


def _open_everyday_chrome(task: OpenEverydayChrome) -> BrowserSignal | None:
    try:
        start_everyday_chrome(task.settings, *task.addresses)
    except ChromeError as error:
        return TaskFailed(task, error.said)
    return None


_PIECE = 256 * 1024
_LONGEST_MESSAGE = 64 * 1024 * 1024
_SECONDS_TO_LEAVE = 3.0
_SECONDS_BETWEEN_TRIES = 0.002

_ALL_OR_NOTHING = 4096
"""Bytes that a pipe takes whole or not at all, as POSIX has it (PIPE_BUF); a guess on Windows."""

_FULL = {errno.EAGAIN, errno.ENOSPC}
"""What a full pipe that is not waited for answers, the latter on Windows."""

_FLAGS = (
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-crash-restore-bubble",
    # navigator.webdriver is true over the pipe otherwise, and some pages refuse such a browser.
    "--disable-blink-features=AutomationControlled",
)


class ChromeProcess(Struct, frozen=True):
    """A running Chrome. It leaves cleanly, in about 260 ms, when its pipe is closed."""

    process: Process
    to_chrome: "_ToChrome"
    from_chrome: int

    @classmethod
    def start(
        cls, executable: str, profile: str, arguments: Sequence[str], errors: str = os.devnull
    ) -> "ChromeProcess":
        """
        Start Chrome with the *profile*. Its standard error goes into the file *errors*.

        Raises ChromeError if the system refuses.
        """
        command = [executable, *_FLAGS, f"--user-data-dir={profile}", *arguments]
        try:
            process, to_chrome, from_chrome = SYSTEM.start_with_pipes(
                command, errors, {_DUMPS: str(Path(profile) / DUMPS)}
            )
        except OSError as error:
            reason = Said.of(error)
            what = said("chrome.cannot_start", path=executable, reason=reason)
            raise ChromeError(what) from error
        return cls(process, _ToChrome(to_chrome), from_chrome)

    def listen(self, launch: int, inbox: Inbox) -> None:
        """Put Chrome's messages into *inbox*, and at last that it is gone."""
        threads.start(f"chrome-{launch}", lambda: self._read(launch, inbox))

    def write(self, data: bytes) -> None:
        """Write all of *data*, without waiting. A Chrome that is gone is noticed by the reader."""
        self.to_chrome.write(data)

    def kill(self) -> None:
        with suppress(OSError):
            self.process.kill()

    def close(self) -> None:
        """Let Chrome leave, so that its profile stays clean; kill it if it does not."""
        self.to_chrome.close()
        if not self.process.ends_within(_SECONDS_TO_LEAVE):
            self.kill()

    def _read(self, launch: int, inbox: Inbox) -> None:
        splitter = Splitter(NUL, limit=_LONGEST_MESSAGE)
        try:
            while data := os.read(self.from_chrome, _PIECE):
                if messages := splitter.feed(data):
                    inbox.put(FromChrome(launch, messages))
        except OSError:
            pass  # A pipe that breaks has ended, too.
        finally:
            os.close(self.from_chrome)
            inbox.put(ChromeGone(launch))


_DUMPS = "BREAKPAD_DUMP_LOCATION"
"""Chrome's own variable. Memory of a page that has crashed holds the customer who was in it."""

_MOST_WAITING = 1024 * 1024
"""Bytes; `browser.devtools.own_chrome` stops earlier, at one piece beyond 48 KB."""


class _ToChrome:
    """
    Our end of the pipe. To write into it never waits, so that a Chrome that hangs stops no contact.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._is_closed = threading.Event()
        self._writer = threads.PatientWriter(
            "to Chrome", self._write_some, self._write_soon, _MOST_WAITING
        )

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    def close(self) -> None:
        self._writer.end_with()
        self._is_closed.set()
        with self._lock, suppress(OSError):
            os.close(self._descriptor)

    def _write_soon(self, data: bytes) -> bytes | None:
        self._is_closed.wait(_SECONDS_BETWEEN_TRIES)
        return self._write_some(data)

    def _write_some(self, data: bytes) -> bytes | None:
        """Return what the pipe has not taken; one that is broken or closed takes all."""
        with self._lock:
            for size in (len(data), _ALL_OR_NOTHING):
                if self._is_closed.is_set():
                    return None
                try:
                    return data[os.write(self._descriptor, data[:size]) :] or None
                except OSError as error:
                    if error.errno not in _FULL:
                        return None
            return data
