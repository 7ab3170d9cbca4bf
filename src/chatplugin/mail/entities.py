"""
Character references of HTML (13.5), also without their semicolon.

`html.unescape` is not used: it raises ValueError on a reference of more than 4,300 digits and takes
3 µs for each ampersand that means nothing.
"""

import re
from typing import Final

_REFERENCE: Final = re.compile(
    "&(?:#0{0,20}([0-9]{1,7})[0-9]*+|#[xX]0{0,20}([0-9a-fA-F]{1,6})[0-9a-fA-F]*+|([A-Za-z][A-Za-z0-9]{1,31}));?"
)
_LONGEST_WITHOUT_SEMICOLON: Final = 6


def unescaped(text: str) -> str:
    """*text* with its references replaced; those without a meaning stay."""
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
