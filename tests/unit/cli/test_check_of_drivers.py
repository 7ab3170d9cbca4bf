"""What `chatplugin check` says of the way to Chrome."""

import os
from pathlib import Path

import pytest

from chatplugin.adapters.chrome.relay import Registration
from chatplugin.cli.main import main


def check(settings: Path | None, *more: str) -> int:
    named = [] if settings is None else ["--settings", str(settings)]
    return main(["check", *named, *more])


@pytest.fixture
def chrome(tmp_path: Path) -> Path:
    program = tmp_path / "chrome.exe"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o700)
    return program


def write(folder: Path, chrome: Path, driver: str) -> Path:
    path = folder / "ChatPlugin.ini"
    template = "https://crm/card{?user_id}"
    path.write_text(
        f"[ChatPlugin]\nChatTemplate={template}\nEmailTemplate={template}\n"
        f"Chrome.Path={chrome}\nChrome.Profile={folder}\nChrome.Driver={driver}\n",
        "utf-8",
    )
    return path


def test_the_command_line_is_a_choice_with_a_warning(
    tmp_path: Path, chrome: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(write(tmp_path, chrome, "command")) == 0

    assert "WARNING  this desktop: Chrome.Driver: cards are shown by Chrome's command line" in (
        capsys.readouterr().out
    )


@pytest.mark.skipif(os.name == "nt", reason="in the registry there: tests/windows")
def test_an_extension_needs_a_relay(
    tmp_path: Path, chrome: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = write(tmp_path, chrome, "extension")
    assert check(settings) == 1
    assert "Run `chatplugin register" in capsys.readouterr().out

    Registration(tmp_path / "home", tmp_path).write("a" * 32)

    assert check(settings) == 0


def test_nothing_is_said_where_the_pipe_may_be_used(
    tmp_path: Path, chrome: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, chrome, "auto")

    assert check(path) == 0

    assert capsys.readouterr().out == (
        f"Read: {path}.\nAll settings that were read can be used, and Chrome is there.\n"
    )
