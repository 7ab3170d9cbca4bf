"""`chatplugin doctor` as people and programs read it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest

from chatplugin.adapters.machine import now
from chatplugin.adapters.status_file import ServiceFiles
from chatplugin.cli.doctor import Report
from chatplugin.cli.main import main
from chatplugin.service.status import DesktopFacts, Section, Status
from rig.settings_server import SettingsServer

CARD = "https://crm.example.invalid/card{?user_id}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder, in which no service has ever run."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    return tmp_path / "state" / "ChatPlugin"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsServer]:
    """A CRM with a certificate that this desktop trusts."""
    with SettingsServer(tmp_path) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def leave_status(home: Path, **settings: str) -> None:
    section = Section("EMC section ChatPlugin", settings, now())
    status = Status("0.1.0", 7, now(), DesktopFacts("0.1.0", "4.0"), section, ended=now())
    ServiceFiles(home).write_status(status)


def report(capsys: pytest.CaptureFixture[str]) -> tuple[Report, dict[str, str]]:
    """Return what was printed as JSON, and its sentences by their codes."""
    found = msgspec.json.decode(capsys.readouterr().out, type=Report)
    return found, {line.code: line.what for line in found.lines}


@pytest.mark.parametrize("name", ["doctor", "status"])
def test_where_nothing_has_run_it_is_a_problem_and_most_was_not_looked_at(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "--language", "en"]) == 1

    said = capsys.readouterr().out
    assert "  PROBLEM        the service has never run for this person" in said
    assert "  NOT LOOKED AT  no CRM is named by a template" in said
    assert "→ Start EMC Desktop as the operator" in said


def test_json_has_the_exit_code_and_each_finding(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_status(home, ChatTemplate=CARD, EmailTemplate=CARD)

    code = main(["doctor", "--json"])

    found, sentences = report(capsys)
    assert found.exit == code == 1
    assert "doctor.no_name" not in sentences
    assert sentences["doctor.crm_trouble"].startswith("https://crm.example.invalid: ")


def test_the_page_is_in_russian_where_that_is_wanted(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_status(home, ChatTemplate=CARD)

    main(["doctor", "--language", "ru"])

    said = capsys.readouterr().out
    assert "НЕ ПРОВЕРЕНО" in said
    assert "проблем:" in said


@pytest.mark.parametrize(
    ("language", "page"),
    [
        ("en", "howto/troubleshooting#no-card-comes-up"),
        ("ru", "howto/troubleshooting#карточки-нет"),
    ],
)
def test_the_page_names_where_the_docs_say_more_and_each_page_once(
    language: str, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["doctor", "--language", language])
    last = capsys.readouterr().out.splitlines()[-1]
    main(["doctor", "--language", language, "--json"])
    found, _ = report(capsys)

    assert "'chatplugin docs" in last or "«chatplugin docs" in last
    assert last.count(page) == 1
    assert {line.docs for line in found.lines if line.code == "doctor.never_ran"} == {page}


@pytest.mark.skipif(sys.platform == "win32", reason="the server's key needs openssl")
def test_the_crms_certificate_answer_and_clock_are_looked_at(
    home: Path, server: SettingsServer, capsys: pytest.CaptureFixture[str]
) -> None:
    card = server.url.rpartition("/")[0] + "/card{?user_id}"
    leave_status(home, ChatTemplate=card, EmailTemplate=card)

    main(["doctor", "--json", "--language", "en"])

    _, sentences = report(capsys)
    assert {"doctor.crm", "doctor.certificate", "doctor.clock"} <= sentences.keys(), sentences
    assert " has answered with 501 after " in sentences["doctor.crm"]
    assert sentences["doctor.certificate"].endswith("for 1 more days")
    assert sentences["doctor.clock"].startswith("the clock and the CRM's differ by ")


@pytest.mark.skipif(sys.platform == "win32", reason="the server's key needs openssl")
def test_a_certificate_that_is_not_trusted_is_a_problem(
    home: Path,
    server: SettingsServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    card = server.url.rpartition("/")[0] + "/card{?user_id}"
    leave_status(home, ChatTemplate=card, EmailTemplate=card)

    assert main(["doctor", "--json", "--language", "en"]) == 1

    _, sentences = report(capsys)
    assert "its certificate is not trusted" in sentences["doctor.crm_trouble"]


def test_settings_in_a_file_are_looked_at_in_place_of_the_desktops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "trial.ini"
    file.write_text("[ChatPlugin]\nMaxTabs=many\n", "utf-8")

    main(["doctor", "--json", "--language", "en", "--settings", str(file)])

    found, sentences = report(capsys)
    assert sentences["read.file"] == f"Read: {file}."
    assert any("MaxTabs" in line.what for line in found.lines)


def test_without_a_service_there_is_no_test_card(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_status(home, ChatTemplate=CARD)

    assert main(["doctor", "--try", "--language", "en"]) == 1

    assert "No test card: the service does not answer." in capsys.readouterr().out


def test_without_a_template_there_is_no_test_card(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--try", "--language", "en"]) == 1

    assert "No test card: no template is in force." in capsys.readouterr().out


def test_the_bundle_is_written_and_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_status(home, ChatTemplate=CARD)
    bundle = tmp_path / "support.zip"

    main(["doctor", "--json", "--bundle", str(bundle)])

    printed = capsys.readouterr()
    assert json.loads(printed.out)["version"]
    assert str(bundle) in printed.err
    with ZipFile(bundle) as file:
        assert "doctor.txt" in file.namelist()
