"""
A setting as an entry of the table: its name, kind, default, help in both languages, and an example.
"""

from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct

from chatplugin.config.kinds import Kind, Words

T_co = TypeVar("T_co", covariant=True)


class Reader(StrEnum):
    """Who acts on a key. The plug-in and EMC read their keys from EMC's section only."""

    SERVICE = "service"
    PLUGIN = "plug-in"
    EMC = "EMC"


class Key(Struct, Generic[T_co], frozen=True, eq=False):
    """
    One setting, or with a `<…>` in its name a family of them.

    `without` says in words what holds without the key; `written` is the default as it would be
    written.
    """

    name: str
    kind: Kind[T_co]
    default: T_co
    without: Words
    help: Words
    example: str
    written: str = ""
    reader: Reader = Reader.SERVICE

    @property
    def is_family(self) -> bool:
        return "<" in self.name

    def named(self, name: str) -> str:
        """Return the key itself, with *name* for the `<…>` of a family."""
        before, _, rest = self.name.partition("<")
        return before + name + rest.partition(">")[2] if rest else self.name
