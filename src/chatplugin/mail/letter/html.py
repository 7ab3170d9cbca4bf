"""
An HTML letter as the lines and cells that a person sees.

`<br>` and blocks end a line, cells are a tab apart, raised figures become ¹²³, quotes are marked
with `>` as in plain text, and other inline tags do nothing. Comments, style sheets, titles and
hidden elements are left out. There is one pass over the tags, and every step is linear.

Parsers are not used: `html.parser` is quadratic, lxml and lexbor cost 28 to 48 ms and 4 to 8 MB
before the first letter.
"""

import re
from functools import lru_cache

from chatplugin.mail import limits
from chatplugin.mail.letter.styles import BLOCKS, HiddenElement, Styles
from chatplugin.mail.letter.text import unescaped

# Marks that no page contains: they are taken out of the source first.
_ROW, _CELL, _QUOTE, _UNQUOTE, _STRUCK = "\x1e", "\x1f", "\x11", "\x12", "\x13"
_RAISED, _LOWERED, _TABLE = "\x14", "\x15", "\x16"

_MARKS = {
    **dict.fromkeys(BLOCKS, "\n"),
    **dict.fromkeys([f"/{name}" for name in BLOCKS], "\n"),
    **dict.fromkeys(["s", "strike", "del"], _STRUCK),
    "table": f"\n{_TABLE}",
    "tr": _ROW,
    "td": _CELL,
    "th": _CELL,
    "sup": _RAISED,
    "/sup": _LOWERED,
    "sub": _RAISED,
    "/sub": _LOWERED,
    "blockquote": f"\n{_QUOTE}",
    "/blockquote": f"{_UNQUOTE}\n",
}
# Where programs put the letter that is answered or forwarded, if no `blockquote` does.
_REPLIED = re.compile(
    r"\b(?:class|id|name)\s*=\s*[\"']?[^\"'>]{0,80}?"
    r"(?:divRplyFwdMsg|appendonsend|messageReplySection|moz-forward-container|OutlookMessageHeader"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-reference-message"
    r"|mail-quote-collapse|(gmail_quote|yahoo_quoted|protonmail_quote|zmail_extra))"
)
# Gmail and Apple indent a paragraph by a `blockquote` that quotes nobody.
_INDENT = re.compile(
    r"<blockquote\s[^>]{0,300}?(?:border:\s{0,3}(?:none|0)|webkit-indent-blockquote)", re.IGNORECASE
)

_TAG = re.compile(r"(/?[a-zA-Z][^\s/]*)(.*)", re.DOTALL)
_FIRST_TAG = re.compile(r"(.*?)<(?=[a-zA-Z/!?])(.*)", re.DOTALL)
_BEGINS_TAG = re.compile(r"[a-zA-Z/!?]")
_OPEN_TAG = re.compile(r"<(?=[a-zA-Z!?/])")
_RAISED_TEXT = re.compile(f"{_RAISED}([^{_RAISED}{_LOWERED}\n]{{1,6}}){_LOWERED}")
_RAISED_FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_COLSPAN = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)

# A table that begins a cell: its first cell takes the place of that one.
_NESTED = re.compile(f"{_CELL}(?:[\n ]*{_TABLE}[\n ]*{_ROW}[\n ]*{_CELL})+")

_PRE = re.compile(r"<(pre)\b|<(\w{1,10})\s[^<>]{0,400}white-space:\s*(?:pre|break)", re.IGNORECASE)
_BLANKS = re.compile("  +")
_ALL_MARKS = (_ROW, _CELL, _QUOTE, _UNQUOTE, _STRUCK, _RAISED, _LOWERED)
_WHITE = ("\r\n", "\n", "\r", "\t", "\f", *_ALL_MARKS)


def text_of_html(page: str) -> str:
    """Return the text of *page*; see the module."""
    source, styles = _prepared(page)
    text = _lines(_Walk(styles).text(source))
    if _RAISED in text:
        text = (
            _RAISED_TEXT.sub(_with_raised_figures, text).replace(_RAISED, "").replace(_LOWERED, "")
        )
    return unescaped(_with_quote_signs(text) if _QUOTE in text else text)


