"""
URI Templates by RFC 6570 for texts: parsed when settings are read, expanded at each pop.

Lists and mappings, which the RFC knows too, do not exist here, and `*`, which takes them apart, is
refused. This is grammar only: `domain.address` says whether a template makes a safe address.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from chatplugin.domain.errors import BadValue, Span


class _Operator(Struct, frozen=True):
    """How an expression is expanded: a row of the table in RFC 6570, appendix A."""

    sign: str
    first: str
    separator: str
    names: bool = False
    if_empty: str = ""
    reserved: bool = False


_OPERATORS = {
    operator.sign: operator
    for operator in (
        _Operator("", "", ","),
        _Operator("+", "", ",", reserved=True),
        _Operator("#", "#", ",", reserved=True),
        _Operator(".", ".", "."),
        _Operator("/", "/", "/"),
        _Operator(";", ";", ";", names=True),
        _Operator("?", "?", "&", names=True, if_empty="="),
        _Operator("&", "&", "&", names=True, if_empty="="),
    )
}

_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~]+")
_UNSAFE_WHERE_RESERVED_IS_ALLOWED = re.compile(
    r"(?:[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2}))+"
)
_NAME = re.compile(r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})+(?:\.(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})+)*\Z")
_NAME_IN_QUERY = re.compile(r"[?&]([^=&#?]+)")
_PREFIX = re.compile(r"[1-9][0-9]{0,3}\Z")

# RFC 6570 section 2.1, with the apostrophe that its erratum 6937 puts back.
_NOT_LITERAL = re.compile(r'[\x00-\x20"<>\\^`|}\x7f]|%(?![0-9A-Fa-f]{2})')
_NOT_LITERAL_BEYOND_ASCII = "[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff]"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


class _Variable(Struct, frozen=True):
    name: str
    prefix: int | None = None

    @property
    def written(self) -> str:
        return self.name if self.prefix is None else f"{self.name}:{self.prefix}"


class Literal(Struct, frozen=True):
    """Text that stands in every address, already percent-encoded where RFC 6570 asks for it."""

    text: str
    place: int
    written: str
    """As it stands in the template: places are counted in it."""


class Expression(Struct, frozen=True):
    operator: _Operator
    variables: tuple[_Variable, ...]
    place: int
    text: str
    """As it was written, with its braces."""

    @property
    def span(self) -> Span:
        return Span(self.place, self.place + len(self.text))

    def names(self) -> Iterator[tuple[str, int]]:
        """Return the names of the variables, each with its place in the template."""
        place = self.place + len("{") + len(self.operator.sign)
        for variable in self.variables:
            yield variable.name, place
            place += len(variable.written) + len(",")

    def has(self, name: str) -> bool:
        return any(variable.name == name for variable in self.variables)

    def expand(self, values: Mapping[str, str | None]) -> str:
        pieces = [
            self._one(variable, value)
            for variable in self.variables
            if (value := values.get(variable.name)) is not None
        ]
        return self.operator.first + self.operator.separator.join(pieces) if pieces else ""

    def _one(self, variable: _Variable, value: str) -> str:
        text = self._encoded(value[: variable.prefix])
        return self._named(variable.name, text) if self.operator.names else text

    def _named(self, name: str, text: str) -> str:
        return f"{name}={text}" if text else name + self.operator.if_empty

    def _encoded(self, value: str) -> str:
        unsafe = _UNSAFE_WHERE_RESERVED_IS_ALLOWED if self.operator.reserved else _UNSAFE
        return unsafe.sub(_percent_encoded, value)


class Template(Struct, frozen=True):
    text: str
    parts: tuple[Literal | Expression, ...]
    variables: tuple[str, ...]
    """The names of the variables, each once, in the order of the template."""

    @classmethod
    def parse(cls, text: str) -> "Template":
        """
        Read a template.

        Raises BadValue, with the place, for `*` and for what RFC 6570 does not allow.
        """
        faults: list[BadValue] = []
        parts = tuple(_parts(text, faults))
        BadValue.raise_all(faults)
        variables = [
            variable.name
            for part in parts
            if isinstance(part, Expression)
            for variable in part.variables
        ]
        return cls(text, parts, tuple(dict.fromkeys(variables)))

    @property
    def query_names(self) -> tuple[str, ...]:
        """The names of all parameters after `?`, as they stand in the template."""
        names: list[str] = []
        for part in self.parts:
            if isinstance(part, Literal):
                names += _NAME_IN_QUERY.findall(part.text)
            elif part.operator.sign in ("?", "&"):
                names += [variable.name for variable in part.variables]
        return tuple(names)

    @property
    def names_twice(self) -> set[str]:
        """The names that stand twice after `?`, in lower case."""
        names = [name.lower() for name in self.query_names]
        return {name for name in names if names.count(name) > 1}

    def uncut(self, least: int) -> set[str]:
        """Return the variables that stand there whole, or with more than *least* characters."""
        return {
            variable.name
            for part in self.parts
            if isinstance(part, Expression)
            for variable in part.variables
            if variable.prefix is None or variable.prefix > least
        }

    def expand(self, values: Mapping[str, str | None]) -> str:
        """
        Fill in *values*, which may be any text, lone surrogates too: those become U+FFFD.

        None is undefined (2.3), as is what *values* do not name.
        """
        return "".join(
            [part.text if isinstance(part, Literal) else part.expand(values) for part in self.parts]
        )


def _parts(text: str, faults: list[BadValue]) -> Iterator[Literal | Expression]:
    """Cut the template in its parts. Wrong names in braces become *faults*."""
    place = 0
    while place < len(text):
        opening = text.find("{", place)
        literal = text[place:] if opening < 0 else text[place:opening]
        if literal:
            yield _literal(literal, place)
        if opening < 0:
            return
        closing = text.find("}", opening)
        if closing < 0:
            raise BadValue("template.never_closed", Span(opening, opening + 1))
        yield _expression(text[opening + 1 : closing], opening, faults)
        place = closing + 1


def _literal(text: str, place: int) -> Literal:
    bad = _NOT_LITERAL.search(text)
    if bad is None and not text.isascii():
        bad = re.search(_NOT_LITERAL_BEYOND_ASCII, text)
    if bad:
        raise _bad_character(bad[0], place + bad.start())
    return Literal(_BEYOND_ASCII.sub(_percent_encoded, text), place, text)


def _bad_character(character: str, place: int) -> BadValue:
    span = Span(place, place + 1)
    if character == "}":
        return BadValue("template.closes_nothing", span)
    if character == "%":
        return BadValue("template.percent", span, fix="%25")
    if character == " ":
        return BadValue("template.blank", span, fix="%20")
    encoded = "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
    shown = f"'{character}'" if character.isprintable() else f"U+{ord(character):04X}"
    return BadValue("template.character", span, fix=encoded, character=shown)


def _expression(inside: str, opening: int, faults: list[BadValue]) -> Expression:
    whole = "{" + inside + "}"
    if inside.startswith("{"):
        raise BadValue("template.two_braces", Span(opening, opening + 2))
    sign = inside[:1] if inside[:1] in _OPERATORS else ""
    if inside[:1] in tuple("=,!@|$"):
        span = Span(opening + 1, opening + 2)
        raise BadValue("template.operator", span, sign=inside[0], written=whole)
    place = opening + 1 + len(sign)
    variables: list[_Variable] = []
    for specification in inside[len(sign) :].split(","):
        try:
            variables.append(_variable(specification, whole, place))
        except BadValue as fault:
            faults.append(fault)
        place += len(specification) + 1
    return Expression(_OPERATORS[sign], tuple(variables), opening, whole)


def _variable(specification: str, whole: str, place: int) -> _Variable:
    if len(specification) > 1 and specification.endswith("*"):
        end = place + len(specification)
        raise BadValue("template.list", Span(end - 1, end), fix="", written=whole)
    name, colon, prefix = specification.partition(":")
    if colon and not _PREFIX.match(prefix):
        raise BadValue(
            "template.length",
            Span(place + len(name), place + len(specification)),
            fix="",
            prefix=prefix,
            written=whole,
            name=name,
        )
    return _Variable(_name(name, whole, place), prefix=int(prefix) if colon else None)


def _name(name: str, whole: str, place: int) -> str:
    if not name:
        raise BadValue("template.no_name", Span(place, place), written=whole)
    if not _NAME.match(name):
        span, bare = Span(place, place + len(name)), name.strip()
        if _NAME.match(bare):
            raise BadValue("template.blank_in_name", span, fix=bare, name=name, written=whole)
        raise BadValue("template.name", span, name=name, written=whole)
    return name


def _percent_encoded(match: re.Match[str]) -> str:
    text = match[0]
    try:
        octets = text.encode()
    except UnicodeEncodeError:
        # Half a character, from software that counts UTF-16 units. Two halves are put together.
        octets = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return "%" + octets.hex("%").upper()
