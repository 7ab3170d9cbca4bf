"""What the doctor says of a desktop, and that nothing is green that was not looked at."""

import pytest
from msgspec.structs import replace

from chatplugin import __version__
from chatplugin.browser.driver import DriverUsed
from chatplugin.browser.policies import Policy
from chatplugin.config.layers import Layer
from chatplugin.config.settings import ChromeDriver, read_settings
from chatplugin.domain.events import Fate
from chatplugin.sentences import Language, said
from chatplugin.service.findings import Chrome, Facts, LastContact, Server, Verdict, exit_code
from chatplugin.service.status import DesktopFacts, DriverStatus, Section, Status

NOW = 1_780_000_000_000.0
DAY = 86_400_000.0
READ = read_settings([Layer("EMC", {"ChatTemplate": "https://crm.example.com/{?user_id}"})])
SIGNED = read_settings([Layer("EMC", {"Sign.Key": "file:/keys/crm.key"})])
PIPE = DriverUsed(ChromeDriver.PIPE, ChromeDriver.AUTO)
STATUS = Status(
    __version__,
    7,
    NOW - DAY,
    DesktopFacts(__version__, "4.0.30319.42000", 32, "Windows", "ru-RU"),
    Section("EMC section ChatPlugin", {"TabTitle": "CRM"}, NOW),
    driver=DriverStatus(PIPE, NOW),
)
SERVER = Server("https://crm.example.com", None, 200, 12.0, NOW + 90 * DAY, 0.4)
BLOCKED = Policy("URLBlocklist", ["*"], "/etc")
GOOD = Facts(
    now=NOW,
    utc_offset=10800,
    status=STATUS,
    answers=True,
    chrome=Chrome("/usr/bin/chrome", "156.0.1"),
    looked_at=said("read.all", names=("EMC section ChatPlugin (10:02)",)),
    is_whole=True,
    layers=(),
    settings=READ.settings,
    problems=(),
    servers=(SERVER,),
    key=None,
    folder="/home/operator/ChatPlugin",
    megabytes_free=5000,
    contacts=(LastContact(NOW, "W1", "whatsapp", Fate.SHOWN),),
    troubles=(),
)


def verdicts(facts: Facts) -> dict[str, Verdict]:
    """Return the verdicts that are not green, by the codes of their sentences."""
    found = facts.findings()
    assert all(each.text(language) for each in found for language in Language)
    return {each.what.code: each.verdict for each in found if each.verdict is not Verdict.OK}


def test_a_desktop_that_works_is_all_green() -> None:
    assert verdicts(GOOD) == {}
    assert exit_code(GOOD.findings()) == 0


def test_a_moment_is_shown_by_the_desktops_clock_and_the_day_where_it_is_another() -> None:
    [running] = [f for f in GOOD.findings() if f.what.code == "doctor.running"]
    [section] = [f for f in GOOD.findings() if f.what.code == "doctor.section"]

    assert "since 2026-05-27 23:26 " in running.text(Language.ENGLISH)
    assert "as of 23:26" in section.text(Language.ENGLISH)


def of_status(**changed: object) -> Facts:
    return replace(GOOD, status=replace(STATUS, **changed))


def of_driver(name: ChromeDriver, reason: str = "", obstacle: str = "") -> Facts:
    used = DriverUsed(name, ChromeDriver.AUTO, reason, obstacle)
    return of_status(driver=DriverStatus(used, NOW))


