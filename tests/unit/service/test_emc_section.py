"""EMC's section, list by list, where it cannot be enumerated."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from chatplugin.config.emc.wanted import EmcSection
from chatplugin.config.layers import Layer

SECTION = {
    "ChatTemplate": "https://crm.example.com/card{?user_id,segment}",
    "Rule.10": "attributes.Vip == '1' -> vip",
    "Template.vip": "https://crm.example.com/vip{?branch}",
    "Field.branch": "{Branch}",
    "Field.segment": "{Segment}",
    "Channel.Alias.WhatsApp": "zalo",
    "ChatTemplate.zalo": "https://crm.example.com/zalo{?city}",
    "Field.city": "{City}",
    "Sign.Key": "file:crm.key",
}


def section(*lower: Layer) -> EmcSection:
    return EmcSection("EMC section ChatPlugin", lower)


def answers(emc: EmcSection, keys: Sequence[str], has: Mapping[str, str]) -> list[Sequence[str]]:
    """Let EMC answer until no more is asked; return the lists."""
    lists = []
    while keys:
        lists.append(keys)
        assert not emc.is_complete
        keys = emc.take({key: has[key] for key in keys if key in has}, len(lists))
    return lists


def test_a_section_that_can_be_enumerated_is_complete_at_once() -> None:
    emc = section()

    keys = emc.take(SECTION, None)

    assert keys == ()
    assert emc.is_complete
    assert emc.layer.values == SECTION


def test_what_an_answer_names_is_asked_for_until_all_is_found() -> None:
    emc = section()

    lists = answers(emc, emc.take({}, 0), SECTION)

    assert emc.is_complete
    assert emc.layer.values == SECTION
    assert len(lists) == 3
    assert all(set(earlier) < set(later) for earlier, later in pairwise(lists))
    assert "Sign.Key" in lists[0]


def test_a_change_that_was_sent_before_the_answer_does_not_count_as_one() -> None:
    emc = section()
    emc.take({}, 0)

    keys = emc.take({"Enabled": "off"}, 0)

    assert keys == ()
    assert not emc.is_complete


def test_what_a_local_file_names_is_asked_for() -> None:
    local = Layer("local.ini", {"ChatTemplate": "https://crm.example.com/{?segment}"})

    keys = section(local).take({}, 0)

    assert "Field.segment" in keys


def test_an_overlay_that_comes_later_names_further_keys() -> None:
    emc = section()
    answers(emc, emc.take({}, 0), {})

    keys = emc.take_layers([Layer("overlay", {"Rule.10": "true -> vip"})])

    assert "Template.vip" in keys
    assert not emc.is_complete


def test_a_messenger_is_asked_about_when_the_first_contact_comes_by_it() -> None:
    emc = section()
    answers(emc, emc.take({}, 0), {})

    first, again, known = (
        emc.take_media_type("Zalo OA"),
        emc.take_media_type("Zalo OA"),
        emc.take_media_type("WhatsApp"),
    )

    assert "ChatTemplate.zalo_oa" in first
    assert (again, known) == ((), ())


def test_an_emc_that_answers_every_key_does_not_keep_the_contacts_waiting_for_ever() -> None:
    emc = section()
    lists, keys, asked = 0, emc.take({}, 0), 0

    while keys:
        lists, asked = lists + 1, len(keys)
        named = "".join(f"{{x{lists}n{number}}}" for number in range(500))
        keys = emc.take(dict.fromkeys(keys, f"https://crm.example.com/{named}"), lists)

    assert emc.is_complete
    assert lists == 3
    assert asked <= 5000
