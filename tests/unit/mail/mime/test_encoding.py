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


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Guten Tag, für größere Straßen und Möbel", "iso-8859-1"),
        ("café déjà élève", "iso-8859-15"),
        ("Za żółć gęślą jaźń, dzień dobry", "iso-8859-2"),
        ("你好，世界这是", "gb2312"),
        ("안녕하세요", "ks_c_5601-1987"),
        ("こんにちは世界", "iso-2022-jp"),
        ("こんにちは世界", "shift_jis"),
    ],
)
def test_text_of_the_declared_charset_is_not_taken_for_russian(text: str, charset: str) -> None:
    assert read_text(text.encode(codec(charset) or charset), charset, str, _never) == text


def test_russian_that_is_declared_as_western_is_russian() -> None:
    data = "Привет, как дела? https://example.com/bill".encode("cp1251")

    assert (
        read_text(data, "iso-8859-1", str, _never) == "Привет, как дела? https://example.com/bill"
    )