WRONG = [
    (replace(GOOD, status=None, answers=False), "doctor.never_ran", Verdict.PROBLEM),
    (replace(GOOD, status=None, answers=False), "doctor.plugin_unknown", Verdict.NOT_LOOKED_AT),
    (replace(GOOD, answers=False), "doctor.silent", Verdict.PROBLEM),
    (replace(of_status(ended=NOW), answers=False), "doctor.ended", Verdict.NOT_LOOKED_AT),
    (of_status(service="0.0.9"), "doctor.versions", Verdict.WARNING),
    (of_status(service="0.0.9"), "doctor.another_version", Verdict.WARNING),
    (of_status(section=None), "doctor.no_section", Verdict.PROBLEM),
    (of_status(overlay_trouble="it is away"), "doctor.overlay", Verdict.WARNING),
    (of_driver(ChromeDriver.EXTENSION, "forbidden"), "doctor.driver_fallen", Verdict.WARNING),
    (of_driver(ChromeDriver.PIPE, "", "ill"), "doctor.driver_stuck", Verdict.PROBLEM),
    (of_driver(ChromeDriver.COMMAND), "doctor.driver_auto", Verdict.WARNING),
    (
        replace(GOOD, chrome=Chrome(trouble=said("chrome.not_there"))),
        "chrome.not_there",
        Verdict.PROBLEM,
    ),
    (replace(GOOD, chrome=Chrome("/chrome")), "doctor.chrome_version", Verdict.NOT_LOOKED_AT),
    (
        replace(GOOD, chrome=Chrome("/chrome", "1", unreadable=("/etc/x.json",))),
        "doctor.policies_unreadable",
        Verdict.NOT_LOOKED_AT,
    ),
    (
        replace(GOOD, chrome=Chrome("/chrome", "1", policies=[BLOCKED])),
        "doctor.policy",
        Verdict.PROBLEM,
    ),
    (
        replace(GOOD, chrome=Chrome("/chrome", "1", manifest="/m.json")),
        "doctor.broken_registration",
        Verdict.WARNING,
    ),
    (replace(GOOD, is_whole=False), "read.all", Verdict.NOT_LOOKED_AT),
    (replace(GOOD, servers=()), "doctor.no_crm", Verdict.NOT_LOOKED_AT),
    (
        replace(GOOD, servers=(Server("https://crm", said("fetch.silent")),)),
        "doctor.crm_trouble",
        Verdict.PROBLEM,
    ),
    (replace(GOOD, servers=(replace(SERVER, status=502),)), "doctor.crm", Verdict.WARNING),
    (
        replace(GOOD, servers=(replace(SERVER, certificate_until=NOW + 5 * DAY),)),
        "doctor.certificate",
        Verdict.WARNING,
    ),
    (replace(GOOD, servers=(replace(SERVER, clock_ahead=-90),)), "doctor.clock_wrong", "warning"),
    (
        replace(GOOD, settings=SIGNED.settings, servers=(replace(SERVER, clock_ahead=90),)),
        "doctor.clock_refused",
        Verdict.PROBLEM,
    ),
    (
        replace(GOOD, settings=SIGNED.settings, servers=(replace(SERVER, clock_ahead=None),)),
        "doctor.clock_unknown",
        Verdict.NOT_LOOKED_AT,
    ),
    (replace(GOOD, megabytes_free=None), "doctor.disk_unknown", Verdict.NOT_LOOKED_AT),
    (replace(GOOD, megabytes_free=100), "doctor.disk", Verdict.WARNING),
    (replace(GOOD, megabytes_free=5), "doctor.disk", Verdict.PROBLEM),
    (
        replace(GOOD, contacts=(LastContact(NOW, "W1", "", Fate.FAILED, "away"),)),
        "doctor.contact",
        Verdict.WARNING,
    ),
    (
        replace(GOOD, journal_trouble="Permission denied"),
        "doctor.journal_unreadable",
        Verdict.NOT_LOOKED_AT,
    ),
    (replace(GOOD, troubles=("10:02 WARNING x",)), "doctor.trouble", Verdict.WARNING),
]


@pytest.mark.parametrize(("facts", "code", "verdict"), WRONG, ids=[case[1] for case in WRONG])
def test_what_is_wrong_or_was_not_looked_at_is_not_green(
    facts: Facts, code: str, verdict: Verdict
) -> None:
    expected = {Verdict.PROBLEM: 1, Verdict.NOT_LOOKED_AT: 2}.get(verdict, 0)

    assert verdicts(facts)[code] == verdict
    assert exit_code(facts.findings()) in {expected, 1}


def test_a_setting_that_cannot_be_used_says_where_it_stands() -> None:
    reading = read_settings([Layer("EMC section ChatPlugin", {"MaxTabs": "many"})])

    found = replace(GOOD, problems=reading.problems).findings()

    [problem] = [each for each in found if each.verdict is Verdict.PROBLEM]
    assert problem.text(Language.ENGLISH).startswith("EMC section ChatPlugin: MaxTabs: ")
    assert problem.advice(Language.RUSSIAN) == "Напишите число, например 20."


def test_a_key_that_cannot_be_read_is_a_problem() -> None:
    [key] = read_settings([Layer("EMC", {"Sign.Key": "nonsense"})]).problems[:1]

    found = replace(GOOD, settings=SIGNED.settings, key=key).findings()

    assert Verdict.PROBLEM in {each.verdict for each in found}
