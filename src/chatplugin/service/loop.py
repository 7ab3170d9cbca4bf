"""
The resident service: one queue, one loop.

Reader threads put what they read into the queue. The loop takes it out, reads the plug-in's lines,
and keeps what happens until EMC's section is known. From then on a session serves it.
"""

import logging
import queue
from collections.abc import Sequence

from msgspec import Struct, field

from chatplugin import __version__
from chatplugin.browser.driver import ChromeGone, FromChrome, FromRelay, RelayGone, RelayHere
from chatplugin.config.emc.wanted import UNENUMERATED, EmcSection
from chatplugin.config.layers import Layer
from chatplugin.desktop import plugin
from chatplugin.desktop.messages import Overlong
from chatplugin.desktop.plugin import (
    Check,
    ContactReport,
    EndReport,
    Initialize,
    OperatorReport,
    Report,
    SettingsChanged,
)
from chatplugin.domain.errors import ChatPluginError, ProtocolError, without_values
from chatplugin.sentences import Said, said
from chatplugin.service.live_settings import LiveSettings
from chatplugin.service.ports import (
    Asked,
    FromFile,
    FromPlugin,
    FromSettingsServer,
    Inbox,
    PluginGone,
    Ports,
    SettingsServerTroubled,
    Signal,
    Work,
)
from chatplugin.service.session import Session
from chatplugin.service.status import DesktopFacts, Section, Site, Status

log = logging.getLogger(__name__)

_OUR_FAULT = "by a fault of ChatPlugin"


class _CannotBegin(ChatPluginError):
    """The service cannot serve this desktop. The plug-in has the error, and starts another one."""


class _Desktop(Struct):
    """
    The plug-in's `initialize`, and EMC's section as far as it is known.

    `held` has the events that wait until EMC has answered for its section, with their times.
    """

    message: Initialize
    section: EmcSection
    site: Site
    held: list[tuple[Report, float]] = field(default_factory=list)


