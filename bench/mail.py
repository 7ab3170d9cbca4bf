"""
What reading an e-mail costs, beside its peers, in one run: `./dev bench mail`.

The peers do less than we do: they parse, name the sender and give the text of the body. Only the
row `and the same answer` goes on to the customer's address and account: the HTML is walked by
`html.parser`, both are found by our rules, and the answers are compared before anything is timed.
Methods take turns, so that a busy machine is busy for all;
the first letter of a turn finds the processor's caches full of another method's work. Memory
is the growth of the process's peak while it reads, measured in a process of its own.
"""

import argparse
import email
import email.policy
import email.utils
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from email.message import EmailMessage
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import ClassVar

import fast_mail_parser
import mailparser

from bench import report
from bench.plot import draw
from chatplugin.mail import DEFAULT_RULES, DEFAULT_SENDERS, read
from chatplugin.mail.account.search import find_account
from chatplugin.mail.letter.text import normalised
from chatplugin.mail.mime.structure import Headers
from chatplugin.mail.sender import find_sender
from tests.corpus.build import attachment, envelope, multipart, part

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


def policy_default(raw: bytes) -> object:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return str(message["from"]), body.get_content() if body is not None else ""


class _Fields(Headers):
    """The fields of a message of `email`, each parsed by it only if the rules ask for it."""

    def __init__(self, message: EmailMessage) -> None:
        super().__init__({})
        self._message = message

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._message

    def raw(self, name: str) -> bytes:
        return str(self._message[name] or "").encode()


def same_answer(raw: bytes) -> object:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body is not None else ""
    if body is not None and body.get_content_type() == "text/html":
        walker = _Text()
        walker.feed(text)
        text = "".join(walker.pieces)
    text = normalised(text)
    sender = find_sender(_Fields(message), DEFAULT_SENDERS, text)
    return sender.value, find_account(text, DEFAULT_RULES).value


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


def letters() -> list[tuple[str, bytes, int]]:
    """Letters of three sizes, and how many of each a method reads in one turn."""
    return [
        ("1.5 KB", _small(), 10),
        ("20 KB HTML", _page(), 10),
        ("25 MB with attachments", _large(), 1),
    ]


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


def _compare(letter: str, raw: bytes) -> None:
    """Refuse to measure beside a peer that answers something else."""
    answer, other = ours(raw), same_answer(raw)
    if answer != other:
        raise SystemExit(f"{letter}: {other} is not our answer {answer}")


def measure(raw: bytes, rounds: int, in_a_row: int) -> dict[str, list[list[float]]]:
    """The milliseconds of each method in each round, by turns of so many letters *in_a_row*."""
    different = [_with_account(raw, int(ACCOUNT) + number) for number in range(in_a_row)]
    times: dict[str, list[list[float]]] = {name: [] for name in METHODS}
    for _ in range(rounds):
        for name, method in METHODS.items():
            times[name].append([_timed(method, each) for each in different])
    return times


def _with_account(raw: bytes, account: int) -> bytes:
    """No letter is read twice in a row: what is kept of its text would be found there again."""
    return raw.replace(ACCOUNT.encode(), str(account).encode())


def _timed(method: Callable[[bytes], object], raw: bytes) -> float:
    start = time.perf_counter()
    method(raw)
    return (time.perf_counter() - start) * 1e3


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


def bench(rounds: int) -> None:
    panels, methods = {}, {}
    for letter, raw, in_a_row in letters():
        _compare(letter, raw)
        turns = measure(raw, rounds if in_a_row > 1 else max(5, rounds // 14), in_a_row)
        panels[f"{letter}, ms"] = {name: [*chain(*found)] for name, found in turns.items()}
        tables = {letter: panels[f"{letter}, ms"]}
        if in_a_row > 1:
            first = {name: [turn[0] for turn in found] for name, found in turns.items()}
            tables[f"{letter}, the first of a turn"] = first
        for heading, times in tables.items():
            methods[heading] = report.rows(times)
            print(report.table(f"{heading}, ms", methods[heading]) + "\n")
    grown, ours, peers = memory(), hostile_ours(), hostile_peers()
    print("memory, 25 MB with attachments")
    for name, megabytes in grown.items():
        print(f"  {name:<42}{megabytes:>10} MB")
    worst = max(ours, key=lambda letter: ours[letter])
    print(f"\n{len(ours)} hostile letters, for us the worst is '{worst}': {ours[worst]} ms")
    for letter, found in peers.items():
        told = "; ".join(f"{name} {value}" for name, value in found.items())
        print(f"  {letter}: ours {ours[letter]}; {told}")
    report.write(
        "mail",
        what="raw e-mail to address and account, ms",
        rounds=rounds,
        letters=methods,
        memory_mb=grown,
        hostile_ours_ms=ours,
        hostile_peers_ms=peers,
    )
    draw(panels, report.PLOTS / "bench-mail.svg")


def main() -> None:
    """Measure one method in this process alone, for `_alone`."""
    parser = argparse.ArgumentParser("bench.mail", description=__doc__)
    only = parser.add_mutually_exclusive_group(required=True)
    only.add_argument("--memory", nargs=2, metavar=("METHOD", "FILE"), help="how far it grows")
    only.add_argument("--hostile", nargs=2, metavar=("METHOD", "LETTER"), help="its time")
    options = parser.parse_args()
    if options.memory:
        print(f"{growth(*options.memory):.1f}")
    else:
        print(hostile_alone(*options.hostile))


if __name__ == "__main__":
    main()
