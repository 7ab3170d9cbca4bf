"""Charsets, transfer encodings, and what goes wrong with both on the way."""

# One message a line, however long.
# fmt: off
# ruff: noqa: E501

import base64
import binascii

from tests.corpus.build import A, Message, encoded, envelope, html, part, plain

_TEXT = f"Здравствуйте!\nМой лицевой счёт {A}.\nС уважением, Иван"
_CHARSETS = ("utf-8", "windows-1251", "koi8-r", "cp866", "iso-8859-5", "x-mac-cyrillic", "utf-16", "utf-7", "utf-16-le")
_CODECS = {"x-mac-cyrillic": "mac-cyrillic", "windows-1251": "cp1251", "cp866": "cp866"}


def _codec(name: str) -> str:
    return _CODECS.get(name, name)


_ASCII_ONLY = frozenset({"utf-16", "utf-16-le"})

_WRONG = [
    ("cp1251 called utf-8", "cp1251", "utf-8"), ("koi8-r called cp1251", "koi8-r", "windows-1251"),
    ("cp1251 called koi8-r", "cp1251", "koi8-r"), ("cp866 called cp1251", "cp866", "windows-1251"),
    ("utf-8 called cp1251", "utf-8", "windows-1251"), ("utf-8 called latin-1", "utf-8", "iso-8859-1"),
    ("cp1251 called latin-1", "cp1251", "iso-8859-1"), ("cp1251 called ascii", "cp1251", "us-ascii"),
    ("cp1251 without a name", "cp1251", ""), ("koi8-r without a name", "koi8-r", ""), ("cp866 without a name", "cp866", ""),
    ("utf-8 without a name", "utf-8", ""), ("cp1251 called nonsense", "cp1251", "x-unknown"),
    ("utf-8 called utf8mb4", "utf-8", "utf8mb4"), ("a codec that is no charset", "cp1251", "punycode"),
    ("utf-8 called utf-16", "utf-8", "utf-16"), ("utf-16 without a name", "utf-16", ""),
    ("utf-7 without a name", "utf-7", ""),
]


def _mojibake(wrong: str) -> str:
    return _TEXT.encode("utf-8").decode(wrong, "replace")


_BASE64 = base64.encodebytes(_TEXT.encode()).replace(b"\n", b"\r\n")


def _raw(content: bytes, encoding: str, charset: str = "utf-8") -> bytes:
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return envelope(head.encode() + content)


def _undeclared(content: bytes, charset: str) -> bytes:
    return envelope(f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + content)


def _quoted(text: bytes) -> bytes:
    return encoded(text, encoding="quoted-printable")


# Outlook and some phones name Cyrillic by the East Asian charsets that have it too.
_EAST_ASIAN = [
    ("ks_c_5601-1987", "cp949"), ("euc-kr", "euc_kr"), ("gb_2312-80", "gb2312"), ("x-gbk", "gbk"), ("gb18030", "gb18030"),
    ("shift_jis", "shift_jis"), ("x-sjis", "shift_jis"), ("Windows-31J", "cp932"), ("euc-jp", "euc_jp"), ("csISO2022JP", "iso2022_jp"),
    ("iso-2022-jp", "iso2022_jp"), ("hz-gb-2312", "hz"),
]

