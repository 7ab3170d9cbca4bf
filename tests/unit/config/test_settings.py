"""Layers of text go in, settings and what was wrong with them come out."""

import pytest

from chatplugin.config.language import Language
from chatplugin.config.layers import Layer
from chatplugin.config.settings import (
    ChromeDriver,
    ChromeSettings,
    LogLevel,
    Severity,
    Sourced,
    read_settings,
)
from chatplugin.domain.contact import ChannelType
from chatplugin.domain.parameters import Missing, MissingPolicy
from chatplugin.domain.screenpop import OnEnd, PopOn, Raise, TabReuse
from chatplugin.mail import AccountRules, Ambiguous, Length

CARD = "https://crm.example.com/card"
EMC = "EMC section ChatPlugin"


def test_nothing_at_all_gives_the_defaults() -> None:
    reading = read_settings([])

    rules = reading.settings.rules
    assert reading.problems == ()
    assert rules.enabled
    assert rules.email.template is None
    assert rules.chat.template is None
    assert rules.title.text == "CRM {channel_name}"
    assert (rules.pop_on, rules.tab_reuse, rules.raise_) == (
        PopOn.OFFERED,
        TabReuse.CONTACT,
        Raise.FRONT,
    )
    assert (rules.on_end, rules.max_tabs, rules.user_id_source) == (OnEnd(None), 20, "author")
    assert reading.settings.chrome == ChromeSettings(ChromeDriver.AUTO, "", "", ())
    assert reading.settings.accounts == AccountRules()
    assert reading.settings.journal_days == 7
    assert reading.settings.log_level is LogLevel.INFO
    assert reading.settings.page.language is None


def test_every_key_reaches_its_setting() -> None:
    section = {
        "Enabled": "no",
        "TabTitle": "{user_id}",
        "PopOn": "Accepted",
        "TabReuse": "customer",
        "Raise": "background",
        "OnEnd": "close:30",
        "MaxTabs": "5",
        "UserId.Source": "CustomerPhone",
        "Channel.whatsapp": "WA",
        "Channel.Alias.WA Business": "whatsapp",
        "Parameter.user_id.Missing": "default:none",
        "Parameter.user_id.Transform": "strip",
        "Parameter.operator": "off",
        "PersonalAccount.Labels": "договор; contract",
        "PersonalAccount.Length": "8",
        "PersonalAccount.Letters": "on",
        "PersonalAccount.Ambiguous": "first",
        "Chrome.Driver": "pipe",
        "Chrome.Path": r"C:\Chrome\chrome.exe",
        "Chrome.Profile": r"C:\profile",
        "Chrome.Arguments": '--lang=ru "--app-name=my crm"',
        "Journal.Days": "30",
        "Log.Level": "DEBUG",
        "Language": "ru",
    }

    reading = read_settings([Layer(EMC, section)])

    rules, settings = reading.settings.rules, reading.settings
    assert reading.problems == ()
    assert not rules.enabled
    assert rules.title.text == "{user_id}"
    assert (rules.pop_on, rules.tab_reuse, rules.raise_) == (
        PopOn.ACCEPTED,
        TabReuse.CUSTOMER,
        Raise.BACKGROUND,
    )
    assert (rules.on_end, rules.max_tabs, rules.user_id_source) == (OnEnd(30), 5, "CustomerPhone")
    assert rules.channel_names == {"whatsapp": "WA"}
    assert rules.channel_aliases == {"wa_business": "whatsapp"}
    assert rules.parameters["user_id"].missing == Missing(MissingPolicy.DEFAULT, "none")
    assert rules.parameters["user_id"].transform
    assert not rules.parameters["operator"].enabled
    assert settings.accounts == AccountRules(
        labels=("договор", "contract"),
        length=Length(8, 8),
        letters=True,
        ambiguous=Ambiguous.FIRST,
    )
    assert settings.chrome == ChromeSettings(
        ChromeDriver.PIPE,
        r"C:\Chrome\chrome.exe",
        r"C:\profile",
        ("--lang=ru", "--app-name=my crm"),
    )
    assert (settings.journal_days, settings.log_level, settings.page.language) == (
        30,
        LogLevel.DEBUG,
        Language.RUSSIAN,
    )


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
    assert reading.sources["MaxTabs"] == Sourced("5", EMC)


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
    assert reading.sources["MaxTabs"] == Sourced("7", "overlay")
    assert reading.sources["PopOn"] == Sourced("accepted", EMC)
    assert reading.sources["Language"] == Sourced("ru", "local.ini")
    assert reading.sources["Journal.Days"] == Sourced("7", "default")


def test_a_broken_value_gives_way_to_the_layer_below() -> None:
    layers = [Layer("local.ini", {"MaxTabs": "5"}), Layer("overlay", {"MaxTabs": "many"})]

    reading = read_settings(layers)

    assert reading.settings.rules.max_tabs == 5
    assert reading.sources["MaxTabs"] == Sourced("5", "local.ini")
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
        "EMC section ChatPlugin: Parameter.user_id is off, but ChatTemplate has '{user_id}' after"
        " a name of its own, which stays. Write '{?user_id}' or '{&user_id}' there, which leave"
        " the name out too."
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
    assert in_force.settings.rules.pop_on is PopOn.ACCEPTED


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
