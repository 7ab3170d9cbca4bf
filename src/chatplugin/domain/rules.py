"""
The settings made ready for a pop: templates, parameters, channels, the tab's title.
"""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from msgspec import Struct, field

from chatplugin.domain.address import Address
from chatplugin.domain.contact import (
    EMAIL,
    UNKNOWN_CHANNEL_NAME,
    ChannelType,
    Moment,
    default_channel_name,
    default_channel_type,
)
from chatplugin.domain.errors import BadValue, Span, nearest
from chatplugin.domain.parameters import AUTHOR, BUILT_IN, ParameterRule
from chatplugin.domain.template import Template
from chatplugin.sentences import Said, said

CHANNEL_NAME = "channel_name"
_MAX_LENGTH = 80

_VARIABLE = re.compile(r"\{([^{}]*)\}")
# Control characters but blanks, surrogates, and the marks and overrides of direction (UAX #9).
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


class TabTitle(Struct, frozen=True):
    """Fixed pieces and variables in turn, beginning with a fixed piece."""

    text: str
    fixed: tuple[str, ...]
    variables: tuple[str, ...]

    def fill(self, values: Mapping[str, str | None]) -> str:
        """Return one line of at most _MAX_LENGTH characters; a missing value leaves no gap."""
        pieces = [self.fixed[0]]
        for variable, fixed in zip(self.variables, self.fixed[1:], strict=True):
            pieces += (values.get(variable) or "")[: 2 * _MAX_LENGTH], fixed
        line = " ".join(_UNWANTED.sub("", "".join(pieces)).split())
        return line if len(line) <= _MAX_LENGTH else line[: _MAX_LENGTH - 1].rstrip() + "…"


def parse_title(text: str) -> TabTitle:
    """Read a title; raises BadValue for a brace without its partner."""
    pieces = _VARIABLE.split(text)
    fixed, variables = pieces[::2], pieces[1::2]
    if any("{" in piece or "}" in piece for piece in fixed):
        raise BadValue("title.brace", fix="CRM {channel_name}")
    return TabTitle(text, tuple(fixed), tuple(variables))


def check_title(title: TabTitle, known: AbstractSet[str]) -> None:
    """Raise BadValue for a variable that is not among *known*."""
    for variable in title.variables:
        if variable != CHANNEL_NAME and variable not in known:
            place = title.text.index(f"{{{variable}}}") + 1
            raise BadValue(
                "parameter.unknown",
                Span(place, place + len(variable)),
                meant=nearest(variable, {CHANNEL_NAME, *known}),
                name=variable,
            )


DEFAULT_TITLE = parse_title("CRM {channel_name}")


class TabReuse(StrEnum):
    """What shares a tab."""

    CONTACT = "contact"
    CUSTOMER = "customer"
    CHANNEL = "channel"
    NONE = "none"


class Raise(StrEnum):
    FRONT = "front"
    BACKGROUND = "background"


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
    on_end: OnEnd = OnEnd()
    max_tabs: int = 20

    def template_for(self, channel_type: ChannelType | None) -> TemplateChoice:
        if channel_type == EMAIL:
            return self.email
        return self.channels.get(channel_type, self.chat) if channel_type else self.chat

    def asks_for(self, parameter: str) -> bool:
        """Return whether any template of e-mails has *parameter* in its address."""
        templates = [self.email.template, *[rule.template for rule in self.choice_rules]]
        return any(
            rule.name == parameter and rule.enabled
            for template in templates
            if template
            for rule in template.parameters
        )

    def channel_name(self, channel_type: ChannelType | None) -> str:
        if not channel_type:
            return UNKNOWN_CHANNEL_NAME
        return self.channel_names.get(channel_type) or default_channel_name(channel_type)


def channel_of(media_type_name: str, rules: PopRules) -> ChannelType:
    """Return the `channel_type` for EMC's name of a messenger, such as "WhatsApp Business"."""
    channel_type = default_channel_type(media_type_name)
    return rules.channel_aliases.get(channel_type, channel_type)
