"""
From the text of a condition to a function that works it out.

Loosest first, as in CEL: `||`, `&&`, comparisons and `in`, `!`, then what stands behind a '.'. Each
part knows its kind, so that `attributes.Age > 18`, a text and a number, is refused.
"""

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from chatplugin.config.conditions import faults, working
from chatplugin.config.conditions.tokens import Kind, Token, Type, literal, tokens
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


class _Part(NamedTuple):
    type: Type
    work_out: working.Part
    name: str = ""
    """Of a part that is a variable."""

    literals: tuple[str, ...] = ()
    """Of a part that is a text in quotes, or a list of them."""


_LISTS = {Type.TEXT: Type.TEXTS, Type.NUMBER: Type.NUMBERS}
_CONSTANTS = {
    "true": _Part(Type.TRUTH, working.constant(value=True)),
    "false": _Part(Type.TRUTH, working.constant(value=False)),
    "null": _Part(Type.NULL, working.constant(value=None)),
}
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
_CONVERSIONS: dict[str, Callable[[str], float]] = {
    "size": len,
    "int": working.whole_number,
    "double": working.decimal_number,
}


# Settings are read anew at each change, and by the studio at each keystroke.
@lru_cache(maxsize=256)
def compiled(text: str) -> Compiled:
    """Return the condition *text*. Raises BadValue, mostly with the place."""
    if len(text) > LONGEST:
        raise BadValue("condition.too_long", number=len(text), most=LONGEST)
    return _Parser(text).condition()


