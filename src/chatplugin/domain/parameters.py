"""
The parameters of an address: where each value comes from, and what is done when there is none.

A parameter is built in (`channel_type`, `user_id`, `user_id_kind`, `operator`, `PersonalAccount`)
or a custom field of the configuration. Its rule is made ready when settings are read, and evaluated
at each pop.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from chatplugin.domain.contact import EMAIL, Contact, Operator, user_id_kind
from chatplugin.domain.errors import BadValue, Span
from chatplugin.domain.transform import Transform
from chatplugin.sentences import Said, said

CHANNEL_TYPE = "channel_type"
USER_ID = "user_id"
OPERATOR = "operator"
PERSONAL_ACCOUNT = "PersonalAccount"
USER_ID_KIND = "user_id_kind"
BUILT_IN = (CHANNEL_TYPE, USER_ID, OPERATOR, PERSONAL_ACCOUNT, USER_ID_KIND)

AUTHOR = "author"
"""The attribute that is `user_id` of a multimedia contact unless `UserId.Source` says otherwise."""


class MissingPolicy(StrEnum):
    OMIT = "omit"
    EMPTY = "empty"
    DEFAULT = "default"
    NOPOP = "nopop"


class Missing(Struct, frozen=True):
    """What a parameter becomes without a value; `text` is that of `default:`."""

    policy: MissingPolicy = MissingPolicy.OMIT
    text: str = ""


class ParameterFate(StrEnum):
    """What became of a parameter at one pop."""

    GIVEN = "given"
    SWITCHED_OFF = "switched off"
    NOT_OF_THIS_CHANNEL = "not of this channel"
    OMITTED = "missing, left out"
    EMPTY = "missing, left empty"
    DEFAULT = "missing, default text"
    REQUIRED = "missing, no card without it"

    @property
    def said(self) -> Said:
        return said(f"fate.{self.name.lower()}")


class ParameterOutcome(Struct, frozen=True):
    """
    One parameter of one pop, as `chatplugin explain` shows it.

    `value` is what goes into the address, None for nothing; `found` what the contact had, before
    any transform; `origin` where that was looked for.
    """

    name: str
    value: str | None
    fate: ParameterFate
    origin: Said
    found: str | None = None
    transform: str = ""


class Field(Struct, frozen=True):
    """
    The text of a custom field: fixed pieces and attributes in turn, beginning with a fixed piece.

    A field has no value while one of its attributes has none: half a key is a wrong key.
    """

    text: str
    fixed: tuple[str, ...]
    attributes: tuple[str, ...]

    def value(self, facts: "Facts") -> str | None:
        pieces = [self.fixed[0]]
        for attribute, fixed in zip(self.attributes, self.fixed[1:], strict=True):
            found = facts.attribute(attribute)
            if not found:
                return None
            pieces += found, fixed
        return "".join(pieces)

    def lacking(self, facts: "Facts") -> tuple[str, ...]:
        """Return the attributes without which the field has no value."""
        return tuple(name for name in self.attributes if not facts.attribute(name))


class ParameterRule(Struct, frozen=True):
    """How one parameter gets its value. `field` is None for a built-in one."""

    name: str
    field: Field | None = None
    enabled: bool = True
    missing: Missing = Missing()
    transform: Transform | None = None

    def outcome(self, facts: "Facts") -> ParameterOutcome:
        if not self.enabled:
            return ParameterOutcome(self.name, None, ParameterFate.SWITCHED_OFF, facts.origin(self))
        if self.name == PERSONAL_ACCOUNT and not facts.is_email:
            fate = ParameterFate.NOT_OF_THIS_CHANNEL
            return ParameterOutcome(self.name, None, fate, facts.origin(self))
        found = self.field.value(facts) if self.field else facts.built_in[self.name]
        value = self.transform.apply(found) if found and self.transform else found
        if value:
            fate = ParameterFate.GIVEN
        else:
            value, fate = _WITHOUT_VALUE[self.missing.policy]
            if fate is ParameterFate.DEFAULT:
                value = self.missing.text
        steps = self.transform.text if self.transform else ""
        return ParameterOutcome(self.name, value, fate, facts.origin(self), found, steps)


_WITHOUT_VALUE: Mapping[MissingPolicy, tuple[str | None, ParameterFate]] = {
    MissingPolicy.OMIT: (None, ParameterFate.OMITTED),
    MissingPolicy.EMPTY: ("", ParameterFate.EMPTY),
    MissingPolicy.DEFAULT: ("", ParameterFate.DEFAULT),
    MissingPolicy.NOPOP: (None, ParameterFate.REQUIRED),
}


_NOBODY = Operator("")


class Facts:
    """What is known of a contact and its operator at one moment, by the names that settings use."""

    __slots__ = (
        "_user_id_origin",
        "attributes",
        "built_in",
        "channel_type",
        "headers",
        "is_email",
        "user_id_source",
    )

    def __init__(self, contact: Contact, operator: Operator | None, user_id_source: str) -> None:
        self.channel_type = contact.channel_type
        self.is_email = contact.channel_type == EMAIL
        self.attributes = contact.attributes
        self.headers = contact.headers
        self.user_id_source = user_id_source
        agent = operator or _NOBODY
        self.built_in: dict[str, str | None] = {
            CHANNEL_TYPE: contact.channel_type,
            OPERATOR: agent.agent_id,
            PERSONAL_ACCOUNT: contact.personal_account if self.is_email else None,
            AUTHOR: contact.user_id,
            "subject": contact.headers.get("subject"),
            "station": agent.station,
            "agent_name": agent.name,
        }
        if self.is_email or user_id_source == AUTHOR:
            self.built_in[USER_ID] = contact.user_id
            self._user_id_origin = _SENDER if self.is_email else _AUTHOR
        else:
            self.built_in[USER_ID] = self.attribute(user_id_source)
            self._user_id_origin = said("origin.attribute", name=user_id_source)
        user_id = self.built_in[USER_ID]
        kind = user_id_kind(user_id, contact.channel_type).value if user_id else None
        self.built_in[USER_ID_KIND] = kind

    def attribute(self, name: str) -> str | None:
        """Return an attribute of the contact, or one of our own names; EMC's come first."""
        return self.attributes.get(name) or self.built_in.get(name)

    def named(self) -> dict[str, str | None]:
        """Return all that `attribute` finds, by name."""
        given = {name: text for name, text in self.attributes.items() if text}
        return {**self.built_in, **given}

    def origin(self, rule: ParameterRule) -> Said:
        if rule.field:
            return said("origin.setting", key=f"Field.{rule.name}")
        return self._user_id_origin if rule.name == USER_ID else _ORIGINS[rule.name]


