"""How the installed programs, which are Python's own under other names, find their command."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

START = Path(__file__).parents[2] / "packaging" / "windows" / "sitecustomize.py"
Words = Callable[[str, list[str]], list[str]]


@pytest.fixture(scope="module")
def words() -> Words:
    spec = importlib.util.spec_from_file_location("start_of_installed_programs", START)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Words", module.words)


def test_the_words_of_the_plug_in_are_the_command(words: Words) -> None:
    assert words("C:/ChatPlugin/chatplugin.exe", ["serve", "--data", "x"]) == [
        "serve",
        "--data",
        "x",
    ]


@pytest.mark.parametrize("asked", [[], ["help"]])
def test_help_is_a_command_because_pythons_own_option_comes_first(
    words: Words, asked: list[str]
) -> None:
    assert words("C:/ChatPlugin/chatplugin.exe", asked) == ["--help"]


def test_the_relay_carries_messages_whatever_chrome_says(words: Words) -> None:
    of_chrome = ["chrome-extension://abcdefghijklmnopabcdefghijklmnop/", "--parent-window=0"]

    assert words("C:/ChatPlugin/ChatPlugin-Relay.EXE", of_chrome) == ["relay"]
