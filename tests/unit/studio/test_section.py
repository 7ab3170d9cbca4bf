"""The section of a file that others write in, too: taken out, and put back among the rest."""

import pytest

from chatplugin.domain.errors import ConfigurationError
from chatplugin.studio.document import IniFile

HOST = (
    "[General]\r\nSkin=blue\r\n\r\n"
    "[chatplugin]\r\n; ours\r\nTabTitle=CRM\r\n\r\n"
    "[Screen Pop]\r\nUrl=http://example.com/?a=1;b\r\n"
)


def written(text: str) -> str:
    """Return what of an editor's *text* gets into a file that has nothing yet."""
    return IniFile.read(b"", "ChatPlugin").with_text(text).decode()


def test_the_editor_gets_our_section_alone() -> None:
    assert IniFile.read(HOST.encode(), "ChatPlugin").text == "[chatplugin]\n; ours\nTabTitle=CRM\n"


def test_all_other_sections_stay_as_they_are_byte_by_byte() -> None:
    file = IniFile.read(HOST.encode(), "ChatPlugin")

    text = file.text.replace("CRM", "Карточка") + "Raise=background\n"
    changed = file.with_text(text)

    assert changed.decode() == HOST.replace("=CRM\r\n", "=Карточка\r\nRaise=background\r\n")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [HOST, "TabTitle=CRM\r\n", "\r\n; nothing yet", ""])
def test_what_is_put_back_unchanged_changes_no_byte(charset: str, newline: str, text: str) -> None:
    data = ("; Hello. Привет\r\n" + text + "\r\n").replace("\r\n", newline).encode(charset)

    file = IniFile.read(data, "ChatPlugin")

    assert file.is_exact
    assert file.with_text(file.text) == data


def test_a_file_without_any_section_is_ours() -> None:
    assert IniFile.read(b"TabTitle=CRM", "ChatPlugin").text == "TabTitle=CRM\n"


def test_a_file_of_others_gets_our_section_behind_theirs() -> None:
    file = IniFile.read(b"[General]\nSkin=blue", "ChatPlugin")

    assert file.with_text("[ChatPlugin]\nRaise=front\n") == (
        b"[General]\nSkin=blue\n[ChatPlugin]\nRaise=front\n"
    )


def test_a_section_that_comes_twice_becomes_one() -> None:
    file = IniFile.read(b"[ChatPlugin]\nA=1\n[X]\nB=2\n[ChatPlugin]\nC=3\n", "ChatPlugin")

    assert file.text == "[ChatPlugin]\nA=1\n[ChatPlugin]\nC=3\n"
    one = file.with_text("[ChatPlugin]\nA=1\nC=3\n")
    assert one == b"[ChatPlugin]\nA=1\nC=3\n[X]\nB=2\n"


def test_bytes_that_no_charset_explains_are_told() -> None:
    assert not IniFile.read(b"TabTitle=\x98", "ChatPlugin").is_exact


def test_what_the_files_charset_does_not_have_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'中' does not exist in cp1251"):
        IniFile.read("; Привет".encode("cp1251"), "ChatPlugin").with_text("TabTitle=中")


def test_of_a_whole_file_our_section_alone_is_taken() -> None:
    text = "; EMC\n[User]\nName=x\n[chatplugin]\n; ours\nA=1\n[Screen Pop]\nUrl=y\n"

    assert written(text) == "[chatplugin]\n; ours\nA=1\n"


@pytest.mark.parametrize("text", ["A=1\n", "\n", "; why\n\n[ChatPlugin]\nA=1\n"])
def test_a_text_of_our_section_alone_is_taken_as_it_is(text: str) -> None:
    assert written(text) == text


def test_lines_without_a_header_do_not_fall_into_the_section_above() -> None:
    file = IniFile.read(HOST.encode(), "ChatPlugin")

    assert b"Skin=blue\r\n\r\n[ChatPlugin]\r\nA=1\r\n" in file.with_text("A=1")


def test_a_setting_above_the_header_is_refused_where_another_section_would_get_it() -> None:
    with pytest.raises(ConfigurationError, match=r"line 2 stands above \[ChatPlugin\]"):
        written("; x\nA=1\n[ChatPlugin]\nB=2\n")


def test_a_text_of_other_sections_alone_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"no section \[ChatPlugin\].*only \[User\]"):
        written("[User]\nName=x\n")
