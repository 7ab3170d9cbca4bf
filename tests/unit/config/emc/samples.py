"""Settings to put into EMC: one with every key of the table, and pieces of it."""

from chatplugin.config.emc.section import APPLICATION, EmcKey, Installation
from chatplugin.config.formats import read_ini
from chatplugin.config.settings import Reading, read_settings
from chatplugin.config.table import KEYS
from chatplugin.sentences import Language

NAMES = {
    "ChatTemplate.<channel_type>": "telegram",
    "ChatTemplate.<channel_type>.Enabled": "telegram",
    "Channel.<channel_type>": "telegram",
    "Channel.Alias.<media type name>": "WhatsApp Business",
    "Field.<name>": "segment",
    "Template.<name>": "vip",
    "Rule.<n>": "10",
}
EVERY_KEY = "[ChatPlugin]\n" + "".join(
    f"{key.named(NAMES.get(key.name, 'user_id'))}={key.example}\n" for key in KEYS
)
TEMPLATES = {
    "ChatTemplate": "https://crm.example.com/card{?channel_type,user_id,operator}",
    "EmailTemplate": "https://crm.example.com/card{?user_id,PersonalAccount}",
}


def reading(ini: str) -> Reading:
    return read_settings([read_ini(ini.encode(), source="settings.ini")])


def installation(ini: str, *, empties_others: bool = False) -> Installation:
    keys = EmcKey.all_of(reading(ini), Language.ENGLISH)
    return Installation(APPLICATION, "ChatPlugin", keys, empties_others)


def small(values: dict[str, str], *, empties_others: bool = False) -> Installation:
    """Return what installs these keys only."""
    keys = [EmcKey(name, value, f"What {name} is.", True) for name, value in values.items()]
    return Installation(APPLICATION, "ChatPlugin", keys, empties_others)
