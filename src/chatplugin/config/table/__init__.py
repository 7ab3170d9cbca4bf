"""
Every setting of ChatPlugin, in the order of the reference.

The reference, the JSON Schema, the reader and its messages come from this table alone. A key that
does nothing yet does not stand here.
"""

from types import ModuleType
from typing import Any

from chatplugin.config.table import cards, desk, letters, program, trust
from chatplugin.config.table.key import Key
from chatplugin.sentences import Words


def _keys(module: ModuleType, start: str = "") -> tuple[Key[Any], ...]:
    keys = [value for value in vars(module).values() if isinstance(value, Key)]
    return tuple(key for key in keys if key.name.startswith(start))


PARTS = (
    (Words("Which card a contact gets", "Какую карточку получает обращение"), _keys(cards)),
    (
        Words("How an account is found in an e-mail", "Как найти счёт в письме"),
        _keys(letters, letters.ACCOUNT),
    ),
    (
        Words("Who the customer of an e-mail is", "Кто клиент в письме"),
        _keys(letters, letters.SENDER),
    ),
    (Words("How cards behave on the desk", "Как ведут себя карточки"), _keys(desk)),
    (Words("Whether a CRM can trust a card", "Как CRM может доверять карточке"), _keys(trust)),
    (Words("Chrome, service, plug-in", "Chrome, служба, модуль"), _keys(program)),
)
KEYS = tuple(key for _, keys in PARTS for key in keys)
