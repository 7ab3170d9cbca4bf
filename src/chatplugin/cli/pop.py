"""
`chatplugin pop`: fire a test contact at one's own desktop, and say whether its card came.

The real service runs in this process, with a played plug-in and a Chrome profile of its own, so a
test never touches the operator's cards or journal. Nothing that it writes is read by the service
of EMC Desktop: decision 0523. Only where the cards go by the extension, which that service alone
can reach, is it asked to show the contact, as it is by `doctor --try`.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Timer
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from chatplugin import __version__
from chatplugin.adapters.desktop_layers import DesktopLayers
from chatplugin.adapters.journal import JournalLine
from chatplugin.adapters.machine import Folders, language_of, now
from chatplugin.adapters.status_file import Question, ServiceFiles
from chatplugin.cli.options import (
    Commands,
    coloured,
    contacts_of,
    field_layer,
    matching,
    progress,
)
from chatplugin.cli.serve import service_ports
from chatplugin.config.layers import Layer, Problem, Severity
from chatplugin.config.settings import ChromeDriver, read_settings
from chatplugin.domain.desk import OpenCard
from chatplugin.domain.errors import UsageError
from chatplugin.domain.events import Command, Event, Fate, Incident, Record, Trouble
from chatplugin.sentences import Language, Said, Words, said, say, say_remedy, stopped
from chatplugin.service.loop import Service
from chatplugin.service.ports import FromPlugin, PluginGone, Signal, Stamps

if TYPE_CHECKING:
    from chatplugin.desktop.played_desktop import TestContact

SECONDS_TO_CARD = 30.0
"""Until the CRM has answered. A cold Chrome and a slow CRM need ten each."""

SECONDS_TO_BE_SURE = 2.0
"""After the answer: only the page that has come shows that it is an error's."""

_LONGEST_MAIL = 2 << 20
"""Bytes of an e-mail that the service takes from a command; a longer one goes over the pipe."""

_MOST_STARTS = 2
_MOST_WORDS = 5
_LOGIN, _SLOW = Trouble.LOGIN.said(""), Trouble.SLOW.said("")


class PopReport(Struct, frozen=True):
    """
    What `pop --json` prints. `exit` is the command's exit code, 0 only if the card came.

    `code` names the sentence `what`, whatever the language is; `driver` is the way that was taken,
    `milliseconds` the time from the contact to Chrome, `chrome` what a Chrome that did not start
    has said.
    """

    version: str
    exit: int
    driver: ChromeDriver
    title: str
    url: str
    rule: str
    milliseconds: float | None
    code: str
    what: str
    chrome: Sequence[str]


def add(commands: Commands) -> None:
    parser = commands.add(
        "pop",
        Words(
            "fire a test contact at this desktop", "подать пробное обращение на это рабочее место"
        ),
        Words(
            "Raises the card of a contact that does not exist, by the settings as they are, in a "
            "Chrome with a profile of its own. The card stays until you press Ctrl+C. Where cards "
            "come up by the extension, the running service shows it. Ends with 0 only if the card "
            "came.",
            "Открывает карточку выдуманного обращения по настройкам, какие они есть, в Chrome с "
            "отдельным профилем. Карточка остаётся, пока вы не нажмёте Ctrl+C. Если карточки "
            "показывает расширение, её откроет работающая служба. Завершается с кодом 0, только "
            "если карточка открылась.",
        ),
        _pop,
    )
    told = parser.words("an e-mail (.eml or .msg)", "письмо (.eml или .msg)")
    parser.add_argument("mail", nargs="?", type=Path, metavar="MAIL", help=told)
    parser.add_contact()
    parser.add_argument(
        "--stay",
        type=float,
        metavar="SECONDS",
        help=parser.words(
            "end by itself so many seconds after the card came",
            "завершиться через столько секунд после появления карточки",
        ),
    )
    parser.add_options("--json", "--settings", "--section", "--language")


