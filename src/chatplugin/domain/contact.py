"""
A contact: one request of one customer on one channel, as the operator's desk sees it.

Where a contact comes from (an EMC work item, the command line, a test) is not known here.
"""

from collections.abc import Mapping
from typing import NewType

from msgspec import Struct, field

ContactId = NewType("ContactId", str)

ChannelType = NewType("ChannelType", str)
"""The value of the URL parameter `channel_type`: `email`, `whatsapp`, `telegram` and so on."""

EMAIL = ChannelType("email")


class Contact(Struct, frozen=True):
    """
    What is known of a contact at one moment; later moments may know more.

    `channel_type` and `user_id` are None while the desktop cannot read them yet. `attributes` are
    the simple public properties of EMC's objects by their own names, `headers` those of an e-mail
    in lower case.
    """

    id: ContactId
    channel_type: ChannelType | None
    user_id: str | None
    personal_account: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def grown(self, later: "Contact") -> "Contact":
        """Return what is known after *later*, which never takes a fact away."""
        return Contact(
            id=later.id,
            channel_type=later.channel_type or self.channel_type,
            user_id=later.user_id or self.user_id,
            personal_account=later.personal_account or self.personal_account,
            attributes={**self.attributes, **later.attributes},
            headers={**self.headers, **later.headers},
        )


class Operator(Struct, frozen=True):
    """The person at the desk. `agent_id` is EMC's AgentID."""

    agent_id: str
    name: str = ""
    station: str = ""
