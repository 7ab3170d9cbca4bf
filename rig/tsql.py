"""
Reads as much of T-SQL as the scripts for EMC's database use, strictly.

Control flow is read here, each plain statement and each expression by sqlglot. What sqlglot would
only keep as unread text (a `Command`) is refused. `rig.tsql_engine` runs what was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, TypeAlias

import sqlglot
from sqlglot import exp
from sqlglot.dialects.tsql import TSQL
from sqlglot.tokenizer_core import Token, TokenType

STATEMENTS = (
    exp.Use,
    exp.Declare,
    exp.Set,
    exp.Select,
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Create,
    exp.Drop,
    exp.Execute,
    exp.Transaction,
    exp.Commit,
    exp.Rollback,
)
_BEGINNERS = frozenset({"BEGIN", "CREATE", "DELETE", "DROP", "EXEC", "INSERT", "PRINT", "UPDATE"})
_TEXTS = frozenset({TokenType.STRING, TokenType.NATIONAL_STRING})


class NotUnderstood(Exception):
    """A script that is no T-SQL, or has more of it than is known here."""


@dataclass
class Plain:
    tree: exp.Expr


@dataclass
class Throw:
    message: exp.Expr | None


@dataclass
class Print:
    text: exp.Expr


@dataclass
class If:
    condition: exp.Expr
    then: "Statement"
    otherwise: "Statement | None"


@dataclass
class While:
    condition: exp.Expr
    body: "Statement"


@dataclass
class Block:
    statements: list["Statement"]


@dataclass
class Try:
    body: Block
    catch: Block


Statement: TypeAlias = Plain | Throw | Print | If | While | Block | Try


def parse(script: str) -> list[Statement]:
    """Read a script. Raises NotUnderstood."""
    try:
        return _Parser(script).script()
    except sqlglot.errors.SqlglotError as error:
        raise NotUnderstood(str(error)) from error


class _Tokenizer(TSQL.Tokenizer):
    """sqlglot's own takes all from END or PRINT up to a semicolon as one piece of text."""

    COMMANDS: ClassVar[set[TokenType]] = set()


class _Parser:
    def __init__(self, script: str) -> None:
        self._script = script
        self._tokens = _Tokenizer(dialect="tsql").tokenize(script)
        self._at = 0

    def script(self) -> list[Statement]:
        statements = []
        while self._at < len(self._tokens):
            statements.append(self._statement())
        return statements

    def _statement(self) -> Statement:
        match self._word(), self._word(1):
            case "IF", _:
                return self._if()
            case "WHILE", _:
                self._at += 1
                return While(self._condition(), self._statement())
            case "BEGIN", "TRY":
                body = self._block("BEGIN", "TRY", end=("END", "TRY"))
                return Try(body, self._block("BEGIN", "CATCH", end=("END", "CATCH", ";")))
            case "BEGIN", following if following != "TRANSACTION":
                return self._block("BEGIN", end=("END", ";"))
            case "THROW", _:
                return self._throw()
            case "PRINT", _:
                self._at += 1
                return Print(_expressions(self._to_semicolon())[0])
            case _:
                return Plain(_tree(self._to_semicolon()))

    def _if(self) -> If:
        self._at += 1
        condition, then = self._condition(), self._statement()
        if self._word() != "ELSE":
            return If(condition, then, None)
        self._at += 1
        return If(condition, then, self._statement())

    def _block(self, *begin: str, end: Sequence[str]) -> Block:
        self._expect(begin)
        statements = []
        while self._word() != "END":
            statements.append(self._statement())
        self._expect(end)
        return Block(statements)

    def _throw(self) -> Throw:
        self._at += 1
        text = self._to_semicolon()
        if not text:
            return Throw(None)
        _number, message, _state = _expressions(text)
        return Throw(message)

    def _condition(self) -> exp.Expr:
        """All up to the word that begins a statement, outside of brackets."""
        begin, depth = self._at, 0
        while depth or self._word() not in _BEGINNERS | {"IF", "SET", "THROW", "ROLLBACK"}:
            depth += {"(": 1, ")": -1}.get(self._word(), 0)
            self._at += 1
        text = self._between(begin, self._at)
        return _expressions(f"CASE WHEN {text} THEN 1 ELSE 0 END")[0]

    def _to_semicolon(self) -> str:
        begin = self._at
        while self._word() != ";":
            self._at += 1
        self._at += 1
        return self._between(begin, self._at - 1)

    def _between(self, begin: int, end: int) -> str:
        if begin == end:
            return ""
        return self._script[self._tokens[begin].start : self._tokens[end - 1].end + 1]

    def _word(self, ahead: int = 0) -> str:
        if self._at + ahead == len(self._tokens):
            return ""
        if self._at + ahead > len(self._tokens):
            raise NotUnderstood("the script ends in the middle of a statement")
        return _word(self._tokens[self._at + ahead])

    def _expect(self, words: Sequence[str]) -> None:
        for word in words:
            if self._word() != word:
                raise NotUnderstood(f"'{self._word()}' stands where {word} should be")
            self._at += 1


def _word(token: Token) -> str:
    return "a text" if token.token_type in _TEXTS else token.text.upper()


def _expressions(text: str) -> list[exp.Expr]:
    return list(_tree(f"SELECT {text}").expressions)


@cache
def _tree(text: str) -> exp.Expr:
    """Read once what all scripts have in common. Nobody changes a tree."""
    tree = sqlglot.parse_one(text, dialect="tsql")
    if tree.find(exp.Command) or not isinstance(tree, STATEMENTS):
        raise NotUnderstood(text)
    return tree
