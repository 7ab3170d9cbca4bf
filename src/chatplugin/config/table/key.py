"""
A setting as an entry of the table: its name, kind, default, help in both languages, and an example.
"""

from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct

from chatplugin.config.table.family import Family
from chatplugin.config.table.kinds import Kind
from chatplugin.sentences import Words

T_co = TypeVar("T_co", covariant=True)

NOTHING = "–"
"""Says that without a key there is nothing at all."""


class Reader(StrEnum):
    """Who acts on a key. The plug-in and EMC read their keys from EMC's section only."""

    SERVICE = "service"
    PLUGIN = "plug-in"
    EMC = "EMC"


class Key(Struct, Generic[T_co], frozen=True, eq=False):
    """
    One setting, or a family of them with a `<…>` in its name.

    `absent` says in words what holds without the key, where the default says too little.
    """

    name: str
    kind: Kind[T_co]
    default: T_co
    help: Words
    example: str
    absent: Words | None = None
    family: Family | None = None
    reader: Reader = Reader.SERVICE

    def named(self, name: str) -> str:
        """Return the key itself, with *name* for the `<…>` of a family."""
        return self.name.replace(self.family.placeholder, name) if self.family else self.name

    @property
    def around(self) -> tuple[str, str]:
        """What stands before and after the `<…>` of a family; of another key all, and nothing."""
        before, _, after = self.name.partition(self.family.placeholder if self.family else "\0")
        return before, after

    @property
    def written(self) -> str:
        """The default as it would be written; empty for none, and for a family."""
        has_none = self.family is not None or self.default in (None, "", ())
        return "" if has_none else self.kind.write(self.default)

    @property
    def without(self) -> Words:
        """What holds without the key, in words."""
        if self.absent:
            return self.absent
        text = NOTHING if self.default in (None, "", ()) else f"`{self.kind.write(self.default)}`"
        return Words(text, text)
