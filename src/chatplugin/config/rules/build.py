"""
From values to the rules of pops and of requests, and what does not go together between them.

Templates get their parameters' rules, hosts are compared. Where cards are signed or asked for by a
form, templates may do less.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.layers import Problem, Severity
from chatplugin.config.rules.choice import choice_problems, choice_rules
from chatplugin.config.table import cards, desk, program, trust
from chatplugin.config.table.key import Key
from chatplugin.config.table.kinds import CheckedTemplate
from chatplugin.config.values import Values
from chatplugin.domain.address import Address, is_among
from chatplugin.domain.contact import BUILT_IN, ChannelType
from chatplugin.domain.errors import Span
from chatplugin.domain.request import SIGNATURE_NAMES, Method, RequestRules
from chatplugin.domain.rules import (
    Field,
    ParameterRule,
    PopRules,
    PopTemplate,
    TabReuse,
    TemplateChoice,
)
from chatplugin.domain.template import Expression, Literal, Template
from chatplugin.sentences import said

T = TypeVar("T")

_BROKEN_FIELD = Field("", ("",), ())
"""Stands for a field whose text is refused: it exists, and never has a value."""


class Rules(Struct, frozen=True):
    """What the service works by: for pops, for requests, and what does not go together in them."""

    pops: PopRules
    requests: RequestRules
    problems: Sequence[Problem]

    @classmethod
    def of(cls, values: Values, parameters: Mapping[str, str]) -> "Rules":
        """Make the *values* ready; *parameters* are the names of all parameters."""
        problems = [
            *_host_problems(values),
            *_switch_problems(values),
            *choice_problems(values, [*_checked_templates(values)]),
            *_tab_problems(values),
            *_request_problems(values),
        ]
        return cls(_pop_rules(values, parameters), _request_rules(values), problems)


def _pop_rules(values: Values, parameters: Mapping[str, str]) -> PopRules:
    """Return what `decide` needs; *parameters* are the names of all of them."""
    rules = {name: _parameter(name, values) for name in parameters.values()}
    chat = _choice(values, rules, cards.CHAT_TEMPLATE, cards.CHAT_ENABLED)
    templates = {
        setting: prepared
        for setting, checked in _checked_templates(values).items()
        if (prepared := _prepared(setting, checked, values, rules))
    }
    return PopRules(
        enabled=values.get(cards.ENABLED),
        email=_choice(values, rules, cards.EMAIL_TEMPLATE, cards.EMAIL_ENABLED),
        chat=chat,
        channels={
            ChannelType(name): _of_channel(name, values, rules, chat) for name in _own(values)
        },
        choice_rules=choice_rules(values, templates),
        parameters=rules,
        user_id_source=values.get(cards.USER_ID_SOURCE),
        channel_names=_by_channel(values.family(cards.CHANNEL_NAME)),
        channel_aliases=_by_channel(values.family(cards.CHANNEL_ALIAS)),
        title=values.get(desk.TAB_TITLE),
        pop_on=values.get(desk.POP_ON),
        tab_reuse=values.get(desk.TAB_REUSE),
        raise_=values.get(desk.RAISE),
        raise_by_channel=_by_channel(values.family(desk.RAISE_CHANNEL)),
        waits_for_typing=values.get(desk.WAIT_FOR_TYPING),
        on_end=values.get(desk.ON_END),
        on_operator_change=values.get(desk.ON_OPERATOR_CHANGE),
        start_page=_start_page(values),
        origins=tuple(sorted({_origin(address) for _, address in _addresses(values)})),
        max_tabs=values.get(desk.MAX_TABS),
    )


def _request_rules(values: Values) -> RequestRules:
    """
    Return the rules. A key or method that is written but cannot be read does not count as absent.

    To ask without a signature, or with everything in the address, is what was not to happen.
    """
    broken = [key.name for key in (trust.SIGN_KEY, trust.METHOD) if values.broken(key)]
    broken += map(trust.SIGN_KEY_OF_HOST.named, sorted(values.broken(trust.SIGN_KEY_OF_HOST)))
    host_keys = values.family(trust.SIGN_KEY_OF_HOST)
    return RequestRules(
        values.get(trust.METHOD),
        values.get(trust.SIGN_KEY),
        values.get(trust.SIGN_LIFETIME),
        broken=" and ".join(broken),
        hosts=_hosts(values) if values.get(trust.METHOD) is Method.POST else (),
        host_keys={host: source for host, source in host_keys.items() if source},
    )


def _hosts(values: Values) -> tuple[str, ...]:
    """Return the servers of cards, each with its port where no setting names them."""
    named = values.get(desk.ALLOWED_HOSTS)
    return named or tuple([f"{address.host}:{address.port}" for _, address in _addresses(values)])


def _host_problems(values: Values) -> list[Problem]:
    """Return a problem for each template whose server `AllowedHosts` leaves out."""
    allowed = values.get(desk.ALLOWED_HOSTS)
    return [
        values.error(
            desk.ALLOWED_HOSTS.name,
            said("hosts.left_out", host=_shown_host(address), setting=setting),
        )
        for setting, address in _addresses(values)
        if not _is_allowed(address, allowed)
    ]


def _tab_problems(values: Values) -> list[Problem]:
    is_blind = values.get(program.CHROME_DRIVER) is program.ChromeDriver.COMMAND
    if values.get(desk.TAB_REUSE) is not TabReuse.ALL or not is_blind:
        return []
    return [values.error(desk.TAB_REUSE.name, said("tabs.command"))]


def _switch_problems(values: Values) -> list[Problem]:
    """
    Return a warning for each parameter that is switched off where its name would stay, empty.

    `{?user_id}` leaves the parameter out; `?user_id={user_id}` has its name in the template's text.
    """
    return [
        values.warning(
            cards.PARAMETER.named(name), said("parameter.name_stays", setting=setting, name=name)
        )
        for name, enabled in values.family(cards.PARAMETER).items()
        if not enabled
        for setting, (template, _) in _checked_templates(values).items()
        if any(
            isinstance(part, Expression) and not part.operator.sign and part.has(name)
            for part in template.parts
        )
    ]


def _checked_templates(values: Values) -> dict[str, CheckedTemplate]:
    templates = {
        cards.EMAIL_TEMPLATE.name: values.get(cards.EMAIL_TEMPLATE),
        cards.CHAT_TEMPLATE.name: values.get(cards.CHAT_TEMPLATE),
    }
    for name, checked in values.family(cards.CHANNEL_TEMPLATE).items():
        templates[cards.CHANNEL_TEMPLATE.named(name)] = checked
    for name, checked in values.family(cards.NAMED_TEMPLATE).items():
        templates[cards.NAMED_TEMPLATE.named(name)] = checked
    return {setting: checked for setting, checked in templates.items() if checked}


def _addresses(values: Values) -> list[tuple[str, Address]]:
    start_page = values.get(desk.START_PAGE)
    others = {desk.START_PAGE.name: start_page} if start_page else {}
    every = {**_checked_templates(values), **others}
    return [(setting, address) for setting, (_, address) in every.items()]


def _start_page(values: Values) -> Template | None:
    checked = values.get(desk.START_PAGE)
    if checked is None or not _is_allowed(checked[1], values.get(desk.ALLOWED_HOSTS)):
        return None
    return checked[0]


def _origin(address: Address) -> str:
    return f"{address.scheme}://{_shown_host(address)}"


def _shown_host(address: Address) -> str:
    """Return the host, with its port where that is not the scheme's own."""
    usual = 443 if address.scheme == "https" else 80
    return address.host if address.port == usual else f"{address.host}:{address.port}"


