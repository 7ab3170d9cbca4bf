"""
EMC cannot enumerate its section: every setting arrives, and no card goes out before.
"""

import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from chatplugin.config.table import KEYS
from chatplugin.config.table.key import Key
from rig.crm import SampleCrm
from rig.workplace import Desk

pytestmark = pytest.mark.e2e

KID, SECRET = "2026-11", "a-secret-of-tests-that-is-long-enough"


@pytest.fixture
def trusting() -> Iterator[SampleCrm]:
    """A CRM that shows signed cards only."""
    with SampleCrm(keys={KID: SECRET}) as crm:
        yield crm


def unenumerated(workplace: Desk, **ways: object) -> Desk:
    """The service is started behind a pipe that notes what the plug-in sends."""
    key = workplace.folder / "crm.key"
    key.write_text(f"{KID}:{SECRET}\n", "utf-8")
    (workplace.folder / "service.sh").write_text(
        f"tee {shlex.quote(str(record(workplace)))} | "
        f"{shlex.quote(str(Path(sys.executable).with_name('chatplugin')))} serve"
        f" --data {shlex.quote(str(workplace.home))}\n"
    )
    settings = {
        "Service.Path": "/bin/sh",
        "Service.Arguments": f'"{workplace.folder / "service.sh"}"',
        "Sign.Key": f"file:{key}",
    }
    return workplace.with_emulator({"EnumerateConfiguration": 0, **ways}).with_settings(settings)


def record(workplace: Desk) -> Path:
    return workplace.folder / "said.jsonl"


def settings_told(workplace: Desk) -> list[dict[str, Any]]:
    """Return the parameters of each message that told the section, in order."""
    messages = map(json.loads, record(workplace).read_text("utf-8").splitlines())
    return [each["params"] for each in messages if "settings" in each["params"]]


MEMBERS = {
    "<channel_type>": "zalo",
    "<media type name>": "OK",
    "<n>": "10",
    "<name>": "segment",
    "<host>": "crm.example.com",
}
NOWHERE = "https://127.0.0.1:9"

NEEDED: dict[str, object] = {
    "Enabled": "on",
    "EmailTemplate": "https://crm.example.com/card{?user_id,segment}",
    "Template.segment": "https://crm.example.com/segment{?user_id}",
    "Rule.10": 'attributes.Segment == "VIP" -> Template.segment',
    "Channel.Alias.OK": "zalo",
    "Settings.Url": f"{NOWHERE}/chatplugin.json",
    "Telemetry.Endpoint": NOWHERE,
    "Chrome.Path": "no-chrome-is-needed",
    "Chrome.Driver": "pipe",
}
"""Examples of the table that would lead out of the test, or name no further key."""


def test_every_key_of_the_table_arrives(workplace: Desk) -> None:
    examples = {member_of(key): key.example for key in KEYS}
    own = {"Assembly File Name", "Service.Path", "Service.Arguments", "Sign.Key"}
    section = {key: text for key, text in examples.items() if key not in own} | NEEDED

    with unenumerated(workplace).with_settings(section):
        workplace.desktop.wait_for_log("read key by key", timeout=20)
        told = settings_told(workplace)

    assert told[-1]["settings"].keys() == examples.keys()
    assert {key: told[-1]["settings"][key] for key in section} == section
    of_plugin = {"Enabled", "Plugin.Patience", "Plugin.ReadMessages"}
    assert told[0]["settings"].keys() == of_plugin | own - {"Assembly File Name", "Sign.Key"}


def member_of(key: Key[Any]) -> str:
    for placeholder, member in MEMBERS.items():
        if placeholder in key.name:
            return key.named(member)
    return key.name


@pytest.mark.parametrize("missing_key", ["", "ConfigurationItem"])
def test_the_first_card_is_signed_and_has_the_template_of_its_messenger(
    trusting: SampleCrm, workplace: Desk, missing_key: str
) -> None:
    settings = {
        "ChatTemplate": f"{trusting.url}/card{{?channel_type}}",
        "ChatTemplate.zalo_oa": f"{trusting.url}/card{{?channel_type,user_id,segment}}",
        "Field.segment": "{CustomerSegment}",
    }

    with unenumerated(workplace, Throw=missing_key).with_settings(settings):
        workplace.desktop.play(
            'deliver message W1 media="Zalo OA" author=anna CustomerSegment=gold'
        )
        workplace.desktop.play("establish W1")
        [card] = trusting.wait_for_cards(1, within=30)

    query = parse_qs(card.query)
    shown = {"channel_type": ["zalo_oa"], "user_id": ["anna"], "segment": ["gold"]}
    assert {name: query[name] for name in shown} == shown
    assert query["kid"] == [KID]
    is_drawn_by_chance = int(query["nonce"][0], 16) >= 2**64
    assert is_drawn_by_chance
