"""
How the CRM is asked for a card: by an address or a form, signed or not: `protocol/card.md`.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

from msgspec import Struct, field

from chatplugin.domain.address import is_among
from chatplugin.domain.errors import RequestError
from chatplugin.sentences import Said, said

SIGNATURE_NAMES = ("kid", "ts", "exp", "nonce", "sig")
"""The parameters that a signature adds, in this order."""

_Pairs = list[tuple[bytes, bytes]]

_VERSION = "ChatPlugin-1"
"""Stands in every text that is signed, so that a later form of it cannot be taken for this one."""

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-")
_ENCODED = [chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in range(256)]
_ESCAPE = rb"%([0-9A-Fa-f]{2})"

_SHORTEST_SECRET = 32
_KEY = r"(?P<kid>[A-Za-z0-9._-]{1,64}):(?P<secret>[!-~]+)"

_PARTS = (
    r"(?is)(?P<scheme>https?)://(?P<server>[^/?#]*)(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?P<rest>.*)"
)
_USUAL_PORT = {"http": ":80", "https": ":443"}


class Method(StrEnum):
    """How the parameters travel: in the address, or in the body of a form."""

    GET = "GET"
    POST = "POST"


class KeySource(Struct, frozen=True):
    """Where the key is: a file's path, or a name in the system's store of secrets."""

    place: Literal["file", "store"]
    name: str


class RequestRules(Struct, frozen=True):
    """The settings of requests. `key` is None where addresses are not signed."""

    method: Method = Method.GET
    key: KeySource | None = None
    lifetime: int = 60
    """Seconds that a CRM may accept a signature for."""

    broken: str = ""
    """The settings whose text cannot be read: nothing is asked for, rather than without them."""

    hosts: tuple[str, ...] = ()
    """The servers that a form may be sent on to, beside the card's own."""

    host_keys: Mapping[str, KeySource] = field(default_factory=dict)
    """The keys of those servers that do not have `key`, by their names in lower case."""

    @property
    def are_plain(self) -> bool:
        return self.method is Method.GET and not self.sign_any and not self.broken

    @property
    def sign_any(self) -> bool:
        return self.key is not None or bool(self.host_keys)

    def key_at(self, host: str) -> KeySource | None:
        """Return the key for cards of this server; None where they are not signed."""
        return self.host_keys.get(host, self.key)

    def signs(self, url: str) -> bool:
        """Return whether the card at *url* is signed."""
        return self.key_at(_host_of(url)) is not None

    def may_be_sent_on(self, url: str, card: str) -> bool:
        """Return whether the form of the *card* may go to *url*, where a redirect leads."""
        server = _server(url)
        return bool(server) and (server == _server(card) or is_among(server, self.hosts))


class SigningKey(Struct, frozen=True):
    """A key that desktops and CRM share. Its id goes with the link; its secret is never shown."""

    kid: str
    secret: bytes

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """
        Read `<id>:<secret>`, on one line; a line that begins with `#` is a remark.

        The secret's own characters are the key, not what they might decode to. Raises RequestError,
        which tells nothing of the text.
        """
        lines = [line.strip() for line in text.splitlines()]
        keys = [line for line in lines if line and not line.startswith("#")]
        match = re.fullmatch(_KEY, keys[0]) if len(keys) == 1 else None
        if match is None:
            raise RequestError(said("key.none"))
        if len(match["secret"]) < _SHORTEST_SECRET:
            raise RequestError(said("key.short", least=_SHORTEST_SECRET))
        return cls(match["kid"], match["secret"].encode("ascii"))

    def __repr__(self) -> str:
        return f"SigningKey(kid={self.kid!r})"


class CardRequest(Struct, frozen=True):
    """What is sent. `form` is the body of a POST, and None for a GET."""

    url: str
    form: str | None = None
    is_signed: bool = False

    @property
    def is_plain(self) -> bool:
        return self.form is None and not self.is_signed


class Asking(Struct, frozen=True):
    """How cards are asked for now: by the settings, with the key as it was read."""

    rules: RequestRules = RequestRules()
    key: SigningKey | None = None
    complaint: Said | None = None
    """Why there is no key, where the settings want one."""

    host_keys: Mapping[str, SigningKey | Said] = field(default_factory=dict)
    """Of each server that has a key of its own: the key, or why there is none."""

    def request(self, url: str, unix: float, nonce: str) -> CardRequest:
        """
        Return what is sent for the card at *url*, at *unix* seconds since 1970-01-01 UTC.

        The *nonce* makes a signature unlike all others. Raises RequestError if the CRM cannot be
        asked as the settings demand.
        """
        if self.rules.broken:
            raise RequestError(said("request.broken", keys=self.rules.broken))
        key = self._key_for(url) if self.rules.sign_any else None
        if self.rules.method is Method.GET and key is None:
            return CardRequest(url)
        address, query = _split(url)
        if key:
            issued = int(unix)
            stamp = f"ts={issued}&exp={issued + self.rules.lifetime}&nonce={nonce}"
            query = _sign(address, query, key, stamp)
        if self.rules.method is Method.POST:
            return CardRequest(address, query, key is not None)
        return CardRequest(f"{address}?{query}", is_signed=True)

    def _key_for(self, url: str) -> SigningKey | None:
        """Raises RequestError if the settings want a key for this server, and there is none."""
        host = _host_of(url)
        found: SigningKey | Said | None = self.host_keys.get(host)
        if found is None and self.rules.key_at(host):
            found = self.key or self.complaint
        if isinstance(found, Said):
            raise RequestError(found)
        return found


