"""Cards in the operator's everyday Chrome: the registry, `relay.bat` and a named pipe."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rig.emc_host import wait_until
from rig.everyday import PackedExtension
from rig.windows import CHROME_ARGUMENTS, Windows, chromes, kill_chrome, on_windows, relays
from rig.workplace import Desk
from tests.windows.line.day import CARDS, SLOW, Picture, addresses, log_in, show_both_cards

pytestmark = pytest.mark.windows


class Everyday:
    """The operator's Chrome with the extension in it, and a desk whose cards go there."""

    def __init__(self, desk: Desk, windows: Windows, extension: PackedExtension) -> None:
        self.desk = desk
        self.profile = desk.folder / "everyday"
        self._windows = windows
        self._id = extension.id
        self._load = f"--load-extension={on_windows(extension.folder / 'unpacked')}"
        desk.with_settings(
            {
                "Chrome.Driver": "extension",
                "Chrome.Profile": on_windows(self.profile),
                "Chrome.Arguments": " ".join([*CHROME_ARGUMENTS, self._load]),
            }
        )

    def relays(self) -> list[str]:
        return relays(self._id)

    @contextmanager
    def open(self) -> Iterator[None]:
        with self._windows.chrome(self.profile, self._load):
            wait_until(self.relays, "Chrome has started the relay", SLOW)
            yield


@pytest.fixture
def everyday(desk: Desk, windows: Windows, extension: PackedExtension) -> Everyday:
    told = windows.register(extension, desk.home)
    assert r"HKEY_CURRENT_USER\Software\Google\Chrome\NativeMessagingHosts" in told
    return Everyday(desk, windows, extension)


def test_each_contact_raises_its_card_in_the_everyday_chrome(
    everyday: Everyday, picture: Picture
) -> None:
    desk = everyday.desk
    with desk, everyday.open():
        show_both_cards(desk)
        picture("extension-two-cards")

        desk.desktop.play("establish E1")

        desk.screen.wait_for_front("CRM Email - ", SLOW)
        assert addresses(desk) == CARDS


def test_the_title_stays_when_the_page_names_itself(everyday: Everyday) -> None:
    desk = everyday.desk
    with desk, everyday.open():
        show_both_cards(desk)
        before = len(desk.crm.signals("title"))

        desk.screen.press("F5")

        own_titles = desk.crm.wait_for_signals("title", before + 1, SLOW)
        assert "Sample CRM" in own_titles[-1]
        desk.screen.wait_for_front("CRM WhatsApp - ")


def test_the_relay_goes_with_chrome_and_the_cards_come_back_with_it(
    everyday: Everyday, picture: Picture
) -> None:
    desk = everyday.desk
    with desk:
        with everyday.open():
            show_both_cards(desk)
            kill_chrome(everyday.profile)
            wait_until(lambda: not everyday.relays(), "the relay is gone", SLOW)

        with everyday.open():
            desk.crm.wait_for_cards(4, SLOW)
            desk.screen.wait_for_front("CRM ", SLOW)
            picture("extension-after-a-kill")

            assert sorted(addresses(desk)[2:]) == sorted(CARDS)


def test_the_everyday_chrome_stays_when_the_desktop_is_closed(everyday: Everyday) -> None:
    desk = everyday.desk
    with desk, everyday.open():
        show_both_cards(desk)

        assert desk.desktop.stop() == 0

        desk.desktop.wait_for_log("service ended with code 0")
        assert chromes(everyday.profile)


def test_a_chrome_that_is_closed_is_opened_for_the_first_contact(everyday: Everyday) -> None:
    desk = everyday.desk
    with desk:
        log_in(desk)
        try:
            show_both_cards(desk)
            assert addresses(desk) == CARDS
        finally:
            kill_chrome(everyday.profile)
