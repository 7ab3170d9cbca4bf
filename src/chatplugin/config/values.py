"""
Reading each setting's value: the highest layer whose value can be read wins.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar, cast

from msgspec import Struct

from chatplugin.config import keys
from chatplugin.config.key import Key
from chatplugin.config.keys import Setting
from chatplugin.config.layers import DEFAULTS, Entry
from chatplugin.config.problems import Problem, Severity, refused, stumbled
from chatplugin.config.table import KEYS, cards
from chatplugin.domain.errors import ConfigurationError, PlacedError

T = TypeVar("T")


class Sourced(Struct, frozen=True):
    """A value as text, and the layer that it came from."""

    value: str
    layer: str


class Values:
    """What could be read, by setting; whoever asks for an absent one gets its default."""

    def __init__(
        self,
        read: Mapping[Setting, object],
        sources: Mapping[str, Sourced],
        broken: AbstractSet[Setting],
    ) -> None:
        self._read = read
        self._broken = broken
        self.sources = sources

    def broken(self, key: Key[object]) -> set[str]:
        """
        Return the names under which *key* is written, but in no layer so that it could be read.

        A key that is not a family has the name "".
        """
        return {setting.name for setting in self._broken if setting.key is key}

    def get(self, key: Key[T], name: str = "") -> T:
        return cast("T", self._read.get(Setting(key, name), key.default))

    def is_set(self, key: Key[T], name: str = "") -> bool:
        return Setting(key, name) in self._read

    def family(self, key: Key[T]) -> dict[str, T]:
        """Return all of a family that are set, by their names."""
        return {
            setting.name: cast("T", value)
            for setting, value in self._read.items()
            if setting.key is key
        }


def read_values(
    entries: Iterable[Entry], parameters: Mapping[str, str]
) -> tuple[Values, list[Problem]]:
    """Read what *entries* say, given the names of all *parameters*."""
    candidates, problems = _by_setting(entries, parameters)
    known = frozenset(parameters.values())
    read: dict[Setting, object] = {}
    sources = {key.name: Sourced(key.written, DEFAULTS) for key in KEYS if not key.is_family}
    for setting, written in candidates.items():
        for entry in reversed(written):
            try:
                read[setting] = setting.key.kind.read(entry.text, known)
            except ConfigurationError as error:
                problems.append(_problem(setting, entry, error))
            except Exception as error:  # noqa: BLE001 - one value must not stop a desktop
                problems.append(stumbled(setting.text, error, entry.layer))
            else:
                sources[setting.text] = Sourced(entry.text, entry.layer)
                break
    return Values(read, sources, candidates.keys() - read.keys()), problems


def _by_setting(
    entries: Iterable[Entry], parameters: Mapping[str, str]
) -> tuple[dict[Setting, list[Entry]], list[Problem]]:
    candidates: dict[Setting, list[Entry]] = {}
    problems: list[Problem] = []
    for entry in entries:
        setting = keys.find(entry, parameters)
        if isinstance(setting, Problem):
            problems.append(setting)
            continue
        written = candidates.setdefault(setting, [])
        if written and written[-1].layer == entry.layer:
            problems.append(_twice(setting, written[-1], entry))
        written.append(entry)
    aliases = _aliases(candidates)
    for setting, written in candidates.items():
        if doubt := keys.doubtful_channel(setting, written[-1], aliases):
            problems.append(doubt)
    return candidates, problems


def _aliases(candidates: Mapping[Setting, list[Entry]]) -> AbstractSet[str]:
    return {
        written[-1].text.lower()
        for setting, written in candidates.items()
        if setting.key is cards.CHANNEL_ALIAS
    }


def _twice(setting: Setting, first: Entry, second: Entry) -> Problem:
    return Problem(
        second.key,
        "",
        f"'{first.key}' and '{second.key}' are the same setting, and the second one counts",
        f"Keep one, written '{setting.text}'",
        second.layer,
        Severity.WARNING,
    )


def _problem(setting: Setting, entry: Entry, error: ConfigurationError) -> Problem:
    what = error.what
    if isinstance(error, PlacedError):
        what = f"at character {error.place + 1}, {what}"
    if setting.key.kind.may_be_secret:
        sentence = f"{setting.text}: {what}"
        return Problem(setting.text, "", sentence, error.remedy, entry.layer)
    return refused(setting.text, entry.text, what, error.remedy, entry.layer)
