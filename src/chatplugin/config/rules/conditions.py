"""
Conditions of rules: a small, typed part of the Common Expression Language (CEL).

From the text of a condition to a function that works it out. A mistake is found when settings are
read, never at a contact. Loosest first, as in CEL: `||`, `&&`, comparisons and `in`, `!`, then what
stands behind a '.'. Each part knows its type, so that `attributes.Age > 18`, a text and a number,
is refused.
"""

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from chatplugin.config.rules.parts import CONSTANTS, CONVERSIONS, Part
from chatplugin.config.rules.tokens import HAS, Token, Tokens, Type
from chatplugin.domain.contact import CHANNEL_TYPE
from chatplugin.domain.errors import BadValue, Span
from chatplugin.domain.rules import Condition
from chatplugin.domain.screenpop import ATTRIBUTES, HEADERS, TEXTS
from chatplugin.sentences import said

LONGEST = 1_000
_DEEPEST = 32
MOST_INSTRUCTIONS = 3_000
"""Of all patterns of one condition: what RE2 may have to do for each character of a value."""

_LARGEST = 2**63 - 1


class Compiled(NamedTuple):
    """A condition that can be worked out, and what is known of it before."""

    work_out: Condition
    names: frozenset[str]
    """What it asks for: `user_id`, `headers`, and attributes by their own names."""

    channels: tuple[str, ...]
    """The texts that it compares `channel_type` with."""

    instructions: int
    """Of its patterns, in RE2."""

    # Settings are read anew at each change, and by the studio at each keystroke.
    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, text: str) -> "Compiled":
        """Return the condition *text*. Raises BadValue, mostly with the place."""
        if len(text) > LONGEST:
            raise BadValue("condition.too_long", number=len(text), most=LONGEST)
        return _Parser(text).condition()


_LISTS = {Type.TEXT: Type.TEXTS, Type.NUMBER: Type.NUMBERS}
_EQUALITY: dict[str, Callable[[Any, Any], bool]] = {"==": operator.eq, "!=": operator.ne}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": operator.contains,
}


