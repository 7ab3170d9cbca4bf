"""
What the scripts do to EMC's database, on the stand-in for it in `rig.acs`.

They were never run on SQL Server or EMC's own database: `docs/reference/verified.md`.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatplugin.config.emc.script import Installation, installation_sql, rollback_sql
from chatplugin.config.emc.section import APPLICATION
from rig.acs import Acs
from rig.tsql_engine import Thrown
from tests.unit.config.emc.samples import EVERY_KEY, TEMPLATES, installation, reading, small

ROLLBACK = rollback_sql(APPLICATION, "ChatPlugin")
UNTOUCHED = "Nothing was changed."
values = st.dictionaries(
    st.sampled_from(["ChatTemplate", "TabTitle", "Field.segment"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20).map(str.strip),
)


@pytest.fixture
def acs() -> Acs:
    return Acs()


def install(acs: Acs, what: Installation) -> list[str]:
    return acs.run(installation_sql(what))


def edit(acs: Acs, statement: str) -> None:
    acs.database.execute(statement)


def test_a_first_run_adds_section_keys_and_the_entry_in_emcs_list(acs: Acs) -> None:
    install(acs, installation(EVERY_KEY))

    sections = acs.sections()
    assert sections["Plug In Assembly List"] == {
        "Voice": "Voice Section",
        "ChatPlugin": "ChatPlugin",
    }
    written = {name: sourced.value for name, sourced in reading(EVERY_KEY).sources.items()}
    assert (
        sections["ChatPlugin"].items()
        >= {name: value for name, value in written.items() if "<" not in name}.items()
    )
    assert sections["Telephony"] == {"Station DN": "5012"}


def test_keys_that_the_settings_do_not_name_are_there_to_be_filled_in(acs: Acs) -> None:
    install(acs, installation(""))

    section = acs.sections()["ChatPlugin"]
    assert section["Assembly File Name"] == "ChatPlugin.dll"
    assert section["Enabled"] == "true"
    assert section["ChatTemplate"] == ""
    assert section["Log.Level"] == ""


def test_a_second_run_changes_nothing(acs: Acs) -> None:
    install(acs, installation(EVERY_KEY))
    before = acs.everything()

    printed = install(acs, installation(EVERY_KEY))

    assert acs.everything() == before
    assert printed == ["ChatPlugin: all was as it should be; nothing was changed."]


def test_a_changed_value_is_updated_and_nothing_else(acs: Acs) -> None:
    install(acs, small({**TEMPLATES, "TabTitle": "CRM"}))
    before = acs.sections()["ChatPlugin"]

    printed = install(acs, small({**TEMPLATES, "TabTitle": "crm"}))

    assert printed == ["ChatPlugin: changed ChatPlugin, TabTitle"]
    assert acs.sections()["ChatPlugin"] == {**before, "TabTitle": "crm"}


def test_a_key_in_other_capitals_is_the_same_key(acs: Acs) -> None:
    install(acs, small({"tabtitle": "CRM"}))

    install(acs, small({"TabTitle": "Card"}))

    assert acs.sections()["ChatPlugin"] == {"tabtitle": "Card"}


def test_what_emc_has_stays_where_the_settings_say_nothing(acs: Acs) -> None:
    install(acs, installation(""))
    edit(acs, "UPDATE dbo.tblTemplatePrimary SET DefaultValue = 'off' WHERE ConfigName = 'Enabled'")

    install(acs, installation("[ChatPlugin]\nTabTitle=CRM\n"))

    assert acs.sections()["ChatPlugin"]["Enabled"] == "off"


def test_keys_that_are_not_named_any_more_are_emptied_on_request(acs: Acs) -> None:
    install(acs, installation("[ChatPlugin]\nTabTitle=CRM\nField.segment=a\nMaxTabs=9\n"))

    install(acs, installation("[ChatPlugin]\nMaxTabs=9\n", empties_others=True))

    section = acs.sections()["ChatPlugin"]
    assert (section["TabTitle"], section["Field.segment"]) == ("", "")
    assert section["MaxTabs"] == "9"
    assert "Station DN" not in section
    assert (section["Assembly File Name"], section["Enabled"]) == ("ChatPlugin.dll", "true")


def test_a_list_that_names_the_section_under_another_key_stays(acs: Acs) -> None:
    edit(
        acs,
        "UPDATE dbo.tblTemplatePrimary SET DefaultValue = 'ChatPlugin' WHERE AppID = 7"
        " AND ConfigName = 'Voice'",
    )

    install(acs, small(TEMPLATES))

    assert acs.sections()["Plug In Assembly List"] == {"Voice": "ChatPlugin"}


def test_another_desktops_keys_are_not_touched(acs: Acs) -> None:
    other = "SELECT * FROM dbo.tblTemplatePrimary WHERE AppID = 8"
    before = acs.database.execute(other).fetchall()

    install(acs, installation(EVERY_KEY))

    assert acs.database.execute(other).fetchall() == before


def test_the_rollback_leaves_all_as_it_was(acs: Acs) -> None:
    before = acs.everything()
    install(acs, installation(EVERY_KEY))

    acs.run(ROLLBACK)

    assert acs.everything() == before
    assert acs.tables() == Acs().tables()


def test_each_rollback_takes_back_one_change(acs: Acs) -> None:
    install(acs, installation(""))
    edit(acs, "UPDATE dbo.tblTemplatePrimary SET DefaultValue = NULL WHERE ConfigName = 'TabTitle'")
    first = acs.everything()
    install(acs, installation("[ChatPlugin]\nTabTitle=CRM\nMaxTabs=9\n"))
    second = acs.everything()
    install(acs, installation("[ChatPlugin]\nTabTitle=Card\n", empties_others=True))

    acs.run(ROLLBACK)
    assert acs.everything() == second
    acs.run(ROLLBACK)
    assert acs.everything() == first


@given(values, values)
@settings(max_examples=10, deadline=None)
def test_any_values_arrive_and_are_taken_back(
    first: dict[str, str], second: dict[str, str]
) -> None:
    acs = Acs()
    before = acs.everything()

    install(acs, small(first))
    installed = acs.everything()
    assert acs.sections()["ChatPlugin"] == first
    install(acs, small(second))
    assert acs.sections()["ChatPlugin"] == {**first, **second}

    if acs.everything() != installed:
        acs.run(ROLLBACK)
    assert acs.everything() == installed
    acs.run(ROLLBACK)
    assert acs.everything() == before


def test_a_rollback_tells_what_somebody_else_had_changed(acs: Acs) -> None:
    install(acs, small({"TabTitle": "CRM"}))
    install(acs, small({"TabTitle": "Card"}))
    edit(acs, "UPDATE dbo.tblTemplatePrimary SET DefaultValue = 'x' WHERE ConfigName = 'TabTitle'")

    printed = acs.run(ROLLBACK)

    assert printed == [
        "ChatPlugin: TabTitle was changed since by somebody else, to x",
        "ChatPlugin: put back ChatPlugin, TabTitle",
    ]
    assert acs.sections()["ChatPlugin"]["TabTitle"] == "CRM"


def test_a_section_with_keys_of_others_outlives_the_rollback(acs: Acs) -> None:
    install(acs, small(TEMPLATES))
    edit(
        acs,
        "INSERT INTO dbo.tblTemplatePrimary (AppID, ConfigName, DefaultValue, SectionID)"
        " VALUES (8, 'Mine', 'x', 3)",
    )

    acs.run(ROLLBACK)

    assert acs.sections()["ChatPlugin"] == {}


def test_two_desktops_have_keys_of_their_own_and_changes_of_their_own(acs: Acs) -> None:
    install(acs, small({"TabTitle": "CRM"}))
    install(acs, small({"TabTitle": "CRM"})._replace(application="Other Desktop"))
    titles = "SELECT AppID FROM dbo.tblTemplatePrimary WHERE ConfigName = 'TabTitle'"
    assert acs.database.execute(titles).fetchall() == [(7,), (8,)]

    acs.run(ROLLBACK)

    assert acs.database.execute(titles).fetchall() == [(8,)]


def test_two_sections_have_changes_of_their_own(acs: Acs) -> None:
    install(acs, small({"TabTitle": "CRM"}))
    install(acs, small({"TabTitle": "CRM"})._replace(section="Trial"))

    acs.run(ROLLBACK)

    sections = acs.sections()
    assert "ChatPlugin" not in sections
    assert sections["Trial"] == {"TabTitle": "CRM"}
    assert "ChatPlugin" not in sections["Plug In Assembly List"]


def refused(acs: Acs, script: str) -> str:
    """Return the sentence with which *script* gives up, having changed nothing."""
    before = acs.everything(), acs.tables()
    with pytest.raises(Thrown) as caught:
        acs.run(script)
    assert (acs.everything(), acs.tables()) == before
    assert not acs.database.in_transaction
    return str(caught.value)


def test_an_operators_own_value_stops_the_rollback(acs: Acs) -> None:
    install(acs, small(TEMPLATES))
    edit(
        acs,
        "INSERT INTO dbo.tblConfigPrimary SELECT TemplateID, 1, 'x' FROM"
        " dbo.tblTemplatePrimary WHERE ConfigName = 'EmailTemplate'",
    )

    sentence = refused(acs, ROLLBACK)

    assert "operators with a value of their own for 'EmailTemplate'" in sentence


def test_a_key_that_was_taken_out_by_hand_stops_the_rollback(acs: Acs) -> None:
    install(acs, small({"TabTitle": "CRM"}))
    install(acs, small({"TabTitle": "Card"}))
    edit(acs, "DELETE FROM dbo.tblTemplatePrimary WHERE ConfigName = 'TabTitle'")

    assert "EMC has the key 'TabTitle'" in refused(acs, ROLLBACK)


def test_without_a_change_there_is_nothing_to_take_back(acs: Acs) -> None:
    assert "there is no change to take back" in refused(acs, ROLLBACK)

    install(acs, small(TEMPLATES))

    other = rollback_sql("Other Desktop", "ChatPlugin")
    assert "no change of the section 'ChatPlugin' in the application 'Other" in refused(acs, other)


@pytest.mark.parametrize(
    ("damage", "missing"),
    [
        ("DROP TABLE dbo.tblTemplateSection", "column tblTemplateSection.SectionID"),
        ("ALTER TABLE dbo.tblTemplatePrimary DROP COLUMN Editor", "tblTemplatePrimary.Editor"),
    ],
)
def test_a_database_that_is_not_as_known_is_left_alone(acs: Acs, damage: str, missing: str) -> None:
    edit(acs, damage)

    with pytest.raises(Thrown, match=f"there is no .*{missing}.*{UNTOUCHED}"):
        install(acs, small(TEMPLATES))

    assert "ChatPluginUndo" not in acs.tables()


def test_an_unknown_desktop_is_told(acs: Acs) -> None:
    what = small(TEMPLATES)._replace(application="Desktop")

    sentence = refused(acs, installation_sql(what))

    assert "EMC has no application 'Desktop'" in sentence
    assert "--application" in sentence


def test_a_database_without_a_list_of_plug_ins_is_left_alone(acs: Acs) -> None:
    edit(acs, "UPDATE dbo.tblTemplateSection SET SectionName = 'x' WHERE SectionID = 1")

    assert "no section 'Plug In Assembly List'" in refused(acs, installation_sql(small(TEMPLATES)))


def test_a_key_that_is_there_twice_is_told(acs: Acs) -> None:
    install(acs, small(TEMPLATES))
    edit(
        acs,
        "INSERT INTO dbo.tblTemplatePrimary (AppID, ConfigName, DefaultValue, SectionID)"
        " VALUES (7, 'ChatTemplate', 'x', 3)",
    )

    sentence = refused(acs, installation_sql(small(TEMPLATES)))

    assert "'ChatTemplate' of the section 'ChatPlugin' more than once" in sentence


@pytest.mark.parametrize("acs", [Acs(cuts_at=50), Acs(knows="cp1252")])
def test_values_that_emc_does_not_keep_as_given_change_nothing(acs: Acs) -> None:
    what = small({"TabTitle": "Карточка клиента " + "x" * 50})

    assert "EMC did not keep the key 'TabTitle'" in refused(acs, installation_sql(what))


@pytest.mark.parametrize("charset", ["cp1251", "cp866", "cp1252"])
def test_a_file_that_was_read_in_another_encoding_changes_nothing(acs: Acs, charset: str) -> None:
    for script in (installation_sql(small(TEMPLATES)), ROLLBACK):
        mangled = script.encode().decode(charset, "replace")

        assert "read in another encoding" in refused(acs, mangled)


def test_a_description_is_cut_where_the_column_is_narrow(acs: Acs) -> None:
    edit(
        acs,
        "INSERT INTO INFORMATION_SCHEMA.COLUMNS VALUES"
        " ('dbo', 'tblTemplatePrimary', 'Description', 10)",
    )

    install(acs, small({"TabTitle": "CRM"}))

    rows = acs.database.execute("SELECT Description FROM dbo.tblTemplatePrimary").fetchall()
    assert ("What TabTi",) in rows