def _host_of(url: str) -> str:
    """Return the server's name, in lower case and without its port."""
    return _server(url).rpartition(":")[0]


def _server(url: str) -> str:
    """Return host and port; empty if it is no address of the web."""
    parts = re.fullmatch(_PARTS, url)
    if parts is None:
        return ""
    server = parts["server"].lower().rpartition("@")[2]
    has_port = server.rpartition(":")[2].isdecimal()
    return server if has_port else server + _USUAL_PORT[parts["scheme"].lower()]


def asks_for_the_same(url: str, other: str) -> bool:
    """Return whether both addresses are of one card: signatures and encoding do not count."""

    def bare(address: str) -> str:
        base, query = _split(address.partition("#")[0])
        names = [name.encode() for name in SIGNATURE_NAMES]
        return _signed_text(base, [pair for pair in _pairs_of(query) if pair[0] not in names])

    return bare(url) == bare(other)


def _signed_text(address: str, pairs: Iterable[tuple[bytes, bytes]]) -> str:
    """Return what is signed; *pairs* are all parameters but the signature itself."""
    return f"{_VERSION}\n{_canonical_address(address)}\n{_canonical_parameters(pairs)}"


def _canonical_parameters(pairs: Iterable[tuple[bytes, bytes]]) -> str:
    """
    Return the pairs in one order and one encoding (RFC 3986: all but unreserved characters).

    No two different collections of pairs have the same text: what separates is always encoded
    where it belongs to a name or a value.
    """
    return "&".join(sorted([f"{_encoded(name)}={_encoded(value)}" for name, value in pairs]))


def _pairs_of(query: str) -> _Pairs:
    """Read a query, or the body of a form, as servers do: `+` is a blank, no `=` an empty value."""
    pieces = [piece.partition("=") for piece in query.replace("+", " ").split("&") if piece]
    return [(_decoded(name), _decoded(value)) for name, _, value in pieces]


def _split(url: str) -> tuple[str, str]:
    """
    Return the address as a browser writes it, and the query.

    Raises RequestError if something stands after `#`: it never reaches the CRM's server.
    """
    parts = re.fullmatch(_PARTS, url)
    if parts is None:
        raise RequestError(said("request.no_scheme"))
    if parts["rest"]:
        raise RequestError(said("request.fragment"))
    scheme, server = parts["scheme"].lower(), parts["server"].lower()
    server = server.removesuffix(_USUAL_PORT[scheme])
    return f"{scheme}://{server}{parts['path'] or '/'}", parts["query"] or ""


def _sign(address: str, query: str, key: SigningKey, stamp: str) -> str:
    """
    Return *query* with the parameters of a signature behind it: the key's id, and the *stamp*.

    Raises RequestError if a parameter would stand there twice: CRMs differ in which one counts.
    """
    named = f"kid={key.kid}&{stamp}"
    whole = f"{query}&{named}" if query else named
    pairs = _pairs_of(whole)
    _refuse_twins([*pairs, (b"sig", b"")])
    return f"{whole}&sig={_hmac(key.secret, _signed_text(address, pairs))}"


def _refuse_twins(pairs: _Pairs) -> None:
    """ASP.NET, for one, reads `TS` and `ts` as the same parameter."""
    seen: set[bytes] = set()
    for name, _ in pairs:
        if (lower := name.lower()) in seen:
            twin = lower.decode("utf-8", "replace")
            raise RequestError(said("request.twice", name=twin, names=SIGNATURE_NAMES))
        seen.add(lower)


def _canonical_address(address: str) -> str:
    """
    Return scheme, host, port and path as browsers send them, each octet of the path encoded once.

    *address* has no query. Its host is in lower case, and the scheme's own port is left out.
    """
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    segments = [_encoded(_decoded(segment)) for segment in path.split("/")]
    return f"{scheme}://{host}{slash or '/'}{'/'.join(segments)}"


def _hmac(secret: bytes, text: str) -> str:
    import hmac  # noqa: PLC0415 - 6 ms, which only those pay who sign

    return hmac.digest(secret, text.encode("ascii"), "sha256").hex()


def _encoded(octets: bytes) -> str:
    return "".join([_ENCODED[octet] for octet in octets])


def _decoded(text: str) -> bytes:
    return re.sub(_ESCAPE, lambda escape: bytes.fromhex(escape[1].decode()), text.encode())
