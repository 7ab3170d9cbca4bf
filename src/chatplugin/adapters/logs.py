"""
The log: diagnostics for the administrator, without personal data. What was shown is in the journal.
"""

import logging
import logging.handlers
from pathlib import Path

_BYTES = 1024 * 1024
_FILES = 3


def open_log(path: Path) -> None:
    """
    Write the log to *path*, at most 3 files of 1 MiB each.

    Where the file cannot be written, the log goes to standard error, which the plug-in copies to
    EMC's error log.
    """
    handler = _handler(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.raiseExceptions = False  # A full disk must not fill EMC's log with tracebacks.
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _handler(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return logging.handlers.RotatingFileHandler(
            path, maxBytes=_BYTES, backupCount=_FILES - 1, encoding="utf-8"
        )
    except OSError:
        return logging.StreamHandler()
