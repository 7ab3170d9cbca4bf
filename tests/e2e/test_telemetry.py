"""What a collector learns of a desk, and that it is nothing about its customers."""

import pytest

from rig.collector import Collector
from rig.workplace import Desk
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e


def test_a_collector_hears_of_cards_and_of_nobody(workplace: Desk) -> None:
    with Collector() as collector:
        with workplace.with_settings({"Telemetry.Endpoint": collector.url}):
            desktop = workplace.desktop
            desktop.play('operator 4021 "Ирина Соколова" station 5012')
            desktop.play(f"deliver email E1 {letter(workplace.folder)}")
            desktop.play("deliver message W1 media=WhatsApp author=+79000000001 text=Hello")
            desktop.play("establish W1")
            for contact in ("E1", "W1"):
                workplace.wait_for_fate(contact, "shown", within=20)

        told = collector.sums("chatplugin.contacts")
        assert told[("channel_type", "email"), ("fate", "shown")] == 1
        assert told[("channel_type", "whatsapp"), ("fate", "shown")] == 1
        everything = b"".join(collector.bodies).decode()
        for secret in ("79000000001", "anna", "1234567890", "4021", "Соколова", "127.0.0.1"):
            assert secret not in everything
