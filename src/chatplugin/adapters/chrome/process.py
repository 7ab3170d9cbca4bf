"""
A Chrome process with a DevTools pipe: started, read, written to, ended.

`--remote-debugging-pipe` opens no port: messages are JSON ended by NUL, on two inherited pipes
(Chromium, content/browser/devtools/devtools_agent_host_impl.cc).
"""

import contextlib
import os
from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from chatplugin.adapters import platform, threads
from chatplugin.browser.driver import ChromeGone, FromChrome, Inbox
from chatplugin.domain.errors import ChromeError
from chatplugin.wire.messages import NUL, Splitter

_PIECE = 256 * 1024
_LONGEST_MESSAGE = 64 * 1024 * 1024
_SECONDS_TO_LEAVE = 3.0

_FLAGS = (
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-crash-restore-bubble",
    # navigator.webdriver is true over the pipe otherwise, and some pages refuse such a browser.
    "--disable-blink-features=AutomationControlled",
)


class Process(Protocol):
    """What is needed of an operating system's process."""

    @property
    def pid(self) -> int: ...

    def ends_within(self, seconds: float) -> bool: ...

    def kill(self) -> None: ...


class ChromeProcess(Struct, frozen=True):
    """A running Chrome. It leaves cleanly, in about 260 ms, when its pipe is closed."""

    process: Process
    to_chrome: int
    from_chrome: int

    def listen(self, launch: int, inbox: Inbox) -> None:
        """Put Chrome's messages into *inbox*, and at last that it is gone."""
        threads.start(f"chrome-{launch}", lambda: self._read(launch, inbox))

    def write(self, data: bytes) -> None:
        """Write all of *data*. A Chrome that is gone is noticed by the reader, not here."""
        view = memoryview(data)
        with contextlib.suppress(OSError):
            while view:
                view = view[os.write(self.to_chrome, view) :]

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self.process.kill()

    def close(self) -> None:
        """Let Chrome leave, so that its profile stays clean; kill it if it does not."""
        with contextlib.suppress(OSError):
            os.close(self.to_chrome)
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
            inbox.put(ChromeGone(launch))


def start_chrome(
    executable: str, profile: str, arguments: Sequence[str], errors: str = os.devnull
) -> ChromeProcess:
    """
    Start Chrome with a profile of our own. Its standard error goes into the file *errors*.

    Raises ChromeError if the system refuses.
    """
    command = [executable, *_FLAGS, f"--user-data-dir={profile}", *arguments]
    try:
        return ChromeProcess(*platform.start_with_pipes(command, errors))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ChromeError(f"Chrome cannot be started from {executable}: {reason}") from error
