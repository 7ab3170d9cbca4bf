"""
A stock nginx on loopback: Debian's own configuration and the snippet of our docs, moved elsewhere.

`./dev bench polling` unpacks Debian's packages into `.tools/nginx`; nothing is installed, and no
web server is started that would outlive the bench.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

from rig.emc_host import wait_until
from rig.settings_server import PATH, RSA, make_certificate

ROOT = Path(__file__).parent.parent
UNPACKED = ROOT / ".tools" / "nginx"
SNIPPET = ROOT / "examples" / "overlay" / "nginx.conf"

TICKS = os.sysconf("SC_CLK_TCK")


class Nginx:
    """nginx in *folder* while `with` lasts; *kind* is that of its certificate."""

    def __init__(self, folder: Path, kind: tuple[str, ...] = RSA) -> None:
        self.folder = folder
        self.site = folder / "srv" / "chatplugin"
        self.site.mkdir(parents=True)
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.certificate, _ = make_certificate(folder, kind=kind)
        self.url = f"https://127.0.0.1:{self.port}{PATH}"
        self._process: subprocess.Popen[bytes] | None = None
        self._seconds_before = 0.0
        _configure(folder, self.port)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def environment(self) -> dict[str, str]:
        return {"SSL_CERT_FILE": str(self.certificate), "HTTPS_PROXY": "", "https_proxy": ""}

    def start(self) -> None:
        program = UNPACKED / "usr" / "sbin" / "nginx"
        if not program.exists():
            raise SystemExit("bench: there is no nginx here; run ./dev bench polling")
        where = ["-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        where += ["-e", str(self.folder / "log" / "error.log")]
        self._process = subprocess.Popen([str(program), *where, "-g", "daemon off;"])
        wait_until(self._answers, "nginx answers")

    def stop(self) -> None:
        """As a server that goes down: whoever asks is refused at once."""
        if self._process:
            self._seconds_before = self.cpu_seconds()
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(10)
            self._process = None

    def publish(self, text: str) -> None:
        """Put a new overlay in place, as the howto says."""
        fresh = self.site / ".new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.site / PATH.strip("/"))

    def cpu_seconds(self) -> float:
        """CPU time of all of nginx's processes since the bench began."""
        if self._process is None:
            return self._seconds_before
        pids = [self._process.pid, *_children(self._process.pid)]
        return self._seconds_before + sum(_cpu_seconds(pid) for pid in pids)

    def workers(self) -> int:
        assert self._process is not None
        return len(_children(self._process.pid))

    def _answers(self) -> bool:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port), 1)):
            return True
        time.sleep(0.02)
        return False


def _configure(folder: Path, port: int) -> None:
    for name in ("run", "log", "conf.d", "sites-enabled", "modules-enabled"):
        (folder / name).mkdir()
    stock = (UNPACKED / "etc" / "nginx" / "nginx.conf").read_text()
    moved = (
        stock.replace("user www-data;", "") if os.geteuid() else stock.replace("www-data", "root")
    )
    for old, new in {
        "/run/": f"{folder}/run/",
        "/var/log/nginx/": f"{folder}/log/",
        "/etc/nginx/": f"{folder}/",
    }.items():
        moved = moved.replace(old, new)
    (folder / "nginx.conf").write_text(moved)
    shutil.copy(UNPACKED / "etc" / "nginx" / "mime.types", folder)
    site = SNIPPET.read_text()
    for old, new in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/nginx/settings.example.com.pem": f"{folder}/certificate.pem",
        "/etc/nginx/settings.example.com.key": f"{folder}/key.pem",
        "/srv/chatplugin": f"{folder}/srv/chatplugin",
    }.items():
        site = site.replace(old, new)
    # These folders are compiled in, and belong to a system with nginx installed.
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{kind}_temp_path {folder}/run/{kind};\n" for kind in kinds)
    (folder / "conf.d" / "settings.conf").write_text(own + site)


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
