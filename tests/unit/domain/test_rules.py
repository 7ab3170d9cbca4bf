"""What the settings say of channels and of the title of a tab."""

import pytest

from chatplugin.domain.contact import ChannelType, Contact, ContactId
from chatplugin.domain.screenpop import ScreenPop, decide
from tests.unit.domain.samples import (
    MAIL,
    OPERATOR,
    rules,
)


def test_emcs_name_of_a_messenger_becomes_its_channel_type() -> None:
    own = rules(**{"Channel__Alias__WA Business": "whatsapp"})

    assert own.channel_of("WhatsApp") == "whatsapp"
    assert own.channel_of("Facebook  Messenger ") == "facebook_messenger"
    assert own.channel_of("wa business") == "whatsapp"


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
