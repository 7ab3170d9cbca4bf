"""
Put the parts together: which queue, which pipe, which Chrome, which folder. It decides nothing.
"""

import logging
import os
import time
from collections.abc import Callable
from importlib import resources
from queue import SimpleQueue

from chatplugin.adapters.chrome import ChromeDriver
from chatplugin.adapters.clock import now
from chatplugin.adapters.folders import Folders
from chatplugin.adapters.journal import Journal
from chatplugin.adapters.logs import open_log
from chatplugin.adapters.stdio import PluginPipe
from chatplugin.config.layers import Layer
from chatplugin.service import Journal as JournalPort
from chatplugin.service import Ports, Service
from chatplugin.wire import plugin
from chatplugin.wire.signals import Inbox, Signal
from chatplugin.wire.tabs import Pages

log = logging.getLogger(__name__)


def serve(folders: Folders, layers: list[Layer]) -> None:
    """Serve the plug-in that started this process, until its pipe ends."""
    open_log(folders.log_file)
    pipe = PluginPipe()
    inbox: SimpleQueue[Signal] = SimpleQueue()

    def open_journal(session: str, days: int) -> Journal:
        return Journal(folders.journal, session, days)

    ports = service_ports(inbox, folders, write=pipe.write, open_journal=open_journal)
    pipe.listen(inbox)
    Service(ports, layers).run(inbox)


def service_ports(
    inbox: Inbox,
    folders: Folders,
    *,
    write: Callable[[bytes], None],
    open_journal: Callable[[str, int], JournalPort],
) -> Ports:
    """Return the real ways out, but for the plug-in's pipe and the journal, which are given."""

    def say(text: str) -> None:
        log.warning("%s", text)
        write(plugin.log("status", text))

    driver = ChromeDriver(
        pages(), inbox, default_profile=str(folders.chrome_profile), clock=time.monotonic, say=say
    )
    return Ports(
        driver=driver,
        open_journal=open_journal,
        write=write,
        say=say,
        now=now,
        clock=time.monotonic,
        pid=os.getpid(),
    )


def pages() -> Pages:
    folder = resources.files("chatplugin.pages")
    return Pages(
        title_script=(folder / "title.js").read_text("utf-8").strip().removesuffix(";"),
        waiting_page=(folder / "waiting.html").read_text("utf-8"),
    )
