"""Which keys EMC is asked for where its section cannot be enumerated."""

from collections.abc import Mapping, Sequence

import pytest

from chatplugin.config.emc.wanted import EmcSection
from chatplugin.config.layers import Entry, Layer
from chatplugin.config.table import KEYS
from chatplugin.config.table.find import Setting
from chatplugin.config.table.key import Names
from chatplugin.domain.contact import BUILT_IN, CHANNEL_NAMES


def wanted_keys(settings: Mapping[str, str], *media_types: str) -> Sequence[str]:
    """What EMC is asked for where a local file has *settings* and contacts came by messengers."""
    section = EmcSection("EMC section", [Layer("local.ini", settings)])
    wanted = section.take({}, 0)
    for media_type in media_types:
        section.take({}, 10)  # So that nothing is outstanding.
        wanted = section.take_media_type(media_type) or wanted
    return wanted


def test_every_key_of_the_table_is_wanted_before_anything_is_known() -> None:
    wanted = wanted_keys({})

    parameters = {name.lower(): name for name in (*BUILT_IN, "segment")}
    template = "https://crm.example.com/{segment}"
    named = [*wanted, *wanted_keys({"ChatTemplate": template, "Rule.1": "true -> vip"})]
    found = [Setting.find(Entry(key, "on", "EMC section"), Names(parameters)) for key in named]
    missing = {key.name for key in KEYS} - {
        setting.key.name for setting in found if isinstance(setting, Setting)
    }
    assert missing == set()
    assert {key.name for key in KEYS if not key.family} <= set(wanted)


def test_the_key_of_each_server_that_a_template_names_is_asked_for() -> None:
    wanted = wanted_keys(
        {
            "ChatTemplate": "https://CRM.example.com:8443/card{?user_id}",
            "EmailTemplate": "https://mail.example.com/card{?user_id}",
        }
    )

    assert {"Sign.Key.crm.example.com", "Sign.Key.mail.example.com"} <= set(wanted)


@pytest.mark.parametrize("channel", CHANNEL_NAMES)
def test_every_built_in_channel_is_asked_for(channel: str) -> None:
    wanted = {
        f"Channel.{channel}",
        f"ChatTemplate.{channel}",
        f"ChatTemplate.{channel}.Enabled",
    }

    assert wanted <= set(wanted_keys({}))


@pytest.mark.parametrize(
    ("setting", "text", "wanted"),
    [
        ("ChatTemplate", "https://crm/card{?user_id,segment*}", "Field.segment"),
        ("EmailTemplate", "https://crm/{+branch:3}", "Parameter.branch.Transform"),
        ("ChatTemplate.zalo", "https://crm/{?Region}", "Field.Region"),
        ("Template.vip", "https://crm/{?Region}", "Parameter.Region.Missing"),
        ("TabTitle", "CRM {channel_name} {branch}", "Field.branch"),
        ("ChatTemplate", "https://crm/{?broken", "Sign.Key"),
        ("Rule.10", "true -> vip", "Template.vip"),
        ("Rule.10", "true -> Template.VIP", "Template.VIP"),
        ("Rule.10", "channel_type == 'x' -> ChatTemplate.zalo", "ChatTemplate.zalo"),
        ("Channel.Alias.Zalo OA", "zalo", "ChatTemplate.zalo.Enabled"),
        ("ChatTemplate.kakao", "https://crm/", "Sign.Key"),
    ],
)
def test_what_is_set_names_further_keys(setting: str, text: str, wanted: str) -> None:
    assert wanted in wanted_keys({setting: text})


def test_the_messenger_of_a_contact_names_its_channel_and_alias() -> None:
    wanted = wanted_keys({}, "Zalo OA")

    assert {
        "Channel.Alias.Zalo OA",
        "Channel.zalo_oa",
        "ChatTemplate.zalo_oa",
        "ChatTemplate.zalo_oa.Enabled",
    } <= set(wanted)


def test_no_key_is_wanted_twice_and_none_is_endless() -> None:
    wanted = wanted_keys({"ChatTemplate": "{user_id,User_Id}"}, "x" * 500, "whatsapp")

    assert len({key.lower() for key in wanted}) == len(wanted)
    assert max(map(len, wanted)) <= 200
