"""
The service's threads, of which one reads the pipe to the plug-in. An error in one is always logged.

Most read one pipe to its end. An error ends their reading as a pipe that breaks would: whoever has
the pipe starts it again (the plug-in its service, a driver its Chrome), because nobody can tell
where in the stream the next message begins. The others last as long as the service, and are started
again after an error.

The plug-in's pipe is the service's standard input and output. On Windows asyncio cannot read
standard input as a pipe, so a thread does.
"""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable

from chatplugin.desktop.messages import LINE_FEED, Splitter
from chatplugin.desktop.plugin import LONGEST_LINE
from chatplugin.domain.errors import back_off, without_values
from chatplugin.service.ports import FromPlugin, Inbox, PluginGone, Say

log = logging.getLogger(__name__)

_PIECE = 1024 * 1024
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 300.0
"""Seconds before a lasting thread is started again, after its first error and after its tenth."""


def start(name: str, work: Callable[[], None]) -> threading.Thread:
    """Do *work* once in a thread of that *name*. An error is logged, without its own text."""

    def once() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the outermost edge of a thread
            log.error("%s", _what(name, error))  # noqa: TRY400 - a traceback may hold a customer's

    return _started(name, once)


def start_lasting(
    name: str, work: Callable[[], None], say: Say, *, first_pause: float = _FIRST_PAUSE
) -> threading.Thread:
    """
    Do *work* in a thread of that *name*, and start it again after an error, until it returns.

    Of several errors in a row the first is reported, and all are logged.
    """

    def lasting() -> None:
        failures = 0
        while True:
            began = time.monotonic()
            try:
                return work()
            except Exception as error:  # noqa: BLE001 - the outermost edge of a thread
                has_lasted = time.monotonic() - began > _LONGEST_PAUSE
                failures = 1 if has_lasted else failures + 1
                what = f"{_what(name, error)}. It begins anew"
                say(what) if failures == 1 else log.error("%s", what)  # noqa: TRY400
            time.sleep(back_off(first_pause, failures, _LONGEST_PAUSE))

    return _started(name, lasting)


class PluginPipe:
    """
    Lines from the plug-in into the inbox, and bytes to the plug-in.

    Whatever else prints to standard output would corrupt the protocol, so this keeps a private copy
    of it and points descriptor 1 at standard error.
    """

    def __init__(self) -> None:
        self._output = os.dup(1)
        self._writing = threading.Lock()
        os.dup2(2, 1)

    def listen(self, inbox: Inbox, now: Callable[[], float]) -> None:
        """Read from now on; *now* is in milliseconds since 1970-01-01 UTC."""
        start("plugin", lambda: _read_lines(0, inbox, now))

    def write(self, data: bytes) -> None:
        """Write all of *data*. A plug-in that is gone is noticed at the end of input, not here."""
        view = memoryview(data)
        try:
            # What other threads have to say must not get between the pieces of a message.
            with self._writing:
                while view:
                    view = view[os.write(self._output, view) :]
        except OSError:
            return


class PatientWriter:
    """
    Writes to somebody who may have stopped reading. Its methods never wait.

    *at_once* writes what can be written without waiting, and returns the rest, None if there is
    none. What it leaves, and what comes behind it, is written in a thread by *in_time*, which may
    wait. While *most* bytes wait, no more are taken.
    """

    def __init__(
        self,
        name: str,
        at_once: Callable[[bytes], bytes | None],
        in_time: Callable[[bytes], bytes | None],
        most: int,
    ) -> None:
        self._name = name
        self._at_once = at_once
        self._in_time = in_time
        self._most = most
        self._waiting: deque[bytes] = deque()
        """The first is being written, if there is any."""

        self._size = 0
        self._lock = threading.Lock()

    def write(self, data: bytes) -> bool:
        """Write all of *data*, now or later; False if too much waits already."""
        with self._lock:
            if self._waiting:
                has_room = self._size < self._most
                if has_room:
                    self._append(data)
                return has_room
            rest = self._at_once(data)
            if rest is not None:
                self._append(rest)
                start(self._name, self._write_rest)
            return True

    def end_with(self, *last: bytes) -> None:
        """Forget what waits, and write *last* behind what is being written."""
        with self._lock:
            while len(self._waiting) > 1:
                self._size -= len(self._waiting.pop())
            for data in last if self._waiting else ():
                self._append(data)

    def _append(self, data: bytes) -> None:
        self._waiting.append(data)
        self._size += len(data)

    def _write_rest(self) -> None:
        is_left = True
        while is_left:
            piece = self._waiting[0]
            rest = self._in_time(piece)
            with self._lock:
                self._waiting.popleft()
                self._size -= len(piece)
                if rest is not None:
                    self._waiting.appendleft(rest)
                    self._size += len(rest)
                is_left = bool(self._waiting)


def _read_lines(descriptor: int, inbox: Inbox, now: Callable[[], float]) -> None:
    splitter = Splitter(LINE_FEED, limit=LONGEST_LINE)
    try:
        while data := os.read(descriptor, _PIECE):
            if lines := splitter.feed(data):
                inbox.put(FromPlugin(lines, now()))
    except OSError:
        pass  # A pipe that breaks has ended, too.
    finally:
        inbox.put(PluginGone())


def _what(name: str, error: Exception) -> str:
    return f"The thread '{name}' stopped, by a fault of ChatPlugin: {without_values(error)}"


def _started(name: str, target: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread
