"""The package as tests build and install it, and what it leaves on a machine."""

import getpass
import re
import subprocess
import sys
from pathlib import Path

from rig.emc_host import ROOT
from rig.windows import DRIVE_C, PROGRAM, Windows, desk_on_windows, on_windows
from rig.workplace import Desk

NEWER = "0.2.0"

LOCAL_FILES = DRIVE_C / "users" / getpass.getuser() / "AppData" / "Local"
_PACKAGING = ROOT / "packaging" / "windows"
_WINDOWS_OWN = re.compile(
    r"SystemCertificates|Policies\\Microsoft|MMDevices|Wow6432Node\\Google|"
    r"Installer(\\(Features|Products|UpgradeCodes|UserData(\\S-1-5-18(\\(Components|Products))?)?))?$"
)
"""Certificates that wine copies when somebody asks for them, and what msiexec makes once."""


class InstalledDesk(Desk):
    """A desk whose service is the installed one, in the operator's usual folder."""

    @property
    def home(self) -> Path:
        return LOCAL_FILES / "ChatPlugin"


def installed_desk(desk: InstalledDesk) -> Desk:
    """Let it name no service: the plug-in finds the installed one."""
    plugin = on_windows(PROGRAM / "plugin" / "ChatPlugin.dll")
    settings = {"Service.Path": None, "Service.Arguments": None, "Assembly File Name": plugin}
    return desk_on_windows(desk).with_settings(settings)


def build(folder: Path, key: Path, *options: str | Path) -> Path:
    """Build a package, and return its installer. *key* is the extension's, made where it is not."""
    places: list[str | Path] = ["--out", folder, "--docs", folder.parent, "--key", key]
    _run([sys.executable, _PACKAGING / "package.py", *places, *options])
    return next(folder.glob("*.msi"))


def build_newer(folder: Path) -> Path:
    """Build the installer of the version to come: of *folder*, which another package has left."""
    package = folder / "lib" / "chatplugin"
    (package / "__init__.pyc").unlink()
    (package / "__init__.py").write_text(f'__version__ = "{NEWER}"\n', "utf-8")
    target = folder.parent / f"ChatPlugin-{NEWER}.msi"
    code = "import sys, pathlib, installer; a = sys.argv;"
    call = "installer.make_installer(pathlib.Path(a[1]), pathlib.Path(a[2]), a[3])"
    _run([sys.executable, "-c", code + call, folder, target, NEWER])
    return target


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(command, cwd=_PACKAGING, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def traces(windows: Windows) -> set[str]:
    """Return all files and keys that are there for everybody on this machine."""
    files = {str(path) for path in DRIVE_C.rglob("*") if "users" not in path.parts}
    every = files | windows.registry(r"HKLM\Software")
    return {each for each in every if not _WINDOWS_OWN.search(each)}
