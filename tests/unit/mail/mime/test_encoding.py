"""The bytes of a part as text: transfer encodings and charsets in every state."""

import pytest

from chatplugin.mail.mime.encoding import codec, decode, guessed, read_text


def _decoded(encoded: bytes, encoding: bytes = b"base64") -> bytes:
    return b"".join(decode(encoded, 0, len(encoded), encoding))


def _never(text: str) -> bool:
    return text == ""


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        (b"QQ==", b"A"),
        (b"QUI=\nQUI=", b"ABAB"),
        (b"QUJDR", b"ABC"),
        (b"SGVs bG8g\nd29y bGQ=", b"Hello world"),
        (b"", b""),
        (b"=", b""),
    ],
)
def test_base64_is_read_as_far_as_it_goes(encoded: bytes, text: bytes) -> None:
    assert _decoded(encoded) == text


def test_half_a_number_at_the_cut_is_dropped() -> None:
    assert _decoded(b"bC9zIDEyMzQ1Njc4OT") == b"l/s"


def test_a_text_is_decoded_only_as_far_as_it_is_read() -> None:
    assert len(decode(b"x" * 10_000_000, 0, 10_000_000, b"7bit")[0]) < 5_000_000


def test_codecs_are_only_those_of_mail() -> None:
    assert codec("WINDOWS_1251") == codec("cp-1251") == "cp1251"
    assert [codec(name) for name in ("punycode", "zip", "rot13", "unicode_escape", "../x", "")] == [
        None
    ] * 6


def test_valid_utf_8_is_read_as_such_whatever_is_declared() -> None:
    assert read_text("л/с".encode(), "koi8-r", str, _never) == "л/с"


def test_the_charset_in_which_a_label_stands_is_the_right_one() -> None:
    data = "Счёт за март".encode("cp866")

    assert read_text(data, "koi8-r", str, lambda text: "март" in text) == "Счёт за март"


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "cp866", "utf-8"])
def test_a_short_text_is_guessed(charset: str) -> None:
    assert guessed("Показания счётчика за март".encode(charset)) == "Показания счётчика за март"
