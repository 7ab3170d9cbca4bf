r"""
Where the service keeps its files: one folder of the operator's own, never a shared one.

On Windows `%LOCALAPPDATA%\ChatPlugin`, elsewhere the user's folder for program state.
"""

import os
import sys
from pathlib import Path

from msgspec import Struct


class Folders(Struct, frozen=True):
    """The folder and what lies in it. Nothing is created by naming it."""

    home: Path

    @property
    def settings_file(self) -> Path:
        """The local layer of settings, in the form of `ASGUIHost.ini`; it need not exist."""
        return self.home / "ChatPlugin.ini"

    @property
    def overlay_copy(self) -> Path:
        """The last good overlay, for the days when its server is away."""
        return self.home / "overlay.copy"

    @property
    def journal(self) -> Path:
        return self.home / "journal"

    @property
    def log_file(self) -> Path:
        return self.home / "log" / "chatplugin.log"

    @property
    def chrome_profile(self) -> Path:
        return self.home / "chrome"


def default_folders() -> Folders:
    return Folders(_state() / "ChatPlugin")


def _state() -> Path:
    """Where programs keep state; platformdirs says the same, for a tenth of the time to start."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