def _is_allowed(address: Address, allowed: tuple[str, ...]) -> bool:
    return not allowed or is_among(f"{address.host}:{address.port}", allowed)


def _choice(
    values: Values,
    rules: Mapping[str, ParameterRule],
    template: Key[CheckedTemplate | None],
    switch: Key[bool],
) -> TemplateChoice:
    enabled = values.get(switch)
    prepared = _prepared(template.name, values.get(template), values, rules)
    return TemplateChoice(
        template.name,
        prepared,
        enabled,
        switch="" if enabled else switch.name,
        is_broken=bool(values.broken(template)),
    )


def _own(values: Values) -> list[str]:
    """Return the messengers that have a template or a switch of their own, broken or not."""
    own = {**values.family(cards.CHANNEL_TEMPLATE), **values.family(cards.CHANNEL_ENABLED)}
    return sorted({*own, *values.broken(cards.CHANNEL_TEMPLATE)})


def _of_channel(
    name: str, values: Values, rules: Mapping[str, ParameterRule], chat: TemplateChoice
) -> TemplateChoice:
    own, choice = cards.CHANNEL_TEMPLATE.named(name), chat
    if checked := values.get(cards.CHANNEL_TEMPLATE, name):
        prepared = _prepared(own, checked, values, rules)
        choice = replace(chat, setting=own, template=prepared, is_broken=False)
    elif chat.template is None and name in values.broken(cards.CHANNEL_TEMPLATE):
        choice = replace(chat, setting=own, is_broken=True)
    if values.is_set(cards.CHANNEL_ENABLED, name):
        enabled = values.get(cards.CHANNEL_ENABLED, name)
        switch = "" if enabled else cards.CHANNEL_ENABLED.named(name)
        choice = replace(choice, enabled=enabled, switch=switch)
    return choice


