"""
`chatplugin explain`: show what a contact would get, and why, as a table or as JSON.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from chatplugin.adapters.desktop_layers import desktop_layers
from chatplugin.cli.contacts import check_usage, field_layer, made_up, of_file
from chatplugin.config.problems import Problem, Severity
from chatplugin.config.settings import read_settings
from chatplugin.desktop.test_contact import TestContact
from chatplugin.domain.errors import UsageError
from chatplugin.domain.parameters import ParameterFate
from chatplugin.domain.request import Method, RequestRules
from chatplugin.service.explanation import Explanation, ParameterPath, RuleTrial
from chatplugin.service.explanation import explain as explained

_NOTHING = "–"
_WIDEST = 32


def for_people(explanation: Explanation, file: str) -> str:
    """Return the table, a blank line last. *file* is empty for a contact that is made up."""
    blocks = (
        [*_contact(explanation)],
        *([[*map(_rule_row, explanation.rules)]] if explanation.rules else []),
        [("parameter", "in the address", "how"), *map(_parameter_row, explanation.parameters)],
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


def _rule_row(trial: RuleTrial) -> tuple[str, ...]:
    said = trial.verdict or "not asked"
    return trial.setting, said, f"{trial.condition} -> {trial.template_name}"


def _parameter_row(path: ParameterPath) -> tuple[str, ...]:
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


def explain(options: argparse.Namespace) -> int:
    """Print one explanation for each contact; 1 if a file could not be read."""
    check_usage(options, options.mails)
    reading = read_settings([*desktop_layers(options.settings), field_layer(options)])
    _tell_errors(reading.problems)
    form = for_programs if options.json else for_people
    worst = 0
    for name, contact in _contacts(options):
        if isinstance(contact, UsageError):
            print(contact, file=sys.stderr)
            worst = 1
        else:
            print(form(explained(contact.report(), contact.operator, reading), name))
    return worst


def for_programs(explanation: Explanation, file: str) -> str:
    """Return one JSON object on one line; `file` is null for a contact that is made up."""
    letter = explanation.letter
    return json.dumps(
        {
            "file": file or None,
            "channel_type": explanation.contact.channel_type,
            "user_id": explanation.user_id,
            "PersonalAccount": explanation.contact.personal_account,
            "reason": letter.account.describe() if letter else None,
            "sender_reason": letter.sender.describe() if letter else None,
            "template": explanation.template_name,
            "rule": explanation.rule.setting if explanation.rule else None,
            "rules": [_rule(trial) for trial in explanation.rules],
            "parameters": [_parameter(path) for path in explanation.parameters],
            "url": explanation.url,
            "method": explanation.requests.method,
            "signed": explanation.requests.key is not None,
            "title": explanation.title,
            "no_card": explanation.no_card,
        },
        ensure_ascii=False,
    )


def _rule(trial: RuleTrial) -> dict[str, object]:
    return {
        "rule": trial.setting,
        "condition": trial.condition,
        "template": trial.template_name,
        "verdict": trial.verdict,
    }


def _parameter(path: ParameterPath) -> dict[str, object]:
    outcome, switch = path.outcome, path.switch
    return {
        "name": path.name,
        "value": path.value,
        "in_template": path.in_template,
        "fate": outcome.fate,
        "why": path.why or None,
        "source": outcome.origin,
        "found": outcome.found,
        "transform": [{"step": step, "value": value} for step, value in path.steps],
        "switch": {"key": switch.key, "on": switch.is_on, "layer": switch.layer},
    }


def _contacts(options: argparse.Namespace) -> Iterator[tuple[str, TestContact | UsageError]]:
    if not options.mails:
        yield "", made_up(options)
    for path in options.mails:
        yield str(path), _or_error(path, options)


def _or_error(path: Path, options: argparse.Namespace) -> TestContact | UsageError:
    """One file that cannot be read does not hide what becomes of the others."""
    try:
        return of_file(path, options)
    except UsageError as error:
        return error


def _tell_errors(problems: Sequence[Problem]) -> None:
    for problem in problems:
        if problem.severity is Severity.ERROR:
            print(problem, file=sys.stderr)
