"""Letters written to stop the desktop: each is read within its bounds."""

import random
import time
import tracemalloc

import pytest

from chatplugin.mail import AccountRules, read
from tests.corpus.build import A, attachment, envelope, multipart, part

# The aim is 250 ms on a desktop; a busy machine that runs tests is given four times that.
SECONDS = 1.0


def _letter(
    body: bytes | str, kind: str = "text/plain; charset=utf-8", encoding: str = "8bit"
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return b"From: a@example.com\r\n" + head.encode() + data


def _parts(part_: bytes, count: int) -> bytes:
    return (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + (b"--b\r\n" + part_ + b"\r\n") * count
    )


_NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2_000)
)
_TEXT = 1_000_000

HOSTILE = {
    "100 KB of a,a,a in From": b"From: " + b"a," * 50_000 + b"\r\n\r\nx",
    "100,000 brackets in From": b"From: " + b"(" * 100_000 + b"\r\n\r\nx",
    "100 KB of parameters": _letter("x", "text/plain" + "; a=b" * 25_000),
    "quotes in parameters": _letter("x", "text/plain" + '; a="b\\' * 25_000),
    "20,000 parts": _parts(b"\r\nx", 20_000),
    "2,000 levels": _NESTED + b"\r\nx",
    "25 MB on 30 levels": _NESTED[:1_600] + b"\r\n" + b"x" * 25_000_000,
    "a boundary of dashes": _parts(b"", 0).replace(b"=b", b"=-") + b"---\n" * 5_000_000,
    "letters in letters": b"Content-Type: message/rfc822\r\n\r\n" * 20_000 + b"x",
    "300,000 header fields": b"X: y\r\n" * 300_000 + b"\r\nx",
    "a folded header of 1 MB": b"X: " + b"y\r\n " * 300_000 + b"\r\n\r\nx",
    "lines that are no header": b"junk\r\n" * 1_000_000,
    "blanks behind a label": _letter("л/с" + " " * _TEXT),
    "labels only": _letter("л/с " * 200_000),
    "accounts only": _letter("".join(f"л/с {n} " for n in range(10**9, 10**9 + 50_000))),
    "figures only": _letter("1 " * _TEXT),
    "a number of 1 MB": _letter("л/с " + "1" * _TEXT),
    "line breaks only": _letter("\n" * _TEXT),
    "quote signs only": _letter(">" * _TEXT),
    "introductions only": _letter("2020 10:11, a@b:\n" * 60_000),
    "questions only": _letter("> лицевой счет?\n1\n" * 12_000),
    "tabs only": _letter("\t" * _TEXT),
    "headings only": _letter(("лс\t" * 300 + "\n") * 50),
    "open brackets": _letter("л/с (" * 100_000),
    "combining marks": _letter("a" + "\u0301\u0316" * 300_000),
    "flowed": _letter("a \n" * 300_000, "text/plain; format=flowed"),
    "nested divs": _letter("<div>" * 200_000, "text/html"),
    "less-than signs": _letter("<" * _TEXT, "text/html"),
    "tags that never close": _letter("<a " * 300_000, "text/html"),
    "comments that never close": _letter("<!--" * 250_000, "text/html"),
    "quotes that never close": _letter('<a x="' * 200_000, "text/html"),
    "hidden elements": _letter("<p hidden>" * 100_000, "text/html"),
    "style sheets": _letter("<style>.a{display:none}</style>" * 30_000, "text/html"),
    "different tags": _letter("".join(f"<a x={n}>" for n in range(100_000)), "text/html"),
    "references": _letter("&#1083;" * 150_000, "text/html"),
    "a reference of 1 MB": _letter("&#" + "1" * _TEXT, "text/html"),
    "wide cells": _letter("<td colspan=99>" * 60_000, "text/html"),
    "noise": _letter(random.Random(1).randbytes(_TEXT), "text/plain; charset=x"),
    "punycode": _letter(b"a-" * 300_000, "text/plain; charset=punycode"),
    "base64 of equals signs": _letter(b"A=\r\n" * 300_000, encoding="base64"),
    "base64 of blanks": _letter(b" " * 4_000_000 + b"!", encoding="base64"),
    "quoted-printable of equals signs": _letter(b"=" * 4_000_000, encoding="quoted-printable"),
    "20 long pages": _parts(b"Content-Type: text/html\r\n\r\n" + b"<p>x" * 100_000, 20),
    "290 attached letters": _parts(b"Content-Type: message/rfc822\r\n\r\n\r\n" + b"<p>" * 5_000, 290),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_letter_is_read_in_time(name: str) -> None:
    start = time.process_time()

    read(HOSTILE[name])

    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "pattern", [r".*(?P<account>x)", r"(?P<account>(\d+\s*)+)x", r"(\pL*\s*)*(?P<account>\d+)$"]
)
def test_a_careless_pattern_cannot_stop_the_desktop(pattern: str) -> None:
    raw = _letter("a " * 200_000 + "1 " * 200_000)
    read(_letter("x"), AccountRules(pattern=pattern))
    start = time.process_time()

    read(raw, AccountRules(pattern=pattern))

    assert time.process_time() - start < SECONDS


def test_no_attachment_is_copied() -> None:
    raw = envelope(
        multipart(
            "mixed", part(f"л/с {A}"), attachment(bytes(8_000_000)), attachment(bytes(8_000_000))
        )
    )
    read(raw)
    tracemalloc.start()

    assert read(memoryview(raw)).account.value == A

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300_000


def test_the_account_behind_thousands_of_parts_is_out_of_reach_but_nothing_breaks() -> None:
    raw = b"From: a@example.com\r\n" + _parts(b"\r\nx", 5_000) + f"--b\r\n\r\nл/с {A}\r\n".encode()

    assert read(raw).account.value is None
