"""
The studio as an administrator starts it, in a process of its own.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Self


class Studio:
    """`chatplugin studio` while `with` lasts. `link` opens it, once."""

    def __init__(self, *arguments: str | Path, folder: Path | None = None) -> None:
        program = Path(sys.executable).with_name("chatplugin")
        self._command = [program, "studio", "--no-browser", *arguments]
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.link = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self._process.stdout is not None
        found = re.search(r"http://\S+", self._process.stdout.readline())
        assert found, "the studio did not start"
        self.link = found[0]
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.communicate(timeout=10)

    def wait_for_end(self, within: float) -> str:
        """Return what it says last, once it has ended by itself."""
        assert self._process is not None
        return self._process.communicate(timeout=within)[0].strip()
