"""
The kinds of values that settings have: how each is read, what it is called, its JSON Schema.

A reader takes the text and the names of all parameters. It raises ConfigurationError, saying what
is wrong with the text and what to write, without the key: whoever asks knows that.
"""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct

from chatplugin.config.rule import WrittenRule, parse_rule
from chatplugin.domain.address import Address, check_address
from chatplugin.domain.contact import EMAIL, ChannelType, default_channel_type
from chatplugin.domain.errors import ConfigurationError, did_you_mean
from chatplugin.domain.parameters import Field, Missing, parse_field, parse_missing
from chatplugin.domain.rules import OnEnd, TabTitle, parse_title
from chatplugin.domain.template import Template, parse
from chatplugin.domain.transform import Transform, parse_transform

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")
Schema = Mapping[str, object]


class Words(Struct, frozen=True):
    """The same in both languages of the reference."""

    en: str
    ru: str


class Kind(Struct, Generic[T_co], frozen=True):
    name: Words
    read: Callable[[str, AbstractSet[str]], T_co]
    schema: Schema
    may_be_secret: bool = False
    """A text that cannot be read must not be shown: somebody may have written the secret itself."""


def any_case(pattern: str) -> str:
    """Return *pattern* for whole texts in any case: a JSON Schema has no `(?i)`."""
    either = [f"[{c.upper()}{c}]" if c.isalpha() else c for c in pattern]
    return f"^({''.join(either)})$"


CheckedTemplate = tuple[Template, Address]

_ON = ("on", "true", "yes", "1")
_OFF = ("off", "false", "no", "0")


def _read_switch(text: str, _: AbstractSet[str]) -> bool:
    word = text.lower()
    if word in _ON or word in _OFF:
        return word in _ON
    raise ConfigurationError("this is neither on nor off", remedy="Write on or off")


SWITCH = Kind(
    Words("on or off", "on или off"),
    _read_switch,
    {
        "anyOf": [
            {"type": "boolean"},
            {"type": "string", "pattern": any_case("on|off|true|false|yes|no|1|0")},
        ]
    },
)


def _read_text(text: str, _: AbstractSet[str]) -> str:
    return text


TEXT = Kind(Words("text", "текст"), _read_text, {"type": "string"})
PATH = Kind(Words("path", "путь"), _read_text, {"type": "string"})


def _read_template(text: str, known: AbstractSet[str]) -> CheckedTemplate:
    if text.lower() in (*_ON, *_OFF):
        raise ConfigurationError(
            "this is a switch, not an address",
            remedy=f"Write the address here, and '{text}' under the same key with '.Enabled'",
        )
    template = parse(text)
    return template, check_address(template, known)


