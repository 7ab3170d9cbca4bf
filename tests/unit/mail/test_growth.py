"""
No run of signs makes a letter cost more than its length.

Times are compared with each other, never with a limit.
"""

import time

import pytest

from chatplugin.mail import read
from tests.corpus.build import encoded

# What letters are made of, and what readers of mail trip over when it is repeated.
TOKENS = (
    "\r", "\n", "\t", " ", "<", ">", "&", ";", "-", "=", '"', "'", "(", ")", "[", "]", "{", "}",
    "|", ".", ":", "/", "\\", "@", "0", "1", "a", "л", "#", "№", "_", "*", "+", "~", ",", "%", "!",
    "?", "\xa0", "\u200b", "\u2028", "\v", "\f", "\x85", "\u0301", "\u202e", "²", "--", "&nbsp;",
    "<td>", "<br>", "</div>", "<!--", "<sup>", "> ", "wrote:\n", "On 1 ", "From: ", "=?utf-8?q?",
    "?=", "л/с ", "не мой ", "старый ", "1234567890 ", "12 34", "color:#fff;", "background: ",
)  # fmt: skip
# All pairs take a minute. Every eleventh has each token in front and behind, beside five others.
PAIRS = [a + b for a in TOKENS for b in TOKENS][::11]
TIMES_LONGER = 4
# Four times as long takes four times as long, and sixteen times where the cost is the square.
TIMES_SLOWER = 9
TRIALS = 5


def _letter(run: str) -> bytes:
    """*run* in the header, in plain text behind a label, and in a page."""
    head = "".join(c for c in run if c not in "\r\n").encode()
    kinds = ("text/plain", run, "base64"), ("text/html", run, "quoted-printable")
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


def _seconds(raw: bytes) -> float:
    start = time.process_time()
    read(raw)
    return time.process_time() - start


def _grows_too_fast(unit: str, size: int) -> bool:
    """Whether in none of some trials a longer letter cost what its length explains."""
    short, long = (
        _letter(unit * (length // len(unit.encode()))) for length in (size, size * TIMES_LONGER)
    )
    fastest_short = fastest_long = float("inf")
    for _ in range(TRIALS):
        fastest_short = min(fastest_short, _seconds(short))
        fastest_long = min(fastest_long, _seconds(long))
        if fastest_long <= TIMES_SLOWER * fastest_short:
            return False
    return True


@pytest.mark.parametrize(
    ("units", "size"), [(TOKENS, 6_000), (PAIRS, 1_500)], ids=["tokens", "pairs"]
)
def test_a_letter_costs_no_more_than_its_length(units: list[str], size: int) -> None:
    assert [unit for unit in units if _grows_too_fast(unit, size)] == []
