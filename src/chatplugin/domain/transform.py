"""
Transforms: what is done to a parameter's value on its way into the URL.

`e164:RU, map:+79000000001=vip` is read once, when settings are read, into a row of functions. A
step that cannot do its work leaves the value as it is: a profile id is not a phone number, and it
is still the customer's.
"""

import re
from collections.abc import Callable

from msgspec import Struct

from chatplugin.domain.errors import BadValue, Span, nearest

_Step = Callable[[str], str]

_COUNT = re.compile("0*[1-9][0-9]{0,4}")


class Transform(Struct, frozen=True):
    text: str
    """As it stands in the settings."""

    steps: tuple[_Step, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Transform) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def apply(self, value: str) -> str:
        for step in self.steps:
            value = step(value)
        return value

    def trace(self, value: str) -> tuple[tuple[str, str], ...]:
        """Return each step as it stands in the settings, and what it makes of the value."""
        traced = []
        for text, step in zip(self.text.split(","), self.steps, strict=True):
            value = step(value)
            traced.append((text.strip(), value))
        return tuple(traced)


def parse_transform(text: str) -> Transform:
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
    return Transform(text, tuple(steps))


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
    raise BadValue("transform.unknown", word, meant=nearest(name, STEPS), name=name, all=EXAMPLES)


def _digits(value: str) -> str:
    """Keep the digits 0 to 9; those of other scripts become them."""
    return "".join([str(int(character)) for character in value if character.isdecimal()])


def _prefix(argument: str, span: Span) -> _Step:
    if not argument:
        raise BadValue("transform.prefix", span, fix=_WITH_ARGUMENT["prefix"])
    return lambda value: value if value.startswith(argument) else argument + value


def _last(argument: str, span: Span) -> _Step:
    if not _COUNT.fullmatch(argument):
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
    """
    Write a phone number as `+79000000001`; *argument* is the country of numbers without a `+`.

    The library is loaded here, when settings ask for it, so that neither a start without it nor a
    contact waits for it.
    """
    import phonenumbers  # noqa: PLC0415

    if argument not in phonenumbers.SUPPORTED_REGIONS:
        country = argument.upper()
        is_known = country in phonenumbers.SUPPORTED_REGIONS
        meant = f"e164:{country}" if is_known else None
        raise BadValue("transform.country", span, meant=meant, argument=argument)

    def parsed(text: str) -> str | None:
        try:
            number = phonenumbers.parse(text, argument)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_valid_number(number):
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def e164(value: str) -> str:
        if not _looks_like_a_phone_number(value):
            return value
        # Messengers leave the "+" out, so that what is no number of the country may be one abroad.
        return parsed(value) or parsed("+" + value.strip()) or value

    return e164


def _looks_like_a_phone_number(value: str) -> bool:
    """Letters make a profile id: the library would read `ivan-900` as digits of a keypad."""
    return len(value) <= 40 and not any(character.isalpha() for character in value)


_PLAIN: dict[str, _Step] = {
    "strip": str.strip,
    "lower": str.lower,
    "upper": str.upper,
    "digits": _digits,
}
_MADE: dict[str, Callable[[str, Span], _Step]] = {
    "e164": _e164,
    "prefix": _prefix,
    "last": _last,
    "map": _map,
}
STEPS = (*_PLAIN, *_MADE)
_WITH_ARGUMENT = {"e164": "e164:RU", "prefix": "prefix:7", "last": "last:10", "map": "map:a=b;c=d"}
EXAMPLES = tuple(_WITH_ARGUMENT.get(step, step) for step in STEPS)
"""All steps, those that take something with an example of it."""
