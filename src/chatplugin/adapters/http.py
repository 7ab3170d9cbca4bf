"""
One document over HTTPS: fetched if it has changed, or posted. No redirect is followed.

A document may need a signature, which lies beside it: base64 of the 64 octets of Ed25519.

Certificates and proxies are the system's: on Windows its certificate store and the proxy of its
Internet settings, elsewhere OpenSSL's files and `HTTPS_PROXY`. This takes 30 ms to import, so only
the threads that need it do.
"""

import binascii
import io
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import urljoin

from chatplugin import __version__
from chatplugin.adapters.signing import PublicKey
from chatplugin.config.layers import Problem
from chatplugin.config.sources import overlay_name
from chatplugin.config.table.program import without_query
from chatplugin.domain.contact import shown
from chatplugin.domain.errors import ChatPluginError
from chatplugin.sentences import Said, said
from chatplugin.service.metrics import CONTENT_TYPE

_SECONDS_OF_SILENCE = 10.0
_SECONDS_IN_ALL = 30.0
_PIECE = 64 * 1024
_LONGEST_SIGNATURE = 1024

_OK, _NOT_MODIFIED = 200, 304
_MOVED = frozenset({301, 302, 303, 307, 308})
_SUCCESS = range(200, 300)
_ANOTHER_TRY = frozenset({429, 502, 503, 504})
"""OTLP: the collector is there, and cannot take it now."""

_FETCH_HEADERS = {
    "User-Agent": f"ChatPlugin/{__version__}",
    "Accept": "application/json, text/plain;q=0.9",
    "Accept-Encoding": "identity",
}
_POST_HEADERS = {"Content-Type": CONTENT_TYPE, "User-Agent": f"ChatPlugin/{__version__}"}

_PROXY_REFUSED = "Tunnel connection failed: "
"""How `http.client` begins this error, which has no class of its own."""

_ANSWERS = {401: "fetch.login", 403: "fetch.login", 404: "fetch.not_there"}


class _Fetched(NamedTuple):
    """
    What a server has answered. `data` is None if the document is still that of the ETag.

    `etag` is empty where the server has none; `max_age` is in seconds, None if nothing is said.
    `signature` is empty where none was asked for.
    """

    data: bytes | None
    etag: str
    max_age: float | None
    signature: bytes = b""


class _Probe(NamedTuple):
    """
    How a server answers. It `took` milliseconds.

    The end of its certificate and its clock are in seconds since 1970-01-01 UTC, None if unknown.
    """

    status: int
    took: float
    certificate_until: float | None
    date: float | None
    by_proxy: bool


