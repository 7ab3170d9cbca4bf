"""
A contact: who wrote, on which channel, what settings can ask of it by name, and how it is shown.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from msgspec import Struct, field

from chatplugin.sentences import Said, said

ContactId = NewType("ContactId", str)

CardId = NewType("CardId", str)
"""What a card goes by: the id of the contact that it was raised for, or one made from that."""

ChannelType = NewType("ChannelType", str)
"""The value of the URL parameter `channel_type`: `email`, `whatsapp`, `telegram` and so on."""

EMAIL = ChannelType("email")


class UserIdKind(StrEnum):
    """What a customer's `user_id` is, by its form: the CRM may look for each in another place."""

    EMAIL = "email"
    PHONE = "phone"
    USERNAME = "username"
    ID = "id"
    """A profile's number or key, and whatever is none of the others."""

    @classmethod
    def of(cls, user_id: str, channel_type: ChannelType | None) -> "UserIdKind":
        """
        Return what *user_id* is, by its form alone: no number is looked up.

        Digits without a `+`, and without blanks or brackets between them, are a phone number only
        where the channel knows its customers by theirs: Telegram's profile ids look the same.
        """
        text = user_id.strip()
        if re.fullmatch(_KEY_OF_MESSENGER, text):
            return cls.ID
        if number := re.fullmatch(_NUMBER_OF_MESSENGER, text):
            is_marked = number[1] != text or any(map((channel_type or "").__contains__, _BY_NUMBER))
            return cls.PHONE if is_marked and _may_be_dialled(text) else cls.ID
        if re.fullmatch(_WRITTEN_NUMBER, text) and _may_be_dialled(text):
            return cls.PHONE
        if re.fullmatch(_ADDRESS, text):
            return cls.EMAIL
        return cls.USERNAME if re.fullmatch(_USERNAME, text) else cls.ID


_ADDRESS = r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+"
_KEY_OF_MESSENGER = r"[^@]+@(?:lid|g\.us|broadcast|newsletter)"
_NUMBER_OF_MESSENGER = r"(?:(?:tel|whatsapp):)?\+?([0-9]+)(?:@c\.us|@s\.whatsapp\.net)?"
_WRITTEN_NUMBER = r"(?:(?:tel|whatsapp):)?\+?\(?[0-9][0-9\s().\u2010-\u2015-]*"
_USERNAME = r"@[\w.-]+|(?=[\w.-]*[^\W\d_])(?![\w.-]*[0-9]{7})[\w.-]{2,32}"
_BY_NUMBER = ("whatsapp", "sms", "rcs", "signal")
"""Channels whose customers are known by their phone numbers."""


def _may_be_dialled(text: str) -> bool:
    """E.164 has at most 15 digits; the shortest numbers with a country have 7."""
    return 7 <= sum(map(str.isdigit, text)) <= 15


class Moment(StrEnum):
    """A moment in the life of a contact at which its card may come up."""

    OFFERED = "offered"
    ACCEPTED = "accepted"

    @property
    def is_final(self) -> bool:
        """Whether all is known that EMC will report: it reads messages once they are accepted."""
        match self:
            case Moment.OFFERED:
                return False
            case Moment.ACCEPTED:
                return True


class Contact(Struct, frozen=True):
    """
    What is known of a contact at one moment; later moments may know more.

    `channel_type` and `user_id` are None while the desktop cannot read them yet. `attributes` are
    the simple public properties of EMC's objects by their own names, `headers` those of an e-mail
    in lower case. Where the letter names several accounts, `candidates` are those from which the
    operator may choose. `no_account` says why the letter gives none.
    """

    id: ContactId
    channel_type: ChannelType | None
    user_id: str | None
    personal_account: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    no_account: Said | None = None

    def grown(self, later: "Contact") -> "Contact":
        """
        Return what is known after *later*, which never takes a fact away.

        Candidates keep their places: the operator chooses one by its place.
        """
        return Contact(
            id=later.id,
            channel_type=later.channel_type or self.channel_type,
            user_id=later.user_id or self.user_id,
            personal_account=later.personal_account or self.personal_account,
            attributes={**self.attributes, **later.attributes},
            headers={**self.headers, **later.headers},
            candidates=self.candidates or later.candidates,
            no_account=self.no_account or later.no_account,
        )


class Operator(Struct, frozen=True):
    """The person at the desk. `agent_id` is EMC's AgentID."""

    agent_id: str
    name: str = ""
    station: str = ""


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


def default_channel_type(media_type_name: str) -> ChannelType:
    """Return EMC's *media_type_name* in lower case, with a `_` for each run of blanks."""
    return ChannelType("_".join(media_type_name.lower().split()))


