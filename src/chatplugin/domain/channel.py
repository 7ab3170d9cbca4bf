"""
Channels: what a messenger is called in the URL, and what the operator reads in the tab's title.

EMC names a messenger by its media type ("WhatsApp Business"), the URL by `channel_type`
("whatsapp_business"), and the title by a channel name for people ("WhatsApp Business").
"""

from collections.abc import Mapping
from types import MappingProxyType

from chatplugin.domain.contact import ChannelType

CHANNEL_NAMES: Mapping[ChannelType, str] = MappingProxyType(
    {
        ChannelType(channel_type): name
        for channel_type, name in {
            "email": "Email",
            "whatsapp": "WhatsApp",
            "telegram": "Telegram",
            "viber": "Viber",
            "vk": "VK",
            "max": "MAX",
            "instagram": "Instagram",
            "facebook": "Facebook",
            "facebook_messenger": "Facebook Messenger",
            "messenger": "Messenger",
            "odnoklassniki": "Odnoklassniki",
            "ok": "OK",
            "avito": "Avito",
            "sms": "SMS",
            "rcs": "RCS",
            "web_chat": "Web Chat",
            "webchat": "Web Chat",
            "chat": "Chat",
            "skype": "Skype",
            "signal": "Signal",
            "wechat": "WeChat",
            "line": "LINE",
            "x": "X",
            "twitter": "Twitter",
            "apple_messages": "Apple Messages",
            "yandex_messenger": "Yandex Messenger",
        }.items()
    }
)

UNKNOWN_CHANNEL_NAME = "Chat"
"""The channel's name for a multimedia contact whose media type was never learnt."""


def default_channel_type(media_type_name: str) -> ChannelType:
    """Return EMC's *media_type_name* in lower case, with a `_` for each run of blanks."""
    return ChannelType("_".join(media_type_name.lower().split()))


def default_channel_name(channel_type: ChannelType) -> str:
    """Return the built-in name for people, or *channel_type* itself made readable."""
    return CHANNEL_NAMES.get(channel_type) or channel_type.replace("_", " ").title()