class FetchFailed(ChatPluginError):
    """There is no usable answer. `retry_after` is in seconds, None if the server says nothing."""

    def __init__(self, what: Said, *, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after

    def of_overlay(self, address: str) -> Problem:
        """Return the problem of the overlay of *address*, which cannot be had because of this."""
        is_there = self.said.code.startswith("signature.")
        what = said("overlay.unsigned" if is_there else "overlay.unreachable", what=self.said)
        return Problem(what, overlay_name(address), remedy=self.remedy_said)


class Client:
    """
    Fetches and posts. It keeps what is costly to make: 50 ms for the system's certificates.

    *seconds* is how long an answer may take in all.
    """

    def __init__(self, *, seconds: float = _SECONDS_IN_ALL) -> None:
        self._seconds = seconds
        self._context: ssl.SSLContext | None = None

    def fetch(self, address: str, etag: str, longest: int, key: bytes | None = None) -> _Fetched:
        """
        Return the document at *address*, at most *longest* bytes, unless it is that of *etag*.

        With a public *key*, it has to have a good signature. Raises FetchFailed.
        """
        document = self._fetch(address, etag, longest)
        if key is None or document.data is None:
            return document
        return document._replace(signature=self._signature(address, document.data, key))

    def _signature(self, address: str, data: bytes, key: bytes) -> bytes:
        if not key:
            raise FetchFailed(said("signature.no_key"))
        place = _address_of_signature(address)
        named = shown(without_query(place))
        try:
            written = self._fetch(place, "", _LONGEST_SIGNATURE).data or b""
            signature = binascii.a2b_base64(b"".join(written.split()), strict_mode=True)
            is_good = PublicKey(key).has_signed(data, signature)
        except FetchFailed as error:
            what = said("signature.none", address=named, what=error.said)
            raise FetchFailed(what, retry_after=error.retry_after) from error
        except ValueError:
            raise FetchFailed(said("signature.form", address=named)) from None
        except ChatPluginError as error:
            raise FetchFailed(error.said) from error
        if not is_good:
            raise FetchFailed(said("signature.wrong", address=named))
        return signature

    def _fetch(self, address: str, etag: str, longest: int) -> _Fetched:
        condition = {"If-None-Match": etag} if etag else {}
        request = urllib.request.Request(address, headers=_FETCH_HEADERS | condition)  # noqa: S310 - checked
        with self._answer(request) as response:
            max_age = _max_age(response.headers.get("Cache-Control", ""))
            if response.status == _NOT_MODIFIED and etag:
                return _Fetched(None, etag, max_age)
            if response.status != _OK:
                raise _no_document(response, address)
            return _Fetched(_body(response, longest), response.headers.get("ETag", ""), max_age)

    def post(self, address: str, body: bytes) -> None:
        """Send *body* to the collector at *address*. Raises FetchFailed if it was not taken."""
        request = urllib.request.Request(address, body, _POST_HEADERS, method="POST")  # noqa: S310 - checked
        with self._answer(request) as response:
            if response.status not in _SUCCESS:
                raise _not_taken(response)

    def probe(self, address: str) -> _Probe:
        """Ask for the head of the page at *address*, whatever is answered. Raises FetchFailed."""
        began = time.monotonic()
        request = urllib.request.Request(address, headers=_FETCH_HEADERS, method="HEAD")  # noqa: S310 - checked
        proxy = urllib.request.getproxies().get(request.type)
        by_proxy = bool(proxy and not urllib.request.proxy_bypass(request.host))
        with self._answer(request) as response:
            return _Probe(
                response.status,
                (time.monotonic() - began) * 1000,
                _certificate_ends(response),
                _date(response.headers.get("Date", "")),
                by_proxy=by_proxy and request.type == "https",
            )

    @contextmanager
    def _answer(self, request: urllib.request.Request) -> Iterator[HTTPResponse]:
        """Lend the answer to *request*. Raises FetchFailed, also while the answer is read."""
        patience = min(self._seconds, _SECONDS_OF_SILENCE)
        try:
            with self._opener(request.type).open(request, timeout=patience) as response:
                yield response
        except (OSError, HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            if isinstance(reason, ssl.SSLError):
                # A certificate that was missing may be installed by the time of the next try.
                self._context = None
            raise _failure_of(reason) from error

    def _opener(self, scheme: str) -> urllib.request.OpenerDirector:
        """
        Return what sends a request, and returns whatever status the answer has.

        An answer that is not there in time raises TimeoutError. A new one for each request, because
        a laptop changes its proxy with its network. Plain HTTP goes to this very machine only, and
        needs no proxy.
        """
        deadline = time.monotonic() + self._seconds
        opener = urllib.request.OpenerDirector()
        if scheme == "http":
            opener.add_handler(_Http(deadline))
        else:
            self._context = self._context or ssl.create_default_context()
            opener.add_handler(urllib.request.ProxyHandler())
            opener.add_handler(_Https(self._context, deadline))
        return opener


def _address_of_signature(address: str) -> str:
    """Return *address* with `.sig` behind its path, before what stands after '?'."""
    path, mark, query = address.partition("?")
    return f"{path}.sig{mark}{query}"


def _body(response: HTTPResponse, longest: int) -> bytes:
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise FetchFailed(said("fetch.packed", encoding=encoding[:20]))
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > longest:
            raise FetchFailed(said("fetch.too_large", kilobytes=longest // 1024))
    announced = response.headers.get("Content-Length")
    if announced is not None and len(body) != int(announced):
        raise FetchFailed(said("fetch.breaks_off"))
    return bytes(body)


def _no_document(response: HTTPResponse, address: str) -> FetchFailed:
    if response.status in _MOVED:
        target = urljoin(address, response.headers.get("Location", ""))
        return FetchFailed(said("fetch.redirected", address=shown(without_query(target))))
    return FetchFailed(
        said(_ANSWERS.get(response.status, "fetch.answers"), answer=_status(response)),
        retry_after=_retry_after_of(response.headers.get("Retry-After", "")),
    )


def _not_taken(response: HTTPResponse) -> FetchFailed:
    if response.status in _ANOTHER_TRY:
        retry_after = _retry_after_of(response.headers.get("Retry-After", ""))
        return FetchFailed(
            said("collector.busy", answer=_status(response)), retry_after=retry_after
        )
    return FetchFailed(said("collector.refuses", answer=_status(response)))


def _status(response: HTTPResponse) -> str:
    return f"{response.status} {response.reason[:40]}".rstrip()


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

    def certificate(self) -> Mapping[str, object]:
        """Return that of the server; nothing where the connection is a plain one."""
        tls = self._socket
        return (tls.getpeercert() or {}) if isinstance(tls, ssl.SSLSocket) else {}

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(min(left, _SECONDS_OF_SILENCE))
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


def _failure_of(reason: str | BaseException) -> FetchFailed:
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
            return FetchFailed(said("fetch.network", reason=Said.of(reason)))
        case _:
            return FetchFailed(said("fetch.no_https"))


def _certificate_ends(response: HTTPResponse) -> float | None:
    raw = getattr(response.fp, "raw", None)
    certificate = raw.certificate() if isinstance(raw, _TimedSocket) else {}
    ends = certificate.get("notAfter")
    return ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else None


def _date(header: str) -> float | None:
    try:
        return parsedate_to_datetime(header).timestamp()
    except (ValueError, ArithmeticError, OSError):
        return None


def _max_age(header: str) -> float | None:
    for word in header.lower().split(","):
        name, _, value = word.strip().partition("=")
        if name == "max-age":
            return _whole_number(value)
    return None


def _retry_after_of(header: str) -> float | None:
    """Return the seconds that a `Retry-After` means; None if it means nothing."""
    if (seconds := _whole_number(header)) is not None:
        return seconds
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, ArithmeticError, OSError):
        return None  # No date, or one that no clock can show.


def _whole_number(text: str) -> float | None:
    return float(text[:9]) if text.isascii() and text.isdigit() else None
