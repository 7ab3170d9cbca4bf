"""
A second look into a Chrome, for tests: what its tabs show, and a person's clicks in them.

The product has a pipe and no port. A test that wants to see gives Chrome a port besides, on
127.0.0.1 only, and speaks to it over a WebSocket (RFC 6455) of just enough code.
"""

import base64
import json
import os
import socket
import struct
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

from chatplugin.adapters.chrome.installed_chrome import find_chrome
from rig.emc_host import wait_until


def chrome_with_a_port(folder: Path) -> Path:
    """
    Write a program that starts Chrome with a port besides, for the setting `Chrome.Path`.

    The settings refuse the switch itself.
    """
    path = folder / "chrome-with-a-port"
    switches = "--remote-debugging-port=0 --remote-allow-origins=*"
    path.write_text(f'#!/bin/sh\nexec "{find_chrome("")}" {switches} "$@"\n')
    path.chmod(0o755)
    return path


class DevTools:
    """Chrome's tabs, by way of the port that it has written into its *profile*."""

    def __init__(self, profile: Path) -> None:
        file = profile / "DevToolsActivePort"
        text = wait_until(lambda: file.read_text() if file.exists() else "", "a port", 30)
        self.port = int(text.split()[0])

    def tabs(self) -> list[dict[str, str]]:
        """All tabs with their `id`, `url` and `title`."""
        tabs: list[dict[str, str]] = json.loads(self._ask("GET", "/json/list"))
        return [tab for tab in tabs if tab["type"] == "page"]

    def open(self, url: str = "about:blank") -> str:
        """Open a tab in front, as an operator does, and return its id."""
        tab: dict[str, str] = json.loads(self._ask("PUT", f"/json/new?{url}"))
        return tab["id"]

    def close(self, target: str) -> None:
        self._ask("GET", f"/json/close/{target}")

    def _ask(self, method: str, path: str) -> bytes:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path)
            return connection.getresponse().read()

    def wait_for_tab(self, title: str, url: str = "", within: float = 15) -> "TabView":
        """The tab with that title, and an address that begins like that."""

        def found() -> list[dict[str, str]]:
            tabs = self.tabs()
            return [t for t in tabs if t["title"] == title and t["url"].startswith(url)]

        return TabView(self.port, wait_until(found, f"a tab {title!r} at {url!r}", within)[0]["id"])


class BetweenPages(AssertionError):
    """One page goes and the next one comes, so nothing has a value."""


_BETWEEN_PAGES = {
    "Cannot find default execution context",
    "Execution context was destroyed.",
    "Inspected target navigated or closed",
}


class TabView:
    """One tab, seen from its page's own world unless another is asked for."""

    def __init__(self, port: int, target: str) -> None:
        self.target = target
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self.notices: list[dict[str, Any]] = []
        self._shake_hands(port)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._socket.close()

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Call a DevTools method; what Chrome tells in the meantime is put into `notices`."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while (message := self._receive()).get("id") != self._number:
            self.notices.append(message)
        if "error" in message:
            is_between = message["error"]["message"] in _BETWEEN_PAGES
            raise (BetweenPages if is_between else AssertionError)(message["error"])
        result: dict[str, Any] = message["result"]
        return result

    def crash(self) -> None:
        """Crash the page, and come back when it has."""
        self.call("Inspector.enable")
        self._number += 1
        self._send({"id": self._number, "method": "Page.crash", "params": {}})
        while self._receive().get("method") != "Inspector.targetCrashed":
            pass

    def value(self, expression: str, **where: object) -> Any:
        """The value of *expression*, which may be a promise."""
        answer = self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            **where,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str, within: float = 30) -> Any:
        """The first true value of *expression*, be it in the page that comes after this one."""
        return wait_until(lambda: self._value_in_a_page(expression), expression, within)

    def _value_in_a_page(self, expression: str) -> Any:
        try:
            return self.value(expression)
        except BetweenPages:
            return None

    def worlds(self) -> dict[str, int]:
        """The ids of the document's worlds by their names; the page's own has none."""
        self.call("Runtime.disable")
        self.notices.clear()
        self.call("Runtime.enable")
        told = [n["params"]["context"] for n in self.notices if n["method"].endswith("Created")]
        return {context["name"]: context["id"] for context in told}

    def click(self, selector: str) -> None:
        """Click as a person does."""
        box = self.wait_for(
            f"(() => {{ const b = document.querySelector({json.dumps(selector)})"
            "?.getBoundingClientRect();"
            " return b?.width ? [b.x + b.width / 2, b.y + b.height / 2] : null; })()"
        )
        where = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
        self.call("Input.dispatchMouseEvent", type="mousePressed", **where)
        self.call("Input.dispatchMouseEvent", type="mouseReleased", **where)

    def _shake_hands(self, port: int) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET /devtools/page/{self.target} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        while self._stream.readline() not in {b"\r\n", b""}:
            pass

    def _send(self, message: Mapping[str, object]) -> None:
        data = json.dumps(message).encode()
        size = len(data)
        head = bytes([0x81])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 1 << 16:
            head += struct.pack(">BH", 0x80 | 126, size)
        else:
            head += struct.pack(">BQ", 0x80 | 127, size)
        self._socket.sendall(head + bytes(4) + data)  # A mask of zeros leaves the data as it is.

    def _receive(self) -> dict[str, Any]:
        data = b""
        while True:
            first, second = self._stream.read(2)
            size = second & 0x7F
            if size == 126:
                size = struct.unpack(">H", self._stream.read(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self._stream.read(8))[0]
            data += self._stream.read(size)
            if first & 0x80:
                message: dict[str, Any] = json.loads(data)
                return message
