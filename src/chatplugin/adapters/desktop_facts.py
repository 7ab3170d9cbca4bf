"""
Look at this desktop, for `chatplugin doctor`: what is there, and nothing about what it means.

What each fact means is decided in `service.checkup`.
"""

import os
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from chatplugin.adapters.chrome.installed_chrome import find_chrome
from chatplugin.adapters.chrome.relay import Registered
from chatplugin.adapters.desktop_layers import DesktopLayers
from chatplugin.adapters.http import Client, FetchFailed
from chatplugin.adapters.journal import JournalLine
from chatplugin.adapters.machine import Folders, now
from chatplugin.adapters.platform import SYSTEM
from chatplugin.adapters.signing import CardRequests
from chatplugin.adapters.status_file import SECONDS_TO_ANSWER, Question, ServiceFiles
from chatplugin.browser.policies import NAMES, Policy
from chatplugin.config.formats import SECTION
from chatplugin.config.layers import Problem
from chatplugin.config.rules.warnings import card_problems, trial_warnings
from chatplugin.config.settings import ChromeSettings, Settings, read_settings
from chatplugin.domain.address import Address
from chatplugin.domain.contact import CardId
from chatplugin.domain.desk import contact_of
from chatplugin.domain.errors import ChromeError
from chatplugin.sentences import Said, said
from chatplugin.service.checkup import CheckUp, Chrome, LastContact, Server
from chatplugin.service.status import Status

_MOST_CONTACTS = 5
_MOST_TROUBLES = 5
_MOST_OCTETS_OF_LOG = 256 * 1024
_LONGEST_LINE = 300
_SECONDS_OF_SERVER = 10.0
_SECONDS_TO_START = 1.0
"""For a service that has left nothing, or has ended: a new one may be starting."""

_MEGABYTE = 1 << 20


def look(folders: Folders, settings_file: Path | None, section: str = SECTION) -> CheckUp:
    """
    Look at the desktop whose service has *folders*.

    *settings_file* is looked at in place of the desktop's own settings. Raises ConfigurationError
    if it cannot be read.
    """
    status, answers = _ask(folders)
    looked_at = _look_at_settings(folders, status, settings_file, section)
    reading = read_settings(looked_at.layers)
    settings = reading.settings
    contacts, journal_trouble = _contacts(folders)
    return CheckUp(
        now=now(),
        utc_offset=time.localtime().tm_gmtoff,
        status=status,
        answers=answers,
        chrome=_look_at_chrome(settings.chrome),
        looked_at=looked_at.said,
        is_whole=looked_at.is_whole,
        layers=looked_at.layers,
        settings=settings,
        problems=[*reading.problems, *card_problems(reading), *trial_warnings(reading)],
        servers=[*_look_at_servers(settings)],
        key=_look_at_key(settings),
        folder=str(folders.home),
        megabytes_free=_megabytes_free(folders.home),
        contacts=contacts,
        troubles=_troubles(folders.log_file),
        journal_trouble=journal_trouble,
    )


def _latest_lines(lines: Sequence[JournalLine]) -> list[JournalLine]:
    """Return the latest line of each contact, the latest contact last."""
    latest: dict[str, JournalLine] = {}
    for line in lines:
        contact = contact_of(CardId(line.contact))
        latest.pop(contact, None)
        latest[contact] = line
    return [*latest.values()]


def _ask(folders: Folders) -> tuple[Status | None, bool]:
    """Return the status of the service, and whether it has answered just now."""
    files = ServiceFiles(folders.home)
    known = files.read_status()
    is_expected = known is not None and known.ended is None
    seconds = SECONDS_TO_ANSWER if is_expected else _SECONDS_TO_START
    try:
        answered = files.ask(Question.new(), seconds) if folders.home.is_dir() else None
    except OSError:
        answered = None  # The folder cannot be written: nothing is known but what is there.
    return answered or files.read_status(), answered is not None


def _look_at_settings(
    folders: Folders, status: Status | None, settings_file: Path | None, section: str
) -> DesktopLayers:
    if settings_file:
        return DesktopLayers.read(settings_file, section)
    return DesktopLayers.of(folders, status, section)


def _look_at_chrome(settings: ChromeSettings) -> Chrome:
    try:
        path = find_chrome(settings.path)
    except ChromeError as error:
        return Chrome(trouble=error.said)
    version = ""
    with suppress(OSError):
        version = SYSTEM.chrome_version(path)
    written = [*SYSTEM.policies(NAMES, path)]
    chrome = Chrome(
        path,
        version,
        policies=[Policy(*each) for each in written if each[0]],
        unreadable=[where for name, _, where in written if not name],
    )
    host = Registered.find(settings.profile)
    if host is None:
        return chrome
    return replace(
        chrome,
        manifest=host.manifest,
        extension=host.extension,
        launcher=host.launcher,
        is_for_all=host.is_for_all,
    )


def _look_at_servers(settings: Settings) -> Iterator[Server]:
    client = Client(seconds=_SECONDS_OF_SERVER)
    addresses = {_origin(template.address): template for template in settings.rules.templates}
    for origin, template in addresses.items():
        yield _look_at_server(client, origin, template.address)


def _origin(address: Address) -> str:
    is_usual = address.port == {"http": 80, "https": 443}[address.scheme]
    return f"{address.scheme}://{address.host}{'' if is_usual else f':{address.port}'}"


def _look_at_server(client: Client, origin: str, address: Address) -> Server:
    try:
        answer = client.probe(f"{origin}/")
    except FetchFailed as error:
        return Server(origin, _trouble_of(address, error.said))
    ends, date = answer.certificate_until, answer.date
    return Server(
        origin,
        None,
        answer.status,
        answer.took,
        None if ends is None else ends * 1000,
        None if date is None else now() / 1000 - date,
        answer.by_proxy,
    )


def _trouble_of(address: Address, trouble: Said) -> Said:
    # Only now: behind a proxy a desktop need not know the name at all.
    try:
        socket.getaddrinfo(address.host.strip("[]"), address.port)
    except OSError as error:
        return said("doctor.no_name", reason=Said.of(error))
    return trouble


def _look_at_key(settings: Settings) -> Problem | None:
    requests = CardRequests()
    requests.use(settings.requests)
    return requests.problem() or next(iter(requests.open_keys()), None)


def _megabytes_free(folder: Path) -> int | None:
    """Return the room where *folder* is, or will be."""
    there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    try:
        return shutil.disk_usage(there).free // _MEGABYTE
    except OSError:
        return None


def _contacts(folders: Folders) -> tuple[list[LastContact], Said | None]:
    try:
        latest = _latest_lines([*JournalLine.read(folders.journal)])[-_MOST_CONTACTS:]
    except OSError as error:
        return [], Said.of(error)
    contacts = [
        LastContact(line.at, line.contact, line.channel_type, line.fate, line.why)
        for line in latest
    ]
    return contacts, None


def _troubles(log: Path) -> list[str]:
    """Return the latest warnings and errors of the service's log."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _MOST_OCTETS_OF_LOG))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    marks = (" WARNING ", " ERROR ", " CRITICAL ")
    found = [line for line in text.splitlines() if any(mark in line[:40] for mark in marks)]
    return [line[:_LONGEST_LINE] for line in found[-_MOST_TROUBLES:]]
