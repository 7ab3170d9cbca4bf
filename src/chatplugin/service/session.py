"""
One run of EMC Desktop, from the moment on when its settings are known.

What happens goes to the desk as an event. The desk's commands are carried out, and it is written
down what became of each contact: in the journal, in the log, on the operator's page. Nothing is
decided here.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from chatplugin.browser.driver import FromBrowser, Instant, Reply, ShowPage
from chatplugin.config.layers import Problem
from chatplugin.config.settings import ChromeDriver
from chatplugin.desktop import plugin
from chatplugin.desktop.plugin import ContactReport, EndReport, Initialize, OperatorReport, Report
from chatplugin.domain.contact import CardId, shown
from chatplugin.domain.desk import Desk, Front
from chatplugin.domain.errors import without_values
from chatplugin.domain.events import (
    CloseTab,
    Command,
    Event,
    Fate,
    Focus,
    ForgetLogins,
    Incident,
    OperatorChanged,
    RaiseTab,
    Record,
    RulesChanged,
)
from chatplugin.operators_page.page import OperatorsPage
from chatplugin.sentences import Said, said
from chatplugin.service.intake import Intake
from chatplugin.service.live_settings import LiveSettings
from chatplugin.service.ports import Journal, Ports, Say, Stamps, Telemetry
from chatplugin.service.status import DriverStatus

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
"""Records that wait for room on the disk, beside those of the events that the plug-in keeps."""

_SECONDS_BETWEEN_TRIES = 1.0
"""Of writing what the journal has not taken. Nothing is acknowledged meanwhile."""

ReportFault = Callable[[str, Exception], None]


class Session:
    """*report_fault* takes each error of our own, after which the session goes on."""

    def __init__(
        self, ports: Ports, settings: LiveSettings, message: Initialize, report_fault: ReportFault
    ) -> None:
        self.settings = settings
        self._ports = ports
        self._report_fault = report_fault
        self._desk = Desk(settings.reading.settings.rules)
        self._operator = message.operator
        self._hangs = message.hangs
        days = settings.reading.settings.journal_days
        self._journal = ports.open_journal(message.session, days)
        self._page = OperatorsPage(settings.reading, ports.language)
        self._records = _RecordWriter(self._journal, self._page, ports.say)
        self._intake = Intake()
        self._last_seq = 0
        self._owes_acknowledgement = False
        """Whether the plug-in has sent an event since the last acknowledgement."""

        self._next_try = 0.0
        """When to write again what the journal has not taken, in seconds of the clock."""

        self._closings: dict[CardId, float] = {}
        """Tabs that are to be closed, and when, in seconds of the clock."""

        self._front = Front()
        self._due: float | None = None
        """When the driver is to be called, in seconds of the clock."""

        self._answers: deque[Event | Incident] = deque()
        """What the driver has reported, until the command that led to it is carried out."""

        self._key_problem: Problem | None = None
        self._driver: DriverStatus | None = None
        self._telemetry: Telemetry | None = None
        self._collector: str | None = None
        """The address that telemetry was opened for; None before that."""

        self._put_in_force()

    @property
    def is_behind(self) -> bool:
        """Whether the journal has yet to take what happened."""
        return self._records.are_waiting

    def settle(self) -> None:
        """Do what a start brings and no card waits for."""
        self._do_each(self._meet_operator, self._restore, self._warm_up, self.settings.watch)
        self._do_each(self._check_key, self._use_telemetry)
        if self._hangs:
            self._take_answer(Incident.HUNG)

    def use_settings(self) -> None:
        """Use `settings`, which have changed, from the next contact on."""
        self._put_in_force()
        self._handle(RulesChanged(self.settings.reading.settings.rules), Stamps())
        self._do_each(self._check_key, self._use_telemetry)

    def take_report(self, report: Report, at: float) -> None:
        """Serve what the plug-in has sent, *at* milliseconds since 1970-01-01 UTC."""
        if report.seq > self._last_seq:
            self._last_seq = report.seq
            stamps = Stamps(report.at, at)
            try:
                self._report(report, stamps)
            except Exception as error:  # noqa: BLE001 - it must not hold up those behind it
                self._give_up(report, stamps, error)
        self._owes_acknowledgement = True
        self._acknowledge()

    def take_test(self, contact: ContactReport) -> None:
        """Serve a contact that EMC does not know: nothing of it is acknowledged."""
        self._take_contact(contact, Stamps())

    def driver_status(self) -> DriverStatus:
        """Return the way to Chrome, and since when it is that."""
        used = self._ports.driver.used
        if self._driver is None or self._driver.used != used:
            self._driver = DriverStatus(used, self._ports.now())
        return self._driver

    def take_browser(self, signal: FromBrowser) -> None:
        self._note(self._ports.driver.receive(signal, self._instant()))
        self._take_answers()

    def due(self) -> float | None:
        """Return when `tick` is to be called, in seconds of the clock."""
        dues = [*self._closings.values()]
        if self._records.are_waiting:
            dues.append(self._next_try)
        dues += [due for due in (self._due, self._front.due) if due is not None]
        if self._answers:
            dues.append(self._ports.clock())
        return min(dues, default=None)

    def tick(self) -> None:
        """Do what is due."""
        self._close_tabs()
        self._raise_in_pause()
        self._catch_up()
        self._tick_driver()
        self._take_answers()

    def refresh_page(self) -> None:
        """Show what is new on the operator's page."""
        if news := self._page.news():
            self._note(self._ports.driver.do(ShowPage(news), self._instant()))

    def close(self) -> None:
        if self._telemetry:
            self._telemetry.close()
        self._journal.close()

    def _put_in_force(self) -> None:
        """Do what cards need of the settings."""
        reading = self.settings.reading
        logging.getLogger("chatplugin").setLevel(reading.settings.log_level.upper())
        self._records.forget_rules()
        self._page.take_settings(reading)
        self._page.take_settings_server(self.settings.server_trouble)
        chrome, requests = reading.settings.chrome, reading.settings.requests
        self._note(self._ports.driver.use(chrome, requests, self._instant()))

    def _do_each(self, *parts: Callable[[], None]) -> None:
        """Where one part fails, the others are done all the same."""
        for part in parts:
            try:
                part()
            except Exception as error:  # noqa: BLE001 - the next part is another matter
                self._report_fault("The service works, but not everything of it", error)

    def _meet_operator(self) -> None:
        try:
            self._desk.remember(self._journal.last_operator())
        finally:
            self._handle(OperatorChanged(self._operator), Stamps())

    def _restore(self) -> None:
        try:
            self._journal.prune()
            cards = self._journal.open_cards()
        except OSError as error:
            self._ports.say(f"The journal cannot be read: {Said.of(error)}")
            return
        self._carry_out(self._desk.restore(cards), Stamps())
        self._page.restore(cards, self._ports.now())

    def _warm_up(self) -> None:
        """While Chrome starts, which takes longer."""
        self._intake.warm_up(self.settings.reading.settings)
        self._ports.rest()

    def _check_key(self) -> None:
        """The key that signs addresses may come and go while the service runs."""
        problem = self._ports.driver.key_problem()
        if problem != self._key_problem:
            self._key_problem = problem
            self._page.take_key(problem)
            if problem:
                self._ports.say(str(problem))

    def _use_telemetry(self) -> None:
        reading = self.settings.reading
        address = reading.settings.telemetry_address
        if address != self._collector:
            if self._telemetry:
                self._telemetry.leave()
            self._collector = address
            self._telemetry = self._ports.open_telemetry(address)
        if self._telemetry:
            self._telemetry.take_problems(len(reading.problems))

    def _report(self, report: Report, stamps: Stamps) -> None:
        match report:
            case OperatorReport(operator=operator):
                self._handle(OperatorChanged(operator), stamps)
            case EndReport():
                self._take_contact(report, stamps)
            case ContactReport(contact_id=contact, problem=problem):
                if problem:
                    text = "The plug-in could not read all of contact %s: %s"
                    log.warning(text, shown(contact), problem)
                self._take_contact(report, stamps)

    def _take_contact(self, report: ContactReport | EndReport, stamps: Stamps) -> None:
        if event := self._intake.event_of(report, self.settings.reading.settings):
            self._handle(event, stamps)
            self._check_key()

    def _give_up(self, report: Report, stamps: Stamps, error: Exception) -> None:
        """Journal *report* as failed: another try would fail, too."""
        match report:
            case ContactReport(contact_id=contact_id):
                reason = said("trouble.our_fault", error=without_values(error))
                self._records.keep(Record(contact_id, Fate.FAILED, reason=reason), stamps)
            case EndReport() | OperatorReport():
                self._report_fault("An event of the plug-in could not be handled", error)

    def _handle(self, event: Event, stamps: Stamps) -> None:
        commands = self._desk.handle(event)
        self._front.follow(event)
        self._carry_out(commands, stamps)
        reported = self._ports.now() if stamps.reported is None else stamps.reported
        self._page.take(event, commands, reported)
        if self._telemetry:
            self._telemetry.take(event, commands, reported)

    def _carry_out(self, commands: Iterable[Command], stamps: Stamps) -> None:
        for command in commands:
            match command:
                case RaiseTab(card):
                    self._raise(self._front.take(command, self._ports.clock(), self._rest(command)))
                    stamps = replace(stamps, sent=self._ports.now())
                    self._closings.pop(card, None)
                case CloseTab(card, after):
                    self._closings[card] = self._ports.clock() + after
                case ForgetLogins():
                    self._close_tabs()  # Or else their pages may be given a session again.
                    self._note(self._ports.driver.do(command, self._instant()))
                case Record():
                    self._records.keep(command, stamps)

    def _rest(self, command: RaiseTab) -> float | None:
        """Return how long the hands have rested; None where *command* waits for no pause."""
        # Chrome's command line keeps no card behind: it would open the card twice.
        keeps_behind = self._ports.driver.used.name is not ChromeDriver.COMMAND
        waits = command.focus is Focus.IN_A_PAUSE and keeps_behind
        return self._ports.rest() if waits else None

    def _raise(self, command: RaiseTab) -> None:
        if command.focus is Focus.FRONT:
            # Windows has to know before Chrome asks. There is no answer to wait for.
            self._ports.write(plugin.allow_foreground(self._ports.driver.pid))
        self._note(self._ports.driver.do(command, self._instant()))

    def _raise_in_pause(self) -> None:
        if self._front.due is None or self._front.due > self._ports.clock():
            return
        if command := self._front.wake(self._ports.clock(), self._ports.rest()):
            self._raise(command)

    def _acknowledge(self) -> None:
        """Acknowledge what is in the journal, and nothing else."""
        if self._owes_acknowledgement and not self._records.are_waiting:
            self._owes_acknowledgement = False
            self._ports.write(plugin.acknowledged(self._last_seq))

    def _catch_up(self) -> None:
        """Write what the journal has not taken, as soon as there is room again."""
        if self._records.are_waiting and self._ports.clock() >= self._next_try:
            self._next_try = self._ports.clock() + _SECONDS_BETWEEN_TRIES
            self._records.write()
        self._acknowledge()

    def _close_tabs(self) -> None:
        now = self._ports.clock()
        for card in [card for card, due in self._closings.items() if due <= now]:
            del self._closings[card]
            self._front.forget(card)
            self._note(self._ports.driver.do(CloseTab(card), self._instant()))

    def _tick_driver(self) -> None:
        if self._due is not None and self._due <= self._ports.clock():
            self._due = None
            self._note(self._ports.driver.tick(self._instant()))

    def _note(self, reply: Reply) -> None:
        """Keep what the driver reports until the record of its cause is written."""
        self._due = reply.due
        self._answers += [*reply.events, *reply.incidents]
        for sentence in reply.sentences:
            self._ports.say(sentence)

    def _take_answers(self) -> None:
        while self._answers:
            try:
                self._take_answer(self._answers.popleft())
            except Exception as error:  # noqa: BLE001 - the next answer is of another card
                self._report_fault("An answer of Chrome could not be handled", error)

    def _take_answer(self, answer: Event | Incident) -> None:
        if isinstance(answer, Incident):
            if self._telemetry:
                self._telemetry.take_incident(answer)
            self._page.take_incident(answer, self._ports.now())
        else:
            self._handle(answer, Stamps())

    def _instant(self) -> Instant:
        return Instant(self._ports.clock(), self._ports.now() / 1000)


