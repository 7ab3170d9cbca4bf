"""
Which setting a key is: names match in any case, and an unknown one is told what it resembles.

Neither EMC's store nor Windows' INI files tell capitals from small letters, and people edit
sections by hand. `parameter.USER_ID` is `Parameter.user_id`: no two settings differ in case only.
"""

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.layers import Entry, Problem, Severity
from chatplugin.config.table import KEYS, cards
from chatplugin.config.table.key import FIELD, PARAMETER, Key, Names
from chatplugin.domain.contact import BUILT_IN, CHANNEL_NAMES, default_channel_type
from chatplugin.domain.errors import BadValue, nearest
from chatplugin.sentences import said


class Setting(Struct, frozen=True):
    """A key that exists: an entry of the table, and for a family which one of it."""

    key: Key[Any]
    name: str = ""

    @classmethod
    def find(cls, entry: Entry, names: Names) -> "Setting | Problem":
        """Return the setting that *entry* is about, or what is wrong with its key."""
        if single := _SINGLE.get(entry.key.lower()):
            return cls(single)
        key, name = _member(entry.key)
        if key is None or key.family is None:
            return _unknown(entry, names)
        try:
            return cls(key, key.family.spell(name, names))
        except BadValue as error:
            problem = replace(Problem.of(error, entry.layer, entry.key, ""), place=entry.place)
            better = None if problem.fix is None else key.named(problem.fix)
            return replace(problem, fix=better)

    @property
    def text(self) -> str:
        return self.key.named(self.name)

    def doubt(self, entry: Entry, names: Names) -> Problem | None:
        """Return a warning where a name that can be used looks like a slip of the pen."""
        if self.key.family is None:
            return None
        meant = self.key.family.meant(self.name, {*names.channels, *_singles_of(self.key)})
        if meant is None:
            return None
        better = self.key.named(meant)
        return Problem(
            said("channel.unknown", name=self.name, fix=better),
            entry.layer,
            entry.key,
            fix=better,
            severity=Severity.WARNING,
            place=entry.place,
        )


_SINGLE = {key.name.lower(): key for key in KEYS if not key.family}
_FAMILIES = sorted([key for key in KEYS if key.family], key=lambda key: -len("".join(key.around)))
"""What says most itself comes first: `Channel.Alias.X` is not the name of a channel "Alias.X"."""


def _name_in(text: str, key: Key[Any]) -> str:
    """Return what stands in *text* for the `<…>` of the family *key*; empty if it is none of it."""
    before, after = key.around
    name = text[len(before) : len(text) - len(after)]
    is_near = f"{before}{name}{after}".lower() == text.lower()
    return name if key.family and is_near and re.fullmatch(key.family.takes, name) else ""


_SERVER = re.compile(r"[Hh][Tt]{2}[Pp][Ss]?://([A-Za-z0-9_.-]+)")


def names_of(entries: Iterable[Entry]) -> Names:
    """
    Return the names that *entries* bring.

    A field whose text turns out to be broken counts: a template that uses it is not broken too.
    """
    parameters = {name.lower(): name for name in BUILT_IN}
    found: dict[Key[Any], dict[str, str]] = {}
    hosts = set[str]()
    for entry in entries:
        if server := _SERVER.match(entry.text):
            hosts.add(server[1].lower())
        key, name = _member(entry.key)
        if key is cards.FIELD and FIELD.allows(name):
            parameters.setdefault(name.lower(), name)
        elif key:
            found.setdefault(key, {})[name] = entry.text
    aliases = found.get(cards.CHANNEL_ALIAS, {}).values()
    return Names(
        parameters,
        frozenset({*CHANNEL_NAMES, *map(default_channel_type, aliases)}),
        tuple(found.get(cards.NAMED_TEMPLATE, ())),
        tuple(filter(str.isdecimal, found.get(cards.RULE, ()))),
        tuple(sorted(hosts)),
    )


def _member(text: str) -> tuple[Key[Any] | None, str]:
    """Return the family that a key is of, and its name in it, whether or not that can be used."""
    if text.lower() not in _SINGLE:
        for key in _FAMILIES:
            if name := _name_in(text, key):
                return key, name.strip()
    return None, ""


def _unknown(entry: Entry, names: Names) -> Problem:
    parameter = names.parameters.get(entry.key.lower())
    wanted = cards.PARAMETER.named(parameter) if parameter else entry.key
    meant = nearest(wanted, _candidates(entry.key, names))
    return Problem(
        said("setting.unknown"),
        entry.layer,
        entry.key,
        fix=meant,
        remedy=said("meant", fix=meant) if meant else None,
        # All our keys are ASCII: another letter in one is taken for its Latin twin, never meant.
        severity=Severity.WARNING if entry.key.isascii() else Severity.ERROR,
        place=entry.place,
    )


def _candidates(text: str, names: Names) -> list[str]:
    """What may have been meant: keys, members of families, and families with what stands there."""
    rest = text.partition(".")[2]
    found = [single.name for single in _SINGLE.values()]
    for key in _FAMILIES:
        family = key.family
        if family is PARAMETER:
            found += [key.named(name) for name in names.parameters.values()]
        elif rest and not key.around[1]:
            found.append(key.named(rest))
    return [*found, cards.RULE.named("10")]


def _singles_of(key: Key[Any]) -> list[str]:
    """Return what looks like a name of the family *key*, and makes a key of its own: `Enabled`."""
    names = [_name_in(single.name, key) for single in _SINGLE.values()]
    return [name for name in names if name]
