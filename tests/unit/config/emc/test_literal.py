"""Texts as literals of T-SQL: what SQL Server reads is the text, and sqlcmd finds nothing in it."""

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from chatplugin.config.emc.section import Installation
from chatplugin.domain.errors import ConfigurationError

HOSTILE = [
    "",
    "'",
    "''",
    "it's 100% {user_id}",
    "'); DROP TABLE tblTemplatePrimary; --",
    "N'",
    "/* no comment",
    "-- nor this */",
    "$(ComputerName)",
    "$$((x)$(",
    "a\nGO\nb",
    "\r\nGO\r\n",
    "\tbell\x07\x00",
    "\x85\u2028\u2029\x0b",
    "лицевой счёт № 5",
    "😀 and \U0010ffff",
    "e\u0301 \u202e \ufeff",
    "' + NCHAR(39) + N'",
    "CAST(N'' AS nvarchar(max)) + ",
    "<keys> <application>",
    ":r other.sql",
    "!!del",
    "\\",
    "\\\n",
    "x" * 9000,
    "'" * 5000,
    "😀" * 2001 + "\n",
    "x" * 4001 + "$(y)",
    "\n" * 300,
]

texts = st.text(st.characters(codec="utf-8"))
nasty = st.lists(st.sampled_from(["'", "$", "(", "$(", "\n", "GO", "N'", " + ", ")", "Ж"])).map(
    "".join
)


def sql_literal(text: str) -> str:
    """What stands for *text* in a script for EMC's database."""
    script = Installation("ASGUIHost.exe", text).rollback_sql()
    return script.partition("DECLARE @Section nvarchar(200) = ")[2].partition(";\n")[0]


def read_by_a_parser(expression: str) -> str:
    tree = sqlglot.parse_one(f"SELECT {expression}", dialect="tsql")
    assert not list(tree.find_all(exp.Command))
    return value(tree.expressions[0])


def value(node: exp.Expr) -> str:
    match node:
        case exp.National():
            return node.name
        case exp.Anonymous() if node.name == "NCHAR":
            return chr(int(node.expressions[0].name))
        case exp.Cast():
            assert node.to.sql("tsql").lower() == "nvarchar(max)"
            return value(node.this)
        case exp.Add():
            pieces = []
            while isinstance(node, exp.Add):
                pieces.append(value(node.expression))
                node = node.this
            return value(node) + "".join(reversed(pieces))
        case _:
            raise AssertionError(node)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_parser_of_t_sql_reads_the_text(text: str) -> None:
    assert read_by_a_parser(sql_literal(text)) == text


@given(texts | nasty)
def test_a_parser_of_t_sql_reads_any_text(text: str) -> None:
    assert read_by_a_parser(sql_literal(text)) == text


@given(texts | nasty)
def test_a_literal_is_one_line_without_anything_for_sqlcmd(text: str) -> None:
    expression = sql_literal(text)

    assert expression.splitlines() == [expression]
    assert "$(" not in expression


@pytest.mark.parametrize(
    ("text", "is_cast"),
    [("x" * 9000, False), ("x" * 3999 + "\n", False), ("x" * 4000 + "\n", True)],
)
def test_what_is_put_together_is_not_cut_at_4000_characters(text: str, is_cast: bool) -> None:
    assert sql_literal(text).startswith("CAST(N'' AS nvarchar(max)) + ") == is_cast


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="half a character"):
        sql_literal("a\ud83d")
