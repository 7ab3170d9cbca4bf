"""
Decide a pop: a contact becomes a card, or the reason why there is none.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.domain.address import climbs
from chatplugin.domain.contact import (
    AUTHOR,
    CHANNEL_TYPE,
    OPERATOR,
    USER_ID,
    USER_ID_KIND,
    Contact,
    Facts,
    Moment,
    Operator,
)
from chatplugin.domain.rules import (
    CHANNEL_NAME,
    DEFAULT_TITLE,
    ChoiceRule,
    ConditionValues,
    ParameterFate,
    ParameterOutcome,
    ParameterRule,
    PopRules,
    PopTemplate,
    TemplateChoice,
    Verdict,
)
from chatplugin.sentences import Said, said, say

TEXTS = (CHANNEL_TYPE, USER_ID, OPERATOR, USER_ID_KIND)
ATTRIBUTES, HEADERS = "attributes", "headers"
NAMES = (*TEXTS, ATTRIBUTES, HEADERS)
"""What the condition of a rule may ask for."""

LONGEST_ADDRESS = 65_536
"""Characters of a card's address. Web servers take 4,096 to 16,384, and Chrome itself 2 million."""

_LONGEST_TEXT = 4096
"""The most characters of a value that a condition sees: so its work is bounded."""


class Reason(StrEnum):
    """Why a contact raises no card, by its code in the catalogue of sentences."""

    SWITCHED_OFF = "reason.switched_off"
    CHANNEL_SWITCHED_OFF = "reason.channel_switched_off"
    NO_TEMPLATE = "reason.no_template"
    BROKEN_TEMPLATE = "reason.broken_template"
    MISSING_PARAMETER = "reason.missing_parameter"
    WAITING = "reason.waiting"
    UNSAFE_ADDRESS = "reason.unsafe_address"
    PAUSED = "reason.paused"
    RULED_OUT = "reason.ruled_out"
    HOST_NOT_ALLOWED = "reason.host_not_allowed"
    LONG_ADDRESS = "reason.long_address"
    TAB_IN_USE = "reason.tab_in_use"


class _AskedRule(Struct, frozen=True):
    """What a rule said of one contact."""

    rule: ChoiceRule
    verdict: Verdict


class _Decision(Struct, frozen=True, kw_only=True):
    """What card and refusal have in common."""

    template: PopTemplate | None = None
    """The template that was chosen, whether or not it led to a card."""

    template_name: str = ""
    """Its setting, such as `ChatTemplate.telegram`; empty where a rule wants no card."""

    parameters: tuple[ParameterOutcome, ...] = ()
    asked: tuple[_AskedRule, ...] = ()
    """The rules that were asked; the last one may have chosen the template."""

    @property
    def rule(self) -> str:
        """The setting of the rule that chose the template, or no card; empty if none did."""
        last = self.asked[-1] if self.asked else None
        return last.rule.setting if last and last.verdict is Verdict.HOLDS else ""

    @property
    def failed_rules(self) -> tuple[str, ...]:
        """The settings of the rules that could not be worked out."""
        return tuple([a.rule.setting for a in self.asked if a.verdict is Verdict.FAILED])


class ScreenPop(_Decision, frozen=True):
    """The card to show."""

    url: str
    title: str


class NoPop(_Decision, frozen=True):
    """`detail` names the setting or parameter behind *reason*, and never holds personal data."""

    reason: Reason
    detail: str = ""

    @property
    def said(self) -> Said:
        """The reason with its detail."""
        reason = said(self.reason.value)
        if not self.detail:
            return reason
        return said("reason.with_detail", reason=reason, detail=self.detail)

    def describe(self) -> str:
        return say(self.said)


def decide(
    contact: Contact, operator: Operator | None, rules: PopRules, at: Moment = Moment.OFFERED
) -> ScreenPop | NoPop:
    """
    Turn *contact* into the CRM card to show, or say why there is none.

    While a contact is only offered (*at*), one whose messenger or customer cannot be read yet
    waits. Once it is accepted there is nothing to wait for: it gets a card with what is known.
    """
    choice = rules.template_for(contact.channel_type)
    if refusal := _refusal(contact, choice, rules, at):
        return replace(refusal, template=choice.template, template_name=choice.setting)
    facts = Facts(contact, operator, rules.user_id_source)
    asked = _ask_rules(rules.choice_rules, facts, at) if rules.choice_rules else ()
    name, template = _chosen(choice, asked)
    if asked and asked[-1].verdict is Verdict.WAITS:
        decision: ScreenPop | NoPop = NoPop(Reason.WAITING)
    elif template is None:
        decision = _without_template(choice, asked)
    else:
        decision = _pop(template, facts, rules, at)
    return replace(decision, template=template, template_name=name, asked=asked)


def _refusal(contact: Contact, choice: TemplateChoice, rules: PopRules, at: Moment) -> NoPop | None:
    """Return why no rule need be asked."""
    if not rules.enabled:
        return NoPop(Reason.SWITCHED_OFF, "Enabled")
    if contact.channel_type is None and not at.is_final:
        return NoPop(Reason.WAITING)
    return None if choice.enabled else NoPop(Reason.CHANNEL_SWITCHED_OFF, choice.switch)


