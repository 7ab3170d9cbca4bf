"""
What an administrator should know before settings go live, although each value can be read.

Settings that raise no right card, and what may have stayed behind from a trial. For `chatplugin
check`, the studio and whatever takes settings to EMC. The service asks for `account_problems` only:
at a desk half a card is better than none, and a trial is one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from chatplugin.config.layers import DEFAULTS, SETTINGS, Problem, Severity
from chatplugin.config.settings import LogLevel, Reading
from chatplugin.config.table import cards, desk, letters, program
from chatplugin.domain.contact import (
    AUTHOR,
    CHANNEL_TYPE,
    OPERATOR,
    PERSONAL_ACCOUNT,
    USER_ID,
    USER_ID_KIND,
    shown,
)
from chatplugin.domain.errors import Span
from chatplugin.domain.rules import ConditionValues, PopRules, PopTemplate, Verdict
from chatplugin.domain.template import Literal
from chatplugin.sentences import Said, said

LONG: Final = 2000
"""Characters of an address. IIS refuses longer queries unless it is told otherwise."""

TOO_LONG: Final = 8000
"""nginx, Apache and IIS refuse such addresses."""


def card_problems(reading: Reading) -> list[Problem]:
    """Return what an administrator should know before the settings go live."""
    rules = reading.settings.rules
    if not rules.enabled:
        entry = reading.sources[cards.ENABLED.name]
        return [Problem(said("cards.off"), entry.layer, cards.ENABLED.name, place=entry.place)]
    templates = {template.setting: template for template in rules.templates}
    if not templates:
        return [*_of_no_template(rules)]
    found = [*_of_one_kind(rules)]
    if not any(_in_use(rules)):
        found.append(Problem(said("cards.never"), SETTINGS))
    for template in templates.values():
        found += _of_template(template, reading)
    return [*found, *_of_customers(templates, reading), *account_problems(reading)]


def _of_no_template(rules: PopRules) -> Iterator[Problem]:
    if not any(each.is_broken for each in (rules.email, rules.chat, *rules.channels.values())):
        yield Problem(said("cards.no_template"), SETTINGS)


def _in_use(rules: PopRules) -> Iterator[PopTemplate]:
    """Return the templates that any contact can get, by switches and by rules as they stand."""
    for rule in rules.choice_rules:
        # A condition that asks for nothing always has the same outcome.
        verdict = None if rule.names else rule.condition(ConditionValues({}, {}))
        if rule.template and verdict in {None, Verdict.HOLDS}:
            yield rule.template
        if verdict is Verdict.HOLDS:
            return
    for choice in (rules.email, rules.chat, *rules.channels.values()):
        if choice.template and choice.enabled:
            yield choice.template


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
    entry = reading.sources[setting]

    def problem(what: Said, severity: Severity) -> Problem:
        return Problem(what, entry.layer, setting, severity=severity, place=entry.place)

    is_named = setting.startswith(cards.NAMED_TEMPLATE.named(""))
    if not _tells_customers_apart(template, reading.settings.rules):
        # A rule may well lead to a page that is for all.
        severity = Severity.WARNING if is_named else Severity.ERROR
        code = "cards.nobody" if template.template.variables else "cards.same_for_all"
        yield problem(said(code), severity)
    is_signed = reading.settings.requests.key_at(template.address.host)
    if not is_signed and (twins := template.template.names_twice):
        yield problem(said("cards.twice", name=min(twins)), Severity.ERROR)
    if (
        setting.startswith(cards.CHAT_TEMPLATE.name)
        and PERSONAL_ACCOUNT in template.template.variables
    ):
        yield problem(said("cards.no_account", name=PERSONAL_ACCOUNT), Severity.WARNING)
    if joined := _joined(template):
        what = said("cards.joined", written=joined, fix=f"{{?{joined[1:]}")
        yield problem(what, Severity.WARNING)
    if (length := len(template.template.text)) > LONG:
        severity = Severity.ERROR if length > TOO_LONG else Severity.WARNING
        yield problem(said("cards.long", number=length, most=LONG), severity)


_OF_DESKTOP: Final = frozenset(
    {CHANNEL_TYPE, OPERATOR, USER_ID_KIND, "agent_name", "media_type_name", "station"}
)
"""Parameters and attributes that many customers share."""

_CUT_TOO_SHORT: Final = 5
"""`{user_id:5}` has a country and an operator of telephones, and no customer."""


def _tells_customers_apart(template: PopTemplate, rules: PopRules) -> bool:
    is_chat = template.setting.startswith(cards.CHAT_TEMPLATE.name)
    shared = set(_OF_DESKTOP)
    if is_chat:
        shared.add(PERSONAL_ACCOUNT)
    if is_chat and rules.user_id_source in _OF_DESKTOP:
        shared.add(USER_ID)
    whole = template.template.uncut(_CUT_TOO_SHORT)
    return any(
        rule.enabled
        and rule.name in whole
        and not shared.issuperset(rule.field.attributes if rule.field else (rule.name,))
        for rule in template.parameters
    )


_MAKES_DIGITS: Final = r"digits|last:.*|prefix:\+?[0-9]*"
_KEEPS_NO_ADDRESS: Final = r"digits|phone:.*"


def _of_customers(templates: Mapping[str, PopTemplate], reading: Reading) -> Iterator[Problem]:
    """Steps that make another customer of a messenger's, or nobody of one who wrote an e-mail."""
    source = reading.settings.rules.user_id_source
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for setting, template in templates.items():
        is_email = setting == cards.EMAIL_TEMPLATE.name
        for rule in template.parameters:
            names = rule.field.attributes if rule.field else (rule.name,)
            is_customer = rule.enabled and not {USER_ID, AUTHOR, source}.isdisjoint(names)
            if not is_customer or rule.transform is None or (is_email and rule.field):
                continue
            if step := _doubtful_step(rule.transform.text, is_email=is_email):
                code = "cards.no_address" if is_email else "cards.digits"
                found[rule.name, code] = step, _country(rule.transform.text)
    for (name, code), (step, country) in found.items():
        yield _of_step(
            cards.PARAMETER_TRANSFORM.named(name),
            said(code, written=step, country=country),
            step,
            reading,
        )


