"""
How the CRM is asked for a card: by its address alone, with a signature, or with a form (POST).

A card's own address, with all its parameters, is what the desk and the journal know it by. What is
sent is made from that anew each time that Chrome goes there, for a signature does not last.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from chatplugin.errors import RequestError

if TYPE_CHECKING:
    from chatplugin.domain.signature import SigningKey, Stamp

SIGNATURE_NAMES = ("kid", "ts", "exp", "nonce", "sig")
"""The parameters that a signature adds, in this order."""

WITHOUT_FORMS = "{} cannot send a form (Method=POST), and the card is not asked for without it"
"""With the way to Chrome that cannot."""

_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<server>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_USUAL_PORT = {"http": ":80", "https": ":443"}


class Method(StrEnum):
    """How the parameters travel: in the address, or in the body of a form."""

    GET = "GET"
    POST = "POST"


class KeyPlace(StrEnum):
    FILE = "file"
    STORE = "store"


class KeySource(NamedTuple):
    """Where the key is: a file's path, or a name in the system's store of secrets."""

    place: KeyPlace
    name: str


class RequestRules(NamedTuple):
    """The settings of requests. `key` is None where addresses are not signed."""

    method: Method = Method.GET
    key: KeySource | None = None
    lifetime: int = 60
    """Seconds that a CRM may accept a signature for."""

    broken: str = ""
    """The settings whose text cannot be read: nothing is asked for, rather than without them."""

    @property
    def are_plain(self) -> bool:
        return self.method is Method.GET and self.key is None and not self.broken


class CardRequest(NamedTuple):
    """What is sent. `form` is the body of a POST, and None for a GET."""

    url: str
    form: str | None = None
    is_signed: bool = False

    @property
    def is_plain(self) -> bool:
        return self.form is None and not self.is_signed


Prepare = Callable[[str], CardRequest]
"""Makes the request of a card's own address, now. Raises RequestError if that cannot be done."""


def plainly(url: str) -> CardRequest:
    return CardRequest(url)


def prepare(
    url: str, method: Method, signature: "tuple[SigningKey, Stamp] | None" = None
) -> CardRequest:
    """Make the request of *url*, signed if there is a *signature*. Raises RequestError."""
    if signature is None and method is Method.GET:
        return CardRequest(url)
    address, query = split(url)
    if signature is not None:
        from chatplugin.domain.signature import sign  # noqa: PLC0415 - few desktops sign

        query = sign(address, query, *signature)
    if method is Method.POST:
        return CardRequest(address, query, signature is not None)
    return CardRequest(f"{address}?{query}", is_signed=True)


def split(url: str) -> tuple[str, str]:
    """
    Return the address as a browser writes it, and the query.

    Raises RequestError if something stands after `#`: it never reaches the CRM's server.
    """
    parts = _PARTS.fullmatch(url)
    if parts is None:
        raise RequestError("the card's address is not one of http or https")
    if parts["rest"]:
        raise RequestError(
            "what stands after '#' in a card's address never reaches the CRM's server, so it can "
            "neither be signed nor sent in a form",
            remedy="Write the template without '#'",
        )
    scheme, server = parts["scheme"].lower(), parts["server"].lower()
    server = server.removesuffix(_USUAL_PORT[scheme])
    return f"{scheme}://{server}{parts['path'] or '/'}", parts["query"] or ""


def asks_for_the_same(url: str, other: str) -> bool:
    """Say whether both addresses are of one card, whatever their signatures and encoding."""
    from chatplugin.domain.signature import pairs_of, signed_text  # noqa: PLC0415

    def bare(address: str) -> str:
        base, query = split(address.partition("#")[0])
        names = [name.encode() for name in SIGNATURE_NAMES]
        return signed_text(base, [pair for pair in pairs_of(query) if pair[0] not in names])

    return bare(url) == bare(other)
