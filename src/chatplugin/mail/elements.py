"""
What the elements of HTML do to text: which end a line, begin a cell or a quote, and where they end.
"""

from typing import Final

# Marks that no page contains: `one_line` takes them out of the source first.
ROW, CELL, QUOTE, UNQUOTE, STRUCK = "\x1e", "\x1f", "\x11", "\x12", "\x13"
RAISED, LOWERED = "\x14", "\x15"

_BLOCKS: Final = (
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table",
    "section", "article", "header", "footer", "main", "hr", "form", "fieldset", "address", "center",
    "pre", "caption", "thead", "tbody", "tfoot", "body", "br", "nav", "aside", "figure", "details",
    "summary", "option", "legend", "dir", "menu",
)  # fmt: skip
_MARKS: Final = {
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
_ENCLOSING: Final = frozenset(
    ("/td", "/th", "/tr", "/table", "/tbody", "/div", "/li", "/ul", "/ol", "/blockquote", "/body",
     "/html", "/center", "/p")
)  # fmt: skip
VOID: Final = frozenset(
    ("br", "img", "hr", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source",
     "track", "param")
)  # fmt: skip
"""Elements without content."""

# An element without its end tag ends where one of these begins (HTML 13.1.2.4).
_ENDED_BY: Final = {
    "p": frozenset(_BLOCKS) - {"br", "body"} | {"blockquote"},
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
}


class Marks(dict[str, str]):
    """The mark of each tag, asked for in any case of letters; none for what is inline."""

    def __missing__(self, tag: str) -> str:
        mark = self[tag] = _MARKS.get(tag.lower(), "")
        return mark


class HiddenElement:
    """An element that is not shown. Without an end tag it ends with what encloses it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._ended_by = _ENDED_BY.get(name, frozenset())
        self._opened: dict[str, int] = {}

    def ends_at(self, tag: str) -> bool:
        """Whether *tag* is the element's own end or, by the rules of HTML, behind it."""
        if tag[0] != "/":
            if tag in self._ended_by and not self._opened.get("table"):
                return True
            self._opened[tag] = self._opened.get(tag, 0) + 1
            return False
        if self._opened.get(tag[1:]):
            self._opened[tag[1:]] -= 1
            return False
        return tag[1:] == self.name or tag in _ENCLOSING
