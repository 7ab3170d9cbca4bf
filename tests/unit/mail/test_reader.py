"""What a letter tells besides its account: reasons, subject, body and headers."""

import pytest

from chatplugin.mail import AccountCase, Place, SenderReason, last_figures, read
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
            "only in the subject",
        ),
        (
            envelope(
                multipart("mixed", part("см."), attachment(f"л/с {A}".encode(), "text/plain"))
            ),
            "only in an attachment",
        ),
        (envelope(smime(b"\x30\x03\x02\x01\x00", "enveloped-data")), "the letter is encrypted"),
        (envelope(attachment(b"%PDF")), "the letter has no text"),
    ],
)
def test_each_answer_gives_its_reason(raw: bytes, sentence: str) -> None:
    assert read(raw).account.describe() == sentence


def test_a_reason_is_a_value() -> None:
    reason = read(plain(f"> л/с {A}")).account.reason

    assert (reason.case, reason.place, reason.label) == (AccountCase.FOUND, Place.HISTORY, "л/с")
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
