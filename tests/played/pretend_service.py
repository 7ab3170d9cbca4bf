"""
A program that the plug-in may start as its service, to see how the plug-in takes what it does.

It appends to RECORD one JSON object for each start, each line it reads (an e-mail as its size and
SHA-256) and the end of its input, and acknowledges every event, unless an option says otherwise.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

LONG_AFTER_THE_TEST = 300

_EMAIL = re.compile(rb',"email":"([^"]*)"\}\}$')


def main() -> None:
    options = _options()
    record = Path(options.record)
    starts_before = record.read_text().count('{"start"') if record.exists() else 0
    start = {"start": os.getpid(), "at": time.time(), "utf8": os.environ.get("PYTHONUTF8")}
    _append(record, start)
    last_seq = 0

    if starts_before < options.die_at_start:
        os._exit(3)
    if options.deaf:
        time.sleep(LONG_AFTER_THE_TEST)

    def acknowledge(*_: object) -> None:
        _say({"jsonrpc": "2.0", "method": "event/acknowledged", "params": {"seq": last_seq}})

    signal.signal(signal.SIGUSR1, acknowledge)
    for line in sys.stdin.buffer:
        message = _without_email(line.rstrip(b"\n"))
        _append(record, {"line": message})
        params = message["params"]
        if message["method"] == "service/check":
            _answer_check(message["id"], options)
            continue
        if "id" in message:
            _answer(message["id"], options)
            continue
        if options.die_on and params.get("workItem", {}).get("id") == options.die_on:
            os._exit(4)
        last_seq = params.get("seq", last_seq)
        if not options.hold:
            acknowledge()
    _append(record, {"end": True})
    if options.stubborn:
        time.sleep(LONG_AFTER_THE_TEST)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("record")
    parser.add_argument("--want", nargs="*", help="keys to ask EMC for")
    parser.add_argument("--hold", action="store_true", help="acknowledge on SIGUSR1 only")
    parser.add_argument("--excuse", help="why it holds, when it is asked")
    parser.add_argument("--older", action="store_true", help="does not know that question")
    parser.add_argument("--die-on", help="end when this work item comes")
    parser.add_argument("--die-at-start", type=int, default=0, help="the first N starts fail")
    parser.add_argument("--garbage", action="store_true", help="print what is no message")
    parser.add_argument("--refuse", action="store_true", help="answer initialize with an error")
    parser.add_argument("--stubborn", action="store_true", help="stay after the end of input")
    parser.add_argument("--version", default="0.1.0", help="of the service")
    parser.add_argument("--deaf", action="store_true", help="read nothing")
    return parser.parse_args()


def _answer(request_id: object, options: argparse.Namespace) -> None:
    if options.garbage:
        _say_garbage()
    if options.refuse:
        error = {"code": -32001, "message": "protocol 1 is not spoken, only 2"}
        _say({"jsonrpc": "2.0", "id": request_id, "error": error})
        return
    if options.want is not None:
        _say({"jsonrpc": "2.0", "method": "settings/wanted", "params": {"keys": options.want}})
    result = {"protocol": 1, "service": options.version, "pid": os.getpid()}
    _say({"jsonrpc": "2.0", "id": request_id, "result": result})


def _answer_check(request_id: object, options: argparse.Namespace) -> None:
    if options.older:
        error = {"code": -32601, "message": "this service does not know it"}
        _say({"jsonrpc": "2.0", "id": request_id, "error": error})
        return
    result = {"waitsFor": options.excuse}
    _say({"jsonrpc": "2.0", "id": request_id, "result": result})


def _say_garbage() -> None:
    for line in (
        b"Traceback (most recent call last): anna@example.com",
        b"\x00\xff\xfe\x80",
        b"{" * 5000,
        b'{"jsonrpc":"2.0","method":"event/acknowledged"}',
        b'{"jsonrpc":"2.0","method":"event/acknowledged","params":{"seq":"all"}}',
        b'{"jsonrpc":"2.0","method":"log/write","params":[]}',
        b'{"jsonrpc":"2.0","method":"settings/wanted","params":{"keys":"all"}}',
        b'{"jsonrpc":"2.0","method":"foreground/allow","params":{}}',
        b'{"jsonrpc":"2.0","method":"foreground/allow","params":{"pid":"6300"}}',
        b'{"jsonrpc":"2.0","method":7}',
        b"[]",
        b"x" * 3_000_000,
        b"",
    ):
        sys.stdout.buffer.write(line + b"\n")
    sys.stderr.buffer.write(b"y" * 10_000 + b"\n")
    sys.stderr.buffer.flush()


def _say(message: object) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


def _without_email(line: bytes) -> dict[str, Any]:
    match = _EMAIL.search(line, max(line.rfind(b',"email":"'), 0))
    message: dict[str, Any] = json.loads(line[: match.start()] + b"}}" if match else line)
    if match:
        email = base64.b64decode(match[1], validate=True)
        message["params"]["email"] = [len(email), hashlib.sha256(email).hexdigest()]
    return message


def _append(record: Path, entry: object) -> None:
    with record.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


if __name__ == "__main__":
    main()
