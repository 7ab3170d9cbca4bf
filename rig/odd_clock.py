"""
Run the command line by a clock that a test moves: seconds in the file `CHATPLUGIN_CLOCK`.

A program, not a module. The file is read each time, so that a clock jumps while the service works.
"""

import datetime as dt
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

_real = time.time


def _jump() -> float:
    with suppress(OSError, ValueError):
        return float(Path(os.environ["CHATPLUGIN_CLOCK"]).read_text("ascii"))
    return 0.0


def _time() -> float:
    return _real() + _jump()


class _Datetime(dt.datetime):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "_Datetime":
        return cls.fromtimestamp(_time(), tz)


if __name__ == "__main__":
    # Before the modules that import them by name.
    time.time = _time
    dt.datetime = _Datetime  # type: ignore[misc]

    from chatplugin.cli.main import main

    sys.exit(main())
