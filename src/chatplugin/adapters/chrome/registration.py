"""
Register the relay with Chrome: the manifest of a native messaging host, and its launcher.

A manifest cannot hold arguments, so it names a small launcher
(https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging). Where Chrome looks
for manifests is known to `platform`.
"""

import json
import re
from pathlib import Path

from msgspec import Struct

from chatplugin.adapters import platform
from chatplugin.domain.errors import ChromeError

_HOST = "com.chatplugin.relay"

_EXTENSION_ID = re.compile("[a-p]{32}")


class Registration(Struct, frozen=True):
    """
    Which extension may start the relay of which service.

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
        launcher = platform.write_launcher(registration.home)
        manifest = _manifest(launcher, registration.extension_id)
        return platform.register_host(_HOST, manifest, registration.home, registration.profile)
    except OSError as error:
        reason = f"{error.filename or ''} {error.strerror}".strip()
        raise ChromeError(f"The relay cannot be registered: {reason}") from error


def is_registered(profile: str = "") -> bool:
    """Whether Chrome would find a relay: one that was registered here, or for the whole machine."""
    return platform.is_host_registered(_HOST, profile)


def _manifest(launcher: Path, extension_id: str) -> str:
    content = {
        "name": _HOST,
        "description": "ChatPlugin: carries messages between Chrome and the service",
        "path": str(launcher),
        "type": "stdio",
        "allowed_origins": [f"chrome-extension://{extension_id}/"],
    }
    return json.dumps(content, indent=2) + "\n"