def _doubtful_step(steps: str, *, is_email: bool) -> str:
    """Return the first step that spoils a customer's id; behind `phone` there is no id any more."""
    for step in map(str.strip, steps.split(",")):
        if re.fullmatch(_KEEPS_NO_ADDRESS if is_email else _MAKES_DIGITS, step):
            return step
        if step.startswith("phone:"):
            return ""
    return ""


def _country(steps: str) -> str:
    """Return the country that *steps* name, or one as an example."""
    named = re.search("(?:e164|phone):([A-Z]{2})", steps)
    return named[1] if named else "RU"


def _of_step(key: str, what: Said, step: str, reading: Reading) -> Problem:
    entry = reading.sources[key]
    start = entry.text.index(step)
    span = Span(start, start + len(step))
    doubt = Problem(what, entry.layer, key, shown(entry.text), span, place=entry.place)
    return replace(doubt, severity=Severity.WARNING)


def account_problems(reading: Reading) -> Iterator[Problem]:
    """
    Return that a template asks for an account, and nothing says what accounts look like.

    Any long number behind a label may be one then: this alone is said at desks, too.
    """
    told = (letters.EXAMPLES.name, letters.LENGTH.name, letters.PATTERN.name)
    is_broken = any(problem.key in told for problem in reading.problems)
    if is_broken or any(reading.sources[key].layer != DEFAULTS for key in told):
        return
    rules = reading.settings.rules
    for template in rules.templates if rules.enabled else ():
        setting = template.setting
        if setting.startswith(cards.CHAT_TEMPLATE.name) or not _asks_for_account(template):
            continue
        entry = reading.sources[setting]
        what = said("cards.any_account", name=PERSONAL_ACCOUNT)
        yield Problem(what, entry.layer, setting, severity=Severity.WARNING, place=entry.place)
        return


def _asks_for_account(template: PopTemplate) -> bool:
    return any(
        PERSONAL_ACCOUNT in (rule.field.attributes if rule.field else (rule.name,))
        for rule in template.parameters
        if rule.enabled
    )


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


_ADDRESSES: Final = (
    cards.EMAIL_TEMPLATE,
    cards.CHAT_TEMPLATE,
    cards.CHANNEL_TEMPLATE,
    cards.NAMED_TEMPLATE,
    program.SETTINGS_URL,
)
_ADDRESS: Final = r"(?i)(https?)://([^/?#{]*)"
_PORT: Final = r":[0-9]*\Z"
_THIS_DESKTOP: Final = r"(?i)(?:.*\.)?localhost|127(?:\.[0-9]{1,3}){3}|0\.0\.0\.0|\[::1?\]"
# RFC 2606 and RFC 6761: names that no server has.
_NOBODY: Final = r"(?i)(?:.*\.)?(?:example(?:\.(?:com|org|net))?|test|invalid)"


def trial_warnings(reading: Reading) -> list[Problem]:
    """Return a warning for each setting that looks like a trial's."""
    found = (*_of_addresses(reading), *_of_hosts(reading), *_of_log(reading))
    return [
        Problem(
            what,
            reading.sources[key].layer,
            key,
            severity=Severity.WARNING,
            place=reading.sources[key].place,
        )
        for key, what in found
    ]


def _of_addresses(reading: Reading) -> Iterator[tuple[str, Said]]:
    for key, entry in reading.sources.items():
        match = re.match(_ADDRESS, entry.text)
        if match is None or not _is_an_address(key):
            continue
        if doubt := _of_host(match[2]):
            yield key, doubt
        elif match[1].lower() == "http":
            yield key, said("trial.in_the_clear")


def _of_hosts(reading: Reading) -> Iterator[tuple[str, Said]]:
    key = desk.ALLOWED_HOSTS.name
    for host in re.split(r"[,;\s]+", reading.sources[key].text):
        if doubt := _of_host(host.removeprefix("*.")):
            yield key, doubt


def _of_log(reading: Reading) -> Iterator[tuple[str, Said]]:
    if reading.settings.log_level is LogLevel.DEBUG:
        yield program.LOG_LEVEL.name, said("trial.log")


def _is_an_address(key: str) -> bool:
    return key.startswith(tuple(address.around[0] for address in _ADDRESSES))


def _of_host(host: str) -> Said | None:
    name = re.sub(_PORT, "", host)
    if re.fullmatch(_THIS_DESKTOP, name):
        return said("trial.this_computer", host=name)
    if re.fullmatch(_NOBODY, name):
        return said("trial.example_host", host=name)
    return None
