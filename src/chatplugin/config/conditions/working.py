"""
What the parts of a condition do at a pop: functions of a contact's values.

Each part costs no more than its length times that of the values: there are no loops, and patterns
run in RE2. A part that cannot be worked out raises _CannotTell, which never leaves `verdict`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from chatplugin.domain.errors import BadValue
from chatplugin.domain.rules import Condition, ConditionValues, Verdict

Part = Callable[[ConditionValues], Any]

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_BLANKS = " \t\n\v\f\r"
_MEMORY = 1 << 20
"""Of a pattern, in bytes: it is kept as long as its rule."""


class _CannotTell(Exception):
    """A value is lacking, or not of the form that is needed. It holds nothing of the value."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


def verdict(part: Part) -> Condition:
    """Return the condition that *part* is."""

    def work_out(values: ConditionValues) -> Verdict:
        try:
            return Verdict.HOLDS if part(values) else Verdict.DOES_NOT_HOLD
        except _CannotTell as reason:
            return reason.verdict

    return work_out


def constant(value: object) -> Part:
    return lambda _: value


def text_of(name: str) -> Part:
    return lambda values: values.texts[name]


def entry(table: str, name: str) -> Part:
    """Return the value of *name* in *table*: of an attribute or a header."""

    def look_up(values: ConditionValues) -> str:
        found = values.tables[table].get(name)
        if found is None:
            raise _CannotTell(Verdict.LACKING)
        return found

    return look_up


def is_there(table: str, name: str) -> Part:
    return lambda values: name in values.tables[table]


def applied(function: Callable[..., Any], *parts: Part) -> Part:
    """Return *function* of what the *parts* give."""
    if len(parts) == 1:
        (only,) = parts
        return lambda values: function(only(values))
    left, right = parts
    return lambda values: function(left(values), right(values))


def listed(parts: Sequence[Part]) -> Part:
    return lambda values: [part(values) for part in parts]


def joined(parts: Sequence[Part], *, settled_by: bool) -> Part:
    """
    Return the parts joined with `||`, which True settles, or with `&&`, which False settles.

    As in CEL, a part that cannot be worked out does not count where another one settles the matter.
    """

    def work_out(values: ConditionValues) -> bool:
        reason = None
        for part in parts:
            try:
                if bool(part(values)) is settled_by:
                    return settled_by
            except _CannotTell as error:
                reason = reason or error
        if reason:
            raise reason
        return not settled_by

    return work_out


def whole_number(text: str) -> int:
    text = text.strip(_BLANKS)
    if not _WHOLE.fullmatch(text):
        raise _CannotTell(Verdict.FAILED)
    return int(text)


def decimal_number(text: str) -> float:
    text = text.strip(_BLANKS)
    if not _DECIMAL.fullmatch(text):
        raise _CannotTell(Verdict.FAILED)
    return float(text)


def pattern(text: str) -> tuple[Callable[[str], bool], int]:
    """
    Return the search for the pattern *text*, and how many instructions of RE2 it has.

    Raises BadValue with RE2's own words where it is none.
    """
    try:
        import re2  # type: ignore[import-untyped]  # noqa: PLC0415 - only for patterns: 30 ms, 4 MB
    except ImportError as error:
        raise BadValue("pattern.no_library") from error

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.never_capture = True
    try:
        found = re2.compile(text, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise BadValue("condition.pattern", said=_said(error)) from None
    return lambda value: found.search(value) is not None, int(found.programsize)


def _said(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "half a character"
    said = error.args[0] if error.args else b""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
