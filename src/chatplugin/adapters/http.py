"""
One document over HTTPS: fetched if it has changed, or posted.

Certificates and proxies are the system's: on Windows its certificate store and the proxy of its
Internet settings, elsewhere OpenSSL's files and `HTTPS_PROXY`. This takes 30 ms to import, so only
the threads that need it do.
"""

import io
import socket
import ssl
import time
import urllib.request
import zlib
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple, NoReturn
from urllib.error import URLError
from urllib.parse import urljoin

from chatplugin import __version__
from chatplugin.config.problems import shown
from chatplugin.config.table.addresses import https_address, without_query
from chatplugin.domain.errors import BadValue, ChatPluginError
from chatplugin.sentences import Said, said
from chatplugin.telemetry.otlp import CONTENT_TYPE

SECONDS_OF_SILENCE = 10.0
SECONDS_IN_ALL = 30.0
_REDIRECTS = 5
_PIECE = 64 * 1024

_OK, _NOT_MODIFIED = 200, 304
_MOVED = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "User-Agent": f"ChatPlugin/{__version__}",
    "Accept": "application/json, text/plain;q=0.9",
    "Accept-Encoding": "gzip",
}

_PROXY_REFUSED = "Tunnel connection failed: "
"""How `http.client` begins this error, which has no class of its own."""

_ANSWERS = {401: "fetch.login", 403: "fetch.login", 404: "fetch.not_there"}


class Marks(NamedTuple):
    """What a server knows a document again by: `ETag` and `Last-Modified`."""

    etag: str = ""
    modified: str = ""


class Answer(NamedTuple):
    """`data` is None if nothing has changed; `max_age` is in seconds, None if nothing is said."""

    data: bytes | None
    marks: Marks
    max_age: float | None


