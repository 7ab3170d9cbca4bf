"""Saving: into the file as it is now, whole or not at all, and never over somebody else's work."""

import json
import stat
import sys
from pathlib import Path

import pytest

from chatplugin.domain.errors import ConfigurationError
from chatplugin.studio.document import ChangedElsewhereError, Document

OURS = "[ChatPlugin]\nRaise=front\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ASGUIHost.ini"
    path.write_bytes(OURS.encode())
    return path


def backups(file: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in file.parent.glob(f"{file.name}.bak*")}


def test_a_file_that_is_not_there_yet_begins_with_the_section(tmp_path: Path) -> None:
    document = Document.read(tmp_path / "new.ini", "ChatPlugin")

    assert (document.is_there, document.text) == (False, "[ChatPlugin]\n")


def test_a_file_that_is_not_there_yet_is_made_when_it_is_saved(tmp_path: Path) -> None:
    document = Document.read(tmp_path / "new.ini", "ChatPlugin")

    saved = document.write(OURS)

    assert (tmp_path / "new.ini").read_text() == OURS
    assert saved.text == OURS


def test_saving_twice_is_no_change_by_somebody_else(file: Path) -> None:
    once = Document.read(file, "ChatPlugin").write("[ChatPlugin]\nRaise=background\n")

    once.write(OURS)

    assert file.read_text() == OURS


def test_what_somebody_else_has_written_is_not_overwritten_without_a_word(file: Path) -> None:
    document = Document.read(file, "ChatPlugin")
    file.write_text("[ChatPlugin]\nMaxTabs=5\n")

    with pytest.raises(ChangedElsewhereError):
        document.write(OURS)

    assert file.read_text() == "[ChatPlugin]\nMaxTabs=5\n"


def test_writing_over_it_keeps_what_was_changed_in_other_sections(file: Path) -> None:
    document = Document.read(file, "ChatPlugin")
    file.write_text("[General]\nSkin=red\n[ChatPlugin]\nMaxTabs=5\n")

    document.write(OURS, Document.read(file, "ChatPlugin").revision)

    assert file.read_text() == "[General]\nSkin=red\n" + OURS


def test_what_others_changed_outside_the_section_is_kept_without_a_question(file: Path) -> None:
    document = Document.read(file, "ChatPlugin")
    file.write_text("[General]\nSkin=red\n" + OURS)

    document.write("[ChatPlugin]\nMaxTabs=3\n")

    assert file.read_text() == "[General]\nSkin=red\n[ChatPlugin]\nMaxTabs=3\n"


def test_the_same_text_from_elsewhere_is_no_loss(file: Path) -> None:
    document = Document.read(file, "ChatPlugin")
    file.write_text("[ChatPlugin]\nMaxTabs=3\n")

    document.write("[ChatPlugin]\nMaxTabs=3\n")

    assert file.read_text() == "[ChatPlugin]\nMaxTabs=3\n"


def test_a_file_that_is_gone_is_not_made_anew_without_a_word(file: Path) -> None:
    document = Document.read(file, "ChatPlugin")
    file.unlink()

    with pytest.raises(ChangedElsewhereError) as refused:
        document.write(OURS)

    assert not refused.value.now.is_there
    document.write(OURS, refused.value.now.revision)
    assert file.read_text() == OURS


def test_a_file_that_has_come_meanwhile_is_not_overwritten_without_a_word(tmp_path: Path) -> None:
    document = Document.read(tmp_path / "new.ini", "ChatPlugin")
    (tmp_path / "new.ini").write_text("[ChatPlugin]\nMaxTabs=5\n")

    with pytest.raises(ChangedElsewhereError):
        document.write(OURS)


def test_a_file_that_cannot_be_written_is_named(file: Path) -> None:
    document = Document.read(file.parent / "gone" / "new.ini", "ChatPlugin")

    with pytest.raises(ConfigurationError, match=r"gone.*cannot be written: No such file"):
        document.write(OURS)


def test_the_file_as_it_was_found_is_kept_beside_it_however_often_it_is_saved(file: Path) -> None:
    once = Document.read(file, "ChatPlugin").write("[ChatPlugin]\nMaxTabs=2\n")
    once.write("[ChatPlugin]\nMaxTabs=3\n")

    assert backups(file) == {"ASGUIHost.ini.bak": OURS}


def test_what_somebody_else_wrote_is_kept_before_it_is_written_over(file: Path) -> None:
    once = Document.read(file, "ChatPlugin").write("[ChatPlugin]\nMaxTabs=2\n")
    file.write_text("[ChatPlugin]\nMaxTabs=5\n")

    once.write("[ChatPlugin]\nMaxTabs=3\n", Document.read(file, "ChatPlugin").revision)

    theirs = "[ChatPlugin]\nMaxTabs=5\n"
    assert backups(file) == {"ASGUIHost.ini.bak": theirs, "ASGUIHost.ini.bak2": OURS}


