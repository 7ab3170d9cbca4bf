"""Whether a policy forbids the pipe."""

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

    assert Posix(etc=tmp_path).policy_that_forbids(POLICY, executable) == file


def test_a_policy_of_another_browser_does_not_count(tmp_path: Path) -> None:
    write(tmp_path, CHROME, '{"RemoteDebuggingAllowed": false}')

    assert Posix(etc=tmp_path).policy_that_forbids(POLICY, "/usr/bin/chromium") == ""


@pytest.mark.parametrize(
    "text", ['{"RemoteDebuggingAllowed": true}', "{}", "[]", "nonsense", '{"HomepageLocation": ""}']
)
def test_what_does_not_forbid_or_cannot_be_read_does_not_count(tmp_path: Path, text: str) -> None:
    write(tmp_path, CHROMIUM, text)

    assert Posix(etc=tmp_path).policy_that_forbids(POLICY, "/usr/bin/chromium") == ""
