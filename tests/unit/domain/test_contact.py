"""What is known of a contact, and how its channel is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.domain.contact import (
    EMAIL,
    ChannelType,
    Contact,
    ContactId,
    UserIdKind,
    default_channel_type,
)
from chatplugin.domain.rules import PopRules

OFFERED = Contact(ContactId("E1"), EMAIL, "anna@example.com", attributes={"Segment": "gold"})


def test_what_is_learnt_later_is_added_and_takes_nothing_away() -> None:
    later = Contact(ContactId("E1"), None, None, "1234567890", {"Queue": "7"}, {"subject": "Hi"})

    grown = OFFERED.grown(later)

    assert grown == Contact(
        ContactId("E1"),
        EMAIL,
        "anna@example.com",
        "1234567890",
        {"Segment": "gold", "Queue": "7"},
        {"subject": "Hi"},
    )


def test_what_changes_is_taken_as_it_is_now() -> None:
    later = Contact(ContactId("E1"), EMAIL, "olga@example.com", attributes={"Segment": "silver"})

    grown = OFFERED.grown(later)

    assert (grown.user_id, grown.attributes) == ("olga@example.com", {"Segment": "silver"})


@pytest.mark.parametrize(
    ("media_type_name", "channel_type", "name"),
    [
        ("WhatsApp", "whatsapp", "WhatsApp"),
        ("Web  Chat", "web_chat", "Web Chat"),
        ("Our Portal", "our_portal", "Our Portal"),
    ],
)
def test_a_messenger_has_a_value_for_the_address_and_a_name_for_people(
    media_type_name: str, channel_type: str, name: str
) -> None:
    assert default_channel_type(media_type_name) == channel_type
    assert PopRules().channel_name(ChannelType(channel_type)) == name


@pytest.mark.parametrize(
    ("channel", "user_id", "kind"),
    [
        ("email", "anna@example.com", "email"),
        ("telegram", "anna@пример.рф", "email"),
        ("telegram", "+79000000001", "phone"),
        ("web_chat", "8 (900) 000-00-01", "phone"),
        ("whatsapp", "79000000001", "phone"),
        ("whatsapp_business", "79000000001", "phone"),
        ("sms", "79000000001", "phone"),
        ("chat", "79000000001@c.us", "phone"),
        ("chat", "447400000001@s.whatsapp.net", "phone"),
        ("chat", "whatsapp:+79000000001", "phone"),
        ("whatsapp", "4639135154355@lid", "id"),
        ("whatsapp", "RU.13491208655302741918", "id"),
        ("whatsapp", "13491208655302741918", "id"),
        ("sms", "900", "id"),
        ("telegram", "8412345678", "id"),
        ("vk", "278345612", "id"),
        ("vk", "id278345612", "id"),
        ("chat", "f47ac10b-58cc-4372-a567-0e02b2c3d479", "id"),
        ("viber", "xVHd0+1aaYWx3nQe8EZpSA==", "id"),
        ("web_chat", "Anna K.", "id"),
        ("telegram", "@anna", "username"),
        ("telegram", "anna_k", "username"),
        ("instagram", "анна.к", "username"),
        ("telegram", " ivan1985 ", "username"),
        ("telegram", "", "id"),
    ],
)
def test_a_customer_is_known_by_an_address_a_telephone_a_name_or_an_id(
    channel: str, user_id: str, kind: str
) -> None:
    assert UserIdKind.of(user_id, ChannelType(channel)) == kind


@given(st.text(st.sampled_from("+78900()-@.ab_ cus:\ud800٣"), max_size=40))
def test_every_text_is_of_some_kind(user_id: str) -> None:
    assert UserIdKind.of(user_id, None) in UserIdKind
