"""Layers of text go in, settings and what was wrong with them come out."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from chatplugin.config.layers import Entry, Layer
from chatplugin.config.settings import (
    ChromeDriver,
    ChromeSettings,
    LogLevel,
    Settings,
    Severity,
    read_settings,
)
from chatplugin.config.table import KEYS, kinds
from chatplugin.config.table.find import Setting
from chatplugin.config.table.key import Key, Names
from chatplugin.domain.contact import ChannelType, CustomerShown, Moment
from chatplugin.domain.request import KeySource, Method
from chatplugin.domain.rules import (
    Field,
    Missing,
    OnEnd,
    OnOperatorChange,
    ParameterFate,
    Raise,
    TabReuse,
    TemplateChoice,
)
from chatplugin.domain.transform import Transform
from chatplugin.mail import AccountRules, Ambiguous, Examples, Length
from chatplugin.sentences import Language

CARD = "https://crm.example.com/card"
EMC = "EMC section ChatPlugin"
VIBER = ChannelType("viber")
PATTERN = "(?P<account>[0-9]{8})"
NAMES = Names({"operator": "operator", "segment": "Segment"})


def test_nothing_at_all_gives_the_defaults() -> None:
    reading = read_settings([])

    rules = reading.settings.rules
    assert reading.problems == ()
    assert rules.enabled
    assert rules.email.template is None
    assert rules.chat.template is None
    assert rules.title.text == "CRM {channel_name}"
    assert (rules.pop_on, rules.tab_reuse, rules.raise_) == (
        Moment.OFFERED,
        TabReuse.CONTACT,
        Raise.FRONT,
    )
    assert (rules.on_end, rules.max_tabs, rules.user_id_source) == (OnEnd(None), 20, "author")
    assert reading.settings.chrome == ChromeSettings(ChromeDriver.AUTO, "", "", ())
    assert reading.settings.accounts == AccountRules()
    assert reading.settings.journal_days == 7
    assert reading.settings.log_level is LogLevel.INFO
    assert reading.settings.page.language is None


URL = CARD + "{?user_id}"
REACHES: Mapping[str, tuple[str, Callable[[Settings], object], object]] = {
    "Enabled": ("no", lambda s: s.rules.enabled, False),
    "ChatTemplate": (URL, lambda s: text_of(s.rules.chat), URL),
    "EmailTemplate": (URL, lambda s: text_of(s.rules.email), URL),
    "ChatTemplate.Enabled": ("off", lambda s: s.rules.chat.enabled, False),
    "EmailTemplate.Enabled": ("off", lambda s: s.rules.email.enabled, False),
    "ChatTemplate.viber": (URL, lambda s: text_of(s.rules.channels[VIBER]), URL),
    "ChatTemplate.viber.Enabled": ("off", lambda s: s.rules.channels[VIBER].enabled, False),
    "Template.Vip": (URL, lambda _: None, None),
    "Rule.010": ("true -> none", lambda s: s.rules.choice_rules[0].setting, "Rule.10"),
    "Parameter.operator": ("off", lambda s: s.rules.parameters["operator"].enabled, False),
    "Parameter.operator.Missing": (
        "default:none",
        lambda s: s.rules.parameters["operator"].missing,
        Missing(ParameterFate.DEFAULT, "none"),
    ),
    "Parameter.operator.Transform": (
        "strip",
        lambda s: s.rules.parameters["operator"].transform,
        Transform.parse("strip"),
    ),
    "Field.Segment": (
        "{Vip}",
        lambda s: s.rules.parameters["Segment"].field,
        Field("{Vip}", ("", ""), ("Vip",)),
    ),
    "UserId.Source": ("CustomerPhone", lambda s: s.rules.user_id_source, "CustomerPhone"),
    "Channel.whatsapp": ("WA", lambda s: s.rules.channel_names, {"whatsapp": "WA"}),
    "Channel.Alias.WA Business": (
        "WhatsApp",
        lambda s: s.rules.channel_aliases,
        {"wa_business": "whatsapp"},
    ),
    "PersonalAccount.Labels": (
        "договор; contract",
        lambda s: s.accounts.labels,
        ("договор", "contract"),
    ),
    "PersonalAccount.Pattern": (PATTERN, lambda s: s.accounts.pattern, PATTERN),
    "PersonalAccount.Length": ("8", lambda s: s.accounts.length, Length(8, 8)),
    "PersonalAccount.Letters": ("on", lambda s: s.accounts.letters, True),
    "PersonalAccount.Ambiguous": ("first", lambda s: s.accounts.ambiguous, Ambiguous.FIRST),
    "PersonalAccount.LabelSets": ("kazakh", lambda s: "жеке шот" in s.accounts.labels, True),
    "PersonalAccount.Examples": (
        "4027158836; 4027300154",
        lambda s: (s.accounts.length, s.accounts.examples),
        (Length(10, 10), Examples.parse("4027158836; 4027300154")),
    ),
    "Sender.OwnDomains": ("Example.com", lambda s: s.senders.own_domains, ("example.com",)),
    "Sender.FormField": ("E-mail", lambda s: s.senders.form_field, "E-mail"),
    "TabTitle": ("{user_id}", lambda s: s.rules.title.text, "{user_id}"),
    "PopOn": ("Accepted", lambda s: s.rules.pop_on, Moment.ACCEPTED),
    "TabReuse": ("customer", lambda s: s.rules.tab_reuse, TabReuse.CUSTOMER),
    "Raise": ("background", lambda s: s.rules.raise_, Raise.BACKGROUND),
    "Raise.telegram": (
        "flash",
        lambda s: s.rules.raise_by_channel[ChannelType("telegram")],
        Raise.FLASH,
    ),
    "Raise.WaitForTyping": ("off", lambda s: s.rules.waits_for_typing, False),
    "OnEnd": ("close:30", lambda s: s.rules.on_end, OnEnd(30)),
    "StartPage": (URL, lambda s: s.rules.start_page and s.rules.start_page.text, URL),
    "OnOperatorChange": (
        "clear",
        lambda s: s.rules.on_operator_change,
        OnOperatorChange.CLEAR,
    ),
    "MaxTabs": ("5", lambda s: s.rules.max_tabs, 5),
    "AllowedHosts": ("CRM.example.com, *.example.org", lambda _: None, None),
    "Method": ("post", lambda s: s.requests.method, Method.POST),
    "Sign.Key": ("store:crm", lambda s: s.requests.key, KeySource("store", "crm")),
    "Sign.Key.CRM.example.com": (
        "store:crm",
        lambda s: s.requests.host_keys,
        {"crm.example.com": KeySource("store", "crm")},
    ),
    "Sign.Lifetime": ("300", lambda s: s.requests.lifetime, 300),
    "Chrome.Driver": ("pipe", lambda s: s.chrome.driver, ChromeDriver.PIPE),
    "Chrome.Path": (r"C:\chrome.exe", lambda s: s.chrome.path, r"C:\chrome.exe"),
    "Chrome.Profile": (r"C:\profile", lambda s: s.chrome.profile, r"C:\profile"),
    "Chrome.Arguments": (
        '--lang=ru "--app-name=my crm"',
        lambda s: s.chrome.arguments,
        ("--lang=ru", "--app-name=my crm"),
    ),
    "Settings.Url": (CARD, lambda s: s.overlay_address, CARD),
    "Settings.Key": (
        "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        lambda s: (s.overlay_key or b"").hex()[:8],
        "d75a9801",
    ),
    "Version": ("2026112801", lambda s: s.overlay_version, 2026112801),
    "Locked": ("Chrome.*, Sign.Key", lambda _: None, None),
    "Service.Path": (
        r"C:\chatplugin.exe",
        lambda _: None,
        None,
    ),
    "Service.Arguments": (
        r'serve --settings "C:\Program Files\x.ini"',
        lambda _: None,
        None,
    ),
    "Plugin.ReadMessages": (
        "0",
        lambda _: None,
        None,
    ),
    "Plugin.Patience": (
        "60",
        lambda _: None,
        None,
    ),
    "Journal.Days": ("30", lambda s: s.journal_days, 30),
    "Log.Level": ("DEBUG", lambda s: s.log_level, LogLevel.DEBUG),
    "Telemetry.Endpoint": (CARD, lambda s: s.telemetry_address, CARD),
    "Language": ("ru", lambda s: s.page.language, Language.RUSSIAN),
    "Page.Customer": ("hidden", lambda s: s.page.customer, CustomerShown.HIDDEN),
    "Assembly File Name": ("ChatPlugin.dll", lambda _: None, None),
}
"""For each key a value, and what of the settings it is to become."""


def text_of(choice: TemplateChoice) -> str | None:
    return choice.template.template.text if choice.template else None


def test_each_key_of_the_table_is_tried() -> None:
    found = [Setting.find(Entry(name, "", ""), NAMES) for name in REACHES]

    assert [setting.key for setting in found if isinstance(setting, Setting)] == [*KEYS]


@pytest.mark.parametrize("name", REACHES)
def test_every_key_reaches_its_setting(name: str) -> None:
    text, part, expected = REACHES[name]

    reading = read_settings([Layer(EMC, {name: text})])

    assert [problem for problem in reading.problems if problem.severity is Severity.ERROR] == []
    assert part(reading.settings) == expected


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_what_a_key_reads_it_can_write(key: Key[Any]) -> None:
    text = next(text for name, (text, *_) in REACHES.items() if find_key(name) is key)
    value = key.kind.parse(text)

    again = key.kind.parse(key.kind.write(value))

    assert again == value or key.kind is kinds.RULE


def find_key(name: str) -> Key[Any] | None:
    setting = Setting.find(Entry(name, "", ""), NAMES)
    return setting.key if isinstance(setting, Setting) else None


def test_what_the_plug_in_reads_for_itself_is_checked_like_all_else() -> None:
    section = {
        "Service.Path": r"C:\ChatPlugin\chatplugin.exe",
        "Service.Arguments": r'serve --settings "C:\Program Files\x.ini"',
        "Plugin.ReadMessages": "0",
    }

    good = read_settings([Layer(EMC, section)])
    broken = read_settings([Layer(EMC, {**section, "Plugin.ReadMessages": "perhaps"})])

    assert good.problems == ()
    assert [name for name in section if name in good.sources] == list(section)
    assert [problem.key for problem in broken.problems] == ["Plugin.ReadMessages"]


@pytest.mark.parametrize("text", ["true", "ON", "Yes", "1"])
def test_a_switch_can_be_turned_on_in_many_words(text: str) -> None:
    assert read_settings([Layer(EMC, {"Enabled": text})]).settings.rules.enabled


@pytest.mark.parametrize("text", ["False", "off", "NO", "0", " off "])
def test_a_switch_can_be_turned_off_in_many_words(text: str) -> None:
    assert not read_settings([Layer(EMC, {"Enabled": text})]).settings.rules.enabled


@pytest.mark.parametrize(
    "key", ["maxtabs", "MAXTABS", " MaxTabs "], ids=["small", "capital", "blanks"]
)
def test_a_key_counts_in_any_case_as_in_emcs_own_store(key: str) -> None:
    reading = read_settings([Layer(EMC, {key: "5"})])

    assert reading.problems == ()
    assert reading.settings.rules.max_tabs == 5
    assert reading.sources["MaxTabs"] == Entry("MaxTabs", "5", EMC)


def test_a_parameters_name_is_spelled_as_the_product_spells_it() -> None:
    section = {"parameter.personalaccount": "off", "field.Segment": "x", "PARAMETER.segment": "off"}

    reading = read_settings([Layer(EMC, section)])

    assert reading.problems == ()
    assert not reading.settings.rules.parameters["PersonalAccount"].enabled
    assert not reading.settings.rules.parameters["Segment"].enabled
    assert set(reading.sources) >= {"Parameter.PersonalAccount", "Field.Segment"}


def test_emcs_own_keys_are_no_surprise() -> None:
    section = {"Assembly File Name": r"C:\ChatPlugin\ChatPlugin.dll", "Enabled": "True"}

    assert read_settings([Layer(EMC, section)]).problems == ()


def test_a_higher_layer_hides_a_lower_one_and_each_value_knows_its_layer() -> None:
    layers = [
        Layer("local.ini", {"MaxTabs": "5", "Language": "ru"}),
        Layer(EMC, {"MaxTabs": "6", "PopOn": "accepted"}),
        Layer("overlay", {"MaxTabs": "7", "Language": ""}),
    ]

    reading = read_settings(layers)

    assert reading.settings.rules.max_tabs == 7
    assert reading.sources["MaxTabs"] == Entry("MaxTabs", "7", "overlay")
    assert reading.sources["PopOn"] == Entry("PopOn", "accepted", EMC)
    assert reading.sources["Language"] == Entry("Language", "ru", "local.ini")
    assert reading.sources["Journal.Days"] == Entry("Journal.Days", "7", "default")


def test_a_broken_value_gives_way_to_the_layer_below() -> None:
    layers = [Layer("local.ini", {"MaxTabs": "5"}), Layer("overlay", {"MaxTabs": "many"})]

    reading = read_settings(layers)

    assert reading.settings.rules.max_tabs == 5
    assert reading.sources["MaxTabs"] == Entry("MaxTabs", "5", "local.ini")
    assert [problem.source for problem in reading.problems] == ["overlay"]


def test_a_template_finds_the_fields_of_every_layer() -> None:
    layers = [
        Layer("local.ini", {"ChatTemplate": CARD + "{?segment}"}),
        Layer("overlay", {"Field.segment": "vip"}),
    ]

    assert read_settings(layers).problems == ()


def test_a_broken_field_does_not_break_the_template_that_uses_it() -> None:
    section = {"ChatTemplate": CARD + "{?segment,user_id}", "Field.segment": "{broken"}

    reading = read_settings([Layer(EMC, section)])

    assert [problem.key for problem in reading.problems] == ["Field.segment"]
    assert reading.settings.rules.chat.template


def test_the_allowed_hosts_are_those_of_the_templates_unless_told_otherwise() -> None:
    section = {
        "ChatTemplate": CARD,
        "EmailTemplate": "http://MAIL.example.com:8080/",
        "ChatTemplate.telegram": CARD + "/tg",
    }

    rules = read_settings([Layer(EMC, section)]).settings.rules

    choices = [rules.email, rules.chat, *rules.channels.values()]
    assert [choice.template.host_is_allowed for choice in choices if choice.template] == [True] * 3


@pytest.mark.parametrize(
    ("allowed", "is_allowed"),
    [
        ("crm.example.com", True),
        ("CRM.EXAMPLE.COM", True),
        ("crm.example.com:443", True),
        ("*.example.com", True),
        ("other.example.com crm.example.com", True),
        ("crm.example.com:8443", False),
        ("example.com", False),
        ("*.crm.example.com", False),
        ("*.ample.com", False),
    ],
)
def test_a_templates_server_must_be_among_the_allowed_ones(allowed: str, is_allowed: bool) -> None:
    reading = read_settings([Layer(EMC, {"ChatTemplate": CARD, "AllowedHosts": allowed})])

    template = reading.settings.rules.chat.template
    assert template
    assert template.host_is_allowed is is_allowed
    assert [problem.key for problem in reading.problems] == ([] if is_allowed else ["AllowedHosts"])


def test_a_parameter_that_is_off_and_would_stay_as_an_empty_name_is_pointed_out() -> None:
    section = {"ChatTemplate": CARD + "?id={user_id}{&operator}"}
    section |= {"Parameter.user_id": "off", "Parameter.operator": "off"}

    reading = read_settings([Layer(EMC, section)])

    assert str(reading.problems[0]) == (
        "EMC section ChatPlugin: Parameter.user_id: this is off, but ChatTemplate has '{user_id}'"
        " after a name of its own, which stays."
        " Write '{?user_id}' or '{&user_id}' there, which leave the name out too."
    )
    assert len(reading.problems) == 1
    assert reading.problems[0].severity is Severity.WARNING


def test_the_problems_of_a_layers_form_come_first() -> None:
    broken = read_settings([]).problems
    layer = Layer("local.ini", {}, problems=broken)

    assert read_settings([layer]).problems == broken


def test_a_change_without_errors_takes_over() -> None:
    old = read_settings([Layer(EMC, {"MaxTabs": "5"})])
    new = read_settings([Layer(EMC, {"MaxTabs": "6", "Futurekey": "1"})])

    assert new.over(old) is new


def test_a_broken_change_is_refused_whole_and_the_last_good_settings_stay() -> None:
    old = read_settings([Layer(EMC, {"MaxTabs": "5", "PopOn": "offered"})])
    new = read_settings([Layer(EMC, {"MaxTabs": "many", "PopOn": "accepted"})])

    in_force = new.over(old)

    assert in_force.refused
    assert in_force.settings == old.settings
    assert in_force.sources == old.sources
    assert in_force.problems == new.problems


def test_an_error_that_was_there_before_does_not_stand_in_the_way_of_a_change() -> None:
    old = read_settings([Layer(EMC, {"MaxTabs": "many"})])
    new = read_settings([Layer(EMC, {"MaxTabs": "many", "PopOn": "accepted"})])

    in_force = new.over(old)

    assert not in_force.refused
    assert in_force.settings.rules.pop_on is Moment.ACCEPTED


def test_a_refused_change_that_comes_again_is_refused_again_until_it_is_mended() -> None:
    good = read_settings([Layer(EMC, {"MaxTabs": "5"})])
    broken = read_settings([Layer(EMC, {"MaxTabs": "many"})])
    mended = read_settings([Layer(EMC, {"MaxTabs": "6"})])

    twice = broken.over(broken.over(good))
    healed = mended.over(twice)

    assert twice.refused
    assert twice.settings.rules.max_tabs == 5
    assert not healed.refused
    assert healed.settings.rules.max_tabs == 6


def test_the_same_section_read_twice_gives_equal_settings() -> None:
    section = {
        "ChatTemplate": CARD + "{?user_id}",
        "Parameter.user_id.Transform": "prefix:7",
        "Field.x": "{Segment}",
    }

    one, two = (read_settings([Layer(EMC, section)]).settings for _ in range(2))

    assert one == two


def test_a_channel_of_the_administrators_own_raises_no_doubt() -> None:
    section = {"Channel.Alias.WhatsApp 2": "whatsapp2", "ChatTemplate.whatsapp2": CARD}

    reading = read_settings([Layer(EMC, section)])

    assert reading.problems == ()
    assert set(reading.settings.rules.channels) == {ChannelType("whatsapp2")}
