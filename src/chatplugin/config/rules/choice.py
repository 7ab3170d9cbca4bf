"""
From the rules as written to the rules of `decide`: in order, each with its template.

A rule whose template is not there, or cannot be used, counts as absent, as every broken value does:
the next rules decide, or the contact's own template.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from chatplugin.config.layers import Problem, Severity
from chatplugin.config.table import KEYS, cards
from chatplugin.config.table.key import CHANNEL, MESSENGER
from chatplugin.config.table.kinds import NO_CARD, WrittenRule
from chatplugin.config.values import Values
from chatplugin.domain.contact import CHANNEL_NAMES, default_channel_type
from chatplugin.domain.errors import Span, nearest
from chatplugin.domain.rules import ChoiceRule, PopTemplate
from chatplugin.sentences import said

_MOST_RULES = 100
MOST_INSTRUCTIONS = 20_000
"""Of the patterns of all rules: what every contact may wait for, some 100 ms at the very worst."""


def choice_rules(values: Values, templates: Mapping[str, PopTemplate]) -> tuple[ChoiceRule, ...]:
    """Return the rules in the order of their numbers; *templates* are those that can be used."""
    names = _names(templates)
    return tuple(
        ChoiceRule(
            setting,
            written.text,
            written.compiled.names,
            written.compiled.work_out,
            templates[names[target]] if target != NO_CARD else None,
        )
        for setting, written in _affordable(_in_order(values))
        if (target := written.target.lower()) in {NO_CARD, *names}
    )


def choice_problems(values: Values, templates: Sequence[str]) -> list[Problem]:
    """Return what is wrong with rules as a whole; *templates* are the settings that can be used."""
    rules = _in_order(values)
    return [
        *_too_costly(rules, values),
        *_without_template(rules, templates, values),
        *_never_reached([r for r in rules if _is_used(r[1], templates)], values),
        *_doubtful_channels(rules, values),
        *_never_chosen(rules, values),
    ]


def _is_used(written: WrittenRule, templates: Mapping[str, object] | Sequence[str]) -> bool:
    return written.target.lower() in {NO_CARD, *_names(templates)}


def _in_order(values: Values) -> list[tuple[str, WrittenRule]]:
    rules = values.family(cards.RULE)
    return [
        (cards.RULE.named(number), written)
        for number in sorted(rules, key=int)
        if (written := rules[number])
    ]


def _names(templates: Mapping[str, object] | Sequence[str]) -> dict[str, str]:
    """Return the settings of *templates* by what may stand after `->`: `vip`, `template.vip`."""
    prefix = cards.NAMED_TEMPLATE.named("")
    whole = {setting.lower(): setting for setting in templates}
    named = [setting for setting in templates if setting.startswith(prefix)]
    return {**{setting.removeprefix(prefix).lower(): setting for setting in named}, **whole}


def _affordable(rules: Sequence[tuple[str, WrittenRule]]) -> Sequence[tuple[str, WrittenRule]]:
    spent = 0
    for number, (_, written) in enumerate(rules[:_MOST_RULES]):
        spent += written.compiled.instructions
        if spent > MOST_INSTRUCTIONS:
            return rules[:number]
    return rules[:_MOST_RULES]


def _too_costly(rules: Sequence[tuple[str, WrittenRule]], values: Values) -> Iterator[Problem]:
    affordable = len(_affordable(rules))
    if affordable == _MOST_RULES < len(rules):
        what = said("rules.too_many", number=len(rules), most=_MOST_RULES)
        yield values.error(rules[-1][0], what)
    elif affordable < len(rules):
        yield values.error(rules[affordable][0], said("rules.too_costly"))


def _without_template(
    rules: Sequence[tuple[str, WrittenRule]], templates: Sequence[str], values: Values
) -> Iterator[Problem]:
    known = {NO_CARD, *_names(templates)}
    broken = _names(
        [
            key.named(name)
            for key in (
                cards.NAMED_TEMPLATE,
                cards.CHANNEL_TEMPLATE,
                cards.CHAT_TEMPLATE,
                cards.EMAIL_TEMPLATE,
            )
            for name in values.broken(key)
        ]
    )
    for setting, written in rules:
        if written.target.lower() in known | broken.keys():
            continue
        yield _no_such_template(setting, written.target, templates, values)


def _no_such_template(
    setting: str, target: str, templates: Sequence[str], values: Values
) -> Problem:
    head, dot, _ = target.lower().partition(".")
    is_key = head in {"template", "chattemplate", "emailtemplate"}
    like = [*_names(templates), NO_CARD, *templates]
    if is_key and dot:
        like = [setting for setting in templates if setting.lower().startswith(f"{head}.")]
    is_whole = is_key and head != "template" and not dot
    meant = None if is_whole else nearest(target, like)
    what = said(
        "rule.no_template",
        target=target,
        setting=target if is_key else cards.NAMED_TEMPLATE.named(target),
    )
    remedy = said("meant", fix=meant) if meant else None
    place = values.sources[setting].text.rindex(target)
    span = Span(place, place + len(target))
    return values.error(setting, what, span=span, fix=meant, remedy=remedy)


def _never_reached(rules: Sequence[tuple[str, WrittenRule]], values: Values) -> Iterator[Problem]:
    always = [number for number, (_, written) in enumerate(rules) if written.text == "true"]
    for setting, _ in rules[always[0] + 1 :] if always else ():
        yield values.warning(setting, said("rule.never_reached", other=rules[always[0]][0]))


def _never_chosen(rules: Sequence[tuple[str, WrittenRule]], values: Values) -> Iterator[Problem]:
    """A broken rule may be the one that names it; then there is an error already."""
    if values.broken(cards.RULE):
        return
    targets = {written.target.lower() for _, written in rules}
    for name in values.family(cards.NAMED_TEMPLATE):
        setting = cards.NAMED_TEMPLATE.named(name)
        if targets.isdisjoint({name, setting.lower()}):
            yield values.warning(setting, said("rule.never_chosen", setting=setting))


def _doubtful_channels(
    rules: Sequence[tuple[str, WrittenRule]], values: Values
) -> Iterator[Problem]:
    """`channel_type == "WhatsApp"` never holds: the channel is `whatsapp`."""
    known: set[str] = {*CHANNEL_NAMES, *values.family(cards.CHANNEL_ALIAS).values()}
    known |= {
        name for key in KEYS if key.family in (CHANNEL, MESSENGER) for name in values.family(key)
    }
    for setting, written in rules:
        for channel in written.compiled.channels:
            if meant := _meant(channel, known):
                place = values.sources[setting].text.index(channel)
                problem = values.error(
                    setting,
                    said("rule.channel", name=channel),
                    span=Span(place, place + len(channel)),
                    fix=meant,
                    remedy=said("meant", fix=meant),
                )
                yield replace(problem, severity=Severity.WARNING)


def _meant(channel: str, known: AbstractSet[str]) -> str | None:
    """Return the channel that is meant, None if *channel* can be one itself."""
    as_channel = default_channel_type(channel)
    if channel in known or as_channel in known:
        return None if channel in known else as_channel
    close = CHANNEL.meant(as_channel, known)
    return close or (as_channel if as_channel != channel else None)
