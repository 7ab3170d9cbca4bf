"""What Chrome's policies mean for our cards."""

import pytest

from chatplugin.adapters.chrome import relay
from chatplugin.browser.policies import (
    HOST,
    NAMES,
    PIPE_POLICIES,
    ChromeSetup,
    Policy,
    Weight,
)
from chatplugin.config.settings import ChromeDriver
from chatplugin.domain.address import Address
from chatplugin.sentences import Language, say

ID = "abcdefghijklmnop" * 2
CRM = Address("https", "crm.example.com", 443, may_climb=False)
PLAIN = Address("http", "old.example.com", 80, may_climb=False)
FINE, DOUBT, STOPS = Weight.NONE, Weight.DOUBT, Weight.STOPS


def judged(driver: ChromeDriver = ChromeDriver.AUTO, **values: object) -> list[Weight]:
    setup = ChromeSetup(driver, [CRM, PLAIN], ID)
    policies = [Policy(name, value, "/etc/chromium") for name, value in values.items()]
    found = setup.remarks(policies)
    assert all(say(remark.what, language) for remark in found for language in Language)
    return [remark.weight for remark in found]


@pytest.mark.parametrize(
    ("driver", "weight"),
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
    name: str, value: object, driver: ChromeDriver, weight: Weight
) -> None:
    assert judged(driver, **{name: value}) == [weight]


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
    ("blocked", "allowed", "weight"),
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
    blocked: object, allowed: list[str], weight: Weight
) -> None:
    assert judged(URLBlocklist=blocked, URLAllowlist=allowed)[0] is weight


@pytest.mark.parametrize(
    ("values", "weight"),
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
    values: dict[str, object], weight: Weight
) -> None:
    by_auto = DOUBT if weight is STOPS else FINE

    assert judged(ChromeDriver.EXTENSION, **values)[0] is weight
    assert judged(ChromeDriver.AUTO, **values)[0] is by_auto


@pytest.mark.parametrize(
    ("values", "weight"),
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
def test_other_policies_count_by_their_values(values: dict[str, object], weight: Weight) -> None:
    assert judged(ChromeDriver.AUTO, **values)[0] is weight


@pytest.mark.parametrize(
    ("blocked", "allowed", "weight"),
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
    blocked: list[str], allowed: list[str], weight: Weight
) -> None:
    written = {"*": {"runtime_blocked_hosts": blocked, "runtime_allowed_hosts": allowed}}

    assert judged(ChromeDriver.EXTENSION, ExtensionSettings=written) == [weight]


def test_a_policy_of_no_interest_is_left_aside() -> None:
    assert judged(HomepageLocation="https://intranet") == []


def test_the_names_are_those_that_are_looked_for_and_the_host_is_the_relays() -> None:
    assert {*PIPE_POLICIES} < {*NAMES}
    assert relay.HOST == HOST
