"""
A CRM whose pages are made of others' JavaScript, as npm installs it: editors, and React.

`/card?user_id=<page>` is that page, with the script `tests/npm/pages/<page>.js`. The packages are
those of `tests/npm/package-lock.json`. They are installed and the pages made of them once, in
`build/npm`; no script of the packages is run for it.
"""

import fcntl
import hashlib
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler
from mimetypes import guess_type
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from rig.emc_host import ROOT
from rig.loopback import Loopback

SOURCES: Final = ROOT / "tests" / "npm"
MADE: Final = ROOT / "build" / "npm"
EDITORS: Final = sorted({page.stem for page in SOURCES.glob("pages/*.js")} - {"hydrated"})

_EDITOR = """<!doctype html><title>Own</title><link rel="stylesheet" href="/built/PAGE.css">
<body><div id="field" style="width: 800px; height: 300px"></div>
<script src="/built/PAGE.js"></script>"""
_HYDRATED = (
    '<!doctype html><html lang="ru"><head><meta charset="utf-8"/><title>Anna – CRM</title></head>'
    '<body><input id="field"/><script src="/built/hydrated.js"></script></body></html>'
)


class NpmPages(Loopback):
    def __init__(self) -> None:
        _make()
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = pages._find(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)

    def _find(self, address: str) -> tuple[str, bytes]:
        parts = urlsplit(address)
        if parts.path == "/card":
            page = parse_qs(parts.query)["user_id"][0]
            text = _HYDRATED if page == "hydrated" else _EDITOR.replace("PAGE", page)
            return "text/html; charset=utf-8", text.encode()
        file = MADE / parts.path.removeprefix("/")
        body = file.read_bytes() if file.is_file() else b""
        return guess_type(file)[0] or "application/octet-stream", body


def _make() -> None:
    """Install the packages and make the pages, once. Whoever comes meanwhile waits."""
    MADE.mkdir(parents=True, exist_ok=True)
    sources = sorted(file for file in SOURCES.rglob("*") if file.is_file())
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()
    stamp = MADE / "stamp"
    with (MADE / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        shutil.copytree(SOURCES, MADE, dirs_exist_ok=True)
        _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        pages = [str(page) for page in MADE.glob("pages/*.js")]
        constants = ('--define:process.env.NODE_ENV="production"', "--define:global=window")
        options = ("--bundle", "--minify", "--outdir=built", "--loader:.ttf=dataurl", *constants)
        _run(str(MADE / "node_modules" / ".bin" / "esbuild"), *pages, *options)
        stamp.write_text(wanted)


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=MADE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
