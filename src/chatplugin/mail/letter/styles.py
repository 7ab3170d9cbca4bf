"""
What an HTML letter contains but does not show: preheaders, tiny, transparent and white text.

`Styles.read` takes comments, scripts and style sheets out of a page. Rules of a style sheet count
if they name elements, classes and ids, also those around the element. Rules with states, attributes
or neighbours (`:hover`, `[x]`, `+`) are ignored, and so is an `@media` block: it is for another
screen.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from chatplugin.mail import limits

# After lower() and without blanks; a number is followed by its unit or the end of the declaration.
_ZERO = r"0*(?:\.0+)?(?:px|pt|em|rem|%|in|cm|mm)?(?:!important)?(?=;|$)"
# `background-color:transparent` hides nothing, and many programs write it.
_COLOR = (
    r"(?<![a-z-])color:(?:transparent|#[0-9a-f]{6}00(?![0-9a-f])|rgba[(]\d+,\d+,\d+,0(?:[.]0+)?[)])"
)
_HINT = re.compile(
    "display:none|visibility:(?:hidden|collapse)|mso-hide:all|line-through|clip:rect[(]0"
    f"|(?<![a-z-])(?:opacity|font-size|max-height|max-width):{_ZERO}"
    "|font-size:(?:(?:0?[.]\\d+|1)p[xt]|0?[.][0-3]\\d{0,2}r?em)(?:!important)?(?=;|$)"
    "|(?<![a-z-])zoom:0*[.]?0+(?=;|$)"
    "|(?<![a-z-])font:[a-z-]{0,40}(?:0(?:px|pt|em)?(?![0-9.])|0?[.]\\d+p[xt]|1p[xt])"
    "|(?<![a-z-])opacity:0?[.]0\\d|transform:scale[(]0[,)]|clip-path:inset[(](?:50|100)%"
    f"|text-indent:-\\d{{3}}|(?<![a-z-])(?:left|top):-\\d{{3}}|{_COLOR}"
)
# White letters are hidden where the page has no background of another colour.
_WHITE = (
    r"(?:#fff|#f[c-f]f[c-f]f[c-f](?:ff)?|white|rgba?[(](?:25[0-5],){2}25[0-5](?:,[1.]+)?[)]"
    r"|hsla?[(][0-9]+,[0-9]+%,(?:9[89]|100)%(?:,[1.]+)?[)])"
)
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
_COMMENT = re.compile(r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*/")
_SHEET_CHARACTERS = 40_000

_DROPPED = re.compile(
    r"<(?=[!sStT][-tTcCvViIeE])(?:!--|(?i:(style|script|title|template|svg))(?=[\s/>]))"
)

BLOCKS = (
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table",
    "section", "article", "header", "footer", "main", "hr", "form", "fieldset", "address", "center",
    "pre", "caption", "thead", "tbody", "tfoot", "body", "br", "nav", "aside", "figure", "details",
    "summary", "option", "legend", "dir", "menu",
)  # fmt: skip
"""Elements that begin a line and end one."""

_VOID = frozenset(
    ("br", "img", "hr", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source",
     "track", "param")
)  # fmt: skip
"""Elements without content."""

_ENCLOSING = frozenset(
    ("/td", "/th", "/tr", "/table", "/tbody", "/div", "/li", "/ul", "/ol", "/blockquote", "/body",
     "/html", "/center", "/p")
)  # fmt: skip
# An element without its end tag ends where one of these begins (HTML 13.1.2.4).
_ENDED_BY = {
    "p": frozenset(BLOCKS) - {"br", "body"} | {"blockquote"},
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
}


class _Step(NamedTuple):
    """One part of a selector: an element's *tag*, if it is named, and its classes and ids."""

    tag: str
    names: frozenset[str]
    is_child: bool = False
    """Whether the element stands right inside the one of the step before."""


_Rule = tuple[_Step, ...]
_Element = tuple[str, frozenset[str]]


