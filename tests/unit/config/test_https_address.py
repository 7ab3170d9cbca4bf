"""The address that an overlay is fetched from."""

import pytest

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings


@pytest.mark.parametrize(
    "text",
    [
        "https://settings.example.com/chatplugin.json",
        "https://10.0.0.5:8443/a/b.ini?site=1&x=%20",
        "https://[::1]:8443/",
        "https://settings",
    ],
)
def test_an_https_address_is_taken_as_it_is_written(text: str) -> None:
    reading = read_settings([Layer("EMC", {"Settings.Url": text})])

    assert reading.problems == ()
    assert reading.settings.overlay_address == text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("http://settings.example.com/x", "settings come over HTTPS only"),
        ("http://127.0.0.1/x", "settings come over HTTPS only"),
        ("settings.example.com/x", "settings come over HTTPS only"),
        (r"\\server\share\x.ini", "settings come over HTTPS only"),
        ("https://", "the server's name is missing"),
        ("https://name:word@settings.example.com/x", "a name or password stands before the host"),
        ("https://settings.example.com/x#part", "what stands after '#' never reaches a server"),
        ("https://settings.example.com/{user_id}", "'{user_id}' means nothing in this address"),
        ("https://настройки.рф/x", "the server's name has letters other than A to Z"),
        ("https://settings.example.com/a b", "there is a blank in the address"),
        ("https://settings.example.com:https/", "'https' is not a port"),
    ],
)
def test_any_other_address_is_refused_with_what_to_write(text: str, what: str) -> None:
    reading = read_settings([Layer("EMC", {"Settings.Url": text})])

    (problem,) = reading.problems
    assert what in problem.sentence
    assert problem.remedy
    assert reading.settings.overlay_address == ""
