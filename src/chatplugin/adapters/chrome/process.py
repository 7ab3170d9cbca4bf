"""
A Chrome process with a DevTools pipe: started, read, written to, ended.

`--remote-debugging-pipe` opens no port: messages are JSON ended by NUL, on descriptors 3 (in) and
4 (out), or on Windows on two inherited handles named by `--remote-debugging-io-pipes` (Chromium,
content/browser/devtools/devtools_agent_host_impl.cc). The Windows side was run under wine only.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct

from chatplugin.adapters import threads
from chatplugin.browser.driver import ChromeGone, FromChrome, Inbox
from chatplugin.domain.errors import ChromeError
from chatplugin.wire.messages import NUL, Splitter

_PIECE = 256 * 1024
_LONGEST_MESSAGE = 64 * 1024 * 1024
_SECONDS_TO_LEAVE = 3.0

_CHROME_READS, _CHROME_WRITES = 3, 4
_ABOVE_THEM = 10

FLAGS = (
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
    executable: str, profile: str, arguments: Sequence[str], words: str = os.devnull
) -> ChromeProcess:
    """
    Start Chrome with a profile of our own. What it complains of goes into the file *words*.

    Raises ChromeError if the system refuses.
    """
    command = [executable, *FLAGS, f"--user-data-dir={profile}", *arguments]
    start = _start_on_windows if sys.platform == "win32" else _start_on_posix
    try:
        return start(command, words)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ChromeError(f"Chrome cannot be started from {executable}: {reason}") from error


class _PosixProcess(Struct):
    """
    A child started by posix_spawn.

    `subprocess` cannot place descriptors 3 and 4 without running Python between fork and exec,
    which is not safe beside threads.
    """

    pid: int

    def ends_within(self, seconds: float) -> bool:
        ended = threading.Event()

        def reap() -> None:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
            ended.set()

        threads.start("end of Chrome", reap)
        return ended.wait(seconds)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def _start_on_posix(command: list[str], words: str) -> ChromeProcess:
    chrome_reads, to_chrome = os.pipe()
    from_chrome, chrome_writes = os.pipe()
    # Placing one end on 3 must not overwrite the other, should it happen to be 3 itself.
    ends = [_lifted(chrome_reads), _lifted(chrome_writes)]
    quiet = os.open(os.devnull, os.O_RDWR)
    actions = [
        (os.POSIX_SPAWN_DUP2, quiet, 0),
        (os.POSIX_SPAWN_DUP2, quiet, 1),
        (os.POSIX_SPAWN_OPEN, 2, words, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
        (os.POSIX_SPAWN_DUP2, ends[0], _CHROME_READS),
        (os.POSIX_SPAWN_DUP2, ends[1], _CHROME_WRITES),
    ]
    try:
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    except OSError:
        os.close(to_chrome)
        os.close(from_chrome)
        raise
    finally:
        for descriptor in (*ends, quiet):
            os.close(descriptor)
    return ChromeProcess(_PosixProcess(pid), to_chrome, from_chrome)


def _lifted(descriptor: int) -> int:
    if sys.platform == "win32":
        raise NotImplementedError
    import fcntl  # noqa: PLC0415 - exists on POSIX only

    lifted = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _ABOVE_THEM)
    os.close(descriptor)
    return lifted


class _WindowsProcess:
    """A child that inherits *handles* and nothing else."""

    def __init__(self, command: list[str], handles: list[int], words: str) -> None:
        import subprocess  # noqa: PLC0415 - not needed elsewhere

        self._subprocess = subprocess
        with open(words, "ab") as said:  # noqa: PTH123 - `NUL` is no path
            self._process = subprocess.Popen(  # noqa: S603 - the administrator's program, no shell
                command,
                startupinfo=_inheriting(handles),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        self.pid = self._process.pid

    def ends_within(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except self._subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        self._process.kill()


def _inheriting(handles: list[int]) -> Any:
    if sys.platform != "win32":
        raise NotImplementedError
    import subprocess  # noqa: PLC0415 - not needed elsewhere

    for handle in handles:
        os.set_handle_inheritable(handle, True)  # noqa: FBT003 - the system's signature
    return subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles})


def _start_on_windows(command: list[str], words: str) -> ChromeProcess:
    if sys.platform != "win32":
        raise NotImplementedError
    import msvcrt  # noqa: PLC0415 - exists on Windows only

    chrome_reads, to_chrome = os.pipe()
    from_chrome, chrome_writes = os.pipe()
    handles = [msvcrt.get_osfhandle(chrome_reads), msvcrt.get_osfhandle(chrome_writes)]
    pipes = f"--remote-debugging-io-pipes={handles[0]},{handles[1]}"
    process = _WindowsProcess([command[0], pipes, *command[1:]], handles, words)
    # Else no end of input is ever seen: the child's ends would still be open here.
    os.close(chrome_reads)
    os.close(chrome_writes)
    return ChromeProcess(process, to_chrome, from_chrome)
