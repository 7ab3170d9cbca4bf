"""
How long the service takes to start, settings included, beside bare Python.

All of them run in an environment as a desktop has it. The clock runs from the start of the process
to the first sentence that needs the settings read: one of them is wrong, and is complained of.
Chrome is not started: what it takes is its own.
"""

import json
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import report
from bench.installed import install
from bench.plot import draw
from rig.emc_host import ROOT
from rig.workplace import CHAT_PARAMETERS, EMAIL_PARAMETERS

WHAT = "start of the service until its settings are read, ms"
TRANSCRIPT = ROOT / "protocol" / "transcripts" / "whatsapp.jsonl"
SECTION = {
    "ChatTemplate": f"https://crm.example.com/card{{?{CHAT_PARAMETERS}}}",
    "EmailTemplate": f"https://crm.example.com/card{{?{EMAIL_PARAMETERS}}}",
    "Chrome.Path": "/nowhere/chrome",
    "MaxTabs": "many",
}
PEERS = {
    "Python alone": "pass",
    "Python with argparse, json, logging, threading": "import argparse, json, logging, threading",
    "Python with asyncio": "import asyncio",
}


def bench(rounds: int) -> None:
    times = measure(rounds)
    methods = report.rows(times)
    print(report.table(WHAT, methods))
    report.write("start", what=WHAT, rounds=rounds, methods=methods)
    draw({WHAT: times}, report.PLOTS / "bench-start.svg")


def measure(rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"ChatPlugin, the service": [], **{name: [] for name in PEERS}}
    with TemporaryDirectory(prefix="chatplugin-bench-") as home:
        programs = install(Path(home) / "installed")
        _service(programs, home)  # The files are in the system's memory from here on.
        for _ in range(rounds):
            times["ChatPlugin, the service"].append(_service(programs, home))
            for name, program in PEERS.items():
                times[name].append(_python(programs, program))
    return times


def _service(programs: Path, home: str) -> float:
    """Play the plug-in up to the complaint."""
    start = time.perf_counter()
    with subprocess.Popen(
        [programs / "chatplugin", "serve", "--data", home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as service:
        assert service.stdin is not None
        assert service.stdout is not None
        service.stdin.write(_initialize())
        service.stdin.flush()
        while b"MaxTabs" not in (line := service.stdout.readline()):
            assert line, "the service has ended"
        took = time.perf_counter() - start
        service.stdin.close()
    return took * 1e3


def _initialize() -> bytes:
    """Return the plug-in's first message of a transcript, with settings of our own."""
    lines = TRANSCRIPT.read_text("utf-8").splitlines()
    message = json.loads(lines[0])["message"]
    message["params"]["settings"] = SECTION
    return json.dumps(message).encode() + b"\n"


def _python(programs: Path, program: str) -> float:
    start = time.perf_counter()
    subprocess.run([programs / "python", "-I", "-c", program], check=True)
    return (time.perf_counter() - start) * 1e3
