"""
Send a message over HTTP, and look at nothing of the answer but whether it was taken.

Certificates and proxies are the system's, as in `fetch`; a collector on this very machine is spoken
to without either. Redirects are not followed: what was to go to one server goes to no other.
"""

import ssl
import time
import urllib.request
from http.client import HTTPException
from urllib.error import URLError

from chatplugin import __version__
from chatplugin.adapters.fetch import (
    SECONDS_IN_ALL,
    SECONDS_OF_SILENCE,
    FetchFailed,
    failure_of,
    plain_opener,
    retry_after_of,
    system_opener,
)
from chatplugin.wire.otlp import CONTENT_TYPE

_HEADERS = {"Content-Type": CONTENT_TYPE, "User-Agent": f"ChatPlugin/{__version__}"}
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
        request = urllib.request.Request(address, body, _HEADERS, method="POST")  # noqa: S310 - checked
        try:
            with self._opener(address).open(request, timeout=SECONDS_OF_SILENCE) as response:
                status, reason = response.status, response.reason
                retry_after = retry_after_of(response.headers.get("Retry-After", ""))
        except (OSError, HTTPException, ValueError) as error:
            cause = error.reason if isinstance(error, URLError) else error
            if isinstance(cause, ssl.SSLError):
                self._context = None  # A certificate may be installed by the time of the next try.
            raise failure_of(cause) from error
        if status not in _SUCCESS:
            raise FetchFailed(
                f"it answers {status} {reason[:40]}".rstrip(),
                remedy="" if status in _ANOTHER_TRY else "See that this is a collector of OTLP",
                retry_after=retry_after if status in _ANOTHER_TRY else None,
            )

    def _opener(self, address: str) -> urllib.request.OpenerDirector:
        deadline = time.monotonic() + self._seconds
        if address.lower().startswith("http://"):
            return plain_opener(deadline)
        self._context = self._context or ssl.create_default_context()
        return system_opener(self._context, deadline)
