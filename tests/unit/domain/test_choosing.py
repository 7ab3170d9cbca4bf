"""Rules that choose a contact's template: which holds, in which order, and what they may see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Severity, read_settings
from chatplugin.domain.contact import EMAIL, ChannelType, Contact, ContactId, Moment, Operator
from chatplugin.domain.rules import PopRules, Verdict
from chatplugin.domain.screenpop import NoPop, ScreenPop, decide

HOST = "https://crm.example.com/"
SECTION = {
    "ChatTemplate": HOST + "chat{?user_id}",
    "ChatTemplate.telegram": HOST + "telegram{?user_id}",
    "EmailTemplate": HOST + "mail{?user_id}",
    "Template.vip": HOST + "vip{?user_id}",
    "Template.quiet": HOST + "quiet{?channel_type}",
}
OPERATOR = Operator("4021", name="Ivan")
MAIL = Contact(
    ContactId("E1"),
    EMAIL,
    "anna@example.com",
    personal_account="1234567890",
    headers={"subject": "Счёт", "x-priority": "1"},
)
WHATSAPP = Contact(
    ContactId("W1"),
    ChannelType("whatsapp"),
    "+79000000001",
    attributes={"CustomerSegment": "VIP", "Empty": ""},
)


def rules(*conditions: str, **settings: str) -> PopRules:
    written = {f"Rule.{number}": text for number, text in enumerate(conditions, 1)}
    reading = read_settings([Layer("test", SECTION | written | settings)])
    assert not [problem for problem in reading.problems if problem.severity is Severity.ERROR]
    return reading.settings.rules


def chosen(contact: Contact, rules: PopRules, at: Moment = Moment.ACCEPTED) -> str:
    """Return the template's setting and the rule's, or the reason why there is no card."""
    decision = decide(contact, OPERATOR, rules, at)
    if isinstance(decision, NoPop):
        return f"{decision.reason.name} {decision.detail}".rstrip()
    return f"{decision.template_name} {decision.rule}".rstrip()


@pytest.mark.parametrize(
    "condition",
    [
        'channel_type == "whatsapp"',
        'user_id.startsWith("+7")',
        'operator in ["4020", "4021"]',
        'attributes.CustomerSegment == "VIP"',
        'attributes["CustomerSegment"] == "VIP"',
        "has(attributes.CustomerSegment)",
        '"CustomerSegment" in attributes',
        'user_id.matches(r"^\\+79\\d{9}$")',
        'user_id.matches("(?i)^\\\\+79")',
        "!has(attributes.Region)",
        'attributes.Region == "77" || attributes.CustomerSegment == "VIP"',
        'attributes.agent_name == "Ivan"',
        'attributes.author != "" || true',
        "size(operator) == 4",
        "int(operator) > 4000",
        "true",
    ],
)
def test_a_condition_that_holds_chooses_its_template(condition: str) -> None:
    assert chosen(WHATSAPP, rules(f"{condition} -> vip")) == "Template.vip Rule.1"


@pytest.mark.parametrize(
    "condition",
    [
        'channel_type == "telegram"',
        'attributes.customersegment == "VIP"',
        'attributes.Region == "77"',
        'attributes.Region != "77"',
        '!(attributes.Region == "77")',
        'headers.subject.contains("Счёт")',
        "has(attributes.Empty)",
        "int(user_id) > 4000000000000 && false",
        "int(attributes.CustomerSegment) > 1",
        "double(attributes.CustomerSegment) < 1.5",
    ],
)
def test_a_condition_that_does_not_hold_leaves_the_channels_own_template(condition: str) -> None:
    assert chosen(WHATSAPP, rules(f"{condition} -> vip")) == "ChatTemplate"


@pytest.mark.parametrize(
    "condition",
    [
        'headers["x-priority"] == "1"',
        'headers.subject.contains("Счёт")',
        'has(headers.subject) && channel_type == "email"',
        "has(attributes.PersonalAccount)",
        'attributes.subject == "Счёт"',
    ],
)
def test_a_condition_reads_the_headers_of_an_email(condition: str) -> None:
    assert chosen(MAIL, rules(f"{condition} -> vip")) == "Template.vip Rule.1"


def test_rules_are_tried_in_the_order_of_their_numbers() -> None:
    section = {"Rule.10": "true -> quiet", "Rule.0002": 'operator == "4021" -> vip'}

    assert chosen(WHATSAPP, rules(**section)) == "Template.vip Rule.2"
    assert chosen(WHATSAPP, rules(**{**section, "Rule.0002": ""})) == "Template.quiet Rule.10"


@pytest.mark.parametrize(
    ("target", "template"),
    [
        ("vip", "Template.vip"),
        ("Template.vip", "Template.vip"),
        ("template.VIP", "Template.vip"),
        ("EmailTemplate", "EmailTemplate"),
        ("ChatTemplate", "ChatTemplate"),
        ("chattemplate.Telegram", "ChatTemplate.telegram"),
    ],
)
def test_a_rule_may_name_any_template(target: str, template: str) -> None:
    assert chosen(WHATSAPP, rules(f"true -> {target}")) == f"{template} Rule.1"


def test_a_rule_may_say_that_there_is_no_card() -> None:
    stop = rules('user_id == "+79000000001" -> none', "true -> vip")

    assert chosen(WHATSAPP, stop) == "RULED_OUT Rule.1"
    decision = decide(WHATSAPP, OPERATOR, stop, Moment.ACCEPTED)
    assert isinstance(decision, NoPop)
    assert decision.describe() == "a rule says that there is no card (Rule.1)"


def test_a_switch_counts_before_any_rule() -> None:
    off = rules("true -> vip", **{"ChatTemplate.whatsapp.Enabled": "off"})

    assert chosen(WHATSAPP, off) == "CHANNEL_SWITCHED_OFF ChatTemplate.whatsapp.Enabled"
    assert chosen(MAIL, off) == "Template.vip Rule.1"


def test_a_rule_does_not_ask_for_the_switch_of_another_channel() -> None:
    off = rules("true -> ChatTemplate.telegram", **{"ChatTemplate.telegram.Enabled": "off"})

    assert chosen(WHATSAPP, off) == "ChatTemplate.telegram Rule.1"


def test_a_rule_serves_a_channel_without_a_template_of_its_own() -> None:
    reading = read_settings(
        [Layer("test", {"Template.vip": HOST + "vip{?user_id}", "Rule.1": "true -> vip"})]
    )

    assert reading.problems == ()
    assert chosen(WHATSAPP, reading.settings.rules) == "Template.vip Rule.1"


def test_a_rules_template_comes_from_an_allowed_server_only() -> None:
    section = SECTION | {"Rule.1": "true -> vip", "Template.vip": "https://x.example.org/{user_id}"}
    reading = read_settings([Layer("test", {**section, "AllowedHosts": "crm.example.com"})])

    assert any(problem.key == "AllowedHosts" for problem in reading.problems)
    assert chosen(WHATSAPP, reading.settings.rules) == "HOST_NOT_ALLOWED AllowedHosts, Template.vip"


def test_all_servers_of_templates_are_allowed_unless_the_settings_say_otherwise() -> None:
    both = rules("true -> vip", **{"Template.vip": "https://vip.example.com/{?user_id}"})

    assert chosen(WHATSAPP, both) == "Template.vip Rule.1"


def test_a_rule_that_asks_who_writes_waits_until_that_is_known() -> None:
    nobody_yet = Contact(ContactId("W2"), ChannelType("whatsapp"), None)
    ruled = rules('channel_type == "sms" -> none', 'user_id == "+79000000001" -> none')
    told = Contact(ContactId("W2"), ChannelType("whatsapp"), "+79000000001")

    assert chosen(nobody_yet, ruled, Moment.OFFERED) == "WAITING"
    assert chosen(told, ruled, Moment.OFFERED) == "RULED_OUT Rule.2"
    assert chosen(nobody_yet, ruled, Moment.ACCEPTED) == "ChatTemplate"


def test_a_rule_that_does_not_ask_who_writes_does_not_wait() -> None:
    nobody_yet = Contact(ContactId("W2"), ChannelType("whatsapp"), None)
    ruled = rules('channel_type == "whatsapp" -> quiet', 'user_id == "+79000000001" -> none')

    assert chosen(nobody_yet, ruled, Moment.OFFERED) == "Template.quiet Rule.1"


def test_a_rule_that_asks_for_the_source_of_the_customer_waits_too() -> None:
    nobody_yet = Contact(ContactId("W2"), ChannelType("whatsapp"), "somebody")
    ruled = rules('attributes.Phone == "+79000000001" -> none', **{"UserId.Source": "Phone"})

    assert chosen(nobody_yet, ruled, Moment.OFFERED) == "WAITING"


def test_an_unknown_customer_is_an_empty_text() -> None:
    nobody = Contact(ContactId("W2"), ChannelType("whatsapp"), None)

    assert chosen(nobody, rules('user_id == "" -> quiet')) == "Template.quiet Rule.1"


def test_each_rule_that_was_tried_tells_its_verdict() -> None:
    ruled = rules(
        'attributes.Region == "77" -> vip',
        "int(attributes.CustomerSegment) > 1 -> vip",
        'operator == "1" -> vip',
        "true -> quiet",
    )

    pop = decide(WHATSAPP, OPERATOR, ruled, Moment.ACCEPTED)

    assert isinstance(pop, ScreenPop)
    assert [(asked.rule.setting, asked.verdict) for asked in pop.asked] == [
        ("Rule.1", Verdict.LACKING),
        ("Rule.2", Verdict.FAILED),
        ("Rule.3", Verdict.DOES_NOT_HOLD),
        ("Rule.4", Verdict.HOLDS),
    ]
    assert pop.failed_rules == ("Rule.2",)


def test_a_long_value_is_seen_by_its_beginning_only() -> None:
    long = Contact(ContactId("W2"), ChannelType("whatsapp"), "a" * 1_000_000 + "b")

    assert chosen(long, rules("size(user_id) == 4096 -> quiet")) == "Template.quiet Rule.1"


EVERY_KIND = rules(
    'user_id.matches("(a|b)*c.{1,50}") && headers.subject.endsWith("x") -> vip',
    'int(user_id) > 5 && attributes.Age == "1" -> vip',
    'attributes.Since < "2020-01-01T00:00:00Z" && "Age" in attributes -> vip',
    'double(headers["x-score"]) > 1.0 || user_id in [attributes.author, operator] -> vip',
    'attributes["Since"] == headers["subject"] -> quiet',
    'user_id.contains("none") || size(attributes.Age) == 2 -> none',
    "attributes.author.startsWith(user_id) || !(user_id >= operator) -> ChatTemplate.telegram",
)
anything = st.one_of(
    st.text(),
    st.text(st.characters(codec=None, categories=("Cs", "Cc", "L", "N"))),
    st.sampled_from(
        ["1", "-1", "9" * 30, "1s", "2020-01-01T00:00:00Z", "true", "\ud83d", "\0", ""]
    ),
)
named = st.dictionaries(
    st.one_of(anything, st.sampled_from(["Age", "Since", "author", "subject", "x-score"])), anything
)


@given(st.one_of(st.none(), anything), named, named, st.sampled_from(["email", "whatsapp", "ö"]))
def test_whatever_a_customer_writes_a_rule_chooses_among_the_templates_only(
    user_id: str | None, attributes: dict[str, str], headers: dict[str, str], channel: str
) -> None:
    contact = Contact(
        ContactId("X"), ChannelType(channel), user_id, attributes=attributes, headers=headers
    )

    decision = decide(contact, OPERATOR, EVERY_KIND, Moment.ACCEPTED)

    assert len(decision.asked) > 0
    if isinstance(decision, ScreenPop):
        assert decision.url.partition("?")[0] in {
            HOST + page for page in ("chat", "telegram", "mail", "vip", "quiet")
        }
