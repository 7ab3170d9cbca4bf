"""The operator's everyday Chrome is started to outlive EMC Desktop, where Windows allows that."""

import subprocess
import sys
from pathlib import Path

from rig.emc_host import wait_until

IN_A_JOB = """
import ctypes, sys
kernel = ctypes.WinDLL("kernel32", use_last_error=True)
kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
kernel.AssignProcessToJobObject.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
job = kernel.CreateJobObjectW(None, None)
assert kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
"""
START = """
import sys
from chatplugin.adapters.chrome.installed_chrome import start_everyday_chrome
from chatplugin.config.settings import ChromeSettings
start_everyday_chrome(ChromeSettings(path=sys.argv[1]), "https://crm.example.com/card?a=1")
"""


def started(folder: Path, script: str) -> str:
    """Return the command line that a Chrome got which *script* has started."""
    program, note = folder / "chrome.cmd", folder / "note.txt"
    program.write_text(f'@echo %* > "{note}"\n', "utf-8")
    command = [sys.executable, "-c", script, str(program)]
    subprocess.run(command, check=True, stdin=subprocess.PIPE, capture_output=True, timeout=60)
    wait_until(lambda: note.exists() and note.read_text("utf-8"), "Chrome has started", 20)
    return note.read_text("utf-8")


def test_it_is_started_with_the_card(tmp_path: Path) -> None:
    assert "https://crm.example.com/card?a=1" in started(tmp_path, START)


def test_it_is_started_in_a_job_that_lets_nobody_leave(tmp_path: Path) -> None:
    assert "https://crm.example.com/card?a=1" in started(tmp_path, IN_A_JOB + START)
