"""
An HTML letter as the lines and cells that a person sees.

`<br>` and blocks end a line, cells are a tab apart, inline tags are nothing, quotes are marked with `>` as in plain
text; comments, style sheets, titles and what is hidden are left out. One pass over the tags with every step
linear: `html.parser` is quadratic, and lxml or lexbor cost 28 to 48 ms and 4 to 8 MB before the first letter.
"""

import re
from collections.abc import Iterator
from typing import Final

from chatplugin.mail import limits
from chatplugin.mail.entities import unescaped
from chatplugin.mail.hidden import STRUCK, hidden_names, is_hidden

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>|<[!?/][^>]*>")
_DROPPED: Final = re.compile(r"<(?:!--|(style|script|title|template|svg)(?=[\s/>]))", re.IGNORECASE)
_PRE: Final = re.compile(
    r"<(pre)\b|<(\w{1,10})\s[^<>]{0,400}white-space:\s*(?:pre|break)", re.IGNORECASE
)
_OPEN_TAG: Final = re.compile(r"<(?=[a-zA-Z!?/])")
_COLSPAN: Final = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)

# Marks that no letter contains: white space was made one blank before they come in.
_ROW, _CELL, _QUOTE, _UNQUOTE = "\x1e", "\x1f", "\x11", "\x12"
_AROUND_ROW: Final = re.compile(f"[\n ]*+{_ROW}[\n {_ROW}]*+{_CELL}?[\n ]*+")
_AROUND_CELL: Final = re.compile(f"[\n ]*+{_CELL}[\n ]*+")
_LINES: Final = re.compile(" *\n[\n ]*+")

_BLOCKS: Final = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "hr",
    "form",
    "fieldset",
    "address",
    "center",
    "pre",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "body",
    "br",
    "nav",
    "aside",
    "figure",
    "details",
    "summary",
    "option",
    "legend",
    "dir",
    "menu",
]
_BREAKS: Final = {
    **{("", name): "\n" for name in _BLOCKS},
    **{("/", name): "\n" for name in _BLOCKS},
    ("", "tr"): _ROW,
    ("", "td"): _CELL,
    ("", "th"): _CELL,
    ("", "blockquote"): f"\n{_QUOTE}",
    ("/", "blockquote"): f"{_UNQUOTE}\n",
}
_INLINE: Final = frozenset(
    ["a", "b", "i", "u", "font", "span", "strong", "em", "o:p", "img", "small", "big", "sup", "sub"]
)
_ENCLOSING: Final = frozenset(
    [
        "td",
        "th",
        "tr",
        "table",
        "tbody",
        "div",
        "li",
        "ul",
        "ol",
        "blockquote",
        "body",
        "html",
        "center",
        "p",
    ]
)
_VOID: Final = frozenset(
    [
        "br",
        "img",
        "hr",
        "input",
        "meta",
        "link",
        "wbr",
        "col",
        "area",
        "base",
        "embed",
        "source",
        "track",
        "param",
    ]
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
    """The text of *page*; see the module."""
    page, names = _without_dropped(_with_breaks_in_pre(page))
    page = " ".join(page.split())
    # A tag that is never closed would be looked for from each `<` to the end.
    last = page.rfind(">") + 1
    page = page[:last] + _OPEN_TAG.split(page[last:], maxsplit=1)[0]
    text = "".join(_Walk(_TAG.split(page, limits.TAGS), names).shown())
    text = _AROUND_CELL.sub(_CELL, _AROUND_ROW.sub(_ROW, text)) if _CELL in text else text
    text = _LINES.sub("\n", text.replace(_ROW, "\n").replace(_CELL, "\t")).strip("\n ")
    return unescaped(_with_quote_signs(text) if _QUOTE in text else text)


class _Walk:
    """
    The pieces of a page as `re.split` leaves them: text, then slash, name, attributes and text of each tag.
    """

    def __init__(self, pieces: list[str | None], names: frozenset[str]) -> None:
        self._pieces = pieces
        self._names = names
        self._suspect = re.compile(
            "style|hidden|class|id=" if names else "style|hidden", re.IGNORECASE
        )

    def shown(self) -> Iterator[str]:
        """The text and marks of what is shown, in order."""
        pieces, suspicious = self._pieces, self._suspect.search
        yield pieces[0] or ""
        at, end = 1, len(pieces)
        while at < end:
            slash, name, attributes, text = pieces[at : at + 4]
            at += 4
            if name is None:
                yield text or ""
                continue
            if name not in _INLINE:
                name = name.lower()
                yield _BREAKS.get((slash or "", name), "")
            if attributes and not slash:
                if (
                    suspicious(attributes)
                    and name not in _VOID
                    and is_hidden(attributes, self._names)
                ):
                    at = self._after_hidden(at - 4, name)
                    text = pieces[at - 1] if at - 1 < end else ""
                elif "colspan" in attributes and (span := _COLSPAN.search(attributes)):
                    yield _CELL * (int(span[1]) - 1)
                elif attributes.count('"') % 2:
                    text = _after_value(text or "")
            elif name in STRUCK and not slash:
                at = self._after_hidden(at - 4, name)
                text = pieces[at - 1] if at - 1 < end else ""
            if text:
                yield text

    def _after_hidden(self, at: int, name: str) -> int:
        """
        Behind the end of the element whose start tag is at *at*. Without an end tag it ends with what encloses it.
        """
        pieces, opened = self._pieces, dict[str, int]()
        ended_by = _ENDED_BY.get(name, frozenset())
        for here in range(at + 4, len(pieces), 4):
            inner = (pieces[here + 1] or "").lower()
            if not pieces[here]:
                if inner in ended_by and not opened.get("table"):
                    return here
                opened[inner] = opened.get(inner, 0) + 1
            elif opened.get(inner):
                opened[inner] -= 1
            elif inner == name:
                return here + 4
            elif inner in _ENCLOSING:
                return here
        return len(pieces) + 1


def _after_value(text: str) -> str:
    """*text* behind an attribute that goes on in it, as in `<a title="x>y" href="z">text`."""
    _, quote, rest = text.partition('"')
    return rest.partition(">")[2] or rest if quote else text


def _without_dropped(page: str) -> tuple[str, frozenset[str]]:
    """*page* without comments and elements that are no text, and the names that its style sheets hide."""
    kept: list[str] = []
    names: frozenset[str] = frozenset()
    endless: set[str] = set()
    at = 0
    while match := _DROPPED.search(page, at):
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
