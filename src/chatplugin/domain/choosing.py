"""
Choosing a contact's template by the administrator's rules: in their order, the first that holds.

What a condition is made of is not known here: it takes what the contact has and gives a verdict.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chatplugin.domain.parameters import AUTHOR, CHANNEL_TYPE, OPERATOR, USER_ID, Facts
from chatplugin.domain.rules import ChoiceRule, ConditionValues, Verdict

LONGEST_TEXT = 4096
"""Of a value, conditions see so many characters: their work is bounded, whatever is written."""

TEXTS = (CHANNEL_TYPE, USER_ID, OPERATOR)
ATTRIBUTES, HEADERS = "attributes", "headers"
NAMES = (*TEXTS, ATTRIBUTES, HEADERS)
"""What a condition may ask for."""


class Trial(NamedTuple):
    """What a rule said of one contact."""

    rule: ChoiceRule
    verdict: Verdict


def try_rules(rules: Sequence[ChoiceRule], facts: Facts, *, is_final: bool) -> tuple[Trial, ...]:
    """
    Try *rules* one after another, up to the first that holds or has to wait.

    Unless *is_final*, EMC may still tell who writes in a messenger: a rule that asks for it waits.
    """
    values = _values(rules, facts)
    unknown = _unknown(facts) if not is_final else frozenset()
    trials = []
    for rule in rules:
        waits = not unknown.isdisjoint(rule.names)
        trials.append(Trial(rule, Verdict.WAITS if waits else rule.condition(values)))
        if trials[-1].verdict in {Verdict.HOLDS, Verdict.WAITS}:
            break
    return tuple(trials)


def _unknown(facts: Facts) -> frozenset[str]:
    """Return the names of what is not known of a multimedia contact before it is accepted."""
    if facts.is_email or facts.built_in[USER_ID]:
        return frozenset()
    return frozenset({USER_ID, AUTHOR, facts.user_id_source})


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
    text = text[:LONGEST_TEXT]
    return text if text.isascii() else text.encode(errors="replace").decode()
