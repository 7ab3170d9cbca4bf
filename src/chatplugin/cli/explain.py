"""
`chatplugin explain` shows what a contact would get, and why, as a table or as JSON.

`chatplugin suggest` goes the other way: it makes a template of the address of one card. What it
prints is a settings file: what it says beside the settings stands in remarks there.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from chatplugin.adapters.desktop_layers import DesktopLayers
from chatplugin.adapters.machine import language_of, mails_in
from chatplugin.cli.options import (
    Commands,
    contacts_of,
    field_layer,
    matching,
    progress,
)
from chatplugin.config.layers import Layer, Problem, Severity
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import CHANNEL_TYPE, OPERATOR, PERSONAL_ACCOUNT, USER_ID
from chatplugin.domain.errors import UsageError
from chatplugin.domain.request import Method
from chatplugin.domain.rules import ParameterFate, Verdict
from chatplugin.mail import Sureness
from chatplugin.sentences import Language, Said, Words, said, say, say_remedy
from chatplugin.service.explanation import Explanation, ParameterPath
from chatplugin.service.suggestion import Suggestion

_NOTHING = "–"
_WIDEST = 32


def add(commands: Commands) -> None:
    parser = commands.add(
        "explain",
        Words(
            "say which card a contact would get, and why",
            "сказать, какую карточку получит обращение и почему",
        ),
        Words(
            "Takes e-mails from files, or a contact that is described by options, and shows "
            "customer, account, each parameter's way into the address, and the tab's title. "
            "Nothing is opened and nothing is sent.",
            "Берёт письма из файлов или обращение, описанное параметрами, и показывает клиента, "
            "лицевой счёт, путь каждого параметра в адрес и заголовок вкладки. Ничего не "
            "открывает и не отправляет.",
        ),
        _explain,
    )
    parser.add_argument(
        "mails",
        nargs="*",
        type=Path,
        metavar="MAIL",
        help=parser.words(
            "an e-mail (.eml or .msg), a folder with them, or a pattern such as letters/*.eml",
            "письмо (.eml или .msg), папка с письмами или шаблон имён: letters/*.eml",
        ),
    )
    parser.add_contact()
    parser.add_argument(
        "--json",
        action="store_true",
        help=parser.words("one JSON object a line", "по объекту JSON в строке"),
    )
    parser.add_options("--settings", "--section", "--language")
    _add_suggest(commands)


def _explain(options: argparse.Namespace) -> int:
    """Print one explanation for each contact; 1 if a file could not be read."""
    mails = [*_files(options.mails)]
    contacts = contacts_of(options, mails)
    language = language_of(options.language)
    reading = read_settings(
        [*DesktopLayers.read(options.settings, options.section).layers, field_layer(options)]
    )
    _tell_errors(reading.problems, language)
    worst, counts = 0, Counter[Sureness]()
    for number, (name, contact) in enumerate(contacts, 1):
        # A terminal that shows the letters themselves needs no other sign.
        if len(mails) > 1 and not sys.stdout.isatty():
            progress(said("progress.letters", number=number, total=len(mails)), language)
        if isinstance(contact, UsageError):
            print(contact.described(language), file=sys.stderr)
            worst = 1
        else:
            found = Explanation.of(contact.report(), contact.operator, reading)
            counts.update([found.letter.account.reason.sureness] if found.letter else [])
            print(
                _for_programs(found, name) if options.json else _for_people(found, name, language)
            )
    progress(None)
    if counts.total() > 1 and not options.json:
        print(say(said("explain.accounts", **{each: counts[each] for each in Sureness}), language))
    return worst


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Return *paths*, and in place of a folder its e-mails. Raises ConfigurationError for none."""
    for path in matching(paths):
        yield from mails_in(path) if path.is_dir() else (path,)


def _for_people(explanation: Explanation, file: str, language: Language) -> str:
    """Return the table, a blank line last. *file* is empty for a contact that is made up."""
    table = _Table(explanation, language, bool(file))
    lines = [file or table.say("explain.test_contact")]
    for rows in table.blocks():
        lines += ["", *_aligned(rows)]
    return "\n".join([*lines, ""])


class _Table(NamedTuple):
    explanation: Explanation
    language: Language
    is_of_file: bool

    def blocks(self) -> Iterator[Sequence[tuple[str, ...]]]:
        yield [*self._contact()]
        if self.explanation.rules:
            yield [
                (rule.setting, self._of(rule.said), f"{rule.condition} -> {rule.template_name}")
                for rule in self.explanation.rules
            ]
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
            is_found = self.is_of_file or not account.value
            how = account.said if is_found else said("explain.by_option", name="--account")
            yield self.say("explain.account"), account.value or _NOTHING, self._of(how)
        operator = found.operator.agent_id if found.operator else _NOTHING
        yield self.say("explain.operator"), operator
        by = self._of(said("explain.by_rule", rule=rule.setting)) if rule else ""
        yield self.say("explain.template"), found.template_name, by

    def _parameter(self, path: ParameterPath) -> tuple[str, ...]:
        return path.name, path.value or _NOTHING, self._how(path)

    def _how(self, path: ParameterPath) -> str:
        outcome, origin = path.outcome, self._of(path.outcome.origin)
        why = self._of(path.why) if path.why else ""
        if not path.in_template:
            return why or (f"{origin}: {outcome.found}" if outcome.found else origin)
        if outcome.fate is not ParameterFate.GIVEN:
            where = "" if path.is_on else f" ({self._of(Layer.known_as(path.layer))})"
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
                yield self.say("explain.sent"), self._of(_sent(found))
            yield self.say("explain.tab"), found.title or _NOTHING


