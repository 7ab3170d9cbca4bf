r"""
Text as a person sees it: composed letters, one kind of space, nothing invisible, cells a tab apart.

Everything behind this module works on such text, so its patterns need no more than ' ', '\\t' and
'\\n'.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Nearly all letters consist of these; only the others take the long way.
_UNUSUAL = re.compile("[^\n\t -{}~А-яЁё№«»„“”—–…’]")
_NEWLINES = re.compile("(?<!\r)\r++\n|\r|\v|\f|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Signs that look like the ones that labels are written with.
_SIGNS = (
    ("\u2044", "/"),
    ("\u2215", "/"),
    ("\uff0f", "/"),
    ("\uff1a", ":"),
    ("\uff0e", "."),
    ("\uff03", "#"),
)
# Three blanks or an upright line set cells apart in plain text.
_CELLS = re.compile(" {3,}|[|│¦║]")
_AROUND_TAB = re.compile(" *+\t *+")
_BLANKS = re.compile("  +")
_EDGES = re.compile(" +$", re.MULTILINE)
_OTHER_DIGITS = re.compile("[^\\D0-9]+")
# Figures in circles and raised or lowered ones, where so many stand together that they are no mark.
_SIGN = "[⁰¹²³⁴-⁹₀-₉①-⑨⓪❶-❾⓿➀-➈➊-➒⓵-⓽🄋🄌]"
_SIGN_DIGITS = re.compile(f"{_SIGN}(?:[ -]?{_SIGN}){{4,}}")
# Whole texts are never given to `unicodedata.normalize`: it is quadratic on a long run of combining
# marks.
_COMBINED = re.compile("([^\\W\\d_])([\u0300-\u036f]+)")
_MARKS = 3
_REFERENCE = re.compile(
    "&(?:#0{0,20}([0-9]{1,7})[0-9]*+|#[xX]0{0,20}([0-9a-fA-F]{1,6})[0-9a-fA-F]*+|([A-Za-z][A-Za-z0-9]{1,31}));?"
)
_LONGEST_WITHOUT_SEMICOLON = 6


class Rare(NamedTuple):
    """A *pattern* that few letters have: without one of its *signs* there is nothing to search."""

    pattern: "re.Pattern[str]"
    signs: tuple[str, ...]

    def search(self, text: str) -> "re.Match[str] | None":
        for sign in self.signs:
            if sign in text:
                return self.pattern.search(text)
        return None


def normalised(text: str) -> str:
    """Return *text* as a person sees it; see the module."""
    text = text.replace("\r\n", "\n").replace("\xa0", " ")
    if _UNUSUAL.search(text):
        text = _usual(text)
    if "|" in text or "│" in text or ("  " in text and "   " in text):
        text = _CELLS.sub("\t", text)
    if "\t" in text and (" \t" in text or "\t " in text):
        text = _AROUND_TAB.sub("\t", text)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    return _EDGES.sub("", text) if " \n" in text else text


def _usual(text: str) -> str:
    text = _NEWLINES.sub("\n", text)
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    for sign, plain in _SIGNS:
        text = text.replace(sign, plain)
    text = _COMBINED.sub(_composed, text)
    text = _SIGN_DIGITS.sub(_ascii_digits, text)
    return _OTHER_DIGITS.sub(_ascii_digits, text)


def _ascii_digits(match: "re.Match[str]") -> str:
    """Full-width and other digits are digits: some phones write them."""
    return "".join([str(unicodedata.digit(digit, digit)) for digit in match[0]])


def _composed(match: "re.Match[str]") -> str:
    """Return NFC of one letter, without the stress mark of `лицево́й`."""
    letter = unicodedata.normalize("NFC", match[1] + match[2][:_MARKS])
    return letter.rstrip("\u0300\u0301")


def folded(text: str) -> str:
    """Return *text* in small letters, with `е` for `ё`; every letter keeps its place."""
    small = text.lower()
    if len(small) != len(text):
        small = text.replace("İ", "I").lower()
    return small.replace("ё", "е")


folded_text = lru_cache(maxsize=4)(folded)
"""The same of a whole text, which is asked for at each of its labels."""


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
