"""What Windows says of the person at the desk: folder and language."""

import os
from pathlib import Path

from chatplugin.adapters.machine import Folders
from chatplugin.adapters.platform import SYSTEM


def test_the_service_keeps_its_files_in_the_operators_local_folder() -> None:
    assert Folders.of_operator().home == Path(os.environ["LOCALAPPDATA"]) / "ChatPlugin"


def test_the_language_is_one_of_the_pages() -> None:
    assert SYSTEM.system_language() in ("en", "ru")


def test_windows_knows_for_how_long_the_operators_hands_have_rested() -> None:
    rest = SYSTEM.seconds_of_rest()

    assert rest is not None
    assert rest >= 0


def test_a_program_without_a_window_has_none_that_could_flash() -> None:
    SYSTEM.draw_attention(os.getpid())
