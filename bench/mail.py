"""
What reading an e-mail costs, beside its peers, in one run: `python -m bench.mail`.

The peers do less than we do: they parse, name the sender and give the text of the body. Only the
row `and the same answer` goes on to the account, with the HTML walked by `html.parser` and the
account found by our rules. Rounds are interleaved, so that a busy machine is busy for all. Memory
is the growth of the process's peak while it reads, measured in a process of its own.
"""

import argparse
import email
import email.policy
import email.utils
import json
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar

import fast_mail_parser
import mailparser

from chatplugin.mail import DEFAULT_RULES, read
from chatplugin.mail.account import find_account
from chatplugin.mail.text import normalised
from tests.corpus.build import attachment, envelope, multipart, part

RESULTS = Path(__file__).parent / "results" / "mail.json"
ACCOUNT = "1234567890"
HOSTILE_SECONDS = 5
HOSTILE_FOR_PEERS = (
    "100 KB of a,a,a in From", "100,000 brackets in From", "100 KB of parameters", "20,000 parts",
    "2,000 levels", "nested divs", "combining marks",
)  # fmt: skip


class _Text(HTMLParser):
    """The least that shows a table's cells and lines."""

    BREAKS: ClassVar = {"td": "\t", "br": "\n", "p": "\n", "div": "\n", "tr": "\n"}

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in {"style", "title", "script"}
        self.pieces.append(self.BREAKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "title", "script"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def ours(raw: bytes) -> object:
    letter = read(raw)
    return letter.sender.value, letter.account.value


def policy_default(raw: bytes) -> tuple[str, str, str]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body is not None else ""
    return str(message["from"]), text, body.get_content_type() if body is not None else ""


def same_answer(raw: bytes) -> object:
    author, text, kind = policy_default(raw)
    if kind == "text/html":
        walker = _Text()
        walker.feed(text)
        text = "".join(walker.pieces)
    return email.utils.parseaddr(author)[1], find_account(normalised(text), DEFAULT_RULES).value


def compat32(raw: bytes) -> object:
    message = email.message_from_bytes(raw)
    texts = []
    for each in message.walk():
        if each.get_content_maintype() == "text":
            data = each.get_payload(decode=True)
            charset = each.get_content_charset() or "utf-8"
            texts.append(data.decode(charset, "replace") if isinstance(data, bytes) else "")
    return email.utils.parseaddr(message["from"] or ""), texts


def mail_parser(raw: bytes) -> object:
    message = mailparser.parse_from_bytes(raw)
    return message.from_, message.body


def fast_mail(raw: bytes) -> object:
    message = fast_mail_parser.parse_email(raw)
    return message.headers.get("From"), message.text_plain, message.text_html


METHODS: dict[str, Callable[[bytes], object]] = {
    "ChatPlugin: address and account": ours,
    "email, policy.default": policy_default,
    "email, policy.default, and the same answer": same_answer,
    "email, compat32": compat32,
    "mail-parser": mail_parser,
    "fast-mail-parser (Rust)": fast_mail,
}
OURS, *PEERS = METHODS


def letters() -> dict[str, tuple[bytes, int]]:
    """The letters of the design's table, and how many rounds each is given."""
    return {
        "1.5 KB": (_small(), 300),
        "20 KB HTML": (_page(), 150),
        "25 MB with attachments": (_large(), 7),
    }


def _small() -> bytes:
    text = (
        "Здравствуйте!\n\nПрошу принять показания счётчика за февраль и сделать перерасчёт.\n"
        f"Лицевой счёт № {ACCOUNT}, адрес: ул. Ленина, д. 5, кв. 15. Показания: 00123.\n"
        "Счётчик № 87654321, телефон +7 900 000-00-12.\n\nС уважением,\nИван Петров\n"
    )
    return envelope(part(text, encoding="quoted-printable"))


def _page() -> bytes:
    cell = (
        '<td width=120 style="width:90pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt">'
        '<p class=MsoNormal><span style="font-size:11pt;font-family:Calibri,sans-serif">'
        "{}<o:p></o:p></span></p></td>"
    )
    rows = "".join(
        f"<tr>{cell.format(f'Услуга {n}')}{cell.format(f'{n * 10},50 руб.')}</tr>\n"
        for n in range(46)
    )
    page = (
        '<html><head><meta charset="utf-8"><style>p.MsoNormal {margin:0cm}</style></head><body>'
        f"<p class=MsoNormal>Здравствуйте! Лицевой счёт: <b>{ACCOUNT}</b></p>"
        f"<table>{rows}</table></body></html>\n"
    )
    return envelope(part(page, "text/html", encoding="quoted-printable"))


def _large() -> bytes:
    noise = random.Random(1)
    scans = [attachment(noise.randbytes(6_200_000)) for _ in range(3)]
    return envelope(multipart("mixed", part(f"Лицевой счёт: {ACCOUNT}"), *scans))


def measure(raw: bytes, rounds: int) -> dict[str, float]:
    """The median of each method in milliseconds, with the methods taking turns."""
    times: dict[str, list[float]] = {name: [] for name in METHODS}
    for _ in range(rounds):
        for name, method in METHODS.items():
            start = time.perf_counter()
            method(raw)
            times[name].append((time.perf_counter() - start) * 1e3)
    return {name: statistics.median(values) for name, values in times.items()}


def growth(name: str, file: str) -> float:
    """Megabytes that the peak of this process grows while *name* reads the letter in *file*."""
    raw = Path(file).read_bytes()
    METHODS[name](_small())
    # Linux counts the peak anew from here; `ru_maxrss` would be that of the process that forked.
    Path("/proc/self/clear_refs").write_text("5")
    before = _peak()
    METHODS[name](raw)
    return _peak() - before


def _peak() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def memory() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.eml"
        file.write_bytes(_large())
        return {name: _alone("--memory", name, str(file)) for name in METHODS}


def _alone(*arguments: str, seconds: float = 60) -> str:
    command = [sys.executable, "-m", "bench.mail", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired:
        return f"over {HOSTILE_SECONDS} s"
    except subprocess.CalledProcessError as error:
        return error.stderr.strip().rpartition("\n")[2].partition(":")[0] or "crashed"
    return done.stdout.strip()


def _hostile() -> dict[str, bytes]:
    # 100 MB of letters, which the process that measures memory must not make.
    from tests.corpus.hostile import HOSTILE  # noqa: PLC0415

    return HOSTILE


def hostile_ours() -> dict[str, float]:
    times = {}
    for name, raw in _hostile().items():
        start = time.process_time()
        read(raw)
        times[name] = round((time.process_time() - start) * 1e3, 1)
    return times


def hostile_peers() -> dict[str, dict[str, str]]:
    return {
        letter: {name: _alone("--hostile", name, letter, seconds=HOSTILE_SECONDS) for name in PEERS}
        for letter in HOSTILE_FOR_PEERS
    }


def hostile_alone(name: str, letter: str) -> str:
    raw = _hostile()[letter]
    METHODS[name](_small())
    start = time.process_time()
    METHODS[name](raw)
    return f"{(time.process_time() - start) * 1e3:.1f}"


def _report() -> dict[str, object]:
    rows = {}
    for letter, (raw, rounds) in letters().items():
        medians = measure(raw, rounds)
        print(f"\n{letter} ({len(raw):,} bytes, {rounds} rounds)")
        for name, value in medians.items():
            print(f"  {name:46} {value:9.3f} ms {value / medians[OURS]:8.1f} x")
        rows[letter] = {name: round(value, 4) for name, value in medians.items()}
    grown = memory()
    print("\nmemory, 25 MB with attachments")
    for name, megabytes in grown.items():
        print(f"  {name:46} {megabytes:>9} MB")
    hostile = hostile_ours()
    worst = max(hostile, key=lambda name: hostile[name])
    print(f"\n{len(hostile)} hostile letters, the worst for us {worst!r}: {hostile[worst]} ms")
    peers = hostile_peers()
    for letter, found in peers.items():
        told = "; ".join(f"{name} {value}" for name, value in found.items())
        print(f"  {letter}: ours {hostile[letter]}; {told}")
    return {
        "milliseconds": rows,
        "memory MB": grown,
        "hostile, ours, ms": hostile,
        "hostile, peers, ms": peers,
    }


def main() -> None:
    parser = argparse.ArgumentParser("bench.mail", description=__doc__)
    parser.add_argument("--memory", nargs=2, metavar=("METHOD", "FILE"), help="only its growth")
    parser.add_argument("--hostile", nargs=2, metavar=("METHOD", "LETTER"), help="only its time")
    options = parser.parse_args()
    if options.memory:
        print(f"{growth(*options.memory):.1f}")
    elif options.hostile:
        print(hostile_alone(*options.hostile))
    else:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        RESULTS.parent.mkdir(exist_ok=True)
        report = json.dumps({**machine, **_report()}, indent=2, ensure_ascii=False)
        RESULTS.write_text(report + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
