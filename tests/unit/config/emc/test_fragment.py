"""The fragment for ASGUIHost.ini: read back as it was, and refused where INI has no room for it."""

import configparser
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chatplugin.config.emc.section import APPLICATION, CHARSET, EmcKey, Installation
from chatplugin.config.formats import read_ini
from chatplugin.config.layers import Layer
from chatplugin.config.settings import Reading, read_settings
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Language
from tests.unit.config.emc.samples import EVERY_KEY, reading

values = st.text(st.characters(codec=CHARSET), min_size=1, max_size=30).map(str.strip).filter(bool)


def written(values: dict[str, str], language: Language = Language.ENGLISH) -> str:
    return fragment(read_settings([Layer("settings.json", values)]), language)


def fragment(settings: Reading, language: Language) -> str:
    keys = EmcKey.all_of(settings, language)
    return Installation(APPLICATION, "ChatPlugin", keys).ini_fragment(language)


def one(value: str, name: str = "Field.segment") -> str:
    keys = [EmcKey(name, value, "", is_settled=True)]
    return Installation(APPLICATION, "ChatPlugin", keys).ini_fragment(Language.ENGLISH)


@pytest.mark.parametrize("language", list(Language))
def test_every_setting_is_read_back_as_it_was(language: Language) -> None:
    text = fragment(reading(EVERY_KEY), language)

    layer = read_ini(text.encode(CHARSET), source="fragment.ini")

    assert layer.problems == ()
    assert read_settings([layer]).settings == reading(EVERY_KEY).settings


@given(values)
def test_a_value_is_read_back_or_refused(value: str) -> None:
    try:
        text = one(value)
    except ConfigurationError:
        assume(False)

    layer = read_ini(text.encode(CHARSET), source="x")

    assert layer.values == {"Field.segment": value}
    assert layer.problems == ()


def test_another_reader_of_ini_files_finds_the_same() -> None:
    """Python's, told what is known of EMC's: `;` comments on lines of their own, any key."""
    other = configparser.RawConfigParser(
        delimiters=("=",), comment_prefixes=(";",), inline_comment_prefixes=None
    )
    other.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    text = fragment(reading(EVERY_KEY), Language.RUSSIAN)

    other.read_string(text)

    assert dict(other["Plug In Assembly List"]) == {"ChatPlugin": "ChatPlugin"}
    assert dict(other["ChatPlugin"]) == read_ini(text.encode(CHARSET), source="x").values


def test_keys_without_a_value_stand_there_as_comments_with_an_example() -> None:
    lines = written({"TabTitle": "Card"}).splitlines()

    assert "TabTitle=Card" in lines
    assert ";MaxTabs=10" in lines
    assert "Assembly File Name=ChatPlugin.dll" in lines
    assert "; Switches all cards on or off. Without it: on." in lines


def test_a_short_russian_value_is_not_taken_for_utf_8() -> None:
    """In Windows-1251, these letters are two bytes that are one letter of UTF-8."""
    text = one("Р№")
    assert "Р№".encode(CHARSET).decode() == "й"

    assert read_ini(text.encode(CHARSET), source="x").values == {"Field.segment": "Р№"}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("a\nb", "a line of an INI file cannot hold the character U+000A"),
        ("a\u2028b", "a line of an INI file cannot hold the character U+2028"),
        ("a\tb", "a line of an INI file cannot hold the character U+0009"),
        ("\ud83d", "Windows-1251 has no '\\ud83d' (U+D83D)"),
        ("😀", "Windows-1251 has no '😀' (U+1F600)"),
        ("Ünal", "Windows-1251 has no 'Ü' (U+00DC)"),
        ('"C:\\a b" "c"', "it begins and ends with a quote"),
        ("'x'", "it begins and ends with a quote"),
    ],
)
def test_what_an_ini_file_cannot_hold_is_refused_with_its_key(value: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(f": {why}")) as caught:
        one(value)

    assert caught.value.what.startswith("Field.segment: ")
    assert caught.value.remedy.startswith("Change it, or use `chatplugin emc sql`")


@pytest.mark.parametrize("value", ["a;b", "; a", "a=b", "[a]", "%x% {y}", '"', 'a "b"', "#"])
def test_what_looks_like_syntax_is_a_value_like_any_other(value: str) -> None:
    assert read_ini(one(value).encode(CHARSET), source="x").values == {"Field.segment": value}


def test_a_key_with_an_equals_sign_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="the name has a '=' in it"):
        one("x", name="Channel.Alias.a=b")


def test_the_sections_name_must_be_of_the_charset_too() -> None:
    with pytest.raises(ConfigurationError, match="The name of the section: Windows-1251 has no"):
        Installation(APPLICATION, "😀").ini_fragment(Language.ENGLISH)
