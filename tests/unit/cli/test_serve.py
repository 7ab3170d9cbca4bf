"""What the real parts give the service."""

from pathlib import Path
from queue import SimpleQueue

from chatplugin.adapters.machine import Folders
from chatplugin.cli.serve import service_ports
from chatplugin.service.ports import Signal
from tests.played.service import PlayedJournal


def test_chance_is_long_and_never_the_same(tmp_path: Path) -> None:
    inbox: SimpleQueue[Signal] = SimpleQueue()
    ports = service_ports(
        inbox, Folders(tmp_path), write=lambda _: None, open_journal=lambda *_: PlayedJournal()
    )

    made = {ports.chance(16) for _ in range(1000)}

    assert len(made) == 1000
    assert {len(octets) for octets in made} == {16}
