"""
An HTML letter as the lines and cells that a person sees.

`<br>` and blocks end a line, cells are a tab apart, raised figures become ¹²³, quotes are marked
with `>` as in plain text, and other inline tags do nothing. Comments, style sheets, titles and
hidden elements are left out. There is one pass over the tags, and every step is linear.

Parsers are not used: `html.parser` is quadratic, lxml and lexbor cost 28 to 48 ms and 4 to 8 MB
before the first letter.
"""

import re
from functools import cached_property, lru_cache

from chatplugin.mail import limits
from chatplugin.mail.letter.styles import BLOCKS, HiddenElement, Styles
from chatplugin.mail.letter.text import unescaped

# Marks that no page contains: they are taken out of the source first.
_ROW, _CELL, _QUOTE, _UNQUOTE, _STRUCK = "\x1e", "\x1f", "\x11", "\x12", "\x13"
_RAISED, _LOWERED, _TABLE = "\x14", "\x15", "\x16"
# Half characters: hardly any charset can say them. Python is slow to look for one that ends in 00.
_LINE, _SEAM = "\ud801", "\ud802"

_INSTEAD_OF_MARKS = {
    **dict.fromkeys((_ROW, _CELL, _QUOTE, _UNQUOTE, _STRUCK, _RAISED, _LOWERED), " "),
    **dict.fromkeys((_LINE, _SEAM), ""),
}

_MARKS = {
    **dict.fromkeys(BLOCKS, _LINE),
    **dict.fromkeys([f"/{name}" for name in BLOCKS], _LINE),
    **dict.fromkeys(["s", "strike", "del"], _STRUCK),
    "table": f"{_LINE}{_TABLE}",
    "tr": _ROW,
    "td": _CELL,
    "th": _CELL,
    "sup": _RAISED,
    "/sup": _LOWERED,
    "sub": _RAISED,
    "/sub": _LOWERED,
    "blockquote": f"{_LINE}{_QUOTE}",
    "/blockquote": f"{_UNQUOTE}{_LINE}",
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

_TEXT = re.compile(r">([^<>]++)<")
_TAG = re.compile(r"(/?[a-zA-Z][^\s/]*)(.*)", re.DOTALL)
_FIRST_TAG = re.compile(r"(.*?)<(?=[a-zA-Z/!?])(.*)", re.DOTALL)
_BEGINS_TAG = re.compile(r"[a-zA-Z/!?]")
_OPEN_TAG = re.compile(r"<(?=[a-zA-Z!?/])")
_RAISED_TEXT = re.compile(f"{_RAISED}([^{_RAISED}{_LOWERED}\n]{{1,6}}){_LOWERED}")
_RAISED_FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHORTEST_TAG = len("<p>")
_COLSPAN = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)

# A table that begins a cell: its first cell takes the place of that one.
_NESTED = re.compile(f"{_CELL}(?:[\n ]*{_TABLE}[\n ]*{_ROW}[\n ]*{_CELL})+")

_MAY_BE_PRE = ("<pre", "<PRE", "white-space")
_PRE = re.compile(r"<(pre)\b|<(\w{1,10})\s[^<>]{0,400}white-space:\s*(?:pre|break)", re.IGNORECASE)
_BLANKS = re.compile("  +")
_WHITE = ("\r\n", "\n", "\r", "\t", "\f")


def text_of_html(page: str) -> str:
    """Return the text of *page*; see the module."""
    page, styles = Styles.read(_with_breaks_in_pre(page))
    shown = _Walk(styles).text(_without_marks(page))
    # The source is much longer than what is shown of it, so white space is left for here.
    text = _lines(_on_one_line(shown).replace(_SEAM, "").replace(_LINE, "\n"))
    if _RAISED in text:
        text = (
            _RAISED_TEXT.sub(_with_raised_figures, text).replace(_RAISED, "").replace(_LOWERED, "")
        )
    return unescaped(_with_quote_signs(text) if _QUOTE in text else text)


