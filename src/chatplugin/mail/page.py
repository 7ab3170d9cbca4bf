"""
The source of an HTML page made ready for the walk over its tags.
"""

import re
from typing import Final

from chatplugin.mail import limits
from chatplugin.mail.elements import CELL, LOWERED, QUOTE, RAISED, ROW, STRUCK, UNQUOTE
from chatplugin.mail.hidden import WHITE, hidden_names, hides_white

_DROPPED: Final = re.compile(
    r"<(?=[!sStT])(?:!--|(style|script|title|template|svg)(?=[\s/>]))", re.IGNORECASE
)
_PRE: Final = re.compile(
    r"<(pre)\b|<(\w{1,10})\s[^<>]{0,400}white-space:\s*(?:pre|break)", re.IGNORECASE
)
_BLANKS: Final = re.compile("  +")
_MARKS: Final = (ROW, CELL, QUOTE, UNQUOTE, STRUCK, RAISED, LOWERED)
_WHITE: Final = ("\r\n", "\n", "\r", "\t", "\f", *_MARKS)


def prepared(page: str) -> tuple[str, frozenset[str]]:
    """
    *page* on one line without what is no text, and the names that its style sheets hide.
    """
    white = frozenset([WHITE]) if hides_white(page) else frozenset()
    page, names = _without_dropped(_with_breaks_in_pre(page))
    return _on_one_line(page), names | white


def _without_dropped(page: str) -> tuple[str, frozenset[str]]:
    """
    *page* without comments and elements that are no text, and the names that its style sheets hide.
    """
    kept: list[str] = []
    names: frozenset[str] = frozenset()
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
            names |= hidden_names(page[match.end() : end].partition(">")[2])
        at = (page.find(">", end) + 1) or len(page)
    return ("".join([*kept, page[at:]]) if kept else page), names


def _end_of(page: str, kind: str, start: "re.Match[str]") -> int:
    if kind == "!--":
        return page.find("-->", start.start() + 2)
    match = re.compile(f"</{kind}", re.IGNORECASE).search(page, start.end())
    return match.start() if match else -1


def _with_breaks_in_pre(page: str) -> str:
    """
    Where line breaks of the source are shown, they become tags before white space is made one.
    """
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
    """Make white space of the source one blank; what looks like a mark of ours is none."""
    for character in _WHITE:
        if character in page:
            page = page.replace(character, " ")
    return _BLANKS.sub(" ", page) if "  " in page else page
