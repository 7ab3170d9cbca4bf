"""
Whether a policy forbids the DevTools pipe.

A Chrome that is forbidden to be debugged (`RemoteDebuggingAllowed`) is silent on its pipe; to read
the policy beforehand spares ten seconds of waiting. What cannot be read does not forbid. The
Windows side was run under wine only.
"""

import json
import sys
from pathlib import Path

POLICY = "RemoteDebuggingAllowed"

NEVER_SPOKE = (
    "Chrome has ended without an answer over its pipe. If chrome://policy shows "
    f"{POLICY} as false, ask for it to be allowed for this profile; otherwise end the Chrome that "
    "uses the profile"
)

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
