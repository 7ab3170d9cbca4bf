"""
Whether a template makes an address that is safe to open: asked when settings are read.

The rule behind all of it: the administrator's text says where the operator's browser goes, and what
a customer writes stays inside its own parameter. RFC 6570 encodes values, but does not see where
they stand; this page does.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from enum import Enum, auto

from msgspec import Struct

from chatplugin.domain.errors import BadValue, Span
from chatplugin.domain.template import Expression, Literal, Template

_SCHEME = re.compile(r"(https?)://", re.IGNORECASE)
_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.]+\])\Z")
_DOTS = re.compile(r"(?:\.|%2e){1,2}\Z", re.IGNORECASE)


class Address(Struct, frozen=True):
    """Where a template leads, whatever is filled in. `host` is in lower case."""

    scheme: str
    host: str
    port: int
    may_climb: bool
    """A value stands in the path, so that `climbs` must be asked of each expanded address."""

    @classmethod
    def of(cls, template: Template) -> "Address":
        """
        Return where *template* leads.

        Raises BadValue, with the place, if a customer's text could choose the host or leave its
        own parameter.
        """
        scheme, host, port = _origin(template)
        _check_path(template)
        _check_operators(template)
        _check_characters(template.text)
        _check_joins(template)
        _check_query(template)
        walk = _Walk()
        for part in template.parts:
            walk.pass_by(part)
        return cls(scheme, host, port, may_climb=walk.value_in_path)


def is_among(server: str, allowed: tuple[str, ...]) -> bool:
    """
    Return whether the *server*, with its port or for every port, is one of those *allowed*.

    An entry without a port has every port; `*.example.com` has all below `example.com`.
    """
    bare, _, port = server.rpartition(":")
    forms = (server, bare) if port.isdecimal() else (server,)
    return any(
        form.endswith(wide[1:]) if wide.startswith("*.") else form == wide
        for wide in allowed
        for form in forms
    )


def climbs(url: str) -> bool:
    """
    Return whether *url* has a path segment `.` or `..`, which a browser follows upwards.

    `%2e` counts as a dot there (WHATWG URL, "double-dot URL path segment").
    """
    path = url.partition("#")[0].partition("?")[0]
    return any(_DOTS.match(segment) for segment in path.split("/")[3:])


def _origin(template: Template) -> tuple[str, str, int]:
    first = template.parts[0] if template.parts else None
    text = first.text if isinstance(first, Literal) else ""
    scheme = _SCHEME.match(text)
    if not scheme:
        is_variable = template.text.startswith("{")
        code = "address.begins_with_variable" if is_variable else "address.no_scheme"
        raise BadValue(code, Span(0, 0))
    authority = re.split(r"[/?#]", text[scheme.end() :], maxsplit=1)[0]
    place = scheme.end()
    if not authority:
        raise _nameless(place)
    _check_end_of_authority(template, ends=len(text) > place + len(authority))
    if "@" in authority:
        raise BadValue("address.password", Span(place, place + authority.rindex("@") + 1), fix="")
    host, port = _host_and_port(authority, scheme[1].lower(), place)
    return scheme[1].lower(), host, port


def _nameless(place: int) -> BadValue:
    return BadValue("address.no_server", Span(place, place))


def _check_end_of_authority(template: Template, *, ends: bool) -> None:
    """
    The host is over at a literal `/`, `?` or `#`, and at nothing that may be left out.

    `https://crm.example.com{/a}{user_id}` is refused: without a value for `a`, `user_id` would go
    on with the host's name.
    """
    for part in template.parts[1:]:
        if ends:
            return
        if isinstance(part, Literal):
            if part.text[0] not in "/?#":
                raise BadValue("address.host_goes_on", Span(part.place, part.place))
            ends = True
        elif part.operator.sign not in ("/", "?"):
            raise BadValue("address.after_host", part.span, fix=f"/{part.text}", written=part.text)


def _host_and_port(authority: str, scheme: str, place: int) -> tuple[str, int]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(.*))?", authority)
    host, port = (match[1], match[2]) if match else (authority, None)
    if not host:
        raise _nameless(place)
    # The parser has encoded other letters, so that the name's own length is not known here.
    if "%" in host:
        raise BadValue("address.host_letters", Span(place, place), name=_in_ascii(host))
    if not _HOST.match(host):
        raise BadValue("address.not_a_host", Span(place, place + len(host)), host=host)
    if port is None:
        return host.lower(), 443 if scheme == "https" else 80
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        place += len(host) + 1
        raise BadValue("address.port", Span(place, place + len(port)), port=port)
    return host.lower(), int(port)


def _in_ascii(host: str) -> str:
    """Return how servers are called whose name has other letters: `xn--…`."""
    octets = re.sub(
        b"%([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), host.encode()
    )
    try:
        return octets.decode().encode("idna").decode()
    except UnicodeError:
        return "xn--…"


def _check_path(template: Template) -> None:
    """Refuse a segment `.` or `..` of the template itself; values are looked at when they come."""
    shape = [
        part.text if isinstance(part, Literal) else f"{part.operator.first}-"
        for part in template.parts
    ]
    if climbs("".join(shape)):
        raise BadValue("address.climbs")


def check_variables(template: Template, known: AbstractSet[str]) -> None:
    """Raise BadValue for all variables that are not among *known*, and for those that are none."""
    BadValue.raise_all(
        fault
        for part in template.parts
        for fault in (
            _stand_in_faults(part, known)
            if isinstance(part, Literal)
            else BadValue.unknown_names(part.names(), known)
        )
    )


def _check_operators(template: Template) -> None:
    for part in template.parts:
        if isinstance(part, Expression) and part.operator.reserved:
            sign, names = part.operator.sign, part.text[2:-1]
            better = f"{{{names}}}" if sign == "+" else f"#{{{names}}}"
            raise BadValue("address.reserved", part.span, fix=better, written=part.text)


_WORD = r"[^\W\d_]+"
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_UNSEEN = ("Cf", "Zs", "Zl", "Zp", "Co", "Cn")
"""Unicode's categories of what looks like nothing at all."""


