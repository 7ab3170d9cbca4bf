"""The addresses that the service itself speaks to: of the overlay, and of the collector."""

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
    assert what in str(problem)
    assert problem.advice()
    assert reading.settings.overlay_address == ""


@pytest.mark.parametrize(
    "text",
    [
        "https://collector.example.com:4318",
        "HTTPS://collector/prefix/",
        "http://localhost:4318",
        "http://127.0.0.1:4318/",
        "http://[::1]:4318",
    ],
)
def test_a_collector_is_asked_over_https_or_on_this_machine(text: str) -> None:
    reading = read_settings([Layer("EMC", {"Telemetry.Endpoint": text})])

    assert reading.problems == ()
    assert reading.settings.telemetry_address == text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("http://collector.example.com:4318", "over HTTP to this machine only"),
        ("http://localhost.example.com", "over HTTP to this machine only"),
        ("http://127.0.0.1.example.com", "over HTTP to this machine only"),
        ("http://localhost@example.com", "over HTTP to this machine only"),
        ("grpc://collector:4317", "over HTTP to this machine only"),
        ("https://collector/?key=1", "a collector's address has no query"),
        ("https://collector/{user_id}", "'{user_id}' means nothing in this address"),
        ("http://127.0.0.1:port/", "'port' is not a port"),
    ],
)
def test_any_other_collector_is_refused_with_what_to_write(text: str, what: str) -> None:
    reading = read_settings([Layer("EMC", {"Telemetry.Endpoint": text})])

    (problem,) = reading.problems
    assert what in str(problem)
    assert problem.advice()
    assert reading.settings.telemetry_address == ""
