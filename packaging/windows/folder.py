"""
The folder that a desktop gets, without anything that no desktop needs.

CPython for Windows, the service with its libraries, the plug-in's DLL, the extension, and what
Chrome is to be told.
"""

import json
import os
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
WITH_WINE = ROOT / "rig" / "wine" / "with.sh"
PYTHON = ROOT / ".wine" / "python"
UV = ROOT / ".tools" / "bin" / "uv"

DATE = 1580601600
"""Of every file, as in the wheel (2020-02-02). Else no two packages were the same."""

PROGRAMS = ("chatplugin.exe", "chatplugin-relay.exe")
HOST = "com.chatplugin.relay"

_OF_PYTHON = (
    "LICENSE.txt",
    "libcrypto-3.dll",
    "libffi-8.dll",
    "libssl-3.dll",
    "python3.dll",
    "python313.dll",
    "vcruntime140.dll",
    "vcruntime140_1.dll",
    "_ctypes.pyd",
    "_decimal.pyd",
    "_hashlib.pyd",
    "_multiprocessing.pyd",
    "_queue.pyd",
    "_socket.pyd",
    "_ssl.pyd",
    "select.pyd",
    "unicodedata.pyd",
)
_STANDARD_LIBRARY = "python313.zip"
_NOT_OF_THE_STANDARD_LIBRARY = re.compile(
    r"(asyncio|curses|dbm|doctest|ensurepip|idlelib|lib2to3|msilib|pdb|pydoc|pydoc_data|"
    r"profile|cProfile|pstats|sqlite3|test|this|tkinter|turtle|turtledemo|unittest|venv|wsgiref|"
    r"xml|xmlrpc|zipapp|_pyrepl|_pydecimal|__phello__)[./]"
)
_NOT_OF_A_LIBRARY = (
    ".lock",
    "bin",
    "**/*.pyi",
    "**/py.typed",
    "**/__pycache__",
    "**/testing",
    *(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "*.json")),
    "*.dist-info/DELVEWHEEL",
    "*.dist-info/top_level.txt",
    "*.dist-info/sboms",
    "chatplugin/studio",  # The administrator's, and it needs more libraries.
    "chatplugin/site",  # The docs are read on the administrator's computer.
)


Command = list[str | Path]


class Parts(Struct, frozen=True):
    """What was built before: the wheel, the plug-in's DLL, and what `pack.py` has written."""

    wheel: Path
    plugin: Path
    extension: Path
    extension_id: str


def make_folder(folder: Path, parts: Parts) -> None:
    """Fill *folder*, which must not exist."""
    folder.mkdir(parents=True)
    _copy_python(folder)
    _install_libraries(folder / "lib", parts.wheel)
    _compile(folder / "lib")
    _copy_for_emc_and_chrome(folder, parts)


def set_dates(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (DATE, DATE))


def _copy_python(folder: Path) -> None:
    for name in _OF_PYTHON:
        target = "python-LICENSE.txt" if name == "LICENSE.txt" else name
        shutil.copyfile(PYTHON / name, folder / target)
    for name in PROGRAMS:
        shutil.copyfile(PYTHON / "python.exe", folder / name)
    (folder / _STANDARD_LIBRARY).write_bytes(_standard_library())
    # It is found by the name of Python's DLL, so that both programs read it.
    lines = [_STANDARD_LIBRARY, ".", "lib", "import site", ""]
    (folder / "python313._pth").write_bytes("\r\n".join(lines).encode())


def _standard_library() -> bytes:
    """Return Python's own library uncompressed: it loads faster, and the installer compresses."""
    package = BytesIO()
    with (
        zipfile.ZipFile(PYTHON / _STANDARD_LIBRARY) as whole,
        zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as wanted,
    ):
        for name in sorted(whole.namelist()):
            if not _NOT_OF_THE_STANDARD_LIBRARY.match(name) and not name.endswith("/"):
                wanted.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), whole.read(name))
    return package.getvalue()


def requirements() -> str:
    """Return what a desktop needs of the locked libraries, with the sums of their files."""
    options = ["--frozen", "--no-dev", "--extra", "store", "--no-emit-project", "--no-annotate"]
    command: Command = [UV, "export", "--quiet", *options]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603


def _install_libraries(lib: Path, wheel: Path) -> None:
    for_windows = ["--python-version", "3.13", "--python-platform", "x86_64-pc-windows-msvc"]
    how = ["--quiet", "--system-certs", "--no-deps"]
    install: Command = [UV, "pip", "install", *how, "--target", lib]
    locked = [*install, *for_windows, "--only-binary", ":all:", "-r", "-"]
    subprocess.run(locked, input=requirements(), check=True, text=True)  # noqa: S603
    subprocess.run([*install, *for_windows, wheel], check=True)  # noqa: S603
    for pattern in _NOT_OF_A_LIBRARY:
        for path in lib.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copyfile(HERE / "sitecustomize.py", lib / "sitecustomize.py")


def _compile(lib: Path) -> None:
    """
    Leave bytecode only, made by the Python that will run it.

    Operators cannot write into the folder: Python would compile the sources anew at each start.
    """
    options = ["-b", "-q", "-f", "--invalidation-mode", "unchecked-hash", "-s", _on_windows(lib)]
    python: Command = ["wine", PYTHON / "python.exe", "-X", "utf8", "-m", "compileall"]
    # Wine wants a pipe for each standard stream.
    subprocess.run(  # noqa: S603
        [WITH_WINE, *python, *options, _on_windows(lib)], input=b"", check=True, capture_output=True
    )
    for source in lib.rglob("*.py"):
        if not source.with_suffix(".pyc").is_file():
            raise SystemExit(f"{source} was not compiled")
        source.unlink()


def _copy_for_emc_and_chrome(folder: Path, parts: Parts) -> None:
    (folder / "plugin").mkdir()
    shutil.copyfile(parts.plugin, folder / "plugin" / "ChatPlugin.dll")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE.txt")
    (folder / "relay.json").write_text(_native_host(parts.extension_id), "utf-8")
    (folder / "extension").mkdir()
    for name in ("chatplugin.crx", "update.xml", "policy-windows.reg", "policy-pipe-windows.reg"):
        if (parts.extension / name).is_file():
            shutil.copyfile(parts.extension / name, folder / "extension" / name)


def _native_host(extension_id: str) -> str:
    """Return the manifest that tells Chrome of the relay; its path begins at the manifest."""
    manifest = {
        "name": HOST,
        "description": "ChatPlugin: carries messages between Chrome and the service",
        "path": "chatplugin-relay.exe",
        "type": "stdio",
        "allowed_origins": [f"chrome-extension://{extension_id}/"],
    }
    return json.dumps(manifest, indent=2) + "\n"


def _on_windows(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")
