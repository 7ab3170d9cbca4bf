"""
Whether a card was asked for by ChatPlugin, now and for the first time: the check of a signature.

`protocol/card.md` says the same in words, `vectors.json` by examples. This file needs nothing else
of this folder: take it as a pattern. `csharp/`, `java/`, `javascript/` and `php/` have the same.
"""

import hmac
import re
import threading
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import quote_from_bytes, unquote_to_bytes

Pairs = list[tuple[bytes, bytes]]

CLOCKS_DIFFER = 30
"""Seconds by which the clock of a desktop may be wrong."""

LONGEST_LIFE = 86400
"""Seconds that the settings allow a link at most: so a nonce is never kept for ever."""

FORMS = {
    b"kid": re.compile(rb"[A-Za-z0-9._-]{1,64}"),
    b"ts": re.compile(rb"[0-9]{1,12}"),
    b"exp": re.compile(rb"[0-9]{1,12}"),
    b"nonce": re.compile(rb"[0-9a-f]{32}"),
    b"sig": re.compile(rb"[0-9a-f]{64}"),
}


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    UNSIGNED = "unsigned"
    TWICE = "a parameter stands there twice"
    UNKNOWN_KEY = "unknown key"
    FORGED = "wrong signature"
    TOO_EARLY = "not valid yet"
    EXPIRED = "expired"
    USED = "used before"


class Verifier:
    """
    Checks requests. *keys* are the secrets by their ids: two of them while a key is being changed.

    Nonces are remembered until their links expire. Several servers must share that memory.
    """

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys
        self._used: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def check(self, address: str, query: str, now: float) -> Verdict:
        """
        Judge the parameters in *query*, of the address or of the form, as they came, undecoded.

        *address* is the card's, up to the `?`, as the administrator's template has it: it is a
        constant of yours, never put together from a request's headers. *now* is in seconds since
        1970-01-01 UTC. Ask who is logged in first: what leads to the login page uses up no nonce.
        """
        pairs = pairs_of(query)
        names = [name.lower() for name, _ in pairs]
        if len(set(names)) < len(names):
            return Verdict.TWICE
        values = dict(pairs)
        if not all(form.fullmatch(values.get(name, b"")) for name, form in FORMS.items()):
            return Verdict.UNSIGNED
        secret = self._keys.get(values[b"kid"].decode("ascii"))
        if secret is None:
            return Verdict.UNKNOWN_KEY
        text = signed_text(address, [pair for pair in pairs if pair[0] != b"sig"])
        expected = hmac.digest(secret.encode(), text.encode(), "sha256").hex()
        # The time that this takes tells nothing of how much was right.
        if not hmac.compare_digest(expected.encode(), values[b"sig"]):
            return Verdict.FORGED
        return self._in_time(int(values[b"ts"]), int(values[b"exp"]), values[b"nonce"], now)

    def _in_time(self, issued: int, expires: int, nonce: bytes, now: float) -> Verdict:
        expires = min(expires, issued + LONGEST_LIFE)
        if now < issued - CLOCKS_DIFFER:
            return Verdict.TOO_EARLY
        if now > expires + CLOCKS_DIFFER:
            return Verdict.EXPIRED
        with self._lock:
            self._used = {n: until for n, until in self._used.items() if until >= now}
            if nonce in self._used:
                return Verdict.USED
            self._used[nonce] = expires + CLOCKS_DIFFER
        return Verdict.ACCEPTED


def signed_text(address: str, pairs: Pairs) -> str:
    return "\n".join(["ChatPlugin-1", canonical_address(address), canonical_parameters(pairs)])


def pairs_of(query: str) -> Pairs:
    """Every server reads a form like this: `+` is a blank, and what has no `=` has no value."""
    octets = query.encode(errors="replace")
    pieces = (piece.partition(b"=") for piece in octets.replace(b"+", b" ").split(b"&") if piece)
    return [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pieces]


def canonical_parameters(pairs: Pairs) -> str:
    return "&".join(sorted(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs))


def canonical_address(address: str) -> str:
    """Bring scheme, host and port into the form of browsers, and encode each octet once."""
    scheme, _, rest = address.partition("://")
    server, slash, path = rest.partition("/")
    usual_port = {"http": ":80", "https": ":443"}[scheme.lower()]
    segments = (_encoded(unquote_to_bytes(segment)) for segment in path.split("/"))
    server = server.lower().removesuffix(usual_port)
    return f"{scheme.lower()}://{server}{slash or '/'}{'/'.join(segments)}"


def _encoded(octets: bytes) -> str:
    """RFC 3986: all but the unreserved characters A-Z a-z 0-9 - . _ ~ as %XX, in capitals."""
    return quote_from_bytes(octets, safe="")


def read_keys(text: str) -> dict[str, str]:
    """Read lines of `<id>:<secret>`, as `chatplugin key` writes them."""
    lines = [line.strip() for line in text.splitlines()]
    pairs = [line.partition(":") for line in lines if line and not line.startswith("#")]
    return {kid: secret for kid, _, secret in pairs}
