"""
What an HTML letter contains but does not show: preheaders, tiny and transparent text.

A style sheet counts as far as a rule of a single class or id hides something; what an `@media`
block hides is hidden on some other screen.
"""

import re
from functools import lru_cache
from typing import Final

# After lower() and without blanks; a number is followed by its unit or the end of the declaration.
_ZERO: Final = r"0*(?:\.0+)?(?:px|pt|em|rem|%|in|cm|mm)?(?:!important)?(?=;|$)"
_HINT: Final = re.compile(
    "display:none|visibility:(?:hidden|collapse)|mso-hide:all|line-through|color:transparent|clip:rect[(]0"
    f"|(?:opacity|font-size|max-height|max-width):{_ZERO}|font-size:(?:0?[.]\\d+|1)p[xt](?:!important)?(?=;|$)"
    "|text-indent:-\\d{3}|(?<![a-z-])(?:left|top):-\\d{3}|color:rgba[(]\\d+,\\d+,\\d+,0(?:[.]0+)?[)]"
)
# White letters are hidden where the page has no background of another colour.
_WHITE: Final = r"(?:#fff(?:fff)?|white|rgb[(]255,255,255[)])"
_WHITE_STYLE: Final = re.compile(rf"(?<![a-z-])color:{_WHITE}(?:!important)?(?=;|$)")
_WHITE_FONT: Final = re.compile(rf"\scolor\s*=\s*[\"']?{_WHITE}(?=[\"'\s/]|$)", re.IGNORECASE)
_BACKGROUND: Final = re.compile(
    r"background(?:-color|-image)?\s*+[:=]\s*+[\"']?\s*+"
    r"(?!\s|#fff(?:fff)?\b|white|transparent|none|inherit|initial|rgb[(]255,\s{0,3}255,\s{0,3}255[)])"
    r"|bgcolor\s*+=\s*+[\"']?(?![\"'\s]|#?fff(?:fff)?\b|white)",
    re.IGNORECASE,
)
_CLIPPED: Final = re.compile(f"(?<![a-z-])(?:height|width):{_ZERO}")
_STYLE: Final = re.compile(r"\sstyle\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s>]*))", re.IGNORECASE)
_NAMES: Final = re.compile(r"\s(?:class|id)\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s>]*))", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"\shidden(?=[\s/=]|$)", re.IGNORECASE)
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_SIMPLE: Final = re.compile(r"[\w*]*[.#]([\w-]+)")
_BRACE: Final = re.compile(r"[{}]")
_COMMENT: Final = re.compile(r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/")
_SHEET_CHARACTERS: Final = 40_000
WHITE: Final = "white letters"
"""Among the names that a page hides: no class is called so."""


def hides_white(page: str) -> bool:
    """Whether white letters are not seen on *page*, which has them and no other background."""
    lower = page.lower()
    return ("#fff" in lower or "white" in lower or "255" in lower) and not _BACKGROUND.search(page)


@lru_cache(maxsize=256)
def is_hidden(attributes: str, names: frozenset[str]) -> bool:
    """
    Whether an element with *attributes*, as they stand in its tag, is not shown.

    *names* are classes and ids that the style sheet hides, and `WHITE`.
    """
    lower = attributes.lower()
    if WHITE in names and _is_white(attributes):
        return True
    if "style" in lower and hides(_value(_STYLE, attributes)):
        return True
    if names and not names.isdisjoint(_value(_NAMES, attributes).split()):
        return True
    return "hidden" in lower and _ATTRIBUTE.search(_QUOTED.sub("", attributes)) is not None


def _is_white(attributes: str) -> bool:
    style = "".join(_value(_STYLE, attributes).lower().split())
    return bool(_WHITE_STYLE.search(style) or _WHITE_FONT.search(attributes))


def hides(style: str) -> bool:
    """
    Whether the declarations of *style* hide an element.

    A height of 0 does so only where nothing overflows.
    """
    style = "".join(style.lower().split())
    return _HINT.search(style) is not None or (
        "overflow:hidden" in style and _CLIPPED.search(style) is not None
    )


def hidden_names(sheet: str) -> frozenset[str]:
    """The classes and ids that *sheet* hides by a rule of a single name."""
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
            if not selectors and hides(text):
                found.update(_single_names(selector))
    return frozenset(found)


def _single_names(selectors: str) -> list[str]:
    return [match[1] for word in selectors.split(",") if (match := _SIMPLE.fullmatch(word.strip()))]


def _value(pattern: "re.Pattern[str]", attributes: str) -> str:
    match = pattern.search(attributes)
    return match[match.lastindex or 0] if match else ""
