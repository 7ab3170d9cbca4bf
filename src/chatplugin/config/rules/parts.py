"""
What the parts of a condition do at a pop: functions of a contact's values.

Each part costs no more than its length times that of the values: there are no loops, and patterns
run in RE2. A part that cannot be worked out raises _CannotTell, which never leaves its condition.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from chatplugin.config.rules.tokens import Type
from chatplugin.domain.errors import BadValue
from chatplugin.domain.rules import Condition, ConditionValues, Verdict

_Work = Callable[[ConditionValues], Any]

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_BLANKS = " \t\n\v\f\r"
_MEMORY = 1 << 20
"""Of a pattern, in bytes: it is kept as long as its rule."""


class Part(NamedTuple):
    """A part of a condition: the type of what it gives, and how that is worked out."""

    type: Type
    work_out: _Work
    name: str = ""
    """Of a part that is a variable."""

    literals: tuple[str, ...] = ()
    """Of a part that is a text in quotes, or a list of them."""

    @classmethod
    def text(cls, text: str) -> "Part":
        return cls(Type.TEXT, _constant(text), literals=(text,))

    @classmethod
    def number(cls, number: float) -> "Part":
        return cls(Type.NUMBER, _constant(number))

    @classmethod
    def variable(cls, name: str) -> "Part":
        return cls(Type.TEXT, lambda values: values.texts[name], name=name)

    @classmethod
    def entry(cls, table: str, name: str) -> "Part":
        """Return the value of *name* in *table*: of an attribute or a header."""

        def look_up(values: ConditionValues) -> str:
            found = values.tables[table].get(name)
            if found is None:
                raise _CannotTell(Verdict.LACKING)
            return found

        return cls(Type.TEXT, look_up)

    @classmethod
    def is_there(cls, table: str, name: str) -> "Part":
        return cls(Type.TRUTH, lambda values: name in values.tables[table])

    @classmethod
    def applied(cls, type_: Type, function: Callable[..., Any], *parts: "Part") -> "Part":
        """Return *function* of what one or two *parts* give."""
        if len(parts) == 1:
            only = parts[0].work_out
            return cls(type_, lambda values: function(only(values)))
        left, right = [part.work_out for part in parts]
        return cls(type_, lambda values: function(left(values), right(values)))

    @classmethod
    def listed(cls, type_: Type, parts: Sequence["Part"]) -> "Part":
        works = [part.work_out for part in parts]
        literals = tuple(text for part in parts for text in part.literals)
        return cls(type_, lambda values: [work(values) for work in works], literals=literals)

    @classmethod
    def joined(cls, parts: Sequence["Part"], *, settled_by: bool) -> "Part":
        """
        Return the parts joined with `||`, which True settles, or with `&&`, which False settles.

        As in CEL, a part that cannot be worked out does not count where another one settles the
        matter.
        """

        def work_out(values: ConditionValues) -> bool:
            reason = None
            for part in parts:
                try:
                    if bool(part.work_out(values)) is settled_by:
                        return settled_by
                except _CannotTell as error:
                    reason = reason or error
            if reason:
                raise reason
            return not settled_by

        return cls(Type.TRUTH, work_out)

    def matching(self, pattern: str) -> tuple["Part", int]:
        """
        Return whether the text has the *pattern*, and how many instructions of RE2 that takes.

        Raises BadValue with RE2's own words where it is no pattern.
        """
        search, instructions = _search(pattern)
        return Part.applied(Type.TRUTH, search, self), instructions

    def condition(self) -> Condition:
        """Return the condition that the part is."""

        def work_out(values: ConditionValues) -> Verdict:
            try:
                return Verdict.HOLDS if self.work_out(values) else Verdict.DOES_NOT_HOLD
            except _CannotTell as reason:
                return reason.verdict

        return work_out


class _CannotTell(Exception):
    """A value is lacking, or not of the form that is needed. It holds nothing of the value."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


def _constant(value: object) -> _Work:
    return lambda _: value


def _whole_number(text: str) -> int:
    text = text.strip(_BLANKS)
    if not _WHOLE.fullmatch(text):
        raise _CannotTell(Verdict.FAILED)
    return int(text)


def _decimal_number(text: str) -> float:
    text = text.strip(_BLANKS)
    if not _DECIMAL.fullmatch(text):
        raise _CannotTell(Verdict.FAILED)
    return float(text)


def _search(text: str) -> tuple[Callable[[str], bool], int]:
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


CONSTANTS = {
    "true": Part(Type.TRUTH, _constant(value=True)),
    "false": Part(Type.TRUTH, _constant(value=False)),
    "null": Part(Type.NULL, _constant(value=None)),
}
CONVERSIONS: dict[str, Callable[[str], float]] = {
    "size": len,
    "int": _whole_number,
    "double": _decimal_number,
}
"""From a text to a number."""