def _sent(found: Explanation) -> Said:
    requests = found.requests
    if requests.broken:
        return said("explain.not_sent", keys=requests.broken)
    is_get = requests.method is Method.GET
    how = said("explain.by_get" if is_get else "explain.by_post")
    return said("explain.signed", how=how) if _is_signed(found) else how


def _is_signed(found: Explanation) -> bool:
    return found.requests.signs(found.url) if found.url else False


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A value that is longer than the others are may push its remark aside."""
    first = max(len(row[0]) for row in rows)
    remarked = [len(row[1]) for row in rows if len(row) > 2]
    second = max([length for length in remarked if length <= _WIDEST], default=0)
    for name, value, *remark in rows:
        yield f"  {name:<{first}}  {value:<{second}}  {''.join(remark)}".rstrip()


class _Step(Struct, frozen=True):
    """One step of a transform, and what came of it."""

    step: str
    value: str


class _Switch(Struct, frozen=True):
    """The setting that switches a parameter on and off, and the layer that it comes from."""

    key: str
    on: bool
    layer: str


class _Parameter(Struct, frozen=True):
    """A parameter: what was `found` in `source`, what was made of it, and what goes to the CRM."""

    name: str
    value: str | None
    in_template: bool
    fate: ParameterFate
    why: str | None
    source: str
    found: str | None
    transform: Sequence[_Step]
    switch: _Switch

    @classmethod
    def of(cls, path: ParameterPath) -> "_Parameter":
        outcome = path.outcome
        return cls(
            path.name,
            path.value,
            path.in_template,
            outcome.fate,
            str(path.why) if path.why else None,
            str(outcome.origin),
            outcome.found,
            [_Step(step, value) for step, value in path.steps],
            _Switch(path.key, path.is_on, path.layer),
        )


class _Rule(Struct, frozen=True):
    """A rule; `verdict` is null where one before it has chosen."""

    rule: str
    condition: str
    template: str
    verdict: Verdict | None


class ExplainReport(Struct, frozen=True, rename={"personal_account": "PersonalAccount"}):
    """
    What `explain --json` prints of one contact, on a line.

    `file` is null for a contact that is made up, `url` where no card comes up.
    """

    file: str | None
    channel_type: str | None
    user_id: str | None
    personal_account: str | None
    reason: str | None
    sender_reason: str | None
    template: str
    rule: str | None
    rules: Sequence[_Rule]
    parameters: Sequence[_Parameter]
    url: str | None
    method: Method
    signed: bool
    title: str | None
    no_card: str | None


def _for_programs(explanation: Explanation, file: str) -> str:
    letter, rules = explanation.letter, explanation.rules
    report = ExplainReport(
        file=file or None,
        channel_type=explanation.contact.channel_type,
        user_id=explanation.user_id,
        personal_account=explanation.contact.personal_account,
        reason=letter.account.describe() if letter else None,
        sender_reason=letter.sender.describe() if letter else None,
        template=explanation.template_name,
        rule=explanation.rule.setting if explanation.rule else None,
        rules=[_Rule(t.setting, t.condition, t.template_name, t.verdict) for t in rules],
        parameters=[*map(_Parameter.of, explanation.parameters)],
        url=explanation.url,
        method=explanation.requests.method,
        signed=_is_signed(explanation),
        title=explanation.title,
        no_card=str(explanation.no_card) if explanation.no_card else None,
    )
    return msgspec.json.encode(report).decode()


def _tell_errors(problems: Sequence[Problem], language: Language) -> None:
    for problem in problems:
        if problem.severity is Severity.ERROR:
            print(problem.described(language), file=sys.stderr)


def _add_suggest(commands: Commands) -> None:
    parser = commands.add(
        "suggest",
        Words(
            "make a template of the address of one card, as the CRM has it",
            "сделать шаблон из адреса одной карточки, взятого из CRM",
        ),
        Words(
            "Guesses which values differ from contact to contact, prints the settings, and tries "
            "them with test contacts. Say by options what a value is where the guess is wrong. "
            "Nothing is opened and nothing is sent.",
            "Угадывает, какие значения у каждого обращения свои, выводит настройки и проверяет их "
            "на пробных обращениях. Где догадка неверна, укажите значение параметром. Ничего не "
            "открывает и не отправляет.",
        ),
        _suggest,
    )
    parser.add_argument(
        "address",
        metavar="ADDRESS",
        help=parser.words(
            "from Chrome's address bar, in quotes", "из адресной строки Chrome, в кавычках"
        ),
    )
    for name, en, ru in (
        (
            "--user-id",
            "the customer's address, phone number or id",
            "адрес, телефон или номер клиента",
        ),
        ("--operator", "the operator's AgentID", "AgentID оператора"),
        ("--account", "the customer's account", "лицевой счёт клиента"),
        ("--channel", "the messenger", "мессенджер"),
    ):
        told = parser.words(f"{en}, as it stands there", f"{ru}, как стоит в адресе")
        parser.add_argument(name, default="", metavar="VALUE", help=told)
    parser.add_options("--language")


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