class _Walk:
    """Goes over a page, and knows whether it is inside an element that is not shown."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._indents: list[bool] = []
        self._has_history = False
        self._page = ""
        self._known: dict[str, str] = {}
        self._runs: dict[str, str] = {}
        self._shown: list[str] = []
        self._hidden: HiddenElement | None = None
        self._in_value = False

    def text(self, page: str) -> str:
        """
        Return what is shown of *page*, with its marks.

        Between two texts stands a run of tags. Programs repeat the same few tags, and the same few
        runs, so what those do that were looked at once is kept.
        """
        self._page = page
        tags, bracket, last = _split_off_rest(page)
        first, *others = _TEXT.split(tags)
        is_busy = self._run("", first) if bracket else False
        for text, run in zip(others[::2], others[1::2], strict=True):
            marks = None if is_busy else self._runs.get(run)
            if marks is None:
                is_busy = self._run(text + "<", run)
            else:
                self._shown.append(text + marks)
        if not self._hidden:
            self._shown.append(_OPEN_TAG.split(last, maxsplit=1)[0])
        return "".join(self._shown)

    def _run(self, text: str, run: str) -> bool:
        """Take *text* and the tags behind it. Return whether to look closely at the next, too."""
        is_busy = self._is_busy()
        for piece in (text + run).split(">"):
            text, bracket, tag = piece.rpartition("<")
            is_usual = bracket and "<" not in text and not is_busy
            mark = self._known.get(tag) if is_usual else None
            if mark is None:
                self._piece(piece)
                is_busy = self._is_busy()
            else:
                self._shown.append(text + _SEAM + mark)
        marks = list(map(self._known.get, run.split("><")))
        if None not in marks and not is_busy:
            self._runs[run] = "".join([_SEAM, *filter(None, marks)])
        return is_busy

    def _piece(self, piece: str) -> None:
        """Take text and a tag that is not known, or of which more is to be seen."""
        if self._in_value and not (piece := self._behind_value(piece)):
            return
        text, bracket, tag = piece.rpartition("<")
        if "<" in text and (match := _FIRST_TAG.match(piece)) and match[2].count('"') % 2 == 0:
            # `5 < 6 <b` has a sign and a tag, `<a title="x<y"` only a tag.
            text, tag = match.groups()
        if not bracket or not _BEGINS_TAG.match(tag):
            text, tag = piece + ">", ""
        if not self._hidden:
            self._shown.append(text + _SEAM)
        name, attributes = _name_and_attributes(tag)
        if name and self._tag(name, attributes):
            self._known[tag] = _MARKS.get(name, "")

    def _is_busy(self) -> bool:
        return self._hidden is not None or self._in_value or self._styles.rules != ()

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

    def _tag(self, tag: str, attributes: str) -> bool:
        """
        Do what *tag* does, or end the hidden element with it.

        Return whether it does no more than its mark, so it need not be looked at again.
        """
        if self._hidden:
            if not self._hidden.ends_at(tag):
                return False
            own, self._hidden = tag == "/" + self._hidden.name, None
            if own:
                return False
        mark = _MARKS.get(tag, "")
        if mark == _STRUCK or self._styles.hide(tag, attributes):
            self._hidden = HiddenElement(tag)
            return False
        begins = self._begins_history(attributes)
        if begins:
            self._has_history = True
            self._shown.append(_LINE + _QUOTE)
        is_quote = "blockquote" in tag
        self._shown.append(self._quote(tag, attributes) if is_quote else mark)
        span = _COLSPAN.search(attributes) if "colspan" in attributes else None
        if span:
            self._shown.append(_CELL * (min(int(span[1]), limits.COLUMNS) - 1))
        self._in_value = attributes.count('"') % 2 == 1
        return not (begins or is_quote or span or self._in_value)

    def _begins_history(self, attributes: str) -> bool:
        """
        Return whether an older letter begins at an element with *attributes*.

        Some elements hold a `blockquote`, which marks the letter already.
        """
        if self._has_history or not attributes:
            return False
        mark = _mark_of_history(attributes)
        return mark is not None and not (mark[1] and self._is_quoted)

    @cached_property
    def _is_quoted(self) -> bool:
        return "<blockquote" in self._page or "<BLOCKQUOTE" in self._page

    def _quote(self, tag: str, attributes: str) -> str:
        """Return the mark of a quote's begin or end; an indented paragraph is only a block."""
        if tag == "blockquote":
            self._indents.append(_is_indent(f"<{tag}{attributes}"))
            return _LINE if self._indents[-1] else _MARKS[tag]
        was_indent = self._indents.pop() if self._indents else False
        return _LINE if was_indent else _MARKS.get(tag, "")


