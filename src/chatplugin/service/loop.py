"""
The resident service: one queue, one loop. It decides nothing that the desk does not decide.

Reader threads put what they read into the queue. The loop turns it into events, hands them to the
desk, carries out the desk's commands, and tells the plug-in which events are in the journal.
"""

import logging
import queue
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from chatplugin import __version__
from chatplugin.browser.driver import (
    ChromeGone,
    FromChrome,
    FromRelay,
    Instant,
    RelayGone,
    RelayHere,
    Reply,
    ShowPage,
)
from chatplugin.config.layers import Layer
from chatplugin.config.problems import Problem
from chatplugin.config.settings import Settings
from chatplugin.config.wanted import UNENUMERATED
from chatplugin.desktop import plugin
from chatplugin.desktop.plugin import (
    ContactReport,
    EndReport,
    Initialize,
    OperatorReport,
    Report,
    SettingsChanged,
)
from chatplugin.domain.commands import CloseTab, Command, Fate, Focus, RaiseTab, Record
from chatplugin.domain.contact import CardId
from chatplugin.domain.desk import Desk
from chatplugin.domain.errors import ChatPluginError, ProtocolError, without_values
from chatplugin.domain.events import Event, Incident, OperatorChanged, RulesChanged
from chatplugin.operators_page.page import OperatorsPage
from chatplugin.service.intake import Intake, warm_up
from chatplugin.service.live_settings import EmcSection, LiveSettings
from chatplugin.service.ports import Journal, Ports, Stamps
from chatplugin.service.records import RecordWriter
from chatplugin.service.signals import (
    FromFile,
    FromPlugin,
    FromSettingsServer,
    PluginGone,
    SettingsServerBack,
    SettingsServerSilent,
    Signal,
    Work,
)
from chatplugin.wire.messages import Overlong

log = logging.getLogger(__name__)

_SECONDS_BETWEEN_TRIES = 1.0
"""Of writing what the journal has not taken. Nothing is acknowledged meanwhile."""

_OUR_FAULT = "by a fault of ChatPlugin"


class CannotBegin(ChatPluginError):
    """The service cannot serve this desktop. Its plug-in was told, and starts another one."""


class _Desktop(Struct):
    """
    What the plug-in has told: its `initialize`, and EMC's section as far as it is known.

    `held` is what has come while EMC was being asked for settings, in order.
    """

    message: Initialize
    section: EmcSection
    held: list[tuple[Report, float]] = field(default_factory=list)


class _Session(Struct):
    """One run of EMC Desktop, from the moment on when its settings are known."""

    settings: LiveSettings
    desk: Desk
    journal: Journal
    page: OperatorsPage
    records: RecordWriter
    intake: Intake = field(default_factory=Intake)
    last_seq: int = 0
    owes_word: bool = False
    """Whether the plug-in waits to hear that its events, up to the last one, are in the journal."""
    next_try: float = 0.0
    """When to write again what the journal has not taken, in seconds of the clock."""
    closings: dict[CardId, float] = field(default_factory=dict)
    """Tabs that are to be closed, and when, in seconds of the clock."""
    key_problem: Problem | None = None


