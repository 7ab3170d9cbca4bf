"""Who wrote."""

import pytest

from chatplugin.mail import SenderReason, SenderRules, read
from tests.corpus.build import CUSTOMER, envelope, part, plain


def _sent_by(field: bytes) -> bytes:
    return b"From: " + field + b"\r\nTo: help@company.example\r\n\r\nx"


@pytest.mark.parametrize("field", [b"", b"Ivan", b"@", b"a@", b"<>", b"(a@example.com)", b",;:"])
def test_what_is_no_address_is_none(field: bytes) -> None:
    assert read(_sent_by(field)).sender.value is None


def test_of_several_authors_the_first_counts_or_the_one_who_sent_it() -> None:
    field = b'"A, B" <a@example.com>, c@example.com (d@example.com), Group: e@example.com;'

    assert read(_sent_by(field)).sender.value == "a@example.com"
    for sender in (b"c@example.com", b"e@example.com"):
        raw = b"Sender: " + sender + b"\r\n" + _sent_by(field)
        assert read(raw).sender.value == sender.decode()
    assert read(b"Sender: d@example.com\r\n" + _sent_by(field)).sender.value == "a@example.com"


_OWN = SenderRules(own_domains=("company.example", "example.org"))


def test_an_own_address_is_never_the_customer() -> None:
    sender = read(plain("Добрый день"), senders=_OWN).sender

    assert (sender.value, sender.reason) == (None, SenderReason.OWN)


def test_a_subdomain_of_an_own_domain_is_own() -> None:
    raw = envelope(part("x"), sender="Vera <vera@mail.company.example>")

    assert read(raw, senders=_OWN).sender.value is None


def test_the_customer_in_reply_to_counts_where_from_is_own() -> None:
    raw = plain("Добрый день", "Reply-To: anna@example.net\r\n")

    assert read(raw, senders=_OWN).sender.value == "anna@example.net"


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("Имя: Анна\nE-mail: anna@example.net\nТекст: x", "anna@example.net"),
        ("E-Mail = <anna@example.net>", "anna@example.net"),
        ("| Имя | Анна |\n| E-mail | anna@example.net |", "anna@example.net"),
        ("E-mail:\nanna@example.net", "anna@example.net"),
        ("E-mail: anna@example.net\nE-mail: oleg@example.net", "noreply@site.example"),
        ("Пишите на e-mail: anna@example.net", "noreply@site.example"),
        ("E-mail: нет", "noreply@site.example"),
    ],
)
def test_a_form_names_the_customer_in_its_field(text: str, customer: str) -> None:
    raw = envelope(part(text), sender="Site <noreply@site.example>")

    assert read(raw, senders=SenderRules(form_field="E-mail")).sender.value == customer
    assert read(raw).sender.value == "noreply@site.example"


def test_the_field_of_a_form_is_not_asked_where_a_person_writes() -> None:
    raw = plain("E-mail: anna@example.net")

    assert read(raw, senders=SenderRules(form_field="E-mail")).sender.value == CUSTOMER