def _chosen(
    choice: TemplateChoice, asked: tuple[_AskedRule, ...]
) -> tuple[str, PopTemplate | None]:
    """Return setting and template of the rule that holds, or else the channel's own."""
    if asked and asked[-1].verdict is Verdict.HOLDS:
        template = asked[-1].rule.template
        return template.setting if template else "", template
    return choice.setting, choice.template


def _without_template(choice: TemplateChoice, asked: tuple[_AskedRule, ...]) -> NoPop:
    if asked and asked[-1].verdict is Verdict.HOLDS:
        return NoPop(Reason.RULED_OUT, asked[-1].rule.setting)
    return NoPop(Reason.BROKEN_TEMPLATE if choice.is_broken else Reason.NO_TEMPLATE, choice.setting)


def _pop(template: PopTemplate, facts: Facts, rules: PopRules, at: Moment) -> ScreenPop | NoPop:
    if not template.host_is_allowed:
        return NoPop(Reason.HOST_NOT_ALLOWED, f"AllowedHosts, {template.setting}")
    outcomes = tuple([rule.outcome(facts) for rule in template.parameters])
    for rule, outcome in zip(template.parameters, outcomes, strict=True):
        if _may_still_come(rule, outcome, facts, at):
            return NoPop(Reason.WAITING, parameters=outcomes)
        if outcome.fate is ParameterFate.REQUIRED:
            detail = f"{outcome.name}, Parameter.{outcome.name}.Missing"
            return NoPop(Reason.MISSING_PARAMETER, detail, parameters=outcomes)
    values = {outcome.name: outcome.value for outcome in outcomes}
    url = template.template.expand(values)
    if template.address.may_climb and climbs(url):
        return NoPop(Reason.UNSAFE_ADDRESS, template.setting, parameters=outcomes)
    if len(url) > LONGEST_ADDRESS:
        longest = max(outcomes, key=lambda outcome: len(outcome.value or "")).name
        detail = f"{longest}, {template.setting}"
        return NoPop(Reason.LONG_ADDRESS, detail, parameters=outcomes)
    return ScreenPop(url, _title(values, facts, rules), parameters=outcomes)


def _may_still_come(
    rule: ParameterRule, outcome: ParameterOutcome, facts: Facts, at: Moment
) -> bool:
    """EMC's samples read messages once a contact is accepted; an e-mail is readable at once."""
    if outcome.found or outcome.fate is ParameterFate.SWITCHED_OFF or at.is_final:
        return False
    lacking = rule.field.lacking(facts) if rule.field else (rule.name,)
    return not _unknown(facts).isdisjoint(lacking)


def _title(values: dict[str, str | None], facts: Facts, rules: PopRules) -> str:
    named = {**values, CHANNEL_NAME: rules.channel_name(facts.channel_type)}
    for name in rules.title.variables:
        if name not in named:
            named[name] = rules.parameters[name].outcome(facts).value
    return rules.title.fill(named) or DEFAULT_TITLE.fill(named)


def _ask_rules(rules: Sequence[ChoiceRule], facts: Facts, at: Moment) -> tuple[_AskedRule, ...]:
    """
    Ask *rules* one after another, up to the first that holds or has to wait.

    While EMC may still report who writes in a messenger, a rule that asks for it waits.
    """
    values = _values(rules, facts)
    unknown = frozenset() if at.is_final else _unknown(facts)
    asked = []
    for rule in rules:
        waits = not unknown.isdisjoint(rule.names)
        asked.append(_AskedRule(rule, Verdict.WAITS if waits else rule.condition(values)))
        if asked[-1].verdict in {Verdict.HOLDS, Verdict.WAITS}:
            break
    return tuple(asked)


def _unknown(facts: Facts) -> frozenset[str]:
    """Return the names of what is not known of a multimedia contact before it is accepted."""
    if facts.is_email or facts.built_in[USER_ID]:
        return frozenset()
    return frozenset({USER_ID, USER_ID_KIND, AUTHOR, facts.user_id_source})


def _values(rules: Sequence[ChoiceRule], facts: Facts) -> ConditionValues:
    """Headers are decoded only if a condition asks for them."""
    asks_for_headers = any(HEADERS in rule.names for rule in rules)
    return ConditionValues(
        {name: _seen(facts.built_in[name] or "") for name in TEXTS},
        {
            ATTRIBUTES: _with_text(facts.named()),
            HEADERS: _with_text(facts.headers) if asks_for_headers else {},
        },
    )


def _with_text(values: Mapping[str, str | None]) -> dict[str, str]:
    """An attribute without a text is one that the contact does not have, as in custom fields."""
    return {_seen(name): _seen(text) for name, text in values.items() if text}


def _seen(text: str) -> str:
    """Return the text's beginning; half a character, which UTF-16 may leave, becomes a '?'."""
    text = text[:_LONGEST_TEXT]
    return text if text.isascii() else text.encode(errors="replace").decode()
