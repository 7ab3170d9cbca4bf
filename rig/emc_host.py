"""
Drives the EMC host emulator, with the real plug-in in it: for the end-to-end tests and the bench.

A desktop is started with an ``ASGUIHost.ini`` and then told what happens, one command at a time;
``plugin/emulator/Scenario.cs`` lists them. A thread reads what it prints, and a test waits for a
line with a deadline; nothing sleeps for a fixed time. Leaving the ``with`` block ends the emulator
and every service it started, by process id, whatever the test did.
"""

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

ROOT = Path(__file__).resolve().parent.parent
EMC_HOST = ROOT / "plugin" / "build" / "EmcHost.exe"
DOTNET_FOR_WINDOWS = ROOT / ".wine" / "clr" / "dotnet.exe"

T = TypeVar("T")
Section = Mapping[str, object]


class Clr(StrEnum):
    """What runs the emulator. Microsoft's is .NET Core 3.1, from PyPI's `dotnetcore2`."""

    MONO = "mono"
    MICROSOFT = "Microsoft"
    WINDOWS = "Microsoft, for Windows"
    """Under wine, in `./dev windows` only."""


class EmcHostFailure(AssertionError):
    """The emulator is missing, ended early, or did not do in time what was waited for."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An event of the emulator: `at` in milliseconds since 1970, `held_us` in microseconds."""

    event: str
    id: str
    at: float
    held_us: float


def write_ini(path: Path, sections: Mapping[str, Section]) -> Path:
    """Write sections in the form of ``ASGUIHost.ini``; True and False become 1 and 0."""
    lines = []
    for name, section in sections.items():
        lines.append(f"[{name}]")
        lines += [f"{key}={_ini_text(value)}" for key, value in section.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def desktop_sections(settings: Section, emulator: Section | None = None) -> dict[str, Section]:
    """A desktop whose only plug-in is ChatPlugin; ``Ways.cs`` describes the section `emulator`."""
    return {
        "Plug In Assembly List": {"Plug In 1": "ChatPlugin"},
        "ChatPlugin": {"Assembly File Name": "ChatPlugin.dll", **settings},
        "Emulator": emulator or {},
    }


def quoted(text: str) -> str:
    """One word of a scenario command, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def is_running(pid: int) -> bool:
    """Whether the process is there, and not only waiting to be reaped."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def wait_until(
    condition: Callable[[], T], what: str, timeout: float = 10.0, every: float = 0.005
) -> T:
    """Return the first true result of `condition`; `timeout` and `every` are in seconds."""
    deadline = time.monotonic() + timeout
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise EmcHostFailure(f"not within {timeout:g} s: {what}")
        time.sleep(every)
    return result


