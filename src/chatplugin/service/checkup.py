"""
A check-up by `chatplugin doctor`: what was looked at goes in, how healthy each part is comes out.

Nothing is looked at here, and nothing is green that was not looked at.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from msgspec import Struct

from chatplugin import __version__
from chatplugin.browser.policies import NAMES, ChromeSetup, Policy
from chatplugin.config.layers import Layer, Problem, Severity
from chatplugin.config.settings import ChromeDriver, Settings
from chatplugin.domain.events import Fate
from chatplugin.sentences import Language, Said, said, say, say_remedy, stopped
from chatplugin.service.status import Status

WORST_CLOCK = 30.0
"""Seconds by which clocks may differ before a CRM refuses a signature, as ours does."""

_DAY = 86_400_000.0
_LITTLE_ROOM, _NO_ROOM = 200, 20
_SOON = 30
_NO_HEADS = 501
"""A server that answers so knows GET alone, which is enough for cards."""


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    NOT_LOOKED_AT = "not looked at"

    @property
    def exit_code(self) -> int:
        """What the command ends with where nothing is worse."""
        match self:
            case Health.OK | Health.WARNING:
                return 0
            case Health.PROBLEM:
                return 1
            case Health.NOT_LOOKED_AT:
                return 2


class Area(StrEnum):
    PLUGIN = "plug-in"
    SERVICE = "service"
    CHROME = "Chrome"
    SETTINGS = "settings"
    CRM = "CRM"
    MACHINE = "computer"
    CONTACTS = "contacts"


class CheckResult(Struct, frozen=True):
    area: Area
    health: Health
    what: Said
    problem: Problem | None = None
    """A fault of the settings, which says where it stands."""

    def text(self, language: Language) -> str:
        """Return what was found, without a full stop."""
        if self.problem is None:
            return say(self.what, language)
        source = say(Layer.known_as(self.problem.source), language)
        subject = ": ".join(filter(None, (source, self.problem.key)))
        return f"{subject}: {self.problem.sentence(language)}"

    def advice(self, language: Language) -> str:
        """Return what to do about it, with its full stop; empty where nothing is to be done."""
        if self.problem is not None:
            return self.problem.advice(language)
        return stopped(say_remedy(self.what, language))

    @property
    def told(self) -> Said:
        """Return what is said, whose page of the docs says more."""
        return self.problem.what if self.problem else self.what


class Server(Struct, frozen=True):
    """
    What became of asking for a server's page `/`.

    `trouble` says why there was no answer. Times are in milliseconds since 1970-01-01 UTC,
    `clock_ahead` in seconds by which our clock is before the server's.
    """

    origin: str
    trouble: Said | None = None
    status: int = 0
    took: float = 0.0
    certificate_until: float | None = None
    clock_ahead: float | None = None
    by_proxy: bool = False


class Chrome(Struct, frozen=True):
    """`unreadable` has the files and registry keys of policies that could not be read."""

    path: str = ""
    version: str = ""
    trouble: Said | None = None
    policies: Sequence[Policy] = ()
    unreadable: Sequence[str] = ()
    manifest: str = ""
    """That of the native messaging host; empty if none is registered."""

    extension: str = ""
    launcher: str = ""
    is_for_all: bool = False


class LastContact(Struct, frozen=True):
    """A contact's latest line in the journal, without what is the customer's."""

    at: float
    contact: str
    channel: str
    fate: Fate
    reason: Said | None = None


class CheckUp(Struct, frozen=True):
    """What was looked at. `utc_offset` is that of the desktop's clock, in seconds."""

    now: float
    utc_offset: float
    status: Status | None
    answers: bool
    """Whether the service has answered a question just now."""

    chrome: Chrome
    looked_at: Said
    is_whole: bool
    layers: Sequence[Layer]
    settings: Settings
    problems: Sequence[Problem]
    servers: Sequence[Server]
    key: Problem | None
    folder: str
    megabytes_free: int | None
    contacts: Sequence[LastContact]
    troubles: Sequence[str]
    journal_trouble: Said | None = None

    def results(self) -> "list[CheckResult]":
        """Return what there is to say of this desktop, as a person would go through a desktop."""
        return [
            *_of_plugin(self),
            *_of_service(self),
            *_of_chrome(self),
            *_of_settings(self),
            *_of_servers(self),
            *_of_machine(self),
            *_of_contacts(self),
        ]


