"""
Settings of the request itself: how parameters travel, and how a CRM knows who sent them.

A text that should name the place of a key and cannot be read is never shown: somebody may have
written the key itself.
"""

import re

from chatplugin.config.table.key import HOST, Key
from chatplugin.config.table.kinds import Kind
from chatplugin.domain.errors import BadValue
from chatplugin.domain.request import KeySource, Method, RequestRules
from chatplugin.sentences import Words

_DEFAULTS = RequestRules()
_WHOLE_PATH = r"(?:[A-Za-z]:[\\/]|[\\/])\S"


def _read_key_source(text: str) -> KeySource:
    place, name = text.partition(":")[::2]
    name = name.strip()
    match place.lower():
        case "file" if name and re.match(_WHOLE_PATH, name):
            return KeySource("file", name)
        case "file" if name:
            raise BadValue("key.path")
        case "store" if name:
            return KeySource("store", name)
    raise BadValue("key.no_place")


_KEY_SOURCE = Kind.of_form(
    Words("file:path or store:name", "file:путь или store:имя"),
    _read_key_source,
    "file:.+|store:.+",
    write=lambda source: f"{source.place}:{source.name}",
    may_be_secret=True,
)


METHOD = Key(
    "Method",
    Kind.choice(Method),
    default=_DEFAULTS.method,
    help=Words(
        "How the parameters travel: in the address (`GET`), or in the body of a form (`POST`), so"
        " that they stay out of the browser's history and of servers' logs. `POST` needs Chrome's"
        " pipe; no card comes up by another way.",
        "Как передать параметры: в адресе (`GET`) или в теле формы (`POST`), чтобы они не попадали"
        " в историю браузера и протоколы серверов. Для `POST` нужен канал Chrome; другим путём"
        " карточка не откроется.",
    ),
    example="POST",
)
SIGN_KEY: Key[KeySource | None] = Key(
    "Sign.Key",
    _KEY_SOURCE,
    default=None,
    absent=Words("addresses are not signed", "адреса не подписываются"),
    help=Words(
        "Where the key is that signs each address: `file:` and a path, or `store:` and a name in"
        " the system's store of secrets. Never the key itself. Without a key that can be read no"
        " card comes up: none is ever asked for unsigned.",
        "Где лежит ключ, которым подписывается каждый адрес: `file:` и путь или `store:` и имя в"
        " хранилище секретов системы. Сам ключ здесь не пишут. Если ключ нельзя прочитать,"
        " карточка не откроется: без подписи она не запрашивается никогда.",
    ),
    example=r"file:C:\ProgramData\ChatPlugin\crm.key",
)
SIGN_KEY_OF_HOST: Key[KeySource | None] = Key(
    "Sign.Key.<host>",
    _KEY_SOURCE,
    default=None,
    absent=Words("`Sign.Key`", "`Sign.Key`"),
    family=HOST,
    help=Words(
        "The key for the cards of one server, by its name without the port. With a key for each"
        " CRM, none of them can make the signature that another one believes.",
        "Ключ для карточек одного сервера, по его имени без порта. Если у каждой CRM свой ключ,"
        " ни одна не сможет сделать подпись, которой поверит другая.",
    ),
    example=r"file:C:\ProgramData\ChatPlugin\crm.key",
)
SIGN_LIFETIME = Key(
    "Sign.Lifetime",
    Kind.whole_number(5, 86400),
    default=_DEFAULTS.lifetime,
    absent=Words("60 seconds", "60 секунд"),
    help=Words(
        "For how many seconds a CRM may accept a signed address. A card that is opened again, or"
        " reloaded over Chrome's pipe, is signed anew.",
        "Сколько секунд CRM может принимать подписанный адрес. Карточка, которую открывают снова"
        " или перезагружают (по каналу Chrome), подписывается заново.",
    ),
    example="300",
)