class _Hiding(NamedTuple):
    """What the style sheets of a page hide: *names* alone, and elements by longer *rules*."""

    names: frozenset[str] = frozenset()
    rules: tuple[_Rule, ...] = ()

    def joined(self, other: "_Hiding") -> "_Hiding":
        return _Hiding(self.names | other.names, (self.rules + other.rules)[:_RULES])


class Styles:
    """What a page hides, for somebody who walks over its tags from the first to the last."""

    def __init__(self, page: str, hiding: _Hiding) -> None:
        self._page = page
        self._names = hiding.names
        self.rules = hiding.rules
        """If there are any, it matters in which elements a tag stands."""
        self._around: list[_Element] = []
        self._ruled_tags = limits.RULED_TAGS

    @staticmethod
    def read(page: str) -> "tuple[str, Styles]":
        """Return *page* without comments, scripts and style sheets, and what these hide."""
        rest, hiding = _without_dropped(page)
        return rest, Styles(page, hiding)

    def hide(self, tag: str, attributes: str) -> bool:
        """Return whether the next *tag* of the page begins a hidden element."""
        if not (attributes or self.rules):
            return False
        return (self._hide(attributes) or self._hide_here(tag, attributes)) and tag not in _VOID

    def _hide(self, attributes: str) -> bool:
        """Return whether an element with *attributes* is hidden, wherever it stands."""
        if _is_hidden(attributes, self._names):
            return True
        return _is_white(attributes) and _hides_white(self._page)

    def _hide_here(self, tag: str, attributes: str) -> bool:
        """Return whether a rule hides the next *tag* by the elements in which it stands."""
        if not self.rules:
            return False
        self._ruled_tags -= 1
        if self._ruled_tags < 0:
            self.rules = ()
        return self._enter(tag, attributes)

    def _enter(self, tag: str, attributes: str) -> bool:
        """Follow *tag*. Return whether a rule hides it; the path is left again then."""
        if tag[0] == "/":
            self._leave(tag[1:])
            return False
        while self._around and _ends_before(self._around[-1][0], tag):
            self._around.pop()
        self._around.append((tag, _names_of(attributes)))
        hidden = any(_matches(rule, self._around) for rule in self.rules)
        if hidden or tag in _VOID or len(self._around) > limits.ELEMENTS:
            self._around.pop()
        return hidden

    def _leave(self, tag: str) -> None:
        for at in range(len(self._around) - 1, -1, -1):
            if self._around[at][0] == tag:
                del self._around[at:]
                return


class HiddenElement:
    """An element that is not shown. Without an end tag it ends with the element around it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._ended_by = _ENDED_BY.get(name, frozenset())
        self._opened: dict[str, int] = {}

    def ends_at(self, tag: str) -> bool:
        """Return whether *tag* is the element's own end or, by the rules of HTML, behind it."""
        if tag[0] != "/":
            if tag in self._ended_by and not self._opened.get("table"):
                return True
            self._opened[tag] = self._opened.get(tag, 0) + 1
            return False
        if self._opened.get(tag[1:]):
            self._opened[tag[1:]] -= 1
            return False
        return tag[1:] == self.name or tag in _ENCLOSING


def _without_dropped(page: str) -> tuple[str, _Hiding]:
    """Return *page* without comments and scripts, and what its style sheets hide."""
    kept: list[str] = []
    hiding = _Hiding()
    endless: set[str] = set()
    at = 0
    while len(kept) < 2 * limits.DROPPED and (match := _DROPPED.search(page, at)):
        kept.append(page[at : match.start()])
        kind = (match[1] or "!--").lower()
        end = -1 if kind in endless else _end_of(page, kind, match)
        if end < 0:
            # An element that never ends is only a tag without its partner; the letter goes on
            # behind it.
            endless.add(kind)
            at = match.end()
            kept.append("<x" if kind != "!--" else "<!")
            continue
        if kind == "style":
            sheet = page[match.end() : end].partition(">")[2]
            hiding = hiding.joined(_hidden_by(sheet, page))
        at = (page.find(">", end) + 1) or len(page)
    return ("".join([*kept, page[at:]]) if kept else page), hiding


