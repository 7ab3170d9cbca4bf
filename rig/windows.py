r"""
Windows, as far as it can be had here: wine 10, with CPython, Microsoft's CLR and Chromium for it.

`./dev windows` gets all of it into `.wine` and runs the tests that use this. The tests themselves
run on Linux, as do the screen and the CRM; wine has this machine's files as drive Z. A process of
Windows is one of this system, too, but has another number there.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from chatplugin import __version__
from rig.emc_host import ROOT, Clr, wait_until
from rig.everyday import PackedExtension
from rig.screen import Screen
from rig.workplace import QUIET, Desk

WINE = ROOT / ".wine"
PYTHON = WINE / "python" / "python.exe"
CHROMIUM = WINE / "chromium" / "cefclient.exe"
PICTURES = WINE / "pictures"
DRIVE_C = WINE / "prefix" / "drive_c"
INSTALLED = DRIVE_C / "Program Files" / "ChatPlugin"
"""Where the installer puts each version's folder, and what they share."""

PROGRAM = INSTALLED / __version__

CHROME_ARGUMENTS = (
    *QUIET,
    "--window-size=1366,768",
    "--no-sandbox",
    "--disable-gpu",  # Else wine draws nothing.
    # CEF's sample program opens a window of its own besides.
    "--use-views",
    "--initial-show-state=minimized",
    "--url=about:blank",
)
OBEY_POLICIES = "--enable-chrome-policy"
"""As Google Chrome does; CEF asks for it by name."""

POLICIES = r"HKCU\Software\Policies\Google\Chrome"
MACHINES_POLICIES = r"HKLM\Software\Policies\Google\Chrome"
NATIVE_HOSTS = r"HKCU\Software\Chromium", r"HKCU\Software\Google"


_PRODUCTS = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall"


