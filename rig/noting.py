"""
Run the command line, and note for each file when functions of it were called.

A program, not a module: whoever starts it names the file for the notes in `CHATPLUGIN_NOTES`.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from chatplugin.cli.main import main

_LOOKING = frozenset({"questions", "settings file"})
"""The threads that look for changes every few seconds, whether there is an e-mail or not."""

_called: dict[str, set[float]] = {}
"""The moments of each file, to a hundredth of a second."""


def _note(frame: FrameType, event: str, _: object) -> None:
    if event == "call" and threading.current_thread().name not in _LOOKING:
        _called.setdefault(frame.f_code.co_filename, set()).add(round(time.time(), 2))


def _run() -> int:
    threading.setprofile(_note)
    sys.setprofile(_note)
    try:
        return main()
    finally:
        sys.setprofile(None)
        Path(os.environ["CHATPLUGIN_NOTES"]).write_text(
            json.dumps({file: sorted(moments) for file, moments in _called.items()}), "utf-8"
        )


if __name__ == "__main__":
    sys.exit(_run())
