"""
What only Windows has: the registry, handles, jobs, cmd.exe. `./dev wine` runs these under wine.

Wine is not Windows: what passes here has been run, and still never on a real one.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The tests in `line` run on Linux, and start programs of Windows.
collect_ignore_glob = ["line/*"] if sys.platform == "win32" else ["test_*.py"]


@pytest.fixture
def played_chrome(tmp_path: Path) -> Path:
    """Return a program that speaks over inherited handles as Chrome does, and notes it all."""
    script = Path(__file__).with_name("played_chrome.py")
    program = tmp_path / "chrome.cmd"
    program.write_text(f'@"{sys.executable}" "{script}" "{tmp_path}" %*\n', "utf-8")
    return program


@pytest.fixture
def registry() -> Iterator[None]:
    """Leave the registry of this user as if nobody had ever used it for Chrome."""
    forget()
    yield
    forget()


def forget() -> None:
    if sys.platform != "win32":
        return
    import winreg  # noqa: PLC0415 - exists on Windows only

    for key in (
        r"Software\Microsoft\Windows\CurrentVersion\App Paths\chrome.exe",
        r"Software\Policies\Google\Chrome",
        r"Software\Google\Chrome\NativeMessagingHosts\com.chatplugin.relay",
        r"Software\Chromium\NativeMessagingHosts\com.chatplugin.relay",
    ):
        try:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
        except OSError:
            continue
