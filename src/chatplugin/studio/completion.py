"""
What may be written where the caret stands: keys, values, the names of parameters in a template.

All of it comes from the table of settings, so that a new key is offered by itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from chatplugin.config.formats import Line
from chatplugin.config.layers import Entry
from chatplugin.config.table import KEYS, cards, kinds
from chatplugin.config.table.find import Setting
from chatplugin.config.table.key import Key
from chatplugin.config.table.kinds import ARROW, NO_CARD
from chatplugin.domain.contact import BUILT_IN
from chatplugin.domain.rules import CHANNEL_NAME
from chatplugin.domain.screenpop import ATTRIBUTES, HEADERS, TEXTS
from chatplugin.domain.transform import EXAMPLES as STEP_EXAMPLES
from chatplugin.sentences import Words
from chatplugin.studio.draft import Draft

_MOST = 60

_OWN_ATTRIBUTES = ("author", "subject", "media_type_name", "station", "agent_name")
"""What every contact may have, whatever EMC's objects are called."""

_NOTHING = Words("", "")
_OPEN_BRACE = re.compile(r"\{([^{}]*)\Z")
_NAME_AT_END = re.compile(r"\w*\Z")
_EXAMPLE = Words("an example", "пример")
_TESTS = ("startsWith", "endsWith", "contains", "matches")


class _Item(NamedTuple):
    """One thing that may be written: `text` goes in, `about` says what it does."""

    text: str
    about: Words = _NOTHING
    more: bool = False
    """There is something to choose right behind it, such as the name of a family's key."""


class Completion(NamedTuple):
    """What is offered in place of the characters from `start` to `end`, and the caret's setting."""

    start: int
    end: int
    items: Sequence[_Item]
    key: Key[Any] | None = None

    @classmethod
    def at(cls, draft: Draft, caret: int, attributes: Iterable[str] = ()) -> "Completion":
        """Return what may be written at *caret*; *attributes* are those of the contact in sight."""
        caret = min(max(caret, 0), len(draft.text))
        lines = Line.all_in(draft.text, draft.section)
        line = next(line for line in reversed(lines) if line.start <= caret)
        place = _Place(draft, caret, lines, line)
        if place.before.lstrip().startswith((";", "[")):
            return place.offer("", ())
        setting = Setting.find(Entry(line.key, line.value, ""), draft.names) if line.key else None
        key = setting.key if isinstance(setting, Setting) else None
        if "=" not in place.before:
            return _key(place)._replace(key=key)
        return (_value(key, place, attributes) if key else place.offer("", ()))._replace(key=key)


class _Place(NamedTuple):
    """Where the caret stands: in which line, and behind what of it."""

    draft: Draft
    caret: int
    lines: Sequence[Line]
    line: Line

    @property
    def before(self) -> str:
        return self.line.text[: self.caret - self.line.start]

    @property
    def behind(self) -> str:
        return self.line.text[self.caret - self.line.start :]

    def offer(self, written: str, items: Iterable[_Item]) -> Completion:
        """Offer those of *items* that fit what is *written* in front of the caret."""
        return Completion(self.caret - len(written), self.caret, _best(items, written))


def _key(place: _Place) -> Completion:
    line, written = place.line, place.before.strip()
    equals = "" if "=" in line.text else "="
    taken = {other.key.lower() for other in place.lines if other.number != line.number}
    items = [
        item._replace(text=item.text + ("" if item.more else equals))
        for item in _keys(written, place.draft)
        if item.text.lower() not in taken
    ]
    start = line.start + len(place.before) - len(place.before.lstrip())
    end = max(place.caret, line.key_start + len(line.key)) if line.key else place.caret
    return Completion(start, end, _best(items, written))


