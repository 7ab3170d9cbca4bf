"""
What the elements of an HTML letter do to its text: lines, cells, quotes, and what is not shown.

Not shown are preheaders and tiny, transparent or white text. A style sheet counts as far as a rule
of a single class or id hides something. An `@media` block is for some other screen and is ignored.
"""

import re
from functools import lru_cache

# After lower() and without blanks; a number is followed by its unit or the end of the declaration.
_ZERO = r"0*(?:\.0+)?(?:px|pt|em|rem|%|in|cm|mm)?(?:!important)?(?=;|$)"
_HINT = re.compile(
    "display:none|visibility:(?:hidden|collapse)|mso-hide:all|line-through|color:transparent|clip:rect[(]0"
    f"|(?:opacity|font-size|max-height|max-width):{_ZERO}|font-size:(?:0?[.]\\d+|1)p[xt](?:!important)?(?=;|$)"
    "|text-indent:-\\d{3}|(?<![a-z-])(?:left|top):-\\d{3}|color:rgba[(]\\d+,\\d+,\\d+,0(?:[.]0+)?[)]"
)
# White letters are hidden where the page has no background of another colour.
_WHITE = r"(?:#fff(?:fff)?|white|rgb[(]255,255,255[)])"
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
_BRACE = re.compile(r"[{}]")
_COMMENT = re.compile(r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/")
_SHEET_CHARACTERS = 40_000
WHITE = "white letters"
"""Among the names that a page hides: no class is called so."""

# Marks that no page contains: they are taken out of the source first.
ROW, CELL, QUOTE, UNQUOTE, STRUCK = "\x1e", "\x1f", "\x11", "\x12", "\x13"
RAISED, LOWERED = "\x14", "\x15"

_BLOCKS = (
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table",
    "section", "article", "header", "footer", "main", "hr", "form", "fieldset", "address", "center",
    "pre", "caption", "thead", "tbody", "tfoot", "body", "br", "nav", "aside", "figure", "details",
    "summary", "option", "legend", "dir", "menu",
)  # fmt: skip
_MARKS = {
    **dict.fromkeys(_BLOCKS, "\n"),
    **dict.fromkeys([f"/{name}" for name in _BLOCKS], "\n"),
    **dict.fromkeys(["s", "strike", "del"], STRUCK),
    "tr": ROW,
    "td": CELL,
    "th": CELL,
    "sup": RAISED,
    "/sup": LOWERED,
    "blockquote": f"\n{QUOTE}",
    "/blockquote": f"{UNQUOTE}\n",
}
_ENCLOSING = frozenset(
    ("/td", "/th", "/tr", "/table", "/tbody", "/div", "/li", "/ul", "/ol", "/blockquote", "/body",
     "/html", "/center", "/p")
)  # fmt: skip
VOID = frozenset(
    ("br", "img", "hr", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source",
     "track", "param")
)  # fmt: skip
"""Elements without content."""

# An element without its end tag ends where one of these begins (HTML 13.1.2.4).
_ENDED_BY = {
    "p": frozenset(_BLOCKS) - {"br", "body"} | {"blockquote"},
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
}


def hides_white(page: str) -> bool:
    """Return whether *page* has white letters and no background of another colour."""
    lower = page.lower()
    return ("#fff" in lower or "white" in lower or "255" in lower) and not _BACKGROUND.search(page)


@lru_cache(maxsize=256)
def is_hidden(attributes: str, names: frozenset[str]) -> bool:
    """
    Return whether an element with *attributes*, as they stand in its tag, is not shown.

    *names* are classes and ids that the style sheet hides, and `WHITE`.
    """
    lower = attributes.lower()
    if WHITE in names and _is_white(attributes):
        return True
    if "style" in lower and _hides(_value(_STYLE, attributes)):
        return True
    if names and not names.isdisjoint(_value(_NAMES, attributes).split()):
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


def hidden_names(sheet: str) -> frozenset[str]:
    """Return the classes and ids that *sheet* hides by a rule of a single name."""
    sheet = _COMMENT.sub("", sheet[:_SHEET_CHARACTERS].replace("<!--", "").replace("-->", ""))
    found: set[str] = set()
    selectors: list[str] = []
    at = 0
    for brace in _BRACE.finditer(sheet):
        text = sheet[at : brace.start()]
        at = brace.end()
        if brace[0] == "{":
            selectors.append(text)
        elif selectors:
            selector = selectors.pop()
            if not selectors and _hides(text):
                found.update(_single_names(selector))
    return frozenset(found)


def _single_names(selectors: str) -> list[str]:
    return [match[1] for word in selectors.split(",") if (match := _SIMPLE.fullmatch(word.strip()))]


def _value(pattern: "re.Pattern[str]", attributes: str) -> str:
    match = pattern.search(attributes)
    return match[match.lastindex or 0] if match else ""


class Marks(dict[str, str]):
    """The mark of each tag, in any case of letters. Inline tags have none."""

    def __missing__(self, tag: str) -> str:
        mark = self[tag] = _MARKS.get(tag.lower(), "")
        return mark


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
