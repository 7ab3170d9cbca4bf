"""
A settings server for tests: HTTPS on loopback, with a certificate of its own that nobody else has.

It serves one document with an `ETag`, as any web server does, until a test tells it to answer
otherwise. A program trusts it when `SSL_CERT_FILE` names its certificate.
"""

import hashlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

PATH = "/chatplugin.json"

LOOPBACK = "DNS:localhost,IP:127.0.0.1"

RSA = ("rsa:2048",)
ECDSA = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
"""Kinds of keys, as openssl wants them named."""

Answer = Callable[[BaseHTTPRequestHandler], None]


def make_certificate(
    folder: Path, *, names: str = LOOPBACK, kind: tuple[str, ...] = RSA
) -> tuple[Path, Path]:
    """Return certificate and key, new and signed by itself, for the *names*."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", *kind, "-nodes", "-days", "2"]
    command += ["-subj", "/CN=ChatPlugin test", "-addext", f"subjectAltName={names}"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def answer(status: int, data: bytes = b"", **headers: str) -> Answer:
    """Return an answer of these headers; `_` in a name stands for `-`."""

    def send(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return send


class SettingsServer:
    """The server while `with` lasts. *folder* takes its certificate."""

    def __init__(self, folder: Path, *, names: str = LOOPBACK) -> None:
        self.certificate = folder / "certificate.pem"
        key = folder / "key.pem"
        if not key.exists():
            make_certificate(folder, names=names)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._changed = threading.Condition()
        self._requests: list[Mapping[str, str]] = []
        self._answer: Answer = answer(404)
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.context = context
        self.port = self._server.server_address[1]
        self.url = f"https://127.0.0.1:{self.port}{PATH}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to reach this server and to trust it."""
        return {"SSL_CERT_FILE": str(self.certificate), "HTTPS_PROXY": "", "https_proxy": ""}

    @property
    def requests(self) -> list[Mapping[str, str]]:
        """The headers of every request so far."""
        with self._changed:
            return list(self._requests)

    def publish(self, text: str | bytes, *, signature: bytes | None = None, **headers: str) -> None:
        """Serve *text* from now on, and its *signature*, as a stock web server would."""
        beside = answer(404) if signature is None else answer(200, signature)
        data = text.encode() if isinstance(text, str) else text
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'

        def serve(request: BaseHTTPRequestHandler) -> None:
            if request.path.partition("?")[0].endswith(".sig"):
                beside(request)
                return
            is_known = request.headers.get("If-None-Match") == etag
            answer(304 if is_known else 200, b"" if is_known else data, ETag=etag, **headers)(
                request
            )

        self.answer_with(serve)

    def answer_with(self, send: Answer) -> None:
        with self._changed:
            self._answer = send

    def wait_for_requests(self, n: int, within: float = 10) -> list[Mapping[str, str]]:
        """Return the headers of the first *n* requests from now on, once they are there."""
        with self._changed:
            before = len(self._requests)
            come = self._changed.wait_for(lambda: len(self._requests) >= before + n, within)
            assert come, f"{len(self._requests) - before} of {n} requests within {within} s"
            return self._requests[before : before + n]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with server._changed:
                    server._requests.append(dict(self.headers.items()))
                    server._changed.notify_all()
                    send = server._answer
                send(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
                del format, args

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    context: ssl.SSLContext

    def get_request(self) -> tuple[socket.socket, object]:
        """Let a connection's own thread shake hands; a caller that has gone by now is let go."""
        connection, address = super().get_request()
        try:
            secure = self.context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        except OSError:
            connection.close()
            raise
        return secure, address

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that goes away, or does not trust the certificate, is what tests are about."""
