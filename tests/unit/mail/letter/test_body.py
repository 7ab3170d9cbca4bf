"""The text of a letter out of its parts."""

from chatplugin.mail.letter.body import attachment_texts, read_body
from chatplugin.mail.mime.structure import parse
from tests.corpus.build import attachment, both, envelope, multipart, part


def _never(text: str) -> bool:
    return text == ""


def test_plain_text_and_html_are_two_views_of_one_letter() -> None:
    assert read_body(parse(both("one", "<p>two")), _never).views == ("one", "two")


def test_text_parts_stand_one_behind_the_other() -> None:
    raw = envelope(multipart("mixed", part("one"), part("two")))

    assert read_body(parse(raw), _never).views == ("one\n\ntwo",)


def test_an_attachment_is_no_text_of_the_letter() -> None:
    message = parse(envelope(multipart("mixed", part("one"), attachment(b"two", "text/plain"))))

    assert read_body(message, _never).views == ("one",)
    assert list(attachment_texts(message, _never)) == ["two"]


def test_the_charset_in_which_a_label_stands_is_the_right_one() -> None:
    raw = b"From: a@example.com\nContent-Type: text/plain\n\n" + "привет".encode("cp866")

    views = read_body(parse(raw), lambda text: "привет" in text).views

    assert views == ("привет",)
