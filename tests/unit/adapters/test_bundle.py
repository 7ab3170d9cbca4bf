"""The file for support has what is needed, and nothing of customers, operators or this computer."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from chatplugin.adapters.bundle import write_bundle
from chatplugin.adapters.desktop_facts import look
from chatplugin.adapters.journal import Journal
from chatplugin.adapters.machine import Folders, now
from chatplugin.adapters.status_file import ServiceFiles
from chatplugin.config.layers import Layer
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import ConfigurationError
from chatplugin.domain.events import Fate, Record, Trouble
from chatplugin.sentences import Language
from chatplugin.service.checkup import CheckUp
from chatplugin.service.ports import Stamps
from chatplugin.service.status import DesktopFacts, Section, Status

PLANTED = (
    "anna.karenina@example.com",
    "Анна Каренина",
    "Каренина",
    "Anna",
    "Karenina",
    "+7 900 000-00-01",
    "79000000001",
    "9000000001",
    "1234567890",
    "40817",
    "Ivanova",
    "4021",
    "Tolstoy",
)
SETTINGS = {
    "EmailTemplate": "https://crm.example.com/Tolstoy{?user_id,PersonalAccount}",
    "ChatTemplate": "https://crm.example.com/card?manager=Ivanova{&user_id}",
    "Field.manager": "Ivanova, +7 900 000-00-01",
    "Rule.10": "user_id == 'anna.karenina@example.com' -> none",
    "Channel.Karenina": "Каренина",
    "PersonalAccount.Examples": "1234567890",
    "Sender.OwnDomains": "karenina.example.com",
    "TabTitle": "Anna",
    "Sign.Key": "file:/keys/Ivanova.key",
    "Karenina": "Anna",
    "MaxTabs": "20",
}
LOG = """\
2026-05-31 10:40:00,123 WARNING The card of contact W1 could not be shown: 404
2026-05-31 10:40:01,123 WARNING EMC section ChatPlugin: MaxTabs = '40817': this is no number
2026-05-31 10:40:02,123 INFO email W1: raised for anna.karenina@example.com
2026-05-31 10:40:03,123 ERROR Анна Каренина called +7 900 000-00-01 of 1234567890
2026-05-31 10:40:04,123 ERROR Karenina, Anna (4021): https://crm.example.com/card?user_id=1#Anna
2026-05-31 10:40:05,123 INFO Chrome 156.0.8078.108 is started
"""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A desktop with people's data in its journal, log and settings."""
    folders = Folders(tmp_path / "home")
    section = Section("EMC section ChatPlugin", SETTINGS, now())
    status = Status("0.1.0", 7, now(), DesktopFacts("0.1.0", "4.0"), section, ended=now())
    ServiceFiles(folders.home).write_status(status)
    journal = Journal(folders.journal, "s1", 7)
    url = "https://crm.example.com/card?user_id=anna.karenina%40example.com&name=Anna+Karenina"
    record = Record(ContactId("W1"), Fate.RAISED, "email", f"{url}&PersonalAccount=1234567890")
    for each in (
        record,
        Record(ContactId("W2"), Fate.RAISED, "whatsapp", "", "Анна", user_id="+79000000001"),
        Record(
            ContactId("W3"), Fate.FAILED, reason=Trouble.ERROR.said("+79000000001"), operator="4021"
        ),
    ):
        journal.append(each, Stamps(now(), now()))
    journal.close()
    folders.log_file.parent.mkdir()
    folders.log_file.write_text(LOG, "utf-8")
    return folders


@pytest.fixture
def bundle(folders: Folders) -> dict[str, str]:
    """Return what is in the zip, by the names of its files."""
    checkup = look(folders, None)
    page = "\n".join(result.text(Language.ENGLISH) for result in checkup.results())
    return packed(folders, checkup, page)


