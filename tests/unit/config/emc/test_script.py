"""
The scripts that `chatplugin emc sql` writes: read by a parser, and as they were tried.

They were never run on SQL Server or EMC's own database: `docs/reference/verified.md`.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.config.emc.section import (
    APPLICATION,
    EmcKey,
    Installation,
)
from chatplugin.config.formats import read_layer
from chatplugin.domain.errors import ConfigurationError
from tests.unit.config.emc.samples import EVERY_KEY, TEMPLATES, installation, small
from tests.unit.config.emc.statements import NotTsql, blocks

INSTALL = installation(EVERY_KEY).sql()
ROLLBACK = Installation(APPLICATION, "ChatPlugin").rollback_sql()
TRIED = Path(__file__).parents[3] / "data" / "emc"
words = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.parametrize("script", [INSTALL, ROLLBACK])
def test_all_of_a_script_is_t_sql_and_its_blocks_end(script: str) -> None:
    found = blocks(script)

    assert [word for word in found if word not in {"BEGIN", "END ;", "ELSE"}] == [
        *("BEGIN TRY", "END TRY", "BEGIN CATCH", "END CATCH ;")
    ]
    assert found.count("BEGIN") == found.count("END ;") > 5


@pytest.mark.parametrize(
    "broken",
    [
        INSTALL.replace("END TRY", "END TRI"),
        INSTALL.replace("N'Enabled'", "N'Ena'bled'"),
        INSTALL.replace("EXEC dbo", "EXEX dbo"),
        INSTALL.replace("WHERE Place = @Place", "WHERE Place = = @Place"),
        INSTALL.replace("WHILE @Place <= @Last", "WHILE"),
        INSTALL + "SHUTDOWN;\n",
        INSTALL + "GO\n",
    ],
)
def test_the_parser_notices_what_is_not_t_sql_or_not_ours(broken: str) -> None:
    with pytest.raises(NotTsql):
        blocks(broken)


@pytest.mark.parametrize(
    ("name", "script"),
    [
        (
            "install.sql",
            Installation(
                APPLICATION,
                "ChatPlugin",
                [
                    EmcKey("Enabled", "true", "Switches 'all'.", is_settled=False),
                    *[EmcKey(key, text, "", is_settled=True) for key, text in TEMPLATES.items()],
                ],
            ).sql(),
        ),
        ("rollback.sql", ROLLBACK),
    ],
)
def test_a_script_is_as_it_was_tried(name: str, script: str) -> None:
    """Whoever changes one tries it, on a copy of EMC's database at best, and keeps it here."""
    assert script == (TRIED / name).read_text("utf-8")


@pytest.mark.parametrize("script", [INSTALL, ROLLBACK])
def test_no_comment_opens_a_literal_for_a_careless_reader(script: str) -> None:
    comments = [line for line in script.splitlines() if line.lstrip().startswith("--")]

    assert comments
    assert not [line for line in comments if "'" in line or "$(" in line]


def test_every_key_is_a_line_of_its_own_with_its_place() -> None:
    script = small({"TabTitle": "{x}", "MaxTabs": ""}, empties_others=True).sql()

    assert "DECLARE @EmptyOthers bit = 1;" in script.splitlines()
    assert [line for line in script.splitlines() if line.startswith("INSERT INTO @Wanted V")] == [
        "INSERT INTO @Wanted VALUES (1, 1, N'Plug In Assembly List', @Section, @Section, N'');",
        "INSERT INTO @Wanted VALUES (2, 1, @Section, N'TabTitle', N'{x}', N'What TabTitle is.');",
        "INSERT INTO @Wanted VALUES (3, 1, @Section, N'MaxTabs', N'', N'What MaxTabs is.');",
    ]


@given(st.dictionaries(words.filter(bool), words, max_size=3), words, words)
def test_any_texts_leave_the_rest_of_the_script_as_it_is(
    values: dict[str, str], application: str, section: str
) -> None:
    plain = small(dict.fromkeys(map(str, range(len(values))), "")).sql()

    script = small(values)._replace(application=application, section=section).sql()

    changed = ("INSERT INTO @Wanted VALUES (", "DECLARE @Application ", "DECLARE @Section ")
    rest, expected = (
        [line for line in text.split("\n") if not line.startswith(changed)]
        for text in (script, plain)
    )
    assert rest == expected
    assert len(script.splitlines()) == len(plain.splitlines())


@pytest.mark.parametrize("source", ["install.sql", "C:\\Install.SQL", "settings.ini"])
def test_a_script_given_as_settings_is_refused_with_a_sentence(source: str) -> None:
    layer = read_layer(INSTALL.encode("utf-16"), source=source)

    assert layer.values == {}
    assert [str(problem) for problem in layer.problems] == [
        (
            f"{source}: this is SQL, not settings."
            " Give the settings that `chatplugin emc sql` has written it from."
        )
    ]


def test_half_a_character_is_refused_with_its_key() -> None:
    with pytest.raises(ConfigurationError, match="TabTitle: there is half a character"):
        small({"TabTitle": "\udc00"}).sql()
