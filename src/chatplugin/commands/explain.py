"""
`chatplugin explain`: say which card a contact would get, and why. Nothing is opened or sent.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from chatplugin.adapters.layers_here import layers_here
from chatplugin.commands.contacts import check_usage, field_layer, made_up, of_file
from chatplugin.commands.explain_table import for_people
from chatplugin.config.problems import Problem, Severity
from chatplugin.config.settings import read_settings
from chatplugin.errors import UsageError
from chatplugin.explanation import Explanation, ParameterPath, RuleTrial
from chatplugin.explanation import explain as explained
from chatplugin.trial import TrialContact


def explain(options: argparse.Namespace) -> int:
    """Print one explanation for each contact; 1 if a file could not be read."""
    check_usage(options, options.mails)
    reading = read_settings([*layers_here(options.settings), field_layer(options)])
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


def _contacts(options: argparse.Namespace) -> Iterator[tuple[str, TrialContact | UsageError]]:
    if not options.mails:
        yield "", made_up(options)
    for path in options.mails:
        yield str(path), _or_error(path, options)


def _or_error(path: Path, options: argparse.Namespace) -> TrialContact | UsageError:
    """One file that cannot be read does not hide what becomes of the others."""
    try:
        return of_file(path, options)
    except UsageError as error:
        return error


def _tell_errors(problems: Sequence[Problem]) -> None:
    for problem in problems:
        if problem.severity is Severity.ERROR:
            print(problem, file=sys.stderr)
