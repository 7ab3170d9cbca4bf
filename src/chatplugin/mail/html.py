"""
An HTML letter as the lines and cells that a person sees.

`<br>` and blocks end a line, cells are a tab apart, inline tags are nothing, quotes are marked with `>` as in plain
text; comments, style sheets, titles and what is hidden are left out. One pass over the tags with every step
linear: `html.parser` is quadratic, and lxml or lexbor cost 28 to 48 ms and 4 to 8 MB before the first letter.
"""

import re
from typing import Final

from chatplugin.mail import limits
from chatplugin.mail.entities import unescaped
from chatplugin.mail.hidden import hidden_names, is_hidden

_TAG: Final = re.compile(r"(/?[a-zA-Z][^\s/]*)(.*)", re.DOTALL)
_FIRST_TAG: Final = re.compile(r"(.*?)<(?=[a-zA-Z/!?])(.*)", re.DOTALL)
_BEGINS_TAG: Final = re.compile(r"[a-zA-Z/!?]")
_OPEN_TAG: Final = re.compile(r"<(?=[a-zA-Z!?/])")
_DROPPED: Final = re.compile(
    r"<(?=[!sStT])(?:!--|(style|script|title|template|svg)(?=[\s/>]))", re.IGNORECASE
)
_PRE: Final = re.compile(
    r"<(pre)\b|<(\w{1,10})\s[^<>]{0,400}white-space:\s*(?:pre|break)", re.IGNORECASE
)
_BLANKS: Final = re.compile("  +")
_COLSPAN: Final = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)

