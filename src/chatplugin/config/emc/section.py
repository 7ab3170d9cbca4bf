"""
The section as EMC keeps it: every key that can be set, each with a value and a comment of help.

Keys that the settings do not name are there too, empty: an empty value is no value, and a key must
exist in EMC before an administrator can fill it in, for all or for one operator only.
"""

from collections.abc import Iterator
from typing import NamedTuple

from chatplugin.config.layers import DEFAULTS, Entry
from chatplugin.config.problems import shown
from chatplugin.config.settings import Reading
from chatplugin.config.table import KEYS, cards, program
from chatplugin.config.table.find import Setting, find, names_of
from chatplugin.config.table.key import NOTHING, Key
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Language, Words, said

APPLICATION = "CC Elite Multichannel Desktop"
"""What EMC calls the template of its desktops."""

PLUG_INS = "Plug In Assembly List"
"""EMC's section that names the sections of all plug-ins."""

_LONGEST_NAME = 100
_FIRST_VALUES = {program.ASSEMBLY: "ChatPlugin.dll", cards.ENABLED: "true"}
"""What EMC itself needs; no value that EMC already has is changed to these."""

_WITHOUT = Words(" Without it: {}.", " Без него: {}.")


class EmcKey(NamedTuple):
    """
    A key of the section.

    `is_settled` tells that the settings name it: EMC then gets this value. Otherwise `value` is
    only for a key that EMC does not have yet.
    """

    name: str
    value: str
    comment: str
    is_settled: bool
    key: Key[object]


def emc_keys(reading: Reading, language: Language) -> list[EmcKey]:
    """Return the keys in the order of the reference; what EMC itself needs comes first."""
    written = _written(reading)
    return [
        emc_key
        for key in (*_FIRST_VALUES, *[key for key in KEYS if key not in _FIRST_VALUES])
        for emc_key in _of(key, written, language)
    ]


def _written(reading: Reading) -> dict[Setting, str]:
    entries = [
        Entry(name, sourced.value, sourced.layer)
        for name, sourced in reading.sources.items()
        if sourced.layer != DEFAULTS
    ]
    names = names_of(entries)
    settings = [(find(entry, names), entry.text) for entry in entries]
    return {setting: text for setting, text in settings if isinstance(setting, Setting)}


def _of(key: Key[object], written: dict[Setting, str], language: Language) -> Iterator[EmcKey]:
    comment = _comment(key, language)
    members = [(setting, text) for setting, text in written.items() if setting.key is key]
    for setting, text in members:
        yield EmcKey(setting.text, text, comment, is_settled=True, key=key)
    if not members and not key.family:
        yield EmcKey(key.name, _FIRST_VALUES.get(key, ""), comment, is_settled=False, key=key)


def _comment(key: Key[object], language: Language) -> str:
    text, without = key.help.of(language), key.without.of(language)
    if without != NOTHING:
        text += _WITHOUT.of(language).format(without)
    return text.replace("`", "")


def checked_section(name: str) -> str:
    """Return the *name* of a section. Raises ConfigurationError if it is none."""
    return _checked_name("emc.section_name", name)


def checked_application(name: str) -> str:
    """Return the *name* of an application of EMC. Raises ConfigurationError if it is none."""
    return _checked_name("emc.application_name", name)


def _checked_name(what: str, name: str) -> str:
    is_plain = name.isprintable() and name == name.strip() and not set(name) & set("[]=%")
    if not (name and is_plain and len(name) <= _LONGEST_NAME):
        raise ConfigurationError(said(what, name=shown(name), most=_LONGEST_NAME))
    return name
