"""
From the rules as written to the rules of `decide`: in order, each with its template.

A rule whose template is not there, or cannot be used, counts as absent, as every broken value does:
the next rules decide, or the contact's own template.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from chatplugin.config.problems import Problem, Severity, refused
from chatplugin.config.rule import NO_CARD, WrittenRule
from chatplugin.config.table import cards
from chatplugin.config.values import Values
from chatplugin.domain.contact import CHANNEL_NAMES, default_channel_type
from chatplugin.domain.errors import did_you_mean, nearest
from chatplugin.domain.rules import ChoiceRule, PopTemplate

MOST_RULES = 100
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
    for number, (_, written) in enumerate(rules[:MOST_RULES]):
        spent += written.compiled.instructions
        if spent > MOST_INSTRUCTIONS:
            return rules[:number]
    return rules[:MOST_RULES]


def _too_costly(rules: Sequence[tuple[str, WrittenRule]], values: Values) -> Iterator[Problem]:
    affordable = len(_affordable(rules))
    if affordable == MOST_RULES < len(rules):
        what = f"there are {len(rules)} rules, and only the first {MOST_RULES} are tried"
        yield _problem(rules[-1][0], what, "Put rules together with ||", values)
    elif affordable < len(rules):
        what = "the patterns of all rules need too much time, so this and later ones are not tried"
        yield _problem(rules[affordable][0], what, "Repeat less often in patterns", values)


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
        what = f"there is no template '{written.target}'"
        yield _problem(setting, what, _remedy(written.target, templates), values)


def _remedy(target: str, templates: Sequence[str]) -> str:
    head, dot, _ = target.lower().partition(".")
    is_key = head in {"template", "chattemplate", "emailtemplate"}
    otherwise = f"Add the setting '{target if is_key else f'Template.{target}'}'"
    otherwise += ", or write none for no card"
    if is_key and head != "template" and not dot:
        return otherwise
    like = [*_names(templates), NO_CARD, *templates]
    if is_key and dot:
        like = [setting for setting in templates if setting.lower().startswith(f"{head}.")]
    return did_you_mean(target, like, otherwise=otherwise)


def _never_reached(rules: Sequence[tuple[str, WrittenRule]], values: Values) -> Iterator[Problem]:
    always = [number for number, (_, written) in enumerate(rules) if written.text == "true"]
    for setting, _ in rules[always[0] + 1 :] if always else ():
        what = f"{rules[always[0]][0]} always holds and comes first, so this is never reached"
        yield _warning(setting, what, "Give it a smaller number, or take it out", values)


def _never_chosen(rules: Sequence[tuple[str, WrittenRule]], values: Values) -> Iterator[Problem]:
    """A broken rule may be the one that names it; then there is an error already."""
    if values.broken(cards.RULE):
        return
    targets = {written.target.lower() for _, written in rules}
    for name in values.family(cards.NAMED_TEMPLATE):
        setting = cards.NAMED_TEMPLATE.named(name)
        if targets.isdisjoint({name, setting.lower()}):
            remedy = f"Add a rule, as in 'Rule.10 = … -> {setting}', or take it out"
            yield _warning(setting, "no rule names this template", remedy, values)


def _doubtful_channels(
    rules: Sequence[tuple[str, WrittenRule]], values: Values
) -> Iterator[Problem]:
    """`channel_type == "WhatsApp"` never holds: the channel is `whatsapp`."""
    known = {
        *CHANNEL_NAMES,
        *values.family(cards.CHANNEL_ALIAS).values(),
        *values.family(cards.CHANNEL_NAME),
        *values.family(cards.CHANNEL_TEMPLATE),
        *values.family(cards.CHANNEL_ENABLED),
    }
    for setting, written in rules:
        for channel in written.compiled.channels:
            if meant := _meant(channel, known):
                what = f"the channel '{channel}' is not among the known ones"
                yield _warning(setting, what, f"Did you mean '{meant}'?", values)


def _meant(channel: str, known: AbstractSet[str]) -> str | None:
    """Return the channel that is meant, None if *channel* can be one itself."""
    as_channel = default_channel_type(channel)
    if channel in known or as_channel in known:
        return None if channel in known else as_channel
    close = nearest(as_channel, known, cutoff=0.8)
    return close or (as_channel if as_channel != channel else None)


def _problem(setting: str, what: str, remedy: str, values: Values) -> Problem:
    sourced = values.sources[setting]
    return refused(setting, sourced.value, what, remedy, sourced.layer)


def _warning(setting: str, what: str, remedy: str, values: Values) -> Problem:
    layer = values.sources[setting].layer
    return Problem(setting, "", f"{setting}: {what}", remedy, layer, Severity.WARNING)