def _lines(text: str) -> str:
    """
    Return *text* with its marks resolved: blocks in a cell end no line at the cell's edges.
    """
    if _TABLE in text:
        text = _NESTED.sub(_CELL, text).replace(_TABLE, "")
    if _CELL in text:
        text = _cells(text)
    lines = [line.strip(" ") for line in text.replace(_ROW, "\n").split("\n")]
    return "\n".join(filter(None, lines))


def _cells(text: str) -> str:
    """Return *text* with nothing but a tab between two cells, and none in front of a row."""
    cells = "\t".join([cell.strip("\n ") for cell in text.split(_CELL)])
    return cells.removeprefix("\t").replace(_ROW + "\t", _ROW)


def _with_raised_figures(match: "re.Match[str]") -> str:
    """A footnote's mark or a power does not belong to the number beside it."""
    return match[1].translate(_RAISED_FIGURES)


def _with_quote_signs(text: str) -> str:
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        depth += line.count(_QUOTE)
        content = line.replace(_QUOTE, "").replace(_UNQUOTE, "")
        signs = ">" * min(depth, limits.QUOTE_DEPTH)
        lines.append(f"{signs} {content}" if signs else content)
        depth = max(0, depth - line.count(_UNQUOTE))
    return "\n".join(lines)


def _with_breaks_in_pre(page: str) -> str:
    """Make tags of the line breaks that are shown, before white space is made one."""
    if not any(map(page.__contains__, _MAY_BE_PRE)):
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


def _split_off_rest(page: str) -> tuple[str, str, str]:
    """Return *page* up to its last tag that is looked at, the `>` of that tag, and the rest."""
    if len(page) < _SHORTEST_TAG * limits.TAGS or page.count(">") <= limits.TAGS:
        return page.rpartition(">")
    *pieces, rest = page.split(">", limits.TAGS)
    return ">".join(pieces), ">", rest


def _without_marks(page: str) -> str:
    """Return *page* without signs that look like our marks."""
    for mark, instead in _INSTEAD_OF_MARKS.items():
        if mark in page:
            page = page.replace(mark, instead)
    return page


def _on_one_line(source: str) -> str:
    """Return *source* with one blank for its white space."""
    for character in _WHITE:
        if character in source:
            source = source.replace(character, " ")
    return _BLANKS.sub(" ", source) if "  " in source else source


@lru_cache(maxsize=256)
def _name_and_attributes(tag: str) -> tuple[str, str]:
    """Return the name of *tag* in small letters, and what follows it; nothing if it has none."""
    match = _TAG.match(tag)
    return (match[1].lower(), _on_one_line(match[2])) if match else ("", "")


@lru_cache(maxsize=256)
def _mark_of_history(attributes: str) -> "re.Match[str] | None":
    return _REPLIED.search(attributes)


def _is_indent(tag: str) -> bool:
    """Return whether *tag*, with its `<`, is a `blockquote` that only moves text to the right."""
    return _INDENT.match(tag) is not None
