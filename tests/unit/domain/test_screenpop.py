"""Deciding which card a contact raises, or why it raises none."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import EMAIL, ChannelType, Contact, ContactId, Moment, Operator
from chatplugin.domain.parameters import ParameterFate, ParameterOutcome
from chatplugin.domain.rules import PopRules, channel_of
from chatplugin.domain.screenpop import NoPop, Reason, ScreenPop, decide
from chatplugin.sentences import said

CARD = "https://crm.example.com/card"
SECTION = {
    "ChatTemplate": CARD + "{?channel_type,user_id,operator,segment}",
    "EmailTemplate": CARD + "{?channel_type,user_id,operator,PersonalAccount}",
    "Field.segment": "{CustomerSegment}",
}
OPERATOR = Operator("1001", name="Ivan", station="5001")
MAIL = Contact(ContactId("E1"), EMAIL, "anna@example.com", personal_account="1234567890")
WHATSAPP = Contact(
    ContactId("W1"),
    ChannelType("whatsapp"),
    "+79000000001",
    attributes={"CustomerSegment": "vip", "CustomerPhone": "89000000002"},
)
TELEGRAM = Contact(ContactId("T1"), ChannelType("telegram"), "anna_k")


def rules(**settings: str) -> PopRules:
    named = {key.replace("__", "."): value for key, value in settings.items()}
    reading = read_settings([Layer("test", SECTION | named)])
    assert reading.problems == ()
    return reading.settings.rules


def url(contact: Contact, rules: PopRules) -> str:
    pop = decide(contact, OPERATOR, rules)
    assert isinstance(pop, ScreenPop)
    return pop.url.removeprefix(CARD)


def refusal(contact: Contact, rules: PopRules, at: Moment = Moment.OFFERED) -> tuple[Reason, str]:
    decision = decide(contact, OPERATOR, rules, at)
    assert isinstance(decision, NoPop)
    return decision.reason, decision.detail


def test_an_email_raises_the_card_of_its_sender_and_account() -> None:
    pop = decide(MAIL, OPERATOR, rules())

    assert isinstance(pop, ScreenPop)
    assert pop.url == (
        "https://crm.example.com/card"
        "?channel_type=email&user_id=anna%40example.com&operator=1001&PersonalAccount=1234567890"
    )
    assert pop.title == "CRM Email"
    assert pop.template_name == "EmailTemplate"


def test_a_whatsapp_contact_raises_the_card_of_its_author_with_a_custom_field() -> None:
    pop = decide(WHATSAPP, OPERATOR, rules())

    assert isinstance(pop, ScreenPop)
    assert pop.url == (
        "https://crm.example.com/card"
        "?channel_type=whatsapp&user_id=%2B79000000001&operator=1001&segment=vip"
    )
    assert pop.title == "CRM WhatsApp"


def test_every_parameter_can_tell_where_it_came_from() -> None:
    decided = decide(
        WHATSAPP,
        OPERATOR,
        rules(Parameter__operator="off", Parameter__user_id__Transform="digits"),
    )

    assert decided.parameters == (
        ParameterOutcome(
            "channel_type",
            "whatsapp",
            ParameterFate.GIVEN,
            said("origin.media_type"),
            found="whatsapp",
        ),
        ParameterOutcome(
            "user_id",
            "79000000001",
            ParameterFate.GIVEN,
            said("origin.attribute", name="author"),
            found="+79000000001",
            transform="digits",
        ),
        ParameterOutcome("operator", None, ParameterFate.SWITCHED_OFF, said("origin.operator")),
        ParameterOutcome(
            "segment",
            "vip",
            ParameterFate.GIVEN,
            said("origin.setting", key="Field.segment"),
            found="vip",
        ),
    )


def test_a_parameter_that_is_switched_off_is_left_out() -> None:
    assert url(WHATSAPP, rules(Parameter__user_id="off")) == (
        "?channel_type=whatsapp&operator=1001&segment=vip"
    )


@pytest.mark.parametrize(
    ("policy", "query"),
    [
        ("omit", "?channel_type=telegram&user_id=anna_k&operator=1001"),
        ("empty", "?channel_type=telegram&user_id=anna_k&operator=1001&segment="),
        (
            "default:un known",
            "?channel_type=telegram&user_id=anna_k&operator=1001&segment=un%20known",
        ),
    ],
)
def test_a_missing_value_follows_its_policy(policy: str, query: str) -> None:
    assert url(TELEGRAM, rules(Parameter__segment__Missing=policy)) == query


def test_a_parameter_without_which_there_is_no_card_says_its_name() -> None:
    assert refusal(TELEGRAM, rules(Parameter__segment__Missing="nopop")) == (
        Reason.MISSING_PARAMETER,
        "segment, Parameter.segment.Missing",
    )


def test_a_value_that_a_transform_empties_is_missing() -> None:
    settings = {"Parameter__user_id__Transform": "digits", "Parameter__user_id__Missing": "nopop"}

    assert refusal(TELEGRAM, rules(**settings))[0] is Reason.MISSING_PARAMETER


def test_a_multimedia_contact_has_no_account_whatever_the_policy_is() -> None:
    settings = {
        "ChatTemplate": CARD + "{?user_id,PersonalAccount}",
        "Parameter__PersonalAccount__Missing": "nopop",
    }

    assert url(TELEGRAM, rules(**settings)) == "?user_id=anna_k"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("fixed", "fixed"),
        ("{CustomerSegment}", "vip"),
        ("s-{CustomerSegment}-{station}", "s-vip-5001"),
        ("{agent_name}", "Ivan"),
        ("{author}", "%2B79000000001"),
        ("{user_id}", "%2B79000000001"),
        ("{channel_type}", "whatsapp"),
    ],
)
def test_a_field_is_fixed_text_attributes_or_both(text: str, value: str) -> None:
    fields = {"ChatTemplate": CARD + "{?x}", "Field__x": text}

    assert url(WHATSAPP, rules(**fields)) == f"?x={value}"


def test_a_field_has_no_value_while_one_of_its_attributes_has_none() -> None:
    fields = {"ChatTemplate": CARD + "{?x}", "Field__x": "{CustomerSegment}/{Queue}"}

    assert url(WHATSAPP, rules(**fields)) == ""


def test_the_customer_can_be_another_attribute_than_the_author() -> None:
    settings = {"UserId__Source": "CustomerPhone", "Parameter__user_id__Transform": "e164:RU"}

    assert "user_id=%2B79000000002" in url(WHATSAPP, rules(**settings))


def test_the_subject_of_an_email_is_an_attribute() -> None:
    mail = Contact(ContactId("E2"), EMAIL, "a@example.com", headers={"subject": "Счёт"})
    fields = {"EmailTemplate": CARD + "{?x}", "Field__x": "{subject}"}

    assert url(mail, rules(**fields)) == "?x=%D0%A1%D1%87%D1%91%D1%82"


def test_nobody_at_the_desk_leaves_the_operator_out() -> None:
    pop = decide(MAIL, None, rules())

    assert isinstance(pop, ScreenPop)
    assert "operator" not in pop.url


def test_a_contact_that_cannot_be_read_yet_waits_until_it_is_accepted() -> None:
    unread = Contact(ContactId("W2"), None, None)

    assert refusal(unread, rules())[0] is Reason.WAITING
    pop = decide(unread, OPERATOR, rules(), Moment.ACCEPTED)
    assert isinstance(pop, ScreenPop)
    assert (pop.url, pop.title) == (CARD + "?operator=1001", "CRM Chat")


def test_a_contact_whose_author_is_not_read_yet_waits() -> None:
    half = Contact(ContactId("W2"), ChannelType("whatsapp"), None)

    assert refusal(half, rules())[0] is Reason.WAITING


@pytest.mark.parametrize(
    "settings",
    [
        {"ChatTemplate": CARD + "{?channel_type}"},
        {"Parameter__user_id": "off"},
        {"UserId__Source": "CustomerPhone"},
    ],
)
def test_a_contact_does_not_wait_for_an_author_that_its_card_does_not_need(
    settings: dict[str, str],
) -> None:
    half = Contact(
        ContactId("W2"), ChannelType("whatsapp"), None, attributes={"CustomerPhone": "89000000001"}
    )

    assert isinstance(decide(half, OPERATOR, rules(**settings)), ScreenPop)


def test_an_email_without_a_readable_sender_does_not_wait() -> None:
    mail = Contact(ContactId("E2"), EMAIL, None)

    assert url(mail, rules()) == "?channel_type=email&operator=1001"


@pytest.mark.parametrize(
    ("contact", "settings", "reason", "detail"),
    [
        (MAIL, {"Enabled": "off"}, Reason.SWITCHED_OFF, "Enabled"),
        (
            MAIL,
            {"EmailTemplate__Enabled": "off"},
            Reason.CHANNEL_SWITCHED_OFF,
            "EmailTemplate.Enabled",
        ),
        (
            WHATSAPP,
            {"ChatTemplate__Enabled": "off"},
            Reason.CHANNEL_SWITCHED_OFF,
            "ChatTemplate.Enabled",
        ),
        (
            TELEGRAM,
            {"ChatTemplate__telegram__Enabled": "off"},
            Reason.CHANNEL_SWITCHED_OFF,
            "ChatTemplate.telegram.Enabled",
        ),
        (MAIL, {"EmailTemplate": ""}, Reason.NO_TEMPLATE, "EmailTemplate"),
        (WHATSAPP, {"ChatTemplate": ""}, Reason.NO_TEMPLATE, "ChatTemplate"),
    ],
)
def test_whatever_is_switched_off_says_by_which_setting(
    contact: Contact, settings: dict[str, str], reason: Reason, detail: str
) -> None:
    assert refusal(contact, rules(**settings)) == (reason, detail)


@pytest.mark.parametrize("key", ["ChatTemplate", "ChatTemplate.telegram"])
def test_a_template_that_cannot_be_used_is_told_from_one_that_is_not_there(key: str) -> None:
    broken = read_settings([Layer("test", {key: "crm.example.com"})]).settings.rules

    assert refusal(TELEGRAM, broken) == (Reason.BROKEN_TEMPLATE, key)
    assert refusal(MAIL, broken) == (Reason.NO_TEMPLATE, "EmailTemplate")


def test_a_broken_template_of_a_messenger_leaves_it_the_general_one() -> None:
    section = SECTION | {"ChatTemplate.telegram": "crm.example.com"}

    assert url(TELEGRAM, read_settings([Layer("test", section)]).settings.rules).startswith("?")


def test_a_messenger_can_have_a_template_and_a_switch_of_its_own() -> None:
    own = rules(
        ChatTemplate__Enabled="off",
        ChatTemplate__telegram__Enabled="on",
        ChatTemplate__telegram=CARD + "/tg{?user_id}",
    )

    assert url(TELEGRAM, own) == "/tg?user_id=anna_k"
    assert refusal(WHATSAPP, own)[0] is Reason.CHANNEL_SWITCHED_OFF


@pytest.mark.parametrize("author", ["..", "."])
def test_a_value_that_would_climb_out_of_its_segment_raises_no_card(author: str) -> None:
    contact = Contact(ContactId("W2"), ChannelType("whatsapp"), author)
    path = rules(ChatTemplate=CARD + "/{user_id}/open")

    assert refusal(contact, path) == (Reason.UNSAFE_ADDRESS, "ChatTemplate")


texts = st.none() | st.text(st.characters())
ANYTHING = rules(
    ChatTemplate=CARD + "/{user_id}{?segment,operator}",
    TabTitle="{channel_name} {user_id} {segment}",
    Parameter__user_id__Transform="strip,e164:RU",
)


@given(texts, texts, texts, st.sampled_from(Moment))
def test_no_contact_can_make_the_decision_fail(
    channel: str | None, author: str | None, segment: str | None, at: Moment
) -> None:
    channel_type = channel_of(channel, ANYTHING) if channel else None
    attributes = {"CustomerSegment": segment} if segment else {}
    contact = Contact(ContactId("W2"), channel_type, author, attributes=attributes)

    decision = decide(contact, OPERATOR, ANYTHING, at)

    if isinstance(decision, ScreenPop):
        assert decision.url.startswith(CARD)
        assert len(decision.title) <= 80
        assert not {"Cc", "Cs", "Zl", "Zp"} & {category(letter) for letter in decision.title}


def test_a_refusal_describes_itself_without_the_customer() -> None:
    decision = decide(TELEGRAM, OPERATOR, rules(Parameter__segment__Missing="nopop"))

    assert isinstance(decision, NoPop)
    assert decision.describe() == (
        "a parameter that the card must have is missing (segment, Parameter.segment.Missing)"
    )


def test_emcs_name_of_a_messenger_becomes_its_channel_type() -> None:
    own = rules(**{"Channel__Alias__WA Business": "whatsapp"})

    assert channel_of("WhatsApp", own) == "whatsapp"
    assert channel_of("Facebook  Messenger ", own) == "facebook_messenger"
    assert channel_of("wa business", own) == "whatsapp"


@pytest.mark.parametrize(
    ("channel_type", "title"),
    [
        ("whatsapp", "CRM WhatsApp"),
        ("vk", "CRM VK"),
        ("web_chat", "CRM Web Chat"),
        ("my_bank", "CRM My Bank"),
        ("telegram", "CRM Телеграм"),
    ],
)
def test_the_title_names_the_channel(channel_type: str, title: str) -> None:
    contact = Contact(ContactId("W2"), ChannelType(channel_type), "1")
    pop = decide(contact, OPERATOR, rules(Channel__telegram="Телеграм"))

    assert isinstance(pop, ScreenPop)
    assert pop.title == title


@pytest.mark.parametrize(
    ("pattern", "author", "title"),
    [
        ("CRM {channel_name} {user_id}", "+79000000001", "CRM WhatsApp +79000000001"),
        ("{user_id}", "a\r\nb\tc", "a b c"),
        ("{user_id}", "a\u202egnp\u2066.exe\u200f", "agnp.exe"),
        ("{user_id}", "\x07\ud800", "CRM WhatsApp"),
        ("{user_id}", "👩‍💻", "👩‍💻"),
        ("{user_id}", "x" * 5000, "x" * 79 + "…"),
        ("{PersonalAccount} {channel_name}", "1", "WhatsApp"),
        ("<b>{user_id}", "&amp;", "<b>&amp;"),
    ],
)
def test_the_title_is_one_short_line_of_plain_text(pattern: str, author: str, title: str) -> None:
    contact = Contact(ContactId("W2"), ChannelType("whatsapp"), author)
    pop = decide(contact, OPERATOR, rules(TabTitle=pattern))

    assert isinstance(pop, ScreenPop)
    assert pop.title == title


def test_a_parameter_that_is_switched_off_does_not_show_in_the_title_either() -> None:
    pop = decide(MAIL, OPERATOR, rules(TabTitle="CRM {user_id}", Parameter__user_id="off"))

    assert isinstance(pop, ScreenPop)
    assert pop.title == "CRM"


def test_a_card_from_a_server_that_is_not_allowed_is_not_shown() -> None:
    section = SECTION | {"AllowedHosts": "other.example.com"}
    decision = decide(MAIL, OPERATOR, read_settings([Layer("test", section)]).settings.rules)

    assert isinstance(decision, NoPop)
    assert decision.reason is Reason.HOST_NOT_ALLOWED
