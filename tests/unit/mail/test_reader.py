"""What a letter tells besides its account: reasons, subject, body and headers."""

# Tables of cases, one a line.
# ruff: noqa: E501

import pytest

from chatplugin.mail import AccountCase, Age, SenderReason, last_figures, read
from chatplugin.sentences import Language, say
from tests.corpus.build import A, B, attachment, both, envelope, multipart, part, plain
from tests.corpus.structures import smime


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (plain(f"л/с {A}"), "found in the newest text, label 'л/с'"),
        (plain(f"> л/с {A}"), "found in the quoted history, label 'л/с'"),
        (
            plain(f"> Ваш лицевой счёт?\n\n{A}"),
            (
                "found in the newest text, as the answer to a question in the quote, label"
                " 'лицевой счёт'"
            ),
        ),
        (
            plain(f"л/с {A}, л/с {B}"),
            "two different accounts in the newest text: …7890 and …3210",
        ),
        (
            plain(f"л/с {A}, л/с {B}, л/с 5556667778"),
            "three different accounts in the newest text: …7890, …3210 and …7778",
        ),
        (
            plain("Мой лицевой счёт не найден"),
            "the label 'лицевой счёт' stands in the letter, but no account after it",
        ),
        (plain("Добрый день"), "no label of an account in the letter"),
        (
            plain("x").replace(b"Subject: test", f"Subject: account no {A}".encode()),
            "only in the subject: …7890",
        ),
        (
            envelope(
                multipart("mixed", part("см."), attachment(f"л/с {A}".encode(), "text/plain"))
            ),
            "only in an attachment: …7890",
        ),
        (envelope(smime(b"\x30\x03\x02\x01\x00", "enveloped-data")), "the letter is encrypted"),
        (envelope(attachment(b"%PDF")), "the letter has no text"),
    ],
)
def test_each_answer_gives_its_reason(raw: bytes, sentence: str) -> None:
    assert read(raw).account.describe() == sentence


