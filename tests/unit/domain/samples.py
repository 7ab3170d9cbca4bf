"""Contacts and rules that several tests of the domain speak of."""

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import EMAIL, ChannelType, Contact, ContactId, Moment, Operator
from chatplugin.domain.rules import PopRules
from chatplugin.domain.screenpop import NoPop, Reason, ScreenPop, decide

CARD = "https://crm.example.com/card"
SECTION = {
    "ChatTemplate": CARD + "{?channel_type,user_id,operator,segment}",
    "EmailTemplate": CARD + "{?channel_type,user_id,operator,PersonalAccount}",
    "Field.segment": "{CustomerSegment}",
    "Raise.WaitForTyping": "off",
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
