"""The section of a file that others write in, too: taken out, and put back among the rest."""

import pytest

from chatplugin.domain.errors import ConfigurationError
from chatplugin.studio.document import own_part, put_back, take_out

HOST = (
    "[General]\r\nSkin=blue\r\n\r\n"
    "[chatplugin]\r\n; ours\r\nTabTitle=CRM\r\n\r\n"
    "[Screen Pop]\r\nUrl=http://example.com/?a=1;b\r\n"
)


def test_the_editor_gets_our_section_alone() -> None:
    assert take_out(HOST.encode(), "ChatPlugin").text == "[chatplugin]\n; ours\nTabTitle=CRM\n"


def test_all_other_sections_stay_as_they_are_byte_by_byte() -> None:
    file = take_out(HOST.encode(), "ChatPlugin")

    text = file.text.replace("CRM", "Карточка") + "Raise=background\n"
    changed = put_back(file, text, "ChatPlugin")

    assert changed.decode() == HOST.replace("=CRM\r\n", "=Карточка\r\nRaise=background\r\n")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [HOST, "TabTitle=CRM\r\n", "\r\n; nothing yet", ""])
def test_what_is_put_back_unchanged_changes_no_byte(charset: str, newline: str, text: str) -> None:
    data = ("; Hello. Привет\r\n" + text + "\r\n").replace("\r\n", newline).encode(charset)

    file = take_out(data, "ChatPlugin")

    assert file.is_exact
    assert put_back(file, file.text, "ChatPlugin") == data


def test_a_file_without_any_section_is_ours() -> None:
    assert take_out(b"TabTitle=CRM", "ChatPlugin").text == "TabTitle=CRM\n"


def test_a_file_of_others_gets_our_section_behind_theirs() -> None:
    file = take_out(b"[General]\nSkin=blue", "ChatPlugin")

    assert put_back(file, "[ChatPlugin]\nRaise=front\n", "ChatPlugin") == (
        b"[General]\nSkin=blue\n[ChatPlugin]\nRaise=front\n"
    )


def test_a_section_that_comes_twice_becomes_one() -> None:
    file = take_out(b"[ChatPlugin]\nA=1\n[X]\nB=2\n[ChatPlugin]\nC=3\n", "ChatPlugin")

    assert file.text == "[ChatPlugin]\nA=1\n[ChatPlugin]\nC=3\n"
    one = put_back(file, "[ChatPlugin]\nA=1\nC=3\n", "ChatPlugin")
    assert one == b"[ChatPlugin]\nA=1\nC=3\n[X]\nB=2\n"


def test_bytes_that_no_charset_explains_are_told() -> None:
    assert not take_out(b"TabTitle=\x98", "ChatPlugin").is_exact


def test_what_the_files_charset_does_not_have_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'中' does not exist in cp1251"):
        put_back(take_out("; Привет".encode("cp1251"), "ChatPlugin"), "TabTitle=中", "ChatPlugin")


def test_of_a_whole_file_our_section_alone_is_taken() -> None:
    text = "; EMC\n[User]\nName=x\n[chatplugin]\n; ours\nA=1\n[Screen Pop]\nUrl=y\n"

    assert own_part(text, "ChatPlugin") == "[chatplugin]\n; ours\nA=1\n"


@pytest.mark.parametrize("text", ["A=1\n", "", "; why\n\n[ChatPlugin]\nA=1\n"])
def test_a_text_of_our_section_alone_is_taken_as_it_is(text: str) -> None:
    assert own_part(text, "ChatPlugin") == text


def test_lines_without_a_header_do_not_fall_into_the_section_above() -> None:
    file = take_out(HOST.encode(), "ChatPlugin")

    assert b"Skin=blue\r\n\r\n[ChatPlugin]\r\nA=1\r\n" in put_back(file, "A=1", "ChatPlugin")


def test_a_setting_above_the_header_is_refused_where_another_section_would_get_it() -> None:
    with pytest.raises(ConfigurationError, match=r"line 2 stands above \[ChatPlugin\]"):
        own_part("; x\nA=1\n[ChatPlugin]\nB=2\n", "ChatPlugin")


def test_a_text_of_other_sections_alone_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"no section \[ChatPlugin\].*only \[User\]"):
        own_part("[User]\nName=x\n", "ChatPlugin")