TEMPLATE = Kind(
    Words("URI template (RFC 6570)", "шаблон адреса (RFC 6570)"),
    _read_template,
    {"type": "string", "format": "uri-template", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
)


def _read_rule(text: str, _: AbstractSet[str]) -> WrittenRule:
    return parse_rule(text)


RULE = Kind(
    Words("condition -> template", "условие -> шаблон"),
    _read_rule,
    {"type": "string", "pattern": "->"},
)


def _read_title(text: str, known: AbstractSet[str]) -> TabTitle:
    return parse_title(text, known)


TITLE = Kind(Words("text with {names}", "текст с {именами}"), _read_title, {"type": "string"})


def _read_field(text: str, _: AbstractSet[str]) -> Field:
    return parse_field(text)


FIELD = Kind(
    Words("text with {attributes}", "текст с {атрибутами}"), _read_field, {"type": "string"}
)


def _read_missing(text: str, _: AbstractSet[str]) -> Missing:
    return parse_missing(text)


MISSING = Kind(
    Words("omit, empty, nopop or default:text", "omit, empty, nopop или default:текст"),
    _read_missing,
    {"type": "string", "pattern": any_case("omit|empty|nopop|default:.*")},
)


def _read_transform(text: str, _: AbstractSet[str]) -> Transform:
    return parse_transform(text)


TRANSFORM = Kind(
    Words("steps with commas between", "шаги через запятую"), _read_transform, {"type": "string"}
)


def _read_attribute(text: str, _: AbstractSet[str]) -> str:
    if re.fullmatch(r"[^\W\d]\w*", text):
        return text
    name = text.strip("{} ")
    raise ConfigurationError(
        "this is not an attribute's name",
        remedy=f"Write '{name}'" if name.isidentifier() else "Write one name, such as 'author'",
    )


ATTRIBUTE = Kind(
    Words("name of an attribute", "имя атрибута"),
    _read_attribute,
    {"type": "string", "pattern": "^\\w+$"},
)


def _read_channel_type(text: str, _: AbstractSet[str]) -> ChannelType:
    channel_type = default_channel_type(text)
    if channel_type == EMAIL:
        raise ConfigurationError(
            "'email' is the channel of e-mails alone", remedy="Choose another, such as 'mail_chat'"
        )
    return channel_type


CHANNEL_TYPE = Kind(Words("channel_type", "channel_type"), _read_channel_type, {"type": "string"})


def choice(words: type[E]) -> Kind[E]:
    """Return the kind of a value that is one of the *words*, in any case."""
    return _one_of({word.value: word for word in words})


def choice_or_auto(words: type[E]) -> Kind[E | None]:
    """Return the kind of a value that is one of the *words*, or `auto`, which is None."""
    return _one_of({"auto": None, **{word.value: word for word in words}})


def _one_of(values: Mapping[str, V]) -> Kind[V]:
    allowed = list(values)
    by_text = {text.lower(): value for text, value in values.items()}

    def read(text: str, _: AbstractSet[str]) -> V:
        if text.lower() in by_text:
            return by_text[text.lower()]
        otherwise = f"Write {' or '.join([', '.join(allowed[:-1]), allowed[-1]])}"
        raise ConfigurationError(
            f"this is not one of {', '.join(allowed)}",
            remedy=did_you_mean(text, allowed, otherwise=otherwise),
        )

    name = ", ".join(allowed)
    return Kind(Words(name, name), read, {"type": "string", "enum": allowed})


def whole_number(least: int, most: int) -> Kind[int]:
    def read(text: str, _: AbstractSet[str]) -> int:
        digits = text.isascii() and text.isdigit() and len(text) <= 9
        if digits and least <= int(text) <= most:
            return int(text)
        raise ConfigurationError(
            f"this is not a whole number from {least} to {most}",
            remedy=f"Write one, such as {max(least, min(most, 20))}",
        )

    return Kind(
        Words(f"whole number, {least} to {most}", f"целое число от {least} до {most}"),
        read,
        {"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": "^[0-9]+$"},
    )


def _read_on_end(text: str, _: AbstractSet[str]) -> OnEnd:
    word, colon, seconds = text.lower().partition(":")
    if word == "keep" and not colon:
        return OnEnd(None)
    if word == "close" and not colon:
        return OnEnd(0)
    if word == "close" and re.fullmatch(r"[0-9]{1,5}", seconds) and int(seconds) <= 86400:
        return OnEnd(int(seconds))
    raise ConfigurationError(
        "this does not say what becomes of the tab",
        remedy="Write keep, close, or close:30 to close it after 30 seconds (at most 86400)",
    )


ON_END = Kind(
    Words("keep, close or close:seconds", "keep, close или close:секунды"),
    _read_on_end,
    {"type": "string", "pattern": any_case("keep|close(:[0-9]{1,5})?")},
)

_HOST = re.compile(
    r"(?:\*\.)?(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\Z"
)


def _read_hosts(text: str, _: AbstractSet[str]) -> tuple[str, ...]:
    hosts = [host.strip() for host in re.split(r"[,;\s]+", text) if host.strip()]
    for host in hosts:
        if "://" in host or "/" in host:
            bare = host.partition("://")[2].partition("/")[0] or host.partition("/")[0]
            raise ConfigurationError(
                f"'{host}' is an address, not a server's name", remedy=f"Write '{bare}'"
            )
        if not _HOST.match(host):
            raise ConfigurationError(
                f"'{host}' is not a server's name",
                remedy="Write 'crm.example.com', '*.example.com' or 'crm.example.com:8443'",
            )
    return tuple(host.lower() for host in hosts)


HOSTS = Kind(
    Words("servers with commas between", "серверы через запятую"), _read_hosts, {"type": "string"}
)

_ARGUMENT = re.compile(r'(?:[^\s"]|"[^"]*")+')


def _read_arguments(text: str, _: AbstractSet[str]) -> tuple[str, ...]:
    """Blanks stand between arguments, double quotes hold one together, a backslash is itself."""
    if text.count('"') % 2:
        raise ConfigurationError("a quotation mark has no partner", remedy='Write the second "')
    return tuple(word.replace('"', "") for word in _ARGUMENT.findall(text))


ARGUMENTS = Kind(
    Words("arguments with blanks between", "аргументы через пробел"),
    _read_arguments,
    {"type": "string"},
)

_OURS = {
    "--remote-debugging-port": "Take it out: it would open a port to every program on the desktop",
    "--remote-debugging-address": "Take it out: ChatPlugin speaks to Chrome over a pipe",
    "--remote-debugging-pipe": "Take it out: ChatPlugin writes it itself",
    "--user-data-dir": "Write the folder under Chrome.Profile",
}


def _read_chrome_arguments(text: str, known: AbstractSet[str]) -> tuple[str, ...]:
    arguments = _read_arguments(text, known)
    for argument in arguments:
        if not argument.startswith("--"):
            raise ConfigurationError(
                f"'{argument}' is not a switch of Chrome", remedy="A switch begins with '--'"
            )
        if remedy := _OURS.get(argument.partition("=")[0]):
            raise ConfigurationError(f"'{argument}' is not for the settings", remedy=remedy)
    return arguments


CHROME_ARGUMENTS = Kind(ARGUMENTS.name, _read_chrome_arguments, ARGUMENTS.schema)