def _clock_time(at: float, checkup: CheckUp) -> str:
    """Return the moment *at* as the desktop's clock shows it; the day only where it is another."""
    zone = timezone(timedelta(seconds=checkup.utc_offset))
    then, today = (_date(moment).astimezone(zone) for moment in (at, checkup.now))
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%Y-%m-%d %H:%M}"


def _date(at: float) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def _of_plugin(checkup: CheckUp) -> Iterator[CheckResult]:
    status = checkup.status
    if status is None:
        yield CheckResult(Area.PLUGIN, Health.NOT_LOOKED_AT, said("doctor.plugin_unknown"))
        return
    desktop = status.desktop
    what = said(
        "doctor.plugin",
        version=desktop.plugin or "?",
        clr=desktop.clr or "?",
        bits=desktop.bits,
        os=desktop.os or "?",
    )
    yield CheckResult(Area.PLUGIN, Health.OK, what)
    if desktop.plugin and not _is_same(desktop.plugin, status.service):
        what = said("doctor.versions", plugin=desktop.plugin, service=status.service)
        yield CheckResult(Area.PLUGIN, Health.WARNING, what)


def _is_same(plugin: str, service: str) -> bool:
    return plugin.split(".")[:3] == service.split(".")[:3]


def _of_service(checkup: CheckUp) -> Iterator[CheckResult]:
    status = checkup.status
    if status is None:
        yield CheckResult(
            Area.SERVICE, Health.PROBLEM, said("doctor.never_ran", folder=checkup.folder)
        )
        return
    since = _clock_time(status.started, checkup)
    if checkup.answers:
        what = said("doctor.running", version=status.service, pid=status.pid, since=since)
        yield CheckResult(Area.SERVICE, Health.OK, what)
    elif status.ended is not None:
        what = said("doctor.ended", at=_clock_time(status.ended, checkup))
        yield CheckResult(Area.SERVICE, Health.NOT_LOOKED_AT, what)
    else:
        what = said("doctor.silent", pid=status.pid, since=since)
        yield CheckResult(Area.SERVICE, Health.PROBLEM, what)
    if checkup.answers and status.service != __version__:
        what = said("doctor.another_version", service=status.service, here=__version__)
        yield CheckResult(Area.SERVICE, Health.WARNING, what)
    yield from _of_section(checkup, status)
    yield from _of_driver(checkup, status)


def _of_section(checkup: CheckUp, status: Status) -> Iterator[CheckResult]:
    section = status.section
    if section is None:
        health = Health.PROBLEM if checkup.answers else Health.NOT_LOOKED_AT
        yield CheckResult(Area.SERVICE, health, said("doctor.no_section"))
        return
    code = "doctor.section" if section.is_enumerated else "doctor.section_by_key"
    at = _clock_time(section.at, checkup)
    what = said(code, name=Layer.known_as(section.name), number=len(section.settings), at=at)
    yield CheckResult(Area.SERVICE, Health.OK, what)
    if status.overlay_trouble:
        what = said("doctor.overlay", trouble=status.overlay_trouble)
        yield CheckResult(Area.SERVICE, Health.WARNING, what)


def _of_driver(checkup: CheckUp, status: Status) -> Iterator[CheckResult]:
    if status.driver is None:
        return
    used, since = status.driver.used, _clock_time(status.driver.since, checkup)
    if used.obstacle:
        what = said("doctor.driver_stuck", name=used.name, reason=used.obstacle)
        yield CheckResult(Area.SERVICE, Health.PROBLEM, what)
    elif used.reason:
        what = said("doctor.driver_fallen", name=used.name, since=since, reason=used.reason)
        yield CheckResult(Area.SERVICE, Health.WARNING, what)
    else:
        health = Health.WARNING if used.name is ChromeDriver.COMMAND else Health.OK
        code = "doctor.driver_auto" if used.wanted is ChromeDriver.AUTO else "doctor.driver"
        yield CheckResult(Area.SERVICE, health, said(code, name=used.name, since=since))


