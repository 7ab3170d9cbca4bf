"""
An HTML letter as the lines and cells that a person sees.

`<br>` and blocks end a line, cells are a tab apart, raised figures become ¹²³, quotes are marked
with `>` as in plain text, and other inline tags do nothing. Comments, style sheets, titles and
hidden elements are left out. There is one pass over the tags, and every step is linear.

Parsers are not used: `html.parser` is quadratic, lxml and lexbor cost 28 to 48 ms and 4 to 8 MB
before the first letter, and `html.unescape` raises ValueError on a reference of more than 4,300
digits.
"""

import re

from chatplugin.mail import limits
from chatplugin.mail.letter.elements import (
    CELL,
    LOWERED,
    QUOTE,
    RAISED,
    ROW,
    STRUCK,
    TABLE,
    UNQUOTE,
    VOID,
    HiddenElement,
    Marks,
    begins_history,
    ends_before,
    is_indent,
)
from chatplugin.mail.letter.styles import (
    Hiding,
    Rule,
    hidden_by,
    hides_white,
    is_hidden,
    matches,
    names_of,
)

_TAG = re.compile(r"(/?[a-zA-Z][^\s/]*)(.*)", re.DOTALL)
_FIRST_TAG = re.compile(r"(.*?)<(?=[a-zA-Z/!?])(.*)", re.DOTALL)
_BEGINS_TAG = re.compile(r"[a-zA-Z/!?]")
_OPEN_TAG = re.compile(r"<(?=[a-zA-Z!?/])")
_RAISED = re.compile(f"{RAISED}([^{RAISED}{LOWERED}\n]{{1,6}}){LOWERED}")
_RAISED_FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_COLSPAN = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)

# A table that begins a cell: its first cell takes the place of that one.
_NESTED = re.compile(f"{CELL}(?:[\n ]*{TABLE}[\n ]*{ROW}[\n ]*{CELL})+")

_REFERENCE = re.compile(
    "&(?:#0{0,20}([0-9]{1,7})[0-9]*+|#[xX]0{0,20}([0-9a-fA-F]{1,6})[0-9a-fA-F]*+|([A-Za-z][A-Za-z0-9]{1,31}));?"
)
_LONGEST_WITHOUT_SEMICOLON = 6

_DROPPED = re.compile(
    r"<(?=[!sStT])(?:!--|(style|script|title|template|svg)(?=[\s/>]))", re.IGNORECASE
)
_PRE = re.compile(r"<(pre)\b|<(\w{1,10})\s[^<>]{0,400}white-space:\s*(?:pre|break)", re.IGNORECASE)
_BLANKS = re.compile("  +")
_MARKS = (ROW, CELL, QUOTE, UNQUOTE, STRUCK, RAISED, LOWERED)
_WHITE = ("\r\n", "\n", "\r", "\t", "\f", *_MARKS)


def text_of_html(page: str) -> str:
    """Return the text of *page*; see the module."""
    source, hiding = _prepared(page)
    text = _lines(_Walk(hiding).text(source))
    if RAISED in text:
        text = _RAISED.sub(_with_raised_figures, text).replace(RAISED, "").replace(LOWERED, "")
    return unescaped(_with_quote_signs(text) if QUOTE in text else text)


class _Walk:
    """Goes over a page, and knows whether it is inside an element that is not shown."""

    def __init__(self, hiding: Hiding) -> None:
        self._hiding = hiding
        self._marks = Marks()
        self._path = _Path()
        self._ruled_tags = limits.RULED_TAGS
        self._indents: list[bool] = []
        self._has_history = False
        self._is_quoted = False
        self._shown: list[str] = []
        self._hidden: HiddenElement | None = None
        self._in_value = False

    def text(self, page: str) -> str:
        """
        Return what is shown of *page*, with its marks.

        Between two `>` stand text and one tag. Programs repeat the same few tags with nothing in
        front, so those are looked at once.
        """
        self._is_quoted = "<blockquote" in page or "<BLOCKQUOTE" in page
        shown, known, busy = self._shown.append, dict[str, str](), bool(self._hiding.rules)
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
        """Take text and a tag. Return whether to look closely at the next piece, too."""
        if self._in_value and not (piece := self._behind_value(piece)):
            return self._is_busy()
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
            if not self._is_busy() and self._is_plain(*match.groups()):
                known["<" + tag] = self._marks[match[1]]
        return self._is_busy()

    def _is_busy(self) -> bool:
        return self._hidden is not None or self._in_value or bool(self._hiding.rules)

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
        """Do what *tag* does, or end the hidden element with it."""
        tag = tag.lower()
        if self._hidden:
            if not self._hidden.ends_at(tag):
                return
            own, self._hidden = tag == "/" + self._hidden.name, None
            if own:
                return
        mark = self._marks[tag]
        if mark is STRUCK or (self._is_hidden(tag, attributes) and tag not in VOID):
            self._hidden = HiddenElement(tag)
            return
        if self._begins_history(attributes):
            self._has_history = True
            self._shown.append(f"\n{QUOTE}")
        self._shown.append(self._quote(tag, attributes) if "blockquote" in tag else mark)
        if "colspan" in attributes and (span := _COLSPAN.search(attributes)):
            self._shown.append(CELL * (min(int(span[1]), limits.COLUMNS) - 1))
        self._in_value = attributes.count('"') % 2 == 1

    def _begins_history(self, attributes: str) -> bool:
        if self._has_history or not attributes:
            return False
        return begins_history(attributes, is_quoted_too=self._is_quoted)

    def _quote(self, tag: str, attributes: str) -> str:
        """Return the mark of a quote's begin or end; an indented paragraph is only a block."""
        if tag == "blockquote":
            self._indents.append(is_indent(f"<{tag}{attributes}"))
            return "\n" if self._indents[-1] else self._marks[tag]
        was_indent = self._indents.pop() if self._indents else False
        return "\n" if was_indent else self._marks[tag]

    def _is_hidden(self, tag: str, attributes: str) -> bool:
        if attributes and is_hidden(attributes, self._hiding):
            return True
        if not self._hiding.rules:
            return False
        self._ruled_tags -= 1
        if self._ruled_tags < 0:
            self._hiding = self._hiding._replace(rules=())
        return self._path.enter(tag, attributes, self._hiding.rules)

    def _is_plain(self, tag: str, attributes: str) -> bool:
        """Return whether a tag does no more than its mark, so it need not be looked at again."""
        if tag[-10:].lower() == "blockquote":
            return False
        return not attributes or not (
            "colspan" in attributes
            or self._begins_history(attributes)
            or is_hidden(attributes, self._hiding)
        )


