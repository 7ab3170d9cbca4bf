"""
An explanation as a table for people: the contact, each parameter's way into the address, the card.
"""

from collections.abc import Iterator, Sequence

from chatplugin.domain.parameters import ParameterFate
from chatplugin.domain.request import Method, RequestRules
from chatplugin.explanation import Explanation, ParameterPath, RuleTrial

_NOTHING = "–"
_WIDEST = 32


def for_people(explanation: Explanation, file: str) -> str:
    """Return the table, a blank line last. *file* is empty for a contact that is made up."""
    blocks = (
        [*_contact(explanation)],
        *([[*map(_rule, explanation.rules)]] if explanation.rules else []),
        [("parameter", "in the address", "how"), *map(_parameter, explanation.parameters)],
        [*_card(explanation)],
    )
    lines = [file or "test contact"]
    for rows in blocks:
        lines += ["", *_aligned(rows)]
    return "\n".join([*lines, ""])


def _contact(explanation: Explanation) -> Iterator[tuple[str, ...]]:
    letter = explanation.letter
    yield "channel", explanation.contact.channel_type or _NOTHING
    yield "customer", explanation.user_id or _NOTHING, letter.sender.describe() if letter else ""
    if letter:
        yield "account", letter.account.value or _NOTHING, letter.account.describe()
    yield "operator", explanation.operator.agent_id if explanation.operator else _NOTHING
    rule = explanation.rule
    yield "template", explanation.template_name, f"by {rule.setting}" if rule else ""


def _rule(trial: RuleTrial) -> tuple[str, ...]:
    said = trial.verdict or "not asked"
    return trial.setting, said, f"{trial.condition} -> {trial.template_name}"


def _parameter(path: ParameterPath) -> tuple[str, ...]:
    return path.name, path.value or _NOTHING, _how(path)


def _how(path: ParameterPath) -> str:
    if not path.in_template:
        found = f": {path.outcome.found}" if path.outcome.found else ""
        return path.why or f"{path.outcome.origin}{found}"
    if path.outcome.fate is not ParameterFate.GIVEN:
        switch = path.switch
        where = "" if switch.is_on else f" ({switch.layer})"
        return f"{path.outcome.fate}: {path.why}{where}"
    if not path.steps:
        return path.outcome.origin
    steps = "".join(f" → {step}: {value or _NOTHING}" for step, value in path.steps)
    return f"{path.outcome.origin}: {path.outcome.found}{steps}"


def _card(explanation: Explanation) -> Iterator[tuple[str, ...]]:
    if explanation.no_card:
        yield "no card", explanation.no_card
    else:
        yield "address", explanation.url or _NOTHING
        if not explanation.requests.are_plain:
            yield "sent", _sent(explanation.requests)
        yield "tab", explanation.title or _NOTHING


def _sent(requests: RequestRules) -> str:
    if requests.broken:
        return f"not at all: {requests.broken} cannot be used"
    how = "in the address" if requests.method is Method.GET else "in a form (Method=POST)"
    return f"{how}, signed when it is opened (Sign.Key)" if requests.key else how


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A value that is longer than the others are may push its remark aside."""
    first = max(len(row[0]) for row in rows)
    remarked = [len(row[1]) for row in rows if len(row) > 2]
    second = max([length for length in remarked if length <= _WIDEST], default=0)
    for name, value, *remark in rows:
        yield f"  {name:<{first}}  {value:<{second}}  {''.join(remark)}".rstrip()
