"""
`chatplugin explain` shows what a contact would get, and why, as a table or as JSON.

`chatplugin suggest` goes the other way: it makes a template of the address of one card. What it
prints is a settings file: what it says beside the settings stands in remarks there.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from chatplugin.adapters.desktop_layers import DesktopLayers
from chatplugin.adapters.machine import language_of, mails_in
from chatplugin.cli.options import (
    Commands,
    add_contact,
    add_options,
    command,
    contacts_of,
    field_layer,
)
from chatplugin.config.layers import Problem, Severity
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import CHANNEL_TYPE, OPERATOR, PERSONAL_ACCOUNT, USER_ID
from chatplugin.domain.errors import UsageError
from chatplugin.domain.request import Method, RequestRules
from chatplugin.domain.rules import ParameterFate
from chatplugin.mail import Sureness
from chatplugin.sentences import Language, Said, said, say, say_remedy
from chatplugin.service.explanation import ExplainedRule, Explanation, ParameterPath
from chatplugin.service.suggestion import Suggestion

_NOTHING = "–"
_WIDEST = 32


def add(commands: Commands) -> None:
    parser = command(
        commands,
        "explain",
        "say which card a contact would get, and why",
        "Takes e-mails from files, or a contact that is described by options, and shows customer, "
        "account, each parameter's way into the address, and the tab's title. Nothing is opened "
        "and nothing is sent.",
        _explain,
    )
    parser.add_argument(
        "mails",
        nargs="*",
        type=Path,
        metavar="MAIL",
        help="a raw e-mail (.eml), or a folder with them",
    )
    add_contact(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    add_options(parser, "--settings", "--language")
    _add_suggest(commands)


def _explain(options: argparse.Namespace) -> int:
    """Print one explanation for each contact; 1 if a file could not be read."""
    contacts = contacts_of(options, [*_files(options.mails)])
    language = language_of(options.language)
    reading = read_settings([*DesktopLayers.read(options.settings).layers, field_layer(options)])
    _tell_errors(reading.problems, language)
    worst, counts = 0, Counter[Sureness]()
    for name, contact in contacts:
        if isinstance(contact, UsageError):
            print(contact.described(language), file=sys.stderr)
            worst = 1
        else:
            found = Explanation.of(contact.report(), contact.operator, reading)
            counts.update([found.letter.account.reason.sureness] if found.letter else [])
            print(
                _for_programs(found, name) if options.json else _for_people(found, name, language)
            )
    if counts.total() > 1 and not options.json:
        print(say(said("explain.accounts", **{each: counts[each] for each in Sureness}), language))
    return worst


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Return *paths*, and in place of a folder its e-mails. Raises ConfigurationError for none."""
    for path in paths:
        yield from mails_in(path) if path.is_dir() else (path,)


def _for_people(explanation: Explanation, file: str, language: Language) -> str:
    """Return the table, a blank line last. *file* is empty for a contact that is made up."""
    table = _Table(explanation, language)
    lines = [file or table.say("explain.test_contact")]
    for rows in table.blocks():
        lines += ["", *_aligned(rows)]
    return "\n".join([*lines, ""])


class _Table(NamedTuple):
    explanation: Explanation
    language: Language

    def blocks(self) -> Iterator[Sequence[tuple[str, ...]]]:
        yield [*self._contact()]
        if self.explanation.rules:
            yield [*map(self._rule, self.explanation.rules)]
        heads = [self.say(f"explain.{name}") for name in ("parameter", "in_address", "how")]
        yield [tuple(heads), *map(self._parameter, self.explanation.parameters)]
        yield [*self._card()]

    def say(self, code: str) -> str:
        return say(said(code), self.language)

    def _of(self, what: Said) -> str:
        return say(what, self.language)

    def _contact(self) -> Iterator[tuple[str, ...]]:
        found = self.explanation
        letter, rule = found.letter, found.rule
        sender = self._of(letter.sender.said) if letter else ""
        yield self.say("explain.channel"), found.contact.channel_type or _NOTHING
        yield self.say("explain.customer"), found.user_id or _NOTHING, sender
        if letter:
            account = letter.account
            yield self.say("explain.account"), account.value or _NOTHING, self._of(account.said)
        operator = found.operator.agent_id if found.operator else _NOTHING
        yield self.say("explain.operator"), operator
        by = self._of(said("explain.by_rule", rule=rule.setting)) if rule else ""
        yield self.say("explain.template"), found.template_name, by

    def _rule(self, rule: ExplainedRule) -> tuple[str, ...]:
        return rule.setting, self._of(rule.said), f"{rule.condition} -> {rule.template_name}"

    def _parameter(self, path: ParameterPath) -> tuple[str, ...]:
        return path.name, path.value or _NOTHING, self._how(path)

    def _how(self, path: ParameterPath) -> str:
        outcome, origin = path.outcome, self._of(path.outcome.origin)
        why = self._of(path.why) if path.why else ""
        if not path.in_template:
            return why or (f"{origin}: {outcome.found}" if outcome.found else origin)
        if outcome.fate is not ParameterFate.GIVEN:
            where = "" if path.is_on else f" ({path.layer})"
            return f"{self._of(outcome.fate.said)}: {why}{where}"
        if not path.steps:
            return origin
        steps = "".join(f" → {step}: {value or _NOTHING}" for step, value in path.steps)
        return f"{origin}: {outcome.found}{steps}"

    def _card(self) -> Iterator[tuple[str, ...]]:
        found = self.explanation
        if found.no_card:
            yield self.say("explain.no_card"), self._of(found.no_card)
        else:
            yield self.say("explain.address"), found.url or _NOTHING
            if not found.requests.are_plain:
                yield self.say("explain.sent"), self._of(_sent(found.requests))
            yield self.say("explain.tab"), found.title or _NOTHING


