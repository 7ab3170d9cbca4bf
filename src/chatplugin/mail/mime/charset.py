"""
Bytes to text when the charset may be missing, wrong or unknown.

Digits are the same bytes in every charset that Russian mail is sent in, so an account is never
misread by a wrong one: only its label is. `candidates` gives the readings by their likelihood:
UTF-8 if the bytes are, the declared one, then those that were common in Russia; the caller stops
at the first in which it finds a label. Only codecs from the list below are ever looked up: a
message that names `punycode` or `zip` gets neither.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_NAMES = {
    "utf8": "utf-8", "utf7": "utf-7", "unicode11utf7": "utf-7", "utf16": "utf-16",
    "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf32": "utf-32", "utf32le": "utf-32-le",
    "utf32be": "utf-32-be", "ucs2": "utf-16", "unicode": "utf-16", "cp65001": "utf-8",
    "unicode11utf8": "utf-8", "windows1251": "cp1251", "win1251": "cp1251", "cp1251": "cp1251",
    "xcp1251": "cp1251", "1251": "cp1251", "windowscyrillic": "cp1251", "ansi": "cp1251",
    "microsoftcp1251": "cp1251", "koi8r": "koi8-r", "koi8": "koi8-r", "koi8u": "koi8-u",
    "cskoi8r": "koi8-r", "koi8ru": "koi8-u", "cp866": "cp866", "ibm866": "cp866", "866": "cp866",
    "csibm866": "cp866", "dos866": "cp866", "oem866": "cp866", "alt": "cp866", "cp855": "cp855",
    "ibm855": "cp855", "iso88595": "iso8859-5", "cyrillic": "iso8859-5",
    "maccyrillic": "mac-cyrillic", "xmaccyrillic": "mac-cyrillic", "macukrainian": "mac-cyrillic",
    "usascii": "ascii", "ascii": "ascii", "ansix341968": "ascii", "iso88591": "cp1252",
    "latin1": "cp1252", "iso885915": "iso8859-15", "iso88592": "iso8859-2",
    "iso88599": "iso8859-9", "windows1250": "cp1250", "windows1252": "cp1252", "cp1252": "cp1252",
    "windows1254": "cp1254", "windows1257": "cp1257", "ptcp154": "ptcp154", "kz1048": "kz1048",
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "gb231280", "csgb2312", "csiso58gb231280", "isoir58", "xgbk",
         "cp936", "ms936", "windows936", "euccn", "xeuccn", "gb2312cn", "chinese"), "gb18030",
    ),
    **dict.fromkeys(
        ("euckr", "cseuckr", "xeuckr", "ksc5601", "ksc56011987", "ksc56011989", "csksc56011987",
         "kscx1001", "korean", "isoir149", "cp949", "ms949", "uhc", "windows949"), "cp949",
    ),
    **dict.fromkeys(
        ("shiftjis", "sjis", "xsjis", "csshiftjis", "mskanji", "cp932", "ms932", "windows932",
         "windows31j", "cswindows31j"), "cp932",
    ),
    **dict.fromkeys(("eucjp", "xeucjp", "xeuc", "cseucpkdfmtjapanese", "ujis"), "euc_jp"),
    **dict.fromkeys(
        ("iso2022jp", "csiso2022jp", "iso2022jp1", "iso2022jp2", "csiso2022jp2", "iso2022jp3",
         "iso2022jpms"), "iso2022_jp_2",
    ),
    **dict.fromkeys(("big5", "csbig5", "xbig5", "big5hkscs", "cp950", "windows950"), "big5hkscs"),
    "hz": "hz", "hzgb2312": "hz", "iso2022kr": "iso2022_kr", "csiso2022kr": "iso2022_kr",
}  # fmt: skip

# In these a letter is not the byte of its ASCII code, so bytes that happen to be valid UTF-8 prove
# nothing.
_NOT_ASCII = frozenset(
    {
        "utf-7",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "iso2022_jp_2",
        "iso2022_kr",
        "hz",
    }
)
_RUSSIAN = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5")
_SHIFTED = re.compile(rb"\+[A-Za-z0-9/]{3,}-")
_META_WITHIN = 2_048
_META = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
# The letters that make up half of Russian text; a wrong charset turns them into capitals, signs and
# rare letters.
_FREQUENT = re.compile("[оеаинтсрвл]")
_STRANGE = re.compile("[^\\x00-\\x7fа-яёА-ЯЁ«»—–№…„“” ]|[а-яё][А-ЯЁ]")


@lru_cache(maxsize=64)
def codec(name: str) -> str | None:
    """Return the codec for a charset's *name* in mail, or None if it is not in the list above."""
    return _NAMES.get(re.sub("[^a-z0-9]", "", name.lower()))


