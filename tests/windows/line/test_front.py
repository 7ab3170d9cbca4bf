"""
Which window lies on top, among programs of Windows.

Who gets what is typed is for Windows itself to say: wine leaves it to the window manager of X.
"""

import pytest

from rig.screen import wait_until
from rig.windows import Windows
from rig.workplace import Desk
from tests.windows.line.day import SLOW, Picture, accept_whatsapp, log_in, offer_email

pytestmark = pytest.mark.windows

NOTEPAD = "Untitled - Notepad"


def test_a_card_comes_to_the_front_from_behind_another_program(
    desk: Desk, windows: Windows, picture: Picture
) -> None:
    with desk:
        log_in(desk)
        offer_email(desk)
        with windows.running("notepad.exe"):
            desk.screen.wait_for_front(NOTEPAD, SLOW)
            picture("front-another-program")

            desk.desktop.play("deliver message W1 media=WhatsApp author=+79000000001 text=Hello")
            desk.desktop.play("establish W1")

            wait_until(
                lambda: on_top(desk).startswith("CRM WhatsApp - "), "the card is on top", SLOW
            )
            desk.crm.wait_for_signals("title", 2, SLOW)
            picture("front-card")


def test_a_card_comes_to_the_front_from_a_minimised_window(desk: Desk) -> None:
    with desk:
        log_in(desk)
        offer_email(desk)
        desk.screen.minimise(desk.screen.wait_for_window("CRM Email - ").id)

        accept_whatsapp(desk)


def on_top(desk: Desk) -> str:
    return desk.screen.windows()[-1].title