class EmcHost:
    """
    A running EMC host emulator.

    >>> with EmcHost(ini) as desktop:
    ...     desktop.play('operator 4021 "Ирина Соколова" station 5012')
    ...     raised = desktop.raise_event("deliver email E1 letter.eml")
    ...     desktop.wait_for_log("service .* is ready")

    Paths of e-mails are relative to `folder`, which is the ini's unless it is given. `like` is a
    report of a site, whose EMC is then played. On Microsoft's
    CLR work items are plain objects, because it has no remoting, and SIGTERM is not heard.
    """

    def __init__(  # noqa: PLR0913 - a test names what it wants, which is little of it
        self,
        ini: Path,
        *,
        env: Mapping[str, str] | None = None,
        folder: Path | None = None,
        command_prefix: tuple[str, ...] = (),
        clr: Clr = Clr.MONO,
        like: Path | None = None,
    ) -> None:
        self.lines: list[str] = []
        self._clr = clr
        self._changed = threading.Condition()
        self._ended = False
        self._process = subprocess.Popen(
            [
                *command_prefix,
                *emulator(clr),
                *("--ini", str(ini), "--scenario", "-"),
                *(("--like", str(like)) if like else ()),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **_NO_DIAGNOSTICS, **(env or {})},
            cwd=folder or ini.parent,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        try:
            self.wait_for_line("^ready$", timeout=120 if self._clr is Clr.WINDOWS else 30)
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._clean_up()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> list[str]:
        """EMC's error log so far: ``<level> ChatPlugin: <text>``."""
        with self._changed:
            return [line.removeprefix("log ") for line in self.lines if line.startswith("log ")]

    @property
    def raised(self) -> list[Raised]:
        """Every event raised so far, in order."""
        with self._changed:
            lines = list(self.lines)
        return [raised for line in lines if (raised := _raised(line)) is not None]

    @property
    def service_pids(self) -> list[int]:
        """The services that the plug-in started, oldest first."""
        found = (re.search(r"service started, pid (\d+)", line) for line in self.log)
        return [int(match[1]) for match in found if match]

    def play(self, command: str) -> None:
        """Give the emulator one scenario command; does not wait until it is played."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(command.encode() + b"\n")
            stdin.flush()
        except (BrokenPipeError, ValueError):
            raise EmcHostFailure(f"the emulator has ended:\n{self._transcript()}") from None

    def raise_event(self, command: str, timeout: float = 10.0) -> Raised:
        """Play a command that raises one event, and wait until EMC's thread is free again."""
        before = len(self.raised)
        self.play(command)
        return self._wait(
            lambda: self.raised[before] if len(self.raised) > before else None, command, timeout
        )

    def wait_for_line(self, pattern: str, timeout: float = 10.0) -> re.Match[str]:
        """Wait for a printed line in which the pattern is found; those already printed count."""
        return self._wait(lambda: _first_match(pattern, self.lines), pattern, timeout)

    def wait_for_log(self, pattern: str, timeout: float = 10.0) -> re.Match[str]:
        """Wait for a line of EMC's error log in which the pattern is found; earlier ones count."""
        return self._wait(lambda: _first_match(pattern, self.log), pattern, timeout)

    def wait_for_service(self, number: int = 1, timeout: float = 10.0) -> int:
        """Wait until the plug-in has started its service that often; returns the newest's pid."""
        self._wait(lambda: len(self.service_pids) >= number, f"service {number}", timeout)
        return self.service_pids[number - 1]

    def stop(self, timeout: float = 15.0) -> int:
        """End it as an operator does, by the end of the scenario; returns the exit code."""
        stdin = self._process.stdin
        assert stdin is not None
        with suppress(BrokenPipeError):
            stdin.close()
        return self._wait_for_exit(timeout)

    def terminate(self, timeout: float = 15.0) -> int:
        """SIGTERM: the system shuts down; returns the exit code."""
        self._process.terminate()
        return self._wait_for_exit(timeout)

    def kill(self) -> None:
        """SIGKILL: the desktop is gone at once."""
        self._process.send_signal(signal.SIGKILL)
        self._wait_for_exit(10)

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        for raw in stdout:
            with self._changed:
                self.lines.append(raw.decode("utf-8", errors="replace").rstrip("\r\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _wait(self, condition: Callable[[], T | None], what: str, timeout: float) -> T:
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (result := condition()):
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    why = "the emulator has ended" if self._ended else f"waited {timeout:g} s"
                    raise EmcHostFailure(f"{why} for: {what}\n{self._transcript()}")
                self._changed.wait(left)
            return result

    def _wait_for_exit(self, timeout: float) -> int:
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise EmcHostFailure(f"it does not end:\n{self._transcript()}") from None
        # A child of a service may keep the pipe open; what the emulator wrote is in it by now.
        self._reader.join(1)
        return code

    def _transcript(self) -> str:
        return "\n".join(self.lines[-60:])

    def _clean_up(self) -> None:
        with suppress(EmcHostFailure):
            self.stop(timeout=10)
        if self._process.poll() is None:
            self.kill()
        if self._clr is not Clr.WINDOWS:  # Its numbers of processes are not this system's.
            for pid in self.service_pids:
                _end(pid)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _end(pid: int) -> None:
    """A service ends by itself when its desktop has; one that does not is killed."""
    try:
        wait_until(lambda: not is_running(pid), f"process {pid} ends", timeout=5)
    except EmcHostFailure:
        os.kill(pid, signal.SIGKILL)


def emulator(clr: Clr) -> list[str]:
    """Return the command that starts the emulator, without its arguments."""
    if not EMC_HOST.is_file():
        raise EmcHostFailure("the EMC host emulator is not built: run ./dev plugin")
    match clr:
        case Clr.MONO:
            return [*_mono(), str(EMC_HOST)]
        case Clr.MICROSOFT:
            return [*_microsoft(_dotnet()), str(EMC_HOST)]
        case Clr.WINDOWS:
            return ["wine", *_microsoft(DOTNET_FOR_WINDOWS), str(EMC_HOST)]


def _mono() -> list[str]:
    mono = shutil.which("mono")
    if mono is None:
        raise EmcHostFailure("mono is missing: run ./dev setup")
    return [mono]


_NO_DIAGNOSTICS = {"COMPlus_EnableDiagnostics": "0"}
"""Else Microsoft's CLR leaves sockets for debuggers in the folder for temporary files."""


def _dotnet() -> Path:
    package = importlib.util.find_spec("dotnetcore2")
    if package is None or package.origin is None:
        raise EmcHostFailure("Microsoft's CLR is missing: run ./dev setup")
    return Path(package.origin).with_name("bin") / "dotnet"


def _microsoft(dotnet: Path) -> list[str]:
    config = EMC_HOST.with_suffix(".runtimeconfig.json")
    config.write_text(json.dumps(_RUNTIME), encoding="utf-8")
    return [str(dotnet), "exec", "--runtimeconfig", str(config)]


_RUNTIME = {
    "runtimeOptions": {
        "framework": {"name": "Microsoft.NETCore.App", "version": "3.1.23"},
        "configProperties": {"System.Globalization.Invariant": True},
    }
}


def _first_match(pattern: str, lines: list[str]) -> re.Match[str] | None:
    return next((match for line in lines if (match := re.search(pattern, line))), None)


def _raised(line: str) -> Raised | None:
    match = re.fullmatch(r"raised (\w+) (\S+) at=([\d.]+) held_us=([\d.]+)", line)
    if match is None:
        return None
    return Raised(match[1], match[2], float(match[3]), float(match[4]))


def _ini_text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
