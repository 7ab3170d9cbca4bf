"""
Kinds of addresses that the service itself speaks to: HTTPS, and nothing that would be a secret.

The rules of a card's address count here too, so that one mistake has one sentence.
"""

import re

from chatplugin.config.kinds import Kind
from chatplugin.domain.address import check_address
from chatplugin.domain.errors import BadValue, Span
from chatplugin.domain.template import parse
from chatplugin.sentences import Words

_THIS_MACHINE = re.compile(r"http://(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?:[:/]|$)")


def https_address(text: str) -> str:
    """Return the address as it may be asked for. Raises BadValue if it is none."""
    if not text.lower().startswith("https://"):
        raise BadValue("overlay.https")
    return _address(text, "overlay.https")


def collector_address(text: str) -> str:
    """
    Return the address of a collector: HTTPS, or HTTP to this very machine, where agents are.

    Raises BadValue if it is none.
    """
    if not (text.lower().startswith("https://") or _THIS_MACHINE.match(text.lower())):
        raise BadValue("collector.https")
    if "?" in text:
        raise BadValue("collector.query", Span(text.index("?"), len(text)))
    return _address(text, "collector.https")


def _address(text: str, remedy: str) -> str:
    template = parse(text)
    if template.variables:
        place = text.index("{")
        span = Span(place, text.index("}") + 1)
        raise BadValue("url.variable", span, remedy=remedy, written=text[place : span.end])
    check_address(template)
    if "#" in text:
        raise BadValue("url.fragment", Span(text.index("#"), len(text)), fix="")
    return template.expand({})


def without_query(address: str) -> str:
    """Return *address* as it may be shown: what stands after '?' may be a secret."""
    return address.partition("?")[0]


COLLECTOR_ADDRESS = Kind(
    Words("address of a collector", "адрес сборщика"),
    collector_address,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
)
HTTPS_ADDRESS = Kind(
    Words("HTTPS address", "адрес HTTPS"),
    https_address,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]://"},
)