@pytest.fixture(scope="module")
def nothing_known(tmp_path_factory: pytest.TempPathFactory) -> CheckUp:
    return look(Folders(tmp_path_factory.mktemp("empty")), None)


def packed(folders: Folders, checkup: CheckUp, page: str = "") -> dict[str, str]:
    path = folders.home.parent / "bundle.zip"
    write_bundle(path, folders, checkup, page)
    with ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def masked(line: str, folders: Folders, checkup: CheckUp) -> str:
    """What a line of the check-up becomes."""
    return packed(folders, checkup, line)["doctor.txt"]


def test_nothing_of_a_person_is_in_it(bundle: dict[str, str]) -> None:
    found = {
        (name, planted)
        for name, text in bundle.items()
        for planted in PLANTED
        if planted.lower() in text.lower()
    }

    assert found == set()


def test_what_support_needs_is_in_it(bundle: dict[str, str]) -> None:
    journal = [json.loads(line) for line in bundle["journal.jsonl"].splitlines()]
    log = bundle["log/chatplugin.log"]

    assert {*bundle} == {
        "doctor.txt",
        "status.json",
        "settings.txt",
        "journal.jsonl",
        "log/chatplugin.log",
    }
    assert [(line["contact"], line["fate"]) for line in journal] == [
        ("W1", "raised"),
        ("W2", "raised"),
        ("W3", "failed"),
    ]
    assert "10:40:00,123 WARNING The card of contact W1 could not be shown: 404" in log
    assert "Chrome 156.0.8078.108 is started" in log
    assert "MaxTabs = 20" in bundle["settings.txt"]
    assert "https://crm.example.com/…{?user_id,PersonalAccount}" in bundle["settings.txt"]
    assert '"service": "0.1.0"' in bundle["status.json"]


def test_a_file_that_cannot_be_written_is_named(folders: Folders, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be written"):
        write_bundle(tmp_path / "none" / "b.zip", folders, look(folders, None), "")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("2026-05-31 10:40:00,123 INFO ok", "2026-05-31 10:40:00,123 INFO ok"),
        ("valid until 2026-05-31 10:40", "valid until 2026-05-31 10:40"),
        ("CLR 4.0.30319.42000", "CLR 4.0.30319.42000"),
        ("8 (900) 000-00-01 called", "… called"),
        ("account 40817", "account …"),
        ("'pipe' and 'Anna'", "'pipe' and …"),
        (f"{Path.home()}/x", "~/x"),
        ("to a@b", "to …"),
        (r"in C:\keys\Anna K\crm.key, which", "in …, which"),
        (r"in \keys\Anna.key and \\server\anna", "in … and …"),
        (r"HKCU\Software\Policies\Chromium", r"HKCU\Software\Policies\Chromium"),
        (r"C:\Program Files\Google\chrome.exe", r"C:\Program Files\Google\chrome.exe"),
    ],
)
def test_a_line_keeps_what_is_nobodys(
    line: str, kept: str, nothing_known: CheckUp, tmp_path: Path
) -> None:
    assert masked(line, Folders(tmp_path), nothing_known) == kept


def test_a_contacts_id_stays_whole_so_that_emcs_log_can_be_compared(
    folders: Folders, nothing_known: CheckUp
) -> None:
    journal = Journal(folders.journal, "s2", 7)
    journal.append(Record(ContactId("9001234567"), Fate.SHOWN, "email"), Stamps())
    journal.close()

    line = "email 9001234567: shown"

    assert masked(line, folders, nothing_known) == line


def test_of_free_text_only_its_length_is_kept(nothing_known: CheckUp, tmp_path: Path) -> None:
    layer = Layer("EMC", {"Field.x": "Anna", "Chrome.Driver": "auto"})

    settings = packed(Folders(tmp_path), replace(nothing_known, layers=[layer]))["settings.txt"]

    assert settings.splitlines() == ["EMC: Field.x = (4 characters)", "EMC: Chrome.Driver = auto"]
