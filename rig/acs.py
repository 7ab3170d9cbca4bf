"""
EMC's configuration database ACS, as far as public scripts show it, on SQLite.

What its two stored procedures do besides adding a row is not known.
"""

import sqlite3

from rig.tsql_engine import Interpreter

_TABLES = """
CREATE TABLE dbo.tblApplication (AppID INTEGER PRIMARY KEY, AppName TEXT COLLATE NOCASE);
CREATE TABLE dbo.tblTemplateSection (
    SectionID INTEGER PRIMARY KEY, SectionName TEXT COLLATE NOCASE, Description TEXT
);
CREATE TABLE dbo.tblTemplatePrimary (
    TemplateID INTEGER PRIMARY KEY, AppID INTEGER, ConfigName TEXT COLLATE NOCASE,
    DefaultValue TEXT, Description TEXT, SectionID INTEGER, Editor TEXT, EditTime TEXT
);
CREATE TABLE dbo.tblConfigPrimary (TemplateID INTEGER, UserID INTEGER, ConfigData TEXT);
CREATE TABLE INFORMATION_SCHEMA.COLUMNS (
    TABLE_SCHEMA TEXT, TABLE_NAME TEXT, COLUMN_NAME TEXT, CHARACTER_MAXIMUM_LENGTH INTEGER
);
INSERT INTO dbo.tblApplication VALUES (7, 'CC Elite Multichannel Desktop'), (8, 'Other Desktop');
INSERT INTO dbo.tblTemplateSection (SectionName) VALUES ('Plug In Assembly List'), ('Telephony');
INSERT INTO dbo.tblTemplatePrimary (AppID, ConfigName, DefaultValue, SectionID) VALUES
    (7, 'Voice', 'Voice Section', 1), (7, 'Station DN', '5012', 2), (8, 'Voice', 'Voice', 1);
"""


class Acs:
    """
    The database, with two desktops and another plug-in in it.

    Values are cut at `cuts_at`, and letters that the charset `knows` has not become "?", as in a
    column of the type varchar.
    """

    def __init__(self, *, cuts_at: int = 100_000, knows: str = "utf-8") -> None:
        self._cuts_at = cuts_at
        self._knows = knows
        self.database = sqlite3.connect(":memory:", isolation_level=None)
        for schema in ("dbo", "INFORMATION_SCHEMA"):
            self.database.execute(f"ATTACH ':memory:' AS {schema}")
        self.database.executescript(_TABLES)
        self._functions()
        self._interpreter = Interpreter(
            self.database,
            {
                "stpAddTemplateSection": self._add_section,
                "stpAddTemplatePrimaryEx": self._add_key,
            },
        )

    def run(self, script: str) -> list[str]:
        """Run a script and return what it printed."""
        for (table,) in self.database.execute("SELECT name FROM temp.sqlite_master").fetchall():
            self.database.execute(f"DROP TABLE temp.[{table}]")
        self._interpreter.run(script)
        return list(self._interpreter.printed)

    def sections(self) -> dict[str, dict[str, str | None]]:
        """Return what EMC Desktop would read: keys and values by section."""
        rows = self.database.execute(
            "SELECT s.SectionName, p.ConfigName, p.DefaultValue FROM dbo.tblTemplateSection AS s"
            " LEFT JOIN dbo.tblTemplatePrimary AS p ON p.SectionID = s.SectionID AND p.AppID = 7"
            " ORDER BY s.SectionID, p.TemplateID"
        )
        found: dict[str, dict[str, str | None]] = {}
        for section, key, value in rows:
            keys = found.setdefault(section, {})
            if key is not None:
                keys[key] = value
        return found

    def everything(self) -> list[list[tuple[object, ...]]]:
        """Return all rows of EMC's own tables but for the times of changes."""
        return [
            self.database.execute(f"SELECT * FROM dbo.{table}").fetchall()
            for table in ("tblApplication", "tblTemplateSection", "tblConfigPrimary")
        ] + [
            self.database.execute(
                "SELECT TemplateID, AppID, ConfigName, DefaultValue, Description, SectionID"
                " FROM dbo.tblTemplatePrimary"
            ).fetchall()
        ]

    def tables(self) -> list[str]:
        rows = self.database.execute("SELECT name FROM dbo.sqlite_master ORDER BY name")
        return [name for (name,) in rows]

    def _functions(self) -> None:
        database = self.database
        database.create_collation("Latin1_General_BIN2", lambda a, b: (a > b) - (a < b))
        database.create_collation(
            "Latin1_General_CI_AS",
            lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()),
        )
        database.create_function("NCHAR", 1, chr)
        database.create_function("OBJECT_ID", 2, self._object_id)
        database.create_function("COL_LENGTH", 2, self._col_length)

    def _object_id(self, name: str, kind: str) -> int | None:
        schema, _, bare = name.partition(".")
        if kind == "P":
            return 1 if bare in ("stpAddTemplateSection", "stpAddTemplatePrimaryEx") else None
        rows = self.database.execute(
            f"SELECT 1 FROM {schema}.sqlite_master WHERE name = ?", (bare,)
        ).fetchall()
        return 1 if rows else None

    def _col_length(self, table: str, column: str) -> int | None:
        schema, _, bare = table.partition(".")
        names = [row[1] for row in self.database.execute(f"PRAGMA {schema}.table_info({bare})")]
        return 1 if column in names else None

    def _add_section(self, name: str, description: str) -> None:
        self.database.execute(
            "INSERT INTO dbo.tblTemplateSection (SectionName, Description) VALUES (?, ?)",
            (name, description),
        )

    def _add_key(self, app_id: int, *texts: str | int) -> None:
        key, value, section, description, *flags = map(str, texts)
        assert flags == ["1", "1", "1", "0"]
        kept = value[: self._cuts_at].encode(self._knows, "replace").decode(self._knows)
        self.database.execute(
            "INSERT INTO dbo.tblTemplatePrimary"
            " (AppID, ConfigName, DefaultValue, Description, SectionID)"
            " SELECT ?, ?, ?, ?, SectionID FROM dbo.tblTemplateSection WHERE SectionName = ?",
            (app_id, key, kept, description, section),
        )
