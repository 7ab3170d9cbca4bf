"""
The explanation of a contact: which card it would get, and how each of its parameters came about.

A value for whoever shows it: the command line, the studio. It decides with `decide`, as the service
does, and sends nothing. Unlike a log or an error it holds personal data, for it is shown to the
person who gave the contact.
"""

from collections.abc import Iterator

from msgspec import Struct

from chatplugin.config.layers import DEFAULTS
from chatplugin.config.settings import Reading
from chatplugin.config.table import cards
from chatplugin.config.table.kinds import NO_CARD
from chatplugin.desktop.plugin import ContactReport
from chatplugin.domain.contact import (
    OPERATOR,
    PERSONAL_ACCOUNT,
    USER_ID,
    USER_ID_KIND,
    Contact,
    Facts,
    Moment,
    Operator,
)
from chatplugin.domain.request import RequestRules
from chatplugin.domain.rules import (
    ParameterFate,
    ParameterOutcome,
    ParameterRule,
    PopRules,
    Verdict,
)
from chatplugin.domain.screenpop import NoPop, ScreenPop, decide
from chatplugin.mail import Letter
from chatplugin.sentences import Said, said
from chatplugin.service.intake import read_contact


class ParameterPath(Struct, frozen=True):
    """
    One parameter, from where its value was looked for to the address.

    `outcome` has `found`, `value`, `fate` and `origin`; `steps` each step of the transform with
    what it made; `why` says why nothing of the contact's stands in the address.
    """

    outcome: ParameterOutcome
    key: str
    """The setting that switches it on or off."""

    is_on: bool
    layer: str
    """Where `key` has its value from."""

    in_template: bool
    steps: tuple[tuple[str, str], ...] = ()
    why: Said | None = None

    @property
    def name(self) -> str:
        return self.outcome.name

    @property
    def value(self) -> str | None:
        """What stands in the address; None for nothing."""
        return self.outcome.value if self.in_template else None


class _ExplainedRule(Struct, frozen=True):
    """What a rule said of the contact; `verdict` is None where an earlier one had chosen."""

    setting: str
    condition: str
    template_name: str
    """The setting of the template that it would choose, or `none`."""

    verdict: Verdict | None

    @property
    def said(self) -> Said:
        return self.verdict.said if self.verdict else said("verdict.not_asked")


class Explanation(Struct, frozen=True):
    """
    One contact and what was decided.

    `letter` is what was read of an e-mail, None for a multimedia contact; `letter.account.span` is
    where in `letter.body` the account stands.
    """

    contact: Contact
    operator: Operator | None
    user_id: str | None
    """Who wrote, by `UserId.Source` for a multimedia contact; before any transform."""

    letter: Letter | None
    decision: ScreenPop | NoPop
    rules: tuple[_ExplainedRule, ...]
    """All of them, in the order in which they are tried."""

    parameters: tuple[ParameterPath, ...]
    """Those of the template in its own order, then all others."""

    requests: RequestRules
    """How the CRM is asked for `url`: signed perhaps, or by a form."""

    @classmethod
    def of(
        cls, report: ContactReport, operator: Operator | None, reading: Reading
    ) -> "Explanation":
        """Return what becomes of the contact in *report* once it is accepted."""
        settings = reading.settings
        letter, contact = read_contact(report, settings)
        facts = Facts(contact, operator, settings.rules.user_id_source)
        decision = decide(contact, operator, settings.rules, Moment.ACCEPTED)
        rules = _explained_rules(decision, settings.rules)
        return cls(
            contact=contact,
            operator=operator,
            user_id=facts.built_in[USER_ID],
            letter=letter,
            decision=decision,
            rules=rules,
            parameters=tuple(_paths(decision, facts, letter, reading)),
            requests=settings.requests,
        )

    @property
    def rule(self) -> _ExplainedRule | None:
        """The rule that chose; None if none did."""
        return next((rule for rule in self.rules if rule.verdict is Verdict.HOLDS), None)

    @property
    def template_name(self) -> str:
        """The setting of the chosen template; `none` if a rule says that there is no card."""
        return self.decision.template_name or NO_CARD

    @property
    def url(self) -> str | None:
        return self.decision.url if isinstance(self.decision, ScreenPop) else None

    @property
    def title(self) -> str | None:
        return self.decision.title if isinstance(self.decision, ScreenPop) else None

    @property
    def no_card(self) -> Said | None:
        """Why there is no card; None if there is one."""
        return self.decision.said if isinstance(self.decision, NoPop) else None


def _explained_rules(decision: ScreenPop | NoPop, rules: PopRules) -> tuple[_ExplainedRule, ...]:
    verdicts = {asked.rule.setting: asked.verdict for asked in decision.asked}
    return tuple(
        _ExplainedRule(
            rule.setting,
            rule.text,
            rule.template.setting if rule.template else NO_CARD,
            verdicts.get(rule.setting),
        )
        for rule in rules.choice_rules
    )


def _paths(
    decision: ScreenPop | NoPop, facts: Facts, letter: Letter | None, reading: Reading
) -> Iterator[ParameterPath]:
    first = decision.template.parameters if decision.template else ()
    others = [rule for rule in reading.settings.rules.parameters.values() if rule not in first]
    for rule in (*first, *others):
        outcome = rule.outcome(facts)
        traced = rule.transform.trace(outcome.found) if rule.transform and outcome.found else ()
        why = _why(outcome, rule, facts, letter)
        if decision.template and rule not in first:
            why = said("why.not_in", template=decision.template_name)
        key = cards.PARAMETER.named(rule.name)
        sourced = reading.sources.get(key)
        layer = sourced.layer if sourced else DEFAULTS
        yield ParameterPath(outcome, key, rule.enabled, layer, rule in first, traced, why)


def _why(
    outcome: ParameterOutcome, rule: ParameterRule, facts: Facts, letter: Letter | None
) -> Said | None:
    match outcome.fate:
        case ParameterFate.GIVEN:
            return None
        case ParameterFate.SWITCHED_OFF:
            return said("why.off", key=cards.PARAMETER.named(rule.name))
        case ParameterFate.NOT_OF_THIS_CHANNEL:
            return said("why.only_emails")
        case (
            ParameterFate.OMITTED
            | ParameterFate.EMPTY
            | ParameterFate.DEFAULT
            | ParameterFate.REQUIRED
        ):
            if outcome.found:
                return said("why.nothing_left", steps=outcome.transform)
            return _why_not_found(rule, facts, letter)


def _why_not_found(rule: ParameterRule, facts: Facts, letter: Letter | None) -> Said:
    if rule.field:
        lacking = rule.field.lacking(facts)
        return said("why.lacking", names=lacking) if lacking else said("why.no_text")
    if letter and rule.name in {USER_ID, USER_ID_KIND}:
        return letter.sender.said
    if letter and rule.name == PERSONAL_ACCOUNT:
        return letter.account.said
    return said("why.no_operator" if rule.name == OPERATOR else "why.not_there")