class Service:
    """Serves one operator's desk until the plug-in is gone. *layers* lie below EMC's section."""

    def __init__(self, ports: Ports, layers: Sequence[Layer]) -> None:
        self._ports = ports
        self._layers = layers
        self._desktop: _Desktop | None = None
        self._session: _Session | None = None
        self._told_faults: set[str] = set()
        self._due: float | None = None
        """When the driver is to be called, in seconds of the clock."""
        self._answers: deque[Event | Incident] = deque()
        """What the driver has told, until what led to it is done."""

    def run(self, inbox: "queue.SimpleQueue[Signal]") -> None:
        """Take signals out of *inbox* until the plug-in is gone. Raises CannotBegin."""
        try:
            while not isinstance(signal := self._next(inbox), PluginGone):
                self._live_through(signal, inbox)
        finally:
            self._ports.driver.close()
            self._ports.telemetry.close()
            if self._session:
                self._session.journal.close()

    def _live_through(self, signal: Work | None, inbox: "queue.SimpleQueue[Signal]") -> None:
        try:
            if signal is not None:
                self._take(signal)
            self._catch_up()
            self._tick()
            self._close_tabs()
            self._take_answers()
            if inbox.empty():
                self._refresh_page()
        except CannotBegin:
            raise
        except Exception as error:  # noqa: BLE001 - the desktop goes on whatever happens
            self._tell_fault("A signal could not be handled", error)

    def _next(self, inbox: "queue.SimpleQueue[Signal]") -> Signal | None:
        dues = [*self._session.closings.values()] if self._session else []
        if self._session and self._session.records.are_waiting:
            dues.append(self._session.next_try)
        if self._due is not None:
            dues.append(self._due)
        if self._answers:
            dues.append(self._ports.clock())
        timeout = max(0.0, min(dues) - self._ports.clock()) if dues else None
        try:
            return inbox.get(timeout=timeout)
        except queue.Empty:
            return None

    def _take(self, signal: Work) -> None:
        match signal:
            case FromPlugin(lines, at):
                for line in lines:
                    self._hear(line, at)
            case FromChrome() | ChromeGone() | RelayHere() | FromRelay() | RelayGone():
                self._note(self._ports.driver.receive(signal, self._instant()))
                self._take_answers()
            case FromFile() | FromSettingsServer() | SettingsServerSilent() | SettingsServerBack():
                if self._session:
                    self._session.settings.take(signal)
                    self._use_settings(self._session)

    def _hear(self, line: bytes | Overlong, at: float) -> None:
        if isinstance(line, Overlong):
            self._ports.say(f"The plug-in sent a message of {line.size} bytes: it is skipped")
        elif line.strip():
            try:
                self._read(line, at)
            except CannotBegin:
                raise
            except Exception as error:  # noqa: BLE001 - the next line may be a contact
                self._tell_fault("A message of the plug-in could not be handled", error)

    def _note(self, reply: Reply) -> None:
        """What the driver tells of a card comes after the record of what led to it."""
        self._due = reply.due
        self._answers += [*reply.events, *reply.incidents]
        for sentence in reply.sentences:
            self._ports.say(sentence)

    def _take_answers(self) -> None:
        while self._answers:
            try:
                self._take_answer(self._answers.popleft())
            except Exception as error:  # noqa: BLE001 - the next answer is of another card
                self._tell_fault("An answer of Chrome could not be handled", error)

    def _take_answer(self, answer: Event | Incident) -> None:
        if not isinstance(answer, Incident):
            self._handle(answer, Stamps())
            return
        self._ports.telemetry.take_incident(answer)
        if self._session:
            self._session.page.take_incident(answer, self._ports.now())

    def _tick(self) -> None:
        if self._due is not None and self._due <= self._ports.clock():
            self._due = None
            self._note(self._ports.driver.tick(self._instant()))

    def _instant(self) -> Instant:
        ports = self._ports
        return Instant(ports.clock(), ports.now() / 1000, ports.chance())

    def _read(self, line: bytes, at: float) -> None:
        try:
            message = plugin.read(line)
        except plugin.UnknownMethod as error:
            log.warning("%s", error)
            if error.request_id is not None:
                self._refuse(error.request_id, plugin.METHOD_NOT_FOUND, str(error))
        except ProtocolError as error:
            self._ports.say(f"{error}. It is skipped; the next contact is served")
        else:
            self._obey(message, at)

    def _obey(self, message: plugin.PluginMessage, at: float) -> None:
        if isinstance(message, Initialize):
            self._initialize(message)
            return
        if self._desktop is None:
            self._ports.say("The plug-in sent an event before 'initialize': it is skipped")
            return
        match message:
            case SettingsChanged(settings, asked):
                self._want(self._desktop.section.take(settings, asked))
                self._go_on(self._desktop)
            case ContactReport() | EndReport() | OperatorReport():
                self._hold_or_take(message, self._desktop, at)

    def _want(self, keys: Sequence[str]) -> None:
        if keys:
            self._ports.write(plugin.settings_wanted(keys))

    def _go_on(self, desktop: _Desktop) -> None:
        """Use EMC's section once it is complete, then take what has waited for it."""
        if not desktop.section.is_complete:
            return
        try:
            if self._session is None:
                self._start(desktop)
            else:
                self._session.settings.take_section(desktop.section.layer.values)
                self._use_settings(self._session)
        finally:
            held, desktop.held = desktop.held, []
            for message, at in held:
                self._hold_or_take(message, desktop, at)

    def _hold_or_take(self, message: Report, desktop: _Desktop, at: float) -> None:
        """No card goes out by a part of the settings: an event waits while EMC is being asked."""
        section = desktop.section
        if isinstance(message, ContactReport) and section.is_complete and not section.is_enumerated:
            self._want(section.meet(message.media_type_name))
        if self._session is None or not section.is_complete:
            desktop.held.append((message, at))
        else:
            self._take_event(message, self._session, at)

    def _take_event(self, report: Report, session: _Session, at: float) -> None:
        if report.seq > session.last_seq:
            session.last_seq = report.seq
            stamps = Stamps(report.at, at)
            try:
                self._report(report, session, stamps)
            except Exception as error:  # noqa: BLE001 - it must not hold up those behind it
                self._give_up(report, session, stamps, error)
        session.owes_word = True
        self._acknowledge(session)

    def _give_up(self, report: Report, session: _Session, stamps: Stamps, error: Exception) -> None:
        """To try *report* again would end no better. It leaves a trace where its card would."""
        match report:
            case ContactReport(contact_id=contact_id):
                reason = f"{_OUR_FAULT}: {without_values(error)}"
                session.records.keep(Record(contact_id, Fate.FAILED, reason=reason), stamps)
            case EndReport() | OperatorReport():
                self._tell_fault("An event of the plug-in could not be handled", error)

    def _acknowledge(self, session: _Session) -> None:
        """Nothing that is not in the journal yet."""
        if session.owes_word and not session.records.are_waiting:
            session.owes_word = False
            self._ports.write(plugin.acknowledged(session.last_seq))

    def _catch_up(self) -> None:
        """Write what the journal has not taken, should there be room again."""
        session = self._session
        if session is None:
            return
        if session.records.are_waiting and self._ports.clock() >= session.next_try:
            session.next_try = self._ports.clock() + _SECONDS_BETWEEN_TRIES
            session.records.write()
        self._acknowledge(session)

    def _initialize(self, message: Initialize) -> None:
        if message.protocol != plugin.PROTOCOL:
            text = f"This service speaks protocol {plugin.PROTOCOL}, not {message.protocol}"
            self._refuse(message.request_id, plugin.UNSUPPORTED_PROTOCOL, text)
            return
        if self._desktop is None:
            section = EmcSection(f"EMC section {message.section}", self._layers)
            self._desktop = _Desktop(message, section)
            self._want(section.take(message.settings, message.asked))
            self._go_on(self._desktop)
        elif self._session:
            log.warning("The plug-in sent 'initialize' again: it is answered, and changes nothing")
            self._answer(message)

    def _start(self, desktop: _Desktop) -> None:
        self._session = self._begin(desktop)
        self._answer(desktop.message)
        self._settle(self._session, self._restore, self._warm_up, self._watch)
        section = desktop.section
        if not section.is_enumerated:
            self._ports.say(UNENUMERATED)
        number, facts = len(section.layer.values), desktop.message.facts
        log.info("Ready: %d settings, facts of the desktop: %s", number, facts)

    def _answer(self, message: Initialize) -> None:
        answer = plugin.initialized(message.request_id, version=__version__, pid=self._ports.pid)
        self._ports.write(answer)

    def _begin(self, desktop: _Desktop) -> _Session:
        """Do all without which no contact could be served. Raises CannotBegin."""
        try:
            return self._start_session(desktop)
        except Exception as error:
            text = f"The service cannot begin, {_OUR_FAULT}: {without_values(error)}"
            self._refuse(desktop.message.request_id, plugin.CANNOT_BEGIN, text)
            raise CannotBegin(text) from error

    def _start_session(self, desktop: _Desktop) -> _Session:
        message, section = desktop.message, desktop.section.layer
        live_settings = LiveSettings(self._layers, section, self._ports.sources, self._ports.say)
        settings = live_settings.reading.settings
        desk = Desk(settings.rules)
        desk.handle(OperatorChanged(message.operator))
        journal = self._ports.open_journal(message.session, settings.journal_days)
        page = OperatorsPage(live_settings.reading, self._ports.language)
        records = RecordWriter(journal, page, self._ports.say)
        session = _Session(live_settings, desk, journal, page, records)
        self._put_in_force(session)
        return session

    def _put_in_force(self, session: _Session) -> None:
        """Do what cards need of the settings: they count from the next contact on."""
        reading = session.settings.reading
        settings = reading.settings
        _set_log_level(settings)
        session.records.forget_rules()
        session.page.take_settings(reading)
        session.page.take_settings_server(session.settings.server_trouble)
        self._ports.requests.use(settings.requests)
        self._note(self._ports.driver.use(settings.chrome, self._instant()))

    def _settle(self, session: _Session, *first: Callable[[_Session], None]) -> None:
        """Do what no card waits for. Where one part fails, the others are done all the same."""
        for part in (*first, self._look_at_key, self._report_to, self._look_through):
            try:
                part(session)
            except Exception as error:  # noqa: BLE001 - the next part is another matter
                self._tell_fault("The service works, but not everything of it", error)

    def _warm_up(self, session: _Session) -> None:
        """While Chrome starts, which takes longer."""
        warm_up(session.settings.reading.settings)

    def _watch(self, session: _Session) -> None:
        session.settings.watch()

    def _use_settings(self, session: _Session) -> None:
        self._put_in_force(session)
        self._handle(RulesChanged(session.settings.reading.settings.rules), Stamps())
        self._settle(session)

    def _look_through(self, session: _Session) -> None:
        """What one layer says may name keys of EMC's section."""
        if self._desktop:
            self._want(self._desktop.section.look_through(session.settings.layers))

    def _report_to(self, session: _Session) -> None:
        reading = session.settings.reading
        self._ports.telemetry.use(reading.settings.telemetry_address)
        self._ports.telemetry.take_problems(len(reading.problems))

    def _look_at_key(self, session: _Session) -> None:
        """The key that signs addresses lies on the desktop, where it may come and go."""
        problem = self._ports.requests.problem()
        if problem != session.key_problem:
            session.key_problem = problem
            session.page.take_key(problem)
            if problem:
                self._ports.say(str(problem))

    def _restore(self, session: _Session) -> None:
        try:
            session.journal.prune()
            cards = session.journal.open_cards()
        except OSError as error:
            self._ports.say(f"The journal cannot be read: {error.strerror}")
            return
        self._carry_out(session.desk.restore(cards), session, Stamps())
        session.page.restore(cards, self._ports.now())

    def _report(self, report: Report, session: _Session, stamps: Stamps) -> None:
        match report:
            case OperatorReport(operator=operator):
                self._handle(OperatorChanged(operator), stamps)
            case EndReport():
                self._take_contact(report, session, stamps)
            case ContactReport(problem=problem):
                if problem:
                    log.warning("The plug-in could not read all of a contact: %s", problem)
                self._take_contact(report, session, stamps)

    def _take_contact(
        self, report: ContactReport | EndReport, session: _Session, stamps: Stamps
    ) -> None:
        if event := session.intake.event_of(report, session.settings.reading.settings):
            self._handle(event, stamps)
            self._look_at_key(session)

    def _handle(self, event: Event, stamps: Stamps) -> None:
        if session := self._session:
            commands = session.desk.handle(event)
            self._carry_out(commands, session, stamps)
            reported = self._ports.now() if stamps.reported is None else stamps.reported
            session.page.take(event, commands, reported)
            self._ports.telemetry.take(event, commands, reported)

    def _carry_out(self, commands: Iterable[Command], session: _Session, stamps: Stamps) -> None:
        for command in commands:
            match command:
                case RaiseTab():
                    if command.focus is Focus.FRONT:
                        # Windows has to know before Chrome asks; nobody waits for an answer.
                        self._ports.write(plugin.allow_foreground(self._ports.driver.pid))
                    self._note(self._ports.driver.do(command, self._instant()))
                    stamps = replace(stamps, sent=self._ports.now())
                    session.closings.pop(command.card, None)
                case CloseTab(card, after):
                    session.closings[card] = self._ports.clock() + after
                case Record():
                    session.records.keep(command, stamps)

    def _refresh_page(self) -> None:
        """The operator's page comes last: first every card that waits."""
        if self._session and (news := self._session.page.news()):
            self._note(self._ports.driver.do(ShowPage(news), self._instant()))

    def _close_tabs(self) -> None:
        closings = self._session.closings if self._session else {}
        now = self._ports.clock()
        for card in [card for card, due in closings.items() if due <= now]:
            del closings[card]
            self._note(self._ports.driver.do(CloseTab(card), self._instant()))

    def _tell_fault(self, what: str, error: Exception) -> None:
        """EMC's error log gets each kind once. An error's own text may hold a customer's."""
        text = f"{what}, {_OUR_FAULT}: {without_values(error)}"
        log.error("%s", text)
        if text not in self._told_faults:
            self._told_faults.add(text)
            self._ports.write(plugin.log("status", text))

    def _refuse(self, request_id: int | str, code: int, text: str) -> None:
        self._ports.write(plugin.refused(request_id, code, text))


def _set_log_level(settings: Settings) -> None:
    logging.getLogger("chatplugin").setLevel(settings.log_level.upper())
