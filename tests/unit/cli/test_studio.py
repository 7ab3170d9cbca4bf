"""`chatplugin studio` where it cannot start: without its packages, or with such a file."""

import sys
from pathlib import Path

import pytest

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
