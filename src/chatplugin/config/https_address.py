"""
Kinds of addresses that the service itself speaks to: HTTPS, and nothing that would be a secret.

The rules of a card's address count here too, so that one mistake has one sentence.
"""

import re
from collections.abc import Set as AbstractSet

from chatplugin.config.kinds import Kind, Words
from chatplugin.domain.address import check_address
from chatplugin.domain.errors import ConfigurationError
from chatplugin.domain.template import parse

_EXAMPLE = "Write it as in 'https://settings.example.com/chatplugin.json'"


_COLLECTOR = "Write it as in 'https://collector.example.com:4318'"
_THIS_MACHINE = re.compile(r"http://(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?:[:/]|$)")


def https_address(text: str) -> str:
    """Return the address as it may be asked for. Raises ConfigurationError if it is none."""
    if not text.lower().startswith("https://"):
        raise ConfigurationError("settings come over HTTPS only", remedy=_EXAMPLE)
    return _address(text, _EXAMPLE)


def collector_address(text: str) -> str:
    """
    Return the address of a collector: HTTPS, or HTTP to this very machine, where agents are.

    Raises ConfigurationError if it is none.
    """
    if not (text.lower().startswith("https://") or _THIS_MACHINE.match(text.lower())):
        raise ConfigurationError(
            "telemetry goes over HTTPS, or over HTTP to this machine only", remedy=_COLLECTOR
        )
    if "?" in text:
        raise ConfigurationError("a collector's address has no query", remedy=_COLLECTOR)
    return _address(text, _COLLECTOR)


def _address(text: str, example: str) -> str:
    template = parse(text)
    if template.variables:
        raise ConfigurationError(
            f"'{{{template.variables[0]}}}' means nothing in this address", remedy=example
        )
    check_address(template, frozenset())
    if "#" in text:
        raise ConfigurationError(
            "what stands after '#' never reaches a server", remedy="Take it out, and the '#'"
        )
    return template.expand({})


def without_query(address: str) -> str:
    """Return *address* as it may be shown: what stands after '?' may be a secret."""
    return address.partition("?")[0]


def _read(text: str, _: AbstractSet[str]) -> str:
    return https_address(text)


def _read_collector(text: str, _: AbstractSet[str]) -> str:
    return collector_address(text)


COLLECTOR_ADDRESS = Kind(
    Words("address of a collector", "адрес сборщика"),
    _read_collector,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
)
HTTPS_ADDRESS = Kind(
    Words("HTTPS address", "адрес HTTPS"),
    _read,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]://"},
)
