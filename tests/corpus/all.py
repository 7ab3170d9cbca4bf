"""
Every message of the corpus.

`python -m tests.corpus.all FOLDER` writes them as files with an index.
"""

import sys
from pathlib import Path

from tests.corpus import (
    conversations,
    forms,
    kinds,
    pages,
    phrases,
    senders,
    slips,
    structures,
    transport,
    wording,
)
from tests.corpus.build import Message

MESSAGES: list[Message] = [
    *wording.MESSAGES,
    *transport.MESSAGES,
    *pages.MESSAGES,
    *structures.MESSAGES,
    *conversations.MESSAGES,
    *forms.MESSAGES,
    *senders.MESSAGES,
    *phrases.MESSAGES,
    *slips.MESSAGES,
    *kinds.MESSAGES,
]


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for number, message in enumerate(MESSAGES, 1):
        name = f"{number:03}.eml"
        (folder / name).write_bytes(message.raw)
        index.append(f"| {name} | {message.name} | {message.account or '–'} | {message.why} |")
    head = "| file | form | account | why |\n|---|---|---|---|\n"
    (folder / "index.md").write_text(head + "\n".join(index) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
