"""
The kinds of values that settings have: how each is read, what it is called, its JSON Schema.

A reader raises BadValue, which says what is wrong with the text and what to write, without the key:
whoever asks knows that.
"""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from chatplugin.domain.address import Address, check_variables
from chatplugin.domain.contact import EMAIL, ChannelType, default_channel_type
from chatplugin.domain.errors import BadValue, Span, nearest
from chatplugin.domain.rules import Field, Missing, OnEnd, TabTitle
from chatplugin.domain.template import Template
from chatplugin.domain.transform import Transform
from chatplugin.sentences import Words

if TYPE_CHECKING:
    from chatplugin.config.rules.conditions import Compiled

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")
Schema = Mapping[str, object]


class Kind(Struct, Generic[T_co], frozen=True):
    """`parse` makes a value of a text, `write` a text of a value."""

    name: Words
    parse: Callable[[str], T_co]
    schema: Schema
    write: Callable[..., str] = str
    check: Callable[[Any, AbstractSet[str]], None] | None = None
    """Compares the parameters that a value uses with all that there are."""

    may_be_secret: bool = False
    """A text that cannot be read must not be shown: somebody may have written the secret itself."""

    def read(self, text: str, parameters: AbstractSet[str]) -> T_co:
        """Return the value of *text*; raises BadValue if it cannot be used."""
        value = self.parse(text)
        if self.check:
            self.check(value, parameters)
        return value

    @staticmethod
    def choice(words: type[E]) -> "Kind[E]":
        """Return the kind of a value that is one of the *words*, in any case."""
        return Kind.one_of({word.value: word for word in words})

    @staticmethod
    def one_of(values: Mapping[str, V]) -> "Kind[V]":
        """Return the kind of one of the *values*, by its word in any case."""
        allowed = list(values)
        by_text = {text.lower(): value for text, value in values.items()}

        def read(text: str) -> V:
            if text.lower() in by_text:
                return by_text[text.lower()]
            raise BadValue("choice.none", meant=nearest(text, allowed), allowed=tuple(allowed))

        def write(value: V) -> str:
            return next(text for text, each in values.items() if each == value)

        name = ", ".join(allowed)
        return Kind(Words(name, name), read, {"type": "string", "enum": allowed}, write)

    @staticmethod
    def of_form(
        name: Words,
        parse: Callable[[str], V],
        form: str,
        *,
        write: Callable[..., str],
        may_be_secret: bool = False,
    ) -> "Kind[V]":
        """Return the kind of a text of the *form*, a regular expression, in any case."""
        schema = {"type": "string", "pattern": _any_case(form)}
        return Kind(name, parse, schema, write, may_be_secret=may_be_secret)

    @staticmethod
    def whole_number(least: int, most: int) -> "Kind[int]":
        def read(text: str) -> int:
            digits = text.isascii() and text.isdigit() and len(text) <= len(str(most))
            if digits and least <= int(text) <= most:
                return int(text)
            example = max(least, min(most, 20))
            raise BadValue("number.none", least=least, most=most, example=example)

        return Kind(
            Words(f"whole number, {least} to {most}", f"целое число от {least} до {most}"),
            read,
            {
                "type": ["integer", "string"],
                "minimum": least,
                "maximum": most,
                "pattern": "^[0-9]+$",
            },
        )


def _any_case(form: str) -> str:
    """Return *form* for whole texts in any case: a JSON Schema has no `(?i)`."""
    either = [f"[{c.upper()}{c}]" if c.isalpha() else c for c in form]
    return f"^({''.join(either)})$"


CheckedTemplate = tuple[Template, Address]

_ON = ("on", "true", "yes", "1")
_OFF = ("off", "false", "no", "0")


def _read_switch(text: str) -> bool:
    word = text.lower()
    if word in _ON or word in _OFF:
        return word in _ON
    raise BadValue("switch.neither")


SWITCH = Kind(
    Words("on or off", "on или off"),
    _read_switch,
    {
        "anyOf": [
            {"type": "boolean"},
            {"type": "string", "pattern": _any_case("on|off|true|false|yes|no|1|0")},
        ]
    },
    write=lambda is_on: "on" if is_on else "off",
)


TEXT = Kind(Words("text", "текст"), str, {"type": "string"})
PATH = Kind(Words("path", "путь"), str, {"type": "string"})


