"""What Chrome's policies mean for our cards."""

import pytest

from chatplugin.adapters.chrome import relay
from chatplugin.browser.policies import (
    HOST,
    NAMES,
    PIPE_POLICIES,
    ChromeSetup,
    Policy,
)
from chatplugin.config.layers import Severity
from chatplugin.config.settings import ChromeDriver
from chatplugin.domain.address import Address
from chatplugin.sentences import Language, say

ID = "abcdefghijklmnop" * 2
CRM = Address("https", "crm.example.com", 443, may_climb=False)
PLAIN = Address("http", "old.example.com", 80, may_climb=False)
FINE, DOUBT, STOPS = None, Severity.WARNING, Severity.ERROR


def judged(driver: ChromeDriver = ChromeDriver.AUTO, **values: object) -> list[Severity | None]:
    setup = ChromeSetup(driver, [CRM, PLAIN], ID)
    policies = [Policy(name, value, "/etc/chromium") for name, value in values.items()]
    found = setup.remarks(policies)
    assert all(say(remark.what, language) for remark in found for language in Language)
    return [remark.harm for remark in found]


@pytest.mark.parametrize(
    ("driver", "harm"),
    [
        (ChromeDriver.PIPE, STOPS),
        (ChromeDriver.AUTO, DOUBT),
        (ChromeDriver.EXTENSION, FINE),
        (ChromeDriver.COMMAND, FINE),
    ],
)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RemoteDebuggingAllowed", False),
        ("RemoteDebuggingAllowed", 0),
        ("DeveloperToolsAvailability", 2),
        ("DeveloperToolsDisabled", True),
        ("DeveloperToolsAvailabilityBlocklist", ["crm.example.com"]),
    ],
)
def test_what_forbids_the_pipe_stops_cards_where_there_is_no_other_way(
    name: str, value: object, driver: ChromeDriver, harm: Severity | None
) -> None:
    assert judged(driver, **{name: value}) == [harm]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RemoteDebuggingAllowed", True),
        ("RemoteDebuggingAllowed", 1),
        ("DeveloperToolsAvailability", 0),
        ("DeveloperToolsAvailability", 1),
        ("DeveloperToolsDisabled", 0),
        ("DeveloperToolsAvailabilityBlocklist", ["other.example.com"]),
    ],
)
def test_another_value_hinders_nothing(name: str, value: object) -> None:
    assert judged(ChromeDriver.PIPE, **{name: value}) == [FINE]
    assert not Policy(name, value, "").forbids_pipe


@pytest.mark.parametrize(
    ("blocked", "allowed", "harm"),
    [
        (["*"], [], STOPS),
        (["*"], ["crm.example.com", "old.example.com"], FINE),
        (["*"], ["example.com"], FINE),
        (["example.com"], [], STOPS),
        ([".example.com"], [], FINE),
        (["https://*"], [], STOPS),
        (["ftp://*", "javascript://*"], [], FINE),
        (["crm.example.com:8443"], [], FINE),
        (["crm.example.com:443/card"], [], STOPS),
        (["ample.com"], [], FINE),
        ('["*"]', [], STOPS),
    ],
)
def test_a_blocklist_counts_where_it_has_the_crm(
    blocked: object, allowed: list[str], harm: Severity | None
) -> None:
    assert judged(URLBlocklist=blocked, URLAllowlist=allowed)[0] is harm


@pytest.mark.parametrize(
    ("values", "harm"),
    [
        ({"ExtensionInstallBlocklist": ["*"]}, STOPS),
        ({"ExtensionInstallBlocklist": ["*"], "ExtensionInstallAllowlist": [ID]}, FINE),
        ({"ExtensionInstallBlocklist": ["*"], "ExtensionInstallForcelist": [f"{ID};x"]}, FINE),
        ({"ExtensionSettings": {"*": {"installation_mode": "blocked"}}}, STOPS),
        ({"ExtensionSettings": '{"*": {"installation_mode": "blocked"}}'}, STOPS),
        ({"ExtensionSettings": {"*": {}, ID: {"installation_mode": "allowed"}}}, FINE),
        ({"ExtensionSettings": "{broken"}, FINE),
        ({"NativeMessagingBlocklist": ["*"]}, STOPS),
        ({"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": [HOST]}, FINE),
        ({"NativeMessagingUserLevelHosts": 0}, STOPS),
        ({"NativeMessagingUserLevelHosts": 1}, FINE),
    ],
)
def test_what_hinders_the_extension_stops_cards_where_it_is_the_only_way(
    values: dict[str, object], harm: Severity | None
) -> None:
    by_auto = DOUBT if harm is STOPS else FINE

    assert judged(ChromeDriver.EXTENSION, **values)[0] is harm
    assert judged(ChromeDriver.AUTO, **values)[0] is by_auto


@pytest.mark.parametrize(("is_for_all", "is_stopped"), [(False, True), (True, False)])
def test_hosts_of_one_person_that_are_forbidden_stop_a_relay_that_is_registered_for_one(
    *, is_for_all: bool, is_stopped: bool
) -> None:
    setup = ChromeSetup(ChromeDriver.EXTENSION, extension=ID, is_for_all=is_for_all)
    policies = [
        Policy("HomepageLocation", "https://intranet", "/etc/a.json"),
        Policy("NativeMessagingUserLevelHosts", 0, "/etc/b.json"),
    ]

    found = setup.hindrance(policies)

    assert (found is not None) is is_stopped
    if found:
        assert say(found) == (
            "policy NativeMessagingUserLevelHosts = 0 (/etc/b.json): Chrome takes no relay that is"
            " registered for one person: register it for the machine"
        )


@pytest.mark.parametrize(
    ("values", "harm"),
    [
        ({"HttpsOnlyMode": "force_enabled"}, STOPS),
        ({"HttpsOnlyMode": "force_enabled", "HttpAllowlist": ["old.example.com"]}, FINE),
        ({"HttpsOnlyMode": "allowed"}, FINE),
        ({"RelaunchNotification": 2}, DOUBT),
        ({"RelaunchNotification": 1}, FINE),
        ({"UserDataDir": "${local_app_data}/Chrome"}, DOUBT),
        ({"ProxyMode": "system"}, FINE),
    ],
)
def test_other_policies_count_by_their_values(
    values: dict[str, object], harm: Severity | None
) -> None:
    assert judged(ChromeDriver.AUTO, **values)[0] is harm


@pytest.mark.parametrize(
    ("blocked", "allowed", "harm"),
    [
        (["*://crm.example.com"], [], DOUBT),
        (["*://*.example.com"], [], DOUBT),
        (["*://*"], [], DOUBT),
        (["*://*"], ["*://*.example.com"], FINE),
        (["*://example.com"], [], FINE),
        (["http://*.other.com"], [], FINE),
    ],
)
def test_a_policy_that_keeps_the_extension_out_of_the_crms_pages_is_told(
    blocked: list[str], allowed: list[str], harm: Severity | None
) -> None:
    written = {"*": {"runtime_blocked_hosts": blocked, "runtime_allowed_hosts": allowed}}

    assert judged(ChromeDriver.EXTENSION, ExtensionSettings=written) == [harm]


def test_a_policy_of_no_interest_is_left_aside() -> None:
    assert judged(HomepageLocation="https://intranet") == []


def test_the_names_are_those_that_are_looked_for_and_the_host_is_the_relays() -> None:
    assert {*PIPE_POLICIES} < {*NAMES}
    assert relay.HOST == HOST
