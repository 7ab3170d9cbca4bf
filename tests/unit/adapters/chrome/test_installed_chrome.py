"""Which policies of Chrome stand in its files."""

import sys
from pathlib import Path

import pytest

from chatplugin.browser.devtools.own_chrome import POLICY

if sys.platform != "win32":
    from chatplugin.adapters.platform.posix import Posix

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="in the registry there: tests/windows"
)

CHROMIUM = "chromium/policies/managed"
CHROME = "opt/chrome/policies/managed"


def write(etc: Path, folder: str, text: str) -> str:
    path = etc / folder / "desk.json"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("executable", "folder"),
    [("/usr/bin/chromium", CHROMIUM), ("/usr/bin/google-chrome-stable", CHROME)],
)
def test_the_file_that_forbids_the_pipe_is_named(
    tmp_path: Path, executable: str, folder: str
) -> None:
    file = write(tmp_path, folder, '{"RemoteDebuggingAllowed": false}')

    assert [*Posix(etc=tmp_path).policies([POLICY], executable)] == [(POLICY, False, file)]


def test_a_policy_of_another_browser_does_not_count(tmp_path: Path) -> None:
    write(tmp_path, CHROME, '{"RemoteDebuggingAllowed": false}')

    assert [*Posix(etc=tmp_path).policies([POLICY], "/usr/bin/chromium")] == []


@pytest.mark.parametrize("text", ["{}", "[]", '{"HomepageLocation": ""}'])
def test_other_policies_are_left_aside(tmp_path: Path, text: str) -> None:
    write(tmp_path, CHROMIUM, text)

    assert [*Posix(etc=tmp_path).policies([POLICY], "/usr/bin/chromium")] == []


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = write(tmp_path, CHROMIUM, "nonsense")

    assert [*Posix(etc=tmp_path).policies([POLICY], "/usr/bin/chromium")] == [("", None, file)]
