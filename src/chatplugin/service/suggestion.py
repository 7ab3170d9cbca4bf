"""
From an example to a template: the address of one card, as a CRM has it, becomes settings.

What each value is, is guessed by its name and its form; whoever asks may say otherwise. The
suggestion is tried with test contacts, as any settings are. Nothing is opened and nothing is sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Reading, read_settings
from chatplugin.config.table import cards, letters
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.contact import (
    BUILT_IN,
    CHANNEL_NAMES,
    CHANNEL_TYPE,
    OPERATOR,
    PERSONAL_ACCOUNT,
    USER_ID,
    ChannelType,
    Operator,
    UserIdKind,
)
from chatplugin.domain.errors import UsageError
from chatplugin.domain.request import asks_for_the_same
from chatplugin.sentences import Said, said
from chatplugin.service.explanation import Explanation

MEANINGS = (USER_ID, OPERATOR, PERSONAL_ACCOUNT, CHANNEL_TYPE)
"""The parameters that a value of an address may be."""

_ADDRESS = re.compile(r"(https?://[^/?#\s]+)(\S*)", re.IGNORECASE)
_VALUE = re.compile(r"(?P<mark>[/?&#])(?P<text>[^/?&#]*)")
_NAMES: Mapping[str, str] = {
    PERSONAL_ACCOUNT: "account acc accountid accountnumber accountno personalaccount ls lschet"
    " licschet contract contractid contractnumber",
    OPERATOR: "operator operatorid oper op agent agentid employee employeeid manager managerid",
    USER_ID: "userid user phone phonenumber tel telephone mobile msisdn ani callerid cli email mail"
    " from sender customer customerid client clientid contact contactid subscriber abonent",
}
"""What CRMs call them, in small letters and without what stands between words."""

_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COUNTRY = "RU"
"""Of a phone number that names none, such as 89000000001 or 9000000001."""

_TAIL = re.compile(r"([?&])(\w+)=\{\2\}((?:&(\w+)=\{\4\})*)$")
"""The end of a query whose parameters have the names of ours."""

_LEFT_OUT = "\x00"


class _Piece(Struct, frozen=True):
    """A value in the address, which stands from `start` to `end`."""

    name: str
    """Of a parameter in a query; in a path the segment before the value, or nothing."""

    value: str
    """Decoded."""

    start: int
    end: int
    in_query: bool
    meaning: str = ""
    """The parameter that it is; empty where every card has the same."""

    @property
    def phone(self) -> "_Phone | None":
        """The phone number that it is, if the customer is known by one."""
        return _phone(self.value) if self.meaning == USER_ID else None


class _Phone(Struct, frozen=True):
    """A number as messengers give it, and the steps that make of it what the CRM has."""

    international: str
    steps: str


class Suggestion(Struct, frozen=True):
    """The address of one card, and what its values are."""

    address: str
    pieces: tuple[_Piece, ...]

    @classmethod
    def of(cls, address: str, known: Mapping[str, str]) -> "Suggestion":
        """
        Guess what the values in *address* are; those of *known*, by parameter, are said to be.

        Raises UsageError where it is no address of a card, or does not have a known value.
        """
        parts = _ADDRESS.fullmatch(address.strip())
        if parts is None:
            raise UsageError(said("suggest.no_address"))
        if "{" in address or "}" in address:
            raise UsageError(said("suggest.template"))
        pieces = _guessed(tuple(_values(parts[2], len(parts[1]))))
        told = {name: value for name, value in known.items() if value}
        for name, value in told.items():
            if not any(_is_same(piece.value, value) for piece in pieces):
                raise UsageError(said("suggest.not_there", name=name))
        return cls(parts[0], tuple(_told(piece, told) for piece in pieces))

    def told(self, meanings: Sequence[str]) -> "Suggestion":
        """Return the suggestion with the meaning of each piece as it is said to be."""
        pieces = [
            replace(piece, meaning=meaning)
            for piece, meaning in zip(self.pieces, meanings, strict=True)
        ]
        return replace(self, pieces=tuple(pieces))

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings that make this address, and those of other contacts, by their keys."""
        customer, account = self._piece(USER_ID), self._piece(PERSONAL_ACCOUNT)
        phone = customer.phone if customer else None
        is_mail = customer is not None and "@" in customer.value[1:]
        settings = dict[str, str]()
        if (customer and not is_mail) and (account is None or account.in_query):
            settings[cards.CHAT_TEMPLATE.name] = self._template(leave_out=PERSONAL_ACCOUNT)
        if not phone:
            settings[cards.EMAIL_TEMPLATE.name] = self._template()
            if account and account.value:
                settings[letters.EXAMPLES.name] = account.value
        if customer and phone:
            settings[cards.FIELD.named(_name(customer))] = f"{{{USER_ID}}}"
            settings[cards.PARAMETER_TRANSFORM.named(_name(customer))] = phone.steps
        for piece in self.pieces:
            if piece.meaning and not piece.in_query:
                # A path without its value leads to another page.
                settings[cards.PARAMETER_MISSING.named(_name(piece))] = "nopop"
        return settings

    @property
    def doubt(self) -> Said | None:
        """Why this is no template of a card yet; None if it is one."""
        is_known = self._piece(USER_ID) or self._piece(PERSONAL_ACCOUNT)
        return None if is_known else said("suggest.nobody")

    @property
    def reading(self) -> Reading:
        return read_settings([Layer("the suggestion", self.settings)])

    def trials(self) -> list["_Trial"]:
        """Try the settings with three test contacts, with the example's values where they fit."""
        reading = self.reading
        found = [
            (contact, Explanation.of(contact.report(), contact.operator, reading))
            for contact in _contacts(self.pieces)
        ]
        return [
            _Trial(contact, explanation, _is_asked_for(explanation.url, self.address))
            for contact, explanation in found
        ]

    def _piece(self, meaning: str) -> _Piece | None:
        return next((piece for piece in self.pieces if piece.meaning == meaning), None)

    def _template(self, *, leave_out: str = "") -> str:
        text, end = "", 0
        for piece in self.pieces:
            if piece.meaning:
                text += self.address[end : piece.start]
                text += _LEFT_OUT if piece.meaning == leave_out else f"{{{_name(piece)}}}"
                end = piece.end
        text += self.address[end:]
        text = re.sub(rf"[^?&#]*{_LEFT_OUT}(&|(?=#|$))", "", text)
        text = re.sub(r"[?&](?=#|$)", "", text)
        start, mark, fragment = text.partition("#")
        return _TAIL.sub(_joined, start) + mark + fragment


