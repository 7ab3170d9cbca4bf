"""
Linux and macOS: descriptors that a child is given by number, files in folders, domain sockets.

Chrome looks for policies and native messaging hosts in folders
(https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging).
"""

import os
import stat
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import finalize

from msgspec import Struct

from chatplugin.sentences import Language

assert sys.platform != "win32"  # noqa: S101 - mypy then knows what these systems have

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, Listener

_ON_PATH = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser")
_ON_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

_OF_CHROME, _OF_CHROMIUM = "opt/chrome/policies/managed", "chromium/policies/managed"

_HOSTS = "NativeMessagingHosts"
_HOSTS_OF_MACHINE = (
    Path("/etc/opt/chrome/native-messaging-hosts"),
    Path("/etc/chromium/native-messaging-hosts"),
)

_CHROME_READS, _CHROME_WRITES = 3, 4
_ABOVE_THEM = 10

_LONGEST_ADDRESS = 100
"""Bytes of a socket's path. Linux takes 107, macOS 103."""

_ALWAYS_ROOM = 1024
"""Bytes of a message. macOS says that a socket can be written to from 2,048 free bytes on."""


class Posix(Struct, frozen=True):
    """Linux or macOS, with these variables of the *environment* and policies below *etc*."""

    environment: Mapping[str, str] = os.environ
    etc: Path = Path("/etc")

    def system_language(self) -> Language:
        """Return Russian where LC_ALL, LC_MESSAGES or LANG, the first that is set, names it."""
        names = (self.environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        chosen = next((name for name in names if name), "")
        return Language.RUSSIAN if chosen.lower().startswith("ru") else Language.ENGLISH

    def seconds_of_rest(self) -> float | None:
        """X11's own screen saver keeps it. Of other screens nothing is known."""
        screen_saver = _screen_saver(self.environment.get("DISPLAY", ""))
        milliseconds = screen_saver.milliseconds() if screen_saver else None
        return None if milliseconds is None else milliseconds / 1000

    def draw_attention(self, _pid: int) -> None:
        """Each window manager has its own way: the mark in the tab has to do."""

    def state_folder(self) -> Path:
        """Return where programs keep state; platformdirs says the same, ten times as slowly."""
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Application Support"
        return Path(self.environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")

    def login_session(self) -> str:
        """Return what systemd calls it."""
        return self.environment.get("XDG_SESSION_ID") or "unnamed"

    def try_lock(self, descriptor: int) -> bool:
        """A network's file system may know no locks: then the file counts as held."""
        import fcntl  # noqa: PLC0415 - the relay has no need of it

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def crypto_library(self) -> str | None:
        """
        Return Python's own module: the loader looks through what a module needs, too.

        So it is the very library that is loaded, whatever its name and place are.
        """
        import _ssl  # noqa: PLC0415 - for a settings server alone

        return getattr(_ssl, "__file__", None)

    def is_open_to_others(self, path: Path) -> bool:
        """A group may have been meant. What lies in a folder has rights of its own."""
        try:
            mode = path.stat().st_mode
        except OSError:
            return False
        return stat.S_ISREG(mode) and bool(mode & stat.S_IROTH)

    def machine_settings(self) -> tuple[str, Mapping[str, str]]:
        """Only Windows has an installer that writes some."""
        return "", {}

    def installed_chrome(self) -> str | None:
        import shutil  # noqa: PLC0415 - it loads three compressions

        return next(filter(None, map(shutil.which, (*_ON_PATH, _ON_MAC))), None)

    def chrome_version(self, executable: str) -> str:
        import subprocess  # noqa: PLC0415 - few commands ask

        command = [executable, "--version"]
        try:
            said = subprocess.run(command, capture_output=True, timeout=20, check=False)  # noqa: S603 - the administrator's program
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        words = said.stdout.decode("utf-8", "replace").split()
        return next((word for word in words if word[:1].isdigit()), "")

    def policies(
        self, names: Collection[str], executable: str
    ) -> Iterator[tuple[str, object, str]]:
        """They are in files of Chrome or of Chromium."""
        import json  # noqa: PLC0415 - the relay has no need of it

        folder = self.etc / (_OF_CHROME if "google" in executable else _OF_CHROMIUM)
        for path in sorted(folder.glob("*.json")):
            try:
                found = json.loads(path.read_bytes())
            except (OSError, ValueError, RecursionError):
                yield "", None, str(path)
                continue
            for name in names:
                if isinstance(found, dict) and name in found:
                    yield name, found[name], str(path)

    def profile_holder(self, profile: Path) -> str:
        """The lock is a link to `host-pid`. Chrome would ask the operator what to do about it."""
        try:
            host = str((profile / "SingletonLock").readlink()).rpartition("-")[0]
        except OSError:
            return ""
        return "" if host == os.uname().nodename else host

    def start_detached(self, command: list[str]) -> None:
        import subprocess  # noqa: PLC0415 - few desktops use it

        process = subprocess.Popen(  # noqa: S603 - the administrator's program, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # It may outlive us, which is right; Python would warn of it.
        process.returncode = 0

    def start_with_pipes(
        self, command: list[str], errors: str, more: Mapping[str, str]
    ) -> "tuple[_Child, int, int]":
        """Chrome finds its ends as descriptors 3 and 4."""
        chrome_reads, to_chrome = os.pipe()
        from_chrome, chrome_writes = os.pipe()
        # Placing one end on 3 must not overwrite the other, should it happen to be 3 itself.
        ends = [_lifted(chrome_reads), _lifted(chrome_writes)]
        quiet = os.open(os.devnull, os.O_RDWR)
        actions = [
            (os.POSIX_SPAWN_DUP2, quiet, 0),
            (os.POSIX_SPAWN_DUP2, quiet, 1),
            (os.POSIX_SPAWN_OPEN, 2, errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            (os.POSIX_SPAWN_DUP2, ends[0], _CHROME_READS),
            (os.POSIX_SPAWN_DUP2, ends[1], _CHROME_WRITES),
        ]
        try:
            pid = os.posix_spawn(command[0], command, {**os.environ, **more}, file_actions=actions)
        except OSError:
            os.close(to_chrome)
            os.close(from_chrome)
            raise
        finally:
            for descriptor in (*ends, quiet):
                os.close(descriptor)
        os.set_blocking(to_chrome, False)
        return _Child(pid), to_chrome, from_chrome

    def write_launcher(self, home: Path) -> Path:
        """A script for the shell."""
        import shlex  # noqa: PLC0415 - `chatplugin register` alone needs it

        launcher = home / "relay.sh"
        command = shlex.join(
            [sys.executable, "-I", "-m", "chatplugin", "relay", "--data", str(home)]
        )
        launcher.write_text(f"#!/bin/sh\nexec {command}\n", "utf-8")
        launcher.chmod(0o700)
        return launcher

    def register_host(
        self, host: str, manifest: str, _home: Path, profile: Path | None
    ) -> list[str]:
        """The folders are made, so that a Chrome that is installed later finds its relay."""
        places = [folder / f"{host}.json" for folder in self._host_folders(profile)]
        for path in places:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(manifest, "utf-8")
        return [str(path) for path in places]

    def unregister_host(self, host: str, home: Path, profile: Path | None) -> list[str]:
        manifests = [folder / f"{host}.json" for folder in self._host_folders(profile)]
        gone = [path for path in (*manifests, home / "relay.sh") if path.exists()]
        for path in gone:
            path.unlink(missing_ok=True)
        return [str(path) for path in gone]

    def register_installed_host(self, _host: str) -> list[str]:
        """Only Windows has an installer, which brings the manifest."""
        return []

    def unregister_installed_host(self, _host: str) -> list[str]:
        return []

    def registered_host(self, host: str, profile: str) -> tuple[Path, bool] | None:
        own = self._host_folders(Path(profile) if profile else None)
        for folder in (*own, *_HOSTS_OF_MACHINE):
            if (manifest := folder / f"{host}.json").is_file():
                return manifest, folder in _HOSTS_OF_MACHINE
        return None

    def _host_folders(self, profile: Path | None) -> list[Path]:
        if profile:
            return [profile / _HOSTS]
        if sys.platform == "darwin":
            base = Path.home() / "Library" / "Application Support"
            return [base / "Google" / "Chrome" / _HOSTS, base / "Chromium" / _HOSTS]
        base = Path(self.environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        return [base / "google-chrome" / _HOSTS, base / "chromium" / _HOSTS]

    def listen_for_relays(self, home: Path, name: str) -> "Listener":
        """Listen on a socket in *home*; on Linux its path may be of any length."""
        own = f"relay-{name}.sock"
        if len(os.fsencode(home / own)) <= _LONGEST_ADDRESS:
            return _listening(home, own)
        folder = os.open(home, os.O_RDONLY)
        try:
            # The relay reaches the folder by this process, as long as that has it open.
            listener = _listening(Path(f"/proc/{os.getpid()}/fd/{folder}"), own)
        except OSError:
            os.close(folder)
            raise
        finalize(listener, os.close, folder).atexit = False  # The socket is deleted by this way.
        return listener

    def takes_at_once(self, relay: "Connection", size: int) -> bool:
        """A socket that can be written to has room for a small message at least."""
        import select  # noqa: PLC0415 - likewise

        if size > _ALWAYS_ROOM:
            return False
        try:
            asked = select.poll()
            asked.register(relay, select.POLLOUT)
            return bool(asked.poll(0))
        except OSError:  # It has just been closed.
            return False


class _ScreenSaver:
    """
    X11's MIT-SCREEN-SAVER extension, which knows when the last key or button was pressed.

    Raises OSError or AttributeError without its libraries. Xlib ends a process whose display is
    gone, unless XSetIOErrorExitHandler (libX11 1.7) forbids it.
    """

    def __init__(self, display: str) -> None:
        import ctypes  # noqa: PLC0415 - the relay has no need of it

        x11, self._saver = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXss.so.1")
        live_on = x11.XSetIOErrorExitHandler
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self._connection = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
        self._is_there = bool(self._connection)
        if self._is_there:
            # Both are needed: the first alone may not come back, the second would not be reached.
            self._on_error = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(lambda _: 0)
            on_loss = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
            self._on_loss = on_loss(self._lose)
            x11.XSetIOErrorHandler(self._on_error)
            live_on(self._connection, self._on_loss, None)
            self._root = ctypes.c_ulong(x11.XDefaultRootWindow(self._connection))
        # XScreenSaverInfo: window, state and kind, til_or_since, idle, eventMask; a long for each.
        self._info = (ctypes.c_ulong * 5)()

    def milliseconds(self) -> int | None:
        if self._is_there:
            self._saver.XScreenSaverQueryInfo(self._connection, self._root, self._info)
        return self._info[3] if self._is_there else None

    def _lose(self, *_: object) -> None:
        self._is_there = False


@cache
def _screen_saver(display: str) -> _ScreenSaver | None:
    try:
        return _ScreenSaver(display) if display else None
    except (OSError, AttributeError):
        return None


class _Child(Struct):
    """
    A child started by posix_spawn.

    `subprocess` cannot place descriptors 3 and 4 without running Python between fork and exec,
    which is not safe beside threads.
    """

    pid: int

    def ends_within(self, seconds: float) -> bool:
        from chatplugin.adapters import threads  # noqa: PLC0415 - the relay has no need of it

        ended = threading.Event()

        def reap() -> None:
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
            ended.set()

        threads.start("end of Chrome", reap)
        return ended.wait(seconds)

    def kill(self) -> None:
        import signal  # noqa: PLC0415 - no other has a use for it

        os.kill(self.pid, signal.SIGKILL)


def _lifted(descriptor: int) -> int:
    import fcntl  # noqa: PLC0415 - the relay has no need of it

    lifted = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _ABOVE_THEM)
    os.close(descriptor)
    return lifted


def _listening(home: Path, name: str) -> "Listener":
    from multiprocessing.connection import Listener  # noqa: PLC0415 - for the extension alone

    for path in home.glob("relay-*.sock"):
        if _is_left_behind(path):
            path.unlink(missing_ok=True)
    path = home / name
    listener = Listener(str(path), "AF_UNIX")
    path.chmod(0o600)
    return listener


def _is_left_behind(path: Path) -> bool:
    """Whether it is the socket of a service that was killed."""
    import socket  # noqa: PLC0415 - for the extension alone

    with socket.socket(socket.AF_UNIX) as caller:
        try:
            caller.connect(str(path))
        except OSError:
            return True
    return False
