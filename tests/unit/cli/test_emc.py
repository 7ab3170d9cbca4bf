"""`chatplugin emc`, as an administrator calls it."""

from pathlib import Path

import pytest

from chatplugin.adapters.settings_sources import local_layers
from chatplugin.cli.main import main
from chatplugin.config.settings import read_settings

SETTINGS = """\
[ChatPlugin]
ChatTemplate=https://crm.example.com/card{?channel_type,user_id,operator}
PersonalAccount.Labels=лицевой счёт; л/с
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.ini"
    path.write_text(SETTINGS, "utf-8")
    return path


def test_the_script_holds_each_setting_on_a_line_of_its_own(file: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.sql"

    assert main(["emc", "sql", "--settings", str(file), "--output", str(output)]) == 0

    assert output.read_bytes().startswith(b"\xff\xfe")
    lines = output.read_text("utf-16").splitlines()
    (layer,) = local_layers(file)
    for key, value in layer.values.items():
        assert [line for line in lines if f", 1, @Section, N'{key}', N'{value}', " in line], key


def test_the_fragment_holds_the_same_settings(file: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.ini"

    assert main(["emc", "ini", "--settings", str(file), "--output", str(output)]) == 0

    assert output.read_bytes().startswith(b"; ")
    read = read_settings(local_layers(output))
    assert read.problems == ()
    assert read.settings == read_settings(local_layers(file)).settings


@pytest.mark.parametrize("form", ["sql", "ini"])
def test_settings_with_an_error_are_not_written(
    file: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(SETTINGS.replace("user_id", "userid"), "utf-8")
    output = tmp_path / "out"

    assert main(["emc", form, "--settings", str(file), "--output", str(output)]) == 1

    assert not output.exists()
    written = capsys.readouterr()
    assert written.out == ""
    main(["check", "--settings", str(file)])
    sentence = next(line for line in capsys.readouterr().out.splitlines() if "userid" in line)
    assert written.err.splitlines() == [
        sentence,
        "Nothing was written: put the errors right first.",
    ]


def test_without_output_the_text_is_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emc", "ini", "--settings", str(file), "--language", "ru"]) == 0

    assert "; Включает и отключает все карточки." in capsys.readouterr().out


def test_section_and_application_get_into_the_script(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(SETTINGS.replace("[ChatPlugin]", "[Trial]"), "utf-8")
    options = ["--settings", str(file), "--section", "Trial", "--application", "Second line"]

    assert main(["emc", "sql", *options, "--empty-others"]) == 0

    script = capsys.readouterr().out
    assert "DECLARE @Application nvarchar(200) = N'Second line';" in script
    assert "DECLARE @Section nvarchar(200) = N'Trial';" in script
    assert "DECLARE @EmptyOthers bit = 1;" in script
    assert "N'ChatTemplate', N'https://crm" in script


def test_a_file_without_the_section_is_not_an_empty_section(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["emc", "sql", "--settings", str(file), "--section", "Trial"]) == 1

    written = capsys.readouterr()
    assert written.out == ""
    assert f"There is no setting of the section Trial in {file}" in written.err


def test_the_rollback_needs_no_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emc", "sql", "--rollback", "--section", "Trial"]) == 0

    assert "DECLARE @Section nvarchar(200) = N'Trial';" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["sql", "--section", "a]"],
        ["sql", "--application", ""],
        ["sql", "--rollback", "--application", "50%"],
        ["ini", "--section", "a=b"],
    ],
)
def test_a_name_that_cannot_be_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["emc", *arguments]) == 1

    assert "cannot be the name of" in capsys.readouterr().err


def test_an_output_that_cannot_be_written_is_told(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "no folder" / "out.sql"

    assert main(["emc", "sql", "--settings", str(file), "--output", str(output)]) == 1

    assert f"{output} cannot be written: No such file" in capsys.readouterr().err


def test_checking_a_script_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "install.sql"
    script.write_text("USE ACS\nEXEC stpAddTemplateSection 'ChatPlugin', ''\n", "utf-8")

    assert main(["check", "--settings", str(script)]) == 1

    assert (
        "this is SQL, not settings. Give the settings that `chatplugin emc sql`"
        in capsys.readouterr().out
    )


def test_a_fragment_with_another_section_is_checked_by_its_name(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = SETTINGS.replace("[ChatPlugin]", "[Trial]").replace("crm.example.com", "crm")
    file.write_text(settings, "utf-8")
    output = tmp_path / "fragment.ini"
    section = ["--section", "Trial"]
    main(["emc", "ini", "--settings", str(file), "--output", str(output), *section])

    main(["check", "--settings", str(output), *section])

    assert f"{output}: " not in capsys.readouterr().out


def test_what_looks_like_a_trial_is_told_before_it_goes_to_emc(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["emc", "ini", "--settings", str(file)]) == 0

    assert "'crm.example.com' is a name for examples and trials" in capsys.readouterr().err


def test_a_file_that_is_there_is_not_written_over_without_a_word(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.ini"
    output.write_text("mine", "utf-8")
    words = ["emc", "ini", "--settings", str(file), "--output", str(output), "--language", "en"]

    assert main(words) == 1
    assert f"{output} is there already, and was left as it is" in capsys.readouterr().err
    assert output.read_text("utf-8") == "mine"

    assert main([*words, "--force"]) == 0
    assert output.read_text("cp1251").startswith("; The charset")


@pytest.mark.parametrize(
    ("database", "written"), [("ACS_Copy", "USE ACS_Copy;"), ("ACS copy", "USE [ACS copy];")]
)
@pytest.mark.parametrize("rollback", [[], ["--rollback"]])
def test_the_script_can_be_tried_on_a_copy_of_the_database(
    database: str,
    written: str,
    rollback: list[str],
    file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["emc", "sql", "--settings", str(file), "--database", database, *rollback]) == 0

    assert f"\n{written}\n" in capsys.readouterr().out


def test_the_name_of_a_database_says_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emc", "sql", "--rollback", "--database", "ACS]; DROP"]) == 1

    assert "cannot be the name of a database" in capsys.readouterr().err
