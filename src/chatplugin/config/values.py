"""
Reading each setting's value: the highest layer whose value can be read wins.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar, cast

from msgspec.structs import replace

from chatplugin.config.layers import DEFAULTS, Entry, Problem, Severity
from chatplugin.config.table import KEYS
from chatplugin.config.table.find import Setting
from chatplugin.config.table.key import Key, Names
from chatplugin.domain.contact import shown
from chatplugin.domain.errors import BadValue, Span
from chatplugin.sentences import Said, said

T = TypeVar("T")


class Values:
    """What could be read, by setting; whoever asks for an absent one gets its default."""

    def __init__(
        self,
        read: Mapping[Setting, object],
        sources: Mapping[str, Entry],
        broken: AbstractSet[Setting],
        problems: Sequence[Problem],
    ) -> None:
        self._read = read
        self._broken = broken
        self.sources = sources
        self.problems = problems

    @classmethod
    def of(cls, entries: Iterable[Entry], names: Names) -> "Values":
        """Read what *entries* say; *names* are those that they bring."""
        candidates, problems = _by_setting(entries, names)
        known = frozenset(names.parameters.values())
        read: dict[Setting, object] = {}
        sources = {
            key.name: Entry(key.name, key.written, DEFAULTS) for key in KEYS if not key.family
        }
        for setting, written in candidates.items():
            for entry in reversed(written):
                try:
                    read[setting] = setting.key.kind.read(entry.text, known)
                except BadValue as error:
                    problems += [_problem(setting, entry, each) for each in (error, *error.also)]
                except Exception as error:  # noqa: BLE001 - one value must not stop a desktop
                    problems.append(Problem.stumbled(setting.text, error, entry.layer))
                else:
                    sources[setting.text] = replace(entry, key=setting.text)
                    break
        return cls(read, sources, candidates.keys() - read.keys(), problems)

    def error(
        self,
        setting: str,
        what: Said,
        *,
        span: Span | None = None,
        fix: str | None = None,
        remedy: Said | None = None,
    ) -> Problem:
        """Return the problem of a value that can be read, and cannot be used all the same."""
        entry = self.sources[setting]
        return Problem(
            what,
            entry.layer,
            setting,
            shown(entry.text),
            span=span,
            fix=fix,
            remedy=remedy,
            place=entry.place,
        )

    def warning(self, setting: str, what: Said) -> Problem:
        """Return a doubt about a setting as a whole."""
        entry = self.sources[setting]
        return Problem(what, entry.layer, setting, severity=Severity.WARNING, place=entry.place)

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


def _by_setting(
    entries: Iterable[Entry], names: Names
) -> tuple[dict[Setting, list[Entry]], list[Problem]]:
    candidates: dict[Setting, list[Entry]] = {}
    problems: list[Problem] = []
    for entry in entries:
        setting = Setting.find(entry, names)
        if isinstance(setting, Problem):
            problems.append(setting)
            continue
        written = candidates.setdefault(setting, [])
        if written and written[-1].layer == entry.layer:
            problems.append(_twice(setting, written[-1], entry))
        written.append(entry)
    for setting, written in candidates.items():
        if doubt := setting.doubt(written[-1], names):
            problems.append(doubt)
    return candidates, problems


def _twice(setting: Setting, first: Entry, second: Entry) -> Problem:
    return Problem(
        said("setting.twice", first=first.key, fix=setting.text),
        second.layer,
        second.key,
        severity=Severity.WARNING,
        place=second.place,
    )


def _problem(setting: Setting, entry: Entry, error: BadValue) -> Problem:
    value = "" if setting.key.kind.may_be_secret else entry.text
    return replace(Problem.of(error, entry.layer, setting.text, value), place=entry.place)
