"""
Run the command line, and note for each file when a function of it was last called.

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

_last: dict[str, float] = {}


def _note(frame: FrameType, event: str, _: object) -> None:
    if event == "call":
        _last[frame.f_code.co_filename] = time.time()


def _run() -> int:
    threading.setprofile(_note)
    sys.setprofile(_note)
    try:
        return main()
    finally:
        sys.setprofile(None)
        Path(os.environ["CHATPLUGIN_NOTES"]).write_text(json.dumps(_last), "utf-8")


if __name__ == "__main__":
    sys.exit(_run())