def _check_characters(text: str) -> None:
    """Refuse what a person takes for another character, or does not see."""
    if text.isascii():
        return
    from unicodedata import category  # noqa: PLC0415 - for few templates

    for place, character in enumerate(text):
        if ord(character) in _FULL_WIDTH:
            plain = chr(ord(character) - 0xFEE0)
            span = Span(place, place + 1)
            raise BadValue("address.full_width", span, fix=plain, character=character)
        if category(character) in _UNSEEN:
            number = f"U+{ord(character):04X}"
            raise BadValue("address.unseen", Span(place, place + 1), fix="", number=number)
    for word in re.finditer(_WORD, text):
        if re.search("[A-Za-z]", word[0]) and re.search("[\u0400-\u04ff]", word[0]):
            raise BadValue("address.two_alphabets", Span(*word.span()), word=word[0])


_STAND_IN = re.compile(
    r"\[(\w+)\]|\((\w+)\)|[$](\w+)|(?<=[/=]):(\w+)|(?<=[?&])(\w+)=(?i:\5)(?=[&#]|\Z)"
)


def _stand_in_faults(part: Literal, known: AbstractSet[str]) -> Iterator[BadValue]:
    """A parameter in the braces of another language: the CRM would get it as it stands."""
    in_lower_case = {name.lower() for name in known}
    for match in _STAND_IN.finditer(part.written):
        name = next(filter(None, match.groups()))
        if name.lower() not in in_lower_case:
            continue
        better = f"{name}={{{name}}}" if "=" in match[0] else f"{{{name}}}"
        span = Span(part.place + match.start(), part.place + match.end())
        yield BadValue("address.stand_in", span, fix=better, written=match[0])


def _check_joins(template: Template) -> None:
    """Refuse `${name}`, and `card{name,name}`, which lacks its question mark."""
    before = ""
    for part in template.parts:
        if isinstance(part, Literal):
            before += part.text
            continue
        if before.endswith("$"):
            span = Span(part.place - 1, part.place)
            raise BadValue("address.dollar", span, fix="", written=part.text)
        is_list = not part.operator.sign and len(part.variables) > 1
        if is_list and before[-1:].isalnum() and "?" not in before.rpartition("#")[2]:
            better = f"{{?{part.text[1:]}"
            raise BadValue("address.no_question", part.span, fix=better, written=part.text)
        before = ""


_NO_NAME = re.compile(r"(?<=[?&])=")
_ENTITY = re.compile("&amp;", re.IGNORECASE)
_NEW_NAME = re.compile(r";?(?=[A-Za-z_][\w.-]*=)")


