"""
Runs scripts in T-SQL on SQLite: there is no SQL Server here.

This shows what a script does by the meaning of its words. It cannot show what is SQL Server's own:
types, collations, locks, and a transaction that an error has doomed.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import TypeAlias

from sqlglot import exp

from rig.tsql import (
    STATEMENTS,
    Block,
    If,
    NotUnderstood,
    Plain,
    Print,
    Statement,
    Throw,
    Try,
    While,
    parse,
)

Value: TypeAlias = str | int | None
Procedure: TypeAlias = Callable[..., None]

_ENDLESS = 1000
_OPTIONS = frozenset({"NOCOUNT", "XACT_ABORT", "QUOTED_IDENTIFIER"})


class Thrown(Exception):
    """What THROW leaves the script with; the text is its message."""


class Interpreter:
    """
    Runs scripts on a database of SQLite, whose stored procedures are functions of Python.

    `printed` is what the script told. EXEC calls `procedures[name]` with the arguments' values.
    """

    def __init__(self, database: sqlite3.Connection, procedures: Mapping[str, Procedure]) -> None:
        self.printed: list[str] = []
        self._database = database
        self._procedures = procedures
        self._variables: dict[str, Value] = {}

    def run(self, script: str) -> None:
        """Raises Thrown, and whatever the database or a procedure raises."""
        self.printed.clear()
        self._variables.clear()
        for statement in parse(script):
            self._do(statement)

    def _do(self, statement: Statement) -> None:
        match statement:
            case Plain(tree):
                self._plain(tree)
            case Throw(message):
                raise Thrown(self._value(message)) if message else _Rethrow
            case Print(text):
                self.printed.append(str(self._value(text)))
            case If(condition, then, otherwise):
                if chosen := then if self._value(condition) else otherwise:
                    self._do(chosen)
            case While(condition, body):
                self._while(condition, body)
            case Block(statements):
                for inner in statements:
                    self._do(inner)
            case Try(body, catch):
                self._try(body, catch)

    def _while(self, condition: exp.Expr, body: Statement) -> None:
        for _ in range(_ENDLESS):
            if not self._value(condition):
                return
            self._do(body)
        raise NotUnderstood("a loop does not end")

    def _try(self, body: Block, catch: Block) -> None:
        try:
            self._do(body)
        except (Thrown, sqlite3.Error) as error:
            try:
                self._do(catch)
            except _Rethrow:
                raise error from None

    def _plain(self, tree: exp.Expr) -> None:
        match tree:
            case exp.Use(this=exp.Table(this=exp.Identifier(this="ACS"))):
                pass
            case exp.Declare():
                for item in tree.expressions:
                    self._declare(item)
            case exp.Set():
                self._set(tree.expressions[0].this)
            case exp.Execute():
                arguments = [self._value(argument) for argument in tree.expressions]
                self._procedures[tree.this.name](*arguments)
            case exp.Select() if isinstance(tree.expressions[0], exp.EQ):
                self._assign(tree)
            case exp.Insert() | exp.Update() | exp.Delete() | exp.Create() | exp.Drop():
                self._query(tree)
            case exp.Transaction() | exp.Commit() | exp.Rollback():
                self._query(tree)
            case _:
                raise NotUnderstood(tree.sql("tsql"))

    def _declare(self, item: exp.Expr) -> None:
        name = item.this[0].name
        kind = item.args["kind"]
        if isinstance(kind, exp.Schema):
            columns = ", ".join(column.name for column in kind.expressions)
            self._database.execute(f"CREATE TEMP TABLE [{name}] ({columns})")
        elif default := item.args.get("default"):
            self._variables[name] = self._value(default)
        else:
            self._variables[name] = None

    def _set(self, assignment: exp.Expr) -> None:
        if isinstance(assignment.this, exp.Parameter):
            self._give(assignment.this.name, self._value(assignment.expression))
        elif assignment.this.name not in _OPTIONS:
            raise NotUnderstood(assignment.sql("tsql"))

    def _assign(self, select: exp.Expr) -> None:
        """Without a row the variables stay as they are, as SQL Server has it."""
        names = [assignment.this.name for assignment in select.expressions]
        for row in self._query(select):
            for name, value in zip(names, row, strict=True):
                self._give(name, value)

    def _give(self, name: str, value: Value) -> None:
        if name not in self._variables:
            raise NotUnderstood(f"@{name} is not declared")
        self._variables[name] = value

    def _value(self, expression: exp.Expr) -> Value:
        ((value,),) = self._query(expression)
        return value

    def _query(self, tree: exp.Expr) -> list[tuple[Value, ...]]:
        values = {**self._variables, "TRANCOUNT": int(self._database.in_transaction)}
        return self._database.execute(_sqlite(tree), values).fetchall()


class _Rethrow(Exception):
    """THROW alone."""


def _sqlite(tree: exp.Expr) -> str:
    """Return a statement for SQLite. An expression is selected, an assignment only read."""
    if id(tree) not in _WRITTEN:
        _WRITTEN[id(tree)] = tree, _write(tree)
    return _WRITTEN[id(tree)][1]


_WRITTEN: dict[int, tuple[exp.Expr, str]] = {}
"""By the trees' ids, which stay theirs while they are kept here: comparing trees takes long."""


def _write(tree: exp.Expr) -> str:
    query = tree.copy() if isinstance(tree, STATEMENTS) else exp.Select(expressions=[tree.copy()])
    if isinstance(query, exp.Select):
        values = [part.expression if isinstance(part, exp.EQ) else part for part in query]
        query.set("expressions", values)
    for node in reversed(list(query.walk())):  # what is inside comes first
        if (other := _for_sqlite(node)) is not node:
            node.replace(other)
    return query.sql("sqlite")


def _for_sqlite(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.National():
            return exp.Literal.string(node.name)
        case exp.Table(this=exp.Parameter()):
            return exp.to_table(node.name)
        case exp.Parameter(this=exp.Parameter() as variable):
            return variable
        case exp.Add() if any(map(_is_text, node.walk())):
            return exp.DPipe(this=node.this, expression=node.expression)
        case exp.Left():
            return exp.Substring(
                this=node.this, start=exp.Literal.number(1), length=node.expression
            )
        case exp.CurrentUser():
            return exp.Literal.string("dbo")
        case exp.DataType(this=exp.DType.NVARCHAR):
            return exp.DataType(this=exp.DType.TEXT)
        case _:
            return node


def _is_text(node: exp.Expr) -> bool:
    return node.is_string or node.name == "NCHAR"