class _Trial(Struct, frozen=True):
    """A test contact with the suggested settings; `is_same` where it gets the example's address."""

    contact: TestContact
    found: Explanation
    is_same: bool


def _values(rest: str, offset: int) -> Iterator[_Piece]:
    """Walk over path, query and fragment; a fragment may have a path and a query of its own."""
    in_query, before = False, ""
    for match in _VALUE.finditer(rest):
        if match["mark"] in "?#":
            in_query = match["mark"] == "?"
        name, equals, text = match["text"].partition("=")
        value = text if in_query else match["text"]
        if value or equals:
            end = match.end() + offset
            shown = name if in_query else before
            yield _Piece(_decoded(shown), _decoded(value), end - len(value), end, in_query)
        before = match["text"]


def _guessed(pieces: tuple[_Piece, ...]) -> tuple[_Piece, ...]:
    """Give each parameter to the piece that looks most like it, and to one piece only."""
    for meaning in (CHANNEL_TYPE, PERSONAL_ACCOUNT, OPERATOR, USER_ID):
        open_ones = [piece for piece in pieces if not piece.meaning]
        best = max(open_ones, key=lambda piece: _likeness(piece, meaning), default=None)
        if best and _likeness(best, meaning):
            pieces = tuple(
                replace(piece, meaning=meaning) if piece is best else piece for piece in pieces
            )
    return pieces