def _sent(requests: RequestRules) -> Said:
    if requests.broken:
        return said("explain.not_sent", keys=requests.broken)
    is_get = requests.method is Method.GET
    how = said("explain.by_get" if is_get else "explain.by_post")
    return said("explain.signed", how=how) if requests.key else how


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A value that is longer than the others are may push its remark aside."""
    first = max(len(row[0]) for row in rows)
    remarked = [len(row[1]) for row in rows if len(row) > 2]
    second = max([length for length in remarked if length <= _WIDEST], default=0)
    for name, value, *remark in rows:
        yield f"  {name:<{first}}  {value:<{second}}  {''.join(remark)}".rstrip()


def _for_programs(explanation: Explanation, file: str) -> str:
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
            "rules": [_rule(rule) for rule in explanation.rules],
            "parameters": [_parameter(path) for path in explanation.parameters],
            "url": explanation.url,
            "method": explanation.requests.method,
            "signed": explanation.requests.key is not None,
            "title": explanation.title,
            "no_card": str(explanation.no_card) if explanation.no_card else None,
        },
        ensure_ascii=False,
    )


def _rule(rule: ExplainedRule) -> dict[str, object]:
    return {
        "rule": rule.setting,
        "condition": rule.condition,
        "template": rule.template_name,
        "verdict": rule.verdict,
    }


def _parameter(path: ParameterPath) -> dict[str, object]:
    outcome = path.outcome
    return {
        "name": path.name,
        "value": path.value,
        "in_template": path.in_template,
        "fate": outcome.fate,
        "why": str(path.why) if path.why else None,
        "source": str(outcome.origin),
        "found": outcome.found,
        "transform": [{"step": step, "value": value} for step, value in path.steps],
        "switch": {"key": path.key, "on": path.is_on, "layer": path.layer},
    }


def _tell_errors(problems: Sequence[Problem], language: Language) -> None:
    for problem in problems:
        if problem.severity is Severity.ERROR:
            print(problem.described(language), file=sys.stderr)


def _add_suggest(commands: Commands) -> None:
    parser = command(
        commands,
        "suggest",
        "make a template of the address of one card, as the CRM has it",
        "Guesses which values differ from contact to contact, prints the settings, and tries them "
        "with test contacts. Say by options what a value is where the guess is wrong. Nothing is "
        "opened and nothing is sent.",
        _suggest,
    )
    parser.add_argument("address", metavar="ADDRESS", help="from Chrome's address bar, in quotes")
    for name, what in (
        ("--user-id", "the customer's address, phone number or id"),
        ("--operator", "the operator's AgentID"),
        ("--account", "the customer's account"),
        ("--channel", "the messenger"),
    ):
        parser.add_argument(name, default="", metavar="VALUE", help=f"{what}, as it stands there")
    add_options(parser, "--language")


def _suggest(options: argparse.Namespace) -> int:
    """Print the settings; 1 if they cannot be used as they are."""
    language = language_of(options.language)
    known = {
        USER_ID: options.user_id,
        OPERATOR: options.operator,
        PERSONAL_ACCOUNT: options.account,
        CHANNEL_TYPE: options.channel,
    }
    suggestion = Suggestion.of(options.address, known)
    for line in _settings_lines(suggestion, language):
        print(line)
    problems = suggestion.reading.problems
    has_errors = any(problem.severity is Severity.ERROR for problem in problems)
    return int(has_errors or suggestion.doubt is not None)


def _settings_lines(suggestion: Suggestion, language: Language) -> Iterator[str]:
    yield "[ChatPlugin]"
    yield from (f"{key}={text}" for key, text in suggestion.settings.items())
    yield ""
    yield f"; {say(said('suggest.values'), language)}:"
    for piece in suggestion.pieces:
        shown = f"{piece.name}={piece.value}" if piece.in_query else piece.value
        what = said("suggest.is", name=piece.meaning) if piece.meaning else said("suggest.fixed")
        yield f";   {shown}: {say(what, language)}"
    yield ""
    yield f"; {say(said('suggest.trials'), language)}:"
    for trial in suggestion.trials():
        contact = trial.contact
        outcome = _outcome(trial.found, language, is_same=trial.is_same)
        yield f";   {contact.channel} {contact.user_id}: {outcome}"
    if suggestion.doubt:
        yield f"; {say(suggestion.doubt, language)}. {say_remedy(suggestion.doubt, language)}."
    for problem in suggestion.reading.problems:
        yield f"; {problem.described(language)}"


def _outcome(found: Explanation, language: Language, *, is_same: bool) -> str:
    if found.no_card:
        why = say(found.no_card, language)
        return say(said("suggest.no_card", why=why), language)
    same = f" ({say(said('suggest.same'), language)})" if is_same else ""
    return f"{found.url}{same}"
