"""
Messages made byte by byte, so that a test decides what is sent and no library makes it right again.

All people and numbers are made up: example domains, +7 900 000-00-xx, and accounts that count up
or down.
"""

import base64
import quopri
from dataclasses import dataclass, field

from chatplugin.mail import DEFAULT_RULES, AccountRules

CUSTOMER = "ivan.petrov@example.org"
SUPPORT = "support@company.example"
A = "1234567890"
B = "9876543210"


@dataclass(frozen=True)
class Message:
    """One e-mail, who wrote it, which account it names (None: none may be given), and *why*."""

    name: str
    raw: bytes
    account: str | None
    why: str
    sender: str | None = CUSTOMER
    rules: AccountRules = field(default=DEFAULT_RULES)


def encoded(text: str | bytes, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    """*text* in *charset* and transfer *encoding*, with CRLF."""
    data = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode(charset)
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return data


def part(
    text: str | bytes,
    kind: str = "text/plain",
    *,
    charset: str = "utf-8",
    label: str | None = None,
    encoding: str = "8bit",
    extra: str = "",
    parameters: str = "",
) -> bytes:
    """A part with its headers; *label* is the charset it claims, if another one or none ('')."""
    claimed = charset if label is None else label
    claim = f"; charset={claimed}" if claimed and kind.startswith("text/") else ""
    head = (
        f"Content-Type: {kind}{claim}{parameters}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n{extra}\r\n"
    )
    return head.encode() + encoded(text, charset, encoding)


def multipart(kind: str, *parts: bytes, boundary: str = "=_b1", closed: bool = True) -> bytes:
    body = b"".join(
        b"--" + boundary.encode() + b"\r\n" + each.rstrip(b"\r\n") + b"\r\n" for each in parts
    )
    end = b"--" + boundary.encode() + b"--\r\n" if closed else b""
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + body + end


def envelope(content: bytes, headers: str = "", sender: str = f"Ivan Petrov <{CUSTOMER}>") -> bytes:
    """A whole message around *content*, which begins with its own Content-Type."""
    author = f"From: {sender}\r\n" if sender else ""
    front = (
        "Received: from mx.example.org (mx.example.org [192.0.2.10]) by mail.company.example;\r\n"
        " Mon, 03 Mar 2025 10:11:12 +0300\r\n"
        f"{author}To: {SUPPORT}\r\nSubject: test\r\nDate: Mon, 03 Mar 2025 10:11:12 +0300\r\n"
        f"Message-ID: <1@example.org>\r\n{headers}MIME-Version: 1.0\r\n"
    )
    return front.encode() + content


def plain(text: str | bytes, headers: str = "", **how: str) -> bytes:
    return envelope(part(text, **how), headers)


def html(page: str, **how: str) -> bytes:
    return envelope(part(page, "text/html", **how))


def both(text: str, page: str) -> bytes:
    """Plain text and HTML as alternatives, as most programs send them."""
    return envelope(multipart("alternative", part(text), part(page, "text/html")))


def attachment(data: bytes, kind: str = "application/pdf", name: str = "scan.pdf") -> bytes:
    extra = f'Content-Disposition: attachment; filename="{name}"\r\n'
    return part(data, kind, encoding="base64", extra=extra)
