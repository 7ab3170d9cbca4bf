"""
The settings made ready for a pop: parameters, templates, channels, the tab's title.

A parameter is built in (`channel_type`, `user_id`, `user_id_kind`, `operator`, `PersonalAccount`)
or a custom field of the configuration. Its rule is made ready when settings are read, and evaluated
at each pop: where the value comes from, and what is done when there is none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from msgspec import Struct, field

from chatplugin.domain.address import Address
from chatplugin.domain.contact import (
    AUTHOR,
    BUILT_IN,
    CHANNEL_NAMES,
    EMAIL,
    PERSONAL_ACCOUNT,
    ChannelType,
    Facts,
    Moment,
    default_channel_type,
)
from chatplugin.domain.errors import BadValue, Span
from chatplugin.domain.template import Template
from chatplugin.domain.transform import Transform
from chatplugin.sentences import Said, said


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


class Missing(Struct, frozen=True):
    """What becomes of a parameter without a value; `text` is that of `default:`."""

    fate: ParameterFate = ParameterFate.OMITTED
    text: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Missing":
        """Read `omit`, `empty`, `nopop` or `default:<text>`; raises BadValue for all else."""
        word, colon, rest = text.partition(":")
        word = word.strip().lower()
        if word == _DEFAULT and colon:
            return cls(ParameterFate.DEFAULT, rest.strip())
        if word in _WITHOUT_TEXT and not colon:
            return _WITHOUT_TEXT[word]
        raise BadValue("missing.default_without_text" if word == _DEFAULT else "missing.policy")

    @property
    def written(self) -> str:
        """As it would stand in the settings."""
        if self.fate is ParameterFate.DEFAULT:
            return f"{_DEFAULT}:{self.text}"
        return next(word for word, missing in _WITHOUT_TEXT.items() if missing == self)


_DEFAULT = "default"
_WITHOUT_TEXT = {
    "omit": Missing(ParameterFate.OMITTED),
    "empty": Missing(ParameterFate.EMPTY, ""),
    "nopop": Missing(ParameterFate.REQUIRED),
}


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

    @classmethod
    def parse(cls, text: str) -> "Field":
        """Read a custom field's text; raises BadValue for braces that hold no name."""
        fixed, attributes = _split(text)
        if any("{" in piece or "}" in piece for piece in fixed):
            raise BadValue("field.brace")
        BadValue.raise_all(
            BadValue(
                "field.attribute", Span(place - 1, place + len(name) + 1), written=f"{{{name}}}"
            )
            for name, place in _names(fixed, attributes)
            if not re.fullmatch(r"[^\W\d]\w*", name)
        )
        return cls(text, fixed, attributes)

    def value(self, facts: Facts) -> str | None:
        pieces = [self.fixed[0]]
        for attribute, fixed in zip(self.attributes, self.fixed[1:], strict=True):
            found = facts.attribute(attribute)
            if not found:
                return None
            pieces += found, fixed
        return "".join(pieces)

    def lacking(self, facts: Facts) -> tuple[str, ...]:
        """Return the attributes without which the field has no value."""
        return tuple(name for name in self.attributes if not facts.attribute(name))


def _split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fixed pieces of a text with `{names}`, and the names between them."""
    pieces = re.split(r"\{([^{}]*)\}", text)
    return tuple(pieces[::2]), tuple(pieces[1::2])


def _names(fixed: tuple[str, ...], names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Return the *names* that stand in braces between the *fixed* pieces, each with its place."""
    place = 0
    for before, name in zip(fixed, names, strict=False):
        place += len(before) + len("{")
        yield name, place
        place += len(name) + len("}")


