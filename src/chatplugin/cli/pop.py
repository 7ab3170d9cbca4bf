"""
`chatplugin pop`: fire a test contact at one's own desktop, and say whether its card came.

The real service runs in this process, with a played plug-in and a Chrome profile of its own, so a
test never touches the operator's cards or journal. Nothing that it writes is read by the service
of EMC Desktop: decision 0523.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Timer

from msgspec.structs import replace

from chatplugin.adapters.desktop_layers import DesktopLayers
from chatplugin.adapters.machine import Folders, now
from chatplugin.cli.options import (
    Commands,
    add_contact,
    add_options,
    command,
    contacts_of,
    field_layer,
)
from chatplugin.cli.serve import service_ports
from chatplugin.config.layers import Layer
from chatplugin.config.settings import ChromeDriver, read_settings
from chatplugin.domain.desk import OpenCard
from chatplugin.domain.errors import UsageError
from chatplugin.domain.events import Command, Event, Fate, Incident, Record, Trouble
from chatplugin.service.loop import Service
from chatplugin.service.ports import FromPlugin, PluginGone, Signal, Stamps

FOLDER = "test-contacts"

SECONDS_TO_CARD = 30.0
"""Until the CRM has answered. A cold Chrome and a slow CRM need ten each."""

SECONDS_TO_BE_SURE = 2.0
"""After the answer: only the page that has come shows that it is an error's."""

_MOST_STARTS = 2
_MOST_WORDS = 5
_WAITS = (Trouble.LOGIN, Trouble.SLOW)
_NO_EXTENSION = (
    "Chrome.Driver is 'extension', which serves EMC Desktop alone: this test contact goes over "
    "Chrome's pipe"
)
_NOT_TOLD = (
    "Chrome's command line does not tell whether a card has come (Chrome.Driver=command): look at"
    " Chrome"
)


def add(commands: Commands) -> None:
    parser = command(
        commands,
        "pop",
        "fire a test contact at this desktop",
        "Raises the card of a contact that does not exist, by the settings as they are, in a "
        "Chrome with a profile of its own. The card stays until you press Ctrl+C. Ends with 0 only "
        "if the card came.",
        _pop,
    )
    parser.add_argument("mail", nargs="?", type=Path, metavar="MAIL", help="a raw e-mail (.eml)")
    add_contact(parser)
    parser.add_argument(
        "--stay",
        type=float,
        metavar="SECONDS",
        help="end by itself so many seconds after the card came",
    )
    add_options(parser, "--settings")


def _pop(options: argparse.Namespace) -> int:
    """
    Show the contact's card until Ctrl+C, or for some seconds.

    Returns 0 only if the card came, else 1, having said why.
    """
    [(_, contact)] = contacts_of(options, [options.mail] if options.mail else [])
    if isinstance(contact, UsageError):
        raise contact
    home = Folders.of_operator().home / FOLDER
    words = _fresh(home / "chrome.log")
    folders = Folders(home, str(words))
    layers = [*DesktopLayers.read(options.settings).layers, field_layer(options)]
    inbox: SimpleQueue[Signal] = SimpleQueue()
    records = PrintedRecords(inbox, options.stay, read_settings(layers).settings.chrome.driver)
    overrides = {"Chrome.Profile": str(folders.chrome_profile), "Chrome.Driver": records.lane}
    ports = service_ports(inbox, folders, write=lambda _: None, open_journal=lambda *_: records)
    ports = replace(ports, open_telemetry=lambda _: records)
    service = Service(ports, [*layers, Layer("chatplugin pop", overrides)])
    inbox.put(FromPlugin([*contact.lines(now)], now()))
    try:
        service.run(inbox)
    except KeyboardInterrupt:
        ports.driver.close()
    finally:
        records.close()
    if records.failed_starts:
        _print_words(words)
    return 0 if records.is_there else 1


def _lane_for(driver: ChromeDriver) -> ChromeDriver:
    """Return the way to Chrome for a test contact: that of the settings, if it can be used here."""
    match driver:
        case ChromeDriver.COMMAND:
            return driver
        case ChromeDriver.EXTENSION:
            print(_NO_EXTENSION, file=sys.stderr)
            return ChromeDriver.PIPE
        case ChromeDriver.AUTO | ChromeDriver.PIPE:
            # Without the pipe, `auto` would end with a way that does not tell what became of it.
            return ChromeDriver.PIPE


