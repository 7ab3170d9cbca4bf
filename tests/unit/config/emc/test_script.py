"""The script that `chatplugin emc sql` writes: read by a parser, and read back as settings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatplugin.config.emc.script import installation_sql, read_sql, rollback_sql
from chatplugin.config.emc.section import APPLICATION
from chatplugin.config.formats import read_layer
from chatplugin.config.settings import Settings, read_settings
from chatplugin.errors import ConfigurationError
from rig.tsql import Block, NotUnderstood, Try, parse
from tests.unit.config.emc.samples import EVERY_KEY, TEMPLATES, installation, reading, small

INSTALL = installation_sql(installation(EVERY_KEY))
ROLLBACK = rollback_sql(APPLICATION, "ChatPlugin")
words = st.text(st.characters(codec="utf-8"), max_size=40)


def read_back(script: str) -> Settings:
    read = read_settings([read_layer(script.encode("utf-16"), source="install.sql")])
    assert read.problems == ()
    return read.settings


@pytest.mark.parametrize("script", [INSTALL, ROLLBACK])
def test_all_of_a_script_is_t_sql(script: str) -> None:
    *_, last = parse(script)

    assert isinstance(last, Try)
    assert isinstance(last.catch, Block)


@pytest.mark.parametrize("script", [INSTALL, ROLLBACK])
def test_no_comment_opens_a_literal_for_a_careless_reader(script: str) -> None:
    comments = [line for line in script.splitlines() if line.lstrip().startswith("--")]

    assert comments
    assert not [line for line in comments if "'" in line or "$(" in line]


@pytest.mark.parametrize(
    "broken",
    [
        INSTALL.replace("END TRY", "END TRI"),
        INSTALL.replace("N'Enabled'", "N'Ena'bled'"),
        INSTALL.replace("EXEC dbo", "EXEX dbo"),
        INSTALL.replace("WHERE Place = @Place", "WHERE Place = = @Place"),
        INSTALL.replace("WHILE @Place <= @Last", "WHILE"),
        INSTALL.removesuffix("END CATCH;\n"),
        INSTALL + "SHUTDOWN;\n",
        INSTALL + "GO\n",
    ],
)
def test_the_parser_notices_what_is_not_t_sql_or_not_ours(broken: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(broken)


def test_every_setting_is_read_back_as_it_was() -> None:
    assert reading(EVERY_KEY).problems == ()

    assert read_back(INSTALL) == reading(EVERY_KEY).settings


def test_settings_without_a_file_are_the_defaults() -> None:
    assert read_back(installation_sql(installation(""))) == read_settings([]).settings


@given(st.dictionaries(words.filter(bool), words, max_size=3), words, words)
@settings(max_examples=50)
def test_any_texts_are_read_back(values: dict[str, str], application: str, section: str) -> None:
    script = installation_sql(
        small(values)._replace(application=application, section=section, empties_others=True)
    )

    assert read_sql(script, source="x").values == values


@pytest.mark.parametrize("mangled", ["\r\n", "\n"])
def test_line_ends_do_not_matter(mangled: str) -> None:
    layer = read_sql(INSTALL.replace("\n", mangled), source="x")

    assert layer.problems == ()


def test_a_value_that_was_edited_by_hand_is_read_and_checked() -> None:
    script = installation_sql(small(TEMPLATES)).replace("{?user_id,", "{?userid,")

    read = read_settings([read_sql(script, source="install.sql")])

    assert "Did you mean 'user_id'?" in str(read.problems[0])


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("-- a note\nSELECT 1;\n", "this is not SQL that `chatplugin emc sql` has written"),
        (ROLLBACK, "line 1 is not as `chatplugin emc sql` writes it"),
        (INSTALL + "SHUTDOWN;\n", f"line {INSTALL.count(chr(10)) + 1} is not as"),
        (INSTALL.removesuffix("END CATCH;\n"), f"line {INSTALL.count(chr(10))} is not as"),
        (INSTALL.replace("USE ACS;", "USE Sales;"), "line 6 is not as"),
        (INSTALL.replace("N'off'", "N'off' + @x", 1), "is not as"),
        (INSTALL.replace("Settled bit", "Settled  bit"), "line 18 is not as"),
        (INSTALL.replace("bit = 0", "bit = 2"), "line 13 is not as"),
        (INSTALL.replace("(3, 1,", "(2, 1,"), "line 23 is not as"),
    ],
)
def test_other_sql_is_refused_with_the_line(script: str, sentence: str) -> None:
    layer = read_sql(script, source="install.sql")

    assert layer.values == {}
    (problem,) = layer.problems
    assert str(problem).startswith("install.sql: ")
    assert sentence in str(problem)
    assert "Write it anew from the settings by `chatplugin emc sql`." in str(problem)


def test_sql_is_known_by_its_name_too() -> None:
    layer = read_layer(b"USE ACS\nEXEC x\n", source="C:\\Install.SQL")

    assert "this is not SQL that" in layer.problems[0].sentence


def test_half_a_character_is_refused_with_its_key() -> None:
    with pytest.raises(ConfigurationError, match="TabTitle: there is half a character"):
        installation_sql(small({"TabTitle": "\udc00"}))
