"""No run of signs makes a letter cost more than its length."""

import pytest

from chatplugin.mail import read
from tests.corpus.build import encoded
from tests.played.growth import grows_too_fast

# What letters are made of, and what readers of mail trip over when it is repeated.
TOKENS = (
    "\r", "\n", "\t", " ", "<", ">", "&", ";", "-", "=", '"', "'", "(", ")", "[", "]", "{", "}",
    "|", ".", ":", "/", "\\", "@", "0", "1", "a", "л", "#", "№", "_", "*", "+", "~", ",", "%", "!",
    "?", "\xa0", "\u200b", "\u2028", "\v", "\f", "\x85", "\u0301", "\u202e", "²", "--", "&nbsp;",
    "От: ", "Тема: a@b\n", "Вы писали:\n", "a@b.c wrote:\n", "---- 1:00 2025 ", "ответ выше ",
    "лецевой ", "лице-\nвой ", "щет ", "licevoy ", "у меня ", "такой ", "на имя ", "Петров И. ",
    "4\t", "402\t", "④", "⁴ ", "🏠", "____", "=E0=E1=E2", "=3D", "QUFB ", "<p class=gmail_quote>",
    "<blockquote style=border:none>", "<p class=h>", "<table>", ".a .b{display:none}", "font:1px ",
    "=?utf-8?Q?a?=@", "a @ b . c ", "--b\n", "X-A: ",
    "<td>", "<br>", "</div>", "<!--", "<sup>", "> ", "wrote:\n", "On 1 ", "From: ", "=?utf-8?q?",
    "?=", "л/с ", "не мой ", "ул. ", "д. 5, ", "абонента ", "напоминаю ",
    "нет такого ", "это не ", "по ошибке оплатил ", "upd ", "**", "л с ", "<sub>", "color:#fefefe;",
    "старый ", "1234567890 ", "12 34", "color:#fff;", "background: ",
)  # fmt: skip
# All pairs take two minutes. Every 23rd has each token in front and behind, beside four others.
PAIRS = [a + b for a in TOKENS for b in TOKENS][::23]


def _letter(run: str) -> bytes:
    """*run* in the header, in plain text behind a label, in a page and its style sheet."""
    head = "".join(c for c in run if c not in "\r\n").encode()
    page = f"<style>{run}</style>{run}"
    kinds = ("text/plain", run, "base64"), ("text/html", page, "quoted-printable")
    parts = b"".join(
        f"--b\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}"
        "\r\n\r\n".encode()
        + encoded(f"x л/с {text} 1234567890\n".encode(), encoding=encoding)
        for kind, text, encoding in kinds
    )
    return (
        b"From: x" + head + b" <a@b.c>\r\nSubject: x" + head
        + b"\r\nContent-Type: multipart/mixed; boundary=b; name=" + head + b"\r\n\r\n" + parts
    )  # fmt: skip


def _grows_too_fast(unit: str, size: int) -> bool:
    return grows_too_fast(read, lambda length: _letter(unit * (length // len(unit.encode()))), size)


@pytest.mark.parametrize(
    ("units", "size"), [(TOKENS, 6_000), (PAIRS, 1_500)], ids=["tokens", "pairs"]
)
def test_a_letter_costs_no_more_than_its_length(units: list[str], size: int) -> None:
    assert [unit for unit in units if _grows_too_fast(unit, size)] == []
