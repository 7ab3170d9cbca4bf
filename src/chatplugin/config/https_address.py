"""
The kind of an address that settings are fetched from: HTTPS, and nothing that would be a secret.

The rules of a card's address count here too, so that one mistake has one sentence.
"""

from collections.abc import Set as AbstractSet

from chatplugin.config.kinds import Kind, Words
from chatplugin.domain.address import check_address
from chatplugin.domain.template import parse
from chatplugin.errors import ConfigurationError

_EXAMPLE = "Write it as in 'https://settings.example.com/chatplugin.json'"


def https_address(text: str) -> str:
    """Return the address as it may be asked for. Raises ConfigurationError if it is none."""
    if not text.lower().startswith("https://"):
        raise ConfigurationError("settings come over HTTPS only", remedy=_EXAMPLE)
    template = parse(text)
    if template.variables:
        raise ConfigurationError(
            f"'{{{template.variables[0]}}}' means nothing in this address", remedy=_EXAMPLE
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


HTTPS_ADDRESS = Kind(
    Words("HTTPS address", "адрес HTTPS"),
    _read,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]://"},
)
