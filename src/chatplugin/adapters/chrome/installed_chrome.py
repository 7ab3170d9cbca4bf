"""
The Chrome that is installed: where it is, what policies forbid, how the operator's own starts.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from chatplugin.browser.devtools.own_chrome import POLICY
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.errors import ChromeError
from chatplugin.sentences import said

_ON_PATH = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser")
_ON_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_APP_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\chrome.exe"


def find_chrome(configured: str) -> str:
    """Return the executable to start. Raises ChromeError if there is none."""
    if configured:
        return _checked(configured)
    found = _from_registry() if sys.platform == "win32" else _from_path()
    if not found:
        raise ChromeError(said("chrome.not_there"))
    return found


def _checked(configured: str) -> str:
    found = _which(configured)
    if not found:
        raise ChromeError(said("chrome.no_program", path=configured))
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


_ETC = Path("/etc")
_OF_CHROME, _OF_CHROMIUM = "opt/chrome/policies/managed", "chromium/policies/managed"
_IN_REGISTRY = (r"Software\Policies\Google\Chrome", r"Software\Policies\Chromium")


def where_the_pipe_is_forbidden(executable: str, etc: Path = _ETC) -> str:
    """Return the file or registry key that forbids the pipe to *executable*; empty if none does."""
    if sys.platform == "win32":
        return _in_registry()
    folder = etc / (_OF_CHROME if "google" in executable else _OF_CHROMIUM)
    return next((str(path) for path in sorted(folder.glob("*.json")) if _forbids(path)), "")


def _forbids(path: Path) -> bool:
    try:
        policies = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(policies, dict) and policies.get(POLICY) is False


def _in_registry() -> str:
    if sys.platform != "win32":
        return ""
    import winreg  # noqa: PLC0415 - exists on Windows only

    roots = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}
    for name, root in roots.items():
        for path in _IN_REGISTRY:
            try:
                with winreg.OpenKey(root, path) as key:
                    if winreg.QueryValueEx(key, POLICY)[0] == 0:
                        return rf"{name}\{path}"
            except OSError:
                continue
    return ""


_DETACHED = 0x00000008
_BREAKAWAY = 0x01000000
"""DETACHED_PROCESS and CREATE_BREAKAWAY_FROM_JOB: it stays when EMC Desktop ends."""

FLAGS = ("--no-first-run", "--no-default-browser-check")


def start_everyday_chrome(settings: ChromeSettings, *addresses: str) -> None:
    """Open *addresses* in Chrome. Raises ChromeError if it cannot be started."""
    executable = find_chrome(settings.path)
    profile = [f"--user-data-dir={settings.profile}"] if settings.profile else []
    command = [executable, *FLAGS, *profile, *settings.arguments, *addresses]
    try:
        _start(command)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ChromeError(f"Chrome cannot be started from {executable}: {reason}") from error


def _start(command: list[str]) -> None:
    if sys.platform != "win32":
        _start_with(command, 0)
        return
    try:
        _start_with(command, _DETACHED | _BREAKAWAY)
    except PermissionError:
        # The job that EMC Desktop runs in lets nobody leave: better a Chrome that ends with it.
        _start_with(command, _DETACHED)


def _start_with(command: list[str], flags: int) -> None:
    process = subprocess.Popen(  # noqa: S603 - the administrator's program, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=flags,
    )
    # It may outlive us, which is right; Python would warn of it.
    process.returncode = 0
