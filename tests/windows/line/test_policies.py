"""Policies in the registry, as Group Policy writes them there."""

import pytest

from rig.emc_host import wait_until
from rig.everyday import pack_extension
from rig.loopback import served
from rig.windows import CHROME_ARGUMENTS, OBEY_POLICIES, Windows, on_windows, relays
from rig.workplace import Desk
from tests.windows.line.day import CARDS, SLOW, Picture, addresses, show_both_cards

pytestmark = pytest.mark.windows


def test_an_extension_that_policy_installs_shows_the_cards_where_the_pipe_is_forbidden(
    desk: Desk, windows: Windows, picture: Picture
) -> None:
    profile = desk.folder / "everyday"
    desk.with_settings(
        {
            "Chrome.Driver": "auto",
            "Chrome.Profile": on_windows(profile),
            "Chrome.Arguments": " ".join([*CHROME_ARGUMENTS, OBEY_POLICIES]),
        }
    )
    windows.forbid_the_pipe()
    (desk.folder / "packed").mkdir()
    with served(desk.folder / "packed") as url:
        extension = pack_extension(desk.folder, url=url)
        windows.import_registry(extension.folder / "policy-windows.reg")
        windows.register(extension, desk.home)
        with windows.chrome(profile, OBEY_POLICIES), desk:
            wait_until(lambda: relays(extension.id), "the extension has its relay", SLOW)
            show_both_cards(desk)

            picture("policy-two-cards")
            assert addresses(desk) == CARDS
            desk.desktop.wait_for_log(
                r"The policy RemoteDebuggingAllowed in HKCU\\.* forbids Chrome's pipe\..* "
                "Cards are shown by Chrome's extension from now on"
            )
