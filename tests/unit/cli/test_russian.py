"""Every command as a Russian administrator meets it: no sentence is left in English."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from chatplugin.adapters.journal import Journal
from chatplugin.adapters.machine import Folders
from chatplugin.adapters.status_file import ServiceFiles
from chatplugin.browser.driver import DriverUsed
from chatplugin.cli.main import _COMMANDS, main
from chatplugin.config.settings import ChromeDriver
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import RequestError
from chatplugin.domain.events import Fate, Record, Trouble
from chatplugin.sentences import Said, said
from chatplugin.service.ports import Stamps
from chatplugin.service.status import DesktopFacts, DriverStatus, Status

_QUOTED = re.compile(
    r"`[^`]*`|«[^»]*»|https?://\S+|\S*/\S*|--?\w[\w-]*|\S*[A-Z_]{2}\S*|Assembly File Name"
)
_SENTENCE = re.compile(r"\b[A-Za-z']{2,}(?: [A-Za-z']{2,}){2,}")

GOOD = "[ChatPlugin]\nChatTemplate=https://crm.company.ru/card{?channel_type,user_id,operator}\n"
BROKEN = (
    "[ChatPlugin]\nChatTemplate=https://crm.company.ru/card?id=${user_id}\nMaxTabs=many\n"
    "Rule.1=x ->\nPersonalAccount.Pattern=(\nSign.Key=file:nowhere.key\nMethod=POST\n"
    "Settings.Url=https://127.0.0.1:1/x\nChrome.Driver=extension\nChrome.Path=/nowhere/chrome\n"
)

ASKED = """
nope|chek|check --nope|check settings.ini|check --settings|check --settings none.ini
check --settings .|check --settings good.ini|check --settings broken.ini
check --settings binary.ini|check --settings overlay.json|check|settings
settings --settings broken.ini|explain|explain --channel x|explain --settings good.ini letter.eml
explain --settings broken.ini letter.eml|explain --settings good.ini none.eml
explain --settings good.ini empty|explain --settings good.ini *.nope
explain --settings good.ini --channel WhatsApp --user-id +79 -f segment=VIP
explain --settings good.ini --channel WhatsApp --user-id +79 -a x
explain --settings good.ini letter.eml --user-id x|pop|pop --stay x|pop --stay|pop none.eml
journal --since x|journal --fate x|journal --json --csv|journal --data none|journal
erase --data none|key|key none/x|key crm.key|key good.ini --store x|key new.key --id ?
sign|sign https://crm/x|sign https://crm.company.ru/card?x=1 --settings good.ini
sign --overlay overlay.json --key none|sign --overlay overlay.json
suggest|suggest nope|suggest https://crm.company.ru/x?phone=79000000001&agent=4021
suggest https://crm.company.ru/x?phone=79000000001 --user-id zzz|suggest https://crm.company.ru/x
emc|emc nope|emc ini --settings broken.ini|emc sql --settings broken.ini
emc sql --settings good.ini --database a]b|emc ini --settings good.ini --output none/x
emc ini --settings good.ini --output good.ini|register|register --extension x|register --machine
unregister|completion|completion fish|docs nope|studio --settings empty|doctor
doctor --settings broken.ini|doctor --settings none.ini|doctor --bundle none/x|doctor --try
doctor --site site.json|check --lang|check --json=1
""".replace("\n", "|").strip("|")


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files of all kinds, and a desktop on which nothing works."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    letter = "From: anna@example.com\n\nЛицевой счёт 1234567890\n"
    files = {"good.ini": GOOD, "broken.ini": BROKEN, "overlay.json": "{", "letter.eml": letter}
    for name, text in files.items():
        Path(name).write_text(text, "utf-8")
    Path("binary.ini").write_bytes(b"\x00\x01\xff" * 50)
    Path("empty").mkdir()
    folders = Folders.of_operator()
    used = DriverUsed(
        ChromeDriver.EXTENSION,
        ChromeDriver.AUTO,
        said("chrome.pipe_forbidden", policy="RemoteDebuggingAllowed", where="/etc"),
        said("extension.not_there"),
    )
    trouble = said("overlay.unreachable", what=said("fetch.silent"))
    source = "overlay https://127.0.0.1/x"
    status = Status(
        "0.0.1",
        7,
        1.0,
        DesktopFacts("0.0.2"),
        driver=DriverStatus(used, 1.0),
        overlay_trouble=said("doctor.overlay_from", source=source, what=trouble),
        ended=2.0,
    )
    ServiceFiles(folders.home).write_status(status)
    return tmp_path


def keep_failures() -> None:
    """Let the journal have each reason why a card may fail."""
    journal = Journal(Folders.of_operator().journal, "s1", 7)
    reasons: list[Said] = [trouble.said("503") for trouble in Trouble]
    reasons += [said("chrome.crashes"), RequestError(said("key.short", least=32)).said]
    for number, reason in enumerate(reasons):
        contact = ContactId(f"E{number}")
        no_account = said("account.no_label")
        record = Record(contact, Fate.FAILED, "email", reason=reason, no_account=no_account)
        journal.append(record, Stamps())
    journal.close()


def english_in(text: str) -> list[str]:
    return [line for line in text.splitlines() if _SENTENCE.search(_QUOTED.sub("§", line))]


def said_in_russian(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    with suppress(SystemExit):
        main([*words, "--language", "ru"])
    printed = capsys.readouterr()
    return printed.out + printed.err


@pytest.mark.usefixtures("desktop")
@pytest.mark.parametrize("asked", ASKED.split("|"))
def test_no_command_answers_in_english_where_the_reader_is_russian(
    asked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_failures()

    answer = said_in_russian(asked.split(), capsys)

    assert answer
    assert english_in(answer) == []


@pytest.mark.parametrize("command", _COMMANDS)
def test_no_command_is_described_in_english_where_the_reader_is_russian(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = said_in_russian([command, "--help"], capsys)

    assert answer.startswith(f"вызов: chatplugin {command}")
    assert english_in(answer) == []


@pytest.mark.usefixtures("desktop")
@pytest.mark.parametrize("form", [[], ["--csv"]])
def test_each_reason_of_a_card_that_failed_is_russian_in_the_journal(
    form: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    keep_failures()

    answer = said_in_russian(["journal", "--fate", "failed", *form], capsys)

    lines = [line for line in answer.splitlines() if "E" in line[:40] and "email" in line]
    assert len(lines) == len(Trouble) + 2
    assert all(re.search("[а-яё]{3}", line.split("email")[1]) for line in lines)
    assert english_in(answer) == []


def test_an_english_sentence_would_be_found() -> None:
    assert english_in("ok\nОШИБКА: The CRM did not answer\n") == ["ОШИБКА: The CRM did not answer"]
