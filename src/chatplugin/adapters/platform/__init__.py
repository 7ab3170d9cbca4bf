"""
What Windows and other systems do differently: each has a class in a module of its own.

This is the only place that chooses. Each method loads what only it needs, because a service loads
this module at every start.
"""

import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from chatplugin.sentences import Language

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, Listener


class Process(Protocol):
    """What is needed of an operating system's process."""

    @property
    def pid(self) -> int: ...
    def ends_within(self, seconds: float) -> bool: ...
    def kill(self) -> None: ...


Written = tuple[str, object, str]
"""
A policy of Chrome: name, value, and the file or registry key that sets it.

A file or key that is there and cannot be read has an empty name.
"""


class System(Protocol):
    """What is asked of an operating system."""

    def system_language(self) -> Language: ...
    def seconds_of_rest(self) -> float | None:
        """Return for how long keyboard and mouse have rested; None where that is not known."""

    def draw_attention(self, pid: int, /) -> None:
        """Let the windows of the process ask for attention in the taskbar, where that can be."""

    def state_folder(self) -> Path:
        """Return where programs of this operator keep state."""

    def login_session(self) -> str:
        """Return the name of this login: on a terminal server one person may have several."""

    def try_lock(self, descriptor: int, /) -> bool:
        """Hold the file until this process ends; False if another holds it."""

    def crypto_library(self) -> str | None:
        """
        Return the file in which OpenSSL's libcrypto is found; None for this program itself.

        Raises ImportError or OSError if there is none.
        """

    def is_open_to_others(self, path: Path, /) -> bool:
        """
        Whether other people of this computer may read the file, or what is put into the folder.

        False where that cannot be found out.
        """

    def machine_settings(self) -> tuple[str, Mapping[str, str]]:
        """Return the settings that the installer was given, and where they stand."""

    def installed_chrome(self) -> str | None:
        """Return the executable of the Chrome that is installed."""

    def chrome_version(self, executable: str, /) -> str:
        """Return the version of *executable*; empty if it is not known. Raises OSError."""

    def policies(self, names: Collection[str], executable: str, /) -> Iterator[Written]:
        """Return those of *names* that are set for *executable*."""

    def profile_holder(self, profile: Path, /) -> str:
        """Return the other computer whose Chrome has locked *profile*; empty if there is none."""

    def start_detached(self, command: list[str]) -> None:
        """Start a program that stays when EMC Desktop ends. Raises OSError."""

    def start_with_pipes(
        self, command: list[str], errors: str, more: Mapping[str, str]
    ) -> tuple[Process, int, int]:
        """
        Start Chrome with a DevTools pipe; its standard error goes into the file *errors*.

        *more* are variables of its environment.

        Returns the process and our descriptors, to Chrome and from it. A full pipe to Chrome
        refuses what is written. Raises OSError.
        """

    def write_launcher(self, home: Path) -> Path:
        """
        Write what starts the relay of the service whose folder is *home*.

        Raises ChromeError, OSError.
        """

    def register_host(
        self, host: str, manifest: str, home: Path, profile: Path | None, /
    ) -> list[str]:
        """
        Tell Chrome and Chromium of the native messaging host *host*; return where. Raises OSError.

        *profile* is a Chrome's folder of its own (`--user-data-dir`); None means the usual ones.
        """

    def unregister_host(self, host: str, home: Path, profile: Path | None, /) -> list[str]:
        """Take back `register_host` and `write_launcher`; return what is gone. Raises OSError."""

    def register_installed_host(self, host: str, /) -> list[str]:
        """
        Tell Chrome of the relay that the installer brought, for everybody; return where.

        Empty if this program was not installed. Raises OSError, as for one who may not.
        """

    def unregister_installed_host(self, host: str, /) -> list[str]:
        """Take away what `register_installed_host` or the installer wrote. Raises OSError."""

    def registered_host(self, host: str, profile: str, /) -> tuple[Path, bool] | None:
        """Return the manifest of *host*, and whether it is for the whole machine."""

    def listen_for_relays(self, home: Path, name: str, /) -> "Listener":
        """Listen for the relays of the service whose folder is *home*. Raises OSError."""

    def takes_at_once(self, relay: "Connection", size: int, /) -> bool:
        """Whether a message of *size* bytes to *relay* can be sent without waiting for it."""


if sys.platform == "win32":
    from chatplugin.adapters.platform.windows import Windows as _System
else:
    from chatplugin.adapters.platform.posix import Posix as _System

SYSTEM: System = _System()
"""The system that this process runs on."""
