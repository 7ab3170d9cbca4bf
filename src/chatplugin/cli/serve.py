"""
`chatplugin serve`: put the parts of the service together, and let it serve EMC Desktop.

Which queue, which pipe, which Chrome, which folder: nothing else is decided here.
"""

import argparse
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from msgspec.structs import replace

from chatplugin.adapters.chrome.browser import Browser
from chatplugin.adapters.journal import Journal
from chatplugin.adapters.machine import Folders, now
from chatplugin.adapters.platform import SYSTEM
from chatplugin.adapters.settings_sources import SettingsSources
from chatplugin.adapters.status_file import ServiceFiles
from chatplugin.adapters.threads import PluginPipe
from chatplugin.browser.devtools.own_chrome import OwnChrome
from chatplugin.browser.devtools.tab import Pages
from chatplugin.browser.driver import DriverChoice, Turn, Ways
from chatplugin.cli.options import Commands
from chatplugin.config.settings import ChromeDriver
from chatplugin.desktop import plugin
from chatplugin.domain.errors import ChatPluginError
from chatplugin.sentences import Words, said
from chatplugin.service.loop import Service
from chatplugin.service.ports import Inbox, Ports, Signal, Telemetry
from chatplugin.service.ports import Journal as JournalPort

if TYPE_CHECKING:
    from chatplugin.browser.extension.everyday_chrome import CommandLine, EverydayChrome

log = logging.getLogger(__name__)


def add(commands: Commands) -> None:
    parser = commands.add(
        "serve",
        Words(
            "serve EMC Desktop; the plug-in starts this by itself",
            "служить EMC Desktop; модуль запускает это сам",
        ),
        Words(
            "Reads the plug-in's messages from standard input until it ends, and shows the cards "
            "in a Chrome of its own. Nothing listens on any port.",
            "Читает сообщения модуля со стандартного ввода, пока он не кончится, и показывает "
            "карточки в своём Chrome. Порты не слушаются.",
        ),
        _serve,
    )
    parser.add_options("--settings")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help=parser.words(
            "keep journal, log and Chrome's profile here",
            "держать журнал показов, протокол и профиль Chrome здесь",
        ),
    )


def _serve(options: argparse.Namespace) -> int:
    """Serve the plug-in that started this process, until its pipe ends."""
    pipe = PluginPipe()
    usual = Folders(options.data) if options.data else Folders.of_operator()
    folders = usual.take(SYSTEM.login_session())
    folders.open_log()
    inbox: SimpleQueue[Signal] = SimpleQueue()

    def open_journal(session: str, days: int) -> Journal:
        return Journal(folders.journal, session, days)

    ports = service_ports(inbox, folders, write=pipe.write, open_journal=open_journal)
    file = options.settings or usual.settings_file
    if options.data and SYSTEM.is_open_to_others(folders.home):
        ports.say(str(ChatPluginError(said("folder.open", path=str(folders.home)))))
    sources = SettingsSources(file, usual.overlay_copy, inbox, say=ports.say)
    pipe.listen(inbox, now)

    def open_telemetry(address: str) -> Telemetry | None:
        if not address:
            return None
        from chatplugin.adapters import telemetry  # noqa: PLC0415 - most desktops have no collector

        return telemetry.Telemetry(address, now, say=ports.say)

    ports = replace(
        ports,
        sources=sources,
        open_telemetry=open_telemetry,
        report=ServiceFiles(folders.home).write_status,
        report_site=ServiceFiles(folders.home).write_site,
        local_file=str(file),
    )
    ServiceFiles(folders.home).listen(inbox, ports.say)
    Service(ports, sources.local_layers()).run(inbox)
    return 0


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

    choice = DriverChoice(_ways(_pages()), nonce=int.from_bytes(os.urandom(16), "big"))
    return Ports(
        driver=Browser(choice, folders, inbox, say),
        open_journal=open_journal,
        write=write,
        say=say,
        now=now,
        clock=time.monotonic,
        rest=SYSTEM.seconds_of_rest,
        pid=os.getpid(),
        language=SYSTEM.system_language(),
    )


def _ways(pages: Pages) -> Ways:
    """Return the ways to Chrome; *pages* is what runs in tabs of our own Chrome."""
    return {
        ChromeDriver.PIPE: lambda turn: OwnChrome(pages, turn),
        ChromeDriver.EXTENSION: _everyday_chrome,
        ChromeDriver.COMMAND: _command_line,
    }


# Loaded only where they are used: the service starts sooner without them.


def _everyday_chrome(turn: Turn) -> "EverydayChrome":
    from chatplugin.browser.extension.everyday_chrome import EverydayChrome  # noqa: PLC0415

    return EverydayChrome(turn)


def _command_line(turn: Turn) -> "CommandLine":
    from chatplugin.browser.extension.everyday_chrome import CommandLine  # noqa: PLC0415

    return CommandLine(turn)


def _pages() -> Pages:
    package = Path(__file__).parent.parent
    of_cards, of_operator = package / "browser" / "pages", package / "operators_page" / "pages"
    return Pages(
        own_title_script=_function(of_cards / "own_title.js"),
        title_script=_function(of_cards / "title.js"),
        typing_script=_function(of_cards / "typing.js"),
        return_script=_function(of_cards / "return.js"),
        look_script=_function(of_cards / "look.js"),
        page_script=_function(of_operator / "page.js"),
        page=(of_operator / "page.html").read_text("utf-8"),
    )


def _function(path: Path) -> str:
    return path.read_text("utf-8").strip().removesuffix(";")
