"""What is offered at the caret: keys, values, names of parameters, each where it belongs."""

import pytest

from chatplugin.config.table import KEYS
from chatplugin.studio.completion import Completion
from chatplugin.studio.draft import Draft


def at_caret(line: str, *attributes: str) -> tuple[str, Completion]:
    """What is offered at the `|` in *line*."""
    text = f"[ChatPlugin]\nField.segment={{CustomerSegment}}\n{line}\nRaise=front"
    caret = text.index("|")
    text = text.replace("|", "")
    return text, Completion.at(Draft.read(text), caret, attributes)


def offered(line: str, *attributes: str) -> list[str]:
    return [item.text for item in at_caret(line, *attributes)[1].items]


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("Chat|", ["ChatTemplate=", "ChatTemplate.Enabled=", "ChatTemplate."]),
        ("ChatTemplate.what|", ["ChatTemplate.whatsapp=", "ChatTemplate.whatsapp.Enabled="]),
        ("Parameter.seg|", [f"Parameter.segment{end}=" for end in ("", ".Missing", ".Transform")]),
        ("tabre|=contact", ["TabReuse"]),
        ("Journal.D|", ["Journal.Days="]),
        ("EmailTemplate=https://crm.example.com/{?user_id,|}", None),
        ("EmailTemplate=https://crm.example.com/{?op|}", ["operator"]),
        ("EmailTemplate=https://crm.example.com/{?operator|}", []),
        ("TabTitle=CRM {ch|}", ["channel_name", "channel_type"]),
        ("TabReuse=|", ["contact", "customer", "channel", "all", "none"]),
        ("TabReuse=c|", ["contact", "customer", "channel"]),
        ("TabReuse=|contact", []),
        ("Parameter.user_id=|", ["on", "off"]),
        (
            "Parameter.user_id.Transform=strip, e|",
            ["e164:RU", "lower", "upper", "phone:RU", "prefix:7"],
        ),
        ("Parameter.user_id.Missing=|", ["omit", "empty", "nopop", "default:"]),
        ("OnEnd=close|", []),
        ("Rule.|", ["Rule.10="]),
        ("Rule.10=|", ['attributes.Segment == "VIP" -> Template.vip']),
        ("Rule.10=user_id.st|", ['startsWith("']),
        ("Rule.10=op|", ["operator"]),
        ("Rule.10=true -> Email|", ["EmailTemplate"]),
        ("; Cha|", []),
        ("[Chat|", []),
        ("Foo=|", []),
    ],
)
def test_what_fits_is_offered(line: str, texts: list[str] | None) -> None:
    names = ["channel_type", "operator", "PersonalAccount", "user_id_kind", "segment"]

    assert offered(line) == (names if texts is None else texts)


def test_an_attribute_of_the_contact_in_sight_is_offered_for_fields_and_rules() -> None:
    assert offered("Field.vip={|}", "Vip")[0] == "Vip"
    assert offered('Rule.10=attributes.V| == "1" -> none', "Vip") == ["Vip"]


def test_behind_the_arrow_of_a_rule_stand_the_templates_there_are() -> None:
    text = "[ChatPlugin]\nTemplate.vip=https://crm.example.com/\nRule.10=true -> v"

    found = Completion.at(Draft.read(text), len(text))

    assert [item.text for item in found.items] == ["Template.vip"]


def test_what_is_chosen_takes_the_place_of_what_was_typed() -> None:
    text, found = at_caret("  Tabr|")

    assert text[found.start : found.end] == "Tabr"
    assert found.items[0].text == "TabReuse="


def test_a_key_that_is_set_already_is_not_offered_again() -> None:
    assert "Raise=" not in offered("|")


def test_every_setting_is_within_reach_of_an_empty_line() -> None:
    beginnings = tuple(text.rstrip("=") for text in offered("|"))

    for key in KEYS:
        assert key.name == "Raise" or key.name.partition("<")[0] in beginnings


def test_the_setting_at_the_caret_is_told() -> None:
    assert (key := at_caret("TabReuse=con|tact")[1].key)
    assert key.name == "TabReuse"


@pytest.mark.parametrize("caret", [-5, 10_000])
def test_a_caret_that_is_nowhere_harms_nothing(caret: int) -> None:
    assert Completion.at(Draft.read("[ChatPlugin]\n"), caret).start in (0, 13)