def _end_of(page: str, kind: str, start: "re.Match[str]") -> int:
    if kind == "!--":
        return page.find("-->", start.start() + 2)
    match = re.compile(f"</{kind}", re.IGNORECASE).search(page, start.end())
    return match.start() if match else -1


@lru_cache(maxsize=1)
def _hides_white(page: str) -> bool:
    """Return whether white letters are not seen on *page*: no background has another colour."""
    return _BACKGROUND.search(page) is None


@lru_cache(maxsize=256)
def _is_hidden(attributes: str, names: frozenset[str]) -> bool:
    """Return whether an element with *attributes*, or of one of *names*, is not shown."""
    lower = attributes.lower()
    if "style" in lower and _hides(_value(_STYLE, attributes)):
        return True
    if names and not names.isdisjoint(_value(_NAMES, attributes).split()):
        return True
    return "hidden" in lower and _ATTRIBUTE.search(_QUOTED.sub("", attributes)) is not None


@lru_cache(maxsize=256)
def _is_white(attributes: str) -> bool:
    """Return whether an element with *attributes* has white letters."""
    lower = attributes.lower()
    style = "".join(_value(_STYLE, attributes).lower().split()) if "style" in lower else ""
    return bool(_WHITE_STYLE.search(style) or ("color" in lower and _WHITE_FONT.search(attributes)))


def _hides(style: str) -> bool:
    """
    Return whether the declarations of *style* hide an element.

    A height of 0 hides only together with `overflow:hidden`.
    """
    style = "".join(style.lower().split())
    return _HINT.search(style) is not None or (
        "overflow:hidden" in style and _CLIPPED.search(style) is not None
    )


def _hidden_by(sheet: str, page: str) -> _Hiding:
    """Return what *sheet* hides; white letters too, if they are not seen on its *page*."""
    sheet = _COMMENT.sub("", sheet[:_SHEET_CHARACTERS].replace("<!--", "").replace("-->", ""))
    names: set[str] = set()
    rules: list[_Rule] = []
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
            elif _WHITE_STYLE.search("".join(text.lower().split())) and _hides_white(page):
                names.update(_single_names(selector))
    return _Hiding(frozenset(names), tuple(rules[:_RULES]))


def _single_names(selectors: str) -> list[str]:
    return [match[1] for word in selectors.split(",") if (match := _SIMPLE.fullmatch(word.strip()))]


def _longer_rules(selectors: str) -> list[_Rule]:
    words = [word.strip() for word in selectors.split(",", _RULES)]
    rules = (_rule(word) for word in words if word and not _SIMPLE.fullmatch(word))
    return [rule for rule in rules if rule]


def _rule(selector: str) -> _Rule:
    """Return the steps of *selector*; none if it has something else than names."""
    words = selector.replace(">", " > ").split()
    steps: list[_Step] = []
    is_child = False
    for word in words[: 2 * _STEPS]:
        match = _COMPOUND.fullmatch(word)
        if word == ">":
            is_child = True
        elif match is None or not match[0] or match[0].lower() in ("body", "html"):
            return ()
        else:
            names = frozenset(_NAME.findall(match[2]))
            steps.append(_Step((match[1] or "").lower(), names, is_child))
            is_child = False
    return tuple(steps[:_STEPS])


def _names_of(attributes: str) -> frozenset[str]:
    """Return the classes and ids of an element."""
    return frozenset(" ".join(filter(None, map("".join, _NAMES.findall(attributes)))).split())


def _matches(rule: _Rule, path: list[_Element]) -> bool:
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


def _is_step(step: _Step, element: _Element) -> bool:
    return (not step.tag or step.tag == element[0]) and step.names <= element[1]


def _ends_before(name: str, tag: str) -> bool:
    """Return whether an open element *name* ends where *tag* begins, without an end tag."""
    return name in _ENDED_BY and tag in _ENDED_BY[name]


def _value(pattern: "re.Pattern[str]", attributes: str) -> str:
    match = pattern.search(attributes)
    return match[match.lastindex or 0] if match else ""
