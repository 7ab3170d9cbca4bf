"""Contacts that are made up reach the service as real ones do."""

from chatplugin.desktop import plugin
from chatplugin.desktop.played_desktop import PlayedDesktop, TestContact
from chatplugin.desktop.plugin import (
    ContactReport,
    EndReport,
    Initialize,
    OperatorReport,
    WorkItemKind,
)
from chatplugin.domain.contact import ContactId, Operator
from chatplugin.mail import AccountRules, read

WHATSAPP = TestContact("WhatsApp", "+79000000001", Operator("4021"), attributes={"Segment": "gold"})


def test_a_test_contact_is_read_from_its_lines_as_it_was_made_up() -> None:
    start, operator, contact = map(plugin.read, WHATSAPP.lines(lambda: 5.0))

    assert isinstance(start, Initialize)
    assert operator == OperatorReport(1, 5.0, Operator("4021"))
    assert isinstance(contact, ContactReport)
    assert (contact.author, contact.media_type_name) == ("+79000000001", "WhatsApp")
    assert contact.attributes == {"Segment": "gold"}


def test_a_test_contact_has_a_letter_if_its_channel_is_email() -> None:
    mail = TestContact("Email", "anna@example.com", account="1234567890")

    *_, contact = map(plugin.read, mail.lines(lambda: 5.0))

    assert isinstance(contact, ContactReport)
    letter = read(contact.email or b"", AccountRules())
    assert (letter.sender.value, letter.account.value) == ("anna@example.com", "1234567890")


def test_the_end_of_a_played_contact_names_it() -> None:
    from_desktop = plugin.read(PlayedDesktop(lambda: 5.0).ended("E1", WorkItemKind.EMAIL))

    assert from_desktop == EndReport(1, 5.0, ContactId("E1"))
