"""What happens at the desk, and what the operator then sees: the same on each way to Chrome."""

from collections.abc import Callable
from pathlib import Path

from rig.workplace import Desk
from tests.e2e.letters import letter

Picture = Callable[[str], Path]
"""Keeps what the screen shows now under a name."""

SLOW = 60
"""Seconds. A Chrome that starts under wine takes some."""

CARDS = [
    "channel_type=email&user_id=anna%40example.org&operator=4021&PersonalAccount=1234567890",
    "channel_type=whatsapp&user_id=%2B79000000001&operator=4021",
]


def log_in(desk: Desk) -> None:
    desk.desktop.play('operator 4021 "Ирина Соколова" station 5012')


def offer_email(desk: Desk) -> None:
    desk.desktop.play(f"deliver email E1 {letter(desk.folder)}")
    desk.screen.wait_for_front("CRM Email - ", SLOW)


def accept_whatsapp(desk: Desk) -> None:
    desk.desktop.play("deliver message W1 media=WhatsApp author=+79000000001 text=Hello")
    desk.desktop.play("establish W1")
    desk.screen.wait_for_front("CRM WhatsApp - ", SLOW)


def show_both_cards(desk: Desk) -> None:
    log_in(desk)
    offer_email(desk)
    accept_whatsapp(desk)
    desk.wait_for_fate("W1", "shown", SLOW)
    desk.crm.wait_for_signals("title", 2, SLOW)


def addresses(desk: Desk) -> list[str]:
    return [card.query for card in desk.crm.cards()]
