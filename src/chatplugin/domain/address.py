"""
Whether a template makes an address that is safe to open: asked when settings are read.

The rule behind all of it: the administrator's text says where the operator's browser goes, and what
a customer writes stays inside its own parameter. RFC 6570 encodes values, but does not see where
they stand; this page does.
"""

import re
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from typing import NoReturn

from msgspec import Struct

from chatplugin.domain.errors import BadTemplate, did_you_mean
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


def check_address(template: Template, known: AbstractSet[str]) -> Address:
    """
    Return where *template* leads; its variables must be among *known*.

    Raises BadTemplate, with the place, if a customer's text could choose the host or leave its
    own parameter.
    """
    scheme, host, port = _origin(template)
    _check_path(template)
    _check_variables(template, known)
    _check_characters(template.text)
    _check_stand_ins(template, known)
    _check_joins(template)
    walk = _Walk()
    for part in template.parts:
        walk.pass_by(part)
    return Address(scheme, host, port, may_climb=walk.value_in_path)


def climbs(url: str) -> bool:
    """
    Say whether *url* has a path segment `.` or `..`, which a browser follows upwards.

    `%2e` counts as a dot there (WHATWG URL, "double-dot URL path segment").
    """
    path = url.partition("#")[0].partition("?")[0]
    return any(_DOTS.match(segment) for segment in path.split("/")[3:])


def _origin(template: Template) -> tuple[str, str, int]:
    first = template.parts[0] if template.parts else None
    text = first.text if isinstance(first, Literal) else ""
    scheme = _SCHEME.match(text)
    if not scheme:
        _refuse_scheme(template)
    authority = re.split(r"[/?#]", text[scheme.end() :], maxsplit=1)[0]
    place = scheme.end()
    if not authority:
        _refuse_nameless(place)
    _check_end_of_authority(template, ends=len(text) > place + len(authority))
    if "@" in authority:
        _refuse(
            "a name or password stands before the host",
            place,
            "Take out what stands before '@', and the '@'",
        )
    host, port = _host_and_port(authority, scheme[1].lower(), place)
    return scheme[1].lower(), host, port


def _refuse_scheme(template: Template) -> NoReturn:
    what = "the address does not begin with http:// or https://"
    if template.text.startswith("{"):
        what = "the address begins with a variable, so that its text would choose where Chrome goes"
    _refuse(what, 0, "Write the server's address, as in 'https://crm.example.com/card{?user_id}'")


def _refuse_nameless(place: int) -> NoReturn:
    what = "the server's name is missing"
    _refuse(what, place, "Write it, as in 'https://crm.example.com/card'")


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
                _refuse(
                    "the host may go on after a variable", part.place, "Write '/' after the host"
                )
            ends = True
        elif part.operator.sign not in ("/", "?"):
            _refuse(
                f"'{part.text}' stands directly after the host and could change it",
                part.place,
                f"Write '/' between the host and '{part.text}'",
            )


def _host_and_port(authority: str, scheme: str, place: int) -> tuple[str, int]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(.*))?", authority)
    host, port = (match[1], match[2]) if match else (authority, None)
    if not host:
        _refuse_nameless(place)
    if "%" in host:
        _refuse(
            "the server's name has letters other than A to Z",
            place,
            "Write its name in ASCII, which begins with 'xn--'",
        )
    if not _HOST.match(host):
        _refuse(f"'{host}' is not a server's name", place, "Write it as in 'crm.example.com'")
    if port is None:
        return host.lower(), 443 if scheme == "https" else 80
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        _refuse(
            f"'{port}' is not a port",
            place + len(host) + 1,
            "Write a number from 1 to 65535, or no ':'",
        )
    return host.lower(), int(port)


def _check_path(template: Template) -> None:
    """Refuse a segment `.` or `..` of the template itself; values are looked at when they come."""
    shape = [
        part.text if isinstance(part, Literal) else f"{part.operator.first}-"
        for part in template.parts
    ]
    if climbs("".join(shape)):
        _refuse("the path has a segment '.' or '..'", 0, "Write the path as it is in the end")


def _check_variables(template: Template, known: AbstractSet[str]) -> None:
    for part in template.parts:
        if isinstance(part, Literal):
            continue
        for variable in part.variables:
            if variable.name not in known:
                _refuse(
                    f"there is no parameter '{variable.name}'",
                    part.place,
                    did_you_mean(
                        variable.name,
                        known,
                        otherwise=f"Add the setting 'Field.{variable.name}', or take it out",
                    ),
                )
        if part.operator.reserved:
            sign, names = part.operator.sign, part.text[2:-1]
            _refuse(
                f"'{part.text}' would let '&', '/' and '#' in a value out of its parameter",
                part.place,
                f"Write '{{{names}}}'" if sign == "+" else f"Write '#{{{names}}}'",
            )


