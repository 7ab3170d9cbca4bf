"""Who may come near on Windows: the service's pipe, its folders, a key's file."""

import os
import sys
import threading
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from chatplugin.adapters.machine import make_private
from chatplugin.adapters.platform import SYSTEM

assert sys.platform == "win32"
from chatplugin.adapters.platform.access import AccessList  # noqa: E402 - exists on Windows only


def test_the_pipe_lets_one_person_alone_come_near() -> None:
    listener = SYSTEM.listen_for_relays(Path(), os.urandom(8).hex())
    accepting = threading.Thread(target=listener.accept, daemon=True)
    accepting.start()

    caller = Client(str(listener.address))
    found = AccessList.of_pipe(caller.fileno())
    caller.close()
    accepting.join(10)
    listener.close()

    assert found.text.count("(") == 1
    assert ";;;S-1-5-" in found.text
    assert not found.lets_others_read


def test_a_private_folder_and_what_is_made_in_it_are_nobody_elses(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"

    make_private(folder)

    for path in (folder.parent, folder):
        assert not SYSTEM.is_open_to_others(path)
        entries = AccessList.of_file(str(path)).text.split("(")[1:]
        assert entries
        assert all("OICI" in entry for entry in entries), "files in it inherit the list"


def test_a_file_that_all_may_read_is_open(tmp_path: Path) -> None:
    """Wine makes lists of Linux' rights, and inherits none."""
    (tmp_path / "file").write_text("x", "utf-8")

    assert SYSTEM.is_open_to_others(tmp_path / "file")


def test_a_file_that_is_not_there_is_open_to_nobody(tmp_path: Path) -> None:
    assert not SYSTEM.is_open_to_others(tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("", False),
        ("D:P(A;;GA;;;S-1-5-21-1-2-3-1001)", False),
        ("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;S-1-5-21-1-2-3-1001)", False),
        ("D:(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)", True),
        ("D:(A;ID;0x1301bf;;;AU)", True),
        ("D:(A;OICI;FR;;;WD)", True),
        ("D:(A;;GRGX;;;WD)", True),
        ("D:(A;;FX;;;WD)", False),
        ("D:(D;;FA;;;WD)(A;;FA;;;BA)", False),
        ("D:(A;CIID;0x4;;;BU)", False),
        ("D:NO_ACCESS_CONTROL", True),
        ("D:PARAINO_ACCESS_CONTROL", True),
        ("D:(A;;FR;;;DU)", True),
        ("D:(A;;GA;;;DG)", True),
        ("D:(A;;FR;;;NU)", True),
        ("D:(A;;0x1200a9;;;S-1-5-21-1-2-3-513)", True),
        ("D:(A;;FR;;;S-1-5-21-1-2-3-514)", True),
        ("D:(A;;FR;;;S-1-5-21-1-2-3-1513)", False),
        ("D:(A;;FR;;;S-1-5-80-1-2-3-4-513)", False),
        ("D:(A;;CC;;;WD)", True),
        ("D:(A;;DCLCSWRP;;;WD)", False),
    ],
)
def test_a_list_that_lets_many_read_is_an_open_one(text: str, is_open: bool) -> None:
    assert AccessList(text).lets_others_read is is_open