def _likeness(piece: _Piece, meaning: str) -> int:
    if meaning == CHANNEL_TYPE:
        # In a path, `chat`, `line` or `x` is a page of the CRM.
        return int(piece.in_query and piece.value.lower() in CHANNEL_NAMES)
    name = re.sub("[^a-z0-9]", "", piece.name.lower())
    names = _NAMES[meaning].split()
    by_name = name in names or (not piece.in_query and name.removesuffix("s") in names)
    has_digit = bool(re.search("[0-9]", piece.value))
    if meaning != USER_ID:
        return int(by_name and has_digit)
    is_known = "@" in piece.value[1:] or _phone(piece.value) is not None
    return 2 * is_known + (by_name and (piece.in_query or has_digit))


def _told(piece: _Piece, told: Mapping[str, str]) -> _Piece:
    """What was said of a parameter takes the place of what was guessed of it."""
    meaning = next((name for name, value in told.items() if _is_same(piece.value, value)), "")
    kept = "" if piece.meaning in told else piece.meaning
    return replace(piece, meaning=meaning or kept)


def _is_same(value: str, other: str) -> bool:
    phone, another = _phone(value), _phone(other)
    if phone and another:
        return phone.international == another.international
    return value.casefold() == other.strip().casefold()


def _phone(value: str) -> _Phone | None:
    """Read a number, in whatever form CRMs have them; None for another text."""
    import phonenumbers  # noqa: PLC0415 - 30 ms, which only those pay who ask

    if UserIdKind.of(value, ChannelType("whatsapp")) is not UserIdKind.PHONE:
        return None
    digits = re.sub("[^0-9]", "", value)
    for text in (f"+{digits}", digits):
        try:
            number = phonenumbers.parse(text, _COUNTRY)
        except phonenumbers.NumberParseException:
            continue
        country = phonenumbers.region_code_for_number(number)
        if country and phonenumbers.is_valid_number(number):
            whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return _Phone(whole, _steps(value, digits, whole[1:], country))
    return None


def _steps(value: str, digits: str, international: str, country: str) -> str:
    """`79…` needs its digits only, `89…` and `9…` the end that they share with `+79…`."""
    first = f"phone:{country}"
    if digits == international:
        return first if value.lstrip().startswith("+") else f"{first}, digits"
    start = next(at for at in range(len(digits)) if international.endswith(digits[at:]))
    last = f"{first}, last:{len(digits) - start}"
    return f"{last}, prefix:{digits[:start]}" if start else last


def _name(piece: _Piece) -> str:
    """Return the parameter: for a phone number a custom field, by the CRM's own name if it can."""
    if not piece.phone:
        return piece.meaning
    is_free = piece.name.lower() not in {name.lower() for name in BUILT_IN}
    return piece.name if piece.in_query and is_free and _NAME.fullmatch(piece.name) else "phone"


def _joined(match: re.Match[str]) -> str:
    names = re.findall(r"\{(\w+)\}", match[0])
    return f"{{{match[1]}{','.join(names)}}}"


def _contacts(pieces: Sequence[_Piece]) -> Iterator[TestContact]:
    values = {piece.meaning: piece.value for piece in pieces if piece.meaning}
    phone = next((piece.phone for piece in pieces if piece.phone), None)
    customer = values.get(USER_ID, "")
    is_mail = "@" in customer[1:]
    channel = CHANNEL_NAMES.get(ChannelType(values.get(CHANNEL_TYPE, "").lower()), "")
    operator = Operator(values.get(OPERATOR) or "1001")
    by_number = channel if phone and channel else "WhatsApp"
    number = phone.international if phone else "+79000000001"
    yield TestContact(by_number, number, operator)
    is_profile = bool(customer) and not phone and not is_mail
    by_profile = channel if is_profile and channel else "Telegram"
    yield TestContact(by_profile, customer if is_profile else "4639135154", operator)
    writer = customer if is_mail else "anna.smith@example.org"
    account = values.get(PERSONAL_ACCOUNT) or "1234567890"
    yield TestContact("email", writer, operator, account=account)


def _is_asked_for(url: str | None, address: str) -> bool:
    if url is None:
        return False
    fragments = [_decoded(each.partition("#")[2]) for each in (url, address)]
    return fragments[0] == fragments[1] and asks_for_the_same(url, address)


def _decoded(text: str) -> str:
    octets = _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), text.encode())
    return octets.decode("utf-8", "replace")