def _read_template(text: str) -> CheckedTemplate:
    if text.lower() in (*_ON, *_OFF):
        raise BadValue("template.switch", written=text)
    template = Template.parse(text)
    return template, Address.of(template)


def _check_template(checked: CheckedTemplate, parameters: AbstractSet[str]) -> None:
    check_variables(checked[0], parameters)


def _text_of_template(checked: CheckedTemplate) -> str:
    return checked[0].text


TEMPLATE = Kind(
    Words("URI template (RFC 6570)", "шаблон адреса (RFC 6570)"),
    _read_template,
    {"type": "string", "format": "uri-template", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
    write=_text_of_template,
    check=_check_template,
)


ARROW = "->"
NO_CARD = "none"
NOT_FOR_TEMPLATES = frozenset({NO_CARD, "chattemplate", "emailtemplate"})
"""Names that mean something else after the arrow."""

_LIKE_ARROWS = ("→", "=>", "–>", "—>", "-&gt;")


class WrittenRule(Struct, frozen=True):
    """A rule whose condition is checked; whether there is such a template is seen later."""

    text: str
    """The condition as it was written."""

    compiled: "Compiled"
    target: str

    @classmethod
    def parse(cls, text: str) -> "WrittenRule":
        """Read `condition -> template`. Raises BadValue, mostly with the place."""
        condition, arrow, target = [part.strip() for part in text.rpartition(ARROW)]
        if not arrow:
            raise _without_arrow(text)
        if not condition:
            raise BadValue("rule.no_condition", Span(0, len(ARROW)))
        if not target:
            raise BadValue("rule.no_target", Span(text.rindex(ARROW), len(text)))
        # Loaded by the first rule: most desktops have none, and it takes 12 ms.
        from chatplugin.config.rules.conditions import Compiled  # noqa: PLC0415

        return cls(condition, Compiled.of(condition), target)

    @property
    def written(self) -> str:
        return f"{self.text} {ARROW} {self.target}"


def _without_arrow(text: str) -> BadValue:
    for other in _LIKE_ARROWS:
        if other in text:
            place = text.index(other)
            span = Span(place, place + len(other))
            return BadValue("rule.other_arrow", span, fix=ARROW, other=other)
    return BadValue("rule.no_arrow")


RULE = Kind(
    Words("condition -> template", "условие -> шаблон"),
    WrittenRule.parse,
    {"type": "string", "pattern": ARROW},
    write=lambda rule: rule.written,
)


def _text_of(value: TabTitle | Field | Transform) -> str:
    return value.text


TITLE = Kind(
    Words("text with {names}", "текст с {именами}"),
    TabTitle.parse,
    {"type": "string"},
    write=_text_of,
    check=TabTitle.check,
)
FIELD = Kind(
    Words("text with {attributes}", "текст с {атрибутами}"),
    Field.parse,
    {"type": "string"},
    write=_text_of,
)


MISSING = Kind.of_form(
    Words("omit, empty, nopop or default:text", "omit, empty, nopop или default:текст"),
    Missing.parse,
    "omit|empty|nopop|default:.*",
    write=lambda missing: missing.written,
)
TRANSFORM = Kind(
    Words("steps with commas between", "шаги через запятую"),
    Transform.parse,
    {"type": "string"},
    write=_text_of,
)


def _read_attribute(text: str) -> str:
    if re.fullmatch(r"[^\W\d]\w*", text):
        return text
    name = text.strip("{} ")
    if name.isidentifier():
        raise BadValue("attribute.none", fix=name, remedy="write")
    raise BadValue("attribute.none")


ATTRIBUTE = Kind(
    Words("name of an attribute", "имя атрибута"),
    _read_attribute,
    {"type": "string", "pattern": "^\\w+$"},
)


def _read_channel_type(text: str) -> ChannelType:
    channel_type = default_channel_type(text)
    if channel_type == EMAIL:
        raise BadValue("alias.email")
    return channel_type


CHANNEL_TYPE = Kind(Words("channel_type", "channel_type"), _read_channel_type, {"type": "string"})


def _read_on_end(text: str) -> OnEnd:
    word, colon, seconds = text.lower().partition(":")
    if word == "keep" and not colon:
        return OnEnd(None)
    if word == "close" and not colon:
        return OnEnd(0)
    if word == "close" and re.fullmatch(r"[0-9]{1,5}", seconds) and int(seconds) <= 86400:
        return OnEnd(int(seconds))
    raise BadValue("on_end.none")


def _written_on_end(on_end: OnEnd) -> str:
    if not on_end.close_after:
        return "keep" if on_end.close_after is None else "close"
    return f"close:{on_end.close_after}"


ON_END = Kind.of_form(
    Words("keep, close or close:seconds", "keep, close или close:секунды"),
    _read_on_end,
    "keep|close(:[0-9]{1,5})?",
    write=_written_on_end,
)

_HOST = r"(?:\*\.)?(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\Z"


def _read_hosts(text: str) -> tuple[str, ...]:
    words = [*re.finditer(r"[^,;\s]+", text)]
    for word in words:
        host, span = word[0], Span(*word.span())
        if "/" in host:
            bare = host.partition("://")[2].partition("/")[0] or host.partition("/")[0]
            raise BadValue("hosts.address", span, fix=bare, host=host)
        if not re.match(_HOST, host):
            raise BadValue("hosts.none", span, host=host)
    return tuple(word[0].lower() for word in words)


HOSTS = Kind(
    Words("servers with commas between", "серверы через запятую"),
    _read_hosts,
    {"type": "string"},
    write=", ".join,
)

_DOMAIN = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+"


def _read_domains(text: str) -> tuple[str, ...]:
    words = [*re.finditer(r"[^,;\s]+", text)]
    for word in words:
        if not re.fullmatch(_DOMAIN, word[0]):
            bare = word[0].rpartition("@")[2].lstrip("*.")
            fix = bare if re.fullmatch(_DOMAIN, bare) else None
            raise BadValue("domains.none", Span(*word.span()), fix=fix, domain=word[0])
    return tuple(word[0].lower() for word in words)


DOMAINS = Kind(
    Words("domains with commas between", "домены через запятую"),
    _read_domains,
    {"type": "string"},
    write=", ".join,
)

_ARGUMENT = r'(?:[^\s"]|"[^"]*")+'


def _read_arguments(text: str) -> tuple[str, ...]:
    """Blanks stand between arguments, double quotes hold one together, a backslash is itself."""
    if text.count('"') % 2:
        place = text.rindex('"')
        raise BadValue("arguments.quote", Span(place, place + 1))
    return tuple(word.replace('"', "") for word in re.findall(_ARGUMENT, text))


def _written_arguments(arguments: tuple[str, ...]) -> str:
    return " ".join(f'"{word}"' if re.search(r"\s", word) else word for word in arguments)


ARGUMENTS = Kind(
    Words("arguments with blanks between", "аргументы через пробел"),
    _read_arguments,
    {"type": "string"},
    write=_written_arguments,
)

_LOCKED = r"[A-Za-z][\w.<>-]*\*?"


def _read_locked(text: str) -> tuple[str, ...]:
    if text.lower() == "none":
        return ()
    words = [*re.finditer(r"[^,;\s]+", text)]
    for word in words:
        if not re.fullmatch(_LOCKED, word[0]):
            raise BadValue("locked.form", Span(*word.span()), name=word[0])
    return tuple(word[0].lower() for word in words)


LOCKED = Kind(
    Words("names of keys with commas between", "имена ключей через запятую"),
    _read_locked,
    {"type": "string"},
    write=", ".join,
)

_OURS = {
    "--remote-debugging-port": "chrome.port",
    "--remote-debugging-address": "chrome.address",
    "--remote-debugging-pipe": "chrome.pipe",
    "--user-data-dir": "chrome.profile",
}


def _read_chrome_arguments(text: str) -> tuple[str, ...]:
    arguments = _read_arguments(text)
    for argument in arguments:
        if not argument.startswith("--"):
            raise BadValue("chrome.no_switch", argument=argument)
        # On Windows Chrome takes switches in any case.
        if code := _OURS.get(argument.partition("=")[0].lower()):
            raise BadValue(code, argument=argument)
    return arguments


CHROME_ARGUMENTS = Kind(
    ARGUMENTS.name, _read_chrome_arguments, ARGUMENTS.schema, write=_written_arguments
)
