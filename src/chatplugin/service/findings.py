"""
What `chatplugin doctor` finds: a desktop's facts go in, a verdict on each comes out.

Nothing is looked at here, and nothing is green that was not looked at.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from msgspec import Struct

from chatplugin import __version__
from chatplugin.browser.policies import NAMES, ChromeSetup, Policy, Weight
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


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    NOT_LOOKED_AT = "not looked at"


class Area(StrEnum):
    PLUGIN = "plug-in"
    SERVICE = "service"
    CHROME = "Chrome"
    SETTINGS = "settings"
    CRM = "CRM"
    MACHINE = "computer"
    CONTACTS = "contacts"


class Finding(Struct, frozen=True):
    area: Area
    verdict: Verdict
    what: Said
    problem: Problem | None = None
    """A fault of the settings, which says where it stands."""

    def text(self, language: Language) -> str:
        """Return what was found, without a full stop."""
        if self.problem is None:
            return say(self.what, language)
        subject = ": ".join(filter(None, (self.problem.source, self.problem.key)))
        return f"{subject}: {self.problem.sentence(language)}"

    def advice(self, language: Language) -> str:
        """Return what to do about it, with its full stop; empty where nothing is to be done."""
        if self.problem is not None:
            return self.problem.advice(language)
        return stopped(say_remedy(self.what, language))


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
    reason: str = ""


class Facts(Struct, frozen=True):
    """All that was looked at. `utc_offset` is that of the desktop's clock, in seconds."""

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
    journal_trouble: str = ""

    def findings(self) -> "list[Finding]":
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


def exit_code(found: Sequence[Finding]) -> int:
    """Return 1 if something is a problem, 2 if something was not looked at, else 0."""
    verdicts = {finding.verdict for finding in found}
    if Verdict.PROBLEM in verdicts:
        return 1
    return 2 if Verdict.NOT_LOOKED_AT in verdicts else 0


def _clock_time(at: float, facts: Facts) -> str:
    """Return the moment *at* as the desktop's clock shows it; the day only where it is another."""
    zone = timezone(timedelta(seconds=facts.utc_offset))
    then, today = (_date(moment).astimezone(zone) for moment in (at, facts.now))
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%Y-%m-%d %H:%M}"


def _date(at: float) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def _of_plugin(facts: Facts) -> Iterator[Finding]:
    status = facts.status
    if status is None:
        yield Finding(Area.PLUGIN, Verdict.NOT_LOOKED_AT, said("doctor.plugin_unknown"))
        return
    desktop = status.desktop
    what = said(
        "doctor.plugin",
        version=desktop.plugin or "?",
        clr=desktop.clr or "?",
        bits=desktop.bits,
        os=desktop.os or "?",
    )
    yield Finding(Area.PLUGIN, Verdict.OK, what)
    if desktop.plugin and not _is_same(desktop.plugin, status.service):
        what = said("doctor.versions", plugin=desktop.plugin, service=status.service)
        yield Finding(Area.PLUGIN, Verdict.WARNING, what)


def _is_same(plugin: str, service: str) -> bool:
    return plugin.split(".")[:3] == service.split(".")[:3]


def _of_service(facts: Facts) -> Iterator[Finding]:
    status = facts.status
    if status is None:
        yield Finding(Area.SERVICE, Verdict.PROBLEM, said("doctor.never_ran", folder=facts.folder))
        return
    since = _clock_time(status.started, facts)
    if facts.answers:
        what = said("doctor.running", version=status.service, pid=status.pid, since=since)
        yield Finding(Area.SERVICE, Verdict.OK, what)
    elif status.ended is not None:
        what = said("doctor.ended", at=_clock_time(status.ended, facts))
        yield Finding(Area.SERVICE, Verdict.NOT_LOOKED_AT, what)
    else:
        what = said("doctor.silent", pid=status.pid, since=since)
        yield Finding(Area.SERVICE, Verdict.PROBLEM, what)
    if facts.answers and status.service != __version__:
        what = said("doctor.another_version", service=status.service, here=__version__)
        yield Finding(Area.SERVICE, Verdict.WARNING, what)
    yield from _of_section(facts, status)
    yield from _of_driver(facts, status)


def _of_section(facts: Facts, status: Status) -> Iterator[Finding]:
    section = status.section
    if section is None:
        verdict = Verdict.PROBLEM if facts.answers else Verdict.NOT_LOOKED_AT
        yield Finding(Area.SERVICE, verdict, said("doctor.no_section"))
        return
    code = "doctor.section" if section.is_enumerated else "doctor.section_by_key"
    at = _clock_time(section.at, facts)
    what = said(code, name=section.name, number=len(section.settings), at=at)
    yield Finding(Area.SERVICE, Verdict.OK, what)
    if status.overlay_trouble:
        what = said("doctor.overlay", trouble=status.overlay_trouble)
        yield Finding(Area.SERVICE, Verdict.WARNING, what)


