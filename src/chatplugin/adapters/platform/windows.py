r"""
Windows: the registry, inherited handles, named pipes, cmd.exe. All of it was run under wine only.

The registry names Chrome (`App Paths`), its policies, and the manifests of native messaging hosts
(https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging).
"""

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from chatplugin.domain.errors import ChromeError
from chatplugin.sentences import Language, said

assert sys.platform == "win32"  # noqa: S101 - mypy then knows what this system has
import winreg  # noqa: E402 - exists on Windows only

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, Listener

_APP_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\chrome.exe"
_POLICIES = (r"Software\Policies\Google\Chrome", r"Software\Policies\Chromium")
_HOSTS = (
    r"Software\Google\Chrome\NativeMessagingHosts",
    r"Software\Chromium\NativeMessagingHosts",
)
_ROOTS = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}

_PRIMARY = 0x3FF
_RUSSIAN = 0x19

_LOCKED_BYTE = 1 << 20

_SIZE_OF_LAST_INPUT = 8
_TICKS = 0xFFFFFFFF
"""The bits of a time in ticks: it begins anew after 49 days."""

_FLASH = "@IPIII0P"
_UNTIL_IN_FRONT = 14
"""FLASHWINFO, and FLASHW_TRAY with FLASHW_TIMERNOFG."""

_DETACHED = 0x00000008
_BREAKAWAY = 0x01000000
"""DETACHED_PROCESS and CREATE_BREAKAWAY_FROM_JOB: it stays when EMC Desktop ends."""


