"""
A setting as an entry of the table: its name, kind, default, help in both languages, and an example.

A family of settings has a `<…>` in its name: here stands what may take its place, and what an
unknown name means. Whoever finds, offers, documents or asks for the keys of a family takes it from
here.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct, field

from chatplugin.config.table.kinds import NOT_FOR_TEMPLATES, Kind
from chatplugin.domain.contact import BUILT_IN, CHANNEL_NAMES, EMAIL, USER_ID, default_channel_type
from chatplugin.domain.errors import BadValue, nearest
from chatplugin.sentences import Words


class Names(Struct, frozen=True):
    """The names that settings themselves bring, each as the product spells it."""

    parameters: Mapping[str, str] = field(
        default_factory=lambda: {name.lower(): name for name in BUILT_IN}
    )
    """All of them, built in or custom, by their names in lower case."""

    channels: frozenset[str] = frozenset(CHANNEL_NAMES)
    """The channels that are built in or that an alias stands for."""

    templates: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """The numbers of the rules."""

    hosts: tuple[str, ...] = ()
    """The servers that addresses name."""

    media_types: tuple[str, ...] = ()
    """EMC's names of the messengers that contacts have come by."""


class _Family(Struct, frozen=True, eq=False):
    """
    One kind of name that settings may have.

    `spell` returns a name as the product spells it; it raises BadValue for a name that
    cannot be used.
    """

    placeholder: str
    pattern: str
    """What a name may be, as a regular expression; also in the JSON Schema."""

    spell: Callable[[str, Names], str]
    members: Callable[[Names], Iterable[str]] = lambda _: ()
    """The names that can be offered where somebody writes such a key."""

    asked: Callable[[Names], Iterable[str]] = lambda _: ()
    """The names that are worth asking for in a store that does not list its keys."""

    takes: str = ".+"
    """What is read as a name of this family, to be judged by `spell`."""

    meant: Callable[[str, AbstractSet[str]], str | None] = lambda *_: None
    """Return the known name of which a name that can be used is probably a slip."""

    def allows(self, name: str) -> bool:
        return re.fullmatch(self.pattern, name) is not None


T_co = TypeVar("T_co", covariant=True)

NOTHING = "–"
"""Says that without a key there is nothing at all."""


class Reader(StrEnum):
    """Who acts on a key. The plug-in and EMC read their keys from EMC's section only."""

    SERVICE = "service"
    PLUGIN = "plug-in"
    EMC = "EMC"


class Key(Struct, Generic[T_co], frozen=True, eq=False):
    """
    One setting, or a family of them with a `<…>` in its name.

    `absent` says in words what holds without the key, where the default says too little.
    """

    name: str
    kind: Kind[T_co]
    default: T_co
    help: Words
    example: str
    absent: Words | None = None
    family: _Family | None = None
    reader: Reader = Reader.SERVICE

    def named(self, name: str) -> str:
        """Return the key itself, with *name* for the `<…>` of a family."""
        return self.name.replace(self.family.placeholder, name) if self.family else self.name

    @property
    def around(self) -> tuple[str, str]:
        """What stands before and after the `<…>` of a family; of another key all, and nothing."""
        before, _, after = self.name.partition(self.family.placeholder if self.family else "\0")
        return before, after

    @property
    def written(self) -> str:
        """The default as it would be written; empty for none, and for a family."""
        has_none = self.family is not None or self.default in (None, "", ())
        return "" if has_none else self.kind.write(self.default)

    @property
    def without(self) -> Words:
        """What holds without the key, in words."""
        if self.absent:
            return self.absent
        text = NOTHING if self.default in (None, "", ()) else f"`{self.kind.write(self.default)}`"
        return Words(text, text)


def _channel(name: str, _: Names) -> str:
    return default_channel_type(name)


def _meant_channel(name: str, known: AbstractSet[str]) -> str | None:
    """EMC may have any channel, so that only a likely slip is one."""
    return None if name in known else nearest(name, known, cutoff=0.8)


