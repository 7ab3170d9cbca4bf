"""
Where a key is, as a setting says it.

A text that cannot be read is never shown: somebody may have written the key itself.
"""

import re

from chatplugin.config.kinds import Kind, any_case
from chatplugin.domain.errors import BadValue
from chatplugin.domain.request import KeyPlace, KeySource
from chatplugin.sentences import Words

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
