"""
`chatplugin pop`: fire a test contact at one's own desktop.

The real service runs in this process, with a played plug-in and a Chrome profile of its own, so a
test never touches the operator's cards or journal. Nothing that it writes is read by the service
of EMC Desktop: decision 0523.
"""

import argparse
from queue import SimpleQueue
from threading import Timer

from chatplugin.adapters.clock import now
from chatplugin.adapters.folders import Folders, default_folders
from chatplugin.adapters.layers_here import layers_here
from chatplugin.commands.contacts import check_usage, field_layer, made_up, of_file
from chatplugin.config.layers import Layer
from chatplugin.config.settings import ChromeDriver
from chatplugin.domain.commands import Fate, Record
from chatplugin.domain.desk import OpenCard
from chatplugin.ports import Stamps
from chatplugin.service import Service
from chatplugin.wire.signals import FromPlugin, PluginGone, Signal
from chatplugin.wiring import service_ports

FOLDER = "test-contacts"


def pop(options: argparse.Namespace) -> int:
    """
    Show the contact's card until Ctrl+C, or for some seconds.

    Returns 1 if there was no card, having said why.
    """
    check_usage(options, [options.mail] if options.mail else [])
    contact = of_file(options.mail, options) if options.mail else made_up(options)
    folders = Folders(default_folders().home / FOLDER)
    overrides = {
        "Chrome.Profile": str(folders.chrome_profile),
        # The extension lives in the operator's everyday Chrome, which a test leaves alone.
        "Chrome.Driver": ChromeDriver.AUTO,
    }
    inbox: SimpleQueue[Signal] = SimpleQueue()
    told = _Told(inbox)
    ports = service_ports(inbox, folders, write=lambda _: None, open_journal=lambda *_: told)
    layers = [*layers_here(options.settings), field_layer(options)]
    service = Service(ports, [*layers, Layer("chatplugin pop", overrides)])
    inbox.put(FromPlugin([*contact.lines(now)], now()))
    if options.stay is not None:
        timer = Timer(options.stay, inbox.put, [PluginGone()])
        timer.daemon = True
        timer.start()
    try:
        service.run(inbox)
    except KeyboardInterrupt:
        ports.driver.close()
    return 0 if told.has_raised else 1


class _Told:
    """In place of the journal: what becomes of the contact is told on the terminal."""

    def __init__(self, inbox: "SimpleQueue[Signal]") -> None:
        self._inbox = inbox
        self.has_raised = False

    def append(self, record: Record, stamps: Stamps) -> None:
        match record.fate:
            case Fate.RAISED:
                self.has_raised = True
                took = stamps["sent"] - stamps["received"]
                chosen = f"chosen by {record.rule}\n" if record.rule else ""
                print(f"{record.title}\n{record.url}\n{chosen}sent to Chrome after {took:.1f} ms")
            case Fate.SHOWN:
                print("The CRM has answered. Press Ctrl+C to close the card.", flush=True)
            case Fate.NOT_SHOWN:
                print(f"No card: {record.reason}")
                self._inbox.put(PluginGone())
            case Fate.CLOSED:
                self._inbox.put(PluginGone())
            case Fate.FAILED | Fate.KEPT | Fate.ENDED:
                pass  # A failure is said by the service itself.

    def open_cards(self) -> list[OpenCard]:
        return []

    def prune(self) -> None: ...

    def close(self) -> None: ...
