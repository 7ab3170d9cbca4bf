"""`chatplugin check` is green only where it has looked, and where a card can come."""

import re
from pathlib import Path

import msgspec
import pytest

from chatplugin.adapters.machine import now
from chatplugin.adapters.status_file import ServiceFiles
from chatplugin.cli.check import CheckReport, SettingsReport
from chatplugin.cli.main import main
from chatplugin.service.status import WITHHELD, DesktopFacts, Section, Status
from chatplugin.studio.draft import Draft


def check(settings: Path | None, *more: str) -> int:
    named = [] if settings is None else ["--settings", str(settings)]
    return main(["check", *named, *more])


def show_settings(settings: Path | None) -> int:
    return main(["settings", *([] if settings is None else ["--settings", str(settings)])])


CARD = "https://crm.company/card"
GOOD = f"ChatTemplate={CARD}{{?user_id}}\nEmailTemplate={CARD}{{?user_id}}\n"


@pytest.fixture
def chrome(tmp_path: Path) -> Path:
    program = tmp_path / "chrome.exe"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o700)
    return program


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop without any settings of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    return tmp_path / "state"


def test_a_check_that_could_read_nothing_says_so_and_is_not_green(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check(None) == 1

    said = capsys.readouterr().out
    assert said.startswith("Read: no local file (")
    assert "EMC's section is not known here" in said
    assert "there is no template, so no card comes up" in said
    assert "can be used" not in said


NOTHING_WORKS = [
    "",
    "[ChatPlugin]\n",
    f"[ChatPlugin]\n\u0421hatTemplate={CARD}{{?user_id}}\n",
    f"[\u0421hatPlugin]\n{GOOD}",
    f"[ChatPlugin]\nChatTemplate: {CARD}{{?user_id}}\n",
    f"{GOOD}[ChatPlugin]\n",
    "<configuration><add key='ChatTemplate'/></configuration>",
    "MZ\x90\x00\x03\x00\x00\x00\x04\x00",
    f"ChatTemplate={CARD}\n",
    f"ChatTemplate={CARD}?id=${{user_id}}\n",
    f"ChatTemplate={CARD}{{user_id,operator}}\n",
    f"ChatTemplate={CARD}?id=[user_id]\n",
    f"ChatTemplate={CARD}\uff5b?user_id\uff5d\n",
    f"ChatTemplate={CARD}\u200b{{?user_id}}\n",
    f"ChatTemplate={CARD}?user_id=1{{&user_id}}\n",
    f"ChatTemplate={CARD}/{'x' * 9000}{{?user_id}}\n",
    f"ChatTemplate.email={CARD}{{?user_id}}\n",
]


@pytest.mark.parametrize("text", NOTHING_WORKS)
def test_settings_that_raise_no_right_card_are_never_green(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trial.ini"
    path.write_text(text, "utf-8")

    assert check(path) == 1

    said = capsys.readouterr().out
    assert "ERROR" in said
    assert len(said.splitlines()) < 6


@pytest.mark.parametrize("text", [*NOTHING_WORKS, GOOD])
def test_the_studio_says_of_a_text_what_the_check_says(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trial.ini"
    path.write_text(text, "utf-8")
    draft = Draft.read(text)

    check(path)

    said = capsys.readouterr().out
    for problem in (*draft.problems, *draft.remarks):
        what = str(problem.what)
        assert what in said or "is another section" in what


def test_good_settings_are_green(
    tmp_path: Path, chrome: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trial.ini"
    path.write_text(f"[ChatPlugin]\n{GOOD}Chrome.Path={chrome}\n", "utf-8")

    assert check(path) == 0

    assert "All settings that were read can be used" in capsys.readouterr().out


def test_an_overlay_by_itself_is_no_error_and_not_green_either(
    tmp_path: Path, chrome: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overlay = tmp_path / "overlay.json"
    overlay.write_text(f'{{"TabTitle": "CRM", "Chrome.Path": "{chrome.as_posix()}"}}', "utf-8")

    assert check(None, "--overlay", str(overlay)) == 0

    said = capsys.readouterr().out
    assert f"Read: overlay {overlay}; EMC's section is not known here" in said
    assert "WARNING  settings: there is no template" in said
    assert "can be used" not in said


def test_the_settings_that_are_shown_say_what_was_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert show_settings(None) == 0

    assert "EMC's section is not known here" in capsys.readouterr().err


def leave_section(home: Path, **settings: str) -> None:
    """Leave what a service has left that EMC told these settings."""
    section = Section("EMC section ChatPlugin", settings, now())
    ServiceFiles(home / "ChatPlugin").write_status(
        Status("0.1.0", 7, now(), DesktopFacts(), section)
    )


def test_emcs_section_is_looked_at_where_a_service_has_left_it(
    home: Path, chrome: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = f"{CARD}{{?user_id}}"
    leave_section(home, ChatTemplate=card, EmailTemplate=card, **{"Chrome.Path": str(chrome)})

    assert check(None) == 0

    said = capsys.readouterr().out
    assert re.match(r"Looked at: EMC section ChatPlugin \(\d\d:\d\d\)\.\n", said)
    assert "All settings that were read can be used" in said


def test_what_is_wrong_in_emcs_section_is_found(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_section(home, ChatTemplate=f"{CARD}{{?nobody}}", **{"Sign.Key": WITHHELD})

    assert check(None) == 1

    said = capsys.readouterr().out
    assert "ERROR  EMC section ChatPlugin: ChatTemplate" in said
    assert "ERROR  EMC section ChatPlugin: Sign.Key:" in said


def test_the_settings_that_are_shown_are_emcs_too(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_section(home, TabTitle="Card")

    assert show_settings(None) == 0

    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("TabTitle ")]
    assert " ".join(line.split()) == "TabTitle Card (EMC section ChatPlugin)"


def test_a_local_file_without_emcs_section_is_not_the_whole_and_not_green(
    home: Path, chrome: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "ChatPlugin").mkdir(parents=True)
    text = f"[ChatPlugin]\n{GOOD}Chrome.Path={chrome}\n"
    (home / "ChatPlugin" / "ChatPlugin.ini").write_text(text, "utf-8")

    assert check(None) == 2

    assert "EMC's section was not looked at" in capsys.readouterr().out


def test_json_says_where_each_mistake_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trial.ini"
    path.write_text(f"[ChatPlugin]\n{GOOD}MaxTabs=many\n", "utf-8")

    code = check(path, "--json", "--language", "en")

    found = msgspec.json.decode(capsys.readouterr().out, type=CheckReport)
    [fault] = [fault for fault in found.problems if fault.key == "MaxTabs"]
    assert found.exit == code == 1
    assert (fault.severity, fault.source, fault.line, fault.column) == ("error", str(path), 4, 9)
    assert fault.what == "this is not a whole number from 1 to 200"
    assert found.looked_at == f"Read: {path}."


def test_the_settings_as_json_name_their_sources(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_section(home, TabTitle="Card")

    assert main(["settings", "--json", "--language", "en"]) == 0

    found = msgspec.json.decode(capsys.readouterr().out, type=SettingsReport)
    [title] = [value for value in found.settings if value.key == "TabTitle"]
    assert (title.value, title.source) == ("Card", "EMC section ChatPlugin")


def test_russian_names_the_sources_in_russian(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_section(home, MaxTabs="many")

    main(["check", "--language", "ru"])
    main(["settings", "--language", "ru"])

    said = capsys.readouterr().out
    assert re.match(r"Просмотрено: раздел EMC ChatPlugin \(\d\d:\d\d\)\.\n", said)
    assert "ОШИБКА  раздел EMC ChatPlugin: MaxTabs" in said
    assert "ОШИБКА  настройки: нет ни одного шаблона" in said
    assert re.search(r"\bon +\(по умолчанию\)", said)


def test_a_warning_is_enough_where_a_check_is_strict(
    tmp_path: Path, chrome: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trial.ini"
    text = f"[ChatPlugin]\n{GOOD}Chrome.Path={chrome}\nLog.Level=debug\n"
    path.write_text(text.replace("crm.company", "localhost"), "utf-8")

    assert check(path) == 0
    assert check(path, "--strict", "--language", "en") == 1

    assert re.search(r"^Errors: 0, warnings: [1-9]\.$", capsys.readouterr().out, re.MULTILINE)


def test_every_wrong_name_of_a_template_has_its_own_column_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "settings.ini"
    settings.write_text(f"[ChatPlugin]\nChatTemplate={CARD}{{?usr_id,operator,oprator}}\n", "utf-8")

    assert check(settings, "--json") == 1

    report = msgspec.json.decode(capsys.readouterr().out, type=CheckReport)
    faults = [(p.line, p.column, p.what, p.fix) for p in report.problems if p.value]
    assert faults == [
        (2, 40, "there is no parameter 'usr_id'", "user_id"),
        (2, 56, "there is no parameter 'oprator'", "operator"),
    ]


def test_a_check_says_where_to_read_on_each_page_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "settings.ini"
    text = f"ChatTemplate={CARD}{{?a}}\nEmailTemplate={CARD}{{?b}}\nRule.10=x -> y\n"
    settings.write_text(f"[ChatPlugin]\n{text}", "utf-8")

    check(settings, "--language", "ru")

    said = capsys.readouterr().out
    _, _, pages = said.partition("Подробнее, командой «chatplugin docs СТРАНИЦА»: ")
    assert pages == "reference/settings#какую-карточку-получает-обращение, howto/rules\n"
