"""
EMC's section as it is told, and which keys to ask EMC for where it cannot be enumerated.

Every entry of the table is asked for. The members of a family are known beforehand, or by what is
set already: a template names its fields, a rule its template, an alias its channel.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from chatplugin.config.layers import Entry, Layer
from chatplugin.config.table import KEYS, cards, kinds
from chatplugin.config.table.find import Setting, names_of
from chatplugin.config.table.key import Names
from chatplugin.config.table.kinds import ARROW
from chatplugin.domain.contact import default_channel_type

_LONGEST_KEY = 200
_MOST_KEYS = 5000
"""The most keys that EMC is asked for: ten times what a big site needs."""

UNENUMERATED = (
    "EMC's section cannot be enumerated, so it is read key by key. Found are all settings that"
    " stand by themselves; templates that a rule names; fields and parameters that a template or"
    " TabTitle names; channels that are built in, named by an alias, or met in a contact; and"
    " Rule.<n> with a number up to 100, or a multiple of 10 up to 1000. Put any other into the"
    " local file, or into the file that Settings.Url names"
)

_EXPRESSION = r"\{[+#./;?&]?([^{}]+)\}"
_VARIABLE = r"[A-Za-z0-9_]+"


class EmcSection:
    """
    EMC's section, as far as it is known; *lower* are the layers below it: `protocol/plugin.md`.

    Where EMC can enumerate it, it comes whole. Where not, EMC is asked for keys by name: those that
    a method returns, if there is something new to ask. Each list has the earlier keys, too, and
    each answer may name more. While an answer is outstanding, `is_complete` is False.
    """

    def __init__(self, name: str, lower: Sequence[Layer]) -> None:
        self.layer = Layer(name)
        self.is_enumerated = True
        self.is_complete = True
        self._others = tuple(lower)
        self._media_types: dict[str, None] = {}
        self._asked: dict[str, str] = {}
        self._lists = 0

    def take(self, settings: Mapping[str, str], asked: int | None) -> tuple[str, ...]:
        """Take what EMC has. *asked* counts the lists that are answered; None for the whole."""
        self.layer = Layer(self.layer.name, settings)
        self.is_enumerated = asked is None
        self.is_complete = asked is None or asked >= self._lists
        return self._more()

    def take_media_type(self, media_type_name: str | None) -> tuple[str, ...]:
        """Take EMC's name of a contact's messenger."""
        if media_type_name and media_type_name not in self._media_types:
            self._media_types[media_type_name] = None
            return self._more()
        return ()

    def take_layers(self, layers: Sequence[Layer]) -> tuple[str, ...]:
        """Take all layers in force: a local file or an overlay may name keys, too."""
        self._others = tuple(layers)
        return self._more()

    def _more(self) -> tuple[str, ...]:
        if self.is_enumerated or not self.is_complete:
            return ()
        written = tuple(Entry.all_of([*self._others, self.layer]))
        wanted = {key.lower(): key for key in _wanted_keys(written, self._media_types)}
        if wanted.keys() <= self._asked.keys() or len(wanted | self._asked) > _MOST_KEYS:
            return ()
        self._asked = wanted | self._asked
        self._lists += 1
        self.is_complete = False
        return tuple(self._asked.values())


def _wanted_keys(written: Sequence[Entry], media_types: Iterable[str]) -> tuple[str, ...]:
    """
    Return all keys to ask EMC for, each in one spelling: EMC finds it in any.

    *written* is all that is set by now, in every layer; *media_types* are EMC's names of the
    messengers that contacts have come by.
    """
    names = _used_names(written, tuple(media_types))
    wanted = [
        text
        for key in KEYS
        for text in (map(key.named, key.family.asked(names)) if key.family else [key.name])
    ]
    spelled = {key.lower(): key for key in reversed(wanted) if len(key) <= _LONGEST_KEY}
    return tuple(reversed(spelled.values()))


def _used_names(written: Sequence[Entry], media_types: tuple[str, ...]) -> Names:
    """Return the names that *written* brings, or uses as if there were such settings."""
    names = names_of(written)
    settings = [
        (setting, entry.text)
        for entry in written
        if isinstance(setting := Setting.find(entry, names), Setting)
    ]
    targets = [
        text.rpartition(ARROW)[2].strip() for setting, text in settings if setting.key is cards.RULE
    ]
    channels = map(default_channel_type, media_types)
    return replace(
        names,
        parameters={name.lower(): name for name in _variables(settings)} | {**names.parameters},
        channels=names.channels.union(channels, _after("ChatTemplate.", targets)),
        templates=(*names.templates, *targets, *_after("Template.", targets)),
        media_types=media_types,
    )


def _variables(settings: Iterable[tuple[Setting, str]]) -> Iterator[str]:
    """Return the variables of templates and titles, also of those that turn out to be broken."""
    for setting, text in settings:
        if setting.key.kind in (kinds.TEMPLATE, kinds.TITLE):
            for expression in re.findall(_EXPRESSION, text):
                yield from re.findall(_VARIABLE, expression)


def _after(start: str, targets: Iterable[str]) -> Iterator[str]:
    for target in targets:
        if target.lower().startswith(start.lower()):
            yield target[len(start) :]