class Windows:
    """Windows 10 and later."""

    def system_language(self) -> Language:
        """
        Return Russian where Windows' own menus are Russian, else English.

        The ten lowest bits of GetUserDefaultUILanguage are the language.
        """
        import ctypes  # noqa: PLC0415 - 2 ms that the relay has no need of

        language = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return Language.RUSSIAN if language & _PRIMARY == _RUSSIAN else Language.ENGLISH

    def seconds_of_rest(self) -> float | None:
        """Windows itself keeps the time of the session's last input; no key is looked at."""
        import ctypes  # noqa: PLC0415 - the relay has no need of it

        last = (ctypes.c_uint32 * 2)(_SIZE_OF_LAST_INPUT)
        if not ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last)):
            return None
        ticks: int = ctypes.windll.kernel32.GetTickCount()
        return ((ticks - last[1]) & _TICKS) / 1000

    def draw_attention(self, pid: int) -> None:
        """Flash the buttons of Chrome's windows until one of them is in front."""
        import ctypes  # noqa: PLC0415 - likewise
        import struct  # noqa: PLC0415 - likewise
        from ctypes import wintypes  # noqa: PLC0415 - likewise

        user = ctypes.windll.user32

        def flash(window: int, _: int) -> bool:
            owner = wintypes.DWORD()
            user.GetWindowThreadProcessId(wintypes.HWND(window), ctypes.byref(owner))
            if owner.value == pid and user.IsWindowVisible(wintypes.HWND(window)):
                size = struct.calcsize(_FLASH)
                user.FlashWindowEx(struct.pack(_FLASH, size, window, _UNTIL_IN_FRONT, 0, 0))
            return True

        kind = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
        user.EnumWindows(kind(flash), 0)

    def state_folder(self) -> Path:
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")

    def login_session(self) -> str:
        """Return its number. On a terminal server each login has its own."""
        import ctypes  # noqa: PLC0415 - 2 ms that most commands have no need of

        number = ctypes.c_uint32()
        ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
        return str(number.value)

    def try_lock(self, descriptor: int) -> bool:
        """The byte that is locked lies far behind the content, which others may then read."""
        import msvcrt  # noqa: PLC0415 - the relay has no need of it

        try:
            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

    def crypto_library(self) -> str | None:
        """It lies beside Python's own module. By its whole path, so that no other is loaded."""
        import _ssl  # noqa: PLC0415 - for a settings server alone

        found = sorted(Path(_ssl.__file__).parent.glob("libcrypto-*.dll"))
        if not found:
            raise FileNotFoundError
        return str(found[-1])

    def is_open_to_others(self, path: Path) -> bool:
        from chatplugin.adapters.platform.access import AccessList  # noqa: PLC0415 - for commands

        return AccessList.of_file(str(path)).lets_others_read

    def machine_settings(self) -> tuple[str, Mapping[str, str]]:
        place = r"SOFTWARE\ChatPlugin\Settings"
        values: dict[str, str] = {}
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                for number in range(winreg.QueryInfoKey(key)[1]):
                    name, value, _ = winreg.EnumValue(key, number)
                    values[name] = str(value)
        except OSError:
            pass  # There is none.
        return rf"HKLM\{place}", values

    def installed_chrome(self) -> str | None:
        for root in reversed(_ROOTS.values()):
            try:
                written = winreg.QueryValue(root, _APP_PATH)
            except OSError:
                continue
            # Some installers write it in quotes; one that is gone may have left its key behind.
            path = winreg.ExpandEnvironmentStrings(written).strip('"')
            if os.path.isfile(path):  # noqa: PTH113 - a path in any form stays as it is written
                return path
        return None

    def chrome_version(self, executable: str) -> str:
        """
        Return the name of a folder: Chrome's installer keeps each version in one of its own.

        Asked by its command line, Chrome would open a window.
        """
        names = [folder.name.split(".") for folder in Path(executable).parent.glob("*.*.*.*")]
        versions = [[*map(int, name)] for name in names if all(map(str.isdecimal, name))]
        return ".".join(map(str, max(versions, default=[])))

    def policies(
        self, names: Collection[str], _executable: str
    ) -> Iterator[tuple[str, object, str]]:
        """They are in the registry: a number for a truth value, JSON for an object."""
        for root_name, root in _ROOTS.items():
            for path in _POLICIES:
                place = rf"{root_name}\{path}"
                try:
                    with winreg.OpenKey(root, path) as key:
                        for name in names:
                            if (value := _policy(key, name)) is not None:
                                yield name, value, place
                except FileNotFoundError:
                    continue
                except OSError:
                    yield "", None, place

    def profile_holder(self, _profile: Path) -> str:
        """Chrome locks by a file that ends with its process."""
        return ""

    def start_detached(self, command: list[str]) -> None:
        try:
            _start(command, _DETACHED | _BREAKAWAY)
        except PermissionError:
            # The job that EMC Desktop runs in lets nobody leave: better a Chrome that ends with it.
            _start(command, _DETACHED)

    def start_with_pipes(
        self, command: list[str], errors: str, more: Mapping[str, str]
    ) -> "tuple[_Child, int, int]":
        """Chrome finds its ends by `--remote-debugging-io-pipes`, two handles that it inherits."""
        import msvcrt  # noqa: PLC0415 - the relay has no need of it

        chrome_reads, to_chrome = _pipe_that_never_waits()
        from_chrome, chrome_writes = os.pipe()
        handles = [msvcrt.get_osfhandle(chrome_reads), msvcrt.get_osfhandle(chrome_writes)]
        pipes = f"--remote-debugging-io-pipes={handles[0]},{handles[1]}"
        process = _Child([command[0], pipes, *command[1:]], handles, errors, more)
        # Else no end of input is ever seen: the child's ends would still be open here.
        os.close(chrome_reads)
        os.close(chrome_writes)
        return process, to_chrome, from_chrome

    def write_launcher(self, home: Path) -> Path:
        """
        A batch file, unless the installer has put a relay there.

        cmd.exe reads files in the OEM code page. The operator's own name is in the folder, in any
        letters, so the launcher only says "my folder".
        """
        if relay := _installed_relay(home, self.state_folder()):
            return relay
        launcher = home / "relay.bat"
        python = sys.executable.replace("%", "%%")
        text = f'@echo off\r\n"{python}" -I -m chatplugin relay --data "%~dp0."\r\n'
        try:
            launcher.write_bytes(text.encode("oem"))
        except UnicodeEncodeError as error:
            raise ChromeError(said("relay.letters", path=python)) from error
        return launcher

    def register_host(
        self, host: str, manifest: str, home: Path, _profile: Path | None
    ) -> list[str]:
        """The manifest lies in *home*. All profiles of an operator share it."""
        path = home / f"{host}.json"
        path.write_text(manifest, "utf-8")
        for key in _HOSTS:
            winreg.SetValue(winreg.HKEY_CURRENT_USER, rf"{key}\{host}", winreg.REG_SZ, str(path))
        return [rf"HKEY_CURRENT_USER\{key}\{host}" for key in _HOSTS]

    def unregister_host(self, host: str, home: Path, _profile: Path | None) -> list[str]:
        gone = _without_keys("HKEY_CURRENT_USER", winreg.HKEY_CURRENT_USER, host)
        for path in (home / f"{host}.json", home / "relay.bat"):
            if path.exists():
                path.unlink()
                gone.append(str(path))
        return gone

    def register_installed_host(self, host: str) -> list[str]:
        manifest = Path(sys.executable).with_name("relay.json")
        if not manifest.is_file():
            return []
        for key in _HOSTS:
            place = rf"{key}\{host}"
            winreg.SetValue(winreg.HKEY_LOCAL_MACHINE, place, winreg.REG_SZ, str(manifest))
        return [rf"HKEY_LOCAL_MACHINE\{key}\{host}" for key in _HOSTS]

    def unregister_installed_host(self, host: str) -> list[str]:
        return _without_keys("HKEY_LOCAL_MACHINE", winreg.HKEY_LOCAL_MACHINE, host)

    def registered_host(self, host: str, _profile: str) -> tuple[Path, bool] | None:
        for root_name, root in _ROOTS.items():
            for key in _HOSTS:
                try:
                    manifest = Path(winreg.QueryValue(root, rf"{key}\{host}"))
                except OSError:
                    continue
                if manifest.is_file():
                    return manifest, root_name == "HKLM"
        return None

    def listen_for_relays(self, _home: Path, name: str) -> "Listener":
        """Listen on a named pipe that nobody else may open. Raises OSError."""
        from chatplugin.adapters.platform.access import AccessList  # noqa: PLC0415 - likewise

        return AccessList.of_one_person().pipe(rf"\\.\pipe\chatplugin-{name}")

    def takes_at_once(self, _relay: "Connection", _size: int) -> bool:
        """A named pipe cannot be asked."""
        return False


