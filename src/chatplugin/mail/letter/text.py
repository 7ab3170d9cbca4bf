r"""
Text as a person sees it: composed letters, one kind of space, nothing invisible, cells a tab apart.

Everything behind this module works on such text, so its patterns need no more than ' ', '\\t' and
'\\n'.
"""

import re
import unicodedata

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
_SIGN = "[⁰¹²³⁴-⁹₀-₉①-⑨⓪❶-❾⓿➀-➈➊-➒⓵-⓽]"
_SIGN_DIGITS = re.compile(f"{_SIGN}(?:[ -]?{_SIGN}){{4,}}")
# Whole texts are never given to `unicodedata.normalize`: it is quadratic on a long run of combining
# marks.
_COMBINED = re.compile("([^\\W\\d_])([\u0300-\u036f]+)")
_MARKS = 3
_SIGNATURE = "-- "


def normalised(text: str) -> str:
    """Return *text* as a person sees it; see the module."""
    text = text.replace("\r\n", "\n").replace("\xa0", " ")
    if _UNUSUAL.search(text):
        text = _usual(text)
    if "   " in text or "|" in text or "│" in text:
        text = _CELLS.sub("\t", text)
    if " \t" in text or "\t " in text:
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


def unflowed(text: str, *, delsp: bool) -> str:
    """Return the paragraphs of format=flowed (RFC 3676): a line that ends in a blank goes on."""
    paragraphs: list[list[str]] = []
    goes_on, depth = False, -1
    for line in text.replace("\r\n", "\n").split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        content = line[marks:].removeprefix(" ")
        flows = content.endswith(" ") and content != _SIGNATURE
        kept = content[:-1] if flows and delsp else content
        if goes_on and marks == depth and content != _SIGNATURE:
            paragraphs[-1].append(kept)
        else:
            paragraphs.append([">" * marks + (" " if marks else ""), kept])
        goes_on, depth = flows, marks
    return "\n".join(map("".join, paragraphs))
