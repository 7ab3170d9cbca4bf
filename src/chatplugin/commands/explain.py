"""
`chatplugin explain`: say which card an e-mail would raise, and why. Nothing is opened or sent.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatplugin.adapters.sources import local_layers
from chatplugin.config.settings import Settings, read_settings
from chatplugin.domain.contact import ContactId, Operator
from chatplugin.domain.parameters import ParameterFate, ParameterOutcome
from chatplugin.domain.screenpop import NoPop, PopOn, ScreenPop, decide
from chatplugin.intake import email_contact
from chatplugin.mail import Letter, read


@dataclass(frozen=True, slots=True)
class Explanation:
    """One e-mail, what was read in it, and what was decided."""

    file: str
    letter: Letter
    decision: ScreenPop | NoPop


def explain(
    mails: Sequence[Path],
    settings_file: Path | None,
    *,
    operator: str,
    form: Callable[[Explanation], str],
) -> int:
    """Print one explanation for each of *mails*; 1 if a file could not be read."""
    settings = read_settings(local_layers(settings_file)).settings
    person = Operator(operator) if operator else None
    worst = 0
    for path in mails:
        try:
            raw = path.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            print(f"{path}: this e-mail cannot be read: {reason}", file=sys.stderr)
            worst = 1
        else:
            print(form(_explain(str(path), raw, person, settings)))
    return worst


def for_programs(explanation: Explanation) -> str:
    """Return one JSON object on one line."""
    letter, decision = explanation.letter, explanation.decision
    pop = decision if isinstance(decision, ScreenPop) else None
    return json.dumps(
        {
            "file": explanation.file,
            "user_id": letter.sender.value,
            "PersonalAccount": letter.account.value,
            "reason": letter.account.describe(),
            "sender_reason": letter.sender.describe(),
            "url": pop.url if pop else None,
            "title": pop.title if pop else None,
            "no_card": decision.describe() if isinstance(decision, NoPop) else None,
        },
        ensure_ascii=False,
    )


def for_people(explanation: Explanation) -> str:
    """Return some lines, a blank one last."""
    letter, decision = explanation.letter, explanation.decision
    rows = [
        ("customer", letter.sender.value or "–", letter.sender.describe()),
        ("account", letter.account.value or "–", letter.account.describe()),
        *[(outcome.name, outcome.value or "–", _how(outcome)) for outcome in decision.parameters],
        *_ends(decision),
    ]
    lines = [f"  {name:<16} {value}{f'   ({why})' if why else ''}" for name, value, why in rows]
    return "\n".join([explanation.file, *lines, ""])


def _how(outcome: ParameterOutcome) -> str:
    how = outcome.origin if outcome.fate is ParameterFate.GIVEN else outcome.fate
    return f"{how}, then {outcome.transform}" if outcome.transform else how


def _ends(decision: ScreenPop | NoPop) -> list[tuple[str, str, str]]:
    match decision:
        case ScreenPop():
            return [
                ("address", decision.url, decision.template_name),
                ("tab", decision.title, ""),
            ]
        case NoPop():
            return [("no card", decision.describe(), "")]


def _explain(file: str, raw: bytes, operator: Operator | None, settings: Settings) -> Explanation:
    letter = read(raw, settings.accounts)
    contact = email_contact(ContactId(file), letter, {})
    return Explanation(file, letter, decide(contact, operator, settings.rules, PopOn.ACCEPTED))
