r"""
Tell Chrome of the relay: the native messaging host's manifest, and how Chrome finds it.

On Windows the registry names the manifest (`HKCU\Software\Google\Chrome\NativeMessagingHosts`, for
all operators of a machine HKLM), elsewhere it lies in a folder that Chrome looks into
(https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging). A manifest cannot
hold arguments, so it names a small launcher. The Windows side was run under wine only.
"""

import json
import os
import re
import shlex
import sys
from pathlib import Path

from msgspec import Struct

from chatplugin.domain.errors import ChromeError

HOST = "com.chatplugin.relay"

_EXTENSION_ID = re.compile("[a-p]{32}")
_FOLDER = "NativeMessagingHosts"
_IN_REGISTRY = (
    rf"Software\Google\Chrome\{_FOLDER}\{HOST}",
    rf"Software\Chromium\{_FOLDER}\{HOST}",
)
_OF_MACHINE = (
    Path("/etc/opt/chrome/native-messaging-hosts"),
    Path("/etc/chromium/native-messaging-hosts"),
)
_MAC = Path("Library/Application Support")


class Registration(Struct, frozen=True):
    """
    What Chrome is to be told.

    *home* is the service's folder, where the launcher is put, too. *profile* is a Chrome's folder
    of its own (`--user-data-dir`), which is where that Chrome looks; None means the usual ones.
    """

    extension_id: str
    home: Path
    profile: Path | None = None


def register(registration: Registration) -> list[str]:
    """Write manifest and launcher; return where Chrome finds them. Raises ChromeError."""
    if not _EXTENSION_ID.fullmatch(registration.extension_id):
        raise ChromeError(
            f"{registration.extension_id!r} is not the id of an extension",
            remedy="It has 32 letters from a to p; chrome://extensions shows it",
        )
    try:
        registration.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifest = _manifest(_write_launcher(registration.home), registration.extension_id)
        if sys.platform == "win32":
            return _register_on_windows(manifest, registration.home)
        return [_write(folder / f"{HOST}.json", manifest) for folder in _folders(registration)]
    except OSError as error:
        reason = f"{error.filename or ''} {error.strerror}".strip()
        raise ChromeError(f"The relay cannot be registered: {reason}") from error


def is_registered(profile: str = "") -> bool:
    """Whether Chrome would find a relay: one that was registered here, or for the whole machine."""
    if sys.platform == "win32":
        return _is_in_registry()
    own = [Path(profile) / _FOLDER] if profile else _usual_folders()
    return any((folder / f"{HOST}.json").is_file() for folder in (*own, *_OF_MACHINE))


def _manifest(launcher: Path, extension_id: str) -> str:
    content = {
        "name": HOST,
        "description": "ChatPlugin: carries messages between Chrome and the service",
        "path": str(launcher),
        "type": "stdio",
        "allowed_origins": [f"chrome-extension://{extension_id}/"],
    }
    return json.dumps(content, indent=2) + "\n"


def _write_launcher(home: Path) -> Path:
    python, data = sys.executable, str(home)
    if sys.platform == "win32":
        return _write_batch(home / "relay.bat")
    command = shlex.join([python, "-I", "-m", "chatplugin", "relay", "--data", data])
    launcher = home / "relay.sh"
    _write(launcher, f"#!/bin/sh\nexec {command}\n")
    launcher.chmod(0o700)
    return launcher


def _write_batch(launcher: Path) -> Path:
    """
    Write a launcher for cmd.exe, which reads files in the OEM code page.

    The operator's own name is in the folder, in any letters, so the launcher only says "my folder".
    """
    python = sys.executable.replace("%", "%%")
    text = f'@echo off\r\n"{python}" -I -m chatplugin relay --data "%~dp0."\r\n'
    try:
        launcher.write_bytes(text.encode("oem"))
    except UnicodeEncodeError as error:
        raise ChromeError(
            f"The relay cannot be registered: cmd.exe cannot read the letters of {python}",
            remedy="Install ChatPlugin into a folder for all users, such as C:\\Program Files",
        ) from error
    return launcher


def _write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return str(path)


def _folders(registration: Registration) -> list[Path]:
    if registration.profile:
        return [registration.profile / _FOLDER]
    return _usual_folders()


def _usual_folders() -> list[Path]:
    """Return the operator's own. They are made, so that a Chrome to come finds its relay."""
    if sys.platform == "darwin":
        base = Path.home() / _MAC
        return [base / "Google" / "Chrome" / _FOLDER, base / "Chromium" / _FOLDER]
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return [base / "google-chrome" / _FOLDER, base / "chromium" / _FOLDER]


def _register_on_windows(manifest: str, home: Path) -> list[str]:
    if sys.platform != "win32":
        raise NotImplementedError
    import winreg  # noqa: PLC0415 - exists on Windows only

    path = _write(home / f"{HOST}.json", manifest)
    for key in _IN_REGISTRY:
        winreg.SetValue(winreg.HKEY_CURRENT_USER, key, winreg.REG_SZ, path)
    return [rf"HKEY_CURRENT_USER\{key}" for key in _IN_REGISTRY]


def _is_in_registry() -> bool:
    if sys.platform != "win32":
        return False
    import winreg  # noqa: PLC0415 - exists on Windows only

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        for key in _IN_REGISTRY:
            try:
                if Path(winreg.QueryValue(root, key)).is_file():
                    return True
            except OSError:
                continue
    return False
