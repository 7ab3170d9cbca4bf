"""What the doctor says of a desktop, and that nothing is green that was not looked at."""

import pytest
from msgspec.structs import replace

from chatplugin import __version__
from chatplugin.browser.driver import DriverUsed
from chatplugin.browser.policies import Policy
from chatplugin.config.layers import Layer
from chatplugin.config.settings import ChromeDriver, read_settings
from chatplugin.domain.events import Fate
from chatplugin.sentences import Language, Said, said
from chatplugin.sentences.catalogue import READ_ON
from chatplugin.service.checkup import CheckUp, Chrome, Health, LastContact, Server
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
GOOD = CheckUp(
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


def unhealthy(checkup: CheckUp) -> dict[str, Health]:
    """Return the results that are not green, by the codes of their sentences."""
    found = checkup.results()
    assert all(each.text(language) for each in found for language in Language)
    return {each.what.code: each.health for each in found if each.health is not Health.OK}


def test_a_desktop_that_works_is_all_green() -> None:
    assert unhealthy(GOOD) == {}
    assert {result.health.exit_code for result in GOOD.results()} == {0}


def test_a_moment_is_shown_by_the_desktops_clock_and_the_day_where_it_is_another() -> None:
    [running] = [f for f in GOOD.results() if f.what.code == "doctor.running"]
    [section] = [f for f in GOOD.results() if f.what.code == "doctor.section"]

    assert "since 2026-05-27 23:26 " in running.text(Language.ENGLISH)
    assert "as of 23:26" in section.text(Language.ENGLISH)


def of_status(**changed: object) -> CheckUp:
    return replace(GOOD, status=replace(STATUS, **changed))


def plain(text: str) -> Said | None:
    return said("plain", text=text) if text else None


def of_driver(name: ChromeDriver, reason: str = "", obstacle: str = "") -> CheckUp:
    used = DriverUsed(name, ChromeDriver.AUTO, plain(reason), plain(obstacle))
    return of_status(driver=DriverStatus(used, NOW))


WRONG = [
    (replace(GOOD, status=None, answers=False), "doctor.never_ran", Health.PROBLEM),
    (replace(GOOD, status=None, answers=False), "doctor.plugin_unknown", Health.NOT_LOOKED_AT),
    (replace(GOOD, answers=False), "doctor.silent", Health.PROBLEM),
    (replace(of_status(ended=NOW), answers=False), "doctor.ended", Health.NOT_LOOKED_AT),
    (of_status(service="0.0.9"), "doctor.versions", Health.WARNING),
    (of_status(service="0.0.9"), "doctor.another_version", Health.WARNING),
    (of_status(section=None), "doctor.no_section", Health.PROBLEM),
    (of_status(overlay_trouble=plain("it is away")), "doctor.overlay", Health.WARNING),
    (of_driver(ChromeDriver.EXTENSION, "forbidden"), "doctor.driver_fallen", Health.WARNING),
    (of_driver(ChromeDriver.PIPE, "", "ill"), "doctor.driver_stuck", Health.PROBLEM),
    (of_driver(ChromeDriver.COMMAND), "doctor.driver_auto", Health.WARNING),
    (
        replace(GOOD, chrome=Chrome(trouble=said("chrome.not_there"))),
        "chrome.not_there",
        Health.PROBLEM,
    ),
    (replace(GOOD, chrome=Chrome("/chrome")), "doctor.chrome_version", Health.NOT_LOOKED_AT),
    (
        replace(GOOD, chrome=Chrome("/chrome", "1", unreadable=("/etc/x.json",))),
        "doctor.policies_unreadable",
        Health.NOT_LOOKED_AT,
    ),
    (
        replace(GOOD, chrome=Chrome("/chrome", "1", policies=[BLOCKED])),
        "doctor.policy",
        Health.PROBLEM,
    ),
    (
        replace(GOOD, chrome=Chrome("/chrome", "1", manifest="/m.json")),
        "doctor.broken_registration",
        Health.WARNING,
    ),
    (replace(GOOD, is_whole=False), "read.all", Health.NOT_LOOKED_AT),
    (replace(GOOD, servers=()), "doctor.no_crm", Health.NOT_LOOKED_AT),
    (
        replace(GOOD, servers=(Server("https://crm", said("fetch.silent")),)),
        "doctor.crm_trouble",
        Health.PROBLEM,
    ),
    (replace(GOOD, servers=(replace(SERVER, status=502),)), "doctor.crm", Health.WARNING),
    (
        replace(GOOD, servers=(replace(SERVER, certificate_until=NOW + 5 * DAY),)),
        "doctor.certificate",
        Health.WARNING,
    ),
    (
        replace(GOOD, servers=(replace(SERVER, clock_ahead=-90),)),
        "doctor.clock_wrong",
        Health.WARNING,
    ),
    (
        replace(GOOD, settings=SIGNED.settings, servers=(replace(SERVER, clock_ahead=90),)),
        "doctor.clock_refused",
        Health.PROBLEM,
    ),
    (
        replace(GOOD, settings=SIGNED.settings, servers=(replace(SERVER, clock_ahead=None),)),
        "doctor.clock_unknown",
        Health.NOT_LOOKED_AT,
    ),
    (replace(GOOD, megabytes_free=None), "doctor.disk_unknown", Health.NOT_LOOKED_AT),
    (replace(GOOD, megabytes_free=100), "doctor.disk", Health.WARNING),
    (replace(GOOD, megabytes_free=5), "doctor.disk", Health.PROBLEM),
    (
        replace(GOOD, contacts=(LastContact(NOW, "W1", "", Fate.FAILED, plain("away")),)),
        "doctor.contact_because",
        Health.WARNING,
    ),
    (
        replace(GOOD, journal_trouble=Said("os.refused")),
        "doctor.journal_unreadable",
        Health.NOT_LOOKED_AT,
    ),
    (replace(GOOD, troubles=("10:02 WARNING x",)), "doctor.trouble", Health.WARNING),
]


@pytest.mark.parametrize(("checkup", "code", "health"), WRONG, ids=[case[1] for case in WRONG])
def test_what_is_wrong_or_was_not_looked_at_is_not_green(
    checkup: CheckUp, code: str, health: Health
) -> None:
    expected = {Health.PROBLEM: 1, Health.NOT_LOOKED_AT: 2}.get(health, 0)

    assert unhealthy(checkup)[code] == health
    assert health.exit_code == expected


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("checkup", "code", "health"), WRONG, ids=[case[1] for case in WRONG])
def test_what_is_not_green_leads_to_a_page_of_its_own(
    checkup: CheckUp, code: str, health: Health, language: Language
) -> None:
    [page] = {
        each.told.read_on(language)
        for each in checkup.results()
        if (each.told.code, each.health) == (code, health)
    }

    assert page != READ_ON[""].of(language)


def test_a_setting_that_cannot_be_used_says_where_it_stands() -> None:
    reading = read_settings([Layer("EMC section ChatPlugin", {"MaxTabs": "many"})])

    found = replace(GOOD, problems=reading.problems).results()

    [problem] = [each for each in found if each.health is Health.PROBLEM]
    assert problem.text(Language.ENGLISH).startswith("EMC section ChatPlugin: MaxTabs: ")
    assert problem.text(Language.RUSSIAN).startswith("раздел EMC ChatPlugin: MaxTabs: ")
    assert problem.advice(Language.RUSSIAN) == "Напишите число, например 20."


def test_a_key_that_cannot_be_read_is_a_problem() -> None:
    [key] = read_settings([Layer("EMC", {"Sign.Key": "nonsense"})]).problems[:1]

    found = replace(GOOD, settings=SIGNED.settings, key=key).results()

    assert Health.PROBLEM in {each.health for each in found}
