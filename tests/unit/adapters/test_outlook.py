"""Letters that Outlook has saved are read as the e-mails that they are."""

import pytest

from chatplugin.adapters.outlook import as_mail
from chatplugin.domain.errors import ConfigurationError
from chatplugin.mail import AccountRules, Letter, SenderRules, read
from tests.played.outlook import outlook_letter

HEADERS = (
    "Received: from mail.example.com\r\n by mx.company.ru\r\n"
    "From: =?utf-8?B?0JDQvdC90LA=?= <anna@example.com>\r\n"
    "Subject: bill\r\n"
    "MIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed;\r\n\tboundary="x"\r\n'
)


def letter(data: bytes) -> Letter:
    return read(as_mail(data), AccountRules(), SenderRules())


def test_the_customer_and_the_account_of_a_letter_from_outside_are_found() -> None:
    saved = outlook_letter({"007D": HEADERS, "1000": "Мой лицевой счёт: 1234567890\r\n"})

    found = letter(saved)

    assert found.sender.value == "anna@example.com"
    assert found.account.value == "1234567890"


@pytest.mark.parametrize(
    ("charset", "number"), [("utf-8", 65001), ("cp1251", 1251), ("koi8-r", 20866)]
)
def test_a_letter_that_is_html_alone_is_read_in_its_charset(charset: str, number: int) -> None:
    page = "<p>Лицевой счёт 1234567890</p>".encode(charset)

    found = letter(outlook_letter({"007D": HEADERS}, page, number))

    assert found.account.value == "1234567890"


def test_a_letter_inside_one_exchange_names_its_sender_by_itself() -> None:
    saved = outlook_letter({"5D01": "olga@company.ru", "0037": "bill", "1000": "Good day"})

    assert letter(saved).sender.value == "olga@company.ru"


def test_other_bytes_are_left_as_they_are() -> None:
    assert as_mail(b"From: a@example.com\n\n") == b"From: a@example.com\n\n"


@pytest.mark.parametrize("length", [8, 100, 511, 512, 2000])
def test_a_broken_letter_is_said_to_be_one(length: int) -> None:
    with pytest.raises(ConfigurationError, match="no letter of Outlook's"):
        as_mail(outlook_letter({"007D": HEADERS})[:length])
