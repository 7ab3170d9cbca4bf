"""What a settings server may answer, and what is taken for settings."""

import pytest

from chatplugin.config.layers import Severity
from chatplugin.config.sources import overlay_name, read_overlay

ADDRESS = "https://settings.example.com/chatplugin.json?key=1"
NAME = "overlay https://settings.example.com/chatplugin.json"


def test_an_overlay_is_called_by_its_address_without_what_may_be_a_secret() -> None:
    assert overlay_name(ADDRESS) == NAME


@pytest.mark.parametrize(
    "text",
    [
        '{"MaxTabs": 5, "Enabled": false}',
        '{"ChatPlugin": {"MaxTabs": "5", "Enabled": "off"}}',
        "[ChatPlugin]\nMaxTabs=5\nEnabled=off\n",
        "; settings of the site\r\n[chatplugin]\r\nMaxTabs=5\r\nEnabled=off\r\n[Other]\r\nx=1\r\n",
        "\ufeff[ChatPlugin]\nMaxTabs=5\nEnabled=off",
    ],
)
def test_an_overlay_is_json_or_an_ini_file(text: str) -> None:
    layer = read_overlay(text.encode(), source=NAME)

    assert layer.problems == ()
    assert layer.name == NAME
    assert layer.values == {"MaxTabs": "5", "Enabled": "off"}


@pytest.mark.parametrize(
    "text", ["{}", '{"ChatPlugin": {}}', "[ChatPlugin]\n", '{"MaxTabs": null}']
)
def test_an_overlay_that_says_nothing_is_one(text: str) -> None:
    assert read_overlay(text.encode(), source=NAME).problems == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there is nothing in it"),
        ("\n \n", "there is nothing in it"),
        ("<!DOCTYPE html><title>Log in</title>", "this is a web page, not a set of settings"),
        ("<html>[ChatPlugin]\nMaxTabs=5</html>", "this is a web page, not a set of settings"),
        ("MaxTabs=5\n", "this is neither JSON nor an INI file with a section [ChatPlugin]"),
        ("[ChatPlugn]\nMaxTabs=5", "this is neither JSON nor an INI file with a section"),
        ("[1, 2]", "this is neither JSON nor an INI file with a section [ChatPlugin]"),
        ("\x00\x01\x02PNG", "this is neither JSON nor an INI file with a section [ChatPlugin]"),
        ('{\n  "MaxTabs": 5\n  "Enabled"', ":3:3: this is not JSON"),
        ('{"OnEnd": {"close": 5}}', "OnEnd: this is not one value. Write it as one text"),
        ('{"MaxTabs": 5, "MaxTabs": 6}', "'MaxTabs' is written twice. Keep the one that is meant"),
        ('{"error": "try later"}', "none of its keys is a setting of ChatPlugin"),
        ("[ChatPlugin]\nMaxTabs=5\nEna", ":3:1: 'Ena' is not a setting"),
    ],
)
def test_what_is_not_clearly_a_set_of_settings_is_an_error(text: str, sentence: str) -> None:
    layer = read_overlay(text.encode(), source=NAME)

    (problem,) = layer.problems
    assert str(problem).startswith(NAME)
    assert sentence in str(problem)
    assert problem.severity is Severity.ERROR
    assert problem.advice()


def test_a_key_of_a_newer_version_does_not_stand_in_the_way() -> None:
    assert read_overlay(b'{"MaxTabs": 5, "Future": 1}', source=NAME).problems == ()


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("Settings.Url", "an overlay cannot say where overlays come from, so this does nothing"),
        (" settings.URL", "an overlay cannot say where overlays come from, so this does nothing"),
        ("Service.Path", "the plug-in reads this from EMC's section only, so it does nothing here"),
        ("Assembly File Name", "EMC reads this from EMC's section only"),
    ],
)
def test_what_is_read_before_the_overlay_is_left_out_with_a_warning(
    key: str, sentence: str
) -> None:
    layer = read_overlay(f'{{"{key}": "https://x/y", "MaxTabs": 5}}'.encode(), source=NAME)

    (problem,) = layer.problems
    assert layer.values == {"MaxTabs": "5"}
    assert f"{key}: {sentence}" in str(problem)
    assert problem.severity is Severity.WARNING