class _Parser:
    """Reads one condition from left to right, and notes what it asks for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = tokens(text)
        self._number = 0
        self._depth = 0
        self._names: set[str] = set()
        self._channels: list[str] = []
        self._instructions = 0

    def condition(self) -> Compiled:
        whole = self._alternatives()
        if self._next.kind is not Kind.END:
            raise self._not_expected()
        if whole.type is not Type.TRUTH:
            raise BadValue("condition.outcome", type=said(whole.type))
        return Compiled(
            working.verdict(whole.work_out),
            frozenset(self._names),
            tuple(self._channels),
            self._instructions,
        )

    def _alternatives(self) -> _Part:
        with self._deeper():
            return self._joined("||", self._requirements, settled_by=True)

    def _requirements(self) -> _Part:
        return self._joined("&&", self._comparison, settled_by=False)

    def _joined(self, sign: str, part: Callable[[], _Part], *, settled_by: bool) -> _Part:
        parts = [part()]
        while found := self._take(sign):
            parts.append(part())
            for each in parts[-2:]:
                if each.type is not Type.TRUTH:
                    raise faults.mismatch(found, each.type)
        if len(parts) == 1:
            return parts[0]
        works = [each.work_out for each in parts]
        return _Part(Type.TRUTH, working.joined(works, settled_by=settled_by))

    def _comparison(self) -> _Part:
        left = self._negation()
        if sign := self._take("in"):
            return self._membership(left, sign)
        sign = self._take(*_EQUALITY, *_ORDER)
        if sign is None:
            return left
        right = self._negation()
        comparable = {Type.TEXT, Type.NUMBER}
        if sign.text in _EQUALITY:
            comparable.add(Type.TRUTH)
            self._note_channels(left, right)
        if left.type is not right.type or left.type not in comparable:
            raise faults.mismatch(sign, left.type, right.type)
        compare = (_EQUALITY | _ORDER)[sign.text]
        return _Part(Type.TRUTH, working.applied(compare, left.work_out, right.work_out))

    def _membership(self, left: _Part, sign: Token) -> _Part:
        if self._next.text in {ATTRIBUTES, HEADERS} and self._after.text not in {".", "["}:
            table = self._advance().text
            if len(left.literals) != 1 or left.type is not Type.TEXT:
                raise faults.mismatch(sign, left.type, Type.NAMES)
            name = self._noted(table, left.literals[0], sign)
            return _Part(Type.TRUTH, working.is_there(table, name))
        right = self._negation()
        if _LISTS.get(left.type) is not right.type:
            raise faults.mismatch(sign, left.type, right.type)
        self._note_channels(left, right)
        return _Part(Type.TRUTH, working.applied(_is_in, left.work_out, right.work_out))

    def _negation(self) -> _Part:
        signs = []
        while sign := self._take("!"):
            signs.append(sign)
        part = self._member()
        if signs and part.type is not Type.TRUTH:
            raise faults.mismatch(signs[-1], part.type)
        if len(signs) % 2:
            return _Part(Type.TRUTH, working.applied(operator.not_, part.work_out))
        return part

    def _member(self) -> _Part:
        part = self._primary()
        while dot := self._take("."):
            name = self._name()
            if part.type is not Type.TEXT:
                raise faults.mismatch(dot, part.type)
            if self._take("(") is None:
                raise BadValue("condition.behind_text", Span(dot.place, name.span.end))
            part = self._test(part, name)
        return part

    def _test(self, text: _Part, name: Token) -> _Part:
        """Return `text.contains("…")` and the like, of which the opening bracket is read."""
        if name.text not in {*_TESTS, "matches"}:
            raise faults.unknown_function(name)
        start = self._next
        argument = self._alternatives()
        self._close(")")
        if name.text == "matches":
            return self._match(text, argument, name, start)
        if argument.type is not Type.TEXT:
            raise faults.mismatch(name, argument.type)
        test = working.applied(_TESTS[name.text], text.work_out, argument.work_out)
        return _Part(Type.TRUTH, test)

    def _match(self, text: _Part, argument: _Part, name: Token, start: Token) -> _Part:
        if argument.type is not Type.TEXT or not argument.literals:
            raise BadValue("condition.pattern_without_quotes", name.span)
        try:
            search, instructions = working.pattern(argument.literals[0])
        except BadValue as error:
            error.span = start.span
            raise
        self._instructions += instructions
        if self._instructions > MOST_INSTRUCTIONS:
            raise BadValue("condition.too_costly", start.span)
        return _Part(Type.TRUTH, working.applied(search, text.work_out))

    def _primary(self) -> _Part:
        word = self._next
        if word.kind is Kind.NAME:
            return self._named(self._name())
        if word.kind is Kind.TEXT:
            text = literal(self._advance())
            return _Part(Type.TEXT, working.constant(text), literals=(text,))
        if word.kind is Kind.NUMBER or word.text == "-":
            return self._written_number()
        if self._take("("):
            part = self._alternatives()
            self._close(")")
            return part
        if self._take("["):
            return self._list(word)
        raise self._not_expected()

    def _named(self, name: Token) -> _Part:
        if name.text in _CONSTANTS:
            return _CONSTANTS[name.text]
        if name.text in {ATTRIBUTES, HEADERS}:
            return self._entry(name.text)
        if name.text in TEXTS:
            self._names.add(name.text)
            return _Part(Type.TEXT, working.text_of(name.text), name=name.text)
        if self._take("(") is None:
            raise faults.unknown_name(self._words, self._number - 1)
        if name.text == faults.HAS:
            return self._has()
        if name.text not in _CONVERSIONS:
            raise faults.unknown_function(name)
        argument = self._alternatives()
        self._close(")")
        if argument.type is not Type.TEXT:
            raise faults.mismatch(name, argument.type)
        converted = working.applied(_CONVERSIONS[name.text], argument.work_out)
        return _Part(Type.NUMBER, converted)

    def _entry(self, table: str) -> _Part:
        """Return `attributes.Name` or `headers["name"]`, of which the first word is read."""
        if self._take("."):
            word = self._name(table)
            name = word.text
        elif self._take("[") and self._next.kind is Kind.TEXT:
            word = self._advance()
            name = literal(word)
            self._close("]")
        else:
            raise self._not_expected()
        return _Part(Type.TEXT, working.entry(table, self._noted(table, name, word)))

    def _has(self) -> _Part:
        table = self._next
        if table.text not in {ATTRIBUTES, HEADERS}:
            raise BadValue("condition.has", table.span)
        self._advance()
        if self._take(".") is None:
            raise BadValue("condition.has", self._next.span)
        word = self._name(table.text)
        self._close(")")
        name = self._noted(table.text, word.text, word)
        return _Part(Type.TRUTH, working.is_there(table.text, name))

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

    def _written_number(self) -> _Part:
        sign = -1 if self._take("-") else 1
        word = self._next
        if word.kind is not Kind.NUMBER:
            raise self._not_expected()
        self._advance()
        number = float(word.text) if "." in word.text else int(word.text)
        if number > _LARGEST:
            better = f'"{word.text}"'
            raise BadValue("condition.number", word.span, fix=better)
        return _Part(Type.NUMBER, working.constant(sign * number))

    def _list(self, opening: Token) -> _Part:
        items = [self._alternatives()]
        while self._take(","):
            items.append(self._alternatives())
        self._close("]")
        first = items[0].type
        for item in items:
            if item.type is not first or item.type not in _LISTS:
                raise faults.mismatch(opening, first, item.type)
        works = [item.work_out for item in items]
        literals = tuple(text for item in items for text in item.literals)
        return _Part(_LISTS[first], working.listed(works), literals=literals)

    def _note_channels(self, left: _Part, right: _Part) -> None:
        if CHANNEL_TYPE in {left.name, right.name}:
            self._channels += [*left.literals, *right.literals]

    # What is read, word by word.

    @property
    def _next(self) -> Token:
        return self._words[self._number]

    @property
    def _after(self) -> Token:
        """The word after the next one. The next one is not the end."""
        return self._words[self._number + 1]

    def _advance(self) -> Token:
        self._number += 1
        return self._words[self._number - 1]

    def _take(self, *texts: str) -> Token | None:
        """Read the next word if it is one of *texts*."""
        return self._advance() if self._next.text in texts else None

    def _name(self, table: str = "") -> Token:
        if self._next.kind is not Kind.NAME:
            raise self._not_expected()
        if not self._next.text.isascii():
            raise faults.no_name(self._next, table)
        if self._next.text in faults.LOOPS and self._after.text == "(":
            raise BadValue("condition.loop", self._next.span, name=self._next.text)
        return self._advance()

    def _close(self, bracket: str) -> None:
        if self._take(bracket) is None:
            if self._next.kind is Kind.END:
                raise faults.missing(bracket, self._next.place)
            raise self._not_expected()

    def _not_expected(self) -> BadValue:
        return faults.not_expected(self._text, self._words, self._number)

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
