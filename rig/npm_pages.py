"""
A CRM whose pages are made of others' JavaScript, as npm installs it: React hydrates a document.

`/card?user_id=<page>` is that page. The packages are those of `tests/npm/package-lock.json`. They
are installed once into `build/npm`, and no script of theirs is run for it.
"""

import fcntl
import hashlib
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler
from mimetypes import guess_type
from typing import Any, Final
from urllib.parse import urlsplit

from rig.emc_host import ROOT
from rig.loopback import Loopback

WANTED: Final = ROOT / "tests" / "npm"
INSTALLED: Final = ROOT / "build" / "npm"

_REACT = "/node_modules/react/umd/react.production.min.js"
_REACT_DOM = "/node_modules/react-dom/umd/react-dom.production.min.js"
_SCRIPTS = "".join(
    f'<script src="{address}"></script>' for address in (_REACT, _REACT_DOM, "/pages/hydrated.js")
)
_HYDRATED = (
    '<!doctype html><html lang="ru"><head><meta charSet="utf-8"/><title>Anna – CRM</title></head>'
    f'<body><h1>Anna</h1><input id="field"/>{_SCRIPTS}</body></html>'
)


def install() -> None:
    """Install the packages if they are not there. Whoever comes meanwhile waits."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    lock = (WANTED / "package-lock.json").read_bytes()
    stamp, wanted = INSTALLED / "stamp", hashlib.sha256(lock).hexdigest()
    with (INSTALLED / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        for name in ("package.json", "package-lock.json"):
            shutil.copy(WANTED / name, INSTALLED / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=INSTALLED, check=True, capture_output=True)
        stamp.write_text(wanted)


class NpmPages(Loopback):
    def __init__(self) -> None:
        install()
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = pages._find(urlsplit(self.path).path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)

    def _find(self, path: str) -> tuple[str, bytes]:
        if path == "/card":
            return "text/html; charset=utf-8", _HYDRATED.encode()
        folder = WANTED if path.startswith("/pages/") else INSTALLED
        file = folder / path.removeprefix("/")
        body = file.read_bytes() if file.is_file() else b""
        return guess_type(path)[0] or "application/octet-stream", body
