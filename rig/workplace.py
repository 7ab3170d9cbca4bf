"""
An operator's workplace: EMC host emulator with plug-in and service, Chrome on a screen, a CRM.

Leaving the `with` block ends all of it, whatever happened in between.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from rig.crm import SampleCrm, SampleCrmProcess
from rig.distant_crm import DistantCrm
from rig.emc_host import Clr, EmcHost, desktop_sections, wait_until, write_ini
from rig.screen import Screen, WindowId

CHAT_PARAMETERS = "channel_type,user_id,operator"
EMAIL_PARAMETERS = "channel_type,user_id,operator,PersonalAccount"

QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
"""Chrome looks for its maker at every start; here nothing answers."""

LEAN = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"
"""
Chrome makes the two pages below its address bar at every start, which is half of its work then.

For tests only: what is measured is a Chrome as operators have it.
"""


def chrome_arguments() -> list[str]:
    """Return what Chrome needs on a machine without the Internet, and under root."""
    arguments = [*QUIET, "--window-size=1366,768"]
    if sys.platform == "linux" and os.geteuid() == 0:
        arguments += ["--no-sandbox", "--test-type"]  # The sandbox refuses root.
    return arguments


Crm = TypeVar("Crm", SampleCrm, SampleCrmProcess, DistantCrm)


class Workplace(Generic[Crm]):
    """One desk, with settings that raise a card on every contact unless others are given."""

    def __init__(self, crm: Crm, folder: Path, screen: Screen | None) -> None:
        self.crm: Crm = crm
        self.folder = folder
        self._screen = screen
        self._settings: dict[str, object] = {}
        self._emulator: dict[str, object] = {}
        self._clr = Clr.MONO
        self._before: set[WindowId] = set()
        self._stack = ExitStack()

    def with_settings(self, settings: Mapping[str, object]) -> Self:
        """Change the section before the desktop starts; None takes a key out."""
        self._settings |= settings
        return self

    def with_emulator(self, ways: Mapping[str, object]) -> Self:
        """Choose EMC's ways, which `Ways.cs` describes, before the desktop starts."""
        self._emulator |= ways
        return self

    def on_clr(self, clr: Clr) -> Self:
        self._clr = clr
        return self

    def __enter__(self) -> Self:
        sections = desktop_sections(self.section(), self._emulator)
        ini = write_ini(self.folder / "ASGUIHost.ini", sections)
        environment = self._screen.environment if self._screen else {}
        self._before = {window.id for window in self._screen.windows()} if self._screen else set()
        host = EmcHost(ini, env=environment, folder=self.folder, clr=self._clr)
        self.desktop = self._stack.enter_context(host)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def screen(self) -> Screen:
        assert self._screen is not None, "this workplace has the machine's own screen"
        return self._screen

    @property
    def home(self) -> Path:
        """The service's folder."""
        return self.folder / "home"

    def section(self) -> dict[str, object]:
        """Return EMC's section `ChatPlugin`."""
        settings: dict[str, object] = {
            "Enabled": True,
            "ChatTemplate": f"{self.crm.url}/card{{?{CHAT_PARAMETERS}}}",
            "EmailTemplate": f"{self.crm.url}/card{{?{EMAIL_PARAMETERS}}}",
            "Chrome.Arguments": " ".join(chrome_arguments()),
            "Service.Path": Path(sys.executable).with_name("chatplugin"),
            "Service.Arguments": f'serve --data "{self.home}"',
            **self._settings,
        }
        return {key: value for key, value in settings.items() if value is not None}

    def wait_until_ready(self) -> Self:
        """
        Come back once the waiting tab is there; a later pop is a warm one.

        Another desk on the same screen has a window of that name, too.
        """

        def is_there() -> bool:
            own = (w for w in self.screen.windows() if w.id not in self._before)
            return any(window.title.startswith("ChatPlugin - ") for window in own)

        wait_until(is_there, "this desk's Chrome has its window", 30)
        return self

    def journal(self) -> list[dict[str, Any]]:
        """Return the journal's lines so far."""
        files = sorted(self.home.glob("journal/*.jsonl"))
        lines = "".join(file.read_text("utf-8") for file in files).splitlines(keepends=True)
        # The last one may not be written to its end.
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def wait_for_fate(self, contact: str, fate: str, within: float = 10) -> dict[str, Any]:
        """Return the journal's first line that says *fate* of *contact*, once it is there."""

        def line() -> dict[str, Any] | None:
            lines = (line for line in self.journal() if line["contact"] == contact)
            return next((line for line in lines if line["fate"] == fate), None)

        found = wait_until(line, f"the journal says {contact} was {fate}", within)
        assert found is not None
        return found

    def log(self) -> str:
        """Return the service's log so far."""
        file = self.home / "log" / "chatplugin.log"
        return file.read_text("utf-8") if file.exists() else ""

    def chrome_pid(self) -> int:
        """Return the process of the Chrome that the newest service has started."""
        service = self.desktop.service_pids[-1]
        found = wait_until(lambda: children(service), "the service has started Chrome")
        return found[0]


Desk = Workplace[SampleCrm]
"""The workplace of the end-to-end tests, whose CRM runs in their own process."""


def children(pid: int) -> list[int]:
    """Return the processes that the process has started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] not in "ZX":
            found.append(int(stat.parent.name))
    return found


def close_window(desk: Desk) -> None:
    """Press the keys as long as the window is there: one that has just opened may not hear them."""

    def is_closed() -> bool:
        if not desk.screen.windows():
            return True
        desk.screen.press("ctrl+shift+w")
        return False

    wait_until(is_closed, "Chrome's window is closed", every=0.5)
