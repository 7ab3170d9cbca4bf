"""
A CRM at a distance, over TLS, whose page says when it was painted: `python -m rig.distant_crm`.

Every byte takes half of the round trip, in each direction, and a new connection one round trip
more, as the handshake of TCP does. A connection that nobody has used for a while is closed, as web
servers do. The page has styles of 60 KB and scripts of 300 KB, which the browser may keep.
"""

import argparse
import asyncio
import base64
import hashlib
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from urllib.parse import parse_qs, urlsplit

IDLE = 0.8
"""Seconds after which the CRM closes a connection that is not used."""

STYLES = b".card-%d { margin: 1px; padding: 2px; color: #123456; border: 0 solid; }\n"
SCRIPTS = b"function part%d(value) { return value ? value.toString() : 'nothing at all'; }\n"
PAGE = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sample CRM</title>
<link rel="stylesheet" href="/card.css"><script src="/card.js"></script></head>
<body><h1>Customer card</h1><script>
new PerformanceObserver((list) => {
  for (const paint of list.getEntriesByName("first-contentful-paint"))
    navigator.sendBeacon(`/painted?at=${performance.timeOrigin + paint.startTime}`);
}).observe({ type: "paint", buffered: true });
</script></body></html>
"""


def main() -> None:
    parser = argparse.ArgumentParser("distant_crm", description=__doc__)
    parser.add_argument("--round-trip", type=float, default=0, help="milliseconds")
    parser.add_argument("folder", type=Path, help="where its certificate lies")
    options = parser.parse_args()
    asyncio.run(_serve(options.folder, options.round_trip / 1000))


class DistantCrm:
    """
    A distant CRM in a process of its own, while `with` lasts; *round_trip* is in milliseconds.

    `url` is its address, `switch` makes Chrome trust its certificate.
    """

    def __init__(self, round_trip: float) -> None:
        self._round_trip = round_trip
        self._stack = ExitStack()
        self._painted: list[float] = []
        self.url = ""
        self.switch = ""

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="chatplugin-crm-")))
        self.switch = f"--ignore-certificate-errors-spki-list={_make_certificate(folder)}"
        command = [sys.executable, "-m", "rig.distant_crm", str(folder)]
        process = subprocess.Popen(
            [*command, f"--round-trip={self._round_trip}"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        self._stack.enter_context(process)
        self._stack.callback(process.terminate)
        assert process.stdout is not None
        self._lines = process.stdout
        self.url = self._lines.readline().strip()
        assert self.url, "the distant CRM did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def wait_for_paint(self) -> float:
        """Return when the next card was painted, in ms since 1970-01-01 UTC."""
        line = self._lines.readline()
        assert line, "the distant CRM has ended"
        return float(line)


def _make_certificate(folder: Path) -> str:
    """Write a certificate for 127.0.0.1; return its key's digest, as Chrome's switch has it."""
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-days", "2", *key, *names, *files],
        check=True,
        capture_output=True,
    )
    public = subprocess.run(
        ["openssl", "pkey", "-in", str(folder / "key.pem"), "-pubout", "-outform", "DER"],
        check=True,
        capture_output=True,
    ).stdout
    return base64.b64encode(hashlib.sha256(public).digest()).decode()


async def _serve(folder: Path, round_trip: float) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    crm = await asyncio.start_server(_answer, "127.0.0.1", 0, ssl=tls)
    crm_port = crm.sockets[0].getsockname()[1]

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _carry(reader, writer, crm_port, round_trip)

    road = await asyncio.start_server(carry, "127.0.0.1", 0)
    print(f"https://127.0.0.1:{road.sockets[0].getsockname()[1]}", flush=True)
    async with crm, road:
        await road.serve_forever()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, round_trip: float
) -> None:
    """Carry bytes to and from the CRM, each late by half of *round_trip* (seconds)."""
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic() + round_trip  # The handshake of TCP.
    there = _late(reader, far_writer, lambda: max(time.monotonic(), began) + round_trip / 2)
    back = _late(far_reader, writer, lambda: time.monotonic() + round_trip / 2)
    await asyncio.gather(there, back)


async def _late(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, due: Callable[[], float]
) -> None:
    queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            at, data = await queue.get()
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            if not data:
                break
            writer.write(data)
            await writer.drain()
        writer.close()

    delivering = asyncio.create_task(deliver())
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            queue.put_nowait((due(), data))
    queue.put_nowait((due(), b""))
    with suppress(ConnectionError):
        await delivering


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(TimeoutError, ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE)
            writer.write(_response(head))
            await writer.drain()
    writer.close()


def _response(head: bytes) -> bytes:
    target = urlsplit(head.split(b" ", 2)[1].decode())
    kept = b"Cache-Control: max-age=3600\r\n"
    if target.path == "/card":
        return _ok(PAGE, b"text/html", b"Cache-Control: no-store\r\n")
    if target.path == "/card.css":
        return _ok(_repeated(STYLES, 60_000), b"text/css", kept)
    if target.path == "/card.js":
        return _ok(_repeated(SCRIPTS, 300_000), b"text/javascript", kept)
    if target.path == "/painted":
        print(parse_qs(target.query)["at"][0], flush=True)
    return b"HTTP/1.1 204 No Content\r\n\r\n"


def _ok(body: bytes, kind: bytes, caching: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n%bContent-Length: %d\r\n\r\n"
    return head % (kind, caching, len(body)) + body


def _repeated(line: bytes, size: int) -> bytes:
    lines = (line % n for n in range(size // len(line) + 1))
    return b"".join(lines)[:size].rpartition(b"\n")[0]


if __name__ == "__main__":
    main()
