"""Parts within parts: attachments, attached letters, signatures, boundaries that are wrong."""

# One message a line, however long.
# fmt: off
# ruff: noqa: E501

import base64
import struct

from tests.corpus.build import (
    CUSTOMER,
    A,
    B,
    Message,
    attachment,
    encoded,
    envelope,
    multipart,
    part,
    plain,
)

_TEXT = f"Здравствуйте! Мой лицевой счёт {A}."


def attached(inner: bytes, boundary: str = "=_m") -> bytes:
    return b'Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename="l.eml"\r\n\r\n' + inner


def der(tag: int, value: bytes) -> bytes:
    size = len(value)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + value


_SIGNED = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_ENVELOPED = bytes.fromhex("06092a864886f70d010703")


def signed(inner: bytes) -> bytes:
    """CMS SignedData around *inner*, without signers."""
    content = der(0x30, _DATA + der(0xA0, der(0x04, inner)))
    return der(0x30, _SIGNED + der(0xA0, der(0x30, der(2, b"\1") + der(0x31, b"") + content + der(0x31, b""))))


def signed_in_pieces(inner: bytes) -> bytes:
    """The same in BER with indefinite lengths, as programs write it that do not know the size yet."""
    octets = b"".join(der(0x04, inner[at : at + 40]) for at in range(0, len(inner), 40))
    end = b"\0\0"
    return (b"\x30\x80" + _SIGNED + b"\xa0\x80\x30\x80" + der(2, b"\1") + der(0x31, b"") + b"\x30\x80" + _DATA
            + b"\xa0\x80\x24\x80" + octets + end * 5)


def smime(data: bytes, kind: str = "signed-data", media: str = "application/pkcs7-mime") -> bytes:
    return part(data, media, encoding="base64", parameters=f'; smime-type={kind}; name="smime.p7m"')


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack("<BII", 1, kind, len(value)) + value + struct.pack("<H", sum(value) % 65536) for kind, value in attributes)
    return struct.pack("<IH", 0x223E9F78, 1) + body


def property_(kind: int, name: int, value: bytes) -> bytes:
    padded = value + b"\0" * (-len(value) % 4)
    return struct.pack("<IHHII", 1, kind, name, 1, len(value)) + padded


def stored_rtf(text: str) -> bytes:
    escaped = "".join(c if ord(c) < 128 else f"\\'{c.encode('cp1251').hex()}" for c in text)
    data = ("{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 Arial 7777777;}}\\pard " + escaped + "\\par }").encode()
    return struct.pack("<IIII", len(data) + 12, len(data), 0x414C454D, 0) + data


def winmail(data: bytes, text: str = "") -> bytes:
    return envelope(multipart("mixed", part(text), part(data, "application/ms-tnef", encoding="base64", extra='Content-Disposition: attachment; filename="winmail.dat"\r\n')))


def deep(depth: int, inner: bytes) -> bytes:
    for level in range(depth):
        inner = multipart("mixed", inner, boundary=f"=_d{level:02}")
    return inner


_PDF = attachment(b"%PDF-1.4 " + bytes(range(256)) * 40)
_INNER = plain(f"л/с {A}")