def test_three_backups_are_kept_and_no_more(file: Path) -> None:
    for number in range(1, 6):
        Document.read(file, "ChatPlugin").write(f"[ChatPlugin]\nMaxTabs={number}\n")

    assert backups(file) == {
        "ASGUIHost.ini.bak": "[ChatPlugin]\nMaxTabs=4\n",
        "ASGUIHost.ini.bak2": "[ChatPlugin]\nMaxTabs=3\n",
        "ASGUIHost.ini.bak3": "[ChatPlugin]\nMaxTabs=2\n",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device")
def test_a_device_is_not_read_without_end() -> None:
    with pytest.raises(ConfigurationError, match="/dev/zero cannot be read: not a regular file"):
        Document.read(Path("/dev/zero"), "ChatPlugin")


def test_no_half_written_file_is_left_beside_it(file: Path) -> None:
    Document.read(file, "ChatPlugin").write("[ChatPlugin]\nRaise=background\n")

    names = sorted(path.name for path in file.parent.iterdir())
    assert names == [file.name, f"{file.name}.bak"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists instead")
def test_the_file_keeps_its_mode(file: Path) -> None:
    file.chmod(0o640)

    Document.read(file, "ChatPlugin").write("[ChatPlugin]\n")

    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_a_link_to_a_file_stays_a_link(file: Path) -> None:
    link = file.parent / "link.ini"
    link.symlink_to(file)

    Document.read(link, "ChatPlugin").write("[ChatPlugin]\nRaise=background\n")

    assert link.is_symlink()
    assert "background" in file.read_text()


def test_a_script_is_not_edited(file: Path) -> None:
    file.write_bytes(b"-- T-SQL")

    with pytest.raises(ConfigurationError, match="is a script in SQL"):
        Document.read(file, "ChatPlugin")


OVERLAY = """{
  "TabTitle": "CRM Звонки",
  "Enabled": false,
  "MaxTabs": 20
}
"""
IN_A_SECTION = """{
  "comment": "of the site",
  "ChatPlugin": {
    "MaxTabs": 20
  }
}
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    path = tmp_path / "chatplugin.json"
    path.write_text(OVERLAY, "utf-8")
    return path


def test_an_overlay_in_json_is_edited_as_a_section(overlay: Path) -> None:
    document = Document.read(overlay, "ChatPlugin")
    assert document.text == "[ChatPlugin]\nTabTitle=CRM Звонки\nEnabled=off\nMaxTabs=20\n"

    document.write("[ChatPlugin]\nTabTitle=CRM\n\nEnabled=off\nMaxTabs=20\nRaise=front\n")

    assert json.loads(overlay.read_text("utf-8")) == {
        "TabTitle": "CRM",
        "Enabled": False,
        "MaxTabs": 20,
        "Raise": "front",
    }
    assert backups(overlay) == {"chatplugin.json.bak": OVERLAY}


@pytest.mark.parametrize("text", [OVERLAY, IN_A_SECTION])
def test_an_overlay_that_was_not_changed_is_saved_as_it_was(overlay: Path, text: str) -> None:
    overlay.write_text(text, "utf-8")
    document = Document.read(overlay, "ChatPlugin")

    document.write(document.text)

    assert overlay.read_text("utf-8") == text


def test_a_new_file_is_an_overlay_by_its_name(tmp_path: Path) -> None:
    document = Document.read(tmp_path / "new.json", "ChatPlugin")

    document.write("[ChatPlugin]\nMaxTabs=7\n")

    assert json.loads((tmp_path / "new.json").read_text()) == {"MaxTabs": "7"}


@pytest.mark.parametrize("line", ["; a remark", "no setting", "MaxTabs=8"])
def test_a_line_that_json_has_no_room_for_is_not_lost_in_silence(overlay: Path, line: str) -> None:
    document = Document.read(overlay, "ChatPlugin")

    with pytest.raises(ConfigurationError, match="line 3 cannot be kept in an overlay"):
        document.write(f"[ChatPlugin]\nMaxTabs=7\n{line}\n")

    assert overlay.read_text("utf-8") == OVERLAY


@pytest.mark.parametrize("text", ['{"MaxTabs": 1,}', '{"A": ["b"]}', '{"TabTitle": " x"}', "{"])
def test_an_overlay_of_which_something_would_be_lost_is_not_opened(
    overlay: Path, text: str
) -> None:
    overlay.write_text(text, "utf-8")

    with pytest.raises(ConfigurationError):
        Document.read(overlay, "ChatPlugin")


def test_characters_that_would_be_lost_are_not_saved_over(file: Path) -> None:
    file.write_bytes(b"[General]\nName=\x98\n" + OURS.encode())

    with pytest.raises(ConfigurationError, match="Save it as UTF-8"):
        Document.read(file, "ChatPlugin").write(OURS)
