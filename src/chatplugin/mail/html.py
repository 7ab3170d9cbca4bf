"""
An HTML letter as the lines and cells that a person sees.

`<br>` and blocks end a line, cells are a tab apart, raised figures are ¹²³, other inline tags are
nothing, quotes are marked with `>` as in plain text; comments, style sheets, titles and what is
hidden are left out. One pass over the tags with every step linear: `html.parser` is quadratic, and
lxml or lexbor cost 28 to 48 ms and 4 to 8 MB before the first letter.
"""

import re
from typing import Final

from chatplugin.mail import limits
from chatplugin.mail.elements import (
    CELL,
    LOWERED,
    QUOTE,
    RAISED,
    ROW,
    STRUCK,
    UNQUOTE,
    VOID,
    HiddenElement,
    Marks,
)
from chatplugin.mail.entities import unescaped
from chatplugin.mail.hidden import is_hidden
from chatplugin.mail.page import prepared

_TAG: Final = re.compile(r"(/?[a-zA-Z][^\s/]*)(.*)", re.DOTALL)
_FIRST_TAG: Final = re.compile(r"(.*?)<(?=[a-zA-Z/!?])(.*)", re.DOTALL)
_BEGINS_TAG: Final = re.compile(r"[a-zA-Z/!?]")
_OPEN_TAG: Final = re.compile(r"<(?=[a-zA-Z!?/])")
_RAISED: Final = re.compile(f"{RAISED}([^{RAISED}{LOWERED}\n]{{1,6}}){LOWERED}")
_RAISED_FIGURES: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_COLSPAN: Final = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)


def text_of_html(page: str) -> str:
    """Return the text of *page*; see the module."""
    source, names = prepared(page)
    text = _lines(_Walk(names).text(source))
    if RAISED in text:
        text = _RAISED.sub(_with_raised_figures, text).replace(RAISED, "").replace(LOWERED, "")
    return unescaped(_with_quote_signs(text) if QUOTE in text else text)


class _Walk:
    """Goes over a page, and knows whether it is inside an element that is not shown."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._marks = Marks()
        self._shown: list[str] = []
        self._hidden: HiddenElement | None = None
        self._in_value = False

    def text(self, page: str) -> str:
        """
        Return what is shown of *page*, with its marks.

        Between two `>` stand text and one tag. Programs repeat the same few tags with nothing in
        front, so those are looked at once.
        """
        shown, known, busy = self._shown.append, dict[str, str](), False
        pieces = page.split(">", limits.TAGS)
        for piece in pieces[:-1]:
            mark = None if busy else known.get(piece)
            if mark is None:
                text, bracket, tag = piece.rpartition("<")
                mark = None if busy or "<" in text else known.get(bracket + tag)
                if mark is None:
                    busy = self._piece(piece, known)
                    continue
                shown(text)
            if mark:
                shown(mark)
        if not self._hidden:
            shown(_OPEN_TAG.split(pieces[-1], maxsplit=1)[0])
        return "".join(self._shown)

    def _piece(self, piece: str, known: dict[str, str]) -> bool:
        """Text and a tag; whether what follows has to be looked at closely as well."""
        if self._in_value and not (piece := self._behind_value(piece)):
            return self._in_value or self._hidden is not None
        text, bracket, tag = piece.rpartition("<")
        if "<" in text and (match := _FIRST_TAG.match(piece)) and match[2].count('"') % 2 == 0:
            # `5 < 6 <b` has a sign and a tag, `<a title="x<y"` only a tag.
            text, tag = match.groups()
        if not bracket or not _BEGINS_TAG.match(tag):
            text, tag = piece + ">", ""
        if not self._hidden:
            self._shown.append(text)
        if match := _TAG.match(tag):
            self._tag(*match.groups())
            if not (self._hidden or self._in_value) and self._is_plain(match[2]):
                known["<" + tag] = self._marks[match[1]]
        return self._hidden is not None or self._in_value

    def _behind_value(self, piece: str) -> str:
        """
        Return *piece* behind an attribute's value with a `>` in it: `<a title="x>y">text`.

        Where a tag comes before the closing quote, it is the quote that was forgotten.
        """
        before, quote, rest = piece.partition('"')
        if "<" in before:
            self._in_value = False
            return piece
        self._in_value = not quote or rest.count('"') % 2 == 1
        return ""

    def _tag(self, tag: str, attributes: str) -> None:
        """Do what *tag* does, or end with it what is not shown."""
        tag = tag.lower()
        if self._hidden:
            if not self._hidden.ends_at(tag):
                return
            own, self._hidden = tag == "/" + self._hidden.name, None
            if own:
                return
        mark = self._marks[tag]
        if mark is STRUCK or (self._is_hidden(attributes) and tag not in VOID):
            self._hidden = HiddenElement(tag)
            return
        self._shown.append(mark)
        if "colspan" in attributes and (span := _COLSPAN.search(attributes)):
            self._shown.append(CELL * (min(int(span[1]), limits.COLUMNS) - 1))
        self._in_value = attributes.count('"') % 2 == 1

    def _is_hidden(self, attributes: str) -> bool:
        return attributes != "" and is_hidden(attributes, self._names)

    def _is_plain(self, attributes: str) -> bool:
        """Whether a tag does no more than its mark, so that it need not be looked at again."""
        return not attributes or not ("colspan" in attributes or self._is_hidden(attributes))


def _lines(text: str) -> str:
    """
    Return *text* with its marks resolved: blocks in a cell end no line at the cell's edges.
    """
    if CELL in text:
        rows = (row.strip("\n ").removeprefix(CELL) for row in text.split(ROW))
        text = "\n".join(["\t".join([c.strip("\n ") for c in row.split(CELL)]) for row in rows])
    lines = (line.strip(" ") for line in text.replace(ROW, "\n").split("\n"))
    return "\n".join(filter(None, lines))


def _with_raised_figures(match: "re.Match[str]") -> str:
    """The mark of a footnote or a power, which is no figure of the number beside it."""
    return match[1].translate(_RAISED_FIGURES)


def _with_quote_signs(text: str) -> str:
    lines, depth = list[str](), 0
    for line in text.split("\n"):
        depth += line.count(QUOTE)
        content = line.replace(QUOTE, "").replace(UNQUOTE, "")
        signs = ">" * min(depth, limits.QUOTE_DEPTH)
        lines.append(f"{signs} {content}" if signs else content)
        depth = max(0, depth - line.count(UNQUOTE))
    return "\n".join(lines)