_BROKEN = [
    ("quoted-printable not declared, cp1251", _undeclared(_quoted(_TEXT.encode("cp1251")), "windows-1251"), "the text itself shows it"),
    ("quoted-printable not declared, koi8-r", _undeclared(_quoted(_TEXT.encode("koi8-r")), "koi8-r"), "the text itself shows it"),
    ("quoted-printable not declared, utf-8", _undeclared(_quoted(_TEXT.encode()), "utf-8"), "the text itself shows it"),
    ("quoted-printable twice", _raw(_quoted(_quoted(_TEXT.encode())), "quoted-printable"), "a gateway encoded what was encoded"),
    ("quoted-printable in base64", _raw(base64.encodebytes(_quoted(_TEXT.encode())), "base64"), "two encodings, one in the other"),
    ("base64 twice", _raw(base64.encodebytes(_BASE64), "base64"), "a gateway encoded what was encoded"),
    ("base64 in quoted-printable", _raw(_quoted(_BASE64), "quoted-printable"), "two encodings, one in the other"),
    ("base64 not declared", _undeclared(_BASE64, "utf-8"), "the text itself shows it"),
    ("base64 not declared, one line", _undeclared(base64.b64encode(f"л/с {A}, Иван Петров".encode()), "utf-8"), "nobody writes such a word"),
    ("base64 with blanks in its lines", _raw(b" ".join(_BASE64[at : at + 9] for at in range(0, len(_BASE64), 9)), "base64"), "blanks count for nothing"),
    ("base64 with blanks, koi8-r", _raw(base64.encodebytes(_TEXT.encode("koi8-r")).replace(b"8", b"8 "), "base64", "koi8-r"), "blanks count for nothing"),
    ("base64 declared only, words", _raw(f"Personal account {A}\r\nThank you\r\n".encode(), "base64"), "words are no encoding"),
    ("base64 cut off", _raw(base64.b64encode((_TEXT + "x" * 50).encode())[:-7], "base64"), "the account came before the cut"),
    ("base64 with a footer", _raw(_BASE64 + "-- \r\nРассылка домоуправления\r\n".encode(), "base64"), "a list's footer is plain"),
    ("base64 with the account in the footer", _raw(base64.encodebytes("Привет".encode()) + f"\r\n-- \r\nл/с {A}\r\n".encode(), "base64"),
     "the footer is text as well"),
    ("base64 declared only", _raw(_TEXT.encode(), "base64"), "plain text with a wrong encoding"),
    ("base64 declared only, english", _raw(f"Hello,\r\n\r\nPersonal account: {A}\r\n".encode(), "base64"), "plain text with a wrong encoding"),
    ("base64 in one line", _raw(base64.b64encode(_TEXT.encode()), "base64"), "no line breaks at all"),
    ("base64 indented", _raw(_BASE64.replace(b"\r\n", b"\r\n  "), "base64"), "blanks before each line"),
    ("base64 with blank lines", _raw(_BASE64.replace(b"\r\n", b"\r\n\r\n"), "base64"), "an empty line behind each"),
    ("base64 twice joined", _raw(base64.encodebytes(b"Hello!") + base64.encodebytes(_TEXT.encode()), "base64"), "two encodings, one part"),
    ("base64 in upper case", _raw(_BASE64, "BASE64"), "names of encodings have no case"),
    ("quoted-printable, soft break in the number",
     _raw(b"=D0=BB/=D1=81 12345=\r\n67890\r\n", "quoted-printable"), "a soft break is nothing"),
    ("quoted-printable, soft break with blanks",
     _raw(b"=D0=BB/=D1=81 12345=  \r\n67890\r\n", "quoted-printable"), "blanks behind the sign"),
    ("quoted-printable, soft break in a letter",
     _raw(b"=D0=\r\n=BB/=D1=81 1234567890\r\n", "quoted-printable"), "a letter in two lines"),
    ("quoted-printable, broken", _raw("100=% =ZZ л/с =31234567890=\r\n".encode(), "quoted-printable"), "what is no escape is text"),
    ("quoted-printable, lower case", _raw(b"=d0=bb/=d1=81 1234567890\r\n", "quoted-printable"), "small hexadecimal"),
    ("unknown encoding", _raw(_TEXT.encode(), "x-nothing"), "read as it is"),
    ("binary", _raw(_TEXT.encode(), "binary"), "read as it is"),
    ("uuencoded", _raw(b"begin 644 x\r\n" + b"".join(binascii.b2a_uu(_TEXT.encode()[at : at + 45]) for at in range(0, len(_TEXT.encode()), 45)) + b"`\r\nend\r\n", "x-uuencode"), "before base64"),
    ("one bad byte", _raw(_TEXT.encode() + b"\xff\r\n", "8bit"), "one byte does not make it another charset"),
    ("cut in a letter", _raw((_TEXT + "ж").encode()[:-1], "8bit"), "the last letter is cut"),
    ("footer in another charset", _raw(_TEXT.encode("cp1251") + "\r\nконец".encode(), "8bit", "windows-1251"), "two charsets in one part"),
    ("format=flowed", envelope(part(f"Мой лицевой \nсчёт {A} \nпрошу проверить.", parameters="; format=flowed")), "soft line breaks"),
    ("format=flowed in the number", envelope(part("Мой л/с 12345 \n67890 \n.", parameters="; format=flowed; delsp=yes")), "DelSp takes the blank"),
    ("byte order mark", _raw(b"\xef\xbb\xbf" + f"л/с {A}".encode(), "8bit"), "a mark is no letter"),
    ("mojibake through cp1251", plain(_mojibake("cp1251")), "UTF-8 read as windows-1251 and sent on"),
    ("mojibake through latin-1", plain(_mojibake("latin-1")), "UTF-8 read as Latin-1 and sent on"),
    ("cp1251 through latin-1", plain(_TEXT.encode("cp1251").decode("latin-1")), "windows-1251 read as Latin-1"),
    ("koi8-r through cp1251", plain(_TEXT.encode("koi8-r").decode("cp1251")), "koi8-r read as windows-1251"),
    ("meta charset only", html(f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"></head><body>л/с {A}</body></html>',
                               charset="koi8-r", label=""), "the page says it"),
    ("html, wrong name", html(f"<p>Лицевой счёт {A}</p>", charset="cp1251", label="koi8-r"), "the label proves the charset"),
    ("html, label of entities", html("<p>&#1083;/&#x441; 1234567890</p>", charset="cp1251", label="nothing"), "references have no charset"),
    ("control characters", plain(f"л/с\x00 {A}\x07"), "they are not seen"),
    ("lone carriage returns", envelope(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + f"Привет\rл/с {A}\rИван".encode()), "old line ends in the body"),
]

MESSAGES = [
    *(
        Message(f"charset: {name} in {encoding}", plain(_TEXT, charset=_codec(name), label=name, encoding=encoding), A, "the charset is named rightly")
        for name in _CHARSETS
        for encoding in ("8bit", "quoted-printable", "base64")
        if encoding == "base64" or name not in _ASCII_ONLY
    ),
    *(
        Message(f"charset: {name}, {encoding}", plain(_TEXT, charset=codec, label=label, encoding=encoding), A, "figures survive, and the label proves the charset")
        for name, codec, label in _WRONG
        for encoding in ("base64",)
    ),
    *(
        Message(f"charset: {name}, cyrillic", plain(_TEXT, charset=codec, label=name, encoding="base64"), A, "East Asian charsets have Russian letters")
        for name, codec in _EAST_ASIAN
    ),
    *(Message(f"encoding: {name}", raw, A, why) for name, raw, why in _BROKEN),
    Message("charset: footer of base64 in cp1251", _raw(_BASE64 + encoded("_____\nдо свидания", "cp1251"), "base64"), A, "each piece has its own charset"),
]
