"""Letters written to stop the desktop, each against one weakness that readers of mail are known for."""

# One letter a line, however long.
# fmt: off
# ruff: noqa: E501
import random


def letter(
    body: bytes | str, kind: str = "text/plain; charset=utf-8", encoding: str = "8bit"
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return b"From: a@example.com\r\n" + head.encode() + data


def parts(part_: bytes, count: int) -> bytes:
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
    "blanks around signs in From": b"From: " + b"a . @ " * 20_000 + b"\r\n\r\nx",
    "encoded words in From": b"From: " + b"=?utf-8?Q?a?=@" * 8_000 + b"\r\n\r\nx",
    "100 KB of parameters": letter("x", "text/plain" + "; a=b" * 25_000),
    "quotes in parameters": letter("x", "text/plain" + '; a="b\\' * 25_000),
    "20,000 parts": parts(b"\r\nx", 20_000),
    "2,000 levels": _NESTED + b"\r\nx",
    "25 MB on 30 levels": _NESTED[:1_600] + b"\r\n" + b"x" * 25_000_000,
    "a boundary of dashes": parts(b"", 0).replace(b"=b", b"=-") + b"---\n" * 5_000_000,
    "letters in letters": b"Content-Type: message/rfc822\r\n\r\n" * 20_000 + b"x",
    "300,000 header fields": b"X: y\r\n" * 300_000 + b"\r\nx",
    "a folded header of 1 MB": b"X: " + b"y\r\n " * 300_000 + b"\r\n\r\nx",
    "lines that are no header": b"junk\r\n" * 1_000_000,
    "blanks behind a label": letter("л/с" + " " * _TEXT),
    "labels only": letter("л/с " * 200_000),
    "accounts only": letter("".join(f"л/с {n} " for n in range(10**9, 10**9 + 50_000))),
    "figures only": letter("1 " * _TEXT),
    "a number of 1 MB": letter("л/с " + "1" * _TEXT),
    "line breaks only": letter("\n" * _TEXT),
    "carriage returns only": letter(b"=0D" * 270_000, encoding="quoted-printable"),
    "quote signs only": letter(">" * _TEXT),
    "introductions only": letter("2020 10:11, a@b:\n" * 60_000),
    "times in introductions": letter(("1:00 " * 75 + "2025 x:\n") * 300),
    "addresses in introductions": letter(("a" * 300 + "@:\n") * 400),
    "fields of letters": letter("От: a@b\nДата: 1\n" * 20_000),
    "forwarded letters": letter("---- Пересылаемое сообщение ----\nОт: a@b\nКому: c@d\nДата: 1\n\n" * 2_000 + "л/с 1234567890"),
    "lines of a help desk": letter(("ответ " * 15 + "выше \n") * 4_000),
    "words behind a label": letter(("л/с по адресу садовая 5 на имя петров иван у меня " * 3 + "x\n") * 800),
    "addresses behind a label": letter(("л/с по адресу г. тула, ул. мира, д. 5, кв. 12, к. 3, напоминаю пишу еще раз абонента смирнова\n") * 1_200),
    "doubts at a number": letter(("это не мой не наш чужой л/с 1234567890, это он и но уже давно больше не имею никакого отношения\n") * 1_200),
    "denials of a quoted account": letter("номер номер номер не не счет это вы ошиблись нет такого счета\n" * 1_500 + "> Ваш л/с 1234567890?"),
    "numbers that are announced": letter("мой л/с 1234567890, " + "опечатка upd теперь ошибка вот он номер 9876543210 " * 2_000),
    "white signs": letter('<p style="color:rgba(255,255,255,1)">' * 30_000, "text/html"),
    "misspelt labels": letter("лецевой счот лицей 12345 " * 5_000),
    "cells of figures": letter(("л/с\t" + "12\t" * 20 + "\n") * 600),
    "figures in circles": letter("④ " * 60_000),
    "questions only": letter("> лицевой счет?\n1\n" * 12_000),
    "tabs only": letter("\t" * _TEXT),
    "headings only": letter(("лс\t" * 300 + "\n") * 50),
    "open brackets": letter("л/с (" * 100_000),
    "combining marks": letter("a" + "\u0301\u0316" * 300_000),
    "flowed": letter("a \n" * 300_000, "text/plain; format=flowed"),
    "nested divs": letter("<div>" * 200_000, "text/html"),
    "less-than signs": letter("<" * _TEXT, "text/html"),
    "tags that never close": letter("<a " * 300_000, "text/html"),
    "comments that never close": letter("<!--" * 250_000, "text/html"),
    "quotes that never close": letter('<a x="' * 200_000, "text/html"),
    "hidden elements": letter("<p hidden>" * 100_000, "text/html"),
    "style sheets": letter("<style>.a{display:none}</style>" * 30_000, "text/html"),
    "rules of style sheets": letter("<style>" + "".join(f".a .a .a .a .b{n}.a,p{{display:none}}" for n in range(1_000)) + "</style>" + "<div class=a>" * 60_000, "text/html"),
    "indents": letter('<blockquote style="border:none">' * 30_000, "text/html"),
    "tables within tables": letter("<td><table><tr>" * 40_000, "text/html"),
    "different tags": letter("".join(f"<a x={n}>" for n in range(100_000)), "text/html"),
    "references": letter("&#1083;" * 150_000, "text/html"),
    "a reference of 1 MB": letter("&#" + "1" * _TEXT, "text/html"),
    "wide cells": letter("<td colspan=99>" * 60_000, "text/html"),
    "noise": letter(random.Random(1).randbytes(_TEXT), "text/plain; charset=x"),
    "punycode": letter(b"a-" * 300_000, "text/plain; charset=punycode"),
    "base64 of equals signs": letter(b"A=\r\n" * 300_000, encoding="base64"),
    "base64 of words": letter(b"ab cd " * 600_000, encoding="base64"),
    "undeclared quoted-printable": letter(b"=E0=E1 " * 500_000),
    "base64 of blanks": letter(b" " * 4_000_000 + b"!", encoding="base64"),
    "quoted-printable of equals signs": letter(b"=" * 4_000_000, encoding="quoted-printable"),
    "20 long pages": parts(b"Content-Type: text/html\r\n\r\n" + b"<p>x" * 100_000, 20),
    "290 letters": parts(b"Content-Type: message/rfc822\r\n\r\n\r\n" + b"<p>" * 5_000, 290),
}
