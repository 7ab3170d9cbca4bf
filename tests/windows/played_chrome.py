"""
Plays Chrome on Windows: ``python played_chrome.py FOLDER … --remote-debugging-io-pipes=IN,OUT …``.

It answers each command with ids of its own, and writes what it hears into FOLDER/heard.jsonl.
"""

import json
import os
import sys
from pathlib import Path


def main() -> None:
    if sys.platform != "win32":
        return
    import msvcrt  # noqa: PLC0415 - exists on Windows only

    option = next(word for word in sys.argv if word.startswith("--remote-debugging-io-pipes="))
    handles = [int(number) for number in option.partition("=")[2].split(",")]
    hears, speaks = (msvcrt.open_osfhandle(handle, os.O_BINARY) for handle in handles)
    rest = b""
    with (Path(sys.argv[1]) / "heard.jsonl").open("ab", buffering=0) as heard:
        while data := os.read(hears, 65536):
            *messages, rest = (rest + data).split(b"\0")
            for message in messages:
                heard.write(message + b"\n")
                os.write(speaks, answer(json.loads(message)))
        heard.write(b'{"method": "the end"}\n')


def answer(command: dict[str, object]) -> bytes:
    number = command["id"]
    ids = {"targetId": f"T{number}", "sessionId": f"S{number}", "executionContextId": number}
    frame = {"frameTree": {"frame": {"id": f"F{number}"}}}
    reply = {"id": number, "result": {**ids, **frame, "result": {}}}
    if "sessionId" in command:
        reply["sessionId"] = command["sessionId"]
    return json.dumps(reply).encode() + b"\0"


if __name__ == "__main__":
    main()
