"""
What an HTML letter contains but does not show: preheaders, tiny, transparent and white text.

A style sheet counts as far as its rules name elements, classes and ids, also those around the
element. Rules with states, attributes or neighbours (`:hover`, `[x]`, `+`) are ignored, and so is
an `@media` block, which is for some other screen.
"""

import re
from functools import lru_cache
from typing import NamedTuple

# After lower() and without blanks; a number is followed by its unit or the end of the declaration.
_ZERO = r"0*(?:\.0+)?(?:px|pt|em|rem|%|in|cm|mm)?(?:!important)?(?=;|$)"
# `background-color:transparent` hides nothing, and many programs write it.
_COLOR = (
    r"(?<![a-z-])color:(?:transparent|#[0-9a-f]{6}00(?![0-9a-f])|rgba[(]\d+,\d+,\d+,0(?:[.]0+)?[)])"
)
_HINT = re.compile(
    "display:none|visibility:(?:hidden|collapse)|mso-hide:all|line-through|clip:rect[(]0"
    f"|(?<![a-z-])(?:opacity|font-size|max-height|max-width):{_ZERO}"
    "|font-size:(?:0?[.]\\d+|1)p[xt](?:!important)?(?=;|$)"
    "|(?<![a-z-])font:[a-z-]{0,40}(?:0(?:px|pt|em)?(?![0-9.])|0?[.]\\d+p[xt]|1p[xt])"
    "|(?<![a-z-])opacity:0?[.]0\\d|transform:scale[(]0[,)]|clip-path:inset[(](?:50|100)%"
    f"|text-indent:-\\d{{3}}|(?<![a-z-])(?:left|top):-\\d{{3}}|{_COLOR}"
)
# White letters are hidden where the page has no background of another colour.
_WHITE = r"(?:#fff(?:fff)?|white|rgb[(]255,255,255[)])"
_WHITE_WORDS = ("#fff", "#FFF", "#Fff", "hite", "HITE", "255")
_WHITE_STYLE = re.compile(rf"(?<![a-z-])color:{_WHITE}(?:!important)?(?=;|$)")
_WHITE_FONT = re.compile(rf"\scolor\s*=\s*[\"']?{_WHITE}(?=[\"'\s/]|$)", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"background(?:-color|-image)?\s*+[:=]\s*+[\"']?\s*+"
    r"(?!\s|#fff(?:fff)?\b|white|transparent|none|inherit|initial|rgb[(]255,\s{0,3}255,\s{0,3}255[)])"
    r"|bgcolor\s*+=\s*+[\"']?(?![\"'\s]|#?fff(?:fff)?\b|white)",
    re.IGNORECASE,
)
_CLIPPED = re.compile(f"(?<![a-z-])(?:height|width):{_ZERO}")
_STYLE = re.compile(r"\sstyle\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s>]*))", re.IGNORECASE)
_NAMES = re.compile(r"\s(?:class|id)\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s>]*))", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\shidden(?=[\s/=]|$)", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SIMPLE = re.compile(r"[\w*]*[.#]([\w-]+)")
_COMPOUND = re.compile(r"([a-z][a-z0-9]{0,20})?((?:[.#][\w-]{1,80}){0,5})", re.IGNORECASE)
_NAME = re.compile(r"[\w-]+")
_STEPS = 6
_RULES = 10
_BRACE = re.compile(r"[{}]")
_COMMENT = re.compile(r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/")
_SHEET_CHARACTERS = 40_000


class Step(NamedTuple):
    """One part of a selector: an element's *tag*, if it is named, and its classes and ids."""

    tag: str
    names: frozenset[str]
    is_child: bool = False
    """Whether the element stands right inside the one of the step before."""


Rule = tuple[Step, ...]


class Hiding(NamedTuple):
    """What the style sheets of a page hide: *names* alone, and elements by longer *rules*."""

    names: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    white: bool = False
    """Whether white letters are not seen: no background has another colour."""

    def joined(self, other: "Hiding") -> "Hiding":
        rules = (self.rules + other.rules)[:_RULES]
        return Hiding(self.names | other.names, rules, self.white)


def hides_white(page: str) -> bool:
    """Return whether *page* has white letters and no background of another colour."""
    return any(word in page for word in _WHITE_WORDS) and not _BACKGROUND.search(page)


@lru_cache(maxsize=256)
def is_hidden(attributes: str, hiding: Hiding) -> bool:
    """Return whether an element with *attributes*, as they stand in its tag, is not shown."""
    lower = attributes.lower()
    if hiding.white and _is_white(attributes):
        return True
    if "style" in lower and _hides(_value(_STYLE, attributes)):
        return True
    if hiding.names and not hiding.names.isdisjoint(_value(_NAMES, attributes).split()):
        return True
    return "hidden" in lower and _ATTRIBUTE.search(_QUOTED.sub("", attributes)) is not None


def _is_white(attributes: str) -> bool:
    style = "".join(_value(_STYLE, attributes).lower().split())
    return bool(_WHITE_STYLE.search(style) or _WHITE_FONT.search(attributes))


def _hides(style: str) -> bool:
    """
    Return whether the declarations of *style* hide an element.

    A height of 0 hides only together with `overflow:hidden`.
    """
    style = "".join(style.lower().split())
    return _HINT.search(style) is not None or (
        "overflow:hidden" in style and _CLIPPED.search(style) is not None
    )


def hidden_by(sheet: str, *, white: bool) -> Hiding:
    """Return what *sheet* hides; white letters too, if they are not seen on the page."""
    sheet = _COMMENT.sub("", sheet[:_SHEET_CHARACTERS].replace("<!--", "").replace("-->", ""))
    names, rules = set[str](), list[Rule]()
    selectors: list[str] = []
    at = 0
    for brace in _BRACE.finditer(sheet):
        text = sheet[at : brace.start()]
        at = brace.end()
        if brace[0] == "{":
            selectors.append(text)
        elif selectors:
            selector = selectors.pop()
            if selectors:
                continue
            if _hides(text):
                names.update(_single_names(selector))
                rules += _longer_rules(selector)
            elif white and _WHITE_STYLE.search("".join(text.lower().split())):
                names.update(_single_names(selector))
    return Hiding(frozenset(names), tuple(rules[:_RULES]), white)


def _single_names(selectors: str) -> list[str]:
    return [match[1] for word in selectors.split(",") if (match := _SIMPLE.fullmatch(word.strip()))]


def _longer_rules(selectors: str) -> list[Rule]:
    words = [word.strip() for word in selectors.split(",", _RULES)]
    rules = (_rule(word) for word in words if word and not _SIMPLE.fullmatch(word))
    return [rule for rule in rules if rule]


def _rule(selector: str) -> Rule:
    """Return the steps of *selector*; none if it has something else than names."""
    words = selector.replace(">", " > ").split()
    steps: list[Step] = []
    is_child = False
    for word in words[: 2 * _STEPS]:
        match = _COMPOUND.fullmatch(word)
        if word == ">":
            is_child = True
        elif match is None or not match[0] or match[0].lower() in ("body", "html"):
            return ()
        else:
            names = frozenset(_NAME.findall(match[2]))
            steps.append(Step((match[1] or "").lower(), names, is_child))
            is_child = False
    return tuple(steps[:_STEPS])


def names_of(attributes: str) -> frozenset[str]:
    """Return the classes and ids of an element."""
    return frozenset(" ".join(filter(None, map("".join, _NAMES.findall(attributes)))).split())


def matches(rule: Rule, path: list[tuple[str, frozenset[str]]]) -> bool:
    """Return whether *rule* names the last element of *path*, which stands in those before it."""
    at = len(path) - 1
    if not _is_step(rule[-1], path[at]):
        return False
    is_child = rule[-1].is_child
    for step in reversed(rule[:-1]):
        at -= 1
        while not is_child and at >= 0 and not _is_step(step, path[at]):
            at -= 1
        if at < 0 or not _is_step(step, path[at]):
            return False
        is_child = step.is_child
    return True


def _is_step(step: Step, element: tuple[str, frozenset[str]]) -> bool:
    return (not step.tag or step.tag == element[0]) and step.names <= element[1]


def _value(pattern: "re.Pattern[str]", attributes: str) -> str:
    match = pattern.search(attributes)
    return match[match.lastindex or 0] if match else ""