def _pop(options: argparse.Namespace) -> int:
    """
    Show the contact's card until Ctrl+C, or for some seconds; with JSON until the card is sure.

    Returns 0 only if the card came, else 1, having said why.
    """
    [(_, contact)] = contacts_of(options, [*matching([options.mail])] if options.mail else [])
    if isinstance(contact, UsageError):
        raise contact
    home = Folders.of_operator().test_contacts
    words = _fresh(home / "chrome.log")
    folders = Folders(home, str(words))
    layers = [*DesktopLayers.read(options.settings, options.section).layers, field_layer(options)]
    reading = read_settings(layers)
    driver = reading.settings.chrome.driver
    language = language_of(options.language)
    stay = 0.0 if options.json and options.stay is None else options.stay
    tell = _Teller(language, is_silent=options.json)
    if report := _by_service(contact, options, tell):
        if options.json:
            print(msgspec.json.encode(report).decode())
        return report.exit
    tell.faults(reading.problems)
    if driver is ChromeDriver.EXTENSION:
        tell.aside(said("pop.by_pipe", driver=driver))
    inbox: SimpleQueue[Signal] = SimpleQueue()
    records = _PrintedRecords(inbox, stay, driver, tell)
    overrides = {"Chrome.Profile": str(folders.chrome_profile), "Chrome.Driver": records.lane}
    ports = service_ports(inbox, folders, write=lambda _: None, open_journal=lambda *_: records)
    ports = replace(ports, open_telemetry=lambda _: records)
    service = Service(ports, [*layers, Layer("chatplugin pop", overrides)])
    inbox.put(FromPlugin([*contact.lines(now)], now()))
    log = _HeldLog()
    logging.getLogger().addHandler(log)
    try:
        service.run(inbox)
    except KeyboardInterrupt:
        ports.driver.close()
    finally:
        records.close()
        logging.getLogger().removeHandler(log)
    chrome = _words_of(words) if records.failed_starts else []
    for line in chrome:
        tell.aside(said("pop.chrome", line=line))
    if not (chrome or records.is_explained):
        tell.raw(log.lines)
    if options.json:
        print(msgspec.json.encode(records.report(language, chrome)).decode())
    return 0 if records.is_there else 1


def _by_service(
    contact: "TestContact", options: argparse.Namespace, tell: "_Teller"
) -> PopReport | None:
    """
    Let the running service show *contact* by the extension, which nobody else can reach.

    Returns None where it does not run, shows cards otherwise, or is not to go by its own settings.
    """
    folders = Folders.of_operator().of_this_session()
    files = ServiceFiles(folders.home)
    status, question = files.read_status(), Question.of(contact)
    used = status.driver.used.name if status and status.driver and status.ended is None else None
    is_its_own = not (options.settings or options.field or options.operator)
    is_short = len(contact.mail or b"") <= _LONGEST_MAIL
    is_for_it = is_its_own and is_short and used is ChromeDriver.EXTENSION
    if not is_for_it or files.ask(question) is None:
        return None
    tell.aside(said("pop.by_service", driver=ChromeDriver.EXTENSION))
    line = question.outcome(folders.journal, tell.waited)
    progress(None)
    return _report_of(question.lines(folders.journal), line, tell)


def _report_of(
    lines: Sequence[JournalLine], line: JournalLine | None, tell: "_Teller"
) -> PopReport:
    raised = next((each for each in lines if each.fate is Fate.RAISED), None)
    title, url, rule = (raised.title, raised.url, raised.rule) if raised else ("", "", "")
    if raised:
        tell.line(f"{title}\n{url}")
        if rule:
            tell.say(said("pop.rule", rule=rule))
    what, is_there = _became(line)
    tell.say(what, "green" if is_there else "red")
    text = say(what, tell.language)
    driver, code = ChromeDriver.EXTENSION, 0 if is_there else 1
    return PopReport(__version__, code, driver, title, url, rule, None, what.code, text, [])


def _became(line: JournalLine | None) -> tuple[Said, bool]:
    """Return what became of a card by its latest *line*, and whether it is there."""
    if line is None:
        return said("pop.late", seconds=f"{SECONDS_TO_CARD:.0f}"), False
    match line.fate:
        case Fate.SHOWN:
            return said("pop.shown"), True
        case Fate.CLOSED:
            return said("pop.closed"), False
        case Fate.NOT_SHOWN:
            return said("pop.no_card", why=line.why or line.reason), False
        case Fate.FAILED | Fate.RAISED | Fate.JOINED | Fate.KEPT | Fate.ENDED:
            return said("pop.failed", why=line.why or line.reason), False


def _lane_for(driver: ChromeDriver) -> ChromeDriver:
    """Return the way to Chrome for a test contact: that of the settings, if it can be used here."""
    match driver:
        case ChromeDriver.COMMAND:
            return driver
        case ChromeDriver.EXTENSION | ChromeDriver.AUTO | ChromeDriver.PIPE:
            # Without the pipe, `auto` would end with a way that does not tell what became of it.
            return ChromeDriver.PIPE


def _fresh(words: Path) -> Path:
    words.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(OSError):  # On Windows a Chrome that is still there may hold it.
        words.unlink()
    return words


def _words_of(words: Path) -> list[str]:
    """Return the first lines that Chrome itself has said, each once."""
    text = words.read_text("utf-8", "replace") if words.exists() else ""
    lines = dict.fromkeys(line.strip() for line in text.split("\n"))
    return [line for line in lines if line][:_MOST_WORDS]