class Service:
    """Serves one operator's desk until the plug-in is gone. *layers* lie below EMC's section."""

    def __init__(self, ports: Ports, layers: Sequence[Layer]) -> None:
        self._ports = ports
        self._layers = layers
        self._desktop: _Desktop | None = None
        self._session: Session | None = None
        self._reported_faults: set[str] = set()
        self._started = ports.now()
        self._section: Section | None = None
        self._answered = ""
        self._status: Status | None = None

    def run(self, inbox: Inbox) -> None:
        """
        Take signals out of *inbox* until the plug-in is gone.

        Raises ChatPluginError if this desktop cannot be served.
        """
        try:
            while not isinstance(signal := self._next(inbox), PluginGone):
                self._live_through(signal, inbox)
        finally:
            self._ports.driver.close()
            if self._session:
                self._session.close()
            self._report_site()
            self._report(ended=self._ports.now())

    def _live_through(self, signal: Work | None, inbox: Inbox) -> None:
        try:
            if signal is not None:
                self._take(signal)
            if self._session:
                self._session.tick()
            # The operator's page comes last: first every card that waits.
            if inbox.empty():
                if self._session:
                    self._session.refresh_page()
                self._report()
        except _CannotBegin:
            raise
        except Exception as error:  # noqa: BLE001 - the next signal is served
            self._report_fault("A signal could not be handled", error)

    def _next(self, inbox: Inbox) -> Signal | None:
        due = self._session.due() if self._session else None
        timeout = None if due is None else max(0.0, due - self._ports.clock())
        try:
            return inbox.get(timeout=timeout)
        except queue.Empty:
            return None

    def _take(self, signal: Work) -> None:
        match signal:
            case FromPlugin(lines, at):
                for line in lines:
                    self._take_line(line, at)
            case FromChrome() | ChromeGone() | RelayHere() | FromRelay() | RelayGone():
                if self._session:
                    self._session.take_browser(signal)
            case FromFile() | FromSettingsServer() | SettingsServerTroubled():
                if self._session:
                    self._session.settings.take(signal)
                    self._use_settings(self._session)
            case Asked(question, contact):
                if self._session and contact:
                    self._session.take_test(contact)
                self._answered = question
                self._report_site()

    def _take_line(self, line: bytes | Overlong, at: float) -> None:
        if isinstance(line, Overlong):
            self._ports.say(f"The plug-in sent a message of {line.size} bytes: it is skipped")
        elif line.strip():
            try:
                self._read(line, at)
            except _CannotBegin:
                raise
            except Exception as error:  # noqa: BLE001 - the next line may be a contact
                self._report_fault("A message of the plug-in could not be handled", error)

    def _read(self, line: bytes, at: float) -> None:
        try:
            message = plugin.read(line)
        except plugin.UnknownMethod as error:
            log.warning("%s", error)
            if error.refusal:
                self._ports.write(error.refusal)
        except ProtocolError as error:
            self._ports.say(f"{error}. It is skipped; the next contact is served")
        else:
            self._take_message(message, at)

    def _take_message(self, message: plugin.PluginMessage, at: float) -> None:
        if isinstance(message, Initialize):
            self._initialize(message)
            return
        if isinstance(message, Check):
            self._ports.write(message.answer(self._waits_for()))
            return
        if self._desktop is None:
            self._ports.say("The plug-in sent an event before 'initialize': it is skipped")
            return
        match message:
            case SettingsChanged(settings, asked):
                self._ask_for(self._desktop.section.take(settings, asked))
                self._use_section(self._desktop)
            case ContactReport() | EndReport() | OperatorReport():
                self._hold_or_take(message, self._desktop, at)
                self._desktop.site.take(message)

    def _waits_for(self) -> str:
        """Return why events are not acknowledged, for EMC's error log; empty for no reason."""
        if self._desktop and not self._desktop.section.is_complete:
            return "EMC has not answered for its settings"
        if self._session and self._session.is_behind:
            return "the journal cannot be written"
        return ""

    def _ask_for(self, keys: Sequence[str]) -> None:
        if keys:
            self._ports.write(plugin.settings_wanted(keys))

    def _use_section(self, desktop: _Desktop) -> None:
        """Use EMC's section once it is complete, then take what has waited for it."""
        if not desktop.section.is_complete:
            return
        self._keep_section(desktop.section)
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
            self._ask_for(section.take_media_type(message.media_type_name))
        if self._session is None or not section.is_complete:
            desktop.held.append((message, at))
        else:
            self._session.take_report(message, at)

    def _initialize(self, message: Initialize) -> None:
        if message.protocol != plugin.PROTOCOL:
            text = f"This service speaks protocol {plugin.PROTOCOL}, not {message.protocol}"
            self._ports.write(message.refusal(plugin.UNSUPPORTED_PROTOCOL, text))
            return
        if self._desktop is None:
            section = EmcSection(f"EMC section {message.section}", self._layers)
            self._desktop = _Desktop(message, section, Site.of(message))
            self._ask_for(section.take(message.settings, message.asked))
            self._use_section(self._desktop)
        elif self._session:
            log.warning("The plug-in sent 'initialize' again: it is answered, and changes nothing")
            self._answer(message)

    def _start(self, desktop: _Desktop) -> None:
        self._session = self._begin(desktop)
        self._answer(desktop.message)
        self._session.settle()
        self._take_layers(self._session)
        section = desktop.section
        if not section.is_enumerated:
            self._ports.say(UNENUMERATED)
        number, facts = len(section.layer.values), DesktopFacts.of(desktop.message.facts)
        log.info("Ready: %d settings, facts of the desktop: %s", number, facts)

    def _answer(self, message: Initialize) -> None:
        answer = message.answer(version=__version__, pid=self._ports.pid)
        self._ports.write(answer)

    def _begin(self, desktop: _Desktop) -> Session:
        """Do all without which no contact could be served. Raises _CannotBegin."""
        ports, section = self._ports, desktop.section.layer
        try:
            settings = LiveSettings(self._layers, section, ports.sources, ports.say)
            return Session(ports, settings, desktop.message, self._report_fault)
        except Exception as error:
            text = f"The service cannot begin, {_OUR_FAULT}: {without_values(error)}"
            self._ports.write(desktop.message.refusal(plugin.CANNOT_BEGIN, text))
            raise _CannotBegin(text) from error

    def _use_settings(self, session: Session) -> None:
        session.use_settings()
        self._take_layers(session)

    def _take_layers(self, session: Session) -> None:
        """A layer may name more keys of EMC's section."""
        if self._desktop:
            self._ask_for(self._desktop.section.take_layers(session.settings.layers))

    def _report_fault(self, what: str, error: Exception) -> None:
        """EMC's error log gets each kind once. An error's own text may hold a customer's."""
        text = f"{what}, {_OUR_FAULT}: {without_values(error)}"
        log.error("%s", text)
        if text not in self._reported_faults:
            self._reported_faults.add(text)
            self._ports.write(plugin.log("status", text))

    def _report(self, ended: float | None = None) -> None:
        """Leave what commands ask for, if it has changed."""
        if self._desktop is None:
            return
        status = Status(
            __version__,
            self._ports.pid,
            self._started,
            DesktopFacts.of(self._desktop.message.facts),
            section=self._section,
            local_file=self._ports.local_file,
            driver=self._session.driver_status() if self._session else None,
            overlay_trouble=_of_overlay(self._session),
            answered=self._answered,
            ended=ended,
        )
        if status != self._status:
            self._status = status
            self._ports.report(status)

    def _report_site(self) -> None:
        if self._desktop:
            self._ports.report_site(self._desktop.site.report())

    def _keep_section(self, known: EmcSection) -> None:
        now = self._ports.now()
        self._section = Section.of(known.layer, now, is_enumerated=known.is_enumerated)


def _of_overlay(session: Session | None) -> Said | None:
    """Return where the overlay is to come from, and why it cannot be taken; None if it can."""
    trouble = session.settings.server_trouble if session else None
    if trouble is None:
        return None
    return said("doctor.overlay_from", source=Layer.known_as(trouble.source), what=trouble.what)
