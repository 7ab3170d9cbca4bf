"""
A real Prometheus on 127.0.0.1, which asks a collector for numbers: `./dev fleet` gets it.
"""

import json
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode
from urllib.request import urlopen

from rig.emc_host import ROOT, wait_until

_PROGRAMS = ROOT / ".tools" / "prometheus" / "usr" / "bin"


_CONFIG = """
global: { evaluation_interval: 1s, scrape_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: collector
    honor_labels: true
    static_configs: [{ targets: ["ADDRESS"] }]
"""


class Prometheus:
    """
    Runs while `with` lasts. Its files are in *folder*.

    It asks the *collector*, an address, and works by *rules*, once a second.
    """

    def __init__(self, folder: Path, collector: str, rules: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        quick = rules.read_text("utf-8").replace("interval: 1m", "interval: 1s")
        (folder / "rules.yml").write_text(quick, "utf-8")
        config = _CONFIG.replace("ADDRESS", collector.removeprefix("http://"))
        (folder / "prometheus.yml").write_text(config, "utf-8")

    def __enter__(self) -> Self:
        options = [
            f"--config.file={self._folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self._folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self._port}",
        ]
        with (self._folder / "prometheus.log").open("wb") as log:
            self._process = subprocess.Popen([_PROGRAMS / "prometheus", *options], stderr=log)
        wait_until(self._is_ready, "Prometheus is ready", 30)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def query(self, expression: str) -> Mapping[tuple[tuple[str, str], ...], float]:
        """Return the values now, by their labels. An expression that is wrong raises HTTPError."""
        found = self._get("/api/v1/query?" + urlencode({"query": expression}))
        return {
            tuple(sorted(each["metric"].items())): float(each["value"][1])
            for each in found["data"]["result"]
        }

    def alerts(self) -> set[str]:
        """Return the names of the alerts that are pending or fire."""
        found = self._get("/api/v1/alerts")["data"]["alerts"]
        return {alert["labels"]["alertname"] for alert in found}

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, (self._folder / "prometheus.log").read_text("utf-8")
        try:
            with urlopen(f"http://127.0.0.1:{self._port}/-/ready", timeout=5):
                return True
        except OSError:
            return False

    def _get(self, path: str) -> Any:
        with urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=30) as answer:
            return json.load(answer)


def promtool(*arguments: str | Path) -> str:
    """Return what Prometheus' own tool printed. Raises CalledProcessError, where it complains."""
    command = [_PROGRAMS / "promtool", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
