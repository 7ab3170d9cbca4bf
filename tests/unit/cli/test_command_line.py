"""The command line as people expect it, whatever the command is."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import msgspec
import pytest

from chatplugin.cli.main import _COMMANDS, main
from chatplugin.cli.options import coloured
from chatplugin.cli.pop import PopReport
from chatplugin.config.settings import ChromeDriver
from chatplugin.sentences import Language
from tests.played.outlook import outlook_letter

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
CARD = "https://crm.company.ru/card{?user_id}"
LETTER = b"From: anna@example.com\n\nHello\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop without any settings of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "trial.ini"
    path.write_text(f"[ChatPlugin]\nChatTemplate={CARD}\nEmailTemplate={CARD}\n", "utf-8")
    return path


def refused(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "usage", "what"),
    [
        (["chek"], "chatplugin [-h]", "there is no 'chek'. Did you mean 'check'?"),
        (["check", "--bad"], "chatplugin check [-h]", "there is no '--bad'"),
        (
            ["check", "my.ini"],
            "chatplugin check [-h]",
            "'my.ini' is not expected here. Did you mean '--settings my.ini'?",
        ),
        (["check", "--settngs", "x"], "chatplugin check", "Did you mean '--settings'?"),
        (["check", "--settngs=x"], "chatplugin check", "Did you mean '--settings'?"),
        (["check", "--settings"], "chatplugin check", "--settings: expected one argument"),
        (["emc", "slq"], "chatplugin emc", "Did you mean 'sql'?"),
        (["emc", "sql", "--databse", "x"], "chatplugin emc sql", "Did you mean '--database'?"),
        (["journal", "--fate", "shwn"], "chatplugin journal", "Did you mean 'shown'?"),
        (["key"], "chatplugin key", "required: FILE"),
    ],
)
def test_a_mistake_is_answered_with_the_usage_of_its_command_and_what_was_meant(
    words: Sequence[str], usage: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused([*words, *(["--language", "en"] if words[1:] else [])], capsys)

    assert told.startswith(f"usage: {usage}")
    assert what in told.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["check", "--bad"], "«--bad» здесь нет"),
        (["check", "--strct"], "«--strct» здесь нет. Возможно, «--strict»?"),
        (["key"], "не хватает: FILE"),
        (["explain", "--attribute", "x"], "«x» – не вида ИМЯ=ЗНАЧЕНИЕ"),
        (["journal", "--since", "soon"], "«soon» – не время"),
        (["journal", "--json", "--csv"], "нельзя вместе с --json"),
        (["register"], "нужен один из параметров: --extension --machine"),
        (["sign", "x", "--key", "k", "--lifetime", "x"], "«x» – не число"),
        (["emc", "slq"], "Возможно, «sql»?"),
    ],
)
def test_a_mistake_is_told_in_russian(
    words: Sequence[str], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused([*words, "--language=ru"], capsys)

    assert told.startswith("вызов: chatplugin ")
    assert what in told.splitlines()[-1]


def test_no_command_at_all_lists_them_and_ends_with_two(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert {*_COMMANDS} <= {*said.err.split()}


@pytest.mark.parametrize("command", _COMMANDS)
def test_the_help_of_each_command_is_russian(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, words in ((Language.RUSSIAN, ["ru"]), (Language.ENGLISH, ["en"])):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help", "--language", *words])
        told = capsys.readouterr().out
        is_russian = any("а" <= letter <= "я" for letter in told)

        assert ended.value.code == 0
        assert is_russian is (language is Language.RUSSIAN)
        assert ("options:" in told) is not is_russian


@pytest.mark.parametrize(("words", "usage"), [([], "chatplugin"), (["check"], "chatplugin check")])
def test_help_may_be_asked_for_like_a_command(
    words: list[str], usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["help", *words])

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {usage} [-h]")


def test_a_reader_that_has_enough_gets_no_traceback(settings: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "chatplugin", "settings", "--settings", str(settings)],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert ended.returncode == 141
    assert ended.stderr == b""


def test_a_pattern_is_taken_for_what_it_matches_as_shells_of_windows_leave_it(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(LETTER)
    (tmp_path / "c.msg").write_bytes(outlook_letter({"007D": "From: olga@example.com\r\n"}))
    pattern = str(tmp_path / "*.[em]*")

    assert main(["explain", pattern, "--json", "--settings", str(settings)]) == 0

    found = [json.loads(line)["user_id"] for line in capsys.readouterr().out.splitlines()]
    assert found == ["anna@example.com", "anna@example.com", "olga@example.com"]


def test_a_pattern_that_matches_nothing_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(tmp_path / "*.eml"), "--language", "ru"]) == 1

    assert f"Файлов {tmp_path / '*.eml'} нет" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["settings", "check", "explain"])
def test_a_section_of_another_name_is_looked_at_by_every_command(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trial.ini"
    path.write_text(
        f"[Pilot]\nChatTemplate={CARD}\nEmailTemplate={CARD}\nTabTitle=Pilot\n", "utf-8"
    )
    contact = ["--channel", "WhatsApp", "--user-id", "1"] if command == "explain" else []

    main([command, *contact, "--json", "--settings", str(path), "--section", "Pilot"])

    told = capsys.readouterr().out
    assert "no_section" not in told
    assert "no_template" not in told
    assert "Pilot" in told or command == "check"


def test_what_is_explained_keeps_its_schema(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(LETTER)
    with settings.open("a", encoding="utf-8") as file:
        file.write('Rule.10=operator == "1" -> none\nParameter.user_id.Transform=lower\n')
    for words in (
        [str(tmp_path / "a.eml")],
        ["--channel", "WhatsApp", "--user-id", "+79000000001"],
    ):
        for operator in ([], ["--operator", "1"]):
            main(["explain", *words, *operator, "--json", "--settings", str(settings)])

    schema = json.loads((REFERENCE / "explain.schema.json").read_text("utf-8"))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    for line in lines:
        jsonschema.validate(json.loads(line), schema)


@pytest.mark.parametrize("command", ["check", "settings", "doctor"])
def test_what_is_printed_for_programs_keeps_its_schema(
    command: str, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([command, "--json", "--settings", str(settings)])

    name = "settings-shown" if command == "settings" else command
    schema = json.loads((REFERENCE / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(capsys.readouterr().out), schema)


def test_the_report_of_a_test_contact_keeps_its_schema() -> None:
    report = PopReport("1", 1, ChromeDriver.PIPE, "", "", "", None, "pop.late", "No card", [])
    schema = json.loads((REFERENCE / "pop.schema.json").read_text("utf-8"))

    jsonschema.validate(json.loads(msgspec.json.encode(report)), schema)


def test_nothing_is_coloured_where_no_terminal_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert coloured("ERROR", "red") == "ERROR"


def test_colours_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("termcolor").can_colorize.cache_clear()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    try:
        assert coloured("ERROR", "red") == "\x1b[1m\x1b[31mERROR\x1b[0m"
    finally:
        pytest.importorskip("termcolor").can_colorize.cache_clear()


@pytest.mark.parametrize("shell", ["bash", "zsh", "powershell"])
def test_each_shell_gets_its_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0

    assert "chatplugin" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("chatplugin che", {"check"}),
        ("chatplugin check --s", {"--strict", "--settings", "--section"}),
        ("chatplugin emc sql --da", {"--database"}),
        ("chatplugin check --language ", {"en", "ru"}),
    ],
)
def test_the_shell_is_told_what_may_follow(typed: str, offered: set[str], tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": typed,
        "COMP_POINT": str(len(typed)),
    }
    subprocess.run([sys.executable, "-m", "chatplugin"], env=os.environ | asked, check=False)

    assert {word.strip() for word in answer.read_text("utf-8").split("\n")} == offered


@pytest.mark.parametrize(
    ("typed", "cursor", "offered"),
    [
        ("chatplugin emc sql --da", 23, {"--database"}),
        ("chatplugin check --language", 28, {"en", "ru"}),  # PowerShell leaves the last blank out.
    ],
)
def test_powershell_is_told_what_may_follow_in_the_way_that_its_script_asks(
    typed: str, cursor: int, offered: set[str], tmp_path: Path
) -> None:
    answer = tmp_path / "answer"
    answer.touch()
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SHELL": "powershell",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "0",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "ARGCOMPLETE_USE_TEMPFILES": "1",
        "COMP_LINE": typed,
        "COMP_POINT": str(cursor),
    }
    subprocess.run([sys.executable, "-m", "chatplugin"], env=os.environ | asked, check=False)

    assert {word.strip() for word in answer.read_text("utf-8").split("\n")} == offered
