"""`chatplugin studio` where it cannot start, and `chatplugin docs`."""

import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from chatplugin import __version__
from chatplugin.adapters import machine
from chatplugin.cli.main import main


@pytest.mark.parametrize("package", ["uvicorn", "starlette", "jinja2"])
def test_without_the_extra_it_says_what_to_install(
    package: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("chatplugin.studio", package))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)

    assert main(["studio"]) == 1

    said = capsys.readouterr().err
    assert "The studio is not installed" in said
    assert "Run pip install 'chatplugin[studio]'" in said


def test_a_file_that_it_cannot_edit_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "script.sql").write_text("-- T-SQL")

    assert main(["studio", "--settings", str(tmp_path / "script.sql")]) == 1
    assert main(["studio", "--settings", str(tmp_path)]) == 1

    said = capsys.readouterr().err.splitlines()
    assert "script.sql is a script in SQL, and the studio edits INI files" in said[0]
    assert f"{tmp_path} cannot be read: " in said[1]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / __version__
    monkeypatch.setattr(machine, "SITES", [tmp_path / "not built", folder])
    return folder


def test_the_docs_are_opened_in_the_language_of_the_person(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = site / "ru" / "howto" / "rules.html"
    page.parent.mkdir(parents=True)
    page.touch()

    assert main(["docs", "howto/rules", "--language", "ru", "--no-browser"]) == 0
    assert main(["docs", "howto/rules#перед", "--language", "ru", "--no-browser"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert (first, second) == (page.as_uri(), f"{page.as_uri()}#{quote('перед')}")


def test_docs_that_are_not_there_say_where_they_are(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["docs", "--no-browser"]) == 1
    site.mkdir()
    assert main(["docs", "howto/nothing", "--no-browser"]) == 1

    said = capsys.readouterr().err
    assert "The docs are not installed: desktops do without them" in said
    assert "The docs have no page 'howto/nothing'" in said
