"""
The bytes of a part to text: without their transfer encoding, and in the right charset.

The transfer encoding (RFC 2045 6) may be damaged, undeclared or used twice. base64 may be cut off,
or have a list's plain footer behind it. The charset may be missing, wrong or unknown. Digits are
the same bytes in every charset of Russian mail, so a wrong charset never changes an account. It
only hides the label: `read_text` takes the first charset in which a label stands.

Only codecs of the table below are used. A message that names `punycode` or `zip` gets neither.
"""

import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from chatplugin.mail import limits

Known = Callable[[str], bool]
"""Whether a text has a label for the account: the proof that its charset was the right one."""

_BASE64_LINES = re.compile(
    # Signs outside the alphabet count for nothing (RFC 2045 6.8), but a line of words is a footer.
    rb"(?:[ \t]*+(?:[A-Za-z0-9+/]++[^\sA-Za-z0-9+/=]{1,2}+|[A-Za-z0-9+/]*+={0,3}+)"
    rb"[ \t]*+\r*+(?:\n|\Z))*"
)
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)
_JOINED = 50
_ALL_BASE64 = re.compile(
    rb"\s*+(?:[A-Za-z0-9+/]{60}|[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{72}|[A-Za-z0-9+/]{76})\r?\n[A-Za-z0-9+/\r\n]++={0,2}+\s*+"
)
# One line of base64 is a word that nobody writes.
_BASE64_LINE = re.compile(rb"\s*+(?=[A-Za-z/+]*[0-9])[A-Za-z0-9+/]{40,}={0,2}\s*")
_BASE64_AND_BLANKS = re.compile(rb"[A-Za-z0-9+/ \t\r\n]{8,}+[= \t\r\n]*+")
# Letters in a text have no control characters; words that are decoded as base64 do.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
# A word of letters beyond ASCII. Two of them are no accident.
_QUOTED = re.compile(3 * rb"=[89A-Fa-f][0-9A-Fa-f]")
_SIGNS = 200
_BARE_CR = re.compile(rb"\r(?!\n)")
_SOFT_BREAK = re.compile(rb"=[ \t]++\r*+\n")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n", re.MULTILINE)

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
# A text that is valid in one of these, and declared so, is seldom another.
_EAST_ASIAN = frozenset(
    {"gb18030", "cp949", "cp932", "euc_jp", "iso2022_jp_2", "iso2022_kr", "big5hkscs", "hz"}
)
_WESTERN = frozenset(
    {"cp1252", "iso8859-15", "iso8859-2", "iso8859-9", "cp1250", "cp1254", "cp1257"}
)
# In western text such letters stand among Latin ones. Russian words consist of them.
_MIXED = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_WHOLE = re.compile(rb"(?<![A-Za-z\x80-\xff])[\x80-\xff]{3,}(?![A-Za-z\x80-\xff])")
_RUSSIAN = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5")
_MARK = "\ufeff"
# Python looks for a number among bytes ten times as fast as for a piece of one byte.
_PLUS, _TAB = b"+\t"
_SHIFTED = re.compile(rb"\+[A-Za-z0-9/]{3,}-")
_META_WITHIN = 2_048
_META = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
# The letters that make up half of Russian text; a wrong charset turns them into capitals, signs and
# rare letters.
_FREQUENT = re.compile("[оеаинтсрвл]")
_STRANGE = re.compile("[^\\x00-\\x7fа-яёА-ЯЁ«»—–№…„“” ]|[а-яё][А-ЯЁ]")
_GARBLED = re.compile("(?:[РСÐÑ╨╤п][^\\sа-яА-Яa-zA-Z0-9]){3}|[а-яё][А-ЯЁ]{2}|[À-ÿ]{3}")
_REPAIRS = tuple(
    (wrong, right)
    for wrong in ("cp1251", "latin-1", "cp1252", "koi8-r", "cp866")
    for right in ("utf-8", "cp1251", "koi8-r")
    if wrong != right
)
"""What text was read as on its way, and what it was."""


