"""
A screen: Xvfb with a window manager, so that windows can be covered, minimised and raised.

Pictures are read from Xvfb's own framebuffer file, so nothing else has to be installed for them.
"""

import mmap
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
from threading import Event, Thread
from typing import NamedTuple, NewType, Self

WindowId = NewType("WindowId", int)


def wait_until(condition: Callable[[], object], what: str, within: float = 10) -> None:
    """
    Come back soon after *condition* holds, or fail and say *what* did not happen.

    A look at the screen is several programs, which take the time of those that are waited for.
    """
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Window:
    id: WindowId
    title: str


class Box(NamedTuple):
    """A part of the screen, in pixels from its top left."""

    left: int
    top: int
    right: int
    bottom: int


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

    def is_attention_wanted(self) -> bool:
        """Whether any window asks for it, as taskbars show by flashing."""
        states = [self._run("xprop", "-id", str(w.id), "_NET_WM_STATE") for w in self.windows()]
        return any("_NET_WM_STATE_DEMANDS_ATTENTION" in state for state in states)

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
        path.write_bytes(_png(*_pixels(self._picture.read_bytes())))
        return path

    def wait_for_calm(self, seconds: float = 0.3, within: float = 10) -> None:
        """Come back when nothing on the screen has changed for some time."""
        shown, since = b"", time.monotonic()

        def is_calm() -> bool:
            nonlocal shown, since
            now = self._picture.read_bytes()
            if now != shown:
                shown, since = now, time.monotonic()
            return time.monotonic() - since > seconds

        wait_until(is_calm, "the screen is calm", within)

    @contextmanager
    def watched(self, box: Box) -> Iterator["Watch"]:
        """Look at what is in *box* about a thousand times a second, until the end."""
        with (
            self._picture.open("rb") as file,
            mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as picture,
            Watch(picture, box) as watch,
        ):
            yield watch

    @property
    def _picture(self) -> Path:
        return self._pictures / "Xvfb_screen0"

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


class Watch(Thread):
    """
    What a part of the screen shows while `with` lasts: `pictures` has each change with its time.
    """

    LOOKS = 1000

    def __init__(self, screen: mmap.mmap, box: Box) -> None:
        super().__init__(daemon=True)
        header = _header(screen[:100])
        rows = [header.start + y * header.line for y in range(box.top, box.bottom)]
        self._screen = screen
        self._parts = [slice(row + box.left * 4, row + box.right * 4) for row in rows]
        self._over = Event()
        self.pictures: list[tuple[float, bytes]] = []
        self._look()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(1 / self.LOOKS):
            self._look()

    def _look(self) -> None:
        picture = b"".join(self._screen[part] for part in self._parts)
        if not self.pictures or picture != self.pictures[-1][1]:
            self.pictures.append((time.monotonic(), picture))

    def others(self) -> int:
        """How often there was another picture than the first."""
        return sum(picture != self.pictures[0][1] for _, picture in self.pictures)


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
    """A clean desk: no Wayland, no session of a real desktop but one of its own, text in UTF-8."""
    others = ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY", "LC_ALL")
    kept = {name: value for name, value in os.environ.items() if name not in others}
    own = {"DISPLAY": display, "XDG_SESSION_TYPE": "x11", "XDG_SESSION_ID": f"screen{display}"}
    return {**kept, **own, "LC_ALL": "C.UTF-8"}


def _numbers(text: str) -> list[WindowId]:
    return [WindowId(int(number, 16)) for number in re.findall(r"0x[0-9a-f]+", text)]


class _Header(NamedTuple):
    """Of an X window dump, as X11/XWDFile.h describes it: bytes but for width and height."""

    width: int
    height: int
    line: int
    start: int
    is_blue_first: bool


def _header(xwd: bytes) -> _Header:
    read = struct.unpack(">25I", xwd)
    return _Header(read[4], read[5], read[12], read[0] + read[19] * 12, read[7] == 0)


def _pixels(xwd: bytes) -> tuple[int, int, bytes]:
    """
    Width, height and RGB of an X window dump of 32 bits a pixel.
    """
    width, height, line, start, blue_first = _header(xwd[:100])
    rows = (xwd[start + y * line :][: width * 4] for y in range(height))
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