class CustomerShown(StrEnum):
    """How much of a customer's address, phone number or profile id the operator's page shows."""

    MASKED = "masked"
    FULL = "full"
    HIDDEN = "hidden"

    def of(self, user_id: str | None) -> str:
        """Return how *user_id* is shown; empty if it is unknown or hidden."""
        if not user_id or self is CustomerShown.HIDDEN:
            return ""
        return user_id if self is CustomerShown.FULL else _masked(user_id)


_GAP = "…"


def _masked(user_id: str) -> str:
    """
    Return *user_id* without its middle: `an…@example.org`, `+7 … 01`, `tg…19`.

    At most two characters of a mailbox and three of a phone number stay.
    """
    mailbox, at, host = user_id.rpartition("@")
    if at and mailbox and "." in host:
        return f"{_beginning(mailbox).rstrip('._-')}{_GAP}@{host}"
    digits = "".join(character for character in user_id if character.isdigit())
    if len(digits) >= 7 and not any(character.isalpha() for character in user_id):
        country = f"+{digits[0]} " if user_id.lstrip().startswith("+") else ""
        return f"{country}{_GAP} {digits[-2:]}"
    end = user_id[-2:] if len(user_id) > 6 else ""
    return f"{_beginning(user_id)}{_GAP}{end}"


def _beginning(text: str) -> str:
    """Return two characters, or fewer of a text that is nearly as short."""
    return text[:2] if len(text) > 3 else text[:1] if len(text) > 1 else ""


_SHOWN = 120


def shown(text: str) -> str:
    """Return *text* on one line, without characters that cannot be seen, cut after 120."""
    visible = "".join(
        [
            character if character.isprintable() else f"\\u{ord(character):04x}"
            for character in text[:_SHOWN]
        ]
    )
    return visible + "…" if len(text) > _SHOWN else visible


CHANNEL_TYPE = "channel_type"
USER_ID = "user_id"
OPERATOR = "operator"
PERSONAL_ACCOUNT = "PersonalAccount"
USER_ID_KIND = "user_id_kind"
BUILT_IN = (CHANNEL_TYPE, USER_ID, OPERATOR, PERSONAL_ACCOUNT, USER_ID_KIND)

AUTHOR = "author"
"""The attribute that is `user_id` of a multimedia contact unless `UserId.Source` says otherwise."""

_NOBODY = Operator("")


class Facts:
    """What is known of a contact and its operator at one moment, by the names that settings use."""

    __slots__ = (
        "_user_id_origin",
        "attributes",
        "built_in",
        "channel_type",
        "headers",
        "is_email",
        "user_id_source",
    )

    def __init__(self, contact: Contact, operator: Operator | None, user_id_source: str) -> None:
        self.channel_type = contact.channel_type
        self.is_email = contact.channel_type == EMAIL
        self.attributes = contact.attributes
        self.headers = contact.headers
        self.user_id_source = user_id_source
        agent = operator or _NOBODY
        self.built_in: dict[str, str | None] = {
            CHANNEL_TYPE: contact.channel_type,
            OPERATOR: agent.agent_id,
            PERSONAL_ACCOUNT: contact.personal_account if self.is_email else None,
            AUTHOR: contact.user_id,
            "subject": contact.headers.get("subject"),
            "station": agent.station,
            "agent_name": agent.name,
        }
        if self.is_email or user_id_source == AUTHOR:
            self.built_in[USER_ID] = contact.user_id
            self._user_id_origin = _SENDER if self.is_email else _AUTHOR
        else:
            self.built_in[USER_ID] = self.attribute(user_id_source)
            self._user_id_origin = said("origin.attribute", name=user_id_source)
        user_id = self.built_in[USER_ID]
        kind = UserIdKind.of(user_id, contact.channel_type).value if user_id else None
        self.built_in[USER_ID_KIND] = kind

    def attribute(self, name: str) -> str | None:
        """Return an attribute of the contact, or one of our own names; EMC's come first."""
        return self.attributes.get(name) or self.built_in.get(name)

    def named(self) -> dict[str, str | None]:
        """Return all that `attribute` finds, by name."""
        given = {name: text for name, text in self.attributes.items() if text}
        return {**self.built_in, **given}

    def origin(self, parameter: str) -> Said:
        """Return where the value of a built-in *parameter* comes from."""
        return self._user_id_origin if parameter == USER_ID else _ORIGINS[parameter]


_SENDER = said("origin.sender")
_AUTHOR = said("origin.attribute", name=AUTHOR)
_ORIGINS = {
    CHANNEL_TYPE: said("origin.media_type"),
    OPERATOR: said("origin.operator"),
    PERSONAL_ACCOUNT: said("origin.text"),
    USER_ID_KIND: said("origin.form"),
}
