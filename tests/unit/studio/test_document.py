"""Saving: into the file as it is now, whole or not at all, and never over somebody else's work."""

import stat
import sys
from pathlib import Path

import pytest

from chatplugin.errors import ConfigurationError
from chatplugin.studio.document import ChangedElsewhereError, open_document, save, save_as

DRAFT = open_document(None, "ChatPlugin")
OURS = "[ChatPlugin]\nRaise=front\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ASGUIHost.ini"
    path.write_bytes(OURS.encode())
    return path


def test_a_draft_begins_with_the_section() -> None:
    draft = open_document(None, "ChatPlugin")

    assert (draft.path, draft.text) == (None, "[ChatPlugin]\n")


def test_a_file_that_is_not_there_yet_is_made_when_it_is_saved(tmp_path: Path) -> None:
    document = open_document(tmp_path / "new.ini", "ChatPlugin")

    saved = save(document, OURS)

    assert (tmp_path / "new.ini").read_text() == OURS
    assert saved.text == OURS


def test_saving_twice_is_no_change_by_somebody_else(file: Path) -> None:
    once = save(open_document(file, "ChatPlugin"), "[ChatPlugin]\nRaise=background\n")

    save(once, OURS)

    assert file.read_text() == OURS


def test_what_somebody_else_has_written_is_not_overwritten_without_a_word(file: Path) -> None:
    document = open_document(file, "ChatPlugin")
    file.write_text("[ChatPlugin]\nMaxTabs=5\n")

    with pytest.raises(ChangedElsewhereError):
        save(document, OURS)

    assert file.read_text() == "[ChatPlugin]\nMaxTabs=5\n"


def test_writing_over_it_keeps_what_was_changed_in_other_sections(file: Path) -> None:
    document = open_document(file, "ChatPlugin")
    file.write_text("[General]\nSkin=red\n[ChatPlugin]\nMaxTabs=5\n")

    save(document, OURS, anyway=True)

    assert file.read_text() == "[General]\nSkin=red\n" + OURS


def test_a_draft_does_not_take_the_name_of_a_file_that_is_there(file: Path) -> None:
    with pytest.raises(ChangedElsewhereError):
        save_as(DRAFT, file, "[ChatPlugin]\n")

    assert save_as(DRAFT, file, "[ChatPlugin]\n", anyway=True).path == file


def test_a_file_that_cannot_be_written_is_named(file: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gone.*cannot be written: No such file"):
        save_as(DRAFT, file.parent / "gone" / "new.ini", OURS)


def test_no_half_written_file_is_left_beside_it(file: Path) -> None:
    save(open_document(file, "ChatPlugin"), "[ChatPlugin]\nRaise=background\n")

    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists instead")
def test_the_file_keeps_its_mode(file: Path) -> None:
    file.chmod(0o640)

    save(open_document(file, "ChatPlugin"), "[ChatPlugin]\n")

    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_a_link_to_a_file_stays_a_link(file: Path) -> None:
    link = file.parent / "link.ini"
    link.symlink_to(file)

    save(open_document(link, "ChatPlugin"), "[ChatPlugin]\nRaise=background\n")

    assert link.is_symlink()
    assert "background" in file.read_text()


@pytest.mark.parametrize("data", [b'{"TabTitle": "CRM"}', b"\xef\xbb\xbf {}", b"-- T-SQL"])
def test_an_overlay_in_json_and_a_script_are_not_edited(file: Path, data: bytes) -> None:
    file.write_bytes(data)

    with pytest.raises(ConfigurationError, match="is JSON or SQL"):
        open_document(file, "ChatPlugin")


def test_characters_that_would_be_lost_are_not_saved_over(file: Path) -> None:
    file.write_bytes(b"[General]\nName=\x98\n" + OURS.encode())

    with pytest.raises(ConfigurationError, match="Save under another name"):
        save(open_document(file, "ChatPlugin"), OURS)
