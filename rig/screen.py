"""
A screen: Xvfb with a window manager, so that windows can be covered, minimised and raised.

Pictures are read from Xvfb's own framebuffer file, so nothing else has to be installed for them.
"""

import os
import re
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NewType, Self

WindowId = NewType("WindowId", int)


def wait_until(condition: Callable[[], object], what: str, within: float = 10) -> None:
    """
    Come back as soon as *condition* holds, or fail and say *what* did not happen.
    """
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        time.sleep(0.01)


@dataclass(frozen=True, slots=True)
class Window:
    id: WindowId
    title: str


class Screen:
    """
    A screen while `with` lasts. Programs belong on it that are started with its `environment`.
    """

    def __init__(self, size: str = "1366x768") -> None:
        self._size = size
        self._stack = ExitStack()
        self._pictures = Path()
        self.display = ""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._pictures = Path(stack.enter_context(TemporaryDirectory(prefix="screen-")))
            self.display = stack.enter_context(_xvfb(self._size, self._pictures))
            stack.enter_context(_running(["openbox", "--sm-disable"], self.environment))
            wait_until(self._has_a_window_manager, "openbox manages the screen")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def environment(self) -> dict[str, str]:
        return _environment(self.display)

    # -- what is on it

    def windows(self) -> list[Window]:
        """The windows, the lowest first; minimised ones are among them."""
        ids = _numbers(self._run("xprop", "-root", "_NET_CLIENT_LIST_STACKING"))
        return [Window(window, self.title(window)) for window in ids]

    def active(self) -> Window | None:
        """The window that gets what is typed."""
        ids = _numbers(self._run("xprop", "-root", "_NET_ACTIVE_WINDOW"))
        return Window(ids[0], self.title(ids[0])) if ids and ids[0] else None

    def title(self, window: WindowId) -> str:
        """The window's title; empty if it has none or is gone."""
        return self._run("xdotool", "getwindowname", str(window)).removesuffix("\n")

    def is_minimised(self, window: WindowId) -> bool:
        return "_NET_WM_STATE_HIDDEN" in self._run("xprop", "-id", str(window), "_NET_WM_STATE")

    def in_front(self) -> str:
        """
        The title of the topmost window; empty if it is minimised or another one is active.

        The window manager may leave all of them inactive when one that hung is gone.
        """
        active, windows = self.active(), self.windows()
        if not windows or self.is_minimised(windows[-1].id):
            return ""
        return windows[-1].title if active is None or active.id == windows[-1].id else ""

    def wait_for_window(self, title: str, within: float = 10) -> Window:
        """The topmost window whose title begins like that, as soon as there is one."""
        found: list[Window] = []

        def there() -> bool:
            found[:] = [window for window in self.windows() if window.title.startswith(title)]
            return bool(found)

        wait_until(there, f"a window {title!r} is there", within)
        return found[-1]

    def wait_for_front(self, title: str, within: float = 10) -> Window:
        """The window whose title begins like that, as soon as it is active and on top."""
        wait_until(lambda: self.in_front().startswith(title), f"{title!r} is in front", within)
        return self.windows()[-1]

    def screenshot(self, path: Path) -> Path:
        """Write what the screen shows now as a PNG."""
        path.write_bytes(_png(*_pixels((self._pictures / "Xvfb_screen0").read_bytes())))
        return path

    # -- what is done to it

    def minimise(self, window: WindowId) -> None:
        self._run("xdotool", "windowminimize", str(window))
        wait_until(lambda: self.is_minimised(window), f"{self.title(window)!r} is minimised")

    @contextmanager
    def covered(self, title: str = "Another program") -> Iterator[Window]:
        """
        A window of another program over the whole screen, active and on top, until the end.
        """
        command = ["xmessage", "-geometry", f"{self._size}+0+0", "-title", title, title]
        with _running(command, self.environment):
            yield self.wait_for_front(title)

    def type(self, text: str) -> None:
        """Type into the active window as a person does, Cyrillic too."""
        self._run("xdotool", "type", "--delay", "5", text)

    def press(self, *keys: str) -> None:
        """Press keys by their X names, such as `Return` and `ctrl+w`, one after another."""
        self._run("xdotool", "key", *keys)

    def _has_a_window_manager(self) -> bool:
        return "window id #" in self._run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, timeout=20, check=False
        )
        return done.stdout.decode("utf-8", "replace")


@contextmanager
def _xvfb(size: str, pictures: Path) -> Iterator[str]:
    """
    The name of a new display. Xvfb chooses a number that is free and tells it when it is ready.
    """
    told, tell = os.pipe()
    options = ["-displayfd", str(tell), "-screen", "0", f"{size}x24", "-fbdir", str(pictures)]
    command = ["Xvfb", *options, "-nolisten", "tcp", "-noreset"]
    with (
        os.fdopen(told) as number,
        os.fdopen(tell, "w") as ours,
        _running(command, os.environ, pass_fds=(tell,)),
    ):
        ours.close()
        display = number.readline().strip()
        assert display, "Xvfb did not start"
        yield f":{display}"


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], pass_fds: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command,
        env=environment,
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _environment(display: str) -> dict[str, str]:
    """A clean desk: no Wayland, no session of a real desktop, text in UTF-8."""
    others = ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY", "LC_ALL")
    kept = {name: value for name, value in os.environ.items() if name not in others}
    return {**kept, "DISPLAY": display, "LC_ALL": "C.UTF-8", "XDG_SESSION_TYPE": "x11"}


def _numbers(text: str) -> list[WindowId]:
    return [WindowId(int(number, 16)) for number in re.findall(r"0x[0-9a-f]+", text)]


def _pixels(xwd: bytes) -> tuple[int, int, bytes]:
    """
    Width, height and RGB of an X window dump of 32 bits a pixel, as X11/XWDFile.h describes it.
    """
    header = struct.unpack(">25I", xwd[:100])
    width, height, line, colours = header[4], header[5], header[12], header[19]
    start = header[0] + colours * 12
    rows = (xwd[start + y * line :][: width * 4] for y in range(height))
    blue_first = header[7] == 0
    return width, height, b"".join(_rgb(row, blue_first=blue_first) for row in rows)


def _rgb(row: bytes, *, blue_first: bool) -> bytes:
    rgb = bytearray(len(row) // 4 * 3)
    first = 2 if blue_first else 1
    step = -1 if blue_first else 1
    for colour in range(3):
        rgb[colour::3] = row[first + colour * step :: 4]
    return bytes(rgb)


def _png(width: int, height: int, rgb: bytes) -> bytes:
    rows = b"".join(b"\0" + rgb[y * width * 3 : (y + 1) * width * 3] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
