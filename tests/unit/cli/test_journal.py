"""`chatplugin journal` answers "why was there no card at 10:42?"."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from chatplugin.adapters.journal import Journal, JournalLine
from chatplugin.cli.main import main
from chatplugin.domain.contact import CardId, ContactId
from chatplugin.domain.desk import Desk
from chatplugin.domain.events import ContactAccepted, Fate, Record, TabClosed, TabKept, Trouble
from chatplugin.domain.screenpop import NoPop, Reason
from chatplugin.sentences import Language, Said
from chatplugin.service.ports import Stamps
from rig.emc_host import wait_until
from tests.unit.domain.samples import MAIL, rules

URL = "https://crm.example.com/card?user_id=anna%40example.com"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    journal = Journal(tmp_path / "journal", "s1", 7)
    for record in (
        Record(ContactId("E1"), Fate.RAISED, "email", URL, "CRM Email", user_id="anna@example.com"),
        Record(ContactId("E1"), Fate.SHOWN, "email"),
        Record(
            ContactId("W1"), Fate.NOT_SHOWN, "whatsapp", reason=Said(Reason.PAUSED), operator="4021"
        ),
        Record(ContactId("W2"), Fate.RAISED, "whatsapp", URL, "=1+1", user_id="+79000000001"),
        Record(ContactId("E1 (2)"), Fate.FAILED, "email", reason=Trouble.REFUSED.said("404")),
    ):
        journal.append(record, Stamps())
    journal.close()
    return tmp_path


def journal(home: Path, *options: str) -> int:
    return main(["journal", "--data", str(home), "--language", "en", *options])


@pytest.mark.parametrize(
    ("options", "fates"),
    [
        ([], ["raised", "shown", "not shown", "raised", "failed"]),
        (["--contact", "E1"], ["raised", "shown", "failed"]),
        (["--channel", "WhatsApp"], ["not shown", "raised"]),
        (["--operator", "4021"], ["not shown"]),
        (["--user-id", "ANNA@example.com"], ["raised"]),
        (["--fate", "not shown"], ["not shown"]),
        (["--since", "2020-01-01", "--channel", "email"], ["raised", "shown", "failed"]),
        (["--until", "2020-01-01 10:40"], []),
        (["--since", "00:00", "--until", "2199-01-01"], ["raised", "shown", "not shown"]),
    ],
)
def test_lines_are_found_by_time_operator_channel_and_contact(
    options: list[str], fates: list[str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = journal(home, "--json", *options)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["fate"] for line in lines][: len(fates)] == fates
    assert code == (0 if fates else 1)


def test_each_line_of_json_is_one_of_the_schema(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal(home, "--json")

    for line in capsys.readouterr().out.splitlines():
        msgspec.json.decode(line, type=JournalLine)


def test_the_table_says_why_there_was_no_card(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal(home, "--contact", "W1")

    [line] = capsys.readouterr().out.splitlines()
    cells = re.split("  +", line)[1:]
    assert cells == ["whatsapp", "W1", "4021", "not shown", "the operator has paused the cards"]


def test_a_table_in_russian(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["journal", "--data", str(home), "--language", "ru", "--contact", "W1"])

    assert "не показана" in capsys.readouterr().out


def test_a_spreadsheet_gets_all_columns_and_no_formula(home: Path) -> None:
    output = home / "out.csv"

    assert journal(home, "--csv", "--output", str(output)) == 0

    text = output.read_bytes().decode("utf-8-sig")
    rows = [*csv.DictReader(io.StringIO(text))]
    assert rows[3]["title"] == "'=1+1"
    assert rows[3]["user_id"] == "+79000000001"
    assert rows[0]["url"] == URL


def test_where_there_is_no_journal_the_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert journal(tmp_path) == 1

    assert "There is no journal in" in capsys.readouterr().err


def test_a_time_that_is_none_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        journal(home, "--since", "yesterday")

    assert refused.value.code == 2
    assert "'yesterday' is no time, such as 10:40" in capsys.readouterr().err


def erase(home: Path, *options: str) -> int:
    return main(["erase", "--data", str(home), "--language", "en", *options])


def test_what_holds_customers_data_is_listed_before_it_is_deleted(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "session-2" / "chrome" / "Default").mkdir(parents=True)

    assert erase(home) == 1

    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        f"Would be deleted: {home / 'journal'}",
        f"Would be deleted: {home / 'session-2' / 'chrome'}",
    ]
    assert "Say --yes" in printed.err
    assert journal(home) == 0


def test_what_is_erased_is_gone_in_every_session_and_settings_stay(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("chrome/Default", "test-contacts/journal", "session-2/journal", "log"):
        (home / folder).mkdir(parents=True)
    (home / "chrome" / "Default" / "History").write_text("anna@example.com", "utf-8")
    (home / "ChatPlugin.ini").write_text("[ChatPlugin]", "utf-8")

    assert erase(home, "--yes") == 0

    assert capsys.readouterr().out.count("Deleted: ") == 4
    left = {path.name for path in home.rglob("*") if path.is_file()}
    assert left <= {"ChatPlugin.ini", "session"}
    assert (home / "ChatPlugin.ini").exists()
    assert erase(home) == 0
    assert "nothing with customers' data" in capsys.readouterr().out


def test_nothing_is_erased_under_a_service_that_runs(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "chatplugin", "serve", "--data", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        # Its log begins once the folder is its own; the file "session" is there a moment before.
        wait_until((home / "log" / "chatplugin.log").exists, "the service has its folder", 30)

        assert erase(home, "--yes") == 1

        assert service.stdin is not None
        service.stdin.close()
    assert "Close EMC Desktop, and try again" in capsys.readouterr().err
    assert journal(home) == 0


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "a parameter that the card must have is missing (operator)"),
        ("ru", "нет параметра, без которого нет карточки (operator)"),
    ],
)
def test_the_table_says_in_the_persons_language_why_there_was_no_card(
    language: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = NoPop(reason=Reason.MISSING_PARAMETER, detail="operator")
    record = Record(ContactId("E1"), Fate.NOT_SHOWN, "email", reason=refusal.said, refusal=refusal)
    written = Journal(tmp_path / "journal", "s1", 7)
    written.append(record, Stamps())
    written.close()

    main(["journal", "--data", str(tmp_path), "--language", language])
    [line] = capsys.readouterr().out.splitlines()
    assert line.endswith(reason)

    main(["journal", "--data", str(tmp_path), "--language", language, "--json"])
    [line] = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert (found["code"], found["detail"]) == ("reason.missing_parameter", "operator")
    assert found["reason"] == "a parameter that the card must have is missing (operator)"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (TabClosed(CardId(MAIL.id)), "раньше, чем CRM показала карточку"),
        (TabKept(CardId(MAIL.id)), "в ней остался набранный текст"),
        (
            TabKept(CardId(MAIL.id), is_out_of_reach=True),
            "в этом Chrome ChatPlugin не может её закрыть",
        ),
    ],
)
def test_the_table_says_in_russian_why_a_card_was_closed_early_or_kept(
    event: TabClosed | TabKept, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, written = Desk(rules()), Journal(tmp_path / "journal", "s1", 7)
    desk.handle(ContactAccepted(MAIL))
    for record in desk.handle(event):
        assert isinstance(record, Record)
        written.append(record, Stamps())
    written.close()

    main(["journal", "--data", str(tmp_path), "--language", "ru"])

    [line] = capsys.readouterr().out.splitlines()
    assert line.endswith(reason)


def test_a_reason_of_another_version_is_shown_as_it_was_written() -> None:
    line = JournalLine("s1", "E1", Fate.NOT_SHOWN, reason="no moon", why=Said("reason.no_moon"))

    assert line.in_language(Language.RUSSIAN).reason == "no moon"
