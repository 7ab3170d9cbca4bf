"""
Which setting a key is: names match in any case, and an unknown one is told what it resembles.

Neither EMC's store nor Windows' INI files tell capitals from small letters, and people edit
sections by hand. `parameter.USER_ID` is `Parameter.user_id`: no two settings differ in case only.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from chatplugin.config.key import Key
from chatplugin.config.layers import Entry
from chatplugin.config.problems import Problem, Severity
from chatplugin.config.rule import NOT_FOR_TEMPLATES
from chatplugin.config.table import KEYS, cards
from chatplugin.domain.contact import CHANNEL_NAMES, EMAIL, default_channel_type
from chatplugin.domain.errors import did_you_mean, nearest
from chatplugin.domain.parameters import BUILT_IN


class Setting(Struct, frozen=True):
    """A key that exists: an entry of the table, and for a family which one of it."""

    key: Key[Any]
    name: str = ""

    @property
    def text(self) -> str:
        return self.key.named(self.name)


_SINGLE = {key.name.lower(): key for key in KEYS if not key.is_family}

# In this order: `Channel.Alias.X` is not the name of a channel "Alias.X".
_FAMILIES = [
    (key, re.compile(re.escape(key.name).replace(re.escape(placeholder), "(.+)"), re.IGNORECASE))
    for key in (
        cards.CHANNEL_ALIAS,
        cards.CHANNEL_NAME,
        cards.CHANNEL_ENABLED,
        cards.CHANNEL_TEMPLATE,
        cards.NAMED_TEMPLATE,
        cards.RULE,
        cards.PARAMETER_MISSING,
        cards.PARAMETER_TRANSFORM,
        cards.PARAMETER,
        cards.FIELD,
    )
    for placeholder in re.findall("<.*>", key.name)
]
_FIELD = dict(_FAMILIES)[cards.FIELD]
_OF_CHANNELS = (
    cards.CHANNEL_ALIAS,
    cards.CHANNEL_NAME,
    cards.CHANNEL_ENABLED,
    cards.CHANNEL_TEMPLATE,
)
_TEMPLATE_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")
_RULE_NUMBER = re.compile(r"[0-9]{1,5}\Z")
_FIELD_NAME = re.compile(r"[A-Za-z0-9_]+\Z")


def parameter_names(entries: Iterable[Entry]) -> Mapping[str, str]:
    """
    Return all parameters, built in or custom, as they are spelled, by their names in lower case.

    A field whose text turns out to be broken counts: a template that uses it is not broken too.
    """
    names = {name.lower(): name for name in BUILT_IN}
    for entry in entries:
        match = _FIELD.fullmatch(entry.key)
        if match and _FIELD_NAME.match(name := match[1].strip()):
            names.setdefault(name.lower(), name)
    return names


def find(entry: Entry, parameters: Mapping[str, str]) -> Setting | Problem:
    """Return the setting that *entry* is about, or what is wrong with its key."""
    if key := _SINGLE.get(entry.key.lower()):
        return Setting(key)
    for key, pattern in _FAMILIES:
        if match := pattern.fullmatch(entry.key):
            return _member(key, match[1].strip(), entry, parameters)
    return _unknown(entry, parameters)


def _member(
    key: Key[Any], name: str, entry: Entry, parameters: Mapping[str, str]
) -> Setting | Problem:
    if key in (cards.CHANNEL_TEMPLATE, cards.CHANNEL_ENABLED) and name.lower() == EMAIL:
        own = cards.EMAIL_TEMPLATE if key is cards.CHANNEL_TEMPLATE else cards.EMAIL_ENABLED
        return _refused(entry, "e-mails have a template of their own", f"Write '{own.name}'")
    if key in _OF_CHANNELS:
        return Setting(key, default_channel_type(name))
    if key is cards.FIELD:
        return _field(key, name, entry, parameters)
    if key is cards.NAMED_TEMPLATE:
        return _named_template(key, name, entry)
    if key is cards.RULE:
        return _rule(key, name, entry)
    if spelled := parameters.get(name.lower()):
        return Setting(key, spelled)
    if "." in name:
        return _unknown(entry, parameters)
    remedy = did_you_mean(
        name, parameters.values(), otherwise=f"Add the setting 'Field.{name}', or take this out"
    )
    return _refused(entry, f"there is no parameter '{name}'", remedy)


def _field(
    key: Key[Any], name: str, entry: Entry, parameters: Mapping[str, str]
) -> Setting | Problem:
    if not _FIELD_NAME.match(name):
        what = f"'{name}' cannot be a parameter's name"
        return _refused(entry, what, "Use letters A to Z, digits and '_'")
    spelled = parameters[name.lower()]
    if spelled in BUILT_IN:
        what = f"'{spelled}' is a built-in parameter"
        source = ", or set 'UserId.Source'" if spelled == "user_id" else ""
        return _refused(entry, what, f"Choose another name{source}")
    return Setting(key, spelled)


def _named_template(key: Key[Any], name: str, entry: Entry) -> Setting | Problem:
    """Names count in any case, as channels do; rules find them so."""
    if not _TEMPLATE_NAME.match(name):
        what = f"'{name}' cannot be a template's name"
        return _refused(entry, what, "Use letters A to Z, digits, '_' and '-'")
    if name.lower() in NOT_FOR_TEMPLATES:
        what = f"'{name}' means something else after '->'"
        return _refused(entry, what, "Choose another name")
    return Setting(key, name.lower())


def _rule(key: Key[Any], name: str, entry: Entry) -> Setting | Problem:
    """`Rule.010` is `Rule.10`."""
    if not _RULE_NUMBER.match(name):
        what = f"'{name}' is not a rule's number"
        return _refused(entry, what, "Write a whole number up to 99999, as in 'Rule.10'")
    return Setting(key, str(int(name)))


def _refused(entry: Entry, what: str, remedy: str) -> Problem:
    return Problem(entry.key, "", f"{entry.key}: {what}", remedy, entry.layer)


def _unknown(entry: Entry, parameters: Mapping[str, str]) -> Problem:
    sentence = f"there is no setting '{entry.key}'"
    parameter = parameters.get(entry.key.lower())
    remedy = did_you_mean(
        f"Parameter.{parameter}" if parameter else entry.key,
        _candidates(entry.key, parameters),
        otherwise="Take it out, or correct its name",
    )
    # All our keys are ASCII: another letter in one is taken for its Latin twin, never meant.
    severity = Severity.WARNING if entry.key.isascii() else Severity.ERROR
    return Problem(entry.key, "", sentence, remedy, entry.layer, severity)


def _candidates(key: str, parameters: Mapping[str, str]) -> list[str]:
    rest = key.partition(".")[2]
    names = [single.name for single in _SINGLE.values()]
    for family in (cards.PARAMETER, cards.PARAMETER_MISSING, cards.PARAMETER_TRANSFORM):
        names += [family.named(name) for name in parameters.values()]
    names.append("Rule.10")
    if rest:
        families = ("Field", "Channel", "ChatTemplate", "Template", "Rule")
        names += [f"{family}.{rest}" for family in families]
    return names


def doubtful_channel(setting: Setting, entry: Entry, aliases: Iterable[str]) -> Problem | None:
    """Return a warning where a channel's name looks like a slip of the pen."""
    if setting.key not in _OF_CHANNELS[1:] or setting.name in {*CHANNEL_NAMES, *aliases}:
        return None
    meant = nearest(setting.name, [*CHANNEL_NAMES, "Enabled"], cutoff=0.8)
    if meant is None:
        return None
    return Problem(
        entry.key,
        "",
        f"{entry.key}: the channel '{setting.name}' is not among the known ones",
        f"Did you mean '{setting.key.named(meant)}'? If EMC has such a channel, all is well",
        entry.layer,
        Severity.WARNING,
    )