class FetchFailed(ChatPluginError):
    """There is no usable answer. `retry_after` is in seconds, None if the server says nothing."""

    def __init__(self, what: Said, *, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class Fetcher:
    """Keeps what is costly to make: 50 ms for the system's certificates."""

    def __init__(self, longest: int, *, seconds: float = SECONDS_IN_ALL) -> None:
        self._longest = longest
        self._seconds = seconds
        self._context: ssl.SSLContext | None = None

    def fetch(self, address: str, marks: Marks) -> Answer:
        """
        Return what stands at *address*, unless it is still that with the *marks*.

        Raises FetchFailed.
        """
        try:
            return self._fetch(address, marks)
        except (OSError, HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            if isinstance(reason, ssl.SSLError):
                # A certificate that was missing may be installed by the time of the next try.
                self._context = None
            raise failure_of(reason) from error

    def _fetch(self, address: str, marks: Marks) -> Answer:
        opener = self._opener()
        for _ in range(_REDIRECTS + 1):
            request = urllib.request.Request(address, headers=_HEADERS | _conditions(marks))  # noqa: S310 - HTTPS only
            with opener.open(request, timeout=min(self._seconds, SECONDS_OF_SILENCE)) as response:
                if response.status not in _MOVED:
                    return self._answer(response, marks)
                address = _redirected(address, response.headers.get("Location", ""))
        raise FetchFailed(said("fetch.circle"))

    def _opener(self) -> urllib.request.OpenerDirector:
        """Made anew each time, because a laptop changes its proxy with its network."""
        self._context = self._context or ssl.create_default_context()
        return system_opener(self._context, time.monotonic() + self._seconds)

    def _answer(self, response: HTTPResponse, marks: Marks) -> Answer:
        headers = response.headers
        max_age = _max_age(headers.get("Cache-Control", ""))
        if response.status == _NOT_MODIFIED and any(marks):
            return Answer(None, marks, max_age)
        if response.status != _OK:
            _refuse(response)
        data = self._decoded(self._body(response), headers.get("Content-Encoding", "identity"))
        marks = Marks(headers.get("ETag", ""), headers.get("Last-Modified", ""))
        return Answer(data, marks, max_age)

    def _body(self, response: HTTPResponse) -> bytes:
        body = bytearray()
        while piece := response.read1(_PIECE):
            body += piece
            if len(body) > self._longest:
                self._refuse_size()
        announced = response.headers.get("Content-Length")
        if announced is not None and len(body) != int(announced):
            raise FetchFailed(said("fetch.breaks_off"))
        return bytes(body)

    def _decoded(self, body: bytes, encoding: str) -> bytes:
        if encoding.lower() == "identity":
            return body
        if encoding.lower() != "gzip":
            raise FetchFailed(said("fetch.packed", encoding=encoding[:20]))
        unpacking = zlib.decompressobj(wbits=31)
        try:
            data = unpacking.decompress(body, self._longest + 1)
        except zlib.error:
            raise FetchFailed(said("fetch.not_gzip")) from None
        if len(data) > self._longest:
            self._refuse_size()
        if not unpacking.eof:
            raise FetchFailed(said("fetch.breaks_off"))
        return data

    def _refuse_size(self) -> NoReturn:
        raise FetchFailed(said("fetch.too_large", kilobytes=self._longest // 1024))


def system_opener(context: ssl.SSLContext, deadline: float) -> urllib.request.OpenerDirector:
    """
    Return what speaks HTTPS by way of the system's proxy, and takes every answer as one.

    All of its answers, the proxy's among them, end by *deadline*, in seconds of the clock that only
    grows: a TimeoutError otherwise.
    """
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.ProxyHandler())
    opener.add_handler(_Https(context, deadline))
    return opener


def plain_opener(deadline: float) -> urllib.request.OpenerDirector:
    """Return what speaks HTTP without a proxy, as `system_opener` otherwise."""
    opener = urllib.request.OpenerDirector()
    opener.add_handler(_Http(deadline))
    return opener


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, context: ssl.SSLContext, deadline: float) -> None:
        super().__init__(context=context)
        self._tls = context
        self._connection = partial(_connection, HTTPSConnection, deadline)

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(self._connection, req, context=self._tls)


class _Http(urllib.request.HTTPHandler):
    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._connection = partial(_connection, HTTPConnection, deadline)

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(self._connection, req)


def _connection(
    kind: type[HTTPConnection], deadline: float, host: str, **options: Any
) -> HTTPConnection:
    connection = kind(host, **options)
    connection.response_class = partial(_TimedResponse, deadline=deadline)  # type: ignore[assignment]
    return connection


class _TimedResponse(HTTPResponse):
    """An answer that is read from its first octet on until *deadline*, and no longer."""

    def __init__(self, sock: socket.socket, *, deadline: float, **options: Any) -> None:
        super().__init__(sock, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedSocket(sock, deadline))


class _TimedSocket(io.RawIOBase):
    """
    A socket as a file. A timeout of the socket counts for each octet anew, this one for all.

    Else headers that drip, or `100 Continue` again and again, would hold a thread for ever.
    """

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._socket = sock
        self._file = sock.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(min(left, SECONDS_OF_SILENCE))
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


def _conditions(marks: Marks) -> dict[str, str]:
    conditions = {"If-None-Match": marks.etag, "If-Modified-Since": marks.modified}
    return {name: value for name, value in conditions.items() if value}


def _redirected(address: str, location: str) -> str:
    target = urljoin(address, location)
    try:
        return https_address(target)
    except BadValue:
        address = shown(without_query(target))
        raise FetchFailed(said("fetch.redirected", address=address)) from None


def _refuse(response: HTTPResponse) -> NoReturn:
    raise FetchFailed(
        said(_ANSWERS.get(response.status, "fetch.answers"), answer=answer_of(response)),
        retry_after=retry_after_of(response.headers.get("Retry-After", "")),
    )


def answer_of(response: HTTPResponse) -> str:
    return f"{response.status} {response.reason[:40]}".rstrip()


def failure_of(reason: str | BaseException) -> FetchFailed:
    """Return what an error of socket, TLS or HTTP means to a person."""
    match reason:
        case ssl.SSLCertVerificationError():
            return FetchFailed(said("fetch.certificate", reason=reason.verify_message))
        case ssl.SSLError():
            return FetchFailed(said("fetch.not_secure", reason=str(reason.reason or reason)))
        case TimeoutError():
            return FetchFailed(said("fetch.silent"))
        case OSError() if str(reason).startswith(_PROXY_REFUSED):
            why = str(reason).removeprefix(_PROXY_REFUSED)
            return FetchFailed(said("fetch.proxy", reason=why))
        case OSError():
            return FetchFailed(said("fetch.network", reason=reason.strerror or str(reason)))
        case _:
            return FetchFailed(said("fetch.no_https"))


def _max_age(header: str) -> float | None:
    for word in header.lower().split(","):
        name, _, value = word.strip().partition("=")
        if name == "max-age":
            return _whole_number(value)
    return None


def retry_after_of(header: str) -> float | None:
    """Return the seconds that a `Retry-After` means; None if it means nothing."""
    if (seconds := _whole_number(header)) is not None:
        return seconds
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, ArithmeticError, OSError):
        return None  # No date, or one that no clock can show.


def _whole_number(text: str) -> float | None:
    return float(text[:9]) if text.isascii() and text.isdigit() else None


_POST_HEADERS = {"Content-Type": CONTENT_TYPE, "User-Agent": f"ChatPlugin/{__version__}"}
_SUCCESS = range(200, 300)
_ANOTHER_TRY = frozenset({429, 502, 503, 504})
"""OTLP: the collector is there, and cannot take it now."""


class Poster:
    """Keeps what is costly to make: 50 ms for the system's certificates."""

    def __init__(self, *, seconds: float = SECONDS_IN_ALL) -> None:
        self._seconds = seconds
        self._context: ssl.SSLContext | None = None

    def post(self, address: str, body: bytes) -> None:
        """Send *body* to *address*. Raises FetchFailed if it was not taken."""
        request = urllib.request.Request(address, body, _POST_HEADERS, method="POST")  # noqa: S310 - checked
        try:
            with self._opener(address).open(request, timeout=SECONDS_OF_SILENCE) as response:
                status, answer = response.status, answer_of(response)
                retry_after = retry_after_of(response.headers.get("Retry-After", ""))
        except (OSError, HTTPException, ValueError) as error:
            cause = error.reason if isinstance(error, URLError) else error
            if isinstance(cause, ssl.SSLError):
                self._context = None  # A certificate may be installed by the time of the next try.
            raise failure_of(cause) from error
        if status not in _SUCCESS:
            is_busy = status in _ANOTHER_TRY
            raise FetchFailed(
                said("collector.busy" if is_busy else "collector.refuses", answer=answer),
                retry_after=retry_after if is_busy else None,
            )

    def _opener(self, address: str) -> urllib.request.OpenerDirector:
        deadline = time.monotonic() + self._seconds
        if address.lower().startswith("http://"):
            return plain_opener(deadline)
        self._context = self._context or ssl.create_default_context()
        return system_opener(self._context, deadline)