def decode(raw: bytes, start: int, end: int, encoding: bytes) -> list[bytes]:
    """
    Return the text bytes between *start* and *end*, in pieces of one charset each.

    A footer that a mailing list put behind base64 has a charset of its own.
    """
    data = raw[start : min(end, start + limits.ENCODED_BYTES)]
    pieces = _decoded(data, _actual(data, encoding))
    if pieces[:1] == [data]:
        return pieces
    # Some gateways encode what is encoded already.
    return [inner for piece in pieces for inner in _decoded(piece, _actual(piece, b""))]


def _decoded(data: bytes, encoding: bytes) -> list[bytes]:
    if encoding.startswith(b"quoted"):
        return [_quoted_printable(data)]
    if encoding.startswith(b"base64"):
        return _base64(data)
    if encoding.startswith((b"x-uu", b"uu")):
        return [_uuencoded(data)]
    return [data]


def _actual(data: bytes, encoding: bytes) -> bytes:
    """
    Return *encoding*, or the one that the text plainly has.

    Some gateways rewrite the field but not the text, or the reverse.
    """
    front = data[: limits.SAMPLE_BYTES]
    if not encoding.startswith(b"quoted") and _is_quoted(front):
        return b"quoted-printable"
    if not encoding.startswith(b"base64") and (
        _ALL_BASE64.fullmatch(front) or _BASE64_LINE.fullmatch(front)
    ):
        return b"base64"
    return encoding


def _is_quoted(text: bytes) -> bool:
    first = _QUOTED.search(text)
    return first is not None and _QUOTED.search(text, first.end() + 1) is not None


def _quoted_printable(data: bytes) -> bytes:
    # `a2b_qp` keeps a soft break with blanks, and loses the text between one with a bare or doubled
    # CR and the next line.
    if _BARE_CR.search(data):
        data = data.replace(b"=\r\r\n", b"").replace(b"=\r\n", b"").replace(b"=\r", b"")
    if b"= " in data or (_TAB in data and b"=\t" in data):
        data = _SOFT_BREAK.sub(b"", data)
    return binascii.a2b_qp(data)


def _base64(data: bytes) -> list[bytes]:
    match = _BASE64_LINES.match(data)
    end = match.end() if match else 0
    encoded, rest = data[:end], data[end:]
    if rest.strip() and _BASE64_AND_BLANKS.fullmatch(data):
        # Blanks within a line count for nothing (RFC 2045 6.8), unless the line is one of words.
        whole = _base64_bytes(data)
        if _is_text(whole[:_SIGNS]):
            return [whole]
    first = encoded.lstrip().partition(b"\n")[0].translate(None, _NOT_BASE64 + b"=")
    if rest.strip() and (len(first) + encoded.count(b"=", 0, 80)) % 4:
        # `Hello` on the first line of a plain letter is no encoding, whose lines are fours of
        # letters.
        return [data]
    return [piece for piece in (_base64_bytes(encoded), rest) if piece.strip()]


def _is_text(data: bytes) -> bool:
    """Return whether *data* looks like letters: words that are decoded as base64 do not."""
    beyond = sum(byte >= 0x80 for byte in data)
    return not _CONTROL.search(data) and (beyond == 0 or 2 * beyond > len(data))


def _base64_bytes(encoded: bytes) -> bytes:
    """
    Return the bytes of *encoded* up to where it is cut off.

    Each run between `=` is decoded alone: some senders join two encodings.
    """
    pieces: list[bytes] = []
    rest = 0
    for run in encoded.split(b"=", _JOINED):
        letters = run.translate(None, _NOT_BASE64)
        rest = len(letters) % 4
        pieces.append(binascii.a2b_base64(letters[: len(letters) - (rest == 1)] + b"==="))
    if rest and not encoded.rstrip().endswith(b"="):
        pieces[-1] = _without_half_number(pieces[-1])
    return b"".join(pieces)


def _without_half_number(text: bytes) -> bytes:
    """A number at the end of text that was cut off may be half of one."""
    return text.rstrip(b"0123456789 .-")


def _uuencoded(data: bytes) -> bytes:
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return data
    lines = []
    for line in data[begin.end() :].splitlines():
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(lines)


