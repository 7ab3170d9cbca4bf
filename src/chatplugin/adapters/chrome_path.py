"""
Where Chrome is installed.

On Windows: the App Paths registry key, which every Chrome installer writes
(https://learn.microsoft.com/windows/win32/shell/app-registration). It was run under wine only.
"""

import os
import sys

from chatplugin.errors import ChromeError

_ON_PATH = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser")
_ON_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_APP_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\chrome.exe"

_REMEDY = "Install Google Chrome, or write the full path of its executable into Chrome.Path"


def find_chrome(configured: str) -> str:
    """Return the executable to start. Raises ChromeError if there is none."""
    if configured:
        return _checked(configured)
    found = _from_registry() if sys.platform == "win32" else _from_path()
    if not found:
        raise ChromeError("There is no Chrome on this machine", remedy=_REMEDY)
    return found


def _checked(configured: str) -> str:
    found = _which(configured)
    if not found:
        raise ChromeError(f"Chrome.Path: there is no program {configured!r}", remedy=_REMEDY)
    return found


def _from_path() -> str | None:
    return next(filter(None, map(_which, (*_ON_PATH, _ON_MAC))), None)


def _which(name: str) -> str | None:
    # It loads three compressions; on Windows the registry knows mostly.
    import shutil  # noqa: PLC0415

    return shutil.which(name)


def _from_registry() -> str | None:
    if sys.platform != "win32":
        return None
    import winreg  # noqa: PLC0415 - exists on Windows only

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            written = winreg.QueryValue(root, _APP_PATH)
        except OSError:
            continue
        # Some installers write it in quotes; one that was taken away may have left its key behind.
        path = winreg.ExpandEnvironmentStrings(written).strip('"')
        if os.path.isfile(path):  # noqa: PTH113 - pathlib is loaded by nobody else at the start
            return path
    return None