def _of_driver(facts: Facts, status: Status) -> Iterator[Finding]:
    if status.driver is None:
        return
    used, since = status.driver.used, _clock_time(status.driver.since, facts)
    if used.obstacle:
        what = said("doctor.driver_stuck", name=used.name, reason=used.obstacle)
        yield Finding(Area.SERVICE, Verdict.PROBLEM, what)
    elif used.reason:
        what = said("doctor.driver_fallen", name=used.name, since=since, reason=used.reason)
        yield Finding(Area.SERVICE, Verdict.WARNING, what)
    else:
        verdict = Verdict.WARNING if used.name is ChromeDriver.COMMAND else Verdict.OK
        code = "doctor.driver_auto" if used.wanted is ChromeDriver.AUTO else "doctor.driver"
        yield Finding(Area.SERVICE, verdict, said(code, name=used.name, since=since))


def _of_chrome(facts: Facts) -> Iterator[Finding]:
    chrome = facts.chrome
    if chrome.trouble is not None:
        yield Finding(Area.CHROME, Verdict.PROBLEM, chrome.trouble)
        return
    if chrome.version:
        what = said("doctor.chrome", version=chrome.version, path=chrome.path)
        yield Finding(Area.CHROME, Verdict.OK, what)
    else:
        what = said("doctor.chrome_version", path=chrome.path)
        yield Finding(Area.CHROME, Verdict.NOT_LOOKED_AT, what)
    yield from _of_policies(facts)
    yield from _of_extension(facts)


_WEIGHTS = {
    Weight.NONE: Verdict.OK,
    Weight.DOUBT: Verdict.WARNING,
    Weight.STOPS: Verdict.PROBLEM,
}


def _of_policies(facts: Facts) -> Iterator[Finding]:
    chrome, settings = facts.chrome, facts.settings
    servers = [template.address for template in settings.rules.templates]
    setup = ChromeSetup(settings.chrome.driver, servers, chrome.extension, chrome.is_for_all)
    for place in chrome.unreadable:
        what = said("doctor.policies_unreadable", where=place)
        yield Finding(Area.CHROME, Verdict.NOT_LOOKED_AT, what)
    for remark in setup.remarks(chrome.policies):
        policy = remark.policy
        value = _short(policy.value)
        what = said(
            "doctor.policy", name=policy.name, value=value, where=policy.where, what=remark.what
        )
        yield Finding(Area.CHROME, _WEIGHTS[remark.weight], what)
    found = {policy.name for policy in chrome.policies}
    unset = len([name for name in NAMES if name not in found])
    if not chrome.unreadable:
        yield Finding(Area.CHROME, Verdict.OK, said("doctor.policies_unset", number=unset))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _of_extension(facts: Facts) -> Iterator[Finding]:
    """The extension counts where it shows the cards, or would if the pipe could not."""
    chrome, driver = facts.chrome, facts.settings.chrome.driver
    is_needed = driver is ChromeDriver.EXTENSION
    if not chrome.manifest:
        verdict = Verdict.PROBLEM if is_needed else Verdict.OK
        code = "chrome.no_relay" if is_needed else "doctor.no_extension"
        yield Finding(Area.CHROME, verdict, said(code))
    elif not chrome.launcher or not chrome.extension:
        verdict = Verdict.PROBLEM if is_needed else Verdict.WARNING
        what = said("doctor.broken_registration", manifest=chrome.manifest)
        yield Finding(Area.CHROME, verdict, what)
    else:
        what = said("doctor.registered", manifest=chrome.manifest, extension=chrome.extension)
        yield Finding(Area.CHROME, Verdict.OK, what)


_SEVERITIES = {Severity.ERROR: Verdict.PROBLEM, Severity.WARNING: Verdict.WARNING}


def _of_settings(facts: Facts) -> Iterator[Finding]:
    verdict = Verdict.OK if facts.is_whole else Verdict.NOT_LOOKED_AT
    yield Finding(Area.SETTINGS, verdict, facts.looked_at)
    for problem in facts.problems:
        yield Finding(Area.SETTINGS, _SEVERITIES[problem.severity], problem.what, problem)
    if facts.settings.requests.key is None:
        yield Finding(Area.SETTINGS, Verdict.OK, said("doctor.unsigned"))
    elif facts.key is not None:
        yield Finding(Area.SETTINGS, Verdict.PROBLEM, facts.key.what, facts.key)
    else:
        yield Finding(Area.SETTINGS, Verdict.OK, said("doctor.key"))