_WHOLE = [
    ("mixed", envelope(multipart("mixed", part(_TEXT), _PDF)), A, "the text, then an attachment"),
    ("attachment first", envelope(multipart("mixed", _PDF, part(_TEXT))), A, "the text comes last"),
    ("text in two parts", envelope(multipart("mixed", part("Добрый день,"), _PDF, part(_TEXT))), A, "the second part has the account"),
    ("two parts, two accounts", envelope(multipart("mixed", part(f"л/с {A}"), _PDF, part(f"л/с {B}"))), None, "two different accounts"),
    ("account split over parts", envelope(multipart("mixed", part("л/с 12345"), part("67890 рублей"))), "12345", "parts are not joined within a number"),
    ("only in a text attachment", envelope(multipart("mixed", part("см. вложение"), attachment(f"л/с {A}".encode(), "text/plain", "a.txt"))), None, "attachments are not read"),
    ("only in the file's name", envelope(multipart("mixed", part("см. вложение"), attachment(b"x", "text/plain", f"ls {A}.txt"))), None, "names are not read"),
    ("inline text", envelope(multipart("mixed", part("Привет"), part(_TEXT, extra="Content-Disposition: inline\r\n"))), A, "inline is shown"),
    ("deep nesting", envelope(deep(12, part(_TEXT))), A, "twelve levels"),
    ("alternative in related in mixed", envelope(multipart("mixed", multipart("related", multipart("alternative", part(_TEXT), part(f"<p>{_TEXT}</p>", "text/html"), boundary="=_3"), attachment(b"x", "image/gif", "a.gif"), boundary="=_2"), _PDF)), A, "as Outlook sends it"),
    ("attached letter, no text", envelope(multipart("mixed", part("  "), attached(_INNER))), A, "the attached letter is all there is"),
    ("attached letter alone", envelope(attached(_INNER)), A, "the attached letter is all there is"),
    ("attached letter, other text", envelope(multipart("mixed", part("см. вложенное письмо"), attached(_INNER))), None, "the letter itself names none"),
    ("attached letter, other account", envelope(multipart("mixed", part(f"л/с {B}"), attached(_INNER))), B, "the letter itself decides"),
    ("attached letter, encoded", envelope(multipart("mixed", part(""), b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(_INNER))), A, "against the rules, but done"),
    ("attached twice", envelope(attached(envelope(attached(_INNER)))), A, "a letter in a letter in a letter"),
    ("digest", envelope(multipart("digest", b"\r\n" + _INNER, b"\r\n" + plain("Привет"))), A, "a digest's parts are letters, and there is no other text"),
    ("bounce", envelope(multipart("report", part("Письмо не доставлено"), part("Final-Recipient: rfc822; a@example.com", "message/delivery-status"), attached(_INNER))), None, "the returned letter is attached"),
    ("clear signature", envelope(multipart("signed", part(_TEXT), part(b"0\x80", "application/pkcs7-signature", encoding="base64"))), A, "signed in the clear"),
    ("opaque signature", envelope(smime(signed(part(_TEXT)))), A, "CMS only wraps it"),
    ("opaque signature, multipart inside", envelope(smime(signed(multipart("mixed", part(_TEXT), _PDF)))), A, "a whole structure is wrapped"),
    ("opaque signature in pieces", envelope(smime(signed_in_pieces(part(_TEXT)))), A, "BER with indefinite lengths"),
    ("opaque signature, old name", envelope(smime(signed(part(_TEXT)), media="application/x-pkcs7-mime")), A, "the name before RFC 2311"),
    ("opaque signature, no type", envelope(part(signed(part(_TEXT)), "application/octet-stream", encoding="base64", parameters='; name="smime.p7m"')), A, "only the file's name says it"),
    ("encrypted", envelope(smime(der(0x30, _ENVELOPED + der(0xA0, b"\x30\x03\x02\x01\x00")), "enveloped-data")), None, "nobody can read it here"),
    ("winmail, plain", winmail(tnef((0x0002800C, f"л/с {A}\0".encode("cp1251")), (0x00069007, struct.pack("<II", 1251, 0)))), A, "Outlook's text attribute"),
    ("winmail, unicode", winmail(tnef((0x00069003, property_(0x1F, 0x1000, f"л/с {A}\0".encode("utf-16-le"))))), A, "a MAPI property"),
    ("winmail, html", winmail(tnef((0x00069003, property_(0x102, 0x1013, f"<p>л/с {A}</p>".encode())))), A, "a MAPI property with HTML"),
    ("winmail, rtf", winmail(tnef((0x00069003, property_(0x102, 0x1009, stored_rtf(f"л/с {A}"))))), A, "a MAPI property with RTF"),
    ("winmail beside text", winmail(tnef((0x0002800C, f"л/с {B}".encode("cp1251"))), f"л/с {A}"), A, "the letter has text of its own"),
    ("rtf part", envelope(part("{\\rtf1\\ansi\\ansicpg1251 \\'eb/\\'f1 1234567890\\par}", "text/rtf")), A, "RTF as the text"),
    ("enriched", envelope(part(f"<bold>л/с</bold> {A}\n\nИван", "text/enriched")), A, "a forgotten markup"),
    ("unclosed boundary", envelope(multipart("mixed", part(_TEXT), _PDF, closed=False)), A, "the last line is missing"),
    ("missing boundary parameter", envelope(multipart("mixed", part(_TEXT), _PDF).replace(b'; boundary="=_b1"', b"")), A, "the lines show it"),
    ("wrong boundary parameter", envelope(multipart("mixed", part(_TEXT), _PDF).replace(b'boundary="=_b1"', b'boundary="other"')), A, "the lines show another one"),
    ("boundary without quotes", envelope(multipart("mixed", part(_TEXT), _PDF).replace(b'"=_b1"', b"=_b1")), A, "quotes are forgotten"),
    ("boundary with blanks behind", envelope(multipart("mixed", part(_TEXT), _PDF).replace(b"--=_b1\r\n", b"--=_b1  \r\n")), A, "blanks behind the line"),
    ("boundary that begins another", envelope(multipart("mixed", multipart("alternative", part(_TEXT), boundary="=_b1x"), _PDF)), A, "one boundary is the front of the other"),
    ("same boundary twice", envelope(multipart("mixed", multipart("alternative", part(_TEXT)), _PDF)), A, "a sender used it for both"),
    ("inner multipart unclosed", envelope(multipart("mixed", multipart("alternative", part(_TEXT), boundary="=_i", closed=False), _PDF)), A, "the outer line ends the inner part"),
    ("preamble decoy", envelope(multipart("mixed", part(_TEXT)).replace(b"\r\n\r\n", f"\r\n\r\nThis is MIME. л/с {B}\r\n".encode(), 1)), A, "a preamble is not shown"),
    ("epilogue decoy", envelope(multipart("mixed", part(_TEXT)) + f"\r\nл/с {B}\r\n".encode()), A, "an epilogue is not shown"),
    ("multipart without parts", envelope(f"Content-Type: multipart/mixed; boundary=x\r\n\r\nл/с {A}\r\n".encode()), A, "plain text that is called multipart"),
    ("no content type", envelope(f"\r\nл/с {A}\r\n".encode()), A, "text/plain is meant"),
    ("content type that is none", envelope(f"Content-Type: text\r\n\r\nл/с {A}\r\n".encode()), A, "text/plain is meant"),
    ("part without headers", envelope(multipart("mixed", b"\r\n" + encoded(_TEXT), _PDF)), A, "text/plain is meant"),
    ("no text at all", envelope(_PDF), None, "a scan only"),
    ("empty", envelope(b"\r\n"), None, "nothing"),
    ("junk header line", plain(_TEXT).replace(b"Message-ID:", b"this line is junk\r\nMessage-ID:"), A, "a line between fields is skipped"),
    ("no blank line", envelope(b"X-Last: 1\r\n" + encoded(_TEXT)), A, "the text begins right below the fields"),
    ("no blank line before the first part", envelope(multipart("mixed", part(_TEXT, encoding="base64"), _PDF).replace(b"\r\n\r\n", b"\r\n", 1)), A, "the part's fields are its own"),
    ("no blank line before the preamble", envelope(multipart("mixed", part(_TEXT, encoding="quoted-printable"), _PDF).replace(b"\r\n\r\n", b"\r\nThis is a message in MIME.\r\n", 1)), A, "the part's fields are its own"),
    ("byte order mark before From", b"\xef\xbb\xbf" + plain(_TEXT)[plain(_TEXT).index(b"From:"):], A, "the first field counts"),
    ("byte order mark before the type", b"\xef\xbb\xbf" + part(_TEXT, charset="koi8-r", encoding="base64").replace(b"\r\n\r\n", f"\r\nFrom: {CUSTOMER}\r\n\r\n".encode(), 1), A, "the first field counts"),
    ("blanks before the first field", b" \t" + plain(_TEXT)[plain(_TEXT).index(b"From:"):], A, "the first field counts"),
    ("mbox line", b"From ivan@example.org Mon Mar  3 10:11:12 2025\r\n" + plain(_TEXT), A, "a mailbox file's first line"),
    ("blank lines in front", b"\r\n\r\n" + plain(_TEXT), A, "somebody's gateway"),
    ("byte order mark in front", b"\xef\xbb\xbf" + plain(_TEXT), A, "saved with an editor"),
    ("line feeds only", plain(_TEXT).replace(b"\r\n", b"\n"), A, "as files on Linux"),
    ("carriage returns only", plain(_TEXT).replace(b"\r\n", b"\r"), A, "as on an old Macintosh"),
    ("doubled carriage returns", envelope(multipart("mixed", part(_TEXT), _PDF)).replace(b"\r\n", b"\r\r\n"), A, "converted twice"),
    ("doubled carriage returns, quoted-printable", plain(_TEXT * 3, encoding="quoted-printable").replace(b"\r\n", b"\r\r\n"), A, "converted twice"),
    ("bare carriage returns, quoted-printable", plain(_TEXT * 3, encoding="quoted-printable").replace(b"=\r\n", b"=\r"), A, "half of the line ends are gone"),
    ("saved as utf-16", plain(_TEXT).decode().encode("utf-16"), A, "saved with Windows' editor"),
    ("folded content type", envelope(multipart("mixed", part(_TEXT)).replace(b"; boundary", b";\r\n\tboundary")), A, "the field goes on"),
    ("boundary in pieces", envelope(multipart("mixed", part(_TEXT)).replace(b'boundary="=_b1"', b'boundary*0="=_"; boundary*1="b1"')), A, "RFC 2231"),
    ("upper-case type", envelope(part(_TEXT).replace(b"text/plain", b"TEXT/PLAIN")), A, "types have no case"),
    ("account only in the subject", plain("Добрый день").replace(b"Subject: test", b"Subject: account number 1234567890"), None, "the body is what counts"),
]

MESSAGES = [Message(f"structure: {name}", raw, account, why, CUSTOMER) for name, raw, account, why in _WHOLE]