class Windows:
    """
    A Windows while `with` lasts. Programs show their windows on *screen*.

    Nothing of it outlives the `with` block, whatever was started.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def __enter__(self) -> Self:
        assert shutil.which("wineserver"), "there is no wine: run ./dev windows"
        quiet = subprocess.DEVNULL
        # A run that was killed leaves its server behind; the prefix is ours alone.
        subprocess.run(["wineserver", "-k"], check=False, timeout=30, stderr=quiet)
        # Else it would be a child of some program, and hold that one's pipes open.
        subprocess.run(["wineserver", "-p"], check=True, stdin=quiet, stdout=quiet, stderr=quiet)
        assert self.run("cmd", "/c", "ver").strip(), "wine does not run here: run ./dev windows"
        self.forget()
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["wineserver", "-k"], check=False, timeout=30)

    def run(self, *command: str | Path, within: float = 60) -> str:
        """Run a program of Windows; return what it printed. Raises CalledProcessError."""
        done = subprocess.run(
            ["wine", *command],
            check=True,
            env=self.screen.environment,
            input=b"",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=within,
        )
        return done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")

    def chatplugin(self, *arguments: str) -> str:
        return self.run(PYTHON, "-X", "utf8", "-m", "chatplugin", *arguments)

    def register(self, extension: PackedExtension, home: Path) -> str:
        """Do what the logon script does for each operator."""
        return self.chatplugin("register", "--extension", extension.id, "--data", on_windows(home))

    def forbid_the_pipe(self) -> None:
        value = ["/v", "RemoteDebuggingAllowed", "/t", "REG_DWORD", "/d", "0", "/f"]
        self.run("reg", "add", POLICIES, *value)

    def import_registry(self, file: Path) -> None:
        self.run("regedit", "/S", on_windows(file))

    def install(self, installer: Path, *properties: str) -> None:
        """Install it without a question; *properties* are such as `DRIVER=extension`."""
        self.run("msiexec", "/i", on_windows(installer), "/qn", *properties, within=120)

    def repair(self, installer: Path) -> None:
        """As `/fa` does, which wine does not know."""
        self.install(installer, "REINSTALL=ALL", "REINSTALLMODE=vamus")

    def uninstall(self, installer: Path) -> None:
        self.run("msiexec", "/x", on_windows(installer), "/qn", within=120)

    def uninstall_all(self) -> None:
        """Take away what a run that was interrupted has left. Nothing else is installed here."""
        for key in self.registry(_PRODUCTS):
            if key.endswith("}"):
                self.run("msiexec", "/x", key.rpartition("\\")[2], "/qn", within=120)

    def registry(self, root: str) -> set[str]:
        r"""Return the names of all keys below *root*, such as `HKLM\Software`."""
        lines = self.run("reg", "query", root, "/s", within=120).splitlines()
        return {line for line in lines if line.startswith("HKEY_")}

    def values(self, key: str) -> dict[str, str]:
        """Return the texts of a key of the registry by their names."""
        try:
            lines = self.run("reg", "query", key).splitlines()
        except subprocess.CalledProcessError:
            return {}
        found = (re.fullmatch(r"    (.+?)    REG_SZ    (.*)", line) for line in lines)
        return {match[1]: match[2] for match in found if match}

    def kill(self, pid: int) -> None:
        """End a process by the number that Windows gave it."""
        self.run("taskkill", "/F", "/PID", str(pid))

    def forget(self) -> None:
        """Leave the registry as if nobody had ever used it for Chrome."""
        for key in (POLICIES, MACHINES_POLICIES, *NATIVE_HOSTS):
            with suppress(subprocess.CalledProcessError):
                self.run("reg", "delete", key, "/f")

    @contextmanager
    def chrome(self, profile: Path, *flags: str) -> Iterator[None]:
        """Open the operator's everyday Chrome, until the end."""
        own = [f"--user-data-dir={on_windows(profile)}", "--no-first-run"]
        # To install extensions is background networking, too.
        usual = [flag for flag in CHROME_ARGUMENTS if flag != "--disable-background-networking"]
        with self.running(CHROMIUM, *own, *usual, *flags):
            yield
            kill_chrome(profile)

    @contextmanager
    def running(self, *command: str | Path) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a program of Windows; it is ended at last, where it has not ended by itself."""
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            ["wine", *command],
            env=self.screen.environment,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
        ) as process:
            try:
                yield process
            finally:
                process.kill()


def desk_on_windows(desk: Desk) -> Desk:
    """Let the workplace's EMC emulator, service and Chrome be those for Windows, with a pipe."""
    return desk.on_clr(Clr.WINDOWS).with_settings(
        {
            "Service.Path": on_windows(PYTHON),
            "Service.Arguments": f'-X utf8 -m chatplugin serve --data "{on_windows(desk.home)}"',
            "Chrome.Driver": "pipe",
            "Chrome.Path": on_windows(CHROMIUM),
            "Chrome.Arguments": " ".join(CHROME_ARGUMENTS),
            "Language": "en",
        }
    )


def on_windows(path: Path) -> str:
    """Return the path as wine's programs name it."""
    return "Z:" + str(path).replace("/", "\\")


def chromes(profile: Path) -> list[int]:
    """Return the main process of each Chrome that has this profile."""
    return [pid for pid, command in _chrome_commands(profile) if "--type=" not in command]


def chrome_processes(profile: Path) -> list[int]:
    """Return the processes of each Chrome that has this profile, with its helpers."""
    return [pid for pid, _ in _chrome_commands(profile)]


def relays(extension_id: str) -> list[str]:
    """
    Return the programs that carry the messages of that extension, as Chrome has started them.

    cmd.exe is one where it runs a .bat, or where Chrome starts a program by it.
    """
    commands = [text for _, text in _commands() if f"chrome-extension://{extension_id}" in text]
    return [re.split(r"[\\/]", command.partition(".exe")[0])[-1] + ".exe" for command in commands]


def kill_chrome(profile: Path) -> None:
    for pid in chromes(profile):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not chromes(profile), "Chrome is gone")


def _chrome_commands(profile: Path) -> Iterator[tuple[int, str]]:
    for pid, command in _commands():
        if f"--user-data-dir={on_windows(profile)}" in command:
            yield pid, command


def _commands() -> Iterator[tuple[int, str]]:
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            command = file.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if ".exe" in command:
                yield int(file.parent.name), command