class _Walk:
    """Goes over a page, and knows whether it is inside an element that is not shown."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._marks = _Marks()
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
        shown, known, busy = self._shown.append, dict[str, str](), self._styles.have_rules
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
        return self._hidden is not None or self._in_value or self._styles.have_rules

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
        if mark is _STRUCK or self._styles.hide_here(tag, attributes):
            self._hidden = HiddenElement(tag)
            return
        if self._begins_history(attributes):
            self._has_history = True
            self._shown.append(f"\n{_QUOTE}")
        self._shown.append(self._quote(tag, attributes) if "blockquote" in tag else mark)
        if "colspan" in attributes and (span := _COLSPAN.search(attributes)):
            self._shown.append(_CELL * (min(int(span[1]), limits.COLUMNS) - 1))
        self._in_value = attributes.count('"') % 2 == 1

    def _begins_history(self, attributes: str) -> bool:
        if self._has_history or not attributes:
            return False
        return _begins_history(attributes, is_quoted_too=self._is_quoted)

    def _quote(self, tag: str, attributes: str) -> str:
        """Return the mark of a quote's begin or end; an indented paragraph is only a block."""
        if tag == "blockquote":
            self._indents.append(_is_indent(f"<{tag}{attributes}"))
            return "\n" if self._indents[-1] else self._marks[tag]
        was_indent = self._indents.pop() if self._indents else False
        return "\n" if was_indent else self._marks[tag]

    def _is_plain(self, tag: str, attributes: str) -> bool:
        """Return whether a tag does no more than its mark, so it need not be looked at again."""
        if tag[-10:].lower() == "blockquote":
            return False
        return not attributes or not (
            "colspan" in attributes
            or self._begins_history(attributes)
            or self._styles.hide(attributes)
        )


def _lines(text: str) -> str:
    """
    Return *text* with its marks resolved: blocks in a cell end no line at the cell's edges.
    """
    if _TABLE in text:
        text = _NESTED.sub(_CELL, text).replace(_TABLE, "")
    if _CELL in text:
        rows = (row.strip("\n ").removeprefix(_CELL) for row in text.split(_ROW))
        text = "\n".join(["\t".join([c.strip("\n ") for c in row.split(_CELL)]) for row in rows])
    lines = (line.strip(" ") for line in text.replace(_ROW, "\n").split("\n"))
    return "\n".join(filter(None, lines))


def _with_raised_figures(match: "re.Match[str]") -> str:
    """A footnote's mark or a power does not belong to the number beside it."""
    return match[1].translate(_RAISED_FIGURES)


def _with_quote_signs(text: str) -> str:
    lines, depth = list[str](), 0
    for line in text.split("\n"):
        depth += line.count(_QUOTE)
        content = line.replace(_QUOTE, "").replace(_UNQUOTE, "")
        signs = ">" * min(depth, limits.QUOTE_DEPTH)
        lines.append(f"{signs} {content}" if signs else content)
        depth = max(0, depth - line.count(_UNQUOTE))
    return "\n".join(lines)


def _prepared(page: str) -> tuple[str, Styles]:
    """Return *page* on one line with nothing but text and tags, and what its styles hide."""
    page, styles = Styles.read(_with_breaks_in_pre(page))
    return _on_one_line(page), styles


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


class _Marks(dict[str, str]):
    """The mark of each tag, in any case of letters. Inline tags have none."""

    def __missing__(self, tag: str) -> str:
        mark = self[tag] = _MARKS.get(tag.lower(), "")
        return mark


@lru_cache(maxsize=256)
def _begins_history(attributes: str, *, is_quoted_too: bool) -> bool:
    """
    Return whether an older letter begins at an element with *attributes*.

    Some elements hold a `blockquote`, which marks the letter already: *is_quoted_too*.
    """
    match = _REPLIED.search(attributes)
    return match is not None and not (match[1] and is_quoted_too)


def _is_indent(tag: str) -> bool:
    """Return whether *tag*, with its `<`, is a `blockquote` that only moves text to the right."""
    return _INDENT.match(tag) is not None
