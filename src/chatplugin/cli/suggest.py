"""
`chatplugin suggest`: a template made of the address of one card.

What it prints is a settings file: what it says beside the settings stands in remarks there.
"""

import argparse
from collections.abc import Iterator

from chatplugin.adapters.machine import language_of
from chatplugin.cli.options import Commands, add_options, command
from chatplugin.config.layers import Severity
from chatplugin.domain.contact import CHANNEL_TYPE, OPERATOR, PERSONAL_ACCOUNT, USER_ID
from chatplugin.sentences import Language, said, say, say_remedy
from chatplugin.service.suggestion import Suggestion, Trial


def add(commands: Commands) -> None:
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
    for line in _lines(suggestion, language):
        print(line)
    problems = suggestion.reading.problems
    has_errors = any(problem.severity is Severity.ERROR for problem in problems)
    return int(has_errors or suggestion.doubt is not None)


def _lines(suggestion: Suggestion, language: Language) -> Iterator[str]:
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
        yield f";   {trial.contact.channel} {trial.contact.user_id}: {_outcome(trial, language)}"
    if suggestion.doubt:
        yield f"; {say(suggestion.doubt, language)}. {say_remedy(suggestion.doubt, language)}."
    for problem in suggestion.reading.problems:
        yield f"; {problem.described(language)}"


def _outcome(trial: Trial, language: Language) -> str:
    if trial.found.no_card:
        why = say(trial.found.no_card, language)
        return say(said("suggest.no_card", why=why), language)
    same = f" ({say(said('suggest.same'), language)})" if trial.is_same else ""
    return f"{trial.found.url}{same}"
