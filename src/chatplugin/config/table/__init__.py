"""
Every setting of ChatPlugin, in the order of the reference.

The reference, the JSON Schema, the reader and its messages come from this table alone. A key that
does nothing yet does not stand here.
"""

from typing import Any

from chatplugin.config.key import Key
from chatplugin.config.table import cards, desk, program

KEYS: tuple[Key[Any], ...] = tuple(
    value
    for part in (cards, desk, program)
    for value in vars(part).values()
    if isinstance(value, Key)
)
