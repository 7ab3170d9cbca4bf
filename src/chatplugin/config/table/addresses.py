"""
Kinds of values that say where something is: a settings server, a collector, the key that signs.

The rules of a card's address count here too, so that one mistake has one sentence. A text that
should name the place of a key and cannot be read is never shown: somebody may have written the key
itself.
"""

import re

from chatplugin.config.table.kinds import Kind, any_case
from chatplugin.domain.address import Address
from chatplugin.domain.errors import BadValue, Span
from chatplugin.domain.request import KeyPlace, KeySource
from chatplugin.domain.template import Template
from chatplugin.sentences import Words

_THIS_MACHINE = re.compile(r"http://(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?:[:/]|$)")


def https_address(text: str) -> str:
    """Return the address as it may be asked for. Raises BadValue if it is none."""
    if not text.lower().startswith("https://"):
        raise BadValue("overlay.https")
    return _address(text, "overlay.https")


def _collector_address(text: str) -> str:
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
    template = Template.parse(text)
    if template.variables:
        place = text.index("{")
        span = Span(place, text.index("}") + 1)
        raise BadValue("url.variable", span, remedy=remedy, written=text[place : span.end])
    Address.of(template)
    if "#" in text:
        raise BadValue("url.fragment", Span(text.index("#"), len(text)), fix="")
    return template.expand({})


def without_query(address: str) -> str:
    """Return *address* as it may be shown: what stands after '?' may be a secret."""
    return address.partition("?")[0]


COLLECTOR_ADDRESS = Kind(
    Words("address of a collector", "адрес сборщика"),
    _collector_address,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
)
HTTPS_ADDRESS = Kind(
    Words("HTTPS address", "адрес HTTPS"),
    https_address,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]://"},
)


_WHOLE_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|[\\/])\S")


def _read_key_source(text: str) -> KeySource:
    place, name = text.partition(":")[::2]
    name = name.strip()
    if place.lower() not in (KeyPlace.FILE, KeyPlace.STORE) or not name:
        raise BadValue("key.no_place")
    source = KeySource(KeyPlace(place.lower()), name)
    if source.place is KeyPlace.FILE and not _WHOLE_PATH.match(name):
        raise BadValue("key.path")
    return source


KEY_SOURCE = Kind(
    Words("file:path or store:name", "file:путь или store:имя"),
    _read_key_source,
    {"type": "string", "pattern": any_case("file:.+|store:.+")},
    write=lambda source: f"{source.place}:{source.name}",
    may_be_secret=True,
)
