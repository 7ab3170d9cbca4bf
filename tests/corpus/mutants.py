"""
Mutants of the corpus: bytes flipped, cut, doubled, moved, and put from one message into another.

`python -m tests.corpus.mutants 100000 [SEED]` reads so many and says how many raised or were slow.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chatplugin.mail import read
from tests.corpus.all import MESSAGES

_SPICES = (
    b"\r\n", b"\n\n", b"--", b"=", b"=\r\n", b"\0", b"\xff", b"<", b">", b"&#", b";", b'"', b"\\",
    b"(", b"\xd0", b"\xd0\xbb/\xd1\x81 ", b"1234567890", b"Content-Type: ",
    b"multipart/mixed; boundary=", b"charset=utf-16", b"base64", b"=?utf-8?B?", b"?=", b"<!--",
    b"<style>", b"--=_b1\r\n", b"--=_b1--", b"> ", b"From: ", b"message/rfc822",
    b"application/ms-tnef", b"application/pkcs7-mime", b"text/rtf", b"\t",
)  # fmt: skip
SLOW_SECONDS = 0.25


def _flip(raw: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 8)):
        raw[rng.randrange(len(raw))] = rng.randrange(256)


def _cut(raw: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(raw))
    del raw[start : start + rng.randint(1, 200)]


def _truncate(raw: bytearray, rng: random.Random) -> None:
    del raw[rng.randrange(len(raw)) :]


def _double(raw: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(raw))
    piece = raw[start : start + rng.randint(1, 200)]
    raw[start:start] = piece * rng.randint(1, 5)


def _move(raw: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(raw))
    piece = raw[start : start + rng.randint(1, 100)]
    del raw[start : start + len(piece)]
    place = rng.randrange(len(raw) + 1)
    raw[place:place] = piece


def _spice(raw: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(raw) + 1)
        raw[place:place] = rng.choice(_SPICES)


def _cross(raw: bytearray, rng: random.Random) -> None:
    other = rng.choice(MESSAGES).raw
    start = rng.randrange(len(other))
    place = rng.randrange(len(raw) + 1)
    raw[place:place] = other[start : start + rng.randint(1, 2_000)]


_MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _cut,
    _truncate,
    _double,
    _move,
    _spice,
    _cross,
)


def mutants(count: int, seed: int) -> Iterator[bytes]:
    """*count* mutants, the same ones for the same *seed*."""
    rng = random.Random(seed)
    for _ in range(count):
        raw = bytearray(rng.choice(MESSAGES).raw)
        for _ in range(rng.randint(1, 4)):
            if raw:
                rng.choice(_MUTATIONS)(raw, rng)
        yield bytes(raw)


@dataclass
class Harvest:
    """What became of the mutants."""

    read: int = 0
    slow: int = 0
    slowest: float = 0.0
    crashes: list[tuple[bytes, BaseException]] | None = None


def harvest(count: int, seed: int, seconds: float = float("inf")) -> Harvest:
    """Read *count* mutants, or as many as *seconds* allow."""
    found = Harvest(crashes=[])
    end = time.monotonic() + seconds
    for raw in mutants(count, seed):
        if time.monotonic() > end:
            break
        start = time.process_time()
        try:
            read(raw)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            assert found.crashes is not None
            found.crashes.append((raw, error))
        took = time.process_time() - start
        found.read += 1
        found.slowest = max(found.slowest, took)
        found.slow += took > SLOW_SECONDS
    return found


if __name__ == "__main__":
    result = harvest(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    crashes = result.crashes or []
    print(f"{result.read} mutants, {len(crashes)} raised")
    print(f"{result.slow} over {SLOW_SECONDS} s, the slowest {result.slowest:.3f} s")
    for raw, error in crashes[:5]:
        print(repr(error), raw[:200])
    sys.exit(bool(crashes or result.slow))
