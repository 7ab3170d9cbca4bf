"""Bytes to text in a missing, wrong or unknown charset."""

import pytest

from chatplugin.mail.mime.charset import candidates, codec, guessed


def test_codecs_are_only_those_of_mail() -> None:
    assert codec("WINDOWS_1251") == codec("cp-1251") == "cp1251"
    assert [codec(name) for name in ("punycode", "zip", "rot13", "unicode_escape", "../x", "")] == [
        None
    ] * 6


def test_valid_utf_8_has_one_reading() -> None:
    assert list(candidates("л/с".encode(), "koi8-r")) == ["л/с"]


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "cp866", "utf-8"])
def test_a_short_text_is_guessed(charset: str) -> None:
    assert guessed("Показания счётчика за март".encode(charset)) == "Показания счётчика за март"