def _keys(written: str, draft: Draft) -> Iterator[_Item]:
    """
    A family is offered by its beginning first, and member by member once that is written.
    """
    families: dict[str, _Item] = {}
    for key in KEYS:
        if key.family is None:
            yield _Item(key.name, key.help)
            continue
        beginning, _ = key.around
        names = [*key.family.members(draft.names)]
        if names and written.lower().startswith(beginning.lower()):
            yield from (_Item(key.named(name), key.help) for name in names)
        else:
            families.setdefault(beginning, _Item(beginning, key.help, more=True))
    yield from families.values()


def _best(items: Iterable[_Item], written: str) -> list[_Item]:
    """Those that begin with what is written, then those that have it inside."""
    word = written.lower()
    every = [*items]
    begin = [item for item in every if item.text.lower().startswith(word)]
    inside = [item for item in every if word in item.text.lower()[1:] and item not in begin]
    found = [*begin, *inside] if word else every
    is_written = any(item.text.lower() == word for item in begin)
    return [] if is_written else found[:_MOST]


def _value(key: Key[Any], place: _Place, attributes: Iterable[str]) -> Completion:
    value = place.before.partition("=")[2].lstrip()
    if brace := _OPEN_BRACE.search(value):
        word = _NAME_AT_END.search(brace[1])
        written = word[0] if word else ""
        used = set(re.findall(r"\w+", brace[1].removesuffix(written)))
        names = _names(key, place.draft, attributes)
        return place.offer(written, [_Item(name) for name in names if name not in used])
    if key.kind is kinds.RULE and value:
        return _of_rule(place, value, attributes)
    if key.kind is kinds.TRANSFORM:
        steps = [_Item(step) for step in STEP_EXAMPLES]
        return place.offer(value.rpartition(",")[2].lstrip(), steps)
    # A value that is there already is not written over.
    return place.offer(value, [] if place.behind.strip() else _values(key))


def _of_rule(place: _Place, value: str, attributes: Iterable[str]) -> Completion:
    """Behind the arrow a template, before it what a condition may ask for."""
    _, arrow, target = value.rpartition(ARROW)
    if arrow:
        named = map(cards.NAMED_TEMPLATE.named, place.draft.names.templates)
        names = [*named, cards.EMAIL_TEMPLATE.name, cards.CHAT_TEMPLATE.name, NO_CARD]
        return place.offer(target.lstrip(), [_Item(name) for name in names])
    word = _NAME_AT_END.search(value)
    written = word[0] if word else ""
    before = value.removesuffix(written)
    if before.endswith(f"{ATTRIBUTES}."):
        return place.offer(written, [_Item(name) for name in (*attributes, *_OWN_ATTRIBUTES)])
    if before.endswith("."):
        return place.offer(written, [_Item(f'{name}("') for name in _TESTS])
    return place.offer(
        written, [*map(_Item, TEXTS), _Item(f"{ATTRIBUTES}."), _Item(f'{HEADERS}["')]
    )


def _names(key: Key[Any], draft: Draft, attributes: Iterable[str]) -> list[str]:
    parameters = [*BUILT_IN, *(n for n in draft.names.parameters.values() if n not in BUILT_IN)]
    if key.kind is kinds.TEMPLATE:
        return parameters
    if key.kind is kinds.TITLE:
        return [CHANNEL_NAME, *parameters]
    return list(dict.fromkeys([*attributes, *_OWN_ATTRIBUTES])) if key.kind is kinds.FIELD else []


def _values(key: Key[Any]) -> list[_Item]:
    if key.kind is kinds.SWITCH:
        return [_Item("on"), _Item("off")]
    if key.kind is kinds.MISSING:
        return [_Item("omit"), _Item("empty"), _Item("nopop"), _Item("default:", more=True)]
    if key.kind is kinds.ON_END:
        return [_Item("keep"), _Item("close"), _Item("close:30")]
    allowed = key.kind.schema.get("enum")
    if isinstance(allowed, list):
        return [_Item(str(word)) for word in allowed]
    return [_Item(key.example, _EXAMPLE)]
