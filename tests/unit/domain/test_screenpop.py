"""Deciding which card a contact raises, or why it raises none."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import EMAIL, ChannelType, Contact, ContactId, Moment
from chatplugin.domain.screenpop import NoPop, Reason, ScreenPop, decide
from tests.unit.domain.samples import (
    CARD,
    MAIL,
    OPERATOR,
    SECTION,
    TELEGRAM,
    WHATSAPP,
    refusal,
    rules,
    url,
)


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
        {"ChatTemplate": CARD + "{?user_id_kind}"},
        {"ChatTemplate": CARD + "{?phone}", "Field__phone": "{user_id}"},
        {"ChatTemplate": CARD + "{?phone}", "Field__phone": "tel-{author}"},
        {
            "Template__phone": CARD + "{?user_id}",
            "Rule__1": "user_id_kind == 'phone' -> phone",
            "ChatTemplate": CARD + "{?operator}",
        },
    ],
)
def test_whatever_needs_to_know_who_writes_waits(settings: dict[str, str]) -> None:
    half = Contact(ContactId("W2"), ChannelType("whatsapp"), None)

    assert refusal(half, rules(**settings))[0] is Reason.WAITING
    assert isinstance(decide(half, OPERATOR, rules(**settings), Moment.ACCEPTED), ScreenPop)


@pytest.mark.parametrize(
    "settings",
    [
        {"ChatTemplate": CARD + "{?channel_type}"},
        {"ChatTemplate": CARD + "{?x}", "Field__x": "{Queue}"},
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


@pytest.mark.parametrize("letters", ["я" * 60_000, "a" * 1_000_000])
def test_an_address_that_no_server_takes_is_no_card_and_the_parameter_is_named(
    letters: str,
) -> None:
    contact = Contact(ContactId("W2"), ChannelType("whatsapp"), "+7", attributes={"Note": letters})
    noted = rules(ChatTemplate=CARD + "{?user_id,note}", Field__note="{Note}")

    assert refusal(contact, noted) == (Reason.LONG_ADDRESS, "note, ChatTemplate")


def test_a_long_address_that_can_be_asked_for_is_a_card() -> None:
    contact = Contact(
        ContactId("W2"), ChannelType("whatsapp"), "+7", attributes={"Note": "a" * 60_000}
    )
    noted = rules(ChatTemplate=CARD + "{?user_id,note}", Field__note="{Note}")

    assert url(contact, noted).endswith("note=" + "a" * 60_000)


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
    channel_type = ANYTHING.channel_of(channel) if channel else None
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


def test_a_card_from_a_server_that_is_not_allowed_is_not_shown() -> None:
    section = SECTION | {"AllowedHosts": "other.example.com"}
    decision = decide(MAIL, OPERATOR, read_settings([Layer("test", section)]).settings.rules)

    assert isinstance(decision, NoPop)
    assert decision.reason is Reason.HOST_NOT_ALLOWED
