"""Settings from one web server: what is changed there, and what the operator sees of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.devtools import DevTools, TabView, chrome_with_a_port
from rig.emc_host import wait_until
from rig.settings_server import SettingsServer
from rig.workplace import Desk

pytestmark = pytest.mark.e2e

HURRY = "max-age=1"
"""Ten seconds is what a desktop makes of it."""

PATIENCE = 40


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsServer]:
    with SettingsServer(tmp_path) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def publish(server: SettingsServer, **settings: object) -> None:
    server.publish(json.dumps(settings), Cache_Control=HURRY)


def pop(desk: Desk, contact: str) -> str:
    """Return the title of the contact's card."""
    desk.desktop.play(f"deliver message {contact} media=WhatsApp author=+79000000001 text=Hello")
    desk.desktop.play(f"establish {contact}")
    title: str = desk.wait_for_fate(contact, "raised", within=30)["title"]
    return title


def operators_page(desk: Desk, title: str) -> TabView:
    return DevTools(desk.home / "chrome").wait_for_tab(title, "about:blank")


def wait_for_copy(desk: Desk, text: str) -> None:
    """The overlay is in force once it is kept for the next start."""
    copy = desk.home / "overlay.copy"
    wait_until(lambda: copy.exists() and text in copy.read_text(), f"a copy with {text}", PATIENCE)


def test_a_change_counts_from_the_next_contact_and_a_broken_one_is_refused_whole(
    workplace: Desk, server: SettingsServer
) -> None:
    publish(server, TabTitle="Card {channel_name}")
    chrome = chrome_with_a_port(workplace.folder)
    settings = {"Settings.Url": server.url, "Chrome.Path": chrome, "Language": "en"}
    with workplace.with_settings(settings) as desk:
        wait_for_copy(desk, "Card {channel_name}")
        assert pop(desk, "W1") == "Card WhatsApp"

        publish(server, TabTitle="New {channel_name}", MaxTabs="many")
        said = desk.desktop.wait_for_log("overlay .*MaxTabs = 'many'", timeout=PATIENCE).string
        desk.desktop.wait_for_log("This change of settings is refused")
        assert pop(desk, "W2") == "Card WhatsApp"

        sentence = said.partition("ChatPlugin: ")[2]
        with operators_page(desk, "ChatPlugin (1)") as page:
            page.wait_for("document.querySelectorAll('#notes li').length > 0")
            shown = page.value("document.querySelector('#notes').innerText")
        assert sentence in shown
        assert "A change of settings was refused" in shown
        assert sentence in desk.log()

        publish(server, TabTitle="New {channel_name}", MaxTabs=30)
        wait_for_copy(desk, "New {channel_name}")
        assert pop(desk, "W3") == "New WhatsApp"
        with operators_page(desk, "ChatPlugin"):
            pass  # Nothing is wrong any more.


def test_a_desktop_that_starts_while_the_server_is_down_has_the_settings_of_the_day_before(
    workplace: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SettingsServer(tmp_path) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        publish(server, TabTitle="Card {channel_name}")
        with workplace.with_settings({"Settings.Url": server.url}) as desk:
            wait_for_copy(desk, "Card {channel_name}")

    with workplace as desk:
        assert pop(desk, "W1") == "Card WhatsApp"