def meta_charset(data: bytes) -> str:
    """Return the charset that an HTML page names in its first bytes."""
    match = _META.search(data, 0, _META_WITHIN) if data.find(b"<", 0, _META_WITHIN) >= 0 else None
    return match[1].decode("latin-1") if match else ""


def candidates(data: bytes, *declared: str) -> Iterator[str]:
    """
    Find the readings of *data*, likeliest first; *declared* are names in the message.

    There is at least one. Nothing follows valid UTF-8: no other text is valid UTF-8 by chance.
    """
    named = [known for known in map(codec, declared) if known]
    yield from _marked(data, named)
    if (text := _strict(data, "utf-8")) is not None:
        yield text
        if _SHIFTED.search(data):
            yield data.decode("utf-7", "replace")
        return
    for name in dict.fromkeys([*named, *_RUSSIAN]):
        if (text := _strict(data, name)) is not None:
            yield text
    yield data.decode("utf-8", "replace")
    yield data.decode("cp1251", "replace")


def _marked(data: bytes, named: list[str]) -> Iterator[str]:
    """
    Find readings that are no extension of ASCII: declared, or known by a mark or by zero bytes.
    """
    for name in named:
        if name in _NOT_ASCII and (text := _strict(data, name)) is not None:
            yield text
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield data.decode("utf-16", "replace")
    elif b"\0" in data:
        # The high byte of a Latin letter is 0, of a Cyrillic one 4.
        even, odd = (data[at:2_000:2].count(0) + data[at:2_000:2].count(4) for at in (0, 1))
        yield data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        # A part that was cut off in the middle of a letter is still UTF-8.
        cut = name == "utf-8" and error.start >= len(data) - 3 and error.start > 0
        return data[: error.start].decode("utf-8-sig") if cut else None
    except UnicodeError:
        return None


def guessed(data: bytes) -> str:
    """Return the reading of *data* that looks most like Russian, for text without a label."""
    if data.isascii():
        return data.decode("ascii")
    text = _strict(data, "utf-8")
    return likeliest(candidates(data)) if text is None else text


def likeliest(readings: Iterator[str]) -> str:
    """Return the reading with the fewest strange letters; of equal ones the first."""
    return max(readings, key=plausibility, default="")


def plausibility(text: str) -> float:
    """Return how much *text* looks like Russian or English: above 0 is good, below -1 is noise."""
    text = text[:4_000]
    letters = sum(1 for _ in _FREQUENT.finditer(text))
    strange = sum(1 for _ in _STRANGE.finditer(text))
    return (letters - 3 * strange) / (len(text) or 1)


REPAIRS = tuple(
    (wrong, right)
    for wrong in ("cp1251", "latin-1", "cp1252", "koi8-r", "cp866")
    for right in ("utf-8", "cp1251", "koi8-r")
    if wrong != right
)
"""What text was read as on its way, and what it was."""


def repaired(text: str, wrong: str, right: str) -> str:
    """Undo a wrong conversion of *text*, such as UTF-8 read as windows-1251 and sent on."""
    return text.encode(wrong, "replace").decode(right, "replace")
