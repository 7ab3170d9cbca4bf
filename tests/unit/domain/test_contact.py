"""What is known of a contact, and how its channel is called."""

import pytest

from chatplugin.domain.contact import (
    EMAIL,
    ChannelType,
    Contact,
    ContactId,
    default_channel_name,
    default_channel_type,
)

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
    assert default_channel_name(ChannelType(channel_type)) == name