_WORD = re.compile(r"[^\W\d_]+")
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
            _refuse(f"'{character}' is a full-width character", place, f"Write '{plain}'")
        if category(character) in _UNSEEN:
            what = f"there is a character that cannot be seen, U+{ord(character):04X}"
            _refuse(what, place, "Take it out")
    for word in _WORD.finditer(text):
        if re.search("[A-Za-z]", word[0]) and re.search("[\u0400-\u04ff]", word[0]):
            what = f"'{word[0]}' mixes Latin and Cyrillic letters, which look alike"
            _refuse(what, word.start(), "Write all of it in one alphabet")


def _check_stand_ins(template: Template, known: AbstractSet[str]) -> None:
    """Refuse a parameter in the braces of another language: the CRM would get it as it stands."""
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    stand_in = re.compile(
        rf"\[({names})\]|\(({names})\)|[$]({names})\b|(?<=[/=]):({names})\b"
        rf"|(?<=[?&])({names})=\5(?=[&#]|\Z)",
        re.IGNORECASE,
    )
    for part in template.parts:
        if isinstance(part, Literal) and (match := stand_in.search(part.text)):
            name = next(filter(None, match.groups()))
            what = f"'{match[0]}' goes to the CRM as it stands, and no value comes in its place"
            written = f"{name}={{{name}}}" if "=" in match[0] else f"{{{name}}}"
            _refuse(what, part.place + match.start(), f"Write '{written}'")


def _check_joins(template: Template) -> None:
    """Refuse `${name}`, and `card{name,name}`, which lacks its question mark."""
    before = ""
    for part in template.parts:
        if isinstance(part, Literal):
            before += part.text
            continue
        if before.endswith("$"):
            what = f"the '$' before '{part.text}' goes to the CRM, too"
            _refuse(what, part.place - 1, f"Write '{part.text}' without '$'")
        is_list = not part.operator.sign and len(part.variables) > 1
        if is_list and before[-1:].isalnum() and "?" not in before.rpartition("#")[2]:
            what = f"'{part.text}' stands directly behind the path, without '?'"
            _refuse(what, part.place, f"Write '{{?{part.text[1:]}'")
        before = ""


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
        address, *fragments = part.text.split("#")
        self._stretch(address, part.place)
        if fragments and (self._in_fragment or len(fragments) > 1):
            _refuse("there are two '#' in the address", part.place, "Write '%23' for the second")
        if fragments:
            self._in_fragment, self._region = True, _Region.PATH
            self._stretch(fragments[0], part.place + len(address) + 1)

    def _stretch(self, text: str, place: int) -> None:
        if not text:
            return
        if self._region is _Region.OVER:
            _refuse(
                f"'{text[:12]}' stands after '{{?…}}', which is left out if its values are missing",
                place,
                "Write fixed parameters first: '?fixed=text{&user_id}'",
            )
        if self._region is _Region.JOINED and not text.startswith("&"):
            _refuse(f"'{text[:12]}' stands directly after '{{&…}}'", place, "Write '&' before it")
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
        match part.operator.sign:
            case "?":
                self._open_query(part)
            case "&":
                if self._region in (_Region.PATH, _Region.OVER):
                    self._refuse_continuation(part)
                self._region = _Region.JOINED
            case _:
                self._value(part)

    def _open_query(self, part: Expression) -> None:
        if self._region is _Region.OVER:
            _refuse(
                "there are two '{?…}'", part.place, "Write all names in one: '{?user_id,operator}'"
            )
        if self._region is not _Region.PATH:
            _refuse(
                f"'{part.text}' stands after a '?' and would write a second one",
                part.place,
                f"Use '{{{'' if self._awaits_value else '&'}{part.text[2:]}'",
            )
        self._region = _Region.OVER

    def _refuse_continuation(self, part: Expression) -> NoReturn:
        if self._region is _Region.OVER:
            _refuse(
                f"'{part.text}' stands after '{{?…}}', which is left out if its values are missing",
                part.place,
                "Write all names in one: '{?user_id,operator}'",
            )
        _refuse(
            f"'{part.text}' goes on with parameters, but no '?' stands before it",
            part.place,
            f"Use '{{?{part.text[2:]}'",
        )

    def _value(self, part: Expression) -> None:
        if self._region is _Region.PATH:
            self.value_in_path |= not self._in_fragment
        elif self._region is not _Region.VALUE:
            names = part.text.strip("{}.;/")
            _refuse(
                f"'{part.text}' stands where a parameter's name is written",
                part.place,
                f"Write 'name={{{names}}}', or '{{&{names}}}'",
            )


def _refuse(what: str, place: int, remedy: str) -> NoReturn:
    raise BadTemplate(what, place=place, remedy=remedy)