def _fresh(words: Path) -> Path:
    words.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(OSError):  # On Windows a Chrome that is still there may hold it.
        words.unlink()
    return words


def _print_words(words: Path) -> None:
    text = words.read_text("utf-8", "replace") if words.exists() else ""
    for line in list(dict.fromkeys(text.split("\n")))[:_MOST_WORDS]:
        if line.strip():
            print(f"Chrome says: {line.strip()}", file=sys.stderr)


class PrintedRecords:
    """
    What becomes of the contact, printed: it takes the place of journal and telemetry.

    It ends the service as soon as nothing else is to be waited for. `is_there` says that the card
    has come, `failed_starts` how often Chrome could not be started. `lane` is the way to Chrome
    where the settings have *driver*.
    """

    def __init__(
        self, inbox: "SimpleQueue[Signal]", stay: float | None, driver: ChromeDriver
    ) -> None:
        self._inbox = inbox
        self._stay = stay
        self.lane = _lane_for(driver)
        self.is_there = False
        self.failed_starts = 0
        self._timer = self._end_in(SECONDS_TO_CARD, self._give_up)

    def last_operator(self) -> str:
        return ""

    def append(self, record: Record, stamps: Stamps) -> None:
        match record.fate:
            case Fate.RAISED:
                self._take_raised(record, stamps)
            case Fate.SHOWN:
                self._take_shown()
            case Fate.NOT_SHOWN:
                print(f"No card: {record.reason}")
                self._end()
            case Fate.FAILED:
                self._take_failed(record.reason)
            case Fate.CLOSED:
                self._end()
            case Fate.KEPT | Fate.ENDED:
                pass

    def take_incident(self, incident: Incident, /) -> None:
        if incident is Incident.NOT_STARTED:
            self.failed_starts += 1
            if self.failed_starts >= _MOST_STARTS:
                print("No card: Chrome does not start", flush=True)
                self._end()

    def _take_raised(self, record: Record, stamps: Stamps) -> None:
        print(f"{record.title}\n{record.url}")
        if record.rule:
            print(f"chosen by {record.rule}")
        if stamps.received is not None and stamps.sent is not None:
            print(f"sent to Chrome after {stamps.sent - stamps.received:.1f} ms")
        if self.lane is ChromeDriver.COMMAND:
            print(_NOT_TOLD, file=sys.stderr)
            self._end()

    def _take_shown(self) -> None:
        self.is_there = True
        self._timer.cancel()
        if self._stay is None:
            print("The CRM has answered. Press Ctrl+C to close the card.", flush=True)
        else:
            print("The CRM has answered.", flush=True)
            self._timer = self._end_in(max(self._stay, SECONDS_TO_BE_SURE), self._end)

    def _take_failed(self, reason: str) -> None:
        """The reason itself has been said by the service."""
        self.is_there = False
        if not reason.startswith(_WAITS):
            print("No card: the CRM did not show it", flush=True)
            self._end()
        elif reason.startswith(Trouble.LOGIN) and self._stay is None:
            self._timer.cancel()  # Somebody is there who can log in.

    def _give_up(self) -> None:
        self.is_there = False
        print(f"No card after {SECONDS_TO_CARD:.0f} seconds", flush=True)
        self._end()

    def _end(self) -> None:
        self._inbox.put(PluginGone())

    def _end_in(self, seconds: float, act: Callable[[], None]) -> Timer:
        timer = Timer(seconds, act)
        timer.daemon = True
        timer.start()
        return timer

    def close(self) -> None:
        self._timer.cancel()

    # What else journal and telemetry may be asked for does not concern a test contact.

    def open_cards(self) -> list[OpenCard]:
        return []

    def prune(self) -> None: ...

    def leave(self) -> None: ...

    def take(self, _event: Event, _commands: Sequence[Command], _reported: float, /) -> None: ...

    def take_problems(self, _number: int, /) -> None: ...