class _Parser:
    """Reads one condition from left to right, and notes what it asks for."""

    def __init__(self, text: str) -> None:
        self._tokens = Tokens(text)
        self._depth = 0
        self._names: set[str] = set()
        self._channels: list[str] = []
        self._instructions = 0

    def condition(self) -> Compiled:
        whole = self._alternatives()
        if self._tokens.next.kind != "end":
            raise self._tokens.not_expected()
        if whole.type is not Type.TRUTH:
            raise BadValue("condition.outcome", type=said(whole.type))
        return Compiled(
            whole.condition(),
            frozenset(self._names),
            tuple(self._channels),
            self._instructions,
        )

    def _alternatives(self) -> Part:
        with self._deeper():
            return self._joined("||", self._requirements, settled_by=True)

    def _requirements(self) -> Part:
        return self._joined("&&", self._comparison, settled_by=False)

    def _joined(self, sign: str, part: Callable[[], Part], *, settled_by: bool) -> Part:
        parts = [part()]
        while found := self._tokens.take(sign):
            parts.append(part())
            for each in parts[-2:]:
                if each.type is not Type.TRUTH:
                    raise found.mismatch(each.type)
        if len(parts) == 1:
            return parts[0]
        return Part.joined(parts, settled_by=settled_by)

    def _comparison(self) -> Part:
        left = self._negation()
        if sign := self._tokens.take("in"):
            return self._membership(left, sign)
        sign = self._tokens.take(*_EQUALITY, *_ORDER)
        if sign is None:
            return left
        right = self._negation()
        comparable = {Type.TEXT, Type.NUMBER}
        if sign.text in _EQUALITY:
            comparable.add(Type.TRUTH)
            self._note_channels(left, right)
        if left.type is not right.type or left.type not in comparable:
            raise sign.mismatch(left.type, right.type)
        compare = (_EQUALITY | _ORDER)[sign.text]
        return Part.applied(Type.TRUTH, compare, left, right)

    def _membership(self, left: Part, sign: Token) -> Part:
        is_table = self._tokens.next.text in {ATTRIBUTES, HEADERS}
        if is_table and self._tokens.after_next.text not in {".", "["}:
            table = self._tokens.advance().text
            if len(left.literals) != 1 or left.type is not Type.TEXT:
                raise sign.mismatch(left.type, Type.NAMES)
            name = self._noted(table, left.literals[0], sign)
            return Part.is_there(table, name)
        right = self._negation()
        if _LISTS.get(left.type) is not right.type:
            raise sign.mismatch(left.type, right.type)
        self._note_channels(left, right)
        return Part.applied(Type.TRUTH, _is_in, left, right)

    def _negation(self) -> Part:
        signs = []
        while sign := self._tokens.take("!"):
            signs.append(sign)
        part = self._member()
        if signs and part.type is not Type.TRUTH:
            raise signs[-1].mismatch(part.type)
        if len(signs) % 2:
            return Part.applied(Type.TRUTH, operator.not_, part)
        return part

    def _member(self) -> Part:
        part = self._primary()
        while dot := self._tokens.take("."):
            name = self._tokens.name()
            if part.type is not Type.TEXT:
                raise dot.mismatch(part.type)
            if self._tokens.take("(") is None:
                raise BadValue("condition.behind_text", Span(dot.place, name.span.end))
            part = self._test(part, name)
        return part

    def _test(self, text: Part, name: Token) -> Part:
        """Return `text.contains("…")` and the like, of which the opening bracket is read."""
        if name.text not in {*_TESTS, "matches"}:
            raise name.unknown_function()
        start = self._tokens.next
        argument = self._alternatives()
        self._tokens.close(")")
        if name.text == "matches":
            return self._match(text, argument, name, start)
        if argument.type is not Type.TEXT:
            raise name.mismatch(argument.type)
        return Part.applied(Type.TRUTH, _TESTS[name.text], text, argument)

    def _match(self, text: Part, argument: Part, name: Token, start: Token) -> Part:
        if argument.type is not Type.TEXT or not argument.literals:
            raise BadValue("condition.pattern_without_quotes", name.span)
        try:
            part, instructions = text.matching(argument.literals[0])
        except BadValue as error:
            error.span = start.span
            raise
        self._instructions += instructions
        if self._instructions > MOST_INSTRUCTIONS:
            raise BadValue("condition.too_costly", start.span)
        return part

    def _primary(self) -> Part:
        word = self._tokens.next
        if word.kind == "name":
            return self._named(self._tokens.name())
        if word.kind == "text":
            return Part.text(self._tokens.advance().literal())
        if word.kind == "number" or word.text == "-":
            return self._written_number()
        if self._tokens.take("("):
            part = self._alternatives()
            self._tokens.close(")")
            return part
        if self._tokens.take("["):
            return self._list(word)
        raise self._tokens.not_expected()

    def _named(self, name: Token) -> Part:
        if name.text in CONSTANTS:
            return CONSTANTS[name.text]
        if name.text in {ATTRIBUTES, HEADERS}:
            return self._entry(name.text)
        if name.text in TEXTS:
            self._names.add(name.text)
            return Part.variable(name.text)
        if self._tokens.take("(") is None:
            raise self._tokens.unknown_name()
        if name.text == HAS:
            return self._has()
        if name.text not in CONVERSIONS:
            raise name.unknown_function()
        argument = self._alternatives()
        self._tokens.close(")")
        if argument.type is not Type.TEXT:
            raise name.mismatch(argument.type)
        return Part.applied(Type.NUMBER, CONVERSIONS[name.text], argument)

    def _entry(self, table: str) -> Part:
        """Return `attributes.Name` or `headers["name"]`, of which the first word is read."""
        if self._tokens.take("."):
            word = self._tokens.name(table)
            name = word.text
        elif self._tokens.take("[") and self._tokens.next.kind == "text":
            word = self._tokens.advance()
            name = word.literal()
            self._tokens.close("]")
        else:
            raise self._tokens.not_expected()
        return Part.entry(table, self._noted(table, name, word))

    def _has(self) -> Part:
        table = self._tokens.next
        if table.text not in {ATTRIBUTES, HEADERS}:
            raise BadValue("condition.has", table.span)
        self._tokens.advance()
        if self._tokens.take(".") is None:
            raise BadValue("condition.has", self._tokens.next.span)
        word = self._tokens.name(table.text)
        self._tokens.close(")")
        name = self._noted(table.text, word.text, word)
        return Part.is_there(table.text, name)

    def _noted(self, table: str, name: str, word: Token) -> str:
        """Return *name*, noted among what is asked for."""
        if table == HEADERS and name != name.lower():
            raise BadValue(
                "condition.header_capitals",
                word.span,
                fix=word.text.lower(),
                name=name,
                better=name.lower(),
            )
        self._names.add(HEADERS if table == HEADERS else name)
        return name

    def _written_number(self) -> Part:
        sign = -1 if self._tokens.take("-") else 1
        word = self._tokens.next
        if word.kind != "number":
            raise self._tokens.not_expected()
        self._tokens.advance()
        number = float(word.text) if "." in word.text else int(word.text)
        if number > _LARGEST:
            better = f'"{word.text}"'
            raise BadValue("condition.number", word.span, fix=better)
        return Part.number(sign * number)

    def _list(self, opening: Token) -> Part:
        items = [self._alternatives()]
        while self._tokens.take(","):
            items.append(self._alternatives())
        self._tokens.close("]")
        first = items[0].type
        for item in items:
            if item.type is not first or item.type not in _LISTS:
                raise opening.mismatch(first, item.type)
        return Part.listed(_LISTS[first], items)

    def _note_channels(self, left: Part, right: Part) -> None:
        if CHANNEL_TYPE in {left.name, right.name}:
            self._channels += [*left.literals, *right.literals]

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        """Count the parts in one another: too many would need more stack than there is."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadValue("condition.too_deep")
        yield
        self._depth -= 1


def _is_in(item: object, items: list[object]) -> bool:
    return item in items
