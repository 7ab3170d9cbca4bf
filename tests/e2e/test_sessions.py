"""One operator is logged in twice at once: each session has its own cards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.crm import SampleCrm
from rig.emc_host import wait_until
from rig.screen import Screen
from rig.workplace import Desk

pytestmark = pytest.mark.e2e

PATIENCE = 30


class DeskOfASession(Desk):
    """Its operator has another session, too, and both have the same folder."""

    @property
    def home(self) -> Path:
        return self.folder.parent / "home"


@pytest.fixture
def screens() -> Iterator[tuple[Screen, Screen]]:
    with Screen() as first, Screen() as second:
        yield first, second


def test_two_sessions_of_one_operator_share_no_chrome_and_no_journal(
    crm: SampleCrm, screens: tuple[Screen, Screen], tmp_path: Path
) -> None:
    desks = []
    for name, screen in zip(("one", "two"), screens, strict=True):
        (tmp_path / name).mkdir()
        desks.append(DeskOfASession(crm, tmp_path / name, screen))

    with desks[0] as first:
        show(first, "WhatsApp")
        with desks[1] as second:
            show(second, "Telegram")

            wait_until(lambda: titles(first) == {"CRM WhatsApp"}, "the first has its card")
            wait_until(lambda: titles(second) == {"CRM Telegram"}, "the second has its own")
            assert first.chrome_pid() != second.chrome_pid()
    home = tmp_path / "home"
    journals = [[*(home / name).glob("journal/*.jsonl")] for name in (".", "session-2")]
    [[of_first], [of_second]] = journals
    assert "telegram" not in of_first.read_text("utf-8")
    assert "whatsapp" not in of_second.read_text("utf-8")


def show(desk: Desk, media: str) -> None:
    desk.desktop.play('operator 4021 "Ирина Соколова" station 5012')
    desk.desktop.play(f"deliver message {media} media={media} author=+79000000001 text=Hello")
    desk.desktop.play(f"establish {media}")
    desk.screen.wait_for_front(f"CRM {media} - ", PATIENCE)


def titles(desk: Desk) -> set[str]:
    """Return the titles of the windows on the desk's screen."""
    return {window.title.partition(" - ")[0] for window in desk.screen.windows()}
