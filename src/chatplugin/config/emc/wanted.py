"""
Which keys to ask EMC for, one by one, where its section cannot be enumerated.

Every entry of the table is asked for. The members of a family are known beforehand, or by what is
set already: a template names its fields, a rule its template, an alias its channel.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from chatplugin.config.layers import Entry
from chatplugin.config.table import KEYS, cards, kinds
from chatplugin.config.table.find import Setting, names_of
from chatplugin.config.table.key import Names
from chatplugin.config.table.kinds import ARROW
from chatplugin.domain.contact import default_channel_type

_LONGEST_KEY = 200

UNENUMERATED = (
    "EMC's section cannot be enumerated, so it is read key by key. Found are all settings that"
    " stand by themselves; templates that a rule names; fields and parameters that a template or"
    " TabTitle names; channels that are built in, named by an alias, or met in a contact; and"
    " Rule.<n> with a number up to 100, or a multiple of 10 up to 1000. Put any other into the"
    " local file, or into the file that Settings.Url names"
)

_EXPRESSION = re.compile(r"\{[+#./;?&]?([^{}]+)\}")
_VARIABLE = re.compile(r"[A-Za-z0-9_]+")


def wanted_keys(written: Sequence[Entry], media_types: Iterable[str] = ()) -> tuple[str, ...]:
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
            for expression in _EXPRESSION.findall(text):
                yield from _VARIABLE.findall(expression)


def _after(start: str, targets: Iterable[str]) -> Iterator[str]:
    for target in targets:
        if target.lower().startswith(start.lower()):
            yield target[len(start) :]