def _of_chrome(checkup: CheckUp) -> Iterator[CheckResult]:
    chrome = checkup.chrome
    if chrome.trouble is not None:
        yield CheckResult(Area.CHROME, Health.PROBLEM, chrome.trouble)
        return
    if chrome.version:
        what = said("doctor.chrome", version=chrome.version, path=chrome.path)
        yield CheckResult(Area.CHROME, Health.OK, what)
    else:
        what = said("doctor.chrome_version", path=chrome.path)
        yield CheckResult(Area.CHROME, Health.NOT_LOOKED_AT, what)
    yield from _of_policies(checkup)
    yield from _of_extension(checkup)


_HEALTH_BY_HARM = {
    None: Health.OK,
    Severity.WARNING: Health.WARNING,
    Severity.ERROR: Health.PROBLEM,
}


def _of_policies(checkup: CheckUp) -> Iterator[CheckResult]:
    chrome, settings = checkup.chrome, checkup.settings
    servers = [template.address for template in settings.rules.templates]
    setup = ChromeSetup(settings.chrome.driver, servers, chrome.extension, chrome.is_for_all)
    for place in chrome.unreadable:
        what = said("doctor.policies_unreadable", where=place)
        yield CheckResult(Area.CHROME, Health.NOT_LOOKED_AT, what)
    for remark in setup.remarks(chrome.policies):
        yield CheckResult(Area.CHROME, _HEALTH_BY_HARM[remark.harm], remark.named)
    found = {policy.name for policy in chrome.policies}
    unset = len([name for name in NAMES if name not in found])
    if not chrome.unreadable:
        yield CheckResult(Area.CHROME, Health.OK, said("doctor.policies_unset", number=unset))


def _of_extension(checkup: CheckUp) -> Iterator[CheckResult]:
    """The extension counts where it shows the cards, or would if the pipe could not."""
    chrome, driver = checkup.chrome, checkup.settings.chrome.driver
    is_needed = driver is ChromeDriver.EXTENSION
    if not chrome.manifest:
        health = Health.PROBLEM if is_needed else Health.OK
        code = "chrome.no_relay" if is_needed else "doctor.no_extension"
        yield CheckResult(Area.CHROME, health, said(code))
    elif not chrome.launcher or not chrome.extension:
        health = Health.PROBLEM if is_needed else Health.WARNING
        what = said("doctor.broken_registration", manifest=chrome.manifest)
        yield CheckResult(Area.CHROME, health, what)
    else:
        what = said("doctor.registered", manifest=chrome.manifest, extension=chrome.extension)
        yield CheckResult(Area.CHROME, Health.OK, what)


_SEVERITIES = {Severity.ERROR: Health.PROBLEM, Severity.WARNING: Health.WARNING}


def _of_settings(checkup: CheckUp) -> Iterator[CheckResult]:
    health = Health.OK if checkup.is_whole else Health.NOT_LOOKED_AT
    yield CheckResult(Area.SETTINGS, health, checkup.looked_at)
    for problem in checkup.problems:
        yield CheckResult(Area.SETTINGS, _SEVERITIES[problem.severity], problem.what, problem)
    if not checkup.settings.requests.sign_any:
        yield CheckResult(Area.SETTINGS, Health.OK, said("doctor.unsigned"))
    elif checkup.key is not None:
        health = _SEVERITIES[checkup.key.severity]
        yield CheckResult(Area.SETTINGS, health, checkup.key.what, checkup.key)
    else:
        yield CheckResult(Area.SETTINGS, Health.OK, said("doctor.key"))


def _of_servers(checkup: CheckUp) -> Iterator[CheckResult]:
    if not checkup.servers:
        yield CheckResult(Area.CRM, Health.NOT_LOOKED_AT, said("doctor.no_crm"))
    for server in checkup.servers:
        if server.trouble is not None:
            what = said("doctor.crm_trouble", origin=server.origin, what=server.trouble)
            yield CheckResult(Area.CRM, Health.PROBLEM, what)
            continue
        yield _of_answer(server)
        if server.certificate_until is not None:
            yield _of_certificate(server.certificate_until, checkup)


