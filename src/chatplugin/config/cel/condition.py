"""
From the text of a condition to a function that works it out.

A condition costs no more than its length times that of the values: it has no loops, its patterns
run in RE2, and length, depth and patterns are bounded. Decision 0521 has the figures.
"""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from cel_expr_python import cel  # type: ignore[import-untyped]

from chatplugin.config.cel.checks import check_patterns, check_words
from chatplugin.config.cel.sentences import refusal, refused_outcome
from chatplugin.config.cel.tokens import Token, tokens
from chatplugin.domain.choosing import ATTRIBUTES, HEADERS, TEXTS
from chatplugin.domain.rules import Condition, ConditionValues, Verdict
from chatplugin.errors import ConfigurationError

LONGEST: Final = 1_000

_TEXT: Final = "{type_name: string}"
# Of the macros only has(): the others are loops, whose cost grows by the power of their depth.
_ENVIRONMENT: Final = "\n".join(
    [
        "stdlib: {include_macros: [has]}",
        "variables:",
        *[f"  - {{name: {name}, type_name: string}}" for name in TEXTS],
        *[
            f"  - {{name: {name}, type_name: map, params: [{_TEXT}, {_TEXT}]}}"
            for name in (ATTRIBUTES, HEADERS)
        ],
    ]
)
_NO_SUCH_KEY: Final = "NOT_FOUND"
_NOTHING: Final[ConditionValues] = {**dict.fromkeys(TEXTS, ""), ATTRIBUTES: {}, HEADERS: {}}


class Compiled(NamedTuple):
    """A condition that can be worked out, its words, and the instructions of its patterns."""

    work_out: Condition
    tokens: tuple[Token, ...]
    instructions: int


# Settings are read anew at each change, and by the studio at each keystroke.
@lru_cache(maxsize=256)
def compiled(text: str) -> Compiled:
    """Return the condition *text*. Raises ConfigurationError, mostly with the place."""
    if len(text) > LONGEST:
        raise ConfigurationError(
            f"the condition has {len(text)} characters", remedy=f"Write at most {LONGEST}"
        )
    words = tokens(text)
    check_words(words)
    try:
        program = _environment().compile(text)
    except (RuntimeError, TypeError) as error:
        raise refusal(str(error), text, words) from None
    if program.return_type().name() != "BOOL":
        raise refused_outcome(program.return_type().name())
    instructions = check_patterns(words, _value_of)
    work_out = _function(program)
    work_out(_NOTHING)  # The first time takes the library longer.
    return Compiled(work_out, words, instructions)


@lru_cache(maxsize=1)
def _environment() -> Any:
    return cel.NewEnv(config=cel.NewEnvConfigFromYaml(_ENVIRONMENT))


def _function(program: Any) -> Condition:
    def work_out(values: ConditionValues) -> Verdict:
        try:
            outcome = program.eval(data=values).value()
        except (RuntimeError, TypeError, ValueError):
            return Verdict.FAILED
        if isinstance(outcome, bool):
            return Verdict.HOLDS if outcome else Verdict.DOES_NOT_HOLD
        # What else it says may hold a customer's text: nobody gets it.
        return Verdict.LACKING if str(outcome).startswith(_NO_SUCH_KEY) else Verdict.FAILED

    return work_out


def _value_of(literal: str) -> str:
    return str(_environment().compile(literal).eval(data={}).value())