class _RecordWriter:
    """
    Keeps the records of a session. Cards come up also while the journal cannot be written.

    Records that it does not take wait, in order, until `write` finds room.
    """

    def __init__(self, journal: Journal, page: OperatorsPage, say: Say) -> None:
        self._journal = journal
        self._page = page
        self._say = say
        self._is_failing = False
        self._failed_rules: set[str] = set()
        self._waiting: deque[tuple[Record, Stamps]] = deque()

    @property
    def are_waiting(self) -> bool:
        return bool(self._waiting)

    def forget_rules(self) -> None:
        """Report rules that fail once more: they have changed."""
        self._failed_rules.clear()

    def keep(self, record: Record, stamps: Stamps) -> None:
        what = record.channel_type or "contact"
        log.info("%s %s: %s%s", what, shown(record.contact_id), record.fate, _because(record))
        for rule in {*record.failed_rules} - self._failed_rules:
            self._failed_rules.add(rule)
            log.warning("%s cannot be worked out for a contact, and counts as not holding", rule)
        if record.fate is Fate.FAILED:
            contact = shown(record.contact_id)
            why = record.reason.described() if record.reason else ""
            self._say(f"The card of contact {contact} could not be shown: {why}")
        if len(self._waiting) < MOST_WAITING or stamps.reported is not None:
            self._waiting.append((record, stamps))
        self.write()

    def write(self) -> None:
        """Write what waits, as far as the journal takes it."""
        while self._waiting:
            waiting = self._waiting.popleft()
            try:
                self._journal.append(*waiting)
            except OSError as error:
                self._waiting.appendleft(waiting)
                self._report_failure(Said.of(error))
                return
        if self._is_failing:
            self._is_failing = False
            self._page.take_journal(None)
            self._say("The journal can be written again")

    def _report_failure(self, reason: Said) -> None:
        self._page.take_journal(reason)
        if not self._is_failing:
            self._is_failing = True
            self._say(f"The journal cannot be written: {reason}. Cards still come up")


def _because(record: Record) -> str:
    return f" ({record.reason})" if record.reason else ""
