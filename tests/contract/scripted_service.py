"""
The service's side of one transcript: a program that the plug-in starts as its service.

``python scripted_service.py TRANSCRIPT RECORD`` reads what the plug-in writes, appends each line to
RECORD, and answers as the transcript does. Where the transcript goes on with another `initialize`,
the service had ended there without an order, and so does this, to go on when it is started again.
"""

import json
import os
import sys
from pathlib import Path


def main(transcript: Path, record: Path) -> None:
    answers = _answers_by_life(transcript)[_lives_so_far(record)]
    with record.open("ab") as recorded:
        for line in sys.stdin.buffer:
            recorded.write(line)
            recorded.flush()
            for answer in answers.pop(0) if answers else []:
                sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
            sys.stdout.buffer.flush()
            if not answers and _lives_so_far(record) < len(_answers_by_life(transcript)):
                os._exit(1)


def _answers_by_life(transcript: Path) -> list[list[list[object]]]:
    """What to answer to each line of the plug-in, for each life of the service."""
    lives: list[list[list[object]]] = []
    for line in transcript.read_text(encoding="utf-8").split("\n")[:-1]:
        entry = json.loads(line)
        if entry["from"] == "service":
            lives[-1][-1].append(entry["message"])
            continue
        if entry["message"]["method"] == "initialize":
            lives.append([])
        lives[-1].append([])
    return lives


def _lives_so_far(record: Path) -> int:
    if not record.exists():
        return 0
    return record.read_bytes().count(b'"method":"initialize"')


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
