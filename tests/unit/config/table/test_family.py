"""Families of settings: which key a name makes, and which keys are worth asking EMC for."""

from typing import Any

import pytest

from chatplugin.config.layers import Entry, Layer
from chatplugin.config.table import KEYS
from chatplugin.config.table.find import names_of
from chatplugin.config.table.key import (
    CHANNEL,
    FIELD,
    NUMBER,
    PARAMETER,
    TEMPLATE_NAME,
    Family,
    Key,
    Names,
)
from chatplugin.domain.errors import ConfigurationError

NAMES = Names({"operator": "operator", "segment": "Segment"})


@pytest.mark.parametrize("key", [key for key in KEYS if "<" in key.name], ids=lambda key: key.name)
def test_a_key_with_a_gap_is_a_family_whose_names_fill_it(key: Key[Any]) -> None:
    assert key.family
    assert key.family.placeholder in key.name
    assert "<" not in key.named("x")


@pytest.mark.parametrize(
    ("family", "name", "spelled"),
    [
        (CHANNEL, "Web  Chat", "web_chat"),
        (PARAMETER, "SEGMENT", "Segment"),
        (FIELD, "segment", "Segment"),
        (TEMPLATE_NAME, "VIP", "vip"),
        (NUMBER, "010", "10"),
    ],
)
def test_a_name_is_spelled_as_the_product_spells_it(
    family: Family, name: str, spelled: str
) -> None:
    assert family.spell(name, NAMES) == spelled


@pytest.mark.parametrize(
    ("family", "name"),
    [(PARAMETER, "colour"), (FIELD, "my field"), (TEMPLATE_NAME, "none"), (NUMBER, "first")],
)
def test_a_name_that_cannot_be_is_refused(family: Family, name: str) -> None:
    with pytest.raises(ConfigurationError):
        family.spell(name, NAMES)


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
