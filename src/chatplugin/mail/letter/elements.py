"""
What the elements of an HTML letter do to its text: lines, cells and quotes, and where they end.
"""

import re
from functools import lru_cache

# Marks that no page contains: they are taken out of the source first.
ROW, CELL, QUOTE, UNQUOTE, STRUCK = "\x1e", "\x1f", "\x11", "\x12", "\x13"
RAISED, LOWERED, TABLE = "\x14", "\x15", "\x16"

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
    "table": f"\n{TABLE}",
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

# Where programs put the letter that is answered or forwarded, if no `blockquote` does.
_REPLIED = re.compile(
    r"\b(?:class|id)\s*=\s*[\"']?[^\"'>]{0,80}?"
    r"(?:divRplyFwdMsg|appendonsend|messageReplySection|moz-forward-container|OutlookMessageHeader"
    r"|mail-editor-reference-message-container|(gmail_quote|yahoo_quoted|protonmail_quote|zmail_extra))"
)
# Gmail and Apple indent a paragraph by a `blockquote` that quotes nobody.
_INDENT = re.compile(
    r"<blockquote\s[^>]{0,300}?(?:border:\s{0,3}(?:none|0)|webkit-indent-blockquote)", re.IGNORECASE
)

# An element without its end tag ends where one of these begins (HTML 13.1.2.4).
_ENDED_BY = {
    "p": frozenset(_BLOCKS) - {"br", "body"} | {"blockquote"},
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
}


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


@lru_cache(maxsize=256)
def begins_history(attributes: str, *, is_quoted_too: bool) -> bool:
    """
    Return whether an older letter begins at an element with *attributes*.

    Some elements hold a `blockquote`, which marks the letter already: *is_quoted_too*.
    """
    match = _REPLIED.search(attributes)
    return match is not None and not (match[1] and is_quoted_too)


def is_indent(tag: str) -> bool:
    """Return whether *tag*, with its `<`, is a `blockquote` that only moves text to the right."""
    return _INDENT.match(tag) is not None


def ends_before(name: str, tag: str) -> bool:
    """Return whether an open element *name* ends where *tag* begins, without an end tag."""
    return name in _ENDED_BY and tag in _ENDED_BY[name]