class _Path:
    """The elements around a place in a page, for rules that speak of them."""

    def __init__(self) -> None:
        self._open: list[tuple[str, frozenset[str]]] = []

    def enter(self, tag: str, attributes: str, rules: tuple[Rule, ...]) -> bool:
        """Follow *tag*. Return whether a rule hides it; it is left again then."""
        if tag[0] == "/":
            self._leave(tag[1:])
            return False
        while self._open and ends_before(self._open[-1][0], tag):
            self._open.pop()
        self._open.append((tag, names_of(attributes)))
        hidden = any(matches(rule, self._open) for rule in rules)
        if hidden or tag in VOID or len(self._open) > limits.ELEMENTS:
            self._open.pop()
        return hidden

    def _leave(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return


def _lines(text: str) -> str:
    """
    Return *text* with its marks resolved: blocks in a cell end no line at the cell's edges.
    """
    if TABLE in text:
        text = _NESTED.sub(CELL, text).replace(TABLE, "")
    if CELL in text:
        rows = (row.strip("\n ").removeprefix(CELL) for row in text.split(ROW))
        text = "\n".join(["\t".join([c.strip("\n ") for c in row.split(CELL)]) for row in rows])
    lines = (line.strip(" ") for line in text.replace(ROW, "\n").split("\n"))
    return "\n".join(filter(None, lines))


def _with_raised_figures(match: "re.Match[str]") -> str:
    """A footnote's mark or a power does not belong to the number beside it."""
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


def unescaped(text: str) -> str:
    """Return *text* with its character references (HTML 13.5) replaced; unknown ones stay."""
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\xa0")
    return _REFERENCE.sub(_meaning, text) if "&" in text else text


def _meaning(match: "re.Match[str]") -> str:
    decimal, hexadecimal, name = match.groups()
    if name is None:
        return _character(int(decimal) if decimal else int(hexadecimal, 16))
    return _named(name, match[0])


def _named(name: str, whole: str) -> str:
    from html.entities import html5  # noqa: PLC0415 - 2,000 names that most letters do without

    if whole.endswith(";") and (found := html5.get(name + ";")):
        return found
    for length in range(min(len(name), _LONGEST_WITHOUT_SEMICOLON), 1, -1):
        if found := html5.get(name[:length]):
            return found + whole[length + 1 :]
    return whole


def _character(code: int) -> str:
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "ignore")
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return chr(code)


def _prepared(page: str) -> tuple[str, Hiding]:
    """Return *page* on one line with nothing but text and tags, and what its styles hide."""
    page, hiding = _without_dropped(_with_breaks_in_pre(page), white=hides_white(page))
    return _on_one_line(page), hiding


def _without_dropped(page: str, *, white: bool) -> tuple[str, Hiding]:
    """Return *page* without comments and scripts, and what its style sheets hide."""
    kept: list[str] = []
    hiding = Hiding(white=white)
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
            hiding = hiding.joined(hidden_by(sheet, white=white))
        at = (page.find(">", end) + 1) or len(page)
    return ("".join([*kept, page[at:]]) if kept else page), hiding


def _end_of(page: str, kind: str, start: "re.Match[str]") -> int:
    if kind == "!--":
        return page.find("-->", start.start() + 2)
    match = re.compile(f"</{kind}", re.IGNORECASE).search(page, start.end())
    return match.start() if match else -1


def _with_breaks_in_pre(page: str) -> str:
    """Make tags of the line breaks that are shown, before white space is made one."""
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


def _on_one_line(page: str) -> str:
    """Make white space of the source, and signs that look like our marks, one blank."""
    for character in _WHITE:
        if character in page:
            page = page.replace(character, " ")
    return _BLANKS.sub(" ", page) if "  " in page else page