def read_text(data: bytes, declared: str, render: Callable[[str], str], known: Known) -> str:
    """
    Return *data* in the first charset in which a label is found, or else in the likeliest.

    *declared* is the charset that the message names. *render* makes text of what was decoded.
    """
    readings: list[str] = []
    for reading in _candidates(data, declared, _meta_charset(data)):
        readings.append(reading)
        sample = render(reading[: limits.SAMPLE_BYTES])
        if known(sample):
            return sample if len(reading) <= limits.SAMPLE_BYTES else render(reading)
    if _GARBLED.search(readings[0]):
        sample = readings[0][: limits.REPAIRED_CHARACTERS]
        for way in _REPAIRS:
            if known(render(_repaired(sample, *way))):
                return render(_repaired(readings[0], *way))
    return render(_as_declared(data, declared) or _likeliest(readings))


@lru_cache(maxsize=64)
def codec(name: str) -> str | None:
    """Return the codec for a charset's *name* in mail, or None if it is not in the list above."""
    return _NAMES.get(re.sub("[^a-z0-9]", "", name.lower()))


def _as_declared(data: bytes, declared: str) -> str | None:
    """Return *data* in the *declared* charset if no Russian letter is mistaken for one of it."""
    name = codec(declared)
    if name in _WESTERN:
        is_western = len(_MIXED.findall(data)) > len(_WHOLE.findall(data))
        return _strict(data, name) if is_western else None
    return _strict(data, name) if name in _EAST_ASIAN else None


def _meta_charset(data: bytes) -> str:
    """Return the charset that an HTML page names in its first bytes."""
    match = _META.search(data, 0, _META_WITHIN) if data.find(b"<", 0, _META_WITHIN) >= 0 else None
    return match[1].decode("latin-1") if match else ""


def _candidates(data: bytes, *declared: str) -> Iterable[str]:
    """
    Find the readings of *data*, likeliest first; *declared* are names in the message.

    There is at least one. Nothing follows valid UTF-8: no other text is valid UTF-8 by chance.
    """
    named = [known for known in map(codec, declared) if known]
    marked = _marked(data, named)
    if (text := _strict(data, "utf-8")) is None:
        return chain(marked, _in_other_charsets(data, named))
    if _PLUS in data and _SHIFTED.search(data):
        return [*marked, text, data.decode("utf-7", "replace")]
    return [*marked, text]


def _in_other_charsets(data: bytes, named: list[str]) -> Iterator[str]:
    """Find the readings of *data*, which is not UTF-8, in the *named* and in Russian charsets."""
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
    elif 0 in data:
        # The high byte of a Latin letter is 0, of a Cyrillic one 4.
        even, odd = (data[at:2_000:2].count(0) + data[at:2_000:2].count(4) for at in (0, 1))
        yield data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name).removeprefix(_MARK)
    except UnicodeDecodeError as error:
        # A part that was cut off in the middle of a letter is still UTF-8.
        cut = name == "utf-8" and error.start >= len(data) - 3 and error.start > 0
        return data[: error.start].decode(name).removeprefix(_MARK) if cut else None
    except UnicodeError:
        return None


def guessed(data: bytes) -> str:
    """Return the reading of *data* that looks most like Russian, for text without a label."""
    if data.isascii():
        return data.decode("ascii")
    text = _strict(data, "utf-8")
    return _likeliest(_candidates(data)) if text is None else text


def _likeliest(readings: Iterable[str]) -> str:
    """Return the reading with the fewest strange letters; of equal ones the first."""
    return max(readings, key=_plausibility, default="")


def _plausibility(text: str) -> float:
    """Return how much *text* looks like Russian or English: above 0 is good, below -1 is noise."""
    text = text[:4_000]
    letters = sum(1 for _ in _FREQUENT.finditer(text))
    strange = sum(1 for _ in _STRANGE.finditer(text))
    return (letters - 3 * strange) / (len(text) or 1)


def _repaired(text: str, wrong: str, right: str) -> str:
    """Undo a wrong conversion of *text*, such as UTF-8 read as windows-1251 and sent on."""
    return text.encode(wrong, "replace").decode(right, "replace")