@pytest.mark.parametrize(
    ("raw", "english", "russian"),
    [
        (plain("л/с 40271588 36"), "it is not clear whether it is …1588 or …8836", "неясно, какой это номер: …1588 или …8836"),
        (plain(f"л/с {A} не мой"), "…7890 is another person's account, or an old or wrong one by the words beside it", "судя по словам рядом, …7890 – чужой, старый или неверный счёт"),
        (plain(f"Например, л/с {A}"), "…7890 is only an example", "…7890 – только пример"),
        (plain("л/с 40271588?? стёрто"), "…1588 is only a part of a number, or not readable", "…1588 – только часть номера или номер не разобрать"),
        (plain("На лицевом счете 15432"), "…32 is a sum", "…32 – это сумма"),
        (plain(f"Ответьте в ЛС {A}"), "the label in front of …7890 means something else", "метка перед …7890 значит другое"),
        (plain(f"Это не мой счёт!\n\n> Ваш л/с {A}?"), "the newest text says that …7890 is not the customer's account", "в новом тексте сказано, что …7890 – не счёт клиента"),
        (plain(f"Правильный {B}\n\n> Ваш л/с {A}?"), "…7890 stands in the quote, and another number …3210 in the newest text", "в цитате …7890, а в новом тексте другой номер …3210"),
        (plain(f"Мой л/с {A}, мамин {B}"), "a second number …3210 stands beside …7890 in the newest text", "в новом тексте рядом с …7890 стоит второй номер …3210"),
        (both(f"л/с {A}", f"<p>л/с {B}"), "plain text and HTML name different accounts: …7890 and …3210", "текст и HTML письма называют разные счета: …7890 и …3210"),
        (plain(f"---- Пересылаемое сообщение ----\nОт: anna@example.net\nКому: oleg@example.com\nДата: 13.03.2025\n\nл/с {A}"), "…7890 stands in a forwarded letter between other people", "…7890 стоит в пересланном письме других людей"),
        (plain("л/с 1234"), "…34 is a date, a sum or a phone, or its length is another one", "…34 – дата, сумма, телефон или номер другой длины"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_taken_has_its_reason_and_its_last_figures(
    raw: bytes, english: str, russian: str
) -> None:
    account = read(raw).account

    assert account.value is None
    assert say(account.said).endswith(english)
    assert say(account.said, Language.RUSSIAN).endswith(russian)


def test_a_reason_is_a_value() -> None:
    reason = read(plain(f"> л/с {A}")).account.reason

    assert (reason.case, reason.age, reason.label) == (AccountCase.FOUND, Age.HISTORY, "л/с")
    assert read(plain("x")).sender.reason is SenderReason.FROM


@pytest.mark.parametrize(
    ("account", "shown"), [("1234567890", "…7890"), ("12345", "…45"), ("1", "…"), ("", "…")]
)
def test_a_masked_account_shows_at_most_half_of_it(account: str, shown: str) -> None:
    assert last_figures(account) == shown


def test_the_subject_is_decoded() -> None:
    raw = plain("x").replace(
        b"Subject: test", b"Subject: =?koi8-r?B?8M/LwdrBzsnR?=\r\n =?utf-8?Q?_1?="
    )

    assert read(raw).subject == "Показания 1"


def test_a_letter_of_half_a_word_of_a_subject_is_put_together() -> None:
    raw = plain("x").replace(b"Subject: test", b"Subject: =?utf-8?Q?=D0?= =?utf-8?Q?=96?=")

    assert read(raw).subject == "Ж"


def test_the_body_is_what_a_person_sees() -> None:
    letter = read(both("", "<style>p{}</style><p>Добрый&nbsp;день</p><ul><li>раз<li>два</ul>"))

    assert letter.body == "Добрый день\nраз\nдва"


def test_headers_are_decoded_when_asked_for_and_have_no_case() -> None:
    headers = read(plain("x", "X-Queue: =?utf-8?B?0JPQsNC3?=\r\n")).headers

    assert headers["X-Queue"] == headers["x-queue"] == "Газ"
    assert "from" in headers
    assert headers.get("x-nothing") is None


def test_a_header_is_cut_where_nobody_reads_on() -> None:
    headers = read(plain("x", "X-Long: " + "a" * 10_000 + "\r\n")).headers

    assert len(headers["x-long"]) < 5_000


@pytest.mark.parametrize("word", ["details", "e-mails", "credentials", "Mac"])
def test_a_latin_word_that_ends_like_a_label_does_not_end_the_search_for_the_charset(
    word: str,
) -> None:
    raw = plain(f"Добрый день, {word}! Мой лицевой счёт {A}", charset="koi8-r", label="")

    assert read(raw).account.value == A


def test_text_parts_stand_one_behind_the_other() -> None:
    assert read(envelope(multipart("mixed", part("one"), part("two")))).body == "one\n\ntwo"


def test_an_attachment_is_no_text_of_the_letter() -> None:
    raw = envelope(multipart("mixed", part("one"), attachment(b"two", "text/plain")))

    assert read(raw).body == "one"


@pytest.mark.parametrize(
    "file",
    [
        part("two", parameters='; name="a.txt"'),
        part("two", extra="Content-Disposition: inline; filename=a.txt\r\n"),
    ],
)
def test_a_text_file_beside_the_letter_is_no_text_of_it(file: bytes) -> None:
    assert read(envelope(multipart("mixed", part("one"), file))).body == "one"
    assert read(envelope(file)).body == "two"


def test_an_account_in_a_text_file_is_only_in_an_attachment() -> None:
    file = part(f"л/с {A}", extra="Content-Disposition: inline; filename=a.txt\r\n")

    letter = read(envelope(multipart("mixed", part("one"), file)))

    assert letter.account.reason.case is AccountCase.ONLY_IN_ATTACHMENT


def test_an_unknown_kind_of_text_is_plain_text() -> None:
    assert read(envelope(part("one", "text/x-note"))).body == "one"
    assert read(envelope(part("BEGIN:VCARD", "text/x-vcard"))).body == ""


@pytest.mark.parametrize(
    ("text", "delsp", "body"),
    [
        ("a \nb\n> c \n> d\n-- \ne", "no", "a b\n> c d\n--\ne"),
        ("12 \n34", "yes", "1234"),
    ],
)
def test_flowed_lines_of_the_same_depth_are_one_paragraph(text: str, delsp: str, body: str) -> None:
    raw = envelope(part(text, parameters=f"; format=flowed; delsp={delsp}"))

    assert read(raw).body == body