_SENDER = said("origin.sender")
_AUTHOR = said("origin.attribute", name=AUTHOR)
_ORIGINS = {
    CHANNEL_TYPE: said("origin.media_type"),
    OPERATOR: said("origin.operator"),
    PERSONAL_ACCOUNT: said("origin.text"),
    USER_ID_KIND: said("origin.form"),
}

_ATTRIBUTE = re.compile(r"\{([^{}]*)\}")


def parse_field(text: str) -> Field:
    """Read a custom field's text; raises BadValue for braces that hold no name."""
    pieces = _ATTRIBUTE.split(text)
    fixed, attributes = pieces[::2], pieces[1::2]
    if any("{" in piece or "}" in piece for piece in fixed):
        raise BadValue("field.brace")
    for attribute in attributes:
        if not re.fullmatch(r"[^\W\d]\w*", attribute):
            written = f"{{{attribute}}}"
            place = text.index(written)
            span = Span(place, place + len(written))
            raise BadValue("field.attribute", span, written=written)
    return Field(text, tuple(fixed), tuple(attributes))


_WITHOUT_TEXT = [MissingPolicy.OMIT, MissingPolicy.EMPTY, MissingPolicy.NOPOP]


def parse_missing(text: str) -> Missing:
    """Read `omit`, `empty`, `nopop` or `default:<text>`; raises BadValue for all else."""
    word, colon, rest = text.partition(":")
    word = word.strip().lower()
    if word == MissingPolicy.DEFAULT and colon:
        return Missing(MissingPolicy.DEFAULT, rest.strip())
    if word in _WITHOUT_TEXT and not colon:
        return Missing(MissingPolicy(word))
    lacks_text = word == MissingPolicy.DEFAULT
    raise BadValue("missing.default_without_text" if lacks_text else "missing.policy")
