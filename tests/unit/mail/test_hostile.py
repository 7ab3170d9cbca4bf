"""Letters written to stop the desktop: each is read within its bounds."""

import time
import tracemalloc

import pytest

from chatplugin.mail import AccountRules, read
from tests.corpus.build import A, attachment, envelope, multipart, part
from tests.corpus.hostile import HOSTILE, letter, parts

# The aim is 250 ms on a desktop; a busy machine that runs tests is given four times that.
SECONDS = 1.0


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_letter_is_read_in_time(name: str) -> None:
    start = time.process_time()

    read(HOSTILE[name])

    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "pattern", [r".*(?P<account>x)", r"(?P<account>(\d+\s*)+)x", r"(\pL*\s*)*(?P<account>\d+)$"]
)
def test_a_careless_pattern_cannot_stop_the_desktop(pattern: str) -> None:
    raw = letter("a " * 200_000 + "1 " * 200_000)
    read(letter("x"), AccountRules(pattern=pattern))
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
    raw = b"From: a@example.com\r\n" + parts(b"\r\nx", 5_000) + f"--b\r\n\r\nл/с {A}\r\n".encode()

    assert read(raw).account.value is None
