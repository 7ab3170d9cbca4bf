"""
Takes a script in T-SQL apart for sqlglot, which keeps control flow as unread text.

It shows that each statement and each condition is T-SQL, and that blocks end; not what they do.
"""

from functools import cache
from typing import ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.tsql import TSQL
from sqlglot.tokenizer_core import TokenType

_FLOW = ("BEGIN TRY", "END TRY", "BEGIN CATCH", "END CATCH ;", "BEGIN", "END ;", "ELSE")
_STATEMENTS = ("CREATE", "DELETE", "DROP", "EXEC", "IF", "INSERT", "PRINT", "ROLLBACK", "SET")
_PLAIN = (
    *(exp.Use, exp.Declare, exp.Set, exp.Select, exp.Insert, exp.Update, exp.Delete, exp.Create),
    *(exp.Drop, exp.Execute, exp.Transaction, exp.Commit, exp.Rollback),
)


class NotTsql(Exception):
    """A script that is no T-SQL, or has more of it than is known here."""


class _Tokenizer(TSQL.Tokenizer):
    """sqlglot's own takes all from END or PRINT up to a semicolon as one piece of text."""

    COMMANDS: ClassVar[set[TokenType]] = set()


def blocks(script: str) -> list[str]:
    """Return what begins and ends blocks, in their order. Raises NotTsql for anything unread."""
    tokens = _Tokenizer(dialect="tsql").tokenize(script)
    words = [
        "a text" if "STRING" in token.token_type.name else token.text.upper() for token in tokens
    ]
    found, at = [], 0

    def text(begin: int, end: int) -> str:
        return script[tokens[begin].start : tokens[end - 1].end + 1] if end > begin else ""

    while at < len(words):
        ahead = " ".join(words[at : at + 3])
        if not ahead.startswith("BEGIN TRANSACTION") and (
            flow := next((f for f in _FLOW if f"{ahead} ".startswith(f"{f} ")), None)
        ):
            found.append(flow)
            at += len(flow.split())
            continue
        begin = at
        if words[at] in {"IF", "WHILE"}:
            at = _end_of_condition(words, at + 1)
            _read(f"SELECT CASE WHEN {text(begin + 1, at)} THEN 1 END")
            continue
        if ";" not in words[at:]:
            raise NotTsql(f"no semicolon behind {words[at]}")
        at = words.index(";", at) + 1
        if words[begin] in {"PRINT", "THROW"}:
            _read(f"SELECT {text(begin + 1, at - 1) or 1}")
        else:
            _read(text(begin, at - 1))
    return found


def _end_of_condition(words: list[str], at: int) -> int:
    depth = 0
    while at < len(words):
        if depth == 0 and words[at] in {*_STATEMENTS, "BEGIN", "UPDATE", "THROW"}:
            return at
        depth += {"(": 1, ")": -1}.get(words[at], 0)
        at += 1
    raise NotTsql("a condition without a statement")


@cache
def _read(statement: str) -> None:
    try:
        tree = sqlglot.parse_one(statement, dialect="tsql")
    except sqlglot.errors.SqlglotError as error:
        raise NotTsql(str(error)) from error
    if tree.find(exp.Command) or not isinstance(tree, _PLAIN):
        raise NotTsql(statement)