def _prepared(
    setting: str,
    checked: CheckedTemplate | None,
    values: Values,
    rules: Mapping[str, ParameterRule],
) -> PopTemplate | None:
    if checked is None:
        return None
    template, address = checked
    return PopTemplate(
        setting,
        template,
        address,
        tuple(rules[name] for name in template.variables),
        host_is_allowed=_is_allowed(address, values.get(desk.ALLOWED_HOSTS)),
    )


def _by_channel(family: Mapping[str, T]) -> dict[ChannelType, T]:
    return {ChannelType(name): value for name, value in family.items()}


def _parameter(name: str, values: Values) -> ParameterRule:
    field = None if name in BUILT_IN else values.get(cards.FIELD, name) or _BROKEN_FIELD
    return ParameterRule(
        name,
        field=field,
        enabled=values.get(cards.PARAMETER, name),
        missing=values.get(cards.PARAMETER_MISSING, name),
        transform=values.get(cards.PARAMETER_TRANSFORM, name),
    )


_WAYS_WITHOUT_FORMS = {
    program.ChromeDriver.EXTENSION: "way.extension",
    program.ChromeDriver.COMMAND: "way.command",
}


def _request_problems(values: Values) -> list[Problem]:
    """Return what stands between templates and driver on one side and requests on the other."""
    rules = _request_rules(values)
    if rules.are_plain:
        return []
    found: list[Problem] = []
    for setting, (template, address) in _checked_templates(values).items():
        signing = _signing_setting(address.host, values)
        key = signing or trust.METHOD.name
        if _has_fragment(template) and (signing or rules.method is Method.POST):
            place = template.text.index("#")
            span = Span(place, len(template.text))
            found.append(values.error(setting, said("trust.fragment", key=key), span=span))
        found += _of_template(setting, template, values, is_signed=bool(signing))
    return [*found, *_of_hosts(values), *_of_driver(values)]


def _signing_setting(host: str, values: Values) -> str:
    """Return the setting whose key signs the cards of *host*; empty if none does."""
    if values.get(trust.SIGN_KEY_OF_HOST, host):
        return trust.SIGN_KEY_OF_HOST.named(host)
    return trust.SIGN_KEY.name if values.get(trust.SIGN_KEY) else ""


def _of_hosts(values: Values) -> Iterator[Problem]:
    """Keys of servers that no template leads to, and servers that are left without one."""
    own = values.family(trust.SIGN_KEY_OF_HOST)
    cards_at = {address.host: at for at, (_, address) in _checked_templates(values).items()}
    for host in own:
        if host not in cards_at:
            setting = trust.SIGN_KEY_OF_HOST.named(host)
            yield values.warning(setting, said("trust.no_template", host=host))
    for host, setting in cards_at.items():
        if own and not _signing_setting(host, values):
            key = trust.SIGN_KEY_OF_HOST.named(host)
            yield values.warning(setting, said("trust.unsigned", host=host, key=key))


def _of_template(
    setting: str, template: Template, values: Values, *, is_signed: bool
) -> Iterator[Problem]:
    if is_signed:
        yield from _of_names(setting, template, values)
    if values.get(trust.METHOD) is Method.POST:
        yield from _of_path(setting, template, values)


def _of_names(setting: str, template: Template, values: Values) -> Iterator[Problem]:
    """Whoever verifies must not have to guess which of two parameters counts."""
    twins = template.names_twice
    if taken := sorted({name.lower() for name in template.query_names} & {*SIGNATURE_NAMES}):
        what = said("trust.name_taken", name=taken[0], names=SIGNATURE_NAMES)
        yield values.error(setting, what)
    elif twins:
        yield values.error(setting, said("trust.twice", name=min(twins)))


def _of_path(setting: str, template: Template, values: Values) -> Iterator[Problem]:
    for part in template.parts:
        if isinstance(part, Literal) and "?" in part.text:
            return
        if isinstance(part, Expression) and part.operator.sign == "?":
            return
        if isinstance(part, Expression):
            what = said("trust.path", written=part.text, names=part.text.strip("{}./;"))
            problem = values.error(setting, what, span=part.span)
            yield replace(problem, severity=Severity.WARNING)


def _of_driver(values: Values) -> list[Problem]:
    way = _WAYS_WITHOUT_FORMS.get(values.get(program.CHROME_DRIVER))
    if way is None or values.get(trust.METHOD) is not Method.POST:
        return []
    return [values.error(trust.METHOD.name, said("trust.no_form", way=said(way)))]


def _has_fragment(template: Template) -> bool:
    """A customer's `#` is always encoded, so only the template's own text can begin a fragment."""
    return any("#" in part.text for part in template.parts)