class _HeldLog(logging.Handler):
    """
    Keeps what the service would write into its log, in English, for the administrators of a desk.

    It is shown only where nothing else says why there is no card.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class _Teller:
    """Says sentences in *language*, or nothing where a report follows."""

    def __init__(self, language: Language, *, is_silent: bool) -> None:
        self.language = language
        self._is_silent = is_silent

    def waited(self, seconds: int) -> None:
        if not self._is_silent:
            progress(said("progress.card", seconds=seconds), self.language)

    def line(self, text: str) -> None:
        if not self._is_silent:
            print(text, flush=True)

    def say(self, what: Said, colour: str = "") -> None:
        text = say(what, self.language)
        self.line(coloured(text, colour) if colour else text)

    def aside(self, what: Said) -> None:
        remedy = stopped(say_remedy(what, self.language))
        text = say(what, self.language)
        self.raw([f"{stopped(text)} {remedy}" if remedy else text])

    def faults(self, problems: Iterable[Problem]) -> None:
        errors = [each for each in problems if each.severity is Severity.ERROR]
        self.raw(each.headed(self.language) for each in errors)

    def raw(self, lines: Iterable[str]) -> None:
        for line in [] if self._is_silent else lines:
            print(line, file=sys.stderr)


class _PrintedRecords:
    """
    What becomes of the contact, printed: it takes the place of journal and telemetry.

    It ends the service as soon as nothing else is to be waited for. `is_there` says that the card
    has come, `is_explained` that what was said last says why not, `failed_starts` how often Chrome
    could not be started. `lane` is the way to Chrome where the settings have *driver*.
    """

    def __init__(
        self,
        inbox: "SimpleQueue[Signal]",
        stay: float | None,
        driver: ChromeDriver,
        tell: "_Teller",
    ) -> None:
        self._inbox = inbox
        self._stay = stay
        self.lane = _lane_for(driver)
        self._tell = tell
        self._raised: Record | None = None
        self._milliseconds: float | None = None
        self._outcome = said("pop.stopped")
        self.is_there = False
        self.is_explained = False
        self.failed_starts = 0
        self._timer = self._end_in(SECONDS_TO_CARD, self._give_up)

    def report(self, language: Language, chrome: Sequence[str]) -> PopReport:
        raised = self._raised
        return PopReport(
            __version__,
            0 if self.is_there else 1,
            self.lane,
            raised.title if raised else "",
            raised.url if raised else "",
            raised.rule if raised else "",
            self._milliseconds,
            self._outcome.code,
            say(self._outcome, language),
            chrome,
        )

    def last_operator(self) -> str:
        return ""

    def append(self, record: Record, stamps: Stamps) -> None:
        match record.fate:
            case Fate.RAISED:
                self._take_raised(record, stamps)
            case Fate.SHOWN:
                self._take_shown()
            case Fate.NOT_SHOWN:
                self._explain("pop.no_card", record)
            case Fate.FAILED:
                self._take_failed(record)
            case Fate.CLOSED:
                self._outcome = said("pop.closed")
                self._end()
            case Fate.KEPT | Fate.ENDED | Fate.JOINED:
                pass

    def take_incident(self, incident: Incident, /) -> None:
        if incident is Incident.NOT_STARTED:
            self.failed_starts += 1
            if self.failed_starts >= _MOST_STARTS:
                self._end_with(said("pop.no_start"))

    def _take_raised(self, record: Record, stamps: Stamps) -> None:
        self._raised = record
        self._tell.line(f"{record.title}\n{record.url}")
        if record.rule:
            self._tell.say(said("pop.rule", rule=record.rule))
        if stamps.received is not None and stamps.sent is not None:
            self._milliseconds = round(stamps.sent - stamps.received, 1)
        if self.lane is ChromeDriver.COMMAND:
            self._outcome = said("pop.not_told")
            self._tell.aside(self._outcome)
            self._end()

    def _take_shown(self) -> None:
        self.is_there = self.is_explained = True
        self._timer.cancel()
        self._outcome = said("pop.shown")
        if self._stay is None:
            self._tell.say(said("pop.stays"), "green")
        else:
            self._tell.say(self._outcome, "green")
            self._timer = self._end_in(max(self._stay, SECONDS_TO_BE_SURE), self._end)

    def _take_failed(self, record: Record) -> None:
        self.is_there = False
        if record.reason not in {_LOGIN, _SLOW}:
            self._explain("pop.failed", record)
        elif record.reason == _LOGIN and self._stay is None:
            self._timer.cancel()  # Somebody is there who can log in.

    def _explain(self, code: str, record: Record) -> None:
        self.is_explained = True
        self._end_with(said(code, why=record.reason or ""))

    def _give_up(self) -> None:
        self.is_there = self.is_explained = False
        self._end_with(said("pop.late", seconds=f"{SECONDS_TO_CARD:.0f}"))

    def _end_with(self, what: Said) -> None:
        self._outcome = what
        self._tell.say(what, "red")
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
