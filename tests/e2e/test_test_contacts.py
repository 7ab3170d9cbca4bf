"""A test contact at one's own desktop, and what it must leave alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from rig.crm import SampleCrm
from rig.screen import Screen
from rig.settings_server import SettingsServer
from rig.workplace import chrome_arguments

pytestmark = pytest.mark.e2e

CHATPLUGIN = str(Path(sys.executable).with_name("chatplugin"))
LIVE = {
    "ChatPlugin.ini": "[ChatPlugin]\nTabTitle=Live\nChatTemplate=https://live.example.com/card\n",
    "journal/journal-2001-01-01.jsonl": '{"session": "s", "contact": "E1", "fate": "raised"}\n',
    "overlay.copy": '{"checksum": 0, "address": "https://x", "etag": "", "modified": ""}\n',
    "log/chatplugin.log": "what was before\n",
    "relay.json": '{"port": 1}\n',
    "chrome/Default/Preferences": "{}",
    "chrome/NativeMessagingHosts/com.chatplugin.relay.json": "{}",
}


def files_below(folder: Path) -> dict[str, str]:
    """Return what lies there, but for what test contacts keep for themselves."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in files
        if "test-contacts" not in path.parts
    }


class Operator:
    """Somebody with a home of their own, in which ChatPlugin is at work."""

    def __init__(self, folder: Path, screen: Screen) -> None:
        self.folder = folder
        self.home = folder / ".local" / "state" / "ChatPlugin"
        self.environment = {
            **screen.environment,
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / ".local" / "state"),
        }
        for name, text in LIVE.items():
            file = self.home / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [CHATPLUGIN, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def operator(tmp_path: Path, screen: Screen) -> Operator:
    return Operator(tmp_path / "home", screen)


def trial(operator: Operator, crm: SampleCrm) -> Path:
    """Settings that would do harm if they were used for more than the test contact."""
    path = operator.folder / "trial.ini"
    path.write_text(
        "[ChatPlugin]\n"
        f"ChatTemplate={crm.url}/card{{?channel_type,user_id,operator}}\n"
        f"Template.vip={crm.url}/card{{?user_id,segment}}\n"
        'Rule.10=attributes.CustomerSegment == "VIP" -> vip\n'
        "Field.segment={CustomerSegment}\n"
        "TabTitle=Trial\nJournal.Days=1\nLog.Level=debug\nChrome.Driver=extension\n"
        f"Chrome.Profile={operator.home / 'chrome'}\n"
        f"Chrome.Arguments={' '.join(chrome_arguments())}\n",
        "utf-8",
    )
    return path


def test_a_test_contact_with_trial_settings_leaves_all_of_the_desktop_as_it_was(
    operator: Operator, crm: SampleCrm
) -> None:
    before = files_below(operator.home)
    contact = ["--channel", "WhatsApp", "--user-id", "+79000000001", "-a", "CustomerSegment=VIP"]

    run = operator.run("pop", "--settings", str(trial(operator, crm)), *contact, "--stay", "4")

    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(
        f"Trial\n{crm.url}/card?user_id=%2B79000000001&segment=VIP\nchosen by Rule.10\n"
    )
    assert [dict(card.parameters) for card in crm.wait_for_cards(1)] == [
        {"user_id": "+79000000001", "segment": "VIP"}
    ]
    assert before == files_below(operator.home) == LIVE
    assert not list(operator.folder.glob(".config/*/NativeMessagingHosts/*"))
    settings = operator.run("settings").stdout
    assert "Live" in settings
    assert "Trial" not in settings


def test_a_test_contact_may_be_an_email_in_a_file(
    operator: Operator, crm: SampleCrm, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_text("From: ivan@example.com\n\nPersonal account: 4027158836\n", "utf-8")
    settings = tmp_path / "mail.ini"
    settings.write_text(
        f"EmailTemplate={crm.url}/card{{?user_id,PersonalAccount}}\n"
        f"Chrome.Arguments={' '.join(chrome_arguments())}\n",
        "utf-8",
    )

    run = operator.run("pop", "--settings", str(settings), str(letter), "--stay", "4")

    assert run.returncode == 0, run.stderr
    assert [dict(card.parameters) for card in crm.wait_for_cards(1)] == [
        {"user_id": "ivan@example.com", "PersonalAccount": "4027158836"}
    ]
    assert files_below(operator.home) == LIVE


def settings_for(operator: Operator, address: str, *lines: str) -> str:
    path = operator.folder / "trouble.ini"
    arguments = f"Chrome.Arguments={' '.join(chrome_arguments())}"
    path.write_text("\n".join([f"ChatTemplate={address}", arguments, *lines]), "utf-8")
    return str(path)


CONTACT = ["--channel", "WhatsApp", "--user-id", "1", "--stay", "1"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "http://127.0.0.1:9/card{?user_id}",
            "Chrome has blocked the CRM's page: net::ERR_UNSAFE_PORT",
        ),
        (
            "http://nowhere.invalid/card{?user_id}",
            "The CRM did not answer: net::ERR_NAME_NOT_RESOLVED",
        ),
        ("{crm}/no-such-page{?user_id}", "The CRM does not show this card: 404"),
    ],
)
def test_a_test_contact_whose_card_does_not_come_ends_with_one(
    operator: Operator, crm: SampleCrm, address: str, said: str
) -> None:
    settings = settings_for(operator, address.replace("{crm}", crm.url))

    run = operator.run("pop", "--settings", settings, *CONTACT)

    assert run.returncode == 1, run.stdout
    assert f"No card: the CRM did not show it ({said}" in run.stdout
    assert run.stderr == ""


def test_a_certificate_that_chrome_does_not_trust_is_told(
    operator: Operator, tmp_path: Path
) -> None:
    with SettingsServer(tmp_path) as server:
        address = f"https://127.0.0.1:{server.port}/card{{?user_id}}"
        run = operator.run("pop", "--settings", settings_for(operator, address), *CONTACT)

    assert run.returncode == 1, run.stdout
    assert "No card: the CRM did not show it (Chrome does not trust the CRM's" in run.stdout


def test_a_chrome_that_does_not_start_is_quoted(operator: Operator, crm: SampleCrm) -> None:
    chrome = operator.folder / "chrome-without-a-screen"
    chrome.write_text("#!/bin/sh\necho 'Missing X server or $DISPLAY' >&2\nexit 1\n")
    chrome.chmod(0o755)
    settings = settings_for(operator, f"{crm.url}/card{{?user_id}}", f"Chrome.Path={chrome}")

    run = operator.run("pop", "--settings", settings, *CONTACT)

    assert run.returncode == 1, run.stdout
    assert "No card: Chrome does not start" in run.stdout
    assert run.stderr == "Chrome says: Missing X server or $DISPLAY\n"
