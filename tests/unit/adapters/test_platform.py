"""What two systems do differently; that both are asked alike, mypy checks."""

import sys
from multiprocessing import Pipe
from pathlib import Path

import pytest

from chatplugin.adapters import platform
from chatplugin.sentences import Language

if sys.platform != "win32":
    from chatplugin.adapters.platform.posix import Posix

HERE = Path(platform.__file__).parent


def test_only_one_place_asks_which_system_it_is() -> None:
    package = HERE.parent.parent
    asking = {file for file in package.rglob("*.py") if "sys.platform" in file.read_text("utf-8")}

    assert {file.parent for file in asking} == {HERE}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it by itself")
@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "en_GB.UTF-8"}, Language.RUSSIAN),
        ({"LC_MESSAGES": "de_DE", "LANG": "ru_RU"}, Language.ENGLISH),
        ({"LC_ALL": "", "LANG": "ru_RU"}, Language.RUSSIAN),
        ({}, Language.ENGLISH),
    ],
)
def test_the_desktop_says_its_language_by_the_first_variable_that_is_set(
    environment: dict[str, str], language: Language
) -> None:
    assert Posix(environment).system_language() is language


@pytest.mark.skipif(sys.platform != "linux", reason="X11 is Linux's")
def test_without_a_display_nothing_is_known_of_the_operators_hands() -> None:
    assert Posix({}).seconds_of_rest() is None
    assert Posix({"DISPLAY": ":9999"}).seconds_of_rest() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' pipes cannot be asked")
def test_a_card_goes_to_the_relay_at_once_unless_it_might_wait_for_a_chrome_that_hangs() -> None:
    ours, relay = Pipe()
    with relay:
        while Posix().takes_at_once(ours, 500):
            ours.send_bytes(b"x" * 500)  # The socket is full before one of these waits.
        assert relay.recv_bytes() == b"x" * 500
        ours.close()
        assert not Posix().takes_at_once(ours, 500)

    ours, relay = Pipe()
    with ours, relay:
        assert Posix().takes_at_once(ours, 500)
        assert not Posix().takes_at_once(ours, 100_000)