def _check_query(template: Template) -> None:
    """Refuse what a CRM's server does not read as the parameter that is meant."""
    before, is_behind_value = "", False
    for part in template.parts:
        if isinstance(part, Literal):
            _check_names(part)
            in_query = "?" in before.rpartition("#")[2]
            if in_query and is_behind_value and (match := _NEW_NAME.match(part.text)):
                span = Span(part.place, part.place + match.end())
                raise BadValue("address.no_ampersand", span, fix="&", written=part.text[:12])
        elif before.endswith("=#"):
            span = Span(part.place - 1, part.place)
            raise BadValue("address.hash_sign", span, fix="", written=part.text)
        is_behind_value = isinstance(part, Expression) and not part.operator.sign
        before += part.text


def _check_names(part: Literal) -> None:
    for pattern, code, fix in (
        (_ENTITY, "address.entity", "&"),
        (_NO_NAME, "address.no_name", "name="),
    ):
        if match := pattern.search(part.written):
            span = Span(part.place + match.start(), part.place + match.end())
            raise BadValue(code, span, fix=fix)


class _Region(Enum):
    PATH = auto()
    NAME = auto()
    """In a query, where a parameter's name is being written."""
    VALUE = auto()
    JOINED = auto()
    """After `{&x}`, which may be left out: only the next parameter can follow."""
    OVER = auto()
    """After `{?x}`, which may be left out: nothing can follow but a fragment."""


class _Walk:
    """
    A walk through a template, knowing whether it is in the path, or in a parameter's name or value.

    After a `#` it starts over: addresses such as `https://crm.example.com/#/card{?user_id}` are the
    custom of single-page applications.
    """

    def __init__(self) -> None:
        self._region = _Region.PATH
        self._in_fragment = False
        self._awaits_value = False
        self.value_in_path = False

    def pass_by(self, part: Literal | Expression) -> None:
        if isinstance(part, Expression):
            self._expression(part)
        else:
            self._literal(part)

    def _literal(self, part: Literal) -> None:
        self._awaits_value = part.text.endswith("=")
        address, *fragments = part.written.split("#")
        self._stretch(address, part.place)
        if fragments and (self._in_fragment or len(fragments) > 1):
            raise BadValue("address.two_fragments")
        if fragments:
            self._in_fragment, self._region = True, _Region.PATH
            self._stretch(fragments[0], part.place + len(address) + 1)

    def _stretch(self, text: str, place: int) -> None:
        if not text:
            return
        if self._region is _Region.OVER:
            raise BadValue("address.fixed_after_query", Span(place, place), written=text[:12])
        if self._region is _Region.JOINED and not text.startswith("&"):
            raise BadValue("address.after_joined", Span(place, place), fix="&", written=text[:12])
        if self._region is _Region.PATH:
            _, question, text = text.partition("?")
            if not question:
                return
            self._region, text = _Region.NAME, "&" + text
        parameter = text.rpartition("&")[2]
        if "=" in parameter or ("&" not in text and self._region is _Region.VALUE):
            self._region = _Region.VALUE
        else:
            self._region = _Region.NAME

    def _expression(self, part: Expression) -> None:
        if part.operator.sign == "?":
            self._open_query(part)
        elif part.operator.sign == "&":
            self._continue_query(part)
        else:
            self._value(part)

    def _open_query(self, part: Expression) -> None:
        if self._region is _Region.OVER:
            raise BadValue("address.two_queries", part.span)
        if self._region is not _Region.PATH:
            better = f"{{{'' if self._awaits_value else '&'}{part.text[2:]}"
            raise BadValue("address.second_query", part.span, fix=better, written=part.text)
        self._region = _Region.OVER

    def _continue_query(self, part: Expression) -> None:
        if self._region is _Region.OVER:
            raise BadValue("address.joined_after_query", part.span, written=part.text)
        if self._region is _Region.PATH:
            better = f"{{?{part.text[2:]}"
            raise BadValue("address.joined_without_query", part.span, fix=better, written=part.text)
        self._region = _Region.JOINED

    def _value(self, part: Expression) -> None:
        if self._region is _Region.PATH:
            self.value_in_path |= not self._in_fragment
        elif self._region is not _Region.VALUE:
            names = part.text.strip("{}.;/")
            raise BadValue("address.name", part.span, written=part.text, names=names)
