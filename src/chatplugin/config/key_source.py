"""
Where a key is, as a setting says it.

A text that cannot be read is never shown: somebody may have written the key itself.
"""

import re
from collections.abc import Set as AbstractSet

from chatplugin.config.kinds import Kind, Words
from chatplugin.domain.errors import ConfigurationError
from chatplugin.domain.request import KeyPlace, KeySource

_WHOLE_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|[\\/])\S")


def _read_key_source(text: str, _: AbstractSet[str]) -> KeySource:
    place, name = text.partition(":")[::2]
    name = name.strip()
    if place.lower() not in (KeyPlace.FILE, KeyPlace.STORE) or not name:
        raise ConfigurationError(
            "this does not say where the key is",
            remedy="Write 'file:' and its path, or 'store:' and its name. The key itself is never "
            "a setting: if it stood here, make a new one",
        )
    source = KeySource(KeyPlace(place.lower()), name)
    if source.place is KeyPlace.FILE and not _WHOLE_PATH.match(name):
        raise ConfigurationError(
            "the file's path is not a whole one",
            remedy=r"Write all of it, as in 'file:C:\ProgramData\ChatPlugin\crm.key'",
        )
    return source


KEY_SOURCE = Kind(
    Words("file:path or store:name", "file:путь или store:имя"),
    _read_key_source,
    {"type": "string", "pattern": "^([Ff][Ii][Ll][Ee]|[Ss][Tt][Oo][Rr][Ee]):.+"},
    may_be_secret=True,
)
