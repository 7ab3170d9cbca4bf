"""
A desktop for tests of the plug-in alone: the EMC host emulator and a service that only pretends.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rig.emc_host import Clr, EmcHost, desktop_sections, wait_until, write_ini

SERVICE = Path(__file__).with_name("pretend_service.py")


class PluginDesk:
    """One test's desktop: its ini, its e-mails, and what its service got."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = folder / "record.jsonl"
        (folder / "letter.eml").write_bytes(b"From: anna@example.com\r\n\r\nHello")

    def start(
        self,
        *service_options: str,
        settings: dict[str, object] | None = None,
        emulator: dict[str, object] | None = None,
        clr: Clr = Clr.MONO,
    ) -> EmcHost:
        """An emulator whose service is the pretended one with these options."""
        arguments = " ".join([f'"{SERVICE}"', f'"{self.record}"', *service_options])
        own = {"Service.Path": sys.executable, "Service.Arguments": arguments}
        sections = desktop_sections({**own, **(settings or {})}, emulator)
        return EmcHost(write_ini(self.folder / "ASGUIHost.ini", sections), clr=clr)

    @property
    def entries(self) -> list[dict[str, Any]]:
        if not self.record.exists():
            return []
        return [json.loads(line) for line in self.record.read_text().split("\n")[:-1]]

    @property
    def lives(self) -> list[list[dict[str, Any]]]:
        """The messages that each start of the service got."""
        lives: list[list[dict[str, Any]]] = []
        for entry in self.entries:
            if "start" in entry:
                lives.append([])
            elif "line" in entry:
                lives[-1].append(entry["line"])
        return lives

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [message for life in self.lives for message in life]

    def got(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every message of that method."""
        return [message["params"] for message in self.messages if message["method"] == method]

    def wait(self, condition: Callable[[], object], what: str, timeout: float = 20) -> None:
        wait_until(condition, f"{what}; got {self.messages[-5:]}", timeout)

    def wait_for(self, method: str, count: int = 1) -> list[dict[str, Any]]:
        self.wait(lambda: len(self.got(method)) >= count, f"{count} × {method}")
        return self.got(method)


def ids_of(messages: list[dict[str, Any]]) -> list[str]:
    """Return the contacts of those *messages* that are events of contacts."""
    return [each["params"]["workItem"]["id"] for each in messages if "seq" in each["params"]]
