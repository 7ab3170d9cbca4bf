"""
Transforms: what is done to a parameter's value on its way into the URL.

`e164:RU, map:+79000000001=vip` is read once, when settings are read, into a row of functions. A
step that cannot do its work leaves the value as it is: a profile id is not a phone number, and it
is still the customer's. Only `phone:RU` makes nothing of it, and then there is nothing to do for
the steps behind: without a value a parameter is missing.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from chatplugin.domain.errors import BadValue, Span, nearest

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_Step = Callable[[str], str]

_COUNT = "0*[1-9][0-9]{0,4}"


class Transform(Struct, frozen=True):
    text: str
    """As it stands in the settings."""

    steps: tuple[_Step, ...]

    @classmethod
    def parse(cls, text: str) -> "Transform":
        """
        Read the steps of a transform, which stand between commas and are done from left to right.

        Raises BadValue for a step that does not exist or lacks its argument.
        """
        steps: list[_Step] = []
        place = 0
        for piece in text.split(","):
            step = piece.strip()
            start = place + piece.index(step)
            steps.append(_step(step, Span(start, start + len(step))))
            place += len(piece) + 1
        return cls(text, tuple(steps))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Transform) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def apply(self, value: str) -> str:
        """Return the value after all steps; an empty one is done with, so that no step fills it."""
        for step in self.steps:
            value = step(value) if value else ""
        return value

    def trace(self, value: str) -> tuple[tuple[str, str], ...]:
        """Return each step as it stands in the settings, and what it makes of the value."""
        traced = []
        for text, step in zip(self.text.split(","), self.steps, strict=True):
            value = step(value) if value else ""
            traced.append((text.strip(), value))
        return tuple(traced)


def _step(text: str, span: Span) -> _Step:
    name, colon, argument = text.partition(":")
    if not name:
        raise BadValue("transform.empty", span)
    if plain := _PLAIN.get(name):
        if colon:
            raise BadValue("transform.nothing_after", span, fix=name, name=name)
        return plain
    if made := _MADE.get(name):
        return made(argument, span)
    word = Span(span.start, span.start + len(name))
    raise BadValue("transform.unknown", word, meant=nearest(name, _STEPS), name=name, all=EXAMPLES)


def _digits(value: str) -> str:
    """Keep the digits 0 to 9; those of other scripts become them."""
    return "".join([str(int(character)) for character in value if character.isdecimal()])


def _prefix(argument: str, span: Span) -> _Step:
    if not argument:
        raise BadValue("transform.prefix", span, fix=_WITH_ARGUMENT["prefix"])
    return lambda value: value if value.startswith(argument) else argument + value


def _last(argument: str, span: Span) -> _Step:
    if not re.fullmatch(_COUNT, argument):
        better = _WITH_ARGUMENT["last"]
        raise BadValue("transform.last", span, fix=better, argument=argument[:40])
    count = int(argument)
    return lambda value: value[-count:]


def _map(argument: str, span: Span) -> _Step:
    """`a=b;c=d`: an exact value is replaced; `*` stands for every other value."""
    table: dict[str, str] = {}
    for pair in argument.split(";"):
        key, equals, replacement = pair.partition("=")
        if not equals:
            raise BadValue("transform.map_without_equals", span, pair=pair)
        if key.strip() in table:
            raise BadValue("transform.map_twice", span, name=key.strip())
        table[key.strip()] = replacement.strip()
    other = table.pop("*", None)
    return lambda value: table.get(value, value if other is None else other)


def _e164(argument: str, span: Span) -> _Step:
    """Write a phone number as `+79000000001`; *argument* is the country of those without a `+`."""
    country = _country("e164", argument, span)

    def e164(value: str) -> str:
        if not _looks_like_a_phone_number(value):
            return value
        # Messengers leave the "+" out, so that what is no number of the country may be one abroad.
        number = _number(value, country) or _number("+" + value.strip(), country)
        return _international(number) if number else value

    return e164


def _phone(argument: str, span: Span) -> _Step:
    """
    Write a phone number as `_e164` does, and nothing for all else.

    Without a `+` it is a number of *argument*, the country: other digits may be a profile id.
    """
    country = _country("phone", argument, span)

    def phone(value: str) -> str:
        written = re.fullmatch(_PHONE, value.strip())
        if len(value) > _LONGEST_PHONE or written is None:
            return ""
        digits = written["digits"]
        is_abroad = bool(written["plus"] or written["messenger"])
        number = _number("+" + digits if is_abroad else digits, country)
        if number is None or not (is_abroad or _is_of(country, number, digits)):
            return ""
        return _international(number)

    return phone


_LONGEST_PHONE = 40
_PHONE = (
    r"(?:tel:|whatsapp:)?(?P<plus>\+)?(?P<digits>\(?\d[\d\s().\u2010-\u2015-]*)"
    r"(?P<messenger>@c\.us|@s\.whatsapp\.net)?"
)
"""A number with what people write between its digits, or as messengers hand it on."""


def _is_of(country: str, number: "PhoneNumber", written: str) -> bool:
    """
    Whether *number*, which is *written* without a `+`, is surely one of the country.

    Who writes in a messenger has a mobile number. So ten digits alone are one, or a profile id:
    Telegram's have ten digits, and 8412345678 would be a landline in Penza.
    """
    import phonenumbers  # noqa: PLC0415

    if not phonenumbers.is_valid_number_for_region(number, country):
        return False
    is_bare = written == phonenumbers.national_significant_number(number)
    kinds = phonenumbers.PhoneNumberType
    mobile = {kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE}
    return not is_bare or phonenumbers.number_type(number) in mobile


def _country(step: str, argument: str, span: Span) -> str:
    """
    Return the two letters of a country; raises BadValue.

    The library is loaded here, when settings ask for it, so that neither a start without it nor a
    contact waits for it.
    """
    import phonenumbers  # noqa: PLC0415

    if argument not in phonenumbers.SUPPORTED_REGIONS:
        country = argument.upper()
        is_known = country in phonenumbers.SUPPORTED_REGIONS
        meant = f"{step}:{country}" if is_known else None
        raise BadValue("transform.country", span, meant=meant, argument=argument, name=step)
    return argument


def _number(text: str, country: str) -> "PhoneNumber | None":
    import phonenumbers  # noqa: PLC0415

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _international(number: "PhoneNumber") -> str:
    import phonenumbers  # noqa: PLC0415

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _looks_like_a_phone_number(value: str) -> bool:
    """Letters make a profile id: the library would read `ivan-900` as digits of a keypad."""
    return len(value) <= _LONGEST_PHONE and not any(character.isalpha() for character in value)


_PLAIN: dict[str, _Step] = {
    "strip": str.strip,
    "lower": str.lower,
    "upper": str.upper,
    "digits": _digits,
}
_MADE: dict[str, Callable[[str, Span], _Step]] = {
    "e164": _e164,
    "phone": _phone,
    "prefix": _prefix,
    "last": _last,
    "map": _map,
}
_STEPS = (*_PLAIN, *_MADE)
_WITH_ARGUMENT = {
    "e164": "e164:RU",
    "phone": "phone:RU",
    "prefix": "prefix:7",
    "last": "last:10",
    "map": "map:a=b;c=d",
}
EXAMPLES = tuple(_WITH_ARGUMENT.get(step, step) for step in _STEPS)
"""All steps, those that take something with an example of it."""
