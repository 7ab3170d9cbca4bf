"""
The administrator's browser: a Chrome without a screen, in which a test clicks and types.
"""

import base64
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from chatplugin.adapters.chrome.installed_chrome import find_chrome
from rig.devtools import DevTools, TabView
from rig.emc_host import wait_until
from rig.workplace import LEAN, chrome_arguments

KEYS = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "F8": 119} | {
    "Space": 32,
    "End": 35,
}
LONGEST_WORD = 12
_CONTROL, _ALT = 2, 1


class HeadlessChrome:
    """
    A Chrome while `with` lasts, with one tab at a time. Its downloads are in `downloads`.
    """

    def __init__(self, *, width: int = 1366, height: int = 768) -> None:
        self._size = {"width": width, "height": height}
        self._stack = ExitStack()
        self.downloads = Path()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            folder = stack.enter_context(
                TemporaryDirectory(prefix="headless-", ignore_cleanup_errors=True)
            )
            self.downloads = Path(folder) / "downloads"
            stack.enter_context(_chrome(Path(folder)))
            self._tools = DevTools(Path(folder))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def opened(self, address: str) -> Iterator[Self]:
        """Show *address* in a tab of its own, which is closed at the end."""
        with TabView(self._tools.port, self._tools.open()) as self.tab:
            try:
                self._prepare()
                self.tab.call("Page.navigate", url=address)
                yield self
            finally:
                self._tools.close(self.tab.target)

    # -- what a person does

    def click(self, selector: str) -> None:
        self.tab.value(f"document.querySelector({selector!r}).scrollIntoView({{block: 'nearest'}})")
        self.tab.click(selector)

    def type(self, text: str) -> None:
        """Type where the focus is; what is longer than a word comes as fast as pasted."""
        first, *others = text.split("\n")
        self._type_line(first)
        for line in others:
            self.press("Enter")
            self._type_line(line)

    def _type_line(self, line: str) -> None:
        for piece in [line] if len(line) > LONGEST_WORD else line:
            self.tab.call("Input.insertText", text=piece)

    def press(self, key: str) -> None:
        """Press a key by its name; `ctrl+s` and `alt+Enter` hold another one down."""
        *held, name = key.split("+")
        modifiers = (_CONTROL if "ctrl" in held else 0) | (_ALT if "alt" in held else 0)
        code = f"Key{name.upper()}" if len(name) == 1 else name
        number = KEYS.get(name, ord(name.upper()[0]))
        common = {
            "key": " " if name == "Space" else name,
            "code": code,
            "modifiers": modifiers,
            "windowsVirtualKeyCode": number,
        }
        text = {"text": "\r"} if name == "Enter" and not held else {}
        commands = {"commands": [_COMMANDS[key]]} if key in _COMMANDS else {}
        self.tab.call("Input.dispatchKeyEvent", type="keyDown", **common, **text, **commands)
        self.tab.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def wheel(self, selector: str, by: int) -> None:
        """Turn the mouse wheel over the middle of what stands there."""
        x, y = self._middle(selector)
        self.tab.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=by)

    def click_at(self, x: float, y: float) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            self.tab.call(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    def _middle(self, selector: str) -> tuple[float, float]:
        box = f"document.querySelector({selector!r}).getBoundingClientRect()"
        return (
            self.tab.value(f"{box}.left + {box}.width / 2"),
            self.tab.value(f"{box}.top + {box}.height / 2"),
        )

    def drop(self, *files: Path) -> None:
        """Drop *files* from the file manager into the middle of the page."""
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}

        def drag(kind: str) -> None:
            self.tab.call("Input.dispatchDragEvent", type=kind, x=600, y=400, data=data)

        def is_welcome() -> bool:
            drag("dragOver")
            return bool(self.tab.value("window.welcome"))

        # A mouse tells of itself until it is let go; what nobody takes falls nowhere.
        self.tab.value(_WATCH_DRAGGING)
        drag("dragEnter")
        wait_until(is_welcome, "the page takes what is dragged over it")
        drag("drop")
        self.tab.wait_for("window.dropped")

    def follow(self, selector: str, until: str) -> None:
        """Click what leads to another page, and wait until *until* holds there, and not here."""
        self.tab.value("globalThis.isLeft = true")
        self.click(selector)
        there = f"!globalThis.isLeft && ({until})"
        wait_until(lambda: self._value_in_a_page(there), until)

    def _value_in_a_page(self, expression: str) -> Any:
        """The value; None while one page goes and the next one comes."""
        try:
            return self.tab.value(expression)
        except AssertionError:
            return None

    # -- what a person sees

    def text(self, selector: str) -> str:
        """Return what is read there, with single blanks; empty where there is nothing."""
        found: str = self.tab.value(
            f"(document.querySelector({selector!r})?.innerText ?? '').replace(/\\s+/g, ' ').trim()"
        )
        return found

    def wait_for_text(self, selector: str, text: str) -> str:
        self.tab.wait_for(
            f"(document.querySelector({selector!r})?.innerText ?? '').replace(/\\s+/g, ' ')"
            f".includes({text!r})"
        )
        return self.text(selector)

    def wait_for_download(self, name: str) -> bytes:
        path = self.downloads / name
        wait_until(lambda: path.exists() and path.stat().st_size, f"{name} is downloaded")
        return path.read_bytes()

    def complaints(self) -> list[str]:
        """Return what Chrome has to say against the page: refused by policy, not found, thrown."""
        self.tab.value("0")
        told = [notice for notice in self.tab.notices if notice["method"] in _COMPLAINTS]
        return [str(notice["params"]) for notice in told]

    def screenshot(self, path: Path) -> Path:
        image = self.tab.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(image))
        return path

    def in_size(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.tab.call("Emulation.setDeviceMetricsOverride", **size)

    def in_colours(self, scheme: str) -> None:
        """`light` or `dark`, at once: no colour is on its way from one to the other."""
        wanted = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wanted.items()]
        self.tab.call("Emulation.setEmulatedMedia", features=features)

    def _prepare(self) -> None:
        for domain in ("Page", "Log", "Runtime"):
            self.tab.call(f"{domain}.enable")
        self.in_size(**self._size)
        where = {"behavior": "allow", "downloadPath": str(self.downloads)}
        self.tab.call("Page.setDownloadBehavior", **where)


_COMPLAINTS = frozenset({"Log.entryAdded", "Runtime.exceptionThrown"})

_WATCH_DRAGGING = """
    window.welcome = window.dropped = false;
    addEventListener("dragover", (event) => { window.welcome = event.defaultPrevented; });
    addEventListener("drop", () => { window.dropped = true; });
"""

# Without a screen no window system turns these into editing commands.
_COMMANDS = {"ctrl+a": "selectAll", "ctrl+z": "undo", "ctrl+End": "moveToEndOfDocument"}


@contextmanager
def _chrome(profile: Path) -> Iterator[None]:
    arguments: Sequence[str] = [
        *chrome_arguments(),
        LEAN,
        "--headless=new",
        "--remote-debugging-port=0",
        "--remote-allow-origins=*",
        f"--user-data-dir={profile}",
        "--no-first-run",
        "about:blank",
    ]
    with subprocess.Popen(
        [find_chrome(""), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield
        process.kill()