# Marks that no page contains: white space was made one blank before they come in.
_ROW, _CELL, _QUOTE, _UNQUOTE, _STRUCK = "\x1e", "\x1f", "\x11", "\x12", "\x13"
_BLOCKS: Final = ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "section", "article", "header", "footer", "main", "hr", "form", "fieldset", "address", "center", "pre", "caption", "thead", "tbody", "tfoot", "body", "br", "nav", "aside", "figure", "details", "summary", "option", "legend", "dir", "menu"]
_MARKS: Final = {
    **dict.fromkeys(_BLOCKS, "\n"),
    **dict.fromkeys([f"/{name}" for name in _BLOCKS], "\n"),
    **dict.fromkeys(["s", "strike", "del"], _STRUCK),
    "tr": _ROW,
    "td": _CELL,
    "th": _CELL,
    "blockquote": f"\n{_QUOTE}",
    "/blockquote": f"{_UNQUOTE}\n",
}
_ENCLOSING: Final = frozenset(
    ["/td", "/th", "/tr", "/table", "/tbody", "/div", "/li", "/ul", "/ol", "/blockquote", "/body", "/html", "/center", "/p"]
)
_VOID: Final = frozenset(
    ["br", "img", "hr", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source", "track", "param"]
)
# An element without its end tag ends where one of these begins (HTML 13.1.2.4).
_ENDED_BY: Final = {
    "p": frozenset(_BLOCKS) - {"br", "body"} | {"blockquote"},
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
}


def text_of_html(page: str) -> str:
    """Return the text of *page*; see the module."""
    page, names = _without_dropped(_with_breaks_in_pre(page))
    text = _lines(_Walk(names).text(_on_one_line(page)))
    return unescaped(_with_quote_signs(text) if _QUOTE in text else text)


class _Walk:
    """Goes over a page, and knows whether it is inside an element that is not shown."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._marks = _Marks(_MARKS)
        self._shown: list[str] = []
        self._hidden: _Hidden | None = None
        self._in_value = False

    def text(self, page: str) -> str:
        """
        Return what is shown of *page*, with its marks.

        Between two `>` stand text and one tag. Programs repeat the same few tags with nothing in front, so those
        are looked at once.
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
        Return *piece* behind an attribute's value with a `>` in it, as in `<a title="x>y" href="z">text`.

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
        if mark is _STRUCK or (self._is_hidden(attributes) and tag not in _VOID):
            self._hidden = _Hidden(tag)
            return
        self._shown.append(mark)
        if "colspan" in attributes and (span := _COLSPAN.search(attributes)):
            self._shown.append(_CELL * (min(int(span[1]), limits.COLUMNS) - 1))
        self._in_value = attributes.count('"') % 2 == 1

    def _is_hidden(self, attributes: str) -> bool:
        return attributes != "" and is_hidden(attributes, self._names)

    def _is_plain(self, attributes: str) -> bool:
        """Whether a tag does no more than its mark, so that it need not be looked at again."""
        return not attributes or not ("colspan" in attributes or self._is_hidden(attributes))


class _Hidden:
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


class _Marks(dict[str, str]):
    """The mark of each tag; none for what is inline. Asked for in any case of letters."""

    def __missing__(self, tag: str) -> str:
        mark = self[tag] = _MARKS.get(tag.lower(), "")
        return mark


def _on_one_line(page: str) -> str:
    """Make white space of the source one blank; what looks like a mark of ours is none."""
    for character in ("\r\n", "\n", "\r", "\t", "\f", _ROW, _CELL, _QUOTE, _UNQUOTE, _STRUCK):
        if character in page:
            page = page.replace(character, " ")
    return _BLANKS.sub(" ", page) if "  " in page else page


def _lines(text: str) -> str:
    """
    Return *text* with its marks resolved: blocks in a cell end no line at the cell's edges.
    """
    if _CELL in text:
        rows = (row.strip("\n ").removeprefix(_CELL) for row in text.split(_ROW))
        text = "\n".join(["\t".join([c.strip("\n ") for c in row.split(_CELL)]) for row in rows])
    lines = (line.strip(" ") for line in text.replace(_ROW, "\n").split("\n"))
    return "\n".join(filter(None, lines))


def _after_value(text: str) -> str:
    """Return *text* behind an attribute that goes on in it: `<a title="x>y" href="z">text`."""
    _, quote, rest = text.partition('"')
    return rest.partition(">")[2] or rest if quote else text


def _without_dropped(page: str) -> tuple[str, frozenset[str]]:
    """*page* without comments and elements that are no text, and the names that its style sheets hide."""
    kept: list[str] = []
    names: frozenset[str] = frozenset()
    endless: set[str] = set()
    at = 0
    while len(kept) < 2 * limits.DROPPED and (match := _DROPPED.search(page, at)):
        kept.append(page[at : match.start()])
        kind = (match[1] or "!--").lower()
        end = -1 if kind in endless else _end_of(page, kind, match)
        if end < 0:
            # An element that never ends is only a tag without its partner; the letter goes on behind it.
            endless.add(kind)
            at = match.end()
            kept.append("<x" if kind != "!--" else "<!")
            continue
        if kind == "style":
            names |= hidden_names(page[match.end() : end].partition(">")[2])
        at = (page.find(">", end) + 1) or len(page)
    return ("".join([*kept, page[at:]]) if kept else page), names


def _end_of(page: str, kind: str, start: "re.Match[str]") -> int:
    if kind == "!--":
        return page.find("-->", start.start() + 2)
    match = re.compile(f"</{kind}", re.IGNORECASE).search(page, start.end())
    return match.start() if match else -1


def _with_breaks_in_pre(page: str) -> str:
    """Where line breaks of the source are shown, they become tags before white space is made one."""
    if "<pre" not in page and "<PRE" not in page and "white-space" not in page:
        return page
    kept: list[str] = []
    lower = page.lower() if page.isascii() else page
    at = 0
    while match := _PRE.search(page, at):
        name = match[1] or match[2]
        begin = page.find(">", match.end())
        end = lower.find(f"</{name.lower()}", begin) if len(kept) < limits.PARTS else -1
        if begin < 0 or end < 0:
            break
        kept += [page[at : begin + 1], page[begin + 1 : end].replace("\n", "<br>")]
        at = end
    return "".join([*kept, page[at:]])


def _with_quote_signs(text: str) -> str:
    lines, depth = list[str](), 0
    for line in text.split("\n"):
        depth += line.count(_QUOTE)
        content = line.replace(_QUOTE, "").replace(_UNQUOTE, "")
        signs = ">" * min(depth, limits.QUOTE_DEPTH)
        lines.append(f"{signs} {content}" if signs else content)
        depth = max(0, depth - line.count(_UNQUOTE))
    return "\n".join(lines)
