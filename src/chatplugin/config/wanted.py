"""
Which keys to ask EMC for, one by one, where its section cannot be enumerated.

Every entry of the table is asked for. The members of a family are known beforehand, or by what is
set already: a template names its fields, a rule its template, an alias its channel.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from chatplugin.config import keys, kinds
from chatplugin.config.key import Key
from chatplugin.config.keys import Setting
from chatplugin.config.layers import Entry
from chatplugin.config.rule import ARROW
from chatplugin.config.table import KEYS, cards
from chatplugin.domain.contact import CHANNEL_NAMES, default_channel_type
from chatplugin.domain.parameters import BUILT_IN

LONGEST_KEY = 200

UNENUMERATED = (
    "EMC's section cannot be enumerated, so it is read key by key. Found are all settings that"
    " stand by themselves; templates that a rule names; fields and parameters that a template or"
    " TabTitle names; channels that are built in, named by an alias, or met in a contact; and"
    " Rule.<n> with a number up to 100, or a multiple of 10 up to 1000. Put any other into the"
    " local file, or into the file that Settings.Url names"
)

_RULE_NUMBERS = tuple(map(str, (*range(1, 101), *range(110, 1001, 10))))

_EXPRESSION = re.compile(r"\{[+#./;?&]?([^{}]+)\}")
_VARIABLE = re.compile(r"[A-Za-z0-9_]+")


def wanted_keys(written: Sequence[Entry], media_types: Iterable[str] = ()) -> tuple[str, ...]:
    """
    Return all keys to ask EMC for, each in one spelling: EMC finds it in any.

    *written* is all that is set by now, in every layer; *media_types* are EMC's names of the
    messengers that contacts have come by.
    """
    members = _members(written, tuple(media_types))
    wanted = [
        text
        for key in KEYS
        for text in (map(key.named, members[key]) if key.is_family else (key.name,))
    ]
    spelled = {key.lower(): key for key in reversed(wanted) if len(key) <= LONGEST_KEY}
    return tuple(reversed(spelled.values()))


def _members(written: Sequence[Entry], media_types: Sequence[str]) -> Mapping[Key[Any], list[str]]:
    parameters = keys.parameter_names(written)
    settings = [
        (setting, entry.text)
        for entry in written
        if isinstance(setting := keys.find(entry, parameters), Setting)
    ]
    names = [*BUILT_IN, *parameters.values(), *_variables(settings)]
    targets = [text.rpartition(ARROW)[2].strip() for setting, text in settings if _is_rule(setting)]
    channels = [
        *CHANNEL_NAMES,
        *map(default_channel_type, media_types),
        *(default_channel_type(text) for setting, text in settings if _is_alias(setting)),
        *_after("ChatTemplate.", targets),
    ]
    known_names = [*CHANNEL_NAMES.values(), *CHANNEL_NAMES]
    met_names = [*media_types, *map(default_channel_type, media_types)]
    return {
        cards.CHANNEL_TEMPLATE: channels,
        cards.CHANNEL_ENABLED: channels,
        cards.CHANNEL_NAME: channels,
        cards.CHANNEL_ALIAS: [*known_names, *met_names],
        cards.NAMED_TEMPLATE: [*targets, *_after("Template.", targets)],
        cards.RULE: list(_RULE_NUMBERS),
        cards.PARAMETER: names,
        cards.PARAMETER_MISSING: names,
        cards.PARAMETER_TRANSFORM: names,
        cards.FIELD: names,
    }


def _is_rule(setting: Setting) -> bool:
    return setting.key is cards.RULE


def _is_alias(setting: Setting) -> bool:
    return setting.key is cards.CHANNEL_ALIAS


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
