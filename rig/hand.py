"""
An extension of nothing but a page, by which a test does in Chrome what a mouse does there.
"""

import hashlib
import json
from pathlib import Path

from rig.devtools import DevTools, TabView

_MANIFEST = {"manifest_version": 3, "name": "Hand", "version": "1", "permissions": ["tabs"]}
_PAGE = "<!doctype html><title>Hand</title>"
_FIRST = """
    (async () => {
      const [tab] = (await chrome.tabs.query({})).filter((tab) => tab.url.startsWith("URL"));
      await ACT;
    })()
"""


class Hand:
    """The extension in *folder*, which Chrome loads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps(_MANIFEST))
        (folder / "page.html").write_text(_PAGE)
        self.folder = folder
        # An extension without a key has its id from its path: a for 0, and p for f.
        digits = hashlib.sha256(str(folder).encode()).hexdigest()[:32]
        self._page = f"chrome-extension://{''.join(chr(97 + int(d, 16)) for d in digits)}/page.html"

    def move_to_another_window(self, devtools: DevTools, url: str) -> None:
        """Take the first tab whose address begins with *url* out of its window."""
        self._do(devtools, url, "chrome.windows.create({tabId: tab.id})")

    def put_aside(self, devtools: DevTools, url: str) -> None:
        """Discard the first tab whose address begins with *url*, as Chrome does to save memory."""
        self._do(devtools, url, "chrome.tabs.discard(tab.id)")

    def _do(self, devtools: DevTools, url: str, act: str) -> None:
        with TabView(devtools.port, devtools.open(self._page)) as page:
            page.wait_for("globalThis.chrome?.windows !== undefined")
            page.value(_FIRST.replace("URL", url).replace("ACT", act))
        devtools.close(page.target)
