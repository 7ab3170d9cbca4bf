"""The section of a file that others write in, too: taken out, and put back among the rest."""

from pathlib import Path

import pytest

from chatplugin.domain.errors import ConfigurationError
from chatplugin.studio.document import Document

HOST = (
    "[General]\r\nSkin=blue\r\n\r\n"
    "[chatplugin]\r\n; ours\r\nTabTitle=CRM\r\n\r\n"
    "[Screen Pop]\r\nUrl=http://example.com/?a=1;b\r\n"
)


class Files:
    """A file of settings as the studio opens and writes it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ASGUIHost.ini"

    def opened(self, data: bytes) -> Document:
        self._path.write_bytes(data)
        return Document.read(self._path, "ChatPlugin")

    def written(self, text: str) -> str:
        """Return what of an editor's *text* gets into a file that has nothing yet."""
        return (self.opened(b"").write(text).data or b"").decode()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_the_editor_gets_our_section_alone(files: Files) -> None:
    assert files.opened(HOST.encode()).text == "[chatplugin]\n; ours\nTabTitle=CRM\n"


def test_all_other_sections_stay_as_they_are_byte_by_byte(files: Files) -> None:
    document = files.opened(HOST.encode())

    text = document.text.replace("CRM", "Карточка") + "Raise=background\n"
    changed = document.write(text)

    assert (changed.data or b"").decode() == HOST.replace(
        "=CRM\r\n", "=Карточка\r\nRaise=background\r\n"
    )


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [HOST, "TabTitle=CRM\r\n", "\r\n; nothing yet", ""])
def test_what_is_put_back_unchanged_changes_no_byte(
    charset: str, newline: str, text: str, files: Files
) -> None:
    data = ("; Hello. Привет\r\n" + text + "\r\n").replace("\r\n", newline).encode(charset)

    document = files.opened(data)

    assert document.file.is_exact
    assert document.write(document.text).data == data


def test_a_file_without_any_section_is_ours(files: Files) -> None:
    assert files.opened(b"TabTitle=CRM").text == "TabTitle=CRM\n"


def test_a_file_of_others_gets_our_section_behind_theirs(files: Files) -> None:
    document = files.opened(b"[General]\nSkin=blue")

    assert document.write("[ChatPlugin]\nRaise=front\n").data == (
        b"[General]\nSkin=blue\n[ChatPlugin]\nRaise=front\n"
    )


def test_a_section_that_comes_twice_becomes_one(files: Files) -> None:
    document = files.opened(b"[ChatPlugin]\nA=1\n[X]\nB=2\n[ChatPlugin]\nC=3\n")

    assert document.text == "[ChatPlugin]\nA=1\n[ChatPlugin]\nC=3\n"
    one = document.write("[ChatPlugin]\nA=1\nC=3\n")
    assert one.data == b"[ChatPlugin]\nA=1\nC=3\n[X]\nB=2\n"


def test_bytes_that_no_charset_explains_are_told(files: Files) -> None:
    assert not files.opened(b"TabTitle=\x98").file.is_exact


def test_what_the_files_charset_does_not_have_is_refused(files: Files) -> None:
    with pytest.raises(ConfigurationError, match="'中' does not exist in cp1251"):
        files.opened("; Привет".encode("cp1251")).write("TabTitle=中")


def test_of_a_whole_file_our_section_alone_is_taken(files: Files) -> None:
    text = "; EMC\n[User]\nName=x\n[chatplugin]\n; ours\nA=1\n[Screen Pop]\nUrl=y\n"

    assert files.written(text) == "[chatplugin]\n; ours\nA=1\n"


@pytest.mark.parametrize("text", ["A=1\n", "\n", "; why\n\n[ChatPlugin]\nA=1\n"])
def test_a_text_of_our_section_alone_is_taken_as_it_is(text: str, files: Files) -> None:
    assert files.written(text) == text


def test_lines_without_a_header_do_not_fall_into_the_section_above(files: Files) -> None:
    document = files.opened(HOST.encode())

    assert b"Skin=blue\r\n\r\n[ChatPlugin]\r\nA=1\r\n" in (document.write("A=1").data or b"")


def test_a_setting_above_the_header_is_refused_where_another_section_would_get_it(
    files: Files,
) -> None:
    with pytest.raises(ConfigurationError, match=r"line 2 stands above \[ChatPlugin\]"):
        files.written("; x\nA=1\n[ChatPlugin]\nB=2\n")


def test_a_text_of_other_sections_alone_is_refused(files: Files) -> None:
    with pytest.raises(ConfigurationError, match=r"no section \[ChatPlugin\].*only \[User\]"):
        files.written("[User]\nName=x\n")