def _messengers(_: Names) -> Iterable[str]:
    return (name for name in CHANNEL_NAMES if name != EMAIL)


def _known_channels(names: Names) -> Iterable[str]:
    return sorted(names.channels)


CHANNEL = _Family(
    "<channel_type>",
    "[^.]+",
    _channel,
    members=_messengers,
    asked=_known_channels,
    meant=_meant_channel,
)
"""A channel. Any name may be one; one that looks like a slip is pointed out."""


def _messenger(name: str, _: Names) -> str:
    channel_type = default_channel_type(name)
    if channel_type == EMAIL:
        raise BadValue("channel.email")
    return channel_type


MESSENGER = _Family(
    "<channel_type>",
    "[^.]+",
    _messenger,
    members=_messengers,
    asked=_known_channels,
    meant=_meant_channel,
)
"""A channel other than e-mail, which has settings of its own."""

MEDIA_TYPE = _Family(
    "<media type name>",
    ".+",
    _channel,
    asked=lambda names: [
        *CHANNEL_NAMES.values(),
        *CHANNEL_NAMES,
        *names.media_types,
        *map(default_channel_type, names.media_types),
    ],
)
"""EMC's name of a messenger. Only EMC knows which there are."""


def _parameter(name: str, names: Names) -> str:
    if spelled := names.parameters.get(name.lower()):
        return spelled
    meant = nearest(name, names.parameters.values())
    raise BadValue("parameter.unknown", meant=meant, name=name)


PARAMETER = _Family(
    "<name>",
    "[^.]+",
    _parameter,
    members=lambda names: names.parameters.values(),
    asked=lambda names: names.parameters.values(),
    takes="[^.]+",
)
"""A parameter, built in or custom. An unknown one is an error."""


def _field(name: str, names: Names) -> str:
    if not FIELD.allows(name):
        raise BadValue("parameter.name", name=name)
    spelled = names.parameters[name.lower()]
    if spelled in BUILT_IN:
        remedy = "user_id.source" if spelled == USER_ID else ""
        raise BadValue("parameter.built_in", remedy=remedy, name=spelled)
    return spelled


FIELD = _Family(
    "<name>",
    "[A-Za-z0-9_]+",
    _field,
    asked=lambda names: names.parameters.values(),
)
"""A parameter that the settings bring. The first layer that names it says how it is spelled."""


def _template(name: str, _: Names) -> str:
    """Names count in any case, as channels do; rules find them so."""
    if not TEMPLATE_NAME.allows(name):
        raise BadValue("rule.template_name", name=name)
    if name.lower() in NOT_FOR_TEMPLATES:
        raise BadValue("rule.reserved_name", name=name)
    return name.lower()


TEMPLATE_NAME = _Family("<name>", "[A-Za-z0-9_-]+", _template, asked=lambda names: names.templates)
"""A template that rules choose."""


def _number(name: str, _: Names) -> str:
    """`Rule.010` is `Rule.10`."""
    if not NUMBER.allows(name):
        raise BadValue("rule.number", name=name)
    return str(int(name))


def _next_number(names: Names) -> Iterable[str]:
    """By tens, so that another rule can come between two."""
    return [str(max(map(int, names.rules), default=0) // 10 * 10 + 10)]


NUMBER = _Family(
    "<n>",
    "[0-9]{1,5}",
    _number,
    members=_next_number,
    asked=lambda _: map(str, (*range(1, 101), *range(110, 1001, 10))),
)
"""The number of a rule; rules are tried in this order."""


def _host(name: str, _: Names) -> str:
    """Servers' names have no capitals of their own."""
    if not HOST.allows(name):
        raise BadValue("trust.host", name=name)
    return name.lower()


def _hosts(names: Names) -> Iterable[str]:
    return names.hosts


HOST = _Family(
    "<host>", r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*", _host, members=_hosts, asked=_hosts
)
"""A server of a CRM, without its port."""