class ParameterRule(Struct, frozen=True):
    """How one parameter gets its value. `field` is None for a built-in one."""

    name: str
    field: Field | None = None
    enabled: bool = True
    missing: Missing = Missing()
    transform: Transform | None = None

    def outcome(self, facts: Facts) -> ParameterOutcome:
        origin = self._origin(facts)
        if not self.enabled:
            return ParameterOutcome(self.name, None, ParameterFate.SWITCHED_OFF, origin)
        if self.name == PERSONAL_ACCOUNT and not facts.is_email:
            fate = ParameterFate.NOT_OF_THIS_CHANNEL
            return ParameterOutcome(self.name, None, fate, origin)
        found = self.field.value(facts) if self.field else facts.built_in[self.name]
        value = self.transform.apply(found) if found and self.transform else found
        if value:
            fate = ParameterFate.GIVEN
        else:
            value, fate = self.missing.text, self.missing.fate
        steps = self.transform.text if self.transform else ""
        return ParameterOutcome(self.name, value, fate, origin, found, steps)

    def _origin(self, facts: Facts) -> Said:
        """Return where the value of the parameter is looked for."""
        if self.field:
            return said("origin.setting", key=f"Field.{self.name}")
        return facts.origin(self.name)


CHANNEL_NAME = "channel_name"
_UNKNOWN_CHANNEL_NAME = "Chat"
"""The channel's name for a multimedia contact whose media type was never learnt."""

_MAX_LENGTH = 80

# Control characters but blanks, surrogates, and the marks and overrides of direction (UAX #9).
_UNWANTED = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


class TabTitle(Struct, frozen=True):
    """Fixed pieces and variables in turn, beginning with a fixed piece."""

    text: str
    fixed: tuple[str, ...]
    variables: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "TabTitle":
        """Read a title; raises BadValue for a brace without its partner."""
        fixed, variables = _split(text)
        if any("{" in piece or "}" in piece for piece in fixed):
            raise BadValue("title.brace", fix="CRM {channel_name}")
        return cls(text, fixed, variables)

    def check(self, known: AbstractSet[str]) -> None:
        """Raise BadValue for all variables that are not among *known*."""
        written = _names(self.fixed, self.variables)
        BadValue.raise_all(BadValue.unknown_names(written, {CHANNEL_NAME, *known}))

    def fill(self, values: Mapping[str, str | None]) -> str:
        """Return one line of at most _MAX_LENGTH characters; a missing value leaves no gap."""
        pieces = [self.fixed[0]]
        for variable, fixed in zip(self.variables, self.fixed[1:], strict=True):
            pieces += (values.get(variable) or "")[: 2 * _MAX_LENGTH], fixed
        line = " ".join(re.sub(_UNWANTED, "", "".join(pieces)).split())
        return line if len(line) <= _MAX_LENGTH else line[: _MAX_LENGTH - 1].rstrip() + "…"


DEFAULT_TITLE = TabTitle.parse("CRM {channel_name}")


class TabReuse(StrEnum):
    """What shares a tab."""

    CONTACT = "contact"
    CUSTOMER = "customer"
    CHANNEL = "channel"
    ALL = "all"
    """One tab for the whole CRM: the next card comes once the tab of the last one is closed."""

    NONE = "none"


class Raise(StrEnum):
    """How a card comes to the operator. Behind, its tab is marked until it is seen."""

    FRONT = "front"
    FLASH = "flash"
    """Behind, and Chrome's window asks for attention in the taskbar."""

    BACKGROUND = "background"


class OnOperatorChange(StrEnum):
    """What becomes of the cards of the operator before, when another one logs in at the desk."""

    KEEP = "keep"
    CLOSE = "close"
    CLEAR = "clear"
    """They are closed, and Chrome forgets the CRM's login."""


class OnEnd(Struct, frozen=True):
    """What becomes of a tab when its contact ends. `close_after` is in seconds; None keeps it."""

    close_after: int | None = None


class PopTemplate(Struct, frozen=True):
    """A template with all that is known of it beforehand."""

    setting: str
    """The key it was written under: `EmailTemplate`, `ChatTemplate.telegram`."""

    template: Template
    address: Address
    parameters: tuple[ParameterRule, ...]
    """The rules of its variables, in its own order."""

    host_is_allowed: bool = True


