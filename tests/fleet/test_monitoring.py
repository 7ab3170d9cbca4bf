"""
Alert rules and dashboard for many desktops, with a real Prometheus that a desk reports to.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.collector import Collector
from rig.crm import SampleCrm
from rig.emc_host import ROOT, wait_until
from rig.prometheus import Prometheus, promtool
from rig.screen import Screen
from rig.workplace import Workplace
from tests.e2e.letters import letter

pytestmark = pytest.mark.fleet

FLEET = ROOT / "packaging" / "fleet"
RULES = FLEET / "alerts.yml"
SHOWN = 'sum by (channel_type) (chatplugin_contacts_total{fate="shown"})'


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """One that a desk has reported to: two cards, a contact without one, and a broken setting."""
    folder = tmp_path_factory.mktemp("prometheus")
    with Collector() as collector, Prometheus(folder, collector.url, RULES) as prometheus:
        report_of_a_desk(collector, tmp_path_factory.mktemp("desk"))
        wait_until(lambda: prometheus.query(SHOWN), "the numbers are there", 30)
        wait_until(lambda: prometheus.query("chatplugin:desktops"), "the rules have worked", 30)
        yield prometheus


def report_of_a_desk(collector: Collector, folder: Path) -> None:
    settings = {
        "Telemetry.Endpoint": collector.url,
        "TabReuse": "now and then",
        "Rule.1": 'channel_type == "vk" -> none',
    }
    with (
        SampleCrm() as crm,
        Screen() as screen,
        Workplace(crm, folder, screen).with_settings(settings) as desk,
    ):
        desk.desktop.play('operator 4021 "Ирина Соколова" station 5012')
        desk.desktop.play(f"deliver email E1 {letter(folder)}")
        for contact, media in (("W1", "WhatsApp"), ("V1", "VK")):
            desk.desktop.play(f"deliver message {contact} media={media} author=+79000000001")
            desk.desktop.play(f"establish {contact}")
        for contact, fate in (("E1", "shown"), ("W1", "shown"), ("V1", "not shown")):
            desk.wait_for_fate(contact, fate, 60)
        wait_until(lambda: has_all(collector), "the desk has reported, once a minute", 130)


def has_all(collector: Collector) -> bool:
    told = dict.fromkeys(collector.sums("chatplugin.contacts"))
    return sum(("fate", "shown") in key for key in told) == 2 and len(told) == 5


def test_the_rules_are_in_order_and_each_alert_does_what_its_test_says() -> None:
    assert "SUCCESS: 12 rules found" in promtool("check", "rules", RULES)
    tests = sorted(FLEET.glob("*_test.yml"))
    assert "SUCCESS" in promtool("test", "rules", *tests)
    tested = "".join(file.read_text("utf-8") for file in tests)
    assert [name for name in alert_names() if f"alertname: {name}" not in tested] == []


@pytest.mark.parametrize("page", ["roll-out.md", "roll-out.ru.md"])
def test_the_commands_of_the_page_can_be_given_as_they_stand(page: str) -> None:
    text = (ROOT / "docs" / "howto" / page).read_text("utf-8")
    commands = re.findall(r"^ *\$ promtool (.+)$", text, re.MULTILINE)

    assert len(commands) == 2
    for command in commands:
        assert "SUCCESS" in promtool(*command.split())


def alert_names() -> list[str]:
    return re.findall(r"alert: (\w+)", RULES.read_text("utf-8"))


def test_the_numbers_of_a_desk_arrive_under_the_names_that_the_rules_have(
    prometheus: Prometheus,
) -> None:
    assert prometheus.query(SHOWN) == {
        (("channel_type", "email"),): 1,
        (("channel_type", "whatsapp"),): 1,
    }
    refused = prometheus.query('sum by (reason) (chatplugin_contacts_total{fate="not shown"})')
    assert (("reason", "ruled_out"),) in refused
    shown = prometheus.query('sum(chatplugin:contacts:15m{fate="shown"})')
    assert shown == {(): 2}
    assert prometheus.query("chatplugin:desktops:by_version") == {
        (("__name__", "chatplugin:desktops:by_version"), ("service_version", "0.1.0")): 1
    }
    [seconds] = prometheus.query("chatplugin:card_duration_seconds:p95_15m").values()
    assert 0 < seconds < 30


def test_a_setting_that_cannot_be_used_raises_its_alert(prometheus: Prometheus) -> None:
    wait_until(prometheus.alerts, "an alert is pending", 30)

    assert prometheus.alerts() == {"ChatPluginSettingsRefused"}


def test_each_panel_of_the_dashboard_can_be_drawn(prometheus: Prometheus) -> None:
    dashboard = json.loads((FLEET / "dashboard.json").read_bytes())
    asked = {
        panel["title"]: [target["expr"] for target in panel["targets"]]
        for panel in dashboard["panels"]
    }

    drawn = {title for title, each in asked.items() if any(map(prometheus.query, each))}

    assert asked.keys() - drawn == {
        "Why cards failed, 15 minutes",
        "What happened to Chrome, 15 minutes",
    }
