"""Families of settings: which key a name makes, and which keys are worth asking EMC for."""

from typing import Any

import pytest

from chatplugin.config.layers import Entry, Layer
from chatplugin.config.table import KEYS, cards
from chatplugin.config.table.find import names_of
from chatplugin.config.table.key import Key, Names
from chatplugin.domain.errors import ConfigurationError

NAMES = Names({"operator": "operator", "segment": "Segment"})


@pytest.mark.parametrize("key", [key for key in KEYS if "<" in key.name], ids=lambda key: key.name)
def test_a_key_with_a_gap_is_a_family_whose_names_fill_it(key: Key[Any]) -> None:
    assert key.family
    assert key.family.placeholder in key.name
    assert "<" not in key.named("x")


@pytest.mark.parametrize(
    ("key", "name", "spelled"),
    [
        (cards.CHANNEL_NAME, "Web  Chat", "web_chat"),
        (cards.PARAMETER, "SEGMENT", "Segment"),
        (cards.FIELD, "segment", "Segment"),
        (cards.NAMED_TEMPLATE, "VIP", "vip"),
        (cards.RULE, "010", "10"),
    ],
)
def test_a_name_is_spelled_as_the_product_spells_it(key: Key[Any], name: str, spelled: str) -> None:
    assert key.family
    assert key.family.spell(name, NAMES) == spelled


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (cards.PARAMETER, "colour"),
        (cards.FIELD, "my field"),
        (cards.NAMED_TEMPLATE, "none"),
        (cards.RULE, "first"),
    ],
)
def test_a_name_that_cannot_be_is_refused(key: Key[Any], name: str) -> None:
    assert key.family
    with pytest.raises(ConfigurationError):
        key.family.spell(name, NAMES)


def test_settings_bring_names() -> None:
    section = {
        "field.Segment": "x",
        "Channel.Alias.Sales chat": "Sales",
        "Template.Vip": "https://crm.example.com/",
        "Rule.10": "true -> vip",
        "Rule.first": "true -> vip",
    }

    names = names_of(Entry.all_of([Layer("x", section)]))

    assert names.parameters["segment"] == "Segment"
    assert "sales" in names.channels
    assert (names.templates, names.rules) == (("Vip",), ("10",))