class Verdict(StrEnum):
    """Whether the condition of a rule holds for a contact. Then the rule chooses a template."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    LACKING = "lacks a value"
    """It asks for an attribute or header that the contact does not have."""

    FAILED = "cannot be worked out"
    """A value is not of the form that it needs, such as a number."""

    WAITS = "waits"
    """It asks who writes, and EMC may still report that."""

    @property
    def said(self) -> Said:
        return said(f"verdict.{self.name.lower()}")


class ConditionValues(Struct, frozen=True):
    """What a condition may ask for, by the names in `domain.screenpop`."""

    texts: Mapping[str, str]
    tables: Mapping[str, Mapping[str, str]]


Condition = Callable[[ConditionValues], Verdict]
"""Works out whether a condition holds. It never raises."""


class ChoiceRule(Struct, frozen=True):
    """A rule that chooses a template; `template` is None for "no card"."""

    setting: str
    """The key it was written under, such as `Rule.10`."""

    text: str
    """Its condition as it was written."""

    names: frozenset[str]
    """What the condition asks for."""

    condition: Condition
    template: PopTemplate | None


class TemplateChoice(Struct, frozen=True):
    """Which template a channel uses unless a rule says otherwise, and whether it is switched on."""

    setting: str
    template: PopTemplate | None = None
    enabled: bool = True
    switch: str = ""
    """The key that switched it off."""

    is_broken: bool = False
    """There is no template because what is written under the key cannot be used."""


class PopRules(Struct, frozen=True):
    enabled: bool = True
    email: TemplateChoice = TemplateChoice("EmailTemplate")
    chat: TemplateChoice = TemplateChoice("ChatTemplate")
    channels: Mapping[ChannelType, TemplateChoice] = field(default_factory=dict)
    """Of those messengers only that have a template or a switch of their own."""

    choice_rules: tuple[ChoiceRule, ...] = ()
    """In the order in which they are tried."""

    parameters: Mapping[str, ParameterRule] = field(
        default_factory=lambda: {name: ParameterRule(name) for name in BUILT_IN}
    )
    user_id_source: str = AUTHOR
    channel_names: Mapping[ChannelType, str] = field(default_factory=dict)
    """The administrator's own; the built-in ones are in `domain.contact`."""

    channel_aliases: Mapping[ChannelType, ChannelType] = field(default_factory=dict)
    title: TabTitle = DEFAULT_TITLE
    pop_on: Moment = Moment.OFFERED
    tab_reuse: TabReuse = TabReuse.CONTACT
    raise_: Raise = Raise.FRONT
    raise_by_channel: Mapping[ChannelType, Raise] = field(default_factory=dict)
    """Of those channels only that have a way of their own."""

    waits_for_typing: bool = True
    on_end: OnEnd = OnEnd()
    on_operator_change: OnOperatorChange = OnOperatorChange.CLOSE
    start_page: Template | None = None
    origins: tuple[str, ...] = ()
    """Scheme, host and port of each CRM that is named by a template."""

    max_tabs: int = 20

    def template_for(self, channel_type: ChannelType | None) -> TemplateChoice:
        if channel_type == EMAIL:
            return self.email
        return self.channels.get(channel_type, self.chat) if channel_type else self.chat

    @property
    def templates(self) -> list[PopTemplate]:
        """Every template that a contact may get, each once."""
        choices = [self.email, self.chat, *self.channels.values()]
        found = [*(each.template for each in choices), *(r.template for r in self.choice_rules)]
        return [*{template.setting: template for template in found if template}.values()]

    def asks_for(self, parameter: str) -> bool:
        """Return whether any template of e-mails has *parameter* in its address."""
        templates = [self.email.template, *[rule.template for rule in self.choice_rules]]
        return any(
            rule.name == parameter and rule.enabled
            for template in templates
            if template
            for rule in template.parameters
        )

    def channel_of(self, media_type_name: str) -> ChannelType:
        """Return the `channel_type` for EMC's name of a messenger, such as "WhatsApp Business"."""
        channel_type = default_channel_type(media_type_name)
        return self.channel_aliases.get(channel_type, channel_type)

    def channel_name(self, channel_type: ChannelType | None) -> str:
        """Return the channel's name for people: the administrator's, or else a built-in one."""
        if not channel_type:
            return _UNKNOWN_CHANNEL_NAME
        readable = channel_type.replace("_", " ").title()
        name = self.channel_names.get(channel_type) or CHANNEL_NAMES.get(channel_type)
        return name or readable