def _of_answer(server: Server) -> CheckResult:
    code = "doctor.crm_by_proxy" if server.by_proxy else "doctor.crm"
    what = said(code, origin=server.origin, status=server.status, took=round(server.took))
    is_ill = server.status >= 500 and server.status != _NO_HEADS
    return CheckResult(Area.CRM, Health.WARNING if is_ill else Health.OK, what)


def _of_certificate(until: float, checkup: CheckUp) -> CheckResult:
    days = int((until - checkup.now) // _DAY)
    what = said("doctor.certificate", day=f"{_date(until):%Y-%m-%d}", days=days)
    return CheckResult(Area.CRM, Health.WARNING if days < _SOON else Health.OK, what)


def _of_machine(checkup: CheckUp) -> Iterator[CheckResult]:
    free, folder = checkup.megabytes_free, checkup.folder
    if free is None:
        yield CheckResult(
            Area.MACHINE, Health.NOT_LOOKED_AT, said("doctor.disk_unknown", path=folder)
        )
    else:
        health = Health.PROBLEM if free < _NO_ROOM else Health.WARNING
        health = Health.OK if free >= _LITTLE_ROOM else health
        yield CheckResult(Area.MACHINE, health, said("doctor.disk", megabytes=free, path=folder))
    yield from _of_clock(checkup)


def _of_clock(checkup: CheckUp) -> Iterator[CheckResult]:
    """Compare the clock with a CRM's. Where nothing is signed, it does not matter much."""
    is_signed = checkup.settings.requests.sign_any
    known = [server.clock_ahead for server in checkup.servers if server.clock_ahead is not None]
    if known:
        yield _of_clocks(max(known, key=abs), is_signed=is_signed)
    elif is_signed:
        yield CheckResult(Area.MACHINE, Health.NOT_LOOKED_AT, said("doctor.clock_unknown"))


def _of_clocks(worst: float, *, is_signed: bool) -> CheckResult:
    what = said("doctor.clock", seconds=round(worst))
    if abs(worst) <= WORST_CLOCK / 3:
        return CheckResult(Area.MACHINE, Health.OK, what)
    is_refused = is_signed and abs(worst) > WORST_CLOCK
    code = "doctor.clock_refused" if is_refused else "doctor.clock_wrong"
    health = Health.PROBLEM if is_refused else Health.WARNING
    return CheckResult(Area.MACHINE, health, said(code, seconds=round(worst)))


FATES = {
    Fate.RAISED: said("journal.raised"),
    Fate.JOINED: said("journal.joined"),
    Fate.SHOWN: said("journal.shown"),
    Fate.NOT_SHOWN: said("journal.not_shown"),
    Fate.FAILED: said("journal.failed"),
    Fate.CLOSED: said("journal.closed"),
    Fate.KEPT: said("journal.kept"),
    Fate.ENDED: said("journal.ended"),
}

_BAD = {Fate.FAILED, Fate.NOT_SHOWN}


def _of_contacts(checkup: CheckUp) -> Iterator[CheckResult]:
    if checkup.journal_trouble:
        what = said("doctor.journal_unreadable", reason=checkup.journal_trouble)
        yield CheckResult(Area.CONTACTS, Health.NOT_LOOKED_AT, what)
    elif not checkup.contacts:
        yield CheckResult(Area.CONTACTS, Health.OK, said("doctor.no_contacts"))
    for contact in checkup.contacts:
        what = said(
            "doctor.contact",
            at=_clock_time(contact.at, checkup),
            channel=contact.channel or "?",
            contact=contact.contact,
            fate=FATES[contact.fate],
        )
        if contact.reason:
            what = said("doctor.contact_because", contact=what, reason=contact.reason)
        health = Health.WARNING if contact.fate in _BAD else Health.OK
        yield CheckResult(Area.CONTACTS, health, what)
    for trouble in checkup.troubles:
        yield CheckResult(Area.CONTACTS, Health.WARNING, said("doctor.trouble", line=trouble))