def _policy(key: "winreg.HKEYType", name: str) -> object:
    """Return a value, or the list of a key's values, as Group Policy writes lists."""
    try:
        value: object = winreg.QueryValueEx(key, name)[0]
    except FileNotFoundError:
        pass
    else:
        return value
    try:
        with winreg.OpenKey(key, name) as folder:
            return [winreg.EnumValue(folder, n)[1] for n in range(winreg.QueryInfoKey(folder)[1])]
    except FileNotFoundError:
        return None


def _start(command: list[str], flags: int) -> None:
    import subprocess  # noqa: PLC0415 - the relay has no need of it

    process = subprocess.Popen(  # noqa: S603 - the administrator's program, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=flags,
    )
    # It may outlive us, which is right; Python would warn of it.
    process.returncode = 0


_PIPE_NOWAIT = 0x00000001
_BYTES_IN_PIPE = 64 * 1024


def _pipe_that_never_waits() -> tuple[int, int]:
    """
    Return a pipe of as many bytes as Linux has; to write into a full one is refused at once.

    `os.pipe` would make one of 4,096, and Python 3.11 has no `os.set_blocking` here.
    """
    import _winapi  # noqa: PLC0415 - only this system has it
    import msvcrt  # noqa: PLC0415 - the relay has no need of it

    reads, writes = _winapi.CreatePipe(None, _BYTES_IN_PIPE)
    _winapi.SetNamedPipeHandleState(writes, _PIPE_NOWAIT, None, None)
    return msvcrt.open_osfhandle(reads, os.O_RDONLY), msvcrt.open_osfhandle(writes, os.O_BINARY)


class _Child:
    """A child that inherits *handles* and nothing else."""

    def __init__(
        self, command: list[str], handles: list[int], errors: str, more: Mapping[str, str]
    ) -> None:
        import subprocess  # noqa: PLC0415 - the relay has no need of it

        for handle in handles:
            os.set_handle_inheritable(handle, True)  # noqa: FBT003 - the system's signature
        with open(errors, "ab") as stderr:  # noqa: PTH123 - `NUL` is no path
            self._process = subprocess.Popen(  # noqa: S603 - the administrator's program, no shell
                command,
                startupinfo=subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles}),
                env={**os.environ, **more},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        self.pid = self._process.pid

    def ends_within(self, seconds: float) -> bool:
        from subprocess import TimeoutExpired  # noqa: PLC0415 - likewise

        try:
            self._process.wait(seconds)
        except TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        self._process.kill()


def _installed_relay(home: Path, state: Path) -> Path | None:
    """
    Return the relay that the installer has put beside the service's program.

    It is Python's own, signed program, so that it starts where cmd.exe is forbidden and application
    control refuses others. It takes no arguments: it serves the usual folder alone.
    """
    relay = Path(sys.executable).with_name("chatplugin-relay.exe")
    return relay if relay.is_file() and home == state / "ChatPlugin" else None


def _without_keys(name: str, root: int, host: str) -> list[str]:
    """Delete the keys of *host* below *root*, whose *name* is for people; return those deleted."""
    gone = []
    for key in _HOSTS:
        try:
            winreg.DeleteKey(root, rf"{key}\{host}")
        except FileNotFoundError:
            continue
        gone.append(rf"{name}\{key}\{host}")
    return gone
