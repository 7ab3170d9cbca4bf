"""Settings that say who is the customer of an e-mail."""

from chatplugin.config.table import kinds
from chatplugin.config.table.key import Key
from chatplugin.sentences import Words

_SECTION = "Sender."

OWN_DOMAINS: Key[tuple[str, ...]] = Key(
    _SECTION + "OwnDomains",
    kinds.DOMAINS,
    default=(),
    help=Words(
        "Domains whose addresses are never the customer's, with their subdomains.",
        "Домены, адреса которых никогда не принадлежат клиенту, вместе с поддоменами.",
    ),
    example="example.com, office.example.com",
)
FORM_FIELD: Key[str] = Key(
    _SECTION + "FormField",
    kinds.TEXT,
    default="",
    help=Words(
        "What a web form writes in front of the customer's address, if it sets no Reply-To.",
        "Что веб-форма пишет перед адресом клиента, если не заполняет Reply-To.",
    ),
    example="E-mail",
)