def _of_servers(facts: Facts) -> Iterator[Finding]:
    if not facts.servers:
        yield Finding(Area.CRM, Verdict.NOT_LOOKED_AT, said("doctor.no_crm"))
    for server in facts.servers:
        if server.trouble is not None:
            what = said("doctor.crm_trouble", origin=server.origin, what=server.trouble)
            yield Finding(Area.CRM, Verdict.PROBLEM, what)
            continue
        yield _of_answer(server)
        if server.certificate_until is not None:
            yield _of_certificate(server.certificate_until, facts)


def _of_answer(server: Server) -> Finding:
    code = "doctor.crm_by_proxy" if server.by_proxy else "doctor.crm"
    what = said(code, origin=server.origin, status=server.status, took=round(server.took))
    is_ill = server.status >= 500 and server.status != _NO_HEADS
    return Finding(Area.CRM, Verdict.WARNING if is_ill else Verdict.OK, what)


def _of_certificate(until: float, facts: Facts) -> Finding:
    days = int((until - facts.now) // _DAY)
    what = said("doctor.certificate", day=f"{_date(until):%Y-%m-%d}", days=days)
    return Finding(Area.CRM, Verdict.WARNING if days < _SOON else Verdict.OK, what)


def _of_machine(facts: Facts) -> Iterator[Finding]:
    free, folder = facts.megabytes_free, facts.folder
    if free is None:
        yield Finding(Area.MACHINE, Verdict.NOT_LOOKED_AT, said("doctor.disk_unknown", path=folder))
    else:
        verdict = Verdict.PROBLEM if free < _NO_ROOM else Verdict.WARNING
        verdict = Verdict.OK if free >= _LITTLE_ROOM else verdict
        yield Finding(Area.MACHINE, verdict, said("doctor.disk", megabytes=free, path=folder))
    yield from _of_clock(facts)


def _of_clock(facts: Facts) -> Iterator[Finding]:
    """Compare the clock with a CRM's. Where nothing is signed, it does not matter much."""
    is_signed = facts.settings.requests.key is not None
    known = [server.clock_ahead for server in facts.servers if server.clock_ahead is not None]
    if known:
        yield _of_clocks(max(known, key=abs), is_signed=is_signed)
    elif is_signed:
        yield Finding(Area.MACHINE, Verdict.NOT_LOOKED_AT, said("doctor.clock_unknown"))


def _of_clocks(worst: float, *, is_signed: bool) -> Finding:
    what = said("doctor.clock", seconds=round(worst))
    if abs(worst) <= WORST_CLOCK / 3:
        return Finding(Area.MACHINE, Verdict.OK, what)
    is_refused = is_signed and abs(worst) > WORST_CLOCK
    code = "doctor.clock_refused" if is_refused else "doctor.clock_wrong"
    verdict = Verdict.PROBLEM if is_refused else Verdict.WARNING
    return Finding(Area.MACHINE, verdict, said(code, seconds=round(worst)))


FATES = {
    Fate.RAISED: said("journal.raised"),
    Fate.SHOWN: said("journal.shown"),
    Fate.NOT_SHOWN: said("journal.not_shown"),
    Fate.FAILED: said("journal.failed"),
    Fate.CLOSED: said("journal.closed"),
    Fate.KEPT: said("journal.kept"),
    Fate.ENDED: said("journal.ended"),
}

_BAD = {Fate.FAILED, Fate.NOT_SHOWN}


def _of_contacts(facts: Facts) -> Iterator[Finding]:
    if facts.journal_trouble:
        what = said("doctor.journal_unreadable", reason=facts.journal_trouble)
        yield Finding(Area.CONTACTS, Verdict.NOT_LOOKED_AT, what)
    elif not facts.contacts:
        yield Finding(Area.CONTACTS, Verdict.OK, said("doctor.no_contacts"))
    for contact in facts.contacts:
        what = said(
            "doctor.contact",
            at=_clock_time(contact.at, facts),
            channel=contact.channel or "?",
            contact=contact.contact,
            fate=FATES[contact.fate],
            reason=f" ({contact.reason})" if contact.reason else "",
        )
        verdict = Verdict.WARNING if contact.fate in _BAD else Verdict.OK
        yield Finding(Area.CONTACTS, verdict, what)
    for trouble in facts.troubles:
        yield Finding(Area.CONTACTS, Verdict.WARNING, said("doctor.trouble", line=trouble))
