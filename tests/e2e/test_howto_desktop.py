"""Every command of the pages about a desktop, run on one where everything works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rig.emc_host import ROOT
from rig.workplace import Desk
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e

PAGES = ("desktop.md", "desktop.ru.md", "first-day.md", "first-day.ru.md")
BLOCK = re.compile(r"^ *```\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[str]:
    text = (ROOT / "docs" / "howto" / page).read_text("utf-8")
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line]


def run(desk: Desk, command: str) -> "subprocess.CompletedProcess[str]":
    program, name, *options = shlex.split(command)
    assert program == "chatplugin"
    return subprocess.run(
        [
            *(sys.executable, "-m", "chatplugin", name, "--data", desk.home),
            *options,
        ],
        cwd=desk.folder,
        env=desk.screen.environment | {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("page", PAGES)
def test_each_command_of_the_page_does_what_the_page_says(page: str, workplace: Desk) -> None:
    with workplace as desk:
        desk.wait_until_ready()
        for each in (
            'operator 4021 "Irina Sokolova" station 5012',
            f"deliver email E1 {letter(desk.folder)}",
            "deliver message 5012-77 media=WhatsApp author=+79000000001 text=Hello",
            "establish 5012-77",
        ):
            desk.desktop.play(each)
        desk.wait_for_fate("E1", "shown", within=30)
        desk.wait_for_fate("5012-77", "raised", within=30)

        found = {command: run(desk, command) for command in commands(page)}

    assert found
    for command, done in found.items():
        assert "Traceback" not in done.stderr, command
        assert "usage:" not in done.stderr, command
        if "journal" in command and " --" in command.replace("--output", "--since"):
            assert done.returncode in {0, 1}, (command, done.stderr)
        else:
            assert done.returncode == 0, (command, done.stdout, done.stderr)


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_commands(page: str) -> None:
    other = page.replace(".ru.md", ".md") if ".ru." in page else page.replace(".md", ".ru.md")

    assert commands(page) == commands(other)
    assert len(commands(page)) >= 4


def test_the_pages_name_every_option() -> None:
    page = (ROOT / "docs" / "howto" / "desktop.md").read_text("utf-8")
    for name in ("doctor", "journal"):
        said = subprocess.run(
            [sys.executable, "-m", "chatplugin", name, "--help"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        options = {*re.findall(r"--[a-z-]+", said)} - {"--help", "--settings"}
        where = page + (ROOT / "docs" / "howto" / "first-day.md").read_text("utf-8")
        assert [option for option in options if option not in where] == []


def test_what_is_written_is_there(workplace: Desk) -> None:
    with workplace as desk:
        desk.wait_until_ready()
        desk.desktop.play(f"deliver email E1 {letter(desk.folder)}")
        desk.wait_for_fate("E1", "shown", within=30)

        for command in commands("desktop.md") + commands("first-day.md"):
            if "--bundle" in command or "--output" in command:
                run(desk, command)

    written = {path.name for path in Path(desk.folder).iterdir()}
    assert {"support.zip", "cards.csv", "site-report.json"} <= written
