"""What Windows says of the person at the desk: folder and language."""

import os
from pathlib import Path

from chatplugin.adapters.machine import Folders
from chatplugin.adapters.platform import SYSTEM


def test_the_service_keeps_its_files_in_the_operators_local_folder() -> None:
    assert Folders.of_operator().home == Path(os.environ["LOCALAPPDATA"]) / "ChatPlugin"


def test_the_language_is_one_of_the_pages() -> None:
    assert SYSTEM.system_language() in ("en", "ru")
