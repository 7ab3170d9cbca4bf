"""
What keeps settings from raising right cards, although each value by itself can be read.

For `chatplugin check`, the studio and whatever takes settings to EMC. The service does not ask: at
a desk half a card is better than none.
"""

from collections.abc import Iterator
from typing import Final

from chatplugin.config.problems import SETTINGS, Problem, Severity
from chatplugin.config.requesting import twice_in
from chatplugin.config.settings import Reading
from chatplugin.config.table import cards
from chatplugin.domain.rules import PopRules, PopTemplate
from chatplugin.domain.template import Literal
from chatplugin.sentences import Said, said

LONG: Final = 2000
"""Characters of an address. IIS refuses longer queries unless it is told otherwise."""

TOO_LONG: Final = 8000
"""nginx, Apache and IIS refuse such addresses."""

_ACCOUNT: Final = "PersonalAccount"


def card_problems(reading: Reading) -> list[Problem]:
    """Return what an administrator should know before the settings go live."""
    rules = reading.settings.rules
    if not rules.enabled:
        return []
    templates = _templates(rules)
    if not templates:
        return [*_of_no_template(rules)]
    found = [*_of_one_kind(rules)]
    for template in templates.values():
        found += _of_template(template, reading)
    return found


def _templates(rules: PopRules) -> dict[str, PopTemplate]:
    choices = [rules.email, rules.chat, *rules.channels.values()]
    found = [*(each.template for each in choices), *(r.template for r in rules.choice_rules)]
    return {template.setting: template for template in found if template}


def _of_no_template(rules: PopRules) -> Iterator[Problem]:
    if not any(each.is_broken for each in (rules.email, rules.chat, *rules.channels.values())):
        yield Problem(said("cards.no_template"), SETTINGS)


def _of_one_kind(rules: PopRules) -> Iterator[Problem]:
    """A kind of contact without any template: often forgotten, and silent."""
    if rules.choice_rules:
        return
    has_chat = any(each.template or each.is_broken for each in rules.channels.values())
    for choice, has_other, code in (
        (rules.email, False, "cards.no_emails"),
        (rules.chat, has_chat, "cards.no_chats"),
    ):
        if choice.template or choice.is_broken or not choice.enabled or has_other:
            continue
        what = said(code, setting=choice.setting)
        yield Problem(what, SETTINGS, severity=Severity.WARNING)


def _of_template(template: PopTemplate, reading: Reading) -> Iterator[Problem]:
    setting = template.setting
    _, layer, place = reading.sources[setting]

    def problem(what: Said, severity: Severity) -> Problem:
        return Problem(what, layer, setting, severity=severity, place=place)

    is_named = setting.startswith(cards.NAMED_TEMPLATE.named(""))
    if not template.template.variables:
        # A rule may well lead to a page that is for all.
        severity = Severity.WARNING if is_named else Severity.ERROR
        yield problem(said("cards.same_for_all"), severity)
    if not reading.settings.requests.key and (twins := twice_in(template.template)):
        yield problem(said("cards.twice", name=min(twins)), Severity.ERROR)
    if setting.startswith(cards.CHAT_TEMPLATE.name) and _ACCOUNT in template.template.variables:
        yield problem(said("cards.no_account", name=_ACCOUNT), Severity.WARNING)
    if joined := _joined(template):
        what = said("cards.joined", written=joined, fix=f"{{?{joined[1:]}")
        yield problem(what, Severity.WARNING)
    if (length := len(template.template.text)) > LONG:
        severity = Severity.ERROR if length > TOO_LONG else Severity.WARNING
        yield problem(said("cards.long", number=length, most=LONG), severity)


def _joined(template: PopTemplate) -> str:
    """Return the first `{name}` behind a letter of the path: `card{user_id}`."""
    before = ""
    for part in template.template.parts:
        if isinstance(part, Literal):
            before += part.text
            continue
        is_in_path = "?" not in before.rpartition("#")[2]
        if not part.operator.sign and before[-1:].isalpha() and is_in_path:
            return part.text
        before += part.text
    return ""
