"""
`chatplugin pop`: fire a test contact at one's own desktop.

The real service runs in this process, with a played plug-in and a Chrome profile of its own, so a
test never touches the operator's cards or journal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from queue import SimpleQueue
from threading import Timer

from chatplugin.adapters.clock import now
from chatplugin.adapters.folders import Folders, default_folders
from chatplugin.adapters.sources import local_layers
from chatplugin.config.layers import Layer
from chatplugin.config.settings import ChromeDriver
from chatplugin.domain.commands import Fate, Record
from chatplugin.domain.contact import EMAIL, Operator
from chatplugin.domain.desk import OpenCard
from chatplugin.ports import Stamps
from chatplugin.rehearsal import Rehearsal
from chatplugin.service import Service
from chatplugin.wire.plugin import Moment
from chatplugin.wire.signals import FromPlugin, PluginGone, Signal
from chatplugin.wiring import service_ports

FOLDER = "test-contacts"


@dataclass(frozen=True, slots=True)
class TestContact:
    """A contact that does not exist. `channel` is `email` or EMC's name of a messenger."""

    channel: str
    user_id: str
    operator: str
    account: str
    fields: Mapping[str, str]
    attributes: Mapping[str, str]


def pop(contact: TestContact, settings_file: Path | None, *, stay: float | None) -> int:
    """
    Show the contact's card until Ctrl+C, or for *stay* seconds.

    Returns 1 if there was no card, having said why.
    """
    folders = Folders(default_folders().home / FOLDER)
    overrides = {f"Field.{name}": value for name, value in contact.fields.items()}
    overrides["Chrome.Profile"] = str(folders.chrome_profile)
    # The extension lives in the operator's everyday Chrome, which a test leaves alone.
    overrides["Chrome.Driver"] = ChromeDriver.AUTO
    inbox: SimpleQueue[Signal] = SimpleQueue()
    told = _Told(inbox)
    ports = service_ports(inbox, folders, write=lambda _: None, open_journal=lambda *_: told)
    service = Service(ports, [*local_layers(settings_file), Layer("command line", overrides)])
    inbox.put(FromPlugin([*_lines(contact)], now()))
    if stay is not None:
        timer = Timer(stay, inbox.put, [PluginGone()])
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
                print(f"{record.title}\n{record.url}\nsent to Chrome after {took:.1f} ms")
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


def _lines(contact: TestContact) -> Iterator[bytes]:
    desktop = Rehearsal(now)
    yield desktop.initialize({})
    if contact.operator:
        yield desktop.operator(Operator(contact.operator))
    if contact.channel.lower() == EMAIL:
        yield desktop.email(Moment.ACCEPTED, "test", _mail(contact), **contact.attributes)
    else:
        yield desktop.chat(
            Moment.ACCEPTED,
            "test",
            media_type_name=contact.channel,
            author=contact.user_id,
            **contact.attributes,
        )


def _mail(contact: TestContact) -> bytes:
    mail = EmailMessage()
    mail["From"] = contact.user_id
    mail["Subject"] = "Test contact"
    mail.set_content(f"Лицевой счёт: {contact.account}\n" if contact.account else "Test contact\n")
    return mail.as_bytes()
