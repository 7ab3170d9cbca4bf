"""
The operator's everyday Chrome: started, and never ended by us.

Nothing is known of what became of it. If it runs already, the new process hands its command line
over and leaves.
"""

import subprocess
import sys

from chatplugin.adapters.chrome_path import find_chrome
from chatplugin.config.settings import ChromeSettings
from chatplugin.errors import ChromeError

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
